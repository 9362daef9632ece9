"""What it takes applicants to be at counters in person: how often they go there, and for how long.

Where a step `leaves`, who still waits when the pool closes for the day goes home, and comes back when it next opens.
He has kept his turn: those who come back stand in line as they stood before, ahead of everybody who comes then. So
nobody is served in another minute for it, the engines need not know of it, and all of it is read off the log here: each
return is one trip more, and what is spent at the counter are the minutes for which anybody is there, as ever. A pool
closes for the day when the last of its servers goes off shift and none comes on again within `LONGEST_BREAK`, be that
in the evening or at two at night; at lunch nobody is sent home. Who is being served at closing time is not either: the
server goes on with him next morning.
"""

from typing import Final

import numpy as np

from sim.arrays import Flags, Floats, Ints, Numbers
from sim.calendars import WorkCalendar
from sim.events import NOT_YET, RETURNED
from sim.history import History, Records

LONGEST_BREAK: Final = 4 * 60
"""Minutes; a counter that is shut for so long has closed for the day, and for less it has a break."""


def trips(history: History) -> Numbers:
    """The journeys to a counter that each record took; who missed an appointment did not go."""
    log, plan = history.log, history.plan
    went = ~((log.outcome == RETURNED) & (plan.step_returned_for == "no-show")[log.step])
    made: Numbers = plan.step_trips[log.step] * went * (1 + times_sent_home(history))
    return made


def leaves(history: History) -> Flags:
    """At which steps of the plan those who still wait at closing time go home."""
    return np.array([step.leaves for step in history.plan.steps], dtype=np.bool_)


def times_sent_home(history: History) -> Numbers:
    """For each record, how often the case went home at closing time and came back for it."""
    times = np.zeros(len(history.log.case), dtype=np.int16)
    rows = np.flatnonzero(leaves(history)[history.log.step])
    mine = history.log.at(rows)
    until = _waited_until(history, mine)
    for pool in np.unique(mine.pool):
        here = mine.pool == pool
        evenings, mornings = nights(history.plan.pool_hours[pool])
        gone = np.searchsorted(evenings, mine.joined[here], side="right")
        back = np.searchsorted(mornings, until[here], side="right")
        times[rows[here]] = np.maximum(back - gone, 0)
    return times


def nights(hours: WorkCalendar) -> tuple[Ints, Ints]:
    """When these hours close for the day, and when they next open; the last closing is followed by no opening.

    Hours that are never closed close for no day.
    """
    over = hours.opens[1:] - hours.closes[:-1] >= LONGEST_BREAK
    return hours.closes[:-1][over], hours.opens[1:][over]


def _waited_until(history: History, records: Records) -> Ints:
    """The minute in which somebody took each of them, in which they were withdrawn, or the last of the run."""
    over = np.where(records.end == NOT_YET, history.plan.horizon, records.end)
    return np.where(records.start == NOT_YET, over, records.start).astype(np.int64)


def on_site_minutes(history: History) -> Floats:
    """For each case, waiting and being served on trips to counters, of what is over.

    Who queues is there while anybody of the pool is; who is served, while his server is. Who booked a slot comes at its
    time, and stays as long as the service takes.
    """
    log, plan = history.log, history.plan
    at_counter = np.array([pool.counter for pool in plan.scenario.pools.values()] + [False])
    in_person = plan.step_trips > 0
    mine = log.at(np.flatnonzero(at_counter[log.pool] & in_person[log.step] & (log.end >= 0)))
    minutes = np.where((mine.server < 0) & (mine.start >= 0), mine.end - mine.start, 0)
    queued, served = np.flatnonzero(plan.pool_seats[mine.pool] == 0), np.flatnonzero(mine.server >= 0)
    joined, until = mine.joined[queued], _waited_until(history, mine)[queued]
    minutes[queued] = plan.pool_timetables.worked_between(mine.pool[queued], joined, until)
    calendars = plan.server_calendar[mine.server[served]]
    minutes[served] += plan.timetables.worked_between(calendars, mine.start[served], mine.end[served])
    return np.bincount(mine.case, weights=minutes, minlength=history.count).astype(np.float64)
