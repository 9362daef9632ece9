"""What it is worth to know something before one decides: the value of perfect, of partial and of sample information.

One of several options is chosen; what each brings depends on numbers that nobody knows, and is known at points drawn
from what these may be. Without knowing more, the option is best whose benefit is greatest on average. Whoever knew some
of the numbers would choose by them, and is better off by the expected value of partial perfect information: the mean,
over what they may be, of the greatest conditional benefit, less the greatest mean benefit (Raiffa & Schlaifer, Applied
Statistical Decision Theory, 1961). With all of them it is the expected value of perfect information.

The conditional means are those of a regression on the points, so that none is played again (Strong, Oakley & Brennan,
Medical Decision Making 34, 2014, 311-326), here of the gain over the option that is best on average, and never on the
points that a fit has seen: the regression only chooses, and what counts is what the chosen option brought there. So the
estimate is no higher for fitting noise, and errors of the regression matter in second order only (Luedtke & van der
Laan, Annals of Statistics 44, 2016, 713-742). Two such errors are taken off in the mean: choosing wrongly where two
options are nearly alike costs the unit normal loss at the spread of the fit; and the option that looks best on average
does so partly by luck, by as much as resampled points say.
The loss goes with the square of an error that is about normal, so that its standard deviation is √2 times its mean; of
several numbers together each has an error of its own.

What a sample would say that has not been taken is drawn at each point. Points weigh by how likely it is at each, and
the benefits that regression has told are averaged so: importance sampling (Menzies, Medical Decision Making 36, 2016,
308-320). Of the four methods that Heath et al. (Medical Decision Making 40, 2020, 314-326) compare it is the one that
needs no second regression, where the likelihood is known and the points cover the number that a sample tells of.

Intervals hold at 95 %: over points, as wide as their skewness asks for, and further above than below, for the variance
of a sum of rare gains is proportional to what it sums up to (as in Wilson's interval of a share).
"""

from dataclasses import dataclass
from functools import cached_property
from math import hypot, sqrt
from typing import Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats, beside, varies
from sim.statistics.clustered import skewness_corrected
from sim.statistics.quantiles import student
from sim.statistics.regression import CRITICAL_VALUE, SLIGHT, OutOfFold, out_of_fold, varying

RESAMPLES: Final = 400
FEW_GAINS: Final = 3.0
"""The mean gain is taken to be no smaller than this part of the mean absolute one, when its variance is judged."""


@dataclass(frozen=True)
class Worth:
    """What knowing something is worth, in the unit of the benefits, and its interval at 95 %; never below 0."""

    value: float
    low: float
    high: float
    gains: Floats
    """What each point adds: their mean is the value before what is taken off in the mean."""
    unsure: float = 0.0
    """A standard error of the value, by the regression, beside that which the points have."""
    overlooked: float = 0.0
    """What an effect would be worth that so few points do not tell from none."""
    odds: float = 1.0
    """How often chance would let the numbers tell the gains as well: small where they surely tell something of them."""

    def part(self, share: float) -> "Worth":
        """A part of it."""
        ends = self.value * share, self.low * share, self.high * share
        return Worth(*ends, self.gains * share, self.unsure * share, self.overlooked * share, self.odds)

    def share_of(self, whole: "Worth") -> tuple[float, float, float] | None:
        """As a share of what knowing everything is worth, with its interval; None where that is nothing."""
        if whole.value <= 0:
            return None
        share = float(beside(np.float64(min(self.value / whole.value, 1.0)), np.float64(1.0)))
        moved = (self.gains - share * whole.gains) / whole.value
        unsure = hypot(self.unsure, share * whole.unsure) / whole.value
        low, high = _interval(share, moved, unsure, self.overlooked / whole.value)
        return share, min(low, 1.0), min(high, 1.0)


@dataclass(frozen=True)
class Benefits:
    """What each option brings at each point, and how much of the differences between points is chance."""

    brought: Floats
    """Points by options."""
    chance: Floats
    """The covariance between options of what a point's values have by chance; 0 where it is not known."""

    @classmethod
    def of(cls, brought: Floats, tables: Floats) -> "Benefits":
        """From the values of single replications (points by replications by options) that share their luck.

        What all points have in common in a replication is no difference between points.
        """
        points, replications, options = tables.shape
        if replications < 2 or points < 2:
            return cls(brought, np.zeros((options, options)))
        rest = tables - tables.mean(axis=1, keepdims=True) - tables.mean(axis=0, keepdims=True)
        rest = (rest + tables.mean(axis=(0, 1))).reshape(-1, options)
        return cls(brought, rest.T @ rest / ((points - 1) * (replications - 1)) / replications)

    @cached_property
    def best(self) -> int:
        """The option that is best on average."""
        return int(np.argmax(self.brought.mean(axis=0)))

    @cached_property
    def others(self) -> list[int]:
        """The other options that differ from it somewhere."""
        moved = [varies(np.append(gains, 0.0)) for gains in self.gains.T]
        return [one for one, differs in enumerate(moved) if differs and one != self.best]

    @cached_property
    def gains(self) -> Floats:
        """How much more each option brings than the best on average: points by options."""
        return self.brought - self.brought[:, [self.best]]

    @cached_property
    def by_luck(self) -> float:
        """How much better the best looks on average than it is, for it is the best of what these points say."""
        count = len(self.gains)
        resampled = np.random.Generator(np.random.Philox(1)).multinomial(count, np.full(count, 1 / count), RESAMPLES)
        return float((resampled @ self.gains / count).max(axis=1).mean())

    def without_chance(self) -> Floats:
        """The gains drawn together, so that their covariance is that between points without chance."""
        change = np.eye(self.brought.shape[1])[:, self.others] - np.eye(self.brought.shape[1])[:, [self.best]]
        gains, noise = self.gains[:, self.others], change.T @ self.chance @ change
        strength, axes = np.linalg.eigh(np.atleast_2d(np.cov(gains, rowvar=False)))
        kept = strength > ARITHMETIC * strength[-1]
        roots, axes = np.sqrt(strength[kept]), axes[:, kept]
        parts, turned = np.linalg.eigh((axes / roots).T @ noise @ (axes / roots))
        shrunk = turned * np.sqrt(np.maximum(1 - parts, 0)) @ turned.T
        middle = gains.mean(axis=0)
        netted: Floats = middle + (gains - middle) @ (axes / roots) @ shrunk @ (axes * roots).T
        return netted


def of_everything(benefits: Benefits) -> Worth:
    """What it is worth to know all that differs between points; chance in the values is taken off as far as known."""
    if not benefits.others:
        return _nothing(len(benefits.brought))
    raw = np.maximum(benefits.gains.max(axis=1), 0)
    net = np.maximum(benefits.without_chance().max(axis=1), 0)
    return _worth(float(net.mean()) + benefits.by_luck, net, abs(float(raw.mean() - net.mean())), 0.0, 0.0)


def of_columns(columns: Floats, benefits: Benefits, seed: int) -> Worth:
    """What it is worth to know these columns (points by columns) together, before one of the options is chosen."""
    varied = varying(columns)
    if not varied.size or not benefits.others:
        return _nothing(len(benefits.brought))
    fitted = out_of_fold(varied, benefits.gains[:, benefits.others], seed)
    return of_fit(fitted, benefits, varied.shape[1])


def of_fit(fitted: OutOfFold, benefits: Benefits, numbers: int = 1) -> Worth:
    """The same by what a regression on so many *numbers* says of the gains of the `others`."""
    gains = benefits.gains[:, benefits.others]
    count, first = len(gains), np.zeros(len(gains))
    predicted, known = (np.column_stack([first, one]) for one in (fitted.predicted, gains))
    chosen = predicted.argmax(axis=1)
    brought = known[np.arange(count), chosen]
    ranks = np.sort(predicted, axis=1)
    errors, freedom = ((gains - fitted.predicted) ** 2).mean(axis=0), fitted.freedom.mean(axis=0)
    spread, noise = sqrt(float(errors.max())), sqrt(float((errors * freedom).max()))
    signal = max(1 - float((errors * freedom).sum() / max(fitted.predicted.var(axis=0).sum(), ARITHMETIC)), 0.0)
    wrong = signal * _loss(ranks[:, -1] - ranks[:, -2], noise)
    slight = _loss(ranks[:, -1] - ranks[:, -2], spread * sqrt(SLIGHT / count))
    by_luck = benefits.by_luck * min(2 * float((chosen > 0).mean()), 1.0)
    value = float(brought.mean()) + by_luck + wrong
    odds = min(float(fitted.odds(gains).min()) * len(benefits.others), 1.0)
    return _worth(value, brought, sqrt(2 / numbers) * wrong, slight, odds)


def part_of_sample(conditional: Floats, likely: Floats) -> float:
    """Which part of what knowing something is worth a sample brings that tells of it.

    *conditional*: the gains of the options over the best on average at each point, as far as they follow from what is
    asked about (points by options); *likely*: the logarithms of how likely each of some samples, as many drawn at each
    point, is at every point (draws by points).
    """
    gains = np.column_stack([np.zeros(len(conditional)), conditional])
    least = gains.mean(axis=0).max()
    whole = float(gains.max(axis=1).mean() - least)
    if whole <= ARITHMETIC * float(np.abs(gains).max()):
        return 0.0
    weights = np.exp(likely - likely.max(axis=1, keepdims=True))
    after = weights @ gains / weights.sum(axis=1, keepdims=True)
    return min(max(float(after.max(axis=1).mean() - least) / whole, 0.0), 1.0)


def _loss(lead: Floats, spread: float) -> float:
    """What is lost on average by taking the better of two for the worse, where their distance is told so exactly."""
    from scipy.special import ndtr

    if spread <= 0:
        return 0.0
    apart = lead / spread
    density = np.exp(-(apart**2) / 2) / sqrt(2 * np.pi)
    return float((spread * (density - apart * ndtr(-apart))).mean())


def _worth(value: float, gains: Floats, unsure: float, overlooked: float, odds: float) -> Worth:
    value = max(value, 0.0)
    return Worth(value, *_interval(value, gains, unsure, overlooked), gains, unsure, overlooked, odds)


def _nothing(points: int) -> Worth:
    return Worth(0.0, 0.0, 0.0, np.zeros(points))


def _interval(value: float, gains: Floats, unsure: float, overlooked: float) -> tuple[float, float]:
    """Around a mean of gains of which few may be far from 0."""
    count, size = len(gains), float(np.abs(gains).mean())
    deviations = gains - gains.mean()
    if not varies(gains):
        return max(value - CRITICAL_VALUE * unsure, 0.0), value + hypot(CRITICAL_VALUE * unsure, overlooked)
    critical = float(skewness_corrected(float(student(0.975, count - 1)), deviations))
    half = critical * hypot(float(deviations.std(ddof=1)) / sqrt(count), unsure)
    shift = min(half**2 / 4 / max(value, size / FEW_GAINS), half / 2)
    return max(value + shift - half, 0.0), value + shift + hypot(half, overlooked)
