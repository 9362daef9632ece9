"""Statistics on cases that were not all followed to their end: who is still under way counts as what he is.

A run ends, and some cases are not through. To leave them out would leave out the slow ones. Each case is therefore
weighted by Kaplan and Meier's estimator (Journal of the American Statistical Association 53, 1958, 457–481) over the
time for which it was followed since it came: whoever could be followed for long enough speaks for those like him who
came too late for that. A case carries all its numbers with its weight, also those that run on other clocks than the
calendar: on such a clock itself who is cut off is not like who is not, and the estimator would be biased (Zhao and
Tsiatis, Biometrika 84, 1997, 339–348; Stute, Annals of Statistics 23, 1995, 422–439).

What weight is left when the last case has ended belongs to those followed longest without an end. Of these only what
they have come to so far is known, so a mean or a quantile that rests on them is a lower bound, and of a share within a
target both bounds are told. Without open cases everything is as in `sim.statistics.clustered`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.statistics import clustered, paired
from sim.statistics.clustered import Estimate
from sim.statistics.paired import Statistic

NEGLIGIBLE: Final = 1e-12
"""What the computer's arithmetic may leave of nothing."""


class Sample(NamedTuple):
    """One number of some cases; all columns have a row for each of them."""

    values: Floats
    """The number; of an open case what it has come to so far."""
    clusters: Ints
    """The replication each case is from."""
    followed: Floats
    """For how many days each was followed since it came: to its end, or to the end of the run."""
    open: Flags
    """Which are still under way at the end of the run."""

    @classmethod
    def complete(cls, values: Floats, clusters: Ints) -> "Sample":
        """Cases all of which were followed to their end."""
        return cls(values, clusters, np.zeros(len(values)), np.zeros(len(values), dtype=np.bool_))

    @property
    def all_ended(self) -> bool:
        """Whether nobody is still under way."""
        return not self.open.any()


@dataclass(frozen=True)
class Functional:
    """A weighted mean over cases: its value, and by how much each case moves it from its truth."""

    value: float
    influence_values: Floats


class KaplanMeier:
    """The weights of the cases of a sample; they add up to one."""

    def __init__(self, sample: Sample) -> None:
        self.count = len(sample.values)
        self.order = np.lexsort((sample.open, sample.followed))
        followed, self.ended = sample.followed[self.order], ~sample.open[self.order]
        first = np.flatnonzero(np.diff(followed, prepend=np.nan) != 0)
        self.moment = np.repeat(np.arange(len(first)), np.diff(first, append=self.count))
        self.at_risk = (self.count - first).astype(np.float64)
        self.ends = np.bincount(self.moment, weights=self.ended, minlength=len(first))
        steps = 1 - self.ends / self.at_risk
        self.surviving = np.cumprod(np.append(1.0, steps))[:-1]
        """The share not ended before each moment at which somebody ends or is left."""
        self.left_over = float(np.prod(steps))
        last_end = int(self.moment[self.ended][-1]) if self.ended.any() else -1
        self.last = ~self.ended & (self.moment >= last_end)

    @property
    def some_left(self) -> bool:
        """Whether some weight belongs to cases that have not ended."""
        return self.left_over > NEGLIGIBLE

    @cached_property
    def weights(self) -> Floats:
        """The weight of each case, in the order of the sample."""
        weights = np.where(self.ended, (self.surviving / self.at_risk)[self.moment], 0.0)
        weights[self.last] = self.left_over / max(self.last.sum(), 1)
        return self._in_place(weights)

    def quantile(self, sample: Sample, level: float) -> tuple[float, float]:
        """The quantile, if those who have not ended end now, and if they never do.

        Where exactly so much of the weight is reached, what arithmetic leaves of it does not carry over to the next.
        """
        never, reached = np.where(sample.open, np.inf, sample.values), max(level - NEGLIGIBLE, 0.0)
        now, later = (
            np.quantile(values, reached, weights=self.weights, method="inverted_cdf")
            for values in (sample.values, never)
        )
        return float(now), float(later)

    def mean(self, values: Floats) -> Functional:
        """The weighted mean of any numbers of the cases, and each case's influence: the derivative by its weight."""
        value, moment, last = values[self.order], self.moment, self.last
        ended_here = np.bincount(moment, weights=value * self.ended, minlength=len(self.at_risk))
        gained = self.surviving * ended_here / self.at_risk
        centre_of_last = float(value[last].mean()) if last.any() else 0.0
        whole = float(gained.sum()) + self.left_over * centre_of_last
        staying = self.at_risk - self.ends
        later = np.divide(whole - np.cumsum(gained), staying, out=np.zeros_like(staying), where=staying > 0)
        by_coming = np.cumsum((later * self.ends - gained) / self.at_risk)
        by_ending = (self.surviving / self.at_risk)[moment] * value - later[moment]
        influences = by_coming[moment] + np.where(self.ended, by_ending, 0.0)
        influences[last] += self.left_over * (value[last] - centre_of_last) / max(last.sum(), 1)
        return Functional(whole, self._in_place(influences))

    def _in_place(self, by_time: Floats) -> Floats:
        """Numbers in the order of time, in the order of the sample."""
        found = np.empty(self.count)
        found[self.order] = by_time
        return found


def mean(sample: Sample) -> Estimate:
    """The mean over all cases; a lower bound where some were followed longest and have not ended."""
    if sample.all_ended:
        return clustered.mean(sample.values, sample.clusters)
    weighted = KaplanMeier(sample)
    found = weighted.mean(sample.values)
    half = clustered.half_width(_by_cluster(found.influence_values, sample.clusters))
    if half is None or weighted.some_left:
        return Estimate(found.value, at_least=weighted.some_left)
    return clustered.around(found.value, half, sample.values)


def share_within(sample: Sample, target: float) -> Estimate:
    """The share of cases that end within a target.

    Who is beyond it and still under way has missed it. Of whom that cannot be told, the value counts nobody, and the
    interval reaches from that to everybody.
    """
    within = sample.values <= target
    if sample.all_ended:
        return clustered.share(within, sample.clusters)
    weighted = KaplanMeier(sample)
    fewest = _proportion(weighted, within & ~sample.open, sample.clusters)
    most = _proportion(weighted, within, sample.clusters)
    return Estimate(fewest.value, fewest.low, most.high, at_least=_apart(fewest, most))


def share_beyond(sample: Sample, target: float) -> Estimate:
    """The share of cases that take longer than a target, also of those who are still under way.

    Of whom that cannot be told yet, the value counts nobody, and the interval reaches from that to everybody.
    """
    beyond = sample.values > target
    if sample.all_ended:
        return clustered.share(beyond, sample.clusters)
    weighted = KaplanMeier(sample)
    fewest = _proportion(weighted, beyond, sample.clusters)
    most = _proportion(weighted, beyond | sample.open, sample.clusters)
    return Estimate(fewest.value, fewest.low, most.high, at_least=_apart(fewest, most))


def quantile(sample: Sample, level: float) -> Estimate:
    """The quantile of all cases; a lower bound where it lies among those who have not ended.

    The interval is Woodruff's, see `sim.statistics.clustered.quantile`; there is none where its upper end lies among
    those.
    """
    if sample.all_ended:
        return clustered.quantile(sample.values, sample.clusters, level)
    weighted = KaplanMeier(sample)
    centre, highest = weighted.quantile(sample, level)
    if highest > centre:
        return Estimate(centre, at_least=True)
    below = _proportion(weighted, sample.values <= centre, sample.clusters)
    if below.low is None or below.high is None or below.value is None:
        return Estimate(centre)
    shift = level - below.value
    low, _ = weighted.quantile(sample, max(below.low + shift, 0.0))
    _, high = weighted.quantile(sample, min(below.high + shift, 1.0))
    return Estimate(centre, min(low, centre), max(high, centre)) if np.isfinite(high) else Estimate(centre)


def mean_of(sample: Sample, replications: int) -> Statistic:
    """The mean, to be compared under the same luck."""
    if sample.all_ended:
        return paired.mean_of(sample.values, sample.clusters, replications)
    weighted = KaplanMeier(sample)
    return _statistic(weighted.mean(sample.values), sample.clusters, replications, weighted.some_left)


def share_of(sample: Sample, target: float, replications: int) -> Statistic:
    """The share within a target, to be compared under the same luck; who may still be within it is not."""
    within = sample.values <= target
    if sample.all_ended:
        return paired.share_of(within, sample.clusters, replications)
    weighted = KaplanMeier(sample)
    fewest, most = (weighted.mean(hits.astype(np.float64)) for hits in (within & ~sample.open, within))
    return _statistic(fewest, sample.clusters, replications, most.value - fewest.value > NEGLIGIBLE)


def quantile_of(sample: Sample, level: float, replications: int) -> Statistic:
    """The quantile, to be compared under the same luck.

    Its influence values are those of `sim.statistics.paired.quantile_of`, by the cases' weights.
    """
    if sample.all_ended:
        return paired.quantile_of(sample.values, sample.clusters, replications, level)
    weighted = KaplanMeier(sample)
    centre, highest = weighted.quantile(sample, level)
    below = _statistic(
        weighted.mean((sample.values <= centre).astype(np.float64)), sample.clusters, replications, highest > centre
    )
    low, high = paired.around(level, below.error if replications > 1 else 0.0, len(sample.values))
    slope = (weighted.quantile(sample, high)[0] - weighted.quantile(sample, low)[0]) / (high - low)
    return Statistic(centre, -below.influence_values * slope, below.at_least)


def change(before: Sample, after: Sample, replications: int) -> Estimate:
    """By what share of itself the mean changes, under the same luck; nothing where a mean is only a lower bound."""
    if before.all_ended and after.all_ended:
        return clustered.change((before.values, before.clusters), (after.values, after.clusters))
    if not len(before.values) or not len(after.values):
        return clustered.NOTHING
    old, new = mean_of(before, replications), mean_of(after, replications)
    if old.at_least or new.at_least or abs(old.value) < NEGLIGIBLE:
        return clustered.NOTHING
    ratio = new.value / old.value
    half = clustered.half_width((new.influence_values - ratio * old.influence_values) / old.value)
    return Estimate(ratio - 1) if half is None else Estimate(ratio - 1, ratio - 1 - half, ratio - 1 + half)


def _statistic(found: Functional, clusters: Ints, replications: int, at_least: bool) -> Statistic:
    influences = np.bincount(clusters, found.influence_values, replications).astype(np.float64)
    return Statistic(found.value, influences, at_least)


def _proportion(weighted: KaplanMeier, hits: Flags, clusters: Ints) -> Estimate:
    """The weighted share of cases that hit, with its interval as in `sim.statistics.clustered.share`."""
    found = weighted.mean(hits.astype(np.float64))
    share, influences = _tidy(found.value), _by_cluster(found.influence_values, clusters)
    if len(influences) < 2:
        return Estimate(share)
    error = float(clustered.standard_error(influences))
    return clustered.proportion(share, error if error > NEGLIGIBLE else 0.0, len(hits), len(influences))


def _tidy(share: float) -> float:
    """A share without what the arithmetic has left beside nothing and all."""
    return 0.0 if share < NEGLIGIBLE else 1.0 if share > 1 - NEGLIGIBLE else share


def _by_cluster(influences: Floats, clusters: Ints) -> Floats:
    """The influence on the whole of each replication that has cases."""
    return np.bincount(clusters, weights=influences)[np.bincount(clusters) > 0].astype(np.float64)


def _apart(one: Estimate, other: Estimate) -> bool:
    return abs((other.value or 0.0) - (one.value or 0.0)) > NEGLIGIBLE
