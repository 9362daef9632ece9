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

import numpy as np

from sim.base.arrays import Flags, Floats, Ints, Numbers
from sim.outcomes.history import History
from sim.simulation.attendance import NOWHERE, Attendance, closures
from sim.simulation.event_log import RETURNED
from sim.simulation.plan import BOOK, Plan


class Visits:
    """The visits of one process to counters, read off the log."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.cases, self.trips = history.burdens
        """What each case comes to, and the journeys that each record took."""

    @property
    def sent_home(self) -> Numbers:
        """How often the case of each record went home from a shut counter and came again."""
        plan, log = self.history.plan, self.history.log
        again: Numbers = self.trips - plan.step_trips[log.step] * ~missed(plan, log.step, log.outcome)
        return again

    @property
    def waiting_minutes(self) -> Floats:
        """For each case, the minutes it waited on the spot, of what is over."""
        waited: Floats = self.cases.waited
        return waited

    @property
    def minutes(self) -> Floats:
        """For each case, the minutes it waited and was served on the spot, of what is over."""
        on_site: Floats = self.cases.waited + self.cases.served
        return on_site

    @property
    def wait_per_trip(self) -> Floats:
        """For each case, the minutes it waited on the spot a journey to a counter; not a number if it made none."""
        journeys = self.cases.trips_to_counters
        return np.where(journeys > 0, self.waiting_minutes / np.maximum(journeys, 1), np.nan)


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
