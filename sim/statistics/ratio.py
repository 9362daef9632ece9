"""Ratios of two statistics that met the same luck: what is spent on a unit of what is gained."""

from math import sqrt

import numpy as np

from sim.statistics.clustered import TAIL, Estimate, skewness_corrected
from sim.statistics.paired import Statistic
from sim.statistics.quantiles import student


def ratio_of(one: Statistic, other: Statistic) -> Statistic:
    """The ratio of a statistic to another that is not nothing, linearised (Cochran, Sampling Techniques, 1977, 6.3)."""
    value = one.value / other.value
    influence_values = (one.influence_values - value * other.influence_values) / other.value
    return Statistic(value, influence_values, one.at_least or other.at_least)


def surely_above_nothing(one: Statistic) -> bool:
    """Whether its interval at 95 % lies above nothing; with one replication that cannot be told."""
    if one.at_least or len(one.influence_values) < 2:
        return False
    return bool(one.value > _reach(one) * one.error)


def price(spent: Statistic, gained: Statistic) -> Estimate | None:
    """What is spent on each unit that is gained; None where what is gained is not surely above nothing.

    The interval is Fieller's (Journal of the Royal Statistical Society B 16, 1954, 175-185): all ratios r of which it
    cannot be excluded that *spent* is r times *gained*. It is finite just where *gained* surely differs from nothing.
    """
    if spent.at_least or not surely_above_nothing(gained):
        return None
    critical_value = max(_reach(spent), _reach(gained))
    variance = np.cov(np.stack([spent.influence_values, gained.influence_values]), bias=True)
    count = len(gained.influence_values)
    squared = critical_value**2 * variance * count**2 / (count - 1)
    of_spent, both, of_gained = float(squared[0, 0]), float(squared[0, 1]), float(squared[1, 1])
    below = gained.value**2 - of_gained
    if below <= 0:
        return None
    middle = spent.value * gained.value - both
    root = sqrt(max(middle**2 - below * (spent.value**2 - of_spent), 0.0))
    return Estimate(spent.value / gained.value, (middle - root) / below, (middle + root) / below)


def _reach(one: Statistic) -> float:
    """How many standard errors lie on either side, more where the statistic is skewed."""
    critical_value = float(student(1 - TAIL, len(one.influence_values) - 1))
    return float(skewness_corrected(critical_value, one.influence_values))
