"""Chance by inverse cumulative distribution: a uniform number in, the quantile of a duration out.

PERT is the modified beta distribution with shape 4 (Vose, Risk Analysis, 3rd ed., 2008, section III.7): its mean is
(low + 4 mode + high) / 6.
"""

from functools import lru_cache

import numpy as np
from scipy import special

from sim.arrays import Floats
from sim.scenario.quantities import Distribution, MeanCv

TABLE_CELLS = 8192


def quantiles(chance: Distribution, u: Floats) -> Floats:
    """The quantile of *chance* at each *u* in [0, 1), in the distribution's own unit."""
    if chance.fixed is not None:
        return np.full(u.shape, chance.fixed)
    if chance.pert is not None:
        return _pert(chance.pert, u)
    if chance.triangular is not None:
        return _triangular(chance.triangular, u)
    if chance.uniform is not None:
        low, high = chance.uniform
        return low + u * (high - low)
    if chance.exponential is not None:
        return -np.log1p(-u) * chance.exponential
    if chance.lognormal is not None:
        return _lognormal(chance.lognormal, u)
    if chance.gamma is not None:
        return _gamma(chance.gamma, u)
    assert chance.empirical is not None
    observed = np.sort(np.array(chance.empirical, dtype=np.float64))
    return observed[(u * len(observed)).astype(np.int64)]


def _pert(points: tuple[float, float, float], u: Floats) -> Floats:
    low, mode, high = points
    if high == low:
        return np.full(u.shape, low)
    table = _standard_pert((mode - low) / (high - low))
    cell = (u * TABLE_CELLS).astype(np.intp)
    standard: Floats = table[cell] + (u * TABLE_CELLS - cell) * (table[cell + 1] - table[cell])
    return low + (high - low) * standard


@lru_cache(maxsize=512)
def _standard_pert(mode: float) -> Floats:
    """A table of the quantiles of PERT on [0, 1], fine enough that whole minutes do not show it."""
    grid = np.linspace(0.0, 1.0, TABLE_CELLS + 1)
    return np.asarray(special.betaincinv(1 + 4 * mode, 5 - 4 * mode, grid), dtype=np.float64)


def _triangular(points: tuple[float, float, float], u: Floats) -> Floats:
    low, mode, high = points
    if high == low:
        return np.full(u.shape, low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _lognormal(given: MeanCv, u: Floats) -> Floats:
    variance = np.log1p(given.cv**2)
    standard = special.ndtri(np.maximum(u, 2.0**-54))
    return np.asarray(given.mean * np.exp(np.sqrt(variance) * standard - variance / 2), dtype=np.float64)


def _gamma(given: MeanCv, u: Floats) -> Floats:
    if given.cv < 1e-9:  # no minute shows it, and the shape would overflow
        return np.full(u.shape, given.mean)
    shape = given.cv**-2
    return np.asarray(special.gammaincinv(shape, u) * (given.mean / shape), dtype=np.float64)
