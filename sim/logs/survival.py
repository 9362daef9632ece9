"""Durations of which some are not over yet: Kaplan and Meier's estimate, with the weight of those left at its end.

The intervals respect that what begins in one month has that month's year in common: clusters are months.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.statistics import clustered
from sim.statistics.censored import KaplanMeier, Sample

MOST_OPEN: Final = 0.5
GIVEN_UP: Final = 3.0
FEWEST: Final = 20
"""A duration of which more than half are still open, or with fewer observations, is not measured."""


@dataclass(frozen=True)
class Durations:
    """How long something took, or has taken so far; rows of one kind."""

    spent: Floats
    open: Flags
    """Which are not over: they take longer than that."""
    block: Ints
    """The month in which each began."""

    @property
    def count(self) -> int:
        """How many there are, open ones too."""
        return len(self.spent)

    @property
    def open_count(self) -> int:
        """How many are open."""
        return int(self.open.sum())

    @property
    def enough(self) -> bool:
        """Whether there are so many, and so many over, that it can be measured."""
        over = self.count - self.open_count
        return over >= FEWEST and self.open_count <= MOST_OPEN * self.count

    def without_given_up(self) -> "Durations":
        """Without those that are open for many times as long as any that is over: nobody works on them any more."""
        over = self.spent[~self.open]
        longest = float(over.max()) if len(over) else 0.0
        return self.at(~self.open | (self.spent <= GIVEN_UP * max(longest, 1e-9)))

    def at(self, rows: Flags | Ints) -> "Durations":
        """Some of them."""
        return Durations(self.spent[rows], self.open[rows], self.block[rows])


class Survival:
    """The distribution of durations."""

    def __init__(self, durations: Durations) -> None:
        self.durations = durations
        spent = durations.spent
        self.sample = Sample(spent, durations.block, spent, durations.open)
        self.fit = KaplanMeier(self.sample)

    @property
    def left_over(self) -> float:
        """The share of which is only known that it takes longer than all that is over."""
        return self.fit.left_over if self.fit.some_left else 0.0

    def quantiles(self, levels: Floats) -> Floats:
        """The durations at these levels; beyond the last that is over, that of those followed longest."""
        order = np.argsort(self.sample.values, kind="stable")
        reached = np.cumsum(self.fit.weights[order])
        place = np.searchsorted(reached, levels - 1e-12)
        found: Floats = self.sample.values[order][np.minimum(place, len(order) - 1)]
        return found

    def within(self, bound: float) -> tuple[float, float, float]:
        """The share that is over within a bound, with its interval."""
        hits = ((self.sample.values <= bound) & ~self.sample.open).astype(np.float64)
        return self._mean(hits)

    def mean(self) -> tuple[float, float, float]:
        """The mean with its interval; of what is left over no more counts than it has come to."""
        return self._mean(self.sample.values)

    def _mean(self, values: Floats) -> tuple[float, float, float]:
        found = self.fit.mean(values)
        by_block = np.bincount(self.durations.block, weights=found.influence_values)
        by_block = by_block[np.bincount(self.durations.block) > 0]
        half = clustered.half_width(np.asarray(by_block, dtype=np.float64))
        spread = half if half is not None else float("inf")
        return found.value, found.value - spread, found.value + spread


def months(time: "np.ndarray") -> Ints:
    """The month of each moment, numbered from the first."""
    found = time.astype("datetime64[M]").astype(np.int64)
    return found - found.min() if len(found) else found
