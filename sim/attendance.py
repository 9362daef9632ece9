"""Who is there when: the hours each server keeps, and those in which anybody is at a counter.

The plan says when everybody is on duty. Whoever is away on some days, on leave or ill, keeps hours of his own, of which
luck decides in each replication (see `sim.absences`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np

from sim.arrays import Flags, Ints
from sim.calendars import NEVER, WorkCalendar
from sim.timetables import Timetables

NOWHERE: Final = -1
"""The calendar of a pool that is no counter."""


@dataclass(frozen=True, eq=False)
class Attendance:
    """The calendars that are kept, by number, and who keeps which."""

    calendars: tuple[WorkCalendar, ...]
    """Those of the plan, by its numbers; then those of servers who are away on some days, and those of counters."""
    server_calendar: Ints
    counter_calendar: Ints
    """For each pool that is a counter with servers, when any of them is there; NOWHERE for the others."""

    @cached_property
    def timetables(self) -> Timetables:
        """The calendars by number, to be asked about many moments at once."""
        return Timetables(self.calendars)

    def hours_of(self, server: int) -> WorkCalendar:
        """When a server is there."""
        return self.calendars[int(self.server_calendar[server])]

    def counter_hours(self, pool: int) -> WorkCalendar:
        """When anybody is at a counter."""
        return self.calendars[int(self.counter_calendar[pool])]


def closures(hours: WorkCalendar, patience: int) -> tuple[Ints, Ints]:
    """When these hours end for longer than *patience*, and when they next begin; the last closure has no end.

    A longer closure sends home whoever waits, a shorter one does not. One before the first opening begins in minute 0.
    """
    shut, opens = np.append(0, hours.closes), np.append(hours.opens, NEVER)
    long = opens - shut > patience
    return shut[long], opens[long]


def attendance(
    calendars: Sequence[WorkCalendar], server_calendar: Ints, pool_first_server: Ints, counter: Flags
) -> Attendance:
    """The attendance of servers who keep these calendars; *counter* says of each pool whether it is one."""
    kept = list(calendars)
    counter_calendar = np.full(len(counter), NOWHERE, dtype=np.int64)
    for pool, (first, end) in enumerate(pairwise(pool_first_server.tolist())):
        numbers = list(dict.fromkeys(server_calendar[first:end].tolist()))
        if counter[pool] and numbers:
            if len(numbers) > 1:
                kept.append(WorkCalendar.of_several([kept[number] for number in numbers]))
            counter_calendar[pool] = numbers[0] if len(numbers) == 1 else len(kept) - 1
    return Attendance(tuple(kept), server_calendar, counter_calendar)
