"""Who is there when: days away, drawn clerk by clerk, and the hours of a counter that follow."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars.working_time import DAY, NEVER, WorkCalendar
from sim.experiment.replications import Settings
from sim.experiment.tables.hours import hours as hours_table
from sim.outcomes.measure import measure
from sim.outcomes.payroll import hours_a_year
from sim.scenario import Scenario, load_scenario
from sim.simulation.attendance import Attendance, closures
from sim.simulation.draws.absences import drawn_attendance
from sim.simulation.draws.draw import draw
from sim.simulation.draws.streams import Streams
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

BASE = Path(__file__).parents[2] / "scenarios" / "practice-2016.yaml"
YEAR = 366


def town(**pools: Any) -> Plan:
    """A year in which nobody comes; from Monday, 4 January 2016 on."""
    return lower(Scenario.model_validate(document(**pools)))


def document(**pools: Any) -> dict[str, Any]:
    return {
        "scenario": "town",
        "title": "Town",
        "start": "2016-01-04",
        "run": {"length": f"{YEAR} days", "follow": "0 days"},
        "calendars": {
            "office": {"hours": ["09:00-12:00", "13:00-17:00"]},
            "late": {"hours": ["10:00-18:00"]},
            "night": {"days": "mon-sun", "hours": ["00:00-06:00", "22:00-24:00"]},
            "sunday": {"days": "sun", "hours": "09:00-12:00"},
        },
        "pools": {name: {"counter": True, **pool} for name, pool in pools.items()},
        "processes": {"nothing": {"arrivals": {"at": []}, "items": {"nothing": {}}}},
    }


def attended(plan: Plan, replication: int = 0) -> Attendance:
    return drawn_attendance(plan, Streams(1, replication))


def days_there(kept: Attendance, server: int) -> list[int]:
    """The days on which a server works."""
    return sorted({int(opens) // DAY for opens in kept.hours_of(server).opens})


# Calendars


MINUTES = st.lists(st.tuples(st.integers(0, 5 * DAY - 1), st.integers(1, 2 * DAY)), max_size=8)


def calendar(spans: list[tuple[int, int]]) -> WorkCalendar:
    return WorkCalendar.from_intervals([(opens, opens + length) for opens, length in spans], 5 * DAY)


def minutes(one: WorkCalendar) -> list[int]:
    return np.flatnonzero(np.diff(one.worked_at(np.arange(5 * DAY + 1)))).tolist()


@given(MINUTES, st.lists(st.booleans(), min_size=5, max_size=5))
def test_days_away_take_their_minutes_from_midnight_to_midnight(spans: Any, away: list[bool]) -> None:
    kept = calendar(spans).without_days(np.array(away))
    assert minutes(kept) == [minute for minute in minutes(calendar(spans)) if not away[minute // DAY]]
    assert (kept.opens[1:] > kept.closes[:-1]).all()


@given(MINUTES, MINUTES)
def test_hours_taken_away_and_hours_together(spans: Any, others: Any) -> None:
    one, other = calendar(spans), calendar(others)
    assert minutes(one.without(other)) == sorted(set(minutes(one)) - set(minutes(other)))
    assert minutes(WorkCalendar.of_several([one, other])) == sorted(set(minutes(one)) | set(minutes(other)))


def test_a_closure_is_longer_than_patience() -> None:
    office = calendar([(540, 180), (780, 240), (DAY + 540, 180)])
    assert [list(ends) for ends in closures(office, 59)] == [[0, 720, 1020, DAY + 720], [540, 780, DAY + 540, NEVER]]
    assert [list(ends) for ends in closures(office, 60)] == [[0, 1020, DAY + 720], [540, DAY + 540, NEVER]]
    assert [list(ends) for ends in closures(calendar([]), 60)] == [[0], [NEVER]]


# Absences


def test_where_nobody_is_ever_away_the_plan_s_own_attendance_is_kept() -> None:
    plan = town(window={"servers": 2, "calendar": "office"})
    assert attended(plan) is plan.attendance


def test_a_clerk_is_away_for_whole_days_and_on_about_so_many() -> None:
    plan = town(window={"servers": 40, "calendar": "office", "absence": 0.25})
    kept = attended(plan)
    working = {int(opens) // DAY for opens in plan.calendars[0].opens}
    there = [days_there(kept, server) for server in range(40)]
    assert all(set(days) <= working for days in there)
    assert len({tuple(days) for days in there}) == 40, "each has luck of his own"
    assert np.mean([len(days) for days in there]) / len(working) == pytest.approx(0.75, abs=0.015)
    assert all(kept.hours_of(server).total == 420 * len(days) for server, days in enumerate(there))


def test_the_same_clerk_is_away_on_the_same_days_whatever_else_there_is() -> None:
    """More colleagues, other windows, other hours: what would be worked on a day is still not worked."""
    alone = attended(town(window={"servers": 1, "calendar": "office", "absence": 0.3}))
    pools = {
        "desk": {"servers": 3, "calendar": "late", "absence": 0.3},
        "window": {
            "shifts": [{"servers": 1, "calendar": "late"}, {"servers": 5, "calendar": "office"}],
            "absence": 0.3,
        },
    }
    among = attended(town(**pools))
    assert days_there(among, 3) == days_there(alone, 0)
    assert days_there(among, 0) != days_there(alone, 0), "the clerk of another window has other luck"
    assert days_there(attended(town(**pools), replication=1), 3) != days_there(alone, 0)


def test_who_is_away_with_less_absence_is_away_with_more() -> None:
    some, more = (
        set(days_there(attended(town(window={"servers": 1, "calendar": "office", "absence": share})), 0))
        for share in (0.1, 0.4)
    )
    assert more < some


def test_a_deputy_stands_in_where_nobody_on_duty_would_come() -> None:
    """Of two on duty in the week and one on Sundays, at least one is there on every day of duty."""
    shifts = [{"servers": 2, "calendar": "office"}, {"servers": 1, "calendar": "sunday"}]
    kept = attended(town(window={"shifts": shifts, "absence": 0.6, "deputy": True}))
    without = attended(town(window={"shifts": shifts, "absence": 0.6}))
    together = [{day for server in range(3) for day in days_there(one, server)} for one in (kept, without)]
    on_duty = {day for day in range(YEAR) if day % 7 not in (5,)}
    assert together[0] == on_duty
    assert together[1] < on_duty
    for day in on_duty - together[1]:
        assert [server for server in range(3) if day in days_there(kept, server)] == [2 if day % 7 == 6 else 0]


def test_absence_is_as_the_rules_of_the_day_have_it_and_the_luck_is_the_same() -> None:
    """From 1 July on the clerk is away more often, and on some of the days on which he would have been so before."""
    often = document(window={"servers": 1, "calendar": "office", "absence": 0.6})
    rarely = document(window={"servers": 1, "calendar": "office", "absence": 0.2})
    epoch = {"until": "2016-07-01", **{key: rarely[key] for key in ("calendars", "pools", "processes")}}
    kept, before, after = (
        days_there(attended(lower(Scenario.model_validate(one))), 0)
        for one in (often | {"before": [epoch]}, rarely, often)
    )
    first = (date(2016, 7, 1) - date(2016, 1, 4)).days
    assert kept == [day for day in before if day < first] + [day for day in after if day >= first]


def test_a_deputy_from_a_day_on_stands_in_from_that_day_on() -> None:
    alone = document(window={"servers": 1, "calendar": "office", "absence": 0.6})
    deputy = document(window={"servers": 1, "calendar": "office", "absence": 0.6, "deputy": True})
    epoch = {"until": "2016-07-01", **{key: alone[key] for key in ("calendars", "pools", "processes")}}
    plan = lower(Scenario.model_validate(deputy | {"before": [epoch]}))
    first = (date(2016, 7, 1) - date(2016, 1, 4)).days * DAY
    assert attended(plan).hours_of(0).between(first, plan.horizon) == plan.calendars[0].between(first, plan.horizon)
    assert attended(plan).hours_of(0).between(0, first) < 0.6 * plan.calendars[0].between(0, first)


def test_the_reserve_of_a_counter_comes_only_while_somebody_of_its_own_is_there() -> None:
    """It has no days off of its own; where nobody waits in person, it comes whoever is away."""
    staff = {"servers": 1, "calendar": "office", "absence": 0.5}
    staff["reserve"] = {"servers": 2, "calendar": "office", "called_above": 3, "released_at": 1}
    kept = attended(town(window=staff, study=staff | {"counter": False}))
    assert kept.counter_hours(0).total == kept.hours_of(0).total < 0.6 * kept.hours_of(4).total
    assert [days_there(kept, server) for server in (1, 2)] == [days_there(kept, 0)] * 2
    assert kept.server_calendar[1] == kept.server_calendar[2]
    assert kept.hours_of(4) is kept.hours_of(5) is kept.calendars[0]


def test_a_window_with_one_clerk_and_a_deputy_is_never_shut() -> None:
    plan = town(window={"servers": 1, "calendar": "night", "absence": 0.9, "deputy": True})
    assert attended(plan).hours_of(0).total == plan.calendars[2].total


def test_a_counter_is_open_while_anybody_is_there() -> None:
    plan = town(window={"servers": 2, "calendar": "office", "absence": 0.5}, desk={"servers": 1, "calendar": "late"})
    kept = attended(plan)
    there = {day for server in range(2) for day in days_there(kept, server)}
    assert sorted({int(opens) // DAY for opens in kept.counter_hours(0).opens}) == sorted(there)
    assert kept.counter_hours(1) is plan.calendars[1]


# What follows


def test_the_absent_are_paid_but_not_there() -> None:
    """Two clerks are paid for every working day; utilisation and the hours of the week count those they work."""
    scenario = Scenario.model_validate(
        document(window={"servers": 2, "calendar": "office", "absence": 0.4})
        | {
            "processes": {
                "visits": {
                    "arrivals": {"at": ["2016-01-04 09:00"]},
                    "items": {"card": {"steps": {"serve": {"work": "1 hour", "pool": "window", "trips": 1}}}},
                }
            }
        }
    )
    plan = lower(scenario)
    draws = draw(plan, 1, 0)
    there = sum(draws.attendance.hours_of(server).total for server in range(2)) / 60
    pools = measure(plan, draws, simulate(plan, draws)).pools
    assert pools["hours"].tolist() == [there]
    assert there < 0.7 * sum(hours_a_year(plan)) * YEAR / 365.25
    table = hours_table(scenario, Settings(seed=1, replications=1, workers=1))
    assert (table["present"] * 0.5).sum() * YEAR / 7 == pytest.approx(there, rel=0.01)


def test_the_shipped_windows_lose_a_tenth_of_their_hours_and_are_never_left_alone() -> None:
    plan = lower(load_scenario(BASE))
    kept = draw(plan, 1, 0).attendance
    window = plan.pool_names.index("planning-window")
    first, end = plan.pool_first_server[window : window + 2]
    worked = sum(kept.hours_of(server).total for server in range(first, end))
    planned = sum(plan.attendance.hours_of(server).total for server in range(first, end))
    assert worked / planned == pytest.approx(0.905, abs=0.015), "but for the days on which both would be away"
    assert kept.counter_hours(window).total == plan.attendance.counter_hours(window).total
