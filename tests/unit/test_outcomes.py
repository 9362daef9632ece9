"""Clocks, burdens and critical paths, against a small world worked out by hand and against slow counting."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars.working_time import DAY, WorkCalendar
from sim.outcomes.clocks import CLOCKS, united
from sim.outcomes.critical_path import critical_path
from sim.outcomes.history import ENDED, History
from sim.outcomes.measure import measure
from sim.outcomes.trips import Visits, absent
from sim.scenario import Scenario, as_document, load_scenario
from sim.simulation.attendance import closures
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def history() -> History:
    """The two firms of two-offices.yaml.

    Monday: both prepare until 09:30; the window takes the first until 10:00, the second until 10:30. Filing is reviewed
    until 11:00 and 11:30. The first firm prepares its plan for two working hours, until 14:00, hands it in until 14:30
    and has it back at 10:30 on Tuesday (150 minutes on Monday, 90 on Tuesday). It corrects until 11:30, hands in until
    noon, and the second review takes until 17:00. The drawings follow until 17:00 on Wednesday. The notice for
    the land runs from Monday 11:00 to Saturday 11:00, so the permit is reviewed on Monday 18th, 09:00 to 10:00, and
    delivered at 11:00.
    """
    plan = lower(load_scenario(HERE / "scenarios" / "two-offices.yaml"))
    draws = draw(plan, seed=1, replication=0)
    return History(plan, draws, simulate(plan, draws), 0)


def at(day: int, hour: int, minute: int = 0) -> int:
    """A minute of January 2016, counted from Monday the 11th."""
    return (day - 11) * DAY + hour * 60 + minute


def test_every_item_is_done_when_worked_out(history: History) -> None:
    assert history.done[0].tolist() == [
        at(11, 11), at(16, 11), at(12, 17), at(13, 11), at(13, 17), at(18, 11)
    ]  # fmt: skip
    assert history.filed.tolist() == [at(11, 9, 30), at(11, 9, 30)]
    assert history.permitted[0] == at(18, 11)


def test_total_clocks_run_from_handing_in_the_filing_to_the_permit(history: History) -> None:
    assert CLOCKS["total_days"](history)[0] == 7 + 90 / DAY
    assert CLOCKS["first_contact_days"](history)[0] == 7 + 120 / DAY
    assert CLOCKS["land_to_permit_days"](history)[0] == 2.0
    assert CLOCKS["total_working_days"](history)[0] == 5 + 90 / 420


def test_the_legal_clock_stops_while_a_return_is_corrected(history: History) -> None:
    """Filing an hour, plan 240 twice, permit an hour; fire (two working days from Monday 11:00) covers both plans.

    Union: Monday 10:00 to 11:00 (filing), 11:00 to Wednesday 11:00 (fire), and the permit's hour.
    """
    assert CLOCKS["government_sum_days"](history)[0] == (60 + 240 + 240 + 840 + 60) / 420
    assert CLOCKS["government_days"](history)[0] == (60 + 840 + 60) / 420


def test_the_law_counts_whole_days_without_that_of_acceptance(history: History) -> None:
    """Fire: Tuesday and Wednesday; plan within them.

    Filing is decided on the day it was accepted, and the permit, which was handed in on a Saturday and so is dated to
    Monday, on that Monday.
    """
    assert CLOCKS["legal_days"](history)[0] == 2


def with_(scenario: Scenario, changes: dict[str, object]) -> History:
    """The firms in a scenario of which some of the process's lines are others."""
    document = as_document(scenario)
    process = next(iter(document["processes"].values()))
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = process
        for parent in parents:
            place = place[parent]
        place[last] = value
    plan = lower(Scenario.model_validate(document))
    draws = draw(plan, seed=1, replication=0)
    return History(plan, draws, simulate(plan, draws), 0)


def test_what_is_only_simulated_is_on_no_clock_and_promises_nothing(history: History) -> None:
    """Without fire's two days, what is left is filing, the plan's 240 minutes twice and the permit."""
    simulated = with_(history.plan.scenario, {"items.fire.simulated_for": ["case"]})
    assert CLOCKS["government_days"](simulated)[0] == (60 + 240 + 240 + 60) / 420
    assert CLOCKS["promised_days"](simulated)[0] == 3.0
    assert CLOCKS["total_days"](simulated)[0] == CLOCKS["total_days"](history)[0]
    other = with_(history.plan.scenario, {"items.fire.simulated_for": []})
    assert CLOCKS["government_days"](other)[0] == CLOCKS["government_days"](history)[0]


def test_the_land_clock_starts_at_the_step_that_is_the_contract(history: History) -> None:
    """The land's notice ends on Saturday at 11:00; if a day of paying follows, the contract is still then."""
    pay = {"wait": {"days": {"fixed": 1.0}}, "calendar": "always"}
    longer = with_(history.plan.scenario, {"items.land.steps.pay": pay})
    assert longer.done[0, list(longer.plan.processes[0].items).index("land")] == at(17, 11)
    named = with_(history.plan.scenario, {"items.land.steps.pay": pay, "land_step": "notice"})
    since_payment, since_contract = (CLOCKS["land_to_permit_days"](one)[0] for one in (longer, named))
    assert since_contract == since_payment + 1


def test_promised_days_add_up_along_the_longest_path(history: History) -> None:
    """Filing 1, then fire 2 beside plan 1, then permit 1."""
    assert CLOCKS["promised_days"](history).tolist() == [4.0, 4.0]


def test_burdens_of_the_first_firm(history: History) -> None:
    cases = measure(history.plan, history.draws, history.whole_log).cases
    first = cases.iloc[0]
    assert first["trips"] == 4
    assert first["corrections"] == 1
    assert first["on_site_hours"] == 1.5
    assert first["intermediary_days"] == 1.0
    assert first["intermediary_fees"] == 1000
    assert first["staff_hours"] == (30 * 3 + 60 + 240 + 240 + 60) / 60
    assert first["overdue_share"] == 1 / 4
    assert cases["on_site_hours"][1] == 3.0  # half an hour behind the first, and on Tuesday from 12:00 through lunch


def test_the_critical_path_is_told_to_the_minute(history: History) -> None:
    """The first firm is held by the window, the filing, the notice, the weekend's rest, the review and the post."""
    path = critical_path(history, np.array([0]))
    told = [(row["holder"], row["who"], row["minutes"], row["off"]) for row in path.to_dict("records")]
    assert told == [
        ("submission", "applicant", 30, 0),
        ("review", "planning", 60, 0),
        ("notice", "public", 5 * DAY, 0),
        ("queue", "planning", 46 * 60, 46 * 60),
        ("review", "planning", 60, 0),
        ("delivery", "applicant", 60, 0),
    ]


def test_utilisation_counts_working_minutes_only(history: History) -> None:
    pools = measure(history.plan, history.draws, history.whole_log).pools.set_index("pool")
    assert pools["held_hours"].to_dict() == {"window": 3.0, "planning": 20.0}


TWO_COUNTERS: dict[str, Any] = {
    "scenario": "two-counters",
    "title": "A counter in the hall, open on Monday evening too, and one in the township",
    "start": "2016-01-11",
    "run": {"length": "30 days"},
    "calendars": {
        "office": {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]},
        "late-lunch": {"days": "mon-fri", "hours": ["09:00-13:00", "14:00-17:00"]},
        "evening": {"days": "mon", "hours": "18:00-20:00"},
    },
    "pools": {
        "hall": {"shifts": [{"servers": 1, "calendar": name} for name in ("late-lunch", "evening")], "counter": True},
        "township": {"servers": 1, "calendar": "office", "counter": True},
        "office": {"servers": 1, "calendar": "office"},
    },
    "processes": {},
}


def counted(pools: Any = None, **items: Any) -> History:
    """What becomes of one case in a world of two counters and more; it comes at 11:30 on Monday 2016-01-11."""
    process = {"arrivals": {"at": ["2016-01-11 11:30"]}, "items": items}
    world = {**TWO_COUNTERS, "pools": {**TWO_COUNTERS["pools"], **(pools or {})}, "processes": {"matters": process}}
    plan = lower(Scenario.model_validate(world))
    draws = draw(plan, 1, 0)
    return History(plan, draws, simulate(plan, draws), 0)


def test_a_short_break_is_waited_through_and_a_night_is_not() -> None:
    """The first takes nine hours of the one clerk, from 11:30 until Tuesday at 14:30.

    The second waits, also from 13:00 to 14:00 and from 17:00 to 18:00, when the hall is shut, and is served by the
    other clerk until 19:00. The third is then served by him, for one hour on this Monday and two on the next. The
    fourth waits for both from 19:00, is sent home at 20:00, and waits on Tuesday from 09:00 until the first clerk is
    free.
    """
    step = {"pool": "hall", "trips": 1}
    first = {"steps": {"service": {"work": "9 hours", **step}}}
    second = {"steps": {"service": {"work": "1 hour", **step}}}
    third = {"after": ["second"], "steps": {"service": {"work": "3 hours", **step}}}
    fourth = {"after": ["second"], "steps": {"service": {"work": "1 hour", **step}}}
    history = counted(first=first, second=second, third=third, fourth=fourth)
    visits = Visits(history)
    assert history.log.start.tolist() == [at(11, 11, 30), at(11, 18), at(11, 19), at(12, 14, 30)]
    assert visits.sent_home.tolist() == [0, 0, 0, 1]
    assert visits.trips.tolist() == [1, 1, 1, 2]
    waited = 390 + 60 + 330
    assert visits.waiting_minutes.tolist() == [waited]
    assert visits.minutes.tolist() == [9 * 60 + 60 + 3 * 60 + 60 + waited]
    assert visits.wait_per_trip.tolist() == [waited / 5]


def test_who_is_refused_while_waiting_was_on_site_until_then() -> None:
    """He waits at the township's counter from 11:30, and is refused on Tuesday at 10:30."""
    busy = {"steps": {"service": {"work": "9 hours", "pool": "township"}}}
    waits = {"steps": {"service": {"work": "1 hour", "pool": "township", "trips": 1}}}
    siting = {"steps": {"review": {"work": "6 hours", "pool": "office", "refuses": 1}}}
    visits = Visits(history := counted(busy=busy, waits=waits, siting=siting))
    assert history.fate.tolist() == [ENDED]
    assert visits.sent_home.tolist() == [0, 1, 0]
    assert visits.minutes.tolist() == [330 + 90]


def test_a_helper_on_the_way_is_met_on_the_same_trip() -> None:
    """At 11:30 the township's clerk looks at the papers for ten minutes; the hall's takes them after him."""
    look = {"work": "10 minutes", "pool": "township", "in_person": True}
    history = counted(card={"steps": {"look": look, "service": {"work": "20 minutes", "pool": "hall", "trips": 1}}})
    visits = Visits(history)
    assert visits.trips.tolist() == [0, 1]
    assert visits.minutes.tolist() == [30]


def test_who_misses_a_booked_slot_was_not_there() -> None:
    """Booked for Monday at 14:00, missed, and kept on Thursday."""
    desk = {"seats": 1, "calendar": "office", "slot": 60, "counter": True}
    missed = {"share": 1, "again": 0, "to": "visit", "reason": "no-show"}
    visit = {"book": "30 minutes", "pool": "desk", "trips": 1, "returns": missed}
    history = counted({"desk": desk}, card={"steps": {"visit": visit}})
    visits = Visits(history)
    assert visits.trips.tolist() == [0, 1]
    assert visits.minutes.tolist() == [30]
    assert visits.wait_per_trip.tolist() == [0]


def test_the_critical_path_names_the_counter_that_was_chosen() -> None:
    """The first joins the hall, first named; the second the township, and takes until 15:30."""
    one, two = ({"work": f"{hours} hours", "pool": ["hall", "township"]} for hours in (2, 3))
    history = counted(one={"steps": {"service": one}}, two={"steps": {"service": two}}, last={"after": ["one", "two"]})
    assert [history.plan.pool_names[pool] for pool in history.log.pool] == ["hall", "township"]
    path = critical_path(history, np.array([0]))
    assert [(row["item"], row["who"], row["minutes"]) for row in path.to_dict("records")] == [("two", "township", 240)]


MINUTES = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), max_size=12)


@given(MINUTES, st.integers(0, 120), st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=20))
def test_time_at_home_equals_a_walk_through_the_minutes(
    hours: list[tuple[int, int]], patience: int, waits: list[tuple[int, int]]
) -> None:
    calendar = WorkCalendar.from_intervals([(opens, opens + length) for opens, length in hours], 600)
    since, until = np.array(sorted(map(sorted, waits)), dtype=np.int64).reshape(-1, 2).T
    minutes, times = absent(*closures(calendar, patience), patience, since, until)
    walked = [walk(calendar, patience, *wait) for wait in zip(since.tolist(), until.tolist(), strict=True)]
    assert list(zip(minutes.tolist(), times.tolist(), strict=True)) == walked


def walk(calendar: WorkCalendar, patience: int, now: int, until: int) -> tuple[int, int]:
    """How many minutes one who waits so long is at home, and how often he comes again."""
    home = again = 0
    while now < until:
        opens = calendar.next_opening(now)
        if opens - now > patience:
            home += min(opens, until) - now
            again += opens <= until
        now = max(opens, now + 1)
    return home, again


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 40)), max_size=25),
)
def test_the_union_of_intervals_equals_a_count_minute_by_minute(intervals: list[tuple[int, int, int]]) -> None:
    case, start, length = np.array(intervals, dtype=np.int64).reshape(-1, 3).T
    slow = [len({m for c, s, n in intervals if c == number for m in range(s, s + n)}) for number in range(4)]
    assert united(case, start, start + length, 4).tolist() == slow
