"""Timetables in machine code, for questions about one record after another; and tables for such walks over a log."""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Ints
from sim.calendars.lookup import Timetables
from sim.simulation.jit import entry, machine_code, stamp

STAMP: Final = stamp(__name__)

Table = Any
"""A numpy record array: a row for each thing, a field for each of its properties."""


class Hours(NamedTuple):
    """Timetables as columns (see `sim.calendars.lookup.Timetables`)."""

    horizon: int
    opens: Ints
    closes: Ints
    worked: Ints
    closed: Ints
    bits: Ints
    first_cell: Ints


def hours_of(timetables: Timetables) -> Hours:
    """Timetables as columns."""
    return Hours(**{name: getattr(timetables, name) for name in Hours._fields})


def empty(layout: np.dtype[Any], rows: int) -> Table:
    """A table of that many rows, filled with zeros."""
    return np.zeros(rows, dtype=layout).view(np.recarray)


def columns_for(log: Any, walk: type[Any]) -> dict[str, NDArray[Any]]:
    """Those columns of a log that a walk over it reads, as machine code takes them: each in one piece, writable."""
    shared = [name for name in log._fields if name in walk.__annotations__]
    return {name: np.require(getattr(log, name), requirements=["C", "W"]) for name in shared}


@machine_code
def worked_at(hours: Hours, calendar: int, minute: int) -> int:
    """The open minutes of a calendar before a minute."""
    within = min(max(int(minute), 0), hours.horizon)
    interval = hours.closed[hours.first_cell[calendar] + (within >> hours.bits[calendar])]
    if hours.closes[interval] <= within:
        interval += 1
    return hours.worked[interval] + max(within - hours.opens[interval], 0)


@entry
def look_up(hours: Hours, calendar: int, minutes: Ints, worked: Ints, _stamp: Table) -> None:
    """The open minutes of a calendar before each of these minutes."""
    for place in range(len(minutes)):
        worked[place] = worked_at(hours, calendar, minutes[place])


def all_worked_at(timetables: Timetables, calendar: int, minutes: Ints) -> Ints:
    """The open minutes of one calendar before each of many minutes, as `Timetables.worked_at` has them."""
    worked = np.empty(len(minutes), dtype=np.int64)
    asked = np.require(minutes, dtype=np.int64, requirements=["C", "W"])
    look_up(hours_of(timetables), calendar, asked, worked, STAMP)
    return worked
