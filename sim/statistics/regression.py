"""How much of an answer's variance some columns explain, from any points at which the answer is known.

What a factor explains alone is the variance of the answer's mean given the factor, as a share of the whole: Sobol's
first-order index; for several together, the closed index of the group. The mean is estimated by kernel ridge regression
and judged on points that it was not fitted to, ten folds in turn. Kernels are products over the columns of one and a
Matérn kernel, a jagged and a smooth one, on at most so many centres (Nyström); the kernel and the penalty are chosen by
leave-one-out, anew within each fold. Errors outside the fold are too large by what a fit to so few points misses; on
average that is the posterior variance of the regression, and is taken off.

Chance in the answers explains nothing and is no part of the whole either, where replications tell how much it is.

The interval is that of a mean over points, for in first order errors of the regression do not matter (Williamson et
al., Journal of the American Statistical Association 118, 2023, 1645-1658). Two errors more are counted: what was taken
off may be wrong by itself, and four degrees of freedom explain something by chance, so that a small index is not told
from none.

Nyström: Williams & Seeger, NIPS 13 (2001), 682-688; posterior variance holds misfit and noise: Nychka, Journal of the
American Statistical Association 83 (1988), 1134-1143; product kernels: Durrande et al., Journal of Multivariate
Analysis 115 (2013), 57-67. scikit-learn has the parts, but no intervals, and would double what is installed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import hypot, sqrt
from typing import Any, Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Flags, Floats, one_thread, varies
from sim.base.numerals import percent
from sim.statistics.quantiles import normal, student_tail

FOLDS: Final = 10
FEWEST_POINTS: Final = 2 * FOLDS
CENTRES: Final = 25
"""Of one column; more where it has not as many values."""
CENTRES_TOGETHER: Final = 250
"""Of several."""
MOST_MIXED: Final = 8
"""Of more columns together the sets are too many to be told apart: only what each does by itself is looked at."""
PENALTIES: Final = 10.0 ** np.linspace(-5, 5, 15)
SLIGHT: Final = 4.0
"""Degrees of freedom of an effect that may be overlooked."""
CRITICAL_VALUE: Final = float(normal(0.975))
SMALL: Final = 1e-9

Share = tuple[float, float, float]
"""A share of the variance and its interval at 95 %, all within 0 and 1."""


def share_in_words(share: Share) -> str:
    """In percent, with its interval."""
    return f"{percent(share[0])} [{percent(share[1])}, {percent(share[2])}]"


def share_document(share: Share | None) -> dict[str, Any] | None:
    """A share of the variance with its interval as a JSON document; None where it could not be told."""
    return None if share is None else {"value": share[0], "ci95": list(share[1:])}


def _jagged(distance: Floats) -> Floats:
    """Matérn's kernel of smoothness 1/2: thresholds and kinks."""
    decay: Floats = np.exp(-distance)
    return decay


def _smooth(distance: Floats) -> Floats:
    """Matérn's kernel of smoothness 5/2, of half the width."""
    scaled = 2 * sqrt(5) * distance
    decay: Floats = (1 + scaled + scaled**2 / 3) * np.exp(-scaled)
    return decay


KERNELS: Final[tuple[Callable[[Floats], Floats], ...]] = (_jagged, _smooth)


@dataclass(frozen=True)
class Answered:
    """The answers at some points, and how much of the variance between them is chance."""

    values: Floats
    chance: Floats
    """Of each point, an unbiased estimate of the variance that its answer has by chance; 0 where it is not known."""
    is_repeated: bool
    """Whether there are replications to tell it from."""

    @classmethod
    def of(cls, values: Floats, table: Floats) -> "Answered":
        """From the answers of single replications (points by replications), whose luck is shared by all points.

        What every point has in common in a replication is no difference between points.
        """
        points, replications = table.shape
        if replications < 2 or points < 2:
            return cls(values, np.zeros(points), is_repeated=False)
        rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
        by_point = (rest**2).sum(axis=1) / (replications - 1) / (1 - 1 / points)
        return cls(values, by_point / replications, is_repeated=True)

    @cached_property
    def squares(self) -> Floats:
        """What each point adds to the variance."""
        squares: Floats = (self.values - self.values.mean()) ** 2 * len(self.values) / (len(self.values) - 1)
        return squares

    @property
    def chance_share(self) -> float | None:
        """The share of the variance between points that is chance; None where that cannot be told."""
        if not self.is_repeated or not varies(self.values):
            return None
        return min(float(self.chance.mean() / self.squares.mean()), 1.0)

    @cached_property
    def net(self) -> float | None:
        """The variance that is not chance; None where it is not told from nothing."""
        if not varies(self.values):
            return None
        parts = self.squares - self.chance
        error = float(parts.std(ddof=1)) / sqrt(len(parts))
        return float(parts.mean()) if parts.mean() > CRITICAL_VALUE * error else None


def explained(columns: Floats, answered: Answered, seed: int) -> Share | None:
    """The share of the variance that *columns* (points by columns) explain together; None where nothing varies.

    A column without a value at some points, a number of a reform that is off, has "none" as one of its values.
    """
    if answered.net is None:
        return None
    varied = varying(columns)
    if not varied.size:
        return (0.0, 0.0, 0.0)
    fitted = out_of_fold(varied, answered.values[:, None], seed)
    return share_of(answered, (answered.values - fitted.predicted[:, 0]) ** 2, fitted.freedom[:, 0])


def varying(columns: Floats) -> Floats:
    """The columns that take more than one value; points by columns, of which there may be none."""
    return columns[:, [len(np.unique(column)) > 1 for column in columns.T]]


def share_of(answered: Answered, errors: Floats, freedom: Floats) -> Share:
    """The share of the variance that a regression explains, from its squared errors and degrees of freedom by point."""
    whole = answered.net
    assert whole is not None
    count = len(errors)
    left = errors / (1 + freedom)
    share = float((answered.squares - left).mean()) / whole
    influences = (answered.squares - left - share * (answered.squares - answered.chance)) / whole
    by_chance = sqrt(2 * max(float(freedom.mean()) * count, SLIGHT)) / count * float(left.mean()) / whole
    taken_off = float((errors - left).mean()) / whole
    half = CRITICAL_VALUE * hypot(float(influences.std(ddof=1)) / sqrt(count), by_chance, taken_off)
    share = max(share, 0.0)
    return min(share, 1.0), min(max(share - half, 0.0), 1.0), min(share + half, 1.0)


@dataclass(frozen=True)
class OutOfFold:
    """What a regression says of points that it was not fitted to, ten folds in turn; both are points by answers."""

    predicted: Floats
    freedom: Floats
    """Degrees of freedom of the fit that a point was left out of, for each of its points."""

    def only(self, answers: slice) -> "OutOfFold":
        """What it says of some of the answers."""
        return OutOfFold(self.predicted[:, answers], self.freedom[:, answers])

    def odds(self, answers: Floats) -> Floats:
        """Of each answer, how often chance alone would let a regression predict points it has not seen as well."""
        count = len(answers)
        apart, known = self.predicted - self.predicted.mean(axis=0), answers - answers.mean(axis=0)
        size = np.sqrt((apart**2).sum(axis=0) * (known**2).sum(axis=0))
        alike = np.divide((apart * known).sum(axis=0), size, out=np.zeros_like(size), where=size > 0)
        ratio = alike * np.sqrt((count - 2) / np.maximum(1 - alike**2, ARITHMETIC))
        return np.asarray(student_tail(ratio, count - 2), dtype=np.float64)


def out_of_fold(columns: Floats, answers: Floats, seed: int) -> OutOfFold:
    """Predicts *answers* (points by answers) from *columns* (points by columns) that vary, each by a fit of its own."""
    with one_thread():
        choices = list(_features(columns, seed))
        fold = np.random.Generator(np.random.Philox(seed)).permutation(len(answers)) % FOLDS
        predicted, freedom = np.empty(answers.shape), np.empty(answers.shape)
        for number in range(FOLDS):
            out = fold == number
            turned = [_Turned.of(features, out) for features in choices]
            for place, values in enumerate(answers.T):
                best = min((_fit(one, values, out) for one in turned), key=lambda fit: fit.error)
                predicted[out, place] = best.predicted
                freedom[out, place] = best.freedom / np.count_nonzero(~out)
    return OutOfFold(predicted, freedom)


@dataclass(frozen=True)
class _Turned:
    """The inputs of a ridge regression along their principal axes, without the points that are out."""

    inputs: Floats
    """Points by axes, each of length 1."""
    strength: Floats
    tested: Floats
    """The points that are out, by axes."""
    shrunk: Floats
    """How much of an axis each penalty leaves: axes by penalties."""
    leverage: Floats
    """Points by penalties."""

    @classmethod
    def of(cls, features: Floats, out: Flags) -> "_Turned":
        centre = features[~out].mean(axis=0)
        inputs = features[~out] - centre
        strength, axes = np.linalg.eigh(inputs.T @ inputs)
        kept = strength > SMALL * max(float(strength[-1]), SMALL)
        strength, axes = strength[kept], axes[:, kept]
        turned = inputs @ axes / np.sqrt(strength)
        shrunk = strength[:, None] / (strength[:, None] + PENALTIES)
        leverage = turned**2 @ shrunk + 1 / len(inputs)
        return cls(turned, strength, (features[out] - centre) @ axes, shrunk, leverage)


@dataclass(frozen=True)
class _Fit:
    """A regression on some points, and what it says of the others."""

    error: float
    """Leaving out one after another of its points."""
    freedom: float
    predicted: Floats


def _fit(turned: _Turned, values: Floats, out: Flags) -> _Fit:
    """Ridge regression without the points that are *out*; the penalty is chosen by leave-one-out."""
    middle = values[~out].mean()
    outputs = values[~out] - middle
    weights = turned.inputs.T @ outputs
    residuals = outputs[:, None] - turned.inputs @ (weights[:, None] * turned.shrunk)
    left_out = ((residuals / np.maximum(1 - turned.leverage, SMALL)) ** 2).mean(axis=0)
    best = int(np.argmin(left_out))
    slopes = weights * turned.shrunk[:, best] / np.sqrt(turned.strength)
    return _Fit(float(left_out[best]), float(turned.shrunk[:, best].sum()), middle + turned.tested @ slopes)


def _features(columns: Floats, seed: int) -> Iterator[Floats]:
    """For each kernel, features whose products are the kernel's values: points by features."""
    low, high = np.nanmin(columns, axis=0), np.nanmax(columns, axis=0)
    placed = (columns - low) / np.where(high > low, high - low, 1)
    centres = _centres(placed, seed)
    for shape in KERNELS:
        strength, axes = np.linalg.eigh(_kernel(centres, centres, shape))
        kept = strength > SMALL * strength[-1]
        yield _kernel(placed, centres, shape) @ (axes[:, kept] / np.sqrt(strength[kept]))


def _centres(placed: Floats, seed: int) -> Floats:
    """Some of the points that stand for all: spread over one column, picked at random in several."""
    distinct = np.unique(placed, axis=0)
    if placed.shape[1] == 1:
        spread = np.linspace(0, len(distinct) - 1, min(CENTRES, len(distinct))).round().astype(np.int64)
        return distinct[spread]
    chosen = np.random.Generator(np.random.Philox(seed)).permutation(len(distinct))[:CENTRES_TOGETHER]
    return distinct[np.sort(chosen)]


def _kernel(rows: Floats, centres: Floats, shape: Callable[[Floats], Floats]) -> Floats:
    """What points have in common: alone, in pairs, and in larger sets of the columns; of many columns alone only."""
    each = (_alike(mine, theirs, shape) for mine, theirs in zip(rows.T, centres.T, strict=True))
    product, added = np.ones((len(rows), len(centres))), np.zeros((len(rows), len(centres)))
    if rows.shape[1] > MOST_MIXED:
        for one in each:
            added += one
        return added
    for one in each:
        product *= 1 + one
    return product - 1


def _alike(mine: Floats, theirs: Floats, shape: Callable[[Floats], Floats]) -> Floats:
    """What points have in common in one column; two without a value are alike."""
    none = np.isnan(mine)[:, None] & np.isnan(theirs)
    return np.where(none, 1.0, np.nan_to_num(shape(np.abs(mine[:, None] - theirs)), nan=0.0))
