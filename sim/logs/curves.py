"""A distribution as a curve: the means of equal parts of it, from the lowest to the highest."""

import numpy as np

from sim.base.arrays import Floats
from sim.logs.estimates import BINS
from sim.logs.survival import Durations, Survival

UPPER: float = 0.8
"""Beyond this level the tail is taken to fall off evenly, where its end was not seen."""


def curve_of(durations: Durations) -> Floats:
    """The curve of durations, with Kaplan and Meier's weights; a tail that was not seen to its end is exponential."""
    survival = Survival(durations)
    order = np.argsort(durations.spent, kind="stable")
    values, weights = durations.spent[order], survival.fit.weights[order]
    if survival.left_over > 0:
        values = values + np.where(durations.open[order], _excess(durations, survival), 0.0)
        order = np.argsort(values, kind="stable")
        values, weights = values[order], weights[order]
    reached = np.concatenate(([0.0], np.cumsum(weights)))
    total = np.concatenate(([0.0], np.cumsum(values * weights)))
    edges = np.linspace(0, reached[-1], BINS + 1)
    means: Floats = np.diff(np.interp(edges, reached, total)) * BINS / reached[-1]
    return means


def _excess(durations: Durations, survival: Survival) -> float:
    """How much longer what is left over takes on average than it has taken: the mean excess of the upper fifth."""
    threshold = float(survival.quantiles(np.array([UPPER]))[0])
    above = durations.spent > threshold
    ended = (above & ~durations.open).sum()
    return float((durations.spent[above] - threshold).sum() / ended) if ended else threshold
