"""Who is sent back for correction, and how likely: complex projects lack more papers than simple ones.

A step's share of returns is that of all projects on average, as an office counts it. Where it says by which power, the
odds of a return rise with the complexity of the project: at power 1, a project twice as complex is sent back at twice
the odds. Odds, not shares, for a share cannot rise beyond all.
"""

from functools import lru_cache
from math import inf
from typing import Final

import numpy as np
from scipy import special

from sim.base.arrays import Floats
from sim.scenario.quantities import Distribution
from sim.simulation.draws.distributions import quantiles
from sim.simulation.plan import StepLuck

POINTS = 4000
"""In so many equal parts is a distribution of complexity cut to take a mean over it."""
MOST_STEPS: Final = 12
"""Of Newton's."""
NEAR: Final = 1e-12
"""So near do they come, if they do."""
SURELY: Final = 2e-14
"""Of two means that differ by such a part one is surely greater: it is a hundred times what rounding leaves."""


def return_shares(luck: StepLuck, attempt: int, chance: Distribution, complexity: Floats) -> Floats | float:
    """The probability that each case of this *complexity* is sent back at this attempt; one number if it is the same.

    The mean is over all projects, whose complexity has the distribution *chance*. Those who come again are more complex
    than all, so of them more are sent back than the share at later attempts says.
    """
    share = luck.returns_later if attempt else luck.returns_first
    if not 0 < share < 1 or not luck.returns_power:
        return share
    return _shares(odds_of_return(luck, attempt, chance), luck.returns_power, complexity)


def odds_of_return(luck: StepLuck, attempt: int, chance: Distribution) -> float:
    """The logarithm of the odds of a case of complexity 1; 0 where all have the same share."""
    share = luck.returns_later if attempt else luck.returns_first
    if not 0 < share < 1 or not luck.returns_power:
        return 0.0
    return _odds(chance.model_dump_json(exclude_none=True), share, luck.returns_power)


def _shares(odds: float, power: float, complexity: Floats) -> Floats:
    """Of projects of this complexity, where *odds* is the logarithm of the odds at complexity 1."""
    return _at(odds + power * np.log(complexity))


def _at(odds: Floats) -> Floats:
    return np.asarray(special.expit(odds), dtype=np.float64)


@lru_cache(maxsize=4096)
def _odds(chance: str, share: float, power: float) -> float:
    """The logarithm of the odds at complexity 1 with which the mean over all projects is the share.

    Found by halving: the mean rises with the odds. Importing the library's solvers takes longer than all of this.
    """
    more = power * np.log(_everyone(chance))
    reach = float(np.abs(more).max()) + 1
    middle = float(special.logit(share))
    low, high = middle - reach, middle + reach
    too_low, too_high = _around(share, more, middle)
    while low < (between := (low + high) / 2) < high:
        if between <= too_low or (between < too_high and _at(between + more).mean() < share):
            low = between
        else:
            high = between
    return high


def _around(share: float, more: Floats, start: float) -> tuple[float, float]:
    """Near the odds that are sought, some that are surely too low and some that are too high: halving need not try it.

    By Newton's steps; no bounds at all where these do not come near enough.
    """
    odds, step, steps = start, inf, 0
    while abs(step) > NEAR / 10 and steps < MOST_STEPS:
        shares = _at(odds + more)
        step = float((share - shares.mean()) / max((shares * (1 - shares)).mean(), NEAR))
        odds, steps = odds + step, steps + 1
    low, high = (float(_at(odds + by + more).mean()) for by in (-NEAR, NEAR))
    is_near = low < share - SURELY * share < share + SURELY * share < high
    return (odds - NEAR, odds + NEAR) if is_near else (-inf, inf)


@lru_cache(maxsize=64)
def _everyone(told: str) -> Floats:
    """The complexity of projects of every kind, each as likely as any other, by what is *told* of its distribution."""
    chance = Distribution.model_validate_json(told)
    if chance.empirical is not None:
        return np.array(chance.empirical, dtype=np.float64)
    return quantiles(chance, (np.arange(POINTS) + 0.5) / POINTS)
