"""How sure one may be of a mean after any number of looks: intervals by betting.

Somebody bets, replication after replication, that the mean of numbers between 0 and 1 is not *m*. At fair odds no
strategy can expect to gain, so a capital multiplied a thousandfold is evidence against *m* that chance alone produces
less than once in a thousand games, however often one looks and whenever one stops (Ville 1939; Waudby-Smith and Ramdas,
Estimating means of bounded random variables by betting, JRSS B 86, 2024). Nothing else is assumed: neither a normal
distribution nor that disasters not seen so far are impossible.
"""

from math import log
from typing import Final

import numpy as np

from sim.base.arrays import Floats

STAKES: Final = np.arange(1, 9) / 8
"""The shares of the capital that are at stake at once; each eighth of the capital follows one of them."""
STEPS: Final = 30
"""Halvings in the search for a bound: finer than any number that is shown."""


def exceeds(values: Floats, mean: float, error: float) -> bool:
    """Whether the values' mean is above *mean*, but for a chance of *error* over all looks together.

    *values* are independent, between 0 and 1; those that are not numbers are left out.
    """
    return log_capital(values[~np.isnan(values)], mean) >= -log(error)


def falls_below(values: Floats, mean: float, error: float) -> bool:
    """Whether the values' mean is below *mean*, but for a chance of *error* over all looks together.

    *values* are independent, between 0 and 1; those that are not numbers are left out.
    """
    return exceeds(1 - values, 1 - mean, error)


def bounds(values: Floats, error: float) -> tuple[float, float]:
    """The interval that covers the mean at all looks together, but for a chance of *error* on either side."""
    known = values[~np.isnan(values)]
    return _lowest(known, error), 1 - _lowest(1 - known, error)


def _lowest(values: Floats, error: float) -> float:
    """The lower bound: the evidence against a mean of *m* or less falls as *m* rises; where does it still suffice?"""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if log_capital(values, middle) >= -log(error) else (low, middle)
    return low


def log_capital(values: Floats, mean: float) -> float:
    """The logarithm of what is left of a capital of 1 that was bet on the mean being above *mean*."""
    with np.errstate(divide="ignore"):
        each = np.log1p(np.outer(STAKES, values / mean - 1)).sum(axis=1)
    return float(np.logaddexp.reduce(each) - np.log(len(STAKES)))
