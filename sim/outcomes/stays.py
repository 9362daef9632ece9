"""How long cases stay at the steps of some of their items, and what for, in one walk over the log.

A stay is all the time of a case at one step before one pool, as often as it comes there; its time is waiting for the
pool, the first attempt, or later ones.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints
from sim.outcomes.critical_path import AGAIN, FIRST, KINDS, QUEUE
from sim.outcomes.open_minutes import Hours, Table, columns_for, empty, hours_of, worked_at
from sim.simulation.jit import at, entry, machine_code, stamp
from sim.simulation.plan import WAIT, WORK, Plan

if TYPE_CHECKING:
    from sim.outcomes.history import History

STAMP: Final = stamp(__name__, "sim.outcomes.critical_path", "sim.outcomes.open_minutes")

NO_CALENDAR: Final = -1
STEP: Final = np.dtype([("calendar", "i8"), ("works", "i1")])
STAY: Final = np.dtype([("case", "i8"), ("step", "i8"), ("pool", "i8"), ("minutes", "i8", KINDS), ("off", "i8", KINDS)])


class Stays(NamedTuple):
    """The log of one process, of which cases which items are told, and room for their stays."""

    case: NDArray[np.int32]
    item: NDArray[np.int16]
    step: NDArray[np.int16]
    attempt: NDArray[np.int16]
    joined: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    pool: NDArray[np.int16]
    server: NDArray[np.int32]
    told: Flags
    since: Ints
    """For each case, the minute before which nothing counts."""
    steps: Table
    on_duty: Ints
    """For each pool the calendar on which its first server is on duty."""
    legal_calendar: int
    server_calendar: Ints
    """The last is that of nobody."""
    hours: Hours
    stays: Table
    stamp: Table


@entry
def find_stays(log: Stays) -> int:
    """Writes down all stays in the order of the log; returns how many there are."""
    number = -1
    for row in range(len(log.case)):
        if log.told[log.case[row], log.item[row]]:
            if number < 0 or not goes_on(log, at(log.stays, number), row):
                number += 1
                begin(log, at(log.stays, number), row)
            add(log, at(log.stays, number), row)
    return number + 1


@machine_code
def goes_on(log: Stays, stay: Table, row: int) -> bool:
    """Whether a record belongs to the stay of the one before it."""
    return stay.case == log.case[row] and stay.step == log.step[row] and stay.pool == log.pool[row]


@machine_code
def begin(log: Stays, stay: Table, row: int) -> None:
    """A stay of which nothing has been added up."""
    stay.case, stay.step, stay.pool = log.case[row], log.step[row], log.pool[row]
    for kind in range(KINDS):
        stay.minutes[kind] = stay.off[kind] = 0


@machine_code
def add(log: Stays, stay: Table, row: int) -> None:
    """Adds a record's time to its stay.

    Who waits for a pool, waits on the calendar on which its first server is on duty; who is served, on that which the
    server keeps; who waits for a meeting or a slot, on the legal calendar.
    """
    step, since = at(log.steps, log.step[row]), log.since[log.case[row]]
    joined, start, end = max(log.joined[row], since), max(log.start[row], since), max(log.end[row], since)
    kind = AGAIN if log.attempt[row] > 0 else FIRST
    queued, busy = log.legal_calendar, step.calendar
    if step.works:
        queued, busy = log.on_duty[log.pool[row]], log.server_calendar[log.server[row]]
    stay.minutes[QUEUE] += start - joined
    stay.minutes[kind] += end - start
    stay.off[QUEUE] += off(log.hours, queued, joined, start)
    stay.off[kind] += off(log.hours, busy, start, end)


@machine_code
def off(hours: Hours, calendar: int, start: int, end: int) -> int:
    """The minutes in which the calendar is closed; none where there is no calendar."""
    if end <= start or calendar == NO_CALENDAR:
        return 0
    return end - start - (worked_at(hours, calendar, end) - worked_at(hours, calendar, start))


@entry
def spell_out(stays: Table, count: int, rows: Ints, _stamp: Table) -> int:
    """Writes down every kind of time of every stay, what took no time left out; returns how many there are."""
    number = 0
    for place in range(count):
        stay = at(stays, place)
        for kind in range(KINDS):
            if stay.minutes[kind] != 0:
                rows[0, number], rows[1, number], rows[2, number] = stay.case, stay.step, stay.pool
                rows[3, number], rows[4, number], rows[5, number] = kind, stay.minutes[kind], stay.off[kind]
                number += 1
    return number


def times_of(history: "History", told: Flags) -> Ints:
    """The times of cases at the steps of those of their items that are *told*: six rows.

    These are case, step, pool, kind of time, minutes, and those of them in which nobody was there.
    """
    log, plan, kept = history.log, history.plan, history.draws.attendance
    stays = np.empty(len(log.case), dtype=STAY).view(np.recarray)
    found = find_stays(
        Stays(
            **columns_for(log, Stays),
            told=told,
            since=np.require(history.filed, requirements=["C", "W"]),
            steps=_steps(plan),
            on_duty=np.append(plan.server_calendar, plan.legal_calendar)[plan.pool_first_server[:-1]],
            legal_calendar=plan.legal_calendar,
            server_calendar=np.append(kept.server_calendar, plan.legal_calendar),
            hours=hours_of(kept.timetables),
            stays=stays,
            stamp=STAMP,
        )
    )
    rows = np.empty((6, KINDS * found), dtype=np.int64)
    return rows[:, : spell_out(stays, found, rows, STAMP)]


@lru_cache(maxsize=1)
def _steps(plan: Plan) -> Table:
    steps = empty(STEP, len(plan.step_primitive))
    steps.calendar = np.where(plan.step_primitive == WAIT, plan.step_calendar, NO_CALENDAR)
    steps.works = plan.step_primitive == WORK
    return steps
