"""How many wait for each pool, and how long each server is held, in walks over the log of all processes."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Ints
from sim.outcomes.open_minutes import Hours, Table, columns_for, hours_of, worked_at
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.jit import entry, stamp
from sim.simulation.plan import WAIT, Plan

STAMP: Final = stamp(__name__, "sim.outcomes.open_minutes", "sim.simulation.plan")


class Waiting(NamedTuple):
    """The records of a log, and for each of several moments and each pool how long cases waited before it."""

    step: NDArray[np.int16]
    joined: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    pool: NDArray[np.int16]
    primitive: Ints
    horizon: int
    moments: Ints
    minutes: Ints
    came: Ints
    """And how many had begun to wait."""
    stamp: Table


class Holding(NamedTuple):
    """The records of a log, and for each server how many of his minutes he is held between two moments."""

    case: NDArray[np.int32]
    step: NDArray[np.int16]
    attempt: NDArray[np.int16]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    server: NDArray[np.int32]
    since: int
    until: int
    luck_first: Ints
    luck_cases: Ints
    luck_case: Ints
    drawn: NDArray[np.int32]
    server_calendar: Ints
    hours: Hours
    minutes: Ints
    stamp: Table


@entry
def add_waiting(log: Waiting) -> None:
    """A case waits until it is served, or its slot begins; one that never is, until it gives up, or the run ends."""
    for row in range(len(log.step)):
        if log.primitive[log.step[row]] != WAIT:
            since, until, pool = int(log.joined[row]), int(log.start[row]), log.pool[row]
            if until < 0:
                until = int(log.end[row]) if log.end[row] >= 0 else log.horizon
            for place in range(len(log.moments)):
                moment = log.moments[place]
                if since < moment:
                    log.minutes[place, pool] += max(min(moment, until) - since, 0)
                    log.came[place, pool] += 1


@entry
def add_holding(log: Holding) -> None:
    """What lies between the two moments is held for as long as was drawn; what does not, is cut by the calendar."""
    for row in range(len(log.case)):
        server, start, end = log.server[row], int(log.start[row]), int(log.end[row])
        if server >= 0 and start < log.until and (end > log.since or end < 0):
            if start < log.since or end > log.until or end < 0:
                over = log.until if end < 0 else min(end, log.until)
                calendar = log.server_calendar[server]
                minutes = worked_at(log.hours, calendar, over) - worked_at(log.hours, calendar, max(start, log.since))
            else:
                step = log.step[row]
                attempt, case = log.attempt[row], log.case[row] - log.luck_case[step]
                minutes = log.drawn[log.luck_first[step] + log.luck_cases[step] * attempt + case]
            log.minutes[server] += minutes


def waiting(plan: Plan, log: EventLog, moments: Ints) -> tuple[Ints, Ints]:
    """Before each of these moments, for each pool: the minutes of all waiting, and how many had come to wait."""
    minutes, came = np.zeros((2, len(moments), len(plan.pool_names)), dtype=np.int64)
    primitive = np.require(plan.step_primitive, requirements=["C", "W"])
    moments = np.require(moments, dtype=np.int64, requirements=["C", "W"])
    add_waiting(
        Waiting(
            **columns_for(log, Waiting),
            primitive=primitive,
            horizon=plan.horizon,
            moments=moments,
            minutes=minutes,
            came=came,
            stamp=STAMP,
        )
    )
    return minutes, came


def held(plan: Plan, draws: Draws, log: EventLog, since: int, until: int) -> Ints:
    """The working minutes between two moments for which each server is held."""
    minutes = np.zeros(len(plan.server_calendar), dtype=np.int64)
    add_holding(
        Holding(
            **columns_for(log, Holding),
            since=since,
            until=until,
            luck_first=draws.step_first,
            luck_cases=draws.step_cases,
            luck_case=draws.step_case,
            drawn=draws.minutes,
            server_calendar=draws.attendance.server_calendar,
            hours=hours_of(draws.attendance.timetables),
            minutes=minutes,
            stamp=STAMP,
        )
    )
    return minutes
