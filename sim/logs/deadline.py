"""What is decided because its promise ends: the peak of decisions at the promised day, apart from all others.

Who is chased is decided by that day if he was not before; who is not takes his own time. Then who is decided within the
peak is only known to take no less, and Kaplan and Meier's estimate of the own time counts him as cut off; of those who
came to the peak, the share that was decided within it is chased.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.estimates import share_by_block
from sim.logs.survival import FEWEST, Durations

AROUND: Final = 0.15
"""The peak is looked for so much of the promise before its end and after, but at least a day."""
STEP: Final = 0.25
"""Days."""
STEEP: Final = 3.0
"""So many times the chance of being decided that a case has on a day long before makes a day one of the peak."""
FALL: Final = 2.0
"""And so many times the chance long after, or, where hardly any is still open then, the number of any day before."""
SHORTEST: Final = 8.0
"""Of a promise of fewer days one day is too large a part for a peak to be told from a hump."""
LEAST: Final = 0.05
"""Of all decisions."""
PLACES: Final = np.arange(21) / 20
"""At these shares of cases it is told when the peak is."""


@dataclass(frozen=True)
class Peak:
    """The decisions at the promised day."""

    inside: Flags
    """Which of the durations ended in it."""
    at: Floats
    """When it is, in days after the acceptance, at `PLACES` of all cases: around the end of the promise of each.

    The first and the last are those of the middle of their outer twentieth.
    """
    share: tuple[float, float, float]
    """Of those that came to it, the share decided in it, with its range."""
    n: int
    """How many came to it."""
    steep: bool
    """Whether it stands out from all other days, and is no rarity."""


def peak_of(days: Durations, promised: Floats) -> Peak | None:
    """The days around the end of the promise on which most is decided; None where nothing is decided around it.

    *days* are on the item's clock, *promised* those that each of them has.
    """
    late = np.where(np.isfinite(promised), days.spent - promised, np.nan)
    usual = float(np.nanmedian(promised)) if np.isfinite(promised).any() else 0.0
    around = max(AROUND * usual, 1.0)
    chance = _Chance(late, days.open)
    ends = np.arange(-around, around + 1 + STEP, STEP)
    counts = chance.decided(ends - 1, ends)
    if not counts.max(initial=0):
        return None
    end = float(ends[counts.argmax()])
    begin, end, steep = _widened(chance, end, around, chance.least(days.spent, around))
    inside = ~days.open & (late > begin) & (late <= end)
    came = np.flatnonzero((late > begin) & (~days.open | (late > end)))
    share = share_by_block(inside[came].astype(np.float64), days.block[came])
    around_end, own = np.quantile(late[inside], PLACES), np.nanquantile(promised, PLACES)
    half = PLACES[1] / 2
    at = np.maximum(np.quantile(np.add.outer(own, around_end), np.clip(PLACES, half, 1 - half)), 0.0)
    enough = inside.sum() >= max(FEWEST, LEAST * (~days.open).sum())
    return Peak(inside, at, share, len(came), bool(steep and enough and usual >= SHORTEST))


class _Chance:
    """The chance of being decided, by days after the promised one."""

    def __init__(self, late: Floats, still: Flags) -> None:
        self.ended, self.all = np.sort(late[~still & np.isfinite(late)]), np.sort(late[np.isfinite(late)])

    def decided(self, begin: Floats, end: Floats) -> Ints:
        """How many are decided after one moment and by another."""
        found: Ints = np.searchsorted(self.ended, end, "right") - np.searchsorted(self.ended, begin, "right")
        return found

    def of_day(self, end: float) -> float:
        """Of those who come to the day that ends then, the share that is decided in it."""
        came = len(self.all) - int(np.searchsorted(self.all, end - 1, "right"))
        return int(self.decided(np.array(end - 1), np.array(end))) / max(came, 1)

    def least(self, spent: Floats, around: float) -> float:
        """The chance that makes a day one of the peak, by those more than so many days away from the promised one."""
        margin = around + 1
        before = int(np.searchsorted(self.ended, -margin, "right"))
        until = float(spent.sum() - np.maximum(self.all + margin, 0).sum())
        after, since = len(self.ended) - int(np.searchsorted(self.ended, margin, "right")), self.all - margin
        longer = after / max(float(np.maximum(since, 0).sum()), 1.0)
        return max(STEEP * before / max(until, 1.0), FALL * longer)

    def falls(self, end: float, around: float) -> bool:
        """Whether that can be told: enough are open after it, or far more end on that day than on any before.

        Where all end around their promise, the chance rises towards the last of them by itself.
        """
        if (self.all > around + 1).sum() >= FEWEST:
            return True
        days = np.arange(self.ended[0], end - 1 + STEP / 2, STEP)
        most = int(self.decided(days - 1, days).max(initial=0))
        return int(self.decided(np.array(end - 1), np.array(end))) >= FALL * most


def _widened(chance: _Chance, end: float, around: float, least: float) -> tuple[float, float, bool]:
    """The days around a day of at least such a chance, and whether it has it itself."""
    begin = end - 1
    steep = chance.of_day(end) >= least and chance.falls(end, around)
    while chance.of_day(begin) >= least and begin > -around:
        begin -= 1
    while chance.of_day(end + 1) >= least and end < around:
        end += 1
    return begin, end, steep
