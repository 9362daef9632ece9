"""Who comes when, and what he needs, worked out case by case in plain Python."""

from itertools import accumulate, pairwise
from math import floor, log1p

import numpy as np
import pytest
from scipy import special

from sim.calendars.working_time import DAY
from sim.scenario import Scenario
from sim.scenario.quantities import Distribution
from sim.scenario.validation import validated
from sim.simulation.draws import initial_state
from sim.simulation.draws.arrivals import arrival_minutes
from sim.simulation.draws.bunching import bunched
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.draws.distributions import quantiles
from sim.simulation.draws.draw import draw
from sim.simulation.draws.streams import Streams
from sim.simulation.lower import lower
from sim.simulation.plan import Expected, Plan

OFFICE = {"days": "mon-fri", "hours": ["08:30-12:00", "13:30-17:00"]}
SEED, REPLICATION = 5, 2


def plan_of(length: str = "8 weeks", start: str = "2018-01-04", **arrivals: object) -> Plan:
    document = {
        "scenario": "city",
        "title": "A city",
        "start": start,
        "run": {"length": length, "follow": "1 day"},
        "legal_calendar": "office",
        "calendars": {"office": OFFICE},
        "processes": {"projects": {"arrivals": arrivals, "items": {"permit": {}}}},
    }
    return lower(validated(Scenario, document, "city"))


def luck(name: str, count: int) -> list[float]:
    """The first numbers of a stream of the process."""
    return [float(one) for one in Streams(SEED, REPLICATION).uniforms(count, "projects", name)]


def expected_at(expected: Expected, minute: float) -> float:
    """How many cases are expected by a minute: a straight line between the points that are known."""
    points = list(zip(expected.minutes.tolist(), expected.cases.tolist(), strict=True))
    for (since, before), (until, after) in pairwise(points):
        if since <= minute <= until:
            return before + (after - before) * (minute - since) / (until - since)
    raise AssertionError(minute)


def by_weeks(expected: Expected, weekday: int, bunching: float) -> list[tuple[float, float, float]]:
    """Each calendar week of the run: from which minute to which, and how many cases come in it, given its luck."""
    end, since, found = float(expected.minutes[-1]), -weekday * DAY, []
    numbers = iter(luck("weeks", 60))
    while since < end:
        first, last = max(since, 0), min(since + 7 * DAY, end)
        mean, u = expected_at(expected, last) - expected_at(expected, first), next(numbers)
        factor = float(special.gammaincinv(mean / (bunching - 1), u)) / (mean / (bunching - 1)) if mean else 1.0
        found.append((float(first), float(last), factor))
        since += 7 * DAY
    return found


@pytest.mark.parametrize(("per_year", "start"), [(400, "2018-01-04"), (30, "2018-01-04"), (400, "2018-01-01")])
def test_the_cases_expected_in_a_week_are_as_many_times_what_its_luck_says(per_year: float, start: str) -> None:
    """From Thursday or Monday on; with 30 a year less than one is expected in a week."""
    plan = plan_of(start=start, per_year=per_year, calendar="office", bunching=2.5)
    [expected] = plan.expected_arrivals
    assert expected is not None
    weekday = plan.scenario.start.weekday()
    told = bunched(expected, 2.5, weekday, lambda count: np.array(luck("weeks", count)))
    so_far = 0.0
    for first, last, factor in by_weeks(expected, weekday, 2.5):
        assert expected_at(told, first) == pytest.approx(so_far)
        so_far += factor * (expected_at(expected, last) - expected_at(expected, first))
    assert told.cases[-1] == pytest.approx(so_far)
    assert told.cases[0] == 0


@pytest.mark.parametrize("bunching", [None, 2.5])
def test_cases_come_where_the_expected_number_reaches_sums_of_exponential_numbers(bunching: float | None) -> None:
    plan = plan_of(per_year=400, calendar="office", **({"bunching": bunching} if bunching else {}))
    [expected] = plan.expected_arrivals
    assert expected is not None
    if bunching:
        expected = bunched(expected, bunching, plan.scenario.start.weekday(), lambda n: np.array(luck("weeks", n)))
    sums = accumulate(-log1p(-u) for u in luck("arrivals", 400))
    wanted = [one for one in sums if one < expected.cases[-1]]
    places = list(zip(expected.minutes.tolist(), expected.cases.tolist(), strict=True))
    told = []
    for one in wanted:
        (since, before), (until, after) = next(pair for pair in pairwise(places) if pair[0][1] <= one < pair[1][1])
        told.append(floor(since + (until - since) * (one - before) / (after - before)))
    assert draw(plan, SEED, REPLICATION).arrival.tolist() == told


@pytest.mark.parametrize("unit", ["minutes", "hours", "days"])
def test_an_interval_of_open_time_is_over_in_the_minute_in_which_so_much_was_open(unit: str) -> None:
    mean = {"minutes": 170.0, "hours": 2.9, "days": 0.4}[unit]
    plan = plan_of("3 weeks", interval={unit: {"exponential": mean}}, calendar="office")
    size = {"minutes": 1, "hours": 60, "days": 420}[unit]
    shape = Distribution(exponential=mean)
    gaps = [float(quantiles(shape, np.array([u]))[0]) * size for u in luck("arrivals", 300)]
    office = [*range(510, 720), *range(810, 1020)]
    open_minutes = [
        day * DAY + minute for day in range(21) if (plan.scenario.start.weekday() + day) % 7 < 5 for minute in office
    ]
    sums = [round(one) for one in accumulate(gaps)]
    told = [open_minutes[one] for one in sums if one < len(open_minutes)]
    assert draw(plan, SEED, REPLICATION).arrival.tolist() == told


def test_without_the_luck_of_weeks_none_is_better_than_another() -> None:
    plan = plan_of(per_year=400, bunching=2.5)

    def uniforms(count: int) -> np.ndarray:
        return np.array(luck("arrivals", count))

    alone = arrival_minutes(plan_of(per_year=400), 0, uniforms)
    assert arrival_minutes(plan, 0, uniforms).tolist() == alone.tolist()
    assert arrival_minutes(plan, 0, uniforms, lambda n: np.array(luck("weeks", n))).tolist() != alone.tolist()


def test_who_is_there_on_the_first_day_is_of_a_known_class_or_of_one_that_needs_what_he_stands_at() -> None:
    """Three in ten are small, and none of those needs the study; of who stands at the filing nothing is known."""
    document = {
        "scenario": "city",
        "title": "A city",
        "start": "2018-01-04",
        "run": {"length": "8 weeks"},
        "legal_calendar": "office",
        "calendars": {"office": OFFICE},
        "processes": {
            "projects": {
                "arrivals": {"per_year": 10},
                "classes": {"small": {"share": 0.3}, "large": {"share": 0.7}},
                "items": {
                    "filing": {"steps": {"wait": {"wait": "9 days", "calendar": "office"}}},
                    "study": {
                        "after": ["filing"],
                        "applies": {"large": 1},
                        "steps": {"wait": {"wait": "9 days", "calendar": "office"}},
                    },
                },
            }
        },
        "start_with": {
            "projects": {
                "case": ["a", "b", "c", "d"],
                "item": ["filing", "filing", "study", "filing"],
                "step": ["wait"] * 4,
                "spent_days": [1, 2, 3, 4],
                "used_days": [0, 0, 0, 0],
                "class": ["small", "large", None, None],
                "from": "open.csv",
            }
        },
    }
    plan = lower(validated(Scenario, document, "city"))
    shares = initial_state.class_shares(plan, 0)
    told = {
        (tuple(plan.item_names[item] for item in place.items), place.class_number): ends.tolist()
        for place, ends in zip(plan.backlog[0], shares, strict=True)
    }
    assert told == {
        (("projects.filing",), 0): [1, 1],
        (("projects.filing",), 1): [0, 1],
        (("projects.filing",), -1): pytest.approx([0.3, 1]),
        (("projects.study",), -1): [0, 1],
    }


def of_two_traits() -> dict[str, object]:
    """One item for who prepares; within the other, a step for who does not."""
    wait = {"wait": "9 days", "calendar": "office"}
    return {
        "filing": {"having": "prepared", "steps": {"wait": wait}},
        "permit": {"steps": {"first": {**wait, "lacking": ["prepared"]}, "second": wait}},
    }


def town_of(items: dict[str, object]) -> Plan:
    process = {
        "arrivals": {"per_year": 900},
        "classes": {"all": {"share": 1}},
        "traits": {"prepared": {"all": 0.4}},
        "items": items,
    }
    document = {
        "scenario": "city",
        "title": "A city",
        "start": "2018-01-04",
        "run": {"length": "8 weeks"},
        "legal_calendar": "office",
        "calendars": {"office": OFFICE, "always": {"days": "mon-sun", "hours": ["00:00-24:00"]}},
        "processes": {"projects": process},
    }
    return lower(validated(Scenario, document, "city"))


def test_who_has_a_trait_needs_the_item_and_who_lacks_it_takes_the_step() -> None:
    plan = town_of(of_two_traits())
    draws = draw(plan, SEED, REPLICATION)
    count = draws.cases
    prepared = [u < 0.4 for u in Streams(SEED, REPLICATION).uniforms(count, "projects", "trait", "prepared")]
    assert 0 < sum(prepared) < count
    applies = draws.applies.reshape(count, 2)
    assert applies[:, 0].tolist() == prepared
    assert applies[:, 1].all()
    first = plan.step_names.index("first")
    minutes = [int(draws.minutes[draws.place(first, case, 0)]) for case in range(count)]
    assert [one == SKIPPED for one in minutes] == prepared
    assert SKIPPED < 0


def test_a_step_of_years_is_not_cut_short() -> None:
    plan = town_of({"permit": {"steps": {"wait": {"wait": {"days": 2_000}, "calendar": "always"}}}})
    assert set(draw(plan, SEED, REPLICATION).minutes.tolist()) == {2_880_000}
