"""Differences between scenarios that met the same luck, each with an interval that holds for all of them together.

A statistic of all cases (mean, share, quantile) is nearly linear in what each replication adds to it: its *influence
values* (Hampel, Journal of the American Statistical Association 69, 1974, 383-393). The same replications stand behind
every scenario, so the influence values of a difference are the differences of the influence values.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Floats, less, one_thread
from sim.statistics.clustered import CONFIDENCE, NOTHING, Estimate, skewness_corrected, standard_error
from sim.statistics.quantiles import student

DRAWN: Final = 100_000
"""How many numbers the simultaneous quantile is read off; its own error is then below half a percent."""


@dataclass(frozen=True)
class Statistic:
    """A number computed from all cases of all replications, and by how much each replication moves it from its truth.

    *influence_values* has an entry for each replication; they add up to nothing.
    """

    value: float
    influence_values: Floats
    at_least: bool = False
    """Whether the value is only a lower bound; of a difference: whether one of its sides is."""

    def __sub__(self, other: "Statistic") -> "Statistic":
        """The difference of two statistics of the same replications."""
        value = float(less(np.float64(self.value), np.float64(other.value)))
        return Statistic(value, less(self.influence_values, other.influence_values), self.at_least or other.at_least)

    @property
    def error(self) -> float:
        """The standard error, replications being the independent observations."""
        return float(standard_error(self.influence_values)) if len(self.influence_values) > 1 else np.nan


def mean_of(values: Floats, clusters: NDArray[np.int64], replications: int) -> Statistic:
    """The mean over all cases: a ratio of two cluster totals (Cochran, Sampling Techniques, 3rd ed., 1977, 6.3)."""
    centre = float(values.mean())
    return Statistic(centre, np.bincount(clusters, values - centre, replications) / len(values))


def share_of(hits: NDArray[np.bool_], clusters: NDArray[np.int64], replications: int) -> Statistic:
    """The statistic that is the share of cases that hit, given which do and the replication of each."""
    return mean_of(hits.astype(np.float64), clusters, replications)


def quantile_of(values: Floats, clusters: NDArray[np.int64], replications: int, level: float) -> Statistic:
    """The quantile of all cases.

    Bahadur's representation (Annals of Mathematical Statistics 37, 1966, 577-580): a quantile moves against the share
    of cases below it, by the slope of the quantile function. The slope is taken between the quantiles two
    standard errors of that share to either side, wide enough to hold many cases.
    """
    centre = float(np.quantile(values, level))
    below = share_of(values <= centre, clusters, replications)
    low, high = around(level, below.error if replications > 1 else 0.0, len(values))
    slope = float(np.quantile(values, high) - np.quantile(values, low)) / (high - low)
    return Statistic(centre, -below.influence_values * slope)


def around(level: float, error: float, cases: int) -> tuple[float, float]:
    """The levels between which the slope of a quantile function is taken, given the standard error of the share."""
    bandwidth = max(2 * error, 2 / np.sqrt(cases))
    return max(level - bandwidth, 0.0), min(level + bandwidth, 1.0)


def together(differences: list[Statistic]) -> list[Estimate]:
    """Each difference with an interval; in 95 of 100 such tables all intervals hold at once.

    The half width is as many standard errors as the quantile of the greatest of that many correlated Student's t
    (Hothorn, Bretz and Westfall, Biometrical Journal 50, 2008, 346-363), which is never wider than Holm's or
    Bonferroni's, and more for a skewed statistic (`sim.statistics.clustered.skewness_corrected`). With one replication
    there is no interval, nor where no replication differs from another; a difference of lower bounds tells nothing.
    """
    known = [one for one in differences if not one.at_least]
    if not known:
        return [NOTHING for _ in differences]
    influences = np.column_stack([one.influence_values for one in known])
    critical_value = _greatest_t(influences) if len(influences) > 1 else None
    return [NOTHING if one.at_least else _estimate(one, critical_value) for one in differences]


def _estimate(one: Statistic, critical_value: float | None) -> Estimate:
    if critical_value is None:
        return Estimate(one.value)
    half = float(skewness_corrected(critical_value, one.influence_values)) * one.error
    return Estimate(one.value, one.value - half, one.value + half) if half > 0 else Estimate(one.value)


def _greatest_t(influences: Floats) -> float:
    """The quantile of the greatest |t| of correlated statistics; *influences* has a row for each replication."""
    lengths = np.sqrt((influences**2).sum(axis=0))
    moving = influences[:, lengths > 0] / lengths[lengths > 0]
    freedom = len(influences) - 1
    if moving.shape[1] < 2:
        return float(student((1 + CONFIDENCE) / 2, freedom))
    numbers = np.random.Generator(np.random.Philox(key=0))
    greatest = np.empty(DRAWN)
    with one_thread():
        for part in np.array_split(np.arange(DRAWN), 20):
            normal = np.abs(numbers.standard_normal((len(part), len(influences))) @ moving).max(axis=1)
            greatest[part] = normal / np.sqrt(numbers.chisquare(freedom, len(part)) / freedom)
    return float(np.quantile(greatest, CONFIDENCE))
