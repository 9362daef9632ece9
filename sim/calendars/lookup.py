"""All calendars of a scenario side by side, for questions about many moments at once: looked up, not searched for."""

from collections.abc import Sequence

import numpy as np

from sim.base.arrays import Ints
from sim.calendars.working_time import NEVER, WorkCalendar


class Timetables:
    """How long each calendar was open by any moment.

    Time is cut into cells of 2**bits minutes, for each calendar so short that at most one of its intervals closes
    within a cell. Then of each cell it is enough to know how many have closed when it begins. The intervals of all
    calendars stand one after another, behind each calendar's last one that never comes; a calendar that is given twice
    stands there once.
    """

    def __init__(self, calendars: Sequence[WorkCalendar]) -> None:
        self.horizon = max((calendar.horizon for calendar in calendars), default=0)
        several = list(dict.fromkeys(calendars))
        nearest = [int(np.diff(one.closes).min(initial=max(self.horizon, 1))) for one in several]
        bits = [minutes.bit_length() - 1 for minutes in nearest]
        closed = [_closed(one.closes, self.horizon, bit) for one, bit in zip(several, bits, strict=True)]
        first = np.cumsum([0] + [len(one.opens) + 1 for one in several])
        self.opens = _in_a_row([np.append(one.opens, NEVER) for one in several])
        self.closes = _in_a_row([np.append(one.closes, NEVER) for one in several])
        self.worked = _in_a_row([np.append(one.worked, one.total) for one in several])
        self.closed = _in_a_row([start + count for start, count in zip(first, closed, strict=False)])
        place = np.array([several.index(calendar) for calendar in calendars], dtype=np.int64)
        self.bits = np.array(bits, dtype=np.int64)[place]
        self.first_cell = np.cumsum([0] + [len(counts) for counts in closed])[place]

    def worked_at(self, calendar: Ints | int, t: Ints | int) -> Ints:
        """The open minutes of each *calendar*, given by its number, in [0, *t*)."""
        within = np.clip(t, 0, self.horizon)
        interval = self.closed[self.first_cell[calendar] + (within >> self.bits[calendar])]
        interval = interval + (self.closes[interval] <= within)
        worked: Ints = self.worked[interval] + np.maximum(within - self.opens[interval], 0)
        return worked

    def worked_between(self, calendar: Ints | int, start: Ints | int, end: Ints | int) -> Ints:
        """The open minutes of each *calendar* in [*start*, *end*)."""
        return self.worked_at(calendar, end) - self.worked_at(calendar, start)


def _closed(closes: Ints, horizon: int, bits: int) -> Ints:
    """How many intervals have closed when each cell begins, up to the cell of the horizon."""
    first_cell = (closes + 2**bits - 1) >> bits
    counts: Ints = np.cumsum(np.bincount(first_cell, minlength=(horizon >> bits) + 1), dtype=np.int64)
    return counts[: (horizon >> bits) + 1]


def _in_a_row(columns: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns])
