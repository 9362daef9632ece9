"""Statistics on pooled cases that are never in memory together: to the last bit those of `sim.statistics.clustered`.

The cases come part by part, three times over: to be counted by value, to be added up, and to be held against the mean
and the quantiles. A replication's cases all come in one part, and every time in the same order.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.statistics import clustered
from sim.statistics.clustered import Estimate

PASSES: Final = 3
BLOCK: Final = 2**16
"""Of so many numbers the sum is left to numpy."""
MERGED: Final = 2**16
"""So many values wait at least until they are put among those that were counted before."""


class ValueCounts:
    """How often each value came."""

    def __init__(self) -> None:
        self._values, self._counts, self.count = np.zeros(0), np.zeros(0, dtype=np.int64), 0
        self._waiting: list[tuple[Floats, Ints]] = []
        self._size = 0

    def add(self, values: Floats) -> None:
        """More values."""
        self.count += len(values)
        self._waiting.append(np.unique(values, return_counts=True))
        self._size += len(self._waiting[-1][0])
        if self._size > max(MERGED, len(self._values)):
            self._merge()

    def _merge(self) -> None:
        values, counts = zip((self._values, self._counts), *self._waiting, strict=True)
        self._values, place = np.unique(np.concatenate(values), return_inverse=True)
        self._counts = np.bincount(place, np.concatenate(counts), len(self._values)).astype(np.int64)
        self._waiting.clear()
        self._size = 0

    @property
    def least(self) -> float:
        """The least value."""
        self._merge()
        return float(self._values[0])

    def up_to(self, value: float) -> int:
        """How many are no greater."""
        self._merge()
        return int(self._counts[: np.searchsorted(self._values, value, side="right")].sum())

    def quantile(self, levels: Floats) -> Floats:
        """What `numpy.quantile` says of all values, between the two that are nearest to each level."""
        self._merge()
        place = (self.count - 1) * levels
        before = np.floor(place)
        one, next_one = (self._at(np.minimum(number, self.count - 1)) for number in (before, before + 1))
        part, apart = place - before, next_one - one
        return np.where(part >= 0.5, next_one - apart * (1 - part), one + apart * part)

    def _at(self, places: Floats) -> Floats:
        values: Floats = self._values[np.searchsorted(np.cumsum(self._counts), places, side="right")]
        return values


class PairwiseSum:
    """The sum of so many numbers, added in pairs of halves as `numpy.sum` does it when it has them all."""

    def __init__(self, count: int) -> None:
        self._count, self._blocks = count, _blocks(count)
        self._sums: list[float] = []
        self._waiting, self._size = [np.zeros(0)], 0

    def add(self, values: Floats) -> None:
        """The next numbers."""
        self._waiting.append(values)
        self._size += len(values)
        while len(self._sums) < len(self._blocks) and self._size >= (size := self._blocks[len(self._sums)]):
            together = np.concatenate(self._waiting)
            self._sums.append(float(together[:size].sum()))
            self._waiting, self._size = [together[size:]], self._size - size

    def total(self) -> float:
        """The sum, when all have come."""
        return _paired(self._count, iter(self._sums))


def _halves(count: int) -> tuple[int, int]:
    half = count // 2
    half -= half % 8
    return half, count - half


def _blocks(count: int) -> list[int]:
    """How many numbers are added up at once, one lot after another."""
    return [count] if count <= BLOCK else [size for half in _halves(count) for size in _blocks(half)]


def _paired(count: int, sums: Iterator[float]) -> float:
    """The sum of the lots of so many numbers, as they were halved."""
    if count <= BLOCK:
        return next(sums)
    first, second = _halves(count)
    return _paired(first, sums) + _paired(second, sums)


class StreamedSample:
    """One number of some cases of these replications, as it comes in three passes."""

    def __init__(self, replications: range, levels: tuple[float, ...], within: float | None = None) -> None:
        self._replications, self._levels, self._within = replications, levels, within
        self._values = ValueCounts()
        self._cases = np.zeros(len(replications), dtype=np.int64)

    @property
    def count(self) -> int:
        """How many cases there are."""
        return self._values.count

    def add(self, number: int, values: Floats, clusters: Ints) -> None:
        """A part of the cases, in the pass of that number: values, and the replication each is from."""
        (self._see, self._sum_up, self._compare)[number](values, clusters - self._replications.start)

    def begin(self, number: int) -> None:
        """Before the pass of that number."""
        if number == 1:
            self._sum = PairwiseSum(self.count)
        if number == 2 and self.count:
            self._mean = self._sum.total() / self.count
            self._centres = self._values.quantile(np.array(self._levels)).tolist()
            self._marks = [*self._centres, *([] if self._within is None else [self._within])]
            self._shares = [self._values.up_to(mark) / self.count for mark in self._marks]
            self._moved = np.zeros((1 + len(self._marks), len(self._replications)))

    def _see(self, values: Floats, clusters: Ints) -> None:
        self._values.add(values)
        self._cases += np.bincount(clusters, minlength=len(self._cases))

    def _sum_up(self, values: Floats, clusters: Ints) -> None:
        self._sum.add(values)

    def _compare(self, values: Floats, clusters: Ints) -> None:
        if not self.count:
            return
        hits = ((values <= mark) - share for mark, share in zip(self._marks, self._shares, strict=True))
        for moved, deviations in zip(self._moved, (values - self._mean, *hits), strict=True):
            moved += np.bincount(clusters, deviations, len(moved))

    def _influences(self, place: int) -> Floats:
        influences: Floats = self._moved[place][self._cases > 0] / self.count
        return influences

    def mean(self) -> Estimate:
        """As `sim.statistics.clustered.mean`."""
        if not self.count:
            return clustered.NOTHING
        return clustered.mean_of(self._mean, self._influences(0), self._values.least)

    def quantiles(self) -> list[Estimate]:
        """As `sim.statistics.clustered.quantile`, at each level."""
        if not self.count:
            return [clustered.NOTHING for _ in self._levels]
        return [
            clustered.quantile_of(centre, self._share(place), level, self._values.quantile)
            for place, (centre, level) in enumerate(zip(self._centres, self._levels, strict=True))
        ]

    def within(self) -> Estimate:
        """The share within the mark, as `sim.statistics.clustered.share`; nothing where there is no mark."""
        return self._share(-1) if self.count and self._within is not None else clustered.NOTHING

    def _share(self, place: int) -> Estimate:
        number = range(len(self._marks))[place]
        return clustered.share_of(self._shares[number], self._influences(1 + number), self.count)
