"""Arrivals that come in bunches: weeks in which more cases come than in others, by luck.

Each week's rate is the expected one times a factor of luck, gamma with mean 1 and variance (b - 1) / m, where m is the
number of cases expected in the week and b the bunching. Given the factor the cases come at random (Poisson), so their
number is negative binomial with mean m and variance m + m^2 (b - 1) / m = b m: its variance over its mean is b, in
every week, whatever the season (Greenwood & Yule, Journal of the Royal Statistical Society 83 (1920), 255-279). Weeks
begin on Monday.
"""

from collections.abc import Callable

import numpy as np
from scipy import special

from sim.base.arrays import Floats
from sim.calendars.working_time import DAY
from sim.simulation.plan import Expected

WEEK = 7 * DAY


def bunched(expected: Expected, bunching: float, weekday: int, uniforms: Callable[[int], Floats]) -> Expected:
    """The number of cases expected by each minute, given the luck of the weeks; *weekday* is that of the first day."""
    mondays = np.arange(-weekday * DAY, int(expected.minutes[-1]) + WEEK, WEEK)
    inside = mondays[(mondays > expected.minutes[0]) & (mondays < expected.minutes[-1])]
    minutes = np.union1d(expected.minutes, inside)
    cases = np.interp(minutes, expected.minutes, expected.cases)
    week = np.searchsorted(mondays, minutes[:-1], side="right") - 1
    means = np.bincount(week, np.diff(cases), len(mondays)).astype(np.float64)
    factors = _factors(means, bunching, uniforms)
    return Expected(minutes, np.concatenate(([0.0], np.cumsum(np.diff(cases) * factors[week]))))


def _factors(means: Floats, bunching: float, uniforms: Callable[[int], Floats]) -> Floats:
    """The luck of each week, of which so many cases are expected; 1 where none is."""
    shape = np.maximum(means, 1e-12) / (bunching - 1)
    factors: Floats = np.where(means > 0, special.gammaincinv(shape, uniforms(len(means))) / shape, 1.0)
    return factors
