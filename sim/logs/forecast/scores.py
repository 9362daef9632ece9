"""How well forecasts of past days did: beside what happened, and beside what the age of a case alone tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.survival import Durations, Survival
from sim.statistics import clustered
from sim.statistics.clustered import Estimate

SOON: Final = 28
"""Within so many calendar days a case is over or not."""
BETWEEN: Final = (0.1, 0.9)
MARGIN: Final = 1e-9
CLASSES: Final = 5
"""Into so many classes of equal width probabilities are put, to be held against what happened."""


@dataclass(frozen=True)
class Scored:
    """What was forecast on one day, and what came of it; of cases, each array has a place for each."""

    day: str
    said: Floats
    """The probability to be over soon."""
    by_age: Floats
    """The same by age alone."""
    happened: Flags
    rank: Floats
    """The share of replications in which the case was over no later than it was; or than it was last seen, if open."""
    still: Flags
    """Which are open to the end of the log."""
    permits: Floats
    """Permits of the month that followed, by replication."""
    granted: int
    """How many there were."""
    before: int
    """How many there were in the month before."""

    @property
    def within_interval(self) -> bool:
        """Whether four of five replications, less those above and below, hold what there was."""
        low, high = np.quantile(self.permits, BETWEEN, method="inverted_cdf")
        return bool(low <= self.granted <= high)


@dataclass(frozen=True)
class Backtest:
    """Forecasts of past days, held against what happened."""

    days: tuple[Scored, ...]
    measured_anew: bool
    """Whether the scenario was measured anew on what was known on each of the days."""

    @property
    def count(self) -> int:
        """How many forecasts of cases there are."""
        return sum(len(one.said) for one in self.days)

    def _all(self, name: str) -> Any:
        return np.concatenate([getattr(one, name) for one in self.days])

    @property
    def _day(self) -> Ints:
        return np.repeat(np.arange(len(self.days)), [len(one.said) for one in self.days])

    @property
    def brier(self) -> Estimate:
        """The mean squared error of the probabilities; days are the independent observations."""
        return clustered.mean((self._all("said") - self._all("happened")) ** 2, self._day)

    @property
    def brier_by_age(self) -> Estimate:
        """The same of those by age alone."""
        return clustered.mean((self._all("by_age") - self._all("happened")) ** 2, self._day)

    @property
    def better(self) -> Estimate:
        """By how much the forecast's error is smaller than that by age alone."""
        happened = self._all("happened")
        return clustered.mean((self._all("by_age") - happened) ** 2 - (self._all("said") - happened) ** 2, self._day)

    @property
    def said(self) -> float:
        """The mean probability to be over soon."""
        return float(self._all("said").mean())

    @property
    def happened(self) -> float:
        """The share that was."""
        return float(self._all("happened").mean())

    @property
    def coverage(self) -> float:
        """The share of cases whose interval of four in five held what was left of them.

        By Kaplan and Meier on the ranks, for some are not over yet: of them it is known that they rank higher.
        """
        ranks = Survival(Durations(self._all("rank"), self._all("still"), self._day))
        low, high = BETWEEN
        return ranks.within(high + MARGIN)[0] - ranks.within(low - MARGIN)[0]

    def classes(self) -> list[tuple[float, float, int]]:
        """Probabilities in classes: the mean of what was said, the share of what happened, and how many cases."""
        said, happened = self._all("said"), self._all("happened")
        place = np.minimum((said * CLASSES).astype(np.int64), CLASSES - 1)
        found = [np.flatnonzero(place == number) for number in range(CLASSES)]
        return [(float(said[one].mean()), float(happened[one].mean()), len(one)) for one in found if len(one)]

    @property
    def months_within(self) -> int:
        """In how many months the interval held the permits."""
        return sum(one.within_interval for one in self.days)

    @property
    def error(self) -> float:
        """The mean absolute error of permits a month."""
        return float(np.mean([abs(one.permits.mean() - one.granted) for one in self.days]))

    @property
    def bias(self) -> float:
        """By how many permits a month the forecast is too high."""
        return float(np.mean([one.permits.mean() - one.granted for one in self.days]))

    @property
    def error_as_before(self) -> float:
        """The mean absolute error of saying that it will be as many as in the month before."""
        return float(np.mean([abs(one.before - one.granted) for one in self.days]))


def by_age(spent: Floats, still: Flags, age: Floats, days: float) -> Floats:
    """The probability to be over within so many more days, by the time since a case came alone.

    By Kaplan and Meier on all cases known by then: 1 - S(age + days) / S(age).
    """
    surviving = _surviving(spent, still, np.concatenate([age, age + days]))
    now, later = surviving[: len(age)], surviving[len(age) :]
    return np.where(now > MARGIN, 1 - later / np.maximum(now, MARGIN), 0.0)


def _surviving(spent: Floats, still: Flags, at: Floats) -> Floats:
    fit = Survival(Durations(spent, still, np.zeros(len(spent), dtype=np.int64))).fit
    order = np.argsort(spent, kind="stable")
    ended = np.where(still, 0.0, fit.weights)[order]
    reached = np.concatenate([[0.0], np.cumsum(ended)])
    found: Floats = 1 - reached[np.searchsorted(spent[order], at, side="right")]
    return found


def rank(over: Floats, actual: Floats) -> Floats:
    """The share of replications (rows) in which each case was over no later than it really was."""
    found: Floats = (over <= actual).mean(axis=0)
    return found


def count_between(moments: Sequence[Any] | Any, begin: Any, end: Any) -> int:
    """How many moments lie in a span."""
    return int(((moments >= begin) & (moments < end)).sum())
