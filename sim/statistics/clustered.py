"""Statistics on pooled cases that come in clusters: the cases of one replication share its offices and its year.

All intervals are at 95 % and count replications, not cases, as the independent observations. With one replication there
is no interval: both bounds are None. `approvals coverage` measures whether they keep their word.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Floats, beside
from sim.statistics.quantiles import beta, normal, student, student_tail

CONFIDENCE: Final = 0.95
TAIL: Final = (1 - CONFIDENCE) / 2


@dataclass(frozen=True)
class Estimate:
    """A number and the interval that covers the true one 19 times in 20; None where it cannot be told."""

    value: float | None
    low: float | None = None
    high: float | None = None
    at_least: bool = False
    """Whether the value is only a lower bound, for some cases were not followed to their end."""

    @property
    def interval(self) -> list[float] | None:
        """The two bounds of the interval, low and high; None where there is no interval."""
        return None if self.low is None or self.high is None else [self.low, self.high]


NOTHING: Final = Estimate(None)
Sample = tuple[Floats, NDArray[np.int64]]
"""Values, and the replication each is from."""


def mean(values: Floats, clusters: NDArray[np.int64]) -> Estimate:
    """The mean over all cases, as the ratio of two cluster totals; of what is never negative, no lower than nothing.

    Linearised variance of a ratio (Cochran, Sampling Techniques, 3rd ed., 1977, section 6.3); `half_width`.
    """
    if not values.size:
        return NOTHING
    centre = float(values.mean())
    return mean_of(centre, _influences(values - centre, clusters), float(values.min()))


def mean_of(centre: float, influences: Floats, least: float) -> Estimate:
    """The mean with its interval, from the influence of each replication and the least of all values."""
    half = half_width(influences)
    return Estimate(centre) if half is None else _around(centre, half, least)


def around(centre: float, half: float, values: Floats) -> Estimate:
    """A mean with its interval: of *values* of which none is negative it does not reach below zero.

    The truth is not there either, so what is left of the interval covers it as often.
    """
    return _around(centre, half, float(values.min()))


def _around(centre: float, half: float, least: float) -> Estimate:
    low = centre - half
    return Estimate(centre, max(low, 0.0) if least >= 0 else low, centre + half)


def of_shares(estimate: Estimate) -> Estimate:
    """The mean of shares: its interval does not reach beyond the whole."""
    return estimate if estimate.high is None else replace(estimate, high=min(estimate.high, 1.0))


def change(before: Sample, after: Sample) -> Estimate:
    """By what share of itself the mean changes, where the clusters are pairs: each replication played twice.

    Linearised ratio of the two means; what a replication's luck does to both sides cancels. Without a pair for every
    replication, or from a mean of nothing, there is nothing to tell.
    """
    (old, old_clusters), (new, new_clusters) = before, after
    if not old.size or not new.size or not beside(old.mean(), np.abs(old).max()):
        return NOTHING
    ratio = float(new.mean() / old.mean())
    pairs = len(np.union1d(old_clusters, new_clusters))
    if _count(old_clusters) + _count(new_clusters) < 2 * pairs:
        return Estimate(ratio - 1)
    shift = _influences(new - new.mean(), new_clusters) - ratio * _influences(old - old.mean(), old_clusters)
    half = half_width(shift / float(old.mean()))
    return Estimate(ratio - 1) if half is None else Estimate(ratio - 1, ratio - 1 - half, ratio - 1 + half)


def share(hits: NDArray[np.bool_], clusters: NDArray[np.int64]) -> Estimate:
    """The share of cases that hit.

    Clopper–Pearson's interval at the effective sample size (Korn & Graubard, Survey Methodology 24, 1998, 193–201):
    it stays inside 0 and 1 and does not shrink to nothing when all cases hit or none does.
    """
    if not hits.size:
        return NOTHING
    centre = float(hits.mean())
    return share_of(centre, _influences(hits - centre, clusters), len(hits))


def share_of(centre: float, influences: Floats, cases: int) -> Estimate:
    """The share with its interval, from the influence of each replication and the number of cases."""
    if len(influences) < 2:
        return Estimate(centre)
    return proportion(centre, float(standard_error(influences)), cases, len(influences))


def proportion(centre: float, error: float, cases: int, clusters: int) -> Estimate:
    """A share with its standard error, and its interval as in `share`."""
    size = _effective_size(centre, error, cases, clusters)
    successes, failures = centre * size, (1 - centre) * size
    low = float(beta(TAIL, successes, failures + 1)) if successes > 0 else 0.0
    high = float(beta(1 - TAIL, successes + 1, failures)) if failures > 0 else 1.0
    return Estimate(centre, low, high)


def quantile(values: Floats, clusters: NDArray[np.int64], level: float) -> Estimate:
    """The quantile of all cases.

    Woodruff's interval (Journal of the American Statistical Association 47, 1952, 635–646): the interval of the share
    of cases below the estimate, read off the same distribution.
    """
    if not values.size:
        return NOTHING
    centre = float(np.quantile(values, level))
    return quantile_of(centre, share(values <= centre, clusters), level, lambda levels: np.quantile(values, levels))


def quantile_of(centre: float, below: Estimate, level: float, at: Callable[[Floats], Floats]) -> Estimate:
    """The quantile with its interval, from the share of cases up to it and the quantiles *at* other levels."""
    if below.low is None or below.high is None or below.value is None:
        return Estimate(centre)
    shift = level - below.value
    bounds = at(np.clip([below.low + shift, below.high + shift], 0, 1))
    return Estimate(centre, float(min(bounds[0], centre)), float(max(bounds[1], centre)))


def half_width(influences: Floats) -> float | None:
    """Half the width of a statistic's interval, from the influence of each replication; None with fewer than two."""
    if len(influences) < 2:
        return None
    critical_value = float(student(1 - TAIL, len(influences) - 1))
    return float(skewness_corrected(critical_value, influences) * standard_error(influences))


def standard_error(influences: Floats) -> Floats:
    """The standard error of statistics, replications being the independent observations.

    *influences* has, along its last axis, by how much each replication moves a statistic away from its truth.
    """
    count = influences.shape[-1]
    error: Floats = np.sqrt(count / (count - 1) * (influences**2).sum(axis=-1))
    return error


def skewness_corrected(critical_value: float, influences: Floats) -> Floats:
    """How many standard errors lie on either side: Student's *critical_value*, and more if *influences* are skewed.

    In a year in which a queue gets out of hand everything takes far longer; few years hold few of those, and then both
    the mean and its error are too small. This is the term of the skewness in the two-sided Edgeworth expansion of
    Student's t (Hall, Annals of Probability 15, 1987, 920-931); that of the kurtosis nearly vanishes at 95 %.
    """
    count = influences.shape[-1]
    spread = (influences**2).mean(axis=-1)
    third = (influences**3).mean(axis=-1)
    squared_skewness = np.divide(third**2, spread**3, out=np.zeros_like(spread), where=spread > 0)
    z = -normal(student_tail(critical_value, count - 1))
    more: Floats = critical_value + squared_skewness * (z**5 + 2 * z**3 - 3 * z) / (18 * count)
    return more


def _count(clusters: NDArray[np.int64]) -> int:
    return int(np.count_nonzero(np.bincount(clusters)))


def _influences(deviations: NDArray[np.floating[Any]], clusters: NDArray[np.int64]) -> Floats:
    """The influence on the mean of all of each cluster that has cases, from each case's deviation."""
    totals = np.bincount(clusters, weights=deviations)[np.bincount(clusters) > 0]
    return totals.astype(np.float64) / len(deviations)


def _effective_size(centre: float, error: float, cases: int, clusters: int) -> float:
    """How many independent cases would tell as much; never more than there are."""
    size = centre * (1 - centre) / error**2 if error > 0 else float(cases)
    size = min(size, float(cases))
    if cases < 2:
        return size
    few = student(1 - TAIL, cases - 1) / student(1 - TAIL, clusters - 1)
    return size * float(few) ** 2
