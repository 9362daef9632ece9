"""Who is there when: the hours each server keeps, and those in which anybody is at a counter.

The plan says when everybody is on duty. Whoever is away on some days, on leave or ill, keeps hours of his own, of which
luck decides in each replication (see `sim.simulation.draws.absences`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.calendars.lookup import Timetables
from sim.calendars.working_time import NEVER, WorkCalendar

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
        """The calendar of the minutes in which a server is on shift and not away."""
        return self.calendars[int(self.server_calendar[server])]

    def counter_hours(self, pool: int) -> WorkCalendar:
        """The calendar of the minutes in which any server of a counter is there; only for pools that are counters."""
        return self.calendars[int(self.counter_calendar[pool])]


def closures(hours: WorkCalendar, patience: int) -> tuple[Ints, Ints]:
    """When these hours end for longer than *patience*, and when they next begin; the last closure has no end.

    A longer closure sends home whoever waits, a shorter one does not. One before the first opening begins in minute 0.
    """
    shut, opens = np.append(0, hours.closes), np.append(hours.opens, NEVER)
    long = opens - shut > patience
    return shut[long], opens[long]


def attendance(
    calendars: Sequence[WorkCalendar], server_calendar: Ints, staff: list[tuple[range, range]], counter: Flags
) -> Attendance:
    """The attendance of servers who keep these calendars.

    For each pool *staff* are its own servers and those of its reserve, *counter* says whether it is one. The reserve of
    a counter helps those who are there: it comes only while the counter is open.
    """
    kept, numbers = list(calendars), server_calendar.copy()
    counter_calendar = np.full(len(counter), NOWHERE, dtype=np.int64)
    for pool, (own, reserve) in enumerate(staff):
        if counter[pool] and own:
            counter_calendar[pool] = _together(kept, numbers[own])
            within: dict[int, int] = {}
            for server, number in zip(reserve, numbers[reserve].tolist(), strict=True):
                if number not in within:
                    within[number] = _only_within(kept, number, int(counter_calendar[pool]))
                numbers[server] = within[number]
    return Attendance(tuple(kept), numbers, counter_calendar)


def _together(kept: list[WorkCalendar], numbers: Ints) -> int:
    """The number of the calendar that is open while any of these is; a new one is put behind those that are *kept*."""
    several: list[int] = list(dict.fromkeys(numbers.tolist()))
    if len(several) == 1:
        return several[0]
    kept.append(WorkCalendar.of_several([kept[number] for number in several]))
    return len(kept) - 1


def _only_within(kept: list[WorkCalendar], number: int, around: int) -> int:
    """The number of the calendar that is open while both these are; a new one is put behind those that are *kept*."""
    common = kept[number].common_with(kept[around])
    if common.total == kept[number].total:
        return number
    if common.total == kept[around].total:
        return around
    kept.append(common)
    return len(kept) - 1
