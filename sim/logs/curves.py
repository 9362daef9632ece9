"""A distribution as a curve: its quantiles at even levels, and the mean of what is beyond the last of them."""

import numpy as np

from sim.base.arrays import Floats
from sim.logs.estimates import LEVELS
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
    reached = np.cumsum(weights) / weights.sum()
    there = weights > 0
    middles = (reached - weights / weights.sum() / 2)[there]
    quantiles = np.interp(LEVELS, middles, values[there])
    totals = np.concatenate(([0.0], np.cumsum(values * weights) / weights.sum()))
    below = np.interp(LEVELS[-1], np.concatenate(([0.0], reached)), totals)
    beyond = (totals[-1] - below) / (1 - LEVELS[-1])
    return np.append(quantiles, max(beyond, quantiles[-1])).astype(np.float64)


def _excess(durations: Durations, survival: Survival) -> float:
    """How much longer what is left over takes on average than it has taken: the mean excess of the upper fifth."""
    threshold = float(survival.quantiles(np.array([UPPER]))[0])
    above = durations.spent > threshold
    ended = (above & ~durations.open).sum()
    return float((durations.spent[above] - threshold).sum() / ended) if ended else threshold
