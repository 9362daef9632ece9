"""Who was there only for a time: reserves, extra sessions, pools that some rules do not ask; read off an event log.

What calls a reserve is said in the tie rule of `sim.simulation.tie_rule`; nothing of it is in the log, for it follows
from the rest.
"""

from typing import NamedTuple

import numpy as np

from sim.base.arrays import Ints
from sim.calendars.working_time import WorkCalendar
from sim.simulation.attendance import Attendance
from sim.simulation.event_log import NOT_YET, EventLog
from sim.simulation.plan import Plan


class Calls(NamedTuple):
    """From which minutes on the reserve of a pool was called, and from which on no more."""

    since: Ints
    until: Ints


def calls_of(plan: Plan, log: EventLog, pool: int) -> Calls:
    """When the reserve of a pool was called: by how many each minute left waiting."""
    mine = np.flatnonzero(log.pool == pool)
    joined, start, end = (column[mine].astype(np.int64) for column in (log.joined, log.start, log.end))
    gone = np.where(start != NOT_YET, start, np.where(end != NOT_YET, end, plan.horizon))
    moments, waiting = _left_waiting(joined, gone)
    above, enough = waiting > plan.pool_called_above[pool], waiting <= plan.pool_released_at[pool]
    decided = np.flatnonzero(above | enough)
    turns = np.flatnonzero(np.diff(above[decided], prepend=False))
    minutes = np.minimum(moments[decided[turns]] + 1, plan.horizon)
    if len(minutes) % 2:
        minutes = np.append(minutes, plan.horizon)
    return Calls(minutes[::2], minutes[1::2])


def _left_waiting(joined: Ints, gone: Ints) -> tuple[Ints, Ints]:
    """The minutes in which somebody joins or is gone, and how many each of them leaves waiting."""
    comings = np.sort(np.concatenate([2 * joined, 2 * gone + 1]))
    minutes = comings >> 1
    last = np.flatnonzero(np.diff(minutes, append=-1))
    return minutes[last], np.cumsum(1 - 2 * (comings & 1))[last]


def may_begin(plan: Plan, kept: Attendance, calls: Calls, server: int) -> WorkCalendar:
    """The minutes in which a server of a reserve may take work: on shift, and called."""
    return _on_shift(plan, kept, server, *calls)


def was_there(plan: Plan, kept: Attendance, log: EventLog, calls: Calls, server: int) -> WorkCalendar:
    """The minutes in which he was there: on shift while called, or until he had finished what he had in hand."""
    mine = np.flatnonzero(log.server == server)
    start, end = (column[mine].astype(np.int64) for column in (log.start, log.end))
    over = np.where(end == NOT_YET, plan.horizon, end)
    return _on_shift(plan, kept, server, np.concatenate([calls.since, start]), np.concatenate([calls.until, over]))


def finished(plan: Plan, kept: Attendance, log: EventLog, pool: int, server: int) -> WorkCalendar:
    """The minutes in which a server was there whose pool some rules do not ask.

    On shift while rules are in force that ask it, and until he had finished what was left to him; the rest of the time
    he has other work.
    """
    asked = [window for window, asked in zip(plan.windows(), plan.pools_asked[:, pool], strict=True) if asked]
    since, until = np.array(asked, dtype=np.int64).T
    return was_there(plan, kept, log, Calls(since, until), server)


def _on_shift(plan: Plan, kept: Attendance, server: int, since: Ints, until: Ints) -> WorkCalendar:
    some = since < until
    called = WorkCalendar.from_intervals(np.stack([since[some], until[some]], axis=1), plan.horizon)
    return kept.hours_of(server).common_with(called)


def helped_hours(plan: Plan, kept: Attendance, log: EventLog) -> dict[int, WorkCalendar]:
    """For each server of a reserve that was ever called, by number, the minutes in which he was there."""
    return {
        server: was_there(plan, kept, log, calls, server)
        for pool in np.flatnonzero(plan.pool_reserve).tolist()
        if len((calls := calls_of(plan, log, pool)).since)
        for server in plan.reserve_servers(pool)
    }


def for_a_time(plan: Plan) -> list[int]:
    """The pools that are asked by some of the rules, but not by all."""
    asked = plan.pools_asked
    return np.flatnonzero(asked.any(axis=0) & ~asked.all(axis=0)).tolist()


def limited_hours(plan: Plan, kept: Attendance, log: EventLog) -> dict[int, WorkCalendar]:
    """The minutes in which own servers of pools that some rules do not ask were there: a calendar for each server."""
    return {
        server: finished(plan, kept, log, pool, server)
        for pool in for_a_time(plan)
        for server in plan.own_servers(pool)
    }


def sessions_held(plan: Plan, log: EventLog, pool: int) -> Ints:
    """The minutes at which the extra sessions of a pool began that somebody had booked.

    One that begins with a regular one is held if more have booked than that has seats.
    """
    extra, regular = (
        minutes[first[pool] : first[pool + 1]]
        for minutes, first in ((plan.extra_minute, plan.pool_first_extra), (plan.slot_minute, plan.pool_first_slot))
    )
    starts = log.start[(log.pool == pool) & (log.start != NOT_YET)].astype(np.int64)
    begun, booked = np.unique(starts, return_counts=True)
    held: Ints = begun[np.isin(begun, extra) & (~np.isin(begun, regular) | (booked > plan.pool_seats[pool]))]
    return held
