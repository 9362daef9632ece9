"""What it takes applicants to be at counters in person: how often they go there, and for how long.

The time on the spot is counted as a person would. Who waits at a counter that shuts, or comes to one that is shut,
stays if it opens again within the scenario's `patience`: through a lunch break one waits. Otherwise he goes home and
comes again in the minute in which it next opens, which is a trip more: so it is in the evening, on a Sunday without his
window, and on a day on which the only clerk is ill. All minutes are spent waiting but those at home. The engines know
the same rule, for who is not there stands behind those who are (see `sim.simulation.event_log`).

Who is being served as his clerk leaves is let finish, as clerks do: though the engines book the rest of the work after
the break, he neither waits through it nor comes again. Who has booked a slot comes at its time, and stays as long as
the service takes; who misses it did not come.
"""

from functools import cached_property

import numpy as np

from sim.base.arrays import Flags, Floats, Ints, Numbers
from sim.outcomes.history import History, Records
from sim.simulation.attendance import NOWHERE, Attendance, closures
from sim.simulation.event_log import NOT_YET, RETURNED
from sim.simulation.plan import BOOK, Plan


class Visits:
    """The visits of one process to counters, read off the log."""

    def __init__(self, history: History) -> None:
        self.history, self.plan, self.log = history, history.plan, history.log
        self.attendance = history.draws.attendance

    @cached_property
    def trips(self) -> Numbers:
        """The journeys that each record took."""
        made: Numbers = self.plan.step_trips[self.log.step] * self._went + self.sent_home
        return made

    @cached_property
    def sent_home(self) -> Numbers:
        """How often the case of each record went home from a shut counter and came again."""
        times = np.zeros(len(self.log.case), dtype=np.int16)
        times[self._queued] = self._at_home[1]
        return times

    @cached_property
    def waiting_minutes(self) -> Floats:
        """For each case, the minutes it waited on the spot, of what is over."""
        mine = self.log.at(self._queued)
        over = mine.end != NOT_YET
        waited = _waited_until(self.plan, mine) - mine.joined - self._at_home[0]
        return self._per_case(mine.case[over], waited[over])

    @cached_property
    def minutes(self) -> Floats:
        """For each case, the minutes it waited and was served on the spot, of what is over."""
        log, hours = self.log, self.attendance
        over = (log.end != NOT_YET) & (log.start != NOT_YET)
        served = log.at(self._queued[over[self._queued]])
        calendar = hours.server_calendar[served.server]
        worked = hours.timetables.worked_between(calendar, served.start, served.end)
        at_slot = log.at(np.flatnonzero(self._booked & over))
        return (
            self.waiting_minutes
            + self._per_case(served.case, worked)
            + self._per_case(at_slot.case, at_slot.end - at_slot.start)
        )

    @cached_property
    def wait_per_trip(self) -> Floats:
        """For each case, the minutes it waited on the spot a journey to a counter; not a number if it made none."""
        at_counter = np.zeros(len(self.log.case), dtype=np.bool_)
        at_counter[self._queued] = True
        rows = np.flatnonzero(at_counter | self._booked)
        journeys = self._per_case(self.log.case[rows], self.trips[rows])
        return np.where(journeys > 0, self.waiting_minutes / np.maximum(journeys, 1), np.nan)

    @cached_property
    def _went(self) -> Flags:
        return ~missed(self.plan, self.log.step, self.log.outcome)

    @cached_property
    def _queued(self) -> Ints:
        """The records of those who stood in line at a counter in person."""
        return np.flatnonzero(in_line(self.plan, self.attendance, self.log.step, self.log.pool))

    @cached_property
    def _booked(self) -> Flags:
        """The records of those who came to a counter at the time they had booked."""
        plan, log = self.plan, self.log
        return booked(plan, log.step, log.pool) & self._went

    @cached_property
    def _at_home(self) -> tuple[Ints, Ints]:
        mine = self.log.at(self._queued)
        return at_home(self.plan, self.attendance, mine.pool, mine.joined, _waited_until(self.plan, mine))

    def _per_case(self, case: Numbers, amounts: Numbers) -> Floats:
        return np.bincount(case, weights=amounts, minlength=self.history.count).astype(np.float64)


def in_line(plan: Plan, attendance: Attendance, step: Numbers, pool: Numbers) -> Flags:
    """Which records, by their step and pool, are of people who stand in line at a counter in person."""
    at_counter = np.append(attendance.counter_calendar != NOWHERE, False)
    return np.asarray(plan.step_in_person[step] & at_counter[pool])


def booked(plan: Plan, step: Numbers, pool: Numbers) -> Flags:
    """Which records are of people who have booked a time at a counter."""
    step_books = (plan.step_primitive == BOOK) & (plan.step_trips > 0)
    return np.asarray(step_books[step] & np.append(plan.pool_counter, False)[pool])


def missed(plan: Plan, step: Numbers, outcome: Numbers) -> Flags:
    """Which records are of people who did not come at the time they had booked."""
    return np.asarray((outcome == RETURNED) & (plan.step_returned_for == "no-show")[step])


def at_home(plan: Plan, attendance: Attendance, pool: Ints, since: Ints, until: Ints) -> tuple[Ints, Ints]:
    """Of the minutes from *since* to *until* for which people wait at these counters: how many they are at home.

    And how often each has come again.
    """
    minutes, times = np.zeros(len(pool), dtype=np.int64), np.zeros(len(pool), dtype=np.int64)
    for number in np.unique(pool):
        here = pool == number
        shut = closures(attendance.counter_hours(number), plan.patience)
        minutes[here], times[here] = absent(*shut, plan.patience, since[here], until[here])
    return minutes, times


def absent(shut: Ints, opens: Ints, patience: int, since: Ints, until: Ints) -> tuple[Ints, Ints]:
    """Of the minutes from *since* to *until* for which people wait at one counter: how many they are at home.

    And how often each has come again.

    *shut* and *opens* are the minutes in which the closures that send people home begin and end.
    """
    first = np.searchsorted(opens, since, side="right")
    first += (shut[first] <= since) & (opens[first] - since <= patience)
    gone = np.maximum(np.searchsorted(shut, until, side="left") - first, 0)
    back = np.maximum(np.searchsorted(opens, until, side="right") - first, 0)
    before = np.append(0, np.cumsum(opens[:-1] - shut[:-1]))
    whole = before[first + back] - before[first] - np.where(back > 0, np.maximum(since - shut[first], 0), 0)
    begun = np.where(gone > back, until - np.maximum(shut[first + back], since), 0)
    return whole + begun, back


def _waited_until(plan: Plan, records: Records) -> Ints:
    """The minute in which somebody took each of them, in which they were withdrawn, or the last of the run."""
    over = np.where(records.end == NOT_YET, plan.horizon, records.end)
    return np.where(records.start == NOT_YET, over, records.start).astype(np.int64)
