"""What is decided because its promise ends: the peak of decisions on the promised day, apart from all others.

Who is chased is decided on that day if he was not before; who is not takes his own time. Then who is decided on the day
is only known to take no less, and Kaplan and Meier's estimate of the own time counts him as cut off; of those who came
to the day, the share that was decided on it is chased.
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
"""So many times as many decisions as on the days beside it make a day a peak."""
LEAST: Final = 0.05
"""Of all decisions."""


@dataclass(frozen=True)
class Peak:
    """The decisions on the promised day."""

    inside: Flags
    """Which of the durations ended on it."""
    at: float
    """When it is, as a share of the promise."""
    share: tuple[float, float, float]
    """Of those that came to it, the share decided on it, with its range."""
    n: int
    """How many came to it."""
    steep: bool
    """Whether it stands out from the days beside it."""


def peak_of(days: Durations, promised: Floats) -> Peak | None:
    """The day around the end of the promise on which most is decided; None where nothing is decided around it.

    *days* are on the item's clock, *promised* those that each of them has.
    """
    late = days.spent - promised
    usual = float(np.nanmedian(promised)) if np.isfinite(promised).any() else 0.0
    around = max(AROUND * usual, 1.0)
    ends = np.arange(-around, around + 1 + STEP, STEP)
    decided = np.sort(late[~days.open & np.isfinite(late)])
    counts = _within(decided, ends)
    if not len(decided) or not counts.max():
        return None
    end = float(ends[counts.argmax()])
    inside = ~days.open & (late > end - 1) & (late <= end)
    came = np.isfinite(late) & (late > end - 1) & (~days.open | (late > end))
    beside = (_within(decided, np.array([end - 1, end + 1]))).mean()
    hits: Ints = np.flatnonzero(came)
    share = share_by_block(inside[hits].astype(np.float64), days.block[hits])
    at = float(np.median(days.spent[inside] / promised[inside]))
    enough = inside.sum() >= max(FEWEST, LEAST * len(decided))
    return Peak(inside, at, share, len(hits), bool(enough and inside.sum() > STEEP * beside))


def _within(decided: Floats, ends: Floats) -> Ints:
    """How many were decided within the day that ends at each of these moments."""
    found: Ints = np.searchsorted(decided, ends, "right") - np.searchsorted(decided, ends - 1, "right")
    return found
