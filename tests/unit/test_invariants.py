"""An invariant that no log could break would say nothing: each is broken here on purpose, and notices."""

from pathlib import Path

import numpy as np
import pytest

from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.event_log import DONE, NOT_YET, RETURNED, UNFINISHED, WITHDRAWN, EventLog
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower

STORIES = Path(__file__).parents[1] / "behaviour" / "scenarios"
DAY = 1440
HOUR = 60


def play(story):
    plan = lower(load_scenario(STORIES / f"{story}.yaml"))
    draws = draw(plan, 1, 0)
    return plan, draws, simulate(plan, draws)


def forged(log, row, **columns):
    """The log with some numbers of one record changed; those in a list are added to."""
    changed = {name: column.copy() for name, column in log._asdict().items()}
    for name, value in columns.items():
        changed[name][row] = changed[name][row] + value[0] if isinstance(value, list) else value
    return EventLog(**changed)


def picked(log, rows):
    return EventLog(*(column[rows] for column in log))


@pytest.mark.parametrize("story", sorted(path.stem for path in STORIES.glob("*.yaml")))
def test_the_stories_break_no_law(story):
    assert broken_invariants(*play(story)) == []


def test_an_empty_log_of_no_cases_breaks_no_law():
    plan, draws, log = play("weekend")
    none = draws.__class__(**{**draws.__dict__, "arrival": draws.arrival[:0], "variant": draws.variant[:0]})
    assert broken_invariants(plan, none, picked(log, [])) == []


ONE_MINUTE_LATER = {"joined": [1], "start": [1], "end": [1]}


@pytest.mark.parametrize(
    ("story", "row", "columns", "words"),
    [
        # numbers that stand for nothing
        ("weekend", 0, {"case": 7}, "no such case, step or outcome"),
        ("correction", 0, {"step": 99}, "no such case, step or outcome"),
        ("weekend", 0, {"outcome": 9}, "no such case, step or outcome"),
        ("correction", 0, {"attempt": 9}, "not a step of its item"),
        ("priority", 0, {"item": 1}, "not a step of its item"),
        ("weekend", 0, {"server": NOT_YET}, "its server is nobody who could do it"),
        ("weekend", 0, {"server": 1}, "its server is nobody who could do it"),
        ("bound", 0, {"server": 0}, "its server is nobody who could do it"),
        ("weekend", 0, {"pool": 7}, "asks a pool that its step does not name"),
        ("correction", 0, {"pool": 0}, "asks a pool that its step does not name"),
        ("any-counter", 0, {"pool": NOT_YET}, "asks a pool that its step does not name"),
        ("any-counter", 0, {"pool": 1}, "its server is nobody who could do it"),
        ("refused-in-line", 0, {"pool": 1, "server": 1}, "asks a pool that its step does not name"),
        # time
        ("weekend", 0, {"joined": [-HOUR], "start": [-HOUR]}, "is reached before the case came"),
        ("weekend", 0, {"start": [-1]}, "starts before it is reached"),
        ("weekend", 0, {"end": 0}, "ends before it starts"),
        ("refused", 2, {"end": 0}, "ends before it is reached"),
        ("weekend", 1, {"end": 500 * DAY}, "happens after the horizon"),
        ("bound", 3, {"start": [1]}, "is a wait and does not start as it is reached"),
        # outcomes
        ("weekend", 0, {"outcome": RETURNED}, "does not end as drawn"),
        ("bound", 0, {"outcome": DONE}, "does not end as drawn"),
        ("weekend", 0, {"start": NOT_YET, "server": NOT_YET}, "is over, but never started or ended"),
        ("weekend", 0, {"outcome": UNFINISHED}, "is unfinished and has an end"),
        ("refused", 2, {"outcome": UNFINISHED, "end": NOT_YET}, "still waits though the case is closed"),
        ("refused", 3, {"outcome": WITHDRAWN}, "is in hand and cannot be withdrawn"),
        ("refused", 2, {"end": [1]}, "is not withdrawn when the case is closed"),
        (
            "refused",
            2,
            {"start": 11 * DAY + 510, "end": 11 * DAY + 1020, "server": 0, "outcome": DONE},
            "starts after the case is closed",
        ),
        # the minutes drawn
        ("weekend", 0, {"end": [1]}, "does not take the minutes drawn"),
        ("bound", 16, {"end": [1]}, "does not take the minutes drawn"),
        ("meeting", 0, {"end": [1]}, "does not take the minutes drawn"),
        ("refused", 1, {"end": 14 * DAY + 510}, "ends later than its work"),
        ("horizon", 5, {"end": NOT_YET, "outcome": UNFINISHED}, "could have been finished before the horizon"),
        ("meeting", 0, {"end": NOT_YET, "outcome": UNFINISHED}, "could have been finished before the horizon"),
        # the clock of an item
        ("released", 2, {"end": [1]}, "does not end when its clock says"),
        ("released", 14, {"end": [-1]}, "does not end when its clock says"),
        ("owed", 2, {"end": [1]}, "does not end when its clock says"),
        ("chased", 2, {"end": [1]}, "does not end when its clock says"),
        ("chased", 5, {"end": [1]}, "does not end when its clock says"),
        ("interrupted", 7, {"end": NOT_YET, "outcome": UNFINISHED}, "does not end when its clock says"),
        # every case goes its whole way
        ("correction", 4, ONE_MINUTE_LATER, "is not reached when what comes before it is over"),
        ("passed-through", 2, ONE_MINUTE_LATER, "is not reached when what comes before it is over"),
        ("weekend", 1, {"start": NOT_YET, "server": NOT_YET, "outcome": WITHDRAWN}, "neither done nor refused nor"),
        ("passed-through", 2, {"joined": [HOUR], "start": [HOUR], "end": [HOUR]}, "the cases are present for"),
        # servers
        ("lowest-number", 1, {"server": 2}, "its server has another in hand"),
        ("lunch", 1, {"server": 0}, "its server is off shift when it starts"),
        ("lunch", 2, {"start": [5], "end": [5]}, "server 1: is free on shift for 5 minutes while somebody waits"),
        ("lowest-number", 3, {"server": 4}, "is not given to server 2, who is free and has a lower number"),
        ("weekend", 0, {"end": 0}, "does not add up to the time spent there"),
        # reserves
        ("lent-staff", 3, {"start": [-59], "end": [-59], "server": 1}, "off shift or not called when it starts"),
        ("lent-staff", 1, {"start": [4], "end": [4]}, "server 1: is free on shift for 4 minutes while somebody waits"),
        ("overtime", 5, {"server": 1}, "off shift or not called when it starts"),
        # reforms that begin on dates
        ("dated/dated", 7, {"pool": 0, "server": 0}, "asks a pool that its step does not name"),
        ("dated/dated", 2, {"pool": 2, "server": 3}, "asks a pool that its step does not name"),
        # lines
        ("any-counter", 5, {"pool": 1, "server": 2}, "joins a longer line than that of 'west'"),
        ("any-counter", 4, {"pool": 0, "server": 0}, "joins a longer line than that of 'east'"),
        # slots
        ("meeting", 0, {"start": [HOUR], "end": [HOUR]}, "does not start with a slot"),
        ("agenda", 2, {"start": [-7 * DAY], "end": [-7 * DAY]}, "is overbooked"),
        ("meeting", 2, {"start": [-7 * DAY], "end": [-7 * DAY]}, "is given a slot before its lead time"),
        ("meeting", 0, {"start": [7 * DAY], "end": [7 * DAY]}, "is not given an earlier slot that is free"),
        # extra sessions
        ("extra-session", 0, {"start": [4 * DAY], "end": [4 * DAY]}, "is overbooked"),
        ("extra-session", 0, {"start": [11 * DAY], "end": [11 * DAY]}, "is not given an earlier slot that is free"),
        ("extra-session", 2, {"start": [7 * DAY], "end": [7 * DAY]}, "is not given an earlier slot that is free"),
        ("extra-session", 6, {"start": [3 * DAY], "end": [3 * DAY]}, "is not given an earlier slot that is free"),
    ],
)
def test_a_forged_record_breaks_its_invariant(story, row, columns, words):
    plan, draws, log = play(story)
    broken = broken_invariants(plan, draws, forged(log, row, **columns))
    assert any(words in told for told in broken), broken


def test_a_lost_record():
    plan, draws, log = play("correction")
    broken = broken_invariants(plan, draws, picked(log, np.arange(1, 7)))
    assert "case 0: permits.fire.preparation is not in the log" in broken


def test_a_lost_case():
    plan, draws, log = play("weekend")
    assert broken_invariants(plan, draws, picked(log, [0])) == [
        "case 1: permits.fire.review is not in the log",
        "case 1: is neither done nor refused nor unfinished",
    ]


def test_a_record_twice_or_out_of_order():
    plan, draws, log = play("correction")
    for rows in ([0, 0, 1, 2, 3, 4, 5, 6], [1, 0, 2, 3, 4, 5, 6]):
        broken = broken_invariants(plan, draws, picked(log, rows))
        assert any("is out of order, or twice in the log" in words for words in broken)


def test_what_begins_after_the_case_is_closed():
    """The seal of the landscape, which was drawn but must not happen."""
    plan, draws, log = play("refused")
    end = log.end[4]
    seal = (0, 3, plan.step_names.index("seal"), 0, end, end, end + 570, NOT_YET, NOT_YET, DONE)
    more = EventLog(*(np.append(column, value) for column, value in zip(log, seal, strict=True)))
    broken = broken_invariants(plan, draws, more)
    assert any("seal, attempt 0" in words and "should not have happened" in words for words in broken)


@pytest.mark.parametrize(
    ("first", "second"),
    [(1, 4), (4, 5), (5, 3), (3, 2)],
    ids=[
        "in its last minute",
        "one overdue, one in its last minute",
        "both overdue",
        "one overdue, one promised nothing",
    ],
)
def test_of_the_overdue_the_earliest_due(first, second):
    """Two who are served one after another change places, in the story where the overdue jump the queue."""
    plan, draws, log = play("escalation")
    one, other = (int(np.flatnonzero((log.server == 0) & (log.case == case))[0]) for case in (first, second))
    swapped = forged(log, one, start=log.start[other], end=log.end[other])
    swapped = forged(swapped, other, start=log.start[one], end=log.end[one])
    told = [words for words in broken_invariants(plan, draws, swapped) if "overtakes" in words]
    assert [words.partition(",")[0] for words in told] == [f"case {second}"]


@pytest.mark.parametrize("story", ["priority", "due-date"])
def test_one_overtakes_another(story):
    """The second factory and the house change places; nobody rests, and each takes as long as drawn."""
    plan, draws, log = play(story)
    factory, house = np.flatnonzero(log.server == 0)[[1, 2]]
    swapped = forged(log, factory, start=log.start[house], end=log.end[house])
    swapped = forged(swapped, house, start=log.start[factory], end=log.end[factory])
    broken = broken_invariants(plan, draws, swapped)
    assert len(broken) == 1
    assert "case 1" in broken[0]
    assert "overtakes one who waits and goes first" in broken[0]


def test_only_a_few_of_many_are_told():
    plan, draws, log = play("town")
    broken = broken_invariants(plan, draws, log._replace(end=log.end + 1))
    assert any(words.startswith("and ") and "more: does not take the minutes drawn" in words for words in broken)
