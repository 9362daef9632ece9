"""Chance by inverse cumulative distribution: a uniform number in, the quantile of a duration out.

PERT is the modified beta distribution with shape 4 (Vose, Risk Analysis, 3rd ed., 2008, section III.7): its mean is
(low + 4 mode + high) / 6.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.scenario.quantities import Distribution
from sim.simulation.draws.kept_tables import kept_table

TABLE_CELLS = 8192
SURELY: Final = 1 - 2.0**-53
"""The greatest number below one: no draw is above it."""
NORMAL_ENDS: Final = (-8.292361075813597, 8.209536151601387)
"""The quantiles of the normal distribution at 2^-54, below which no draw is taken to be, and at `SURELY`."""
BETWEEN_ENDS: Final = ("fixed", "uniform", "pert", "triangular")
"""Shapes whose first and last parameter are the least and the greatest that there is."""


def quantiles(chance: Distribution, u: Floats) -> Floats:
    """The quantile of *chance* at each *u* in [0, 1), in the distribution's own unit."""
    if chance.quantiles is not None:
        return _by_quantiles(chance, u)
    return QUANTILES[chance.shape](u, *chance.parameters)


def bounds(chance: Distribution) -> tuple[float, float]:
    """The least and the greatest that is ever drawn, in the distribution's own unit."""
    if chance.quantiles is None and chance.shape in BETWEEN_ENDS:
        return chance.parameters[0], chance.parameters[-1]
    if chance.shape == "lognormal":
        least, greatest = _lognormal_at(np.array(NORMAL_ENDS), *chance.parameters).tolist()
        return least, greatest
    least, greatest = quantiles(chance, np.array([0.0, SURELY])).tolist()
    return least, greatest


class Tables:
    """Many distributions by number: of those that are PERT or fixed the quantiles are low + width × their table's."""

    def __init__(self, chances: Sequence[Distribution]) -> None:
        points = [_three_points(chance) for chance in chances]
        modes = [_relative_mode(*three) for three in points]
        rows = {mode: row for row, mode in enumerate(dict.fromkeys(modes))}
        self.low = np.array([low for low, _, _ in points])
        self.width = np.array([high - low for low, _, high in points])
        self.table = np.array([rows[mode] * (TABLE_CELLS + 1) for mode in modes], dtype=np.int64)
        self.tables = np.concatenate([np.zeros(0), *(_standard_pert(mode) for mode in rows)])
        self.others = {number: chance for number, chance in enumerate(chances) if chance.shape not in ("pert", "fixed")}


def _three_points(chance: Distribution) -> tuple[float, float, float]:
    """Low, mode and high of what is PERT or fixed; of others nothing."""
    if chance.shape == "pert":
        low, mode, high = chance.parameters
        return low, mode, high
    only = chance.parameters[0] if chance.shape == "fixed" else 0.0
    return only, only, only


def _fixed(u: Floats, value: float) -> Floats:
    return np.full(u.shape, value)


def _uniform(u: Floats, low: float, high: float) -> Floats:
    return low + u * (high - low)


def _pert(u: Floats, low: float, mode: float, high: float) -> Floats:
    return low + (high - low) * _between(_standard_pert(_relative_mode(low, mode, high)), u)


def _relative_mode(low: float, mode: float, high: float) -> float:
    """Where the mode lies between the ends; any place will do if there is nothing between them."""
    return (mode - low) / (high - low) if high > low else 0.5


def _between(table: Floats, u: Floats) -> Floats:
    """The quantiles at *u* by a table, in a straight line between its cells."""
    at = u * TABLE_CELLS
    cell = at.astype(np.intp)
    below = table[cell]
    standard: Floats = below + (at - cell) * (table[cell + 1] - below)
    return standard


@lru_cache(maxsize=512)
def _standard_pert(mode: float) -> Floats:
    """A table of the quantiles of PERT on [0, 1], fine enough that whole minutes do not show it."""
    return kept_table(f"pert-{mode.hex()}", TABLE_CELLS + 1, lambda: _calculated_pert(mode))


def _calculated_pert(mode: float) -> Floats:
    from scipy import special  # its import takes longer than a check of a scenario, which needs none of it

    grid = np.linspace(0.0, 1.0, TABLE_CELLS + 1)
    return np.asarray(special.betaincinv(1 + 4 * mode, 5 - 4 * mode, grid), dtype=np.float64)


def _triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    if high == low:
        return np.full(u.shape, low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _exponential(u: Floats, mean: float) -> Floats:
    return -np.log1p(-u) * mean


def _lognormal(u: Floats, mean: float, cv: float) -> Floats:
    from scipy import special

    return _lognormal_at(special.ndtri(np.maximum(u, 2.0**-54)), mean, cv)


def _lognormal_at(standard: Floats, mean: float, cv: float) -> Floats:
    """What is drawn where the normal distribution behind it is at *standard*."""
    variance = np.log1p(cv**2)
    return np.asarray(mean * np.exp(np.sqrt(variance) * standard - variance / 2), dtype=np.float64)


def _gamma(u: Floats, mean: float, cv: float) -> Floats:
    from scipy import special

    if cv < 1e-9:  # no minute shows it, and the shape would overflow
        return np.full(u.shape, mean)
    shape = cv**-2
    return np.asarray(special.gammaincinv(shape, u) * (mean / shape), dtype=np.float64)


def _empirical(u: Floats, *observed: float) -> Floats:
    known = np.sort(np.array(observed, dtype=np.float64))
    return known[(u * len(known)).astype(np.int64)]


def _by_quantiles(chance: Distribution, u: Floats) -> Floats:
    """In a straight line between the quantiles given; beyond the last, that and so much more as the tail says."""
    last, values = chance.shares[-1], chance.parameters
    found = np.interp(u, chance.shares, values)
    if chance.tail is not None:
        beyond = np.flatnonzero(u >= last)
        found[beyond] = values[-1] + quantiles(chance.tail, (u[beyond] - last) / (1 - last))
    return found


QUANTILES: Final[dict[str, Callable[..., Floats]]] = {
    "fixed": _fixed,
    "uniform": _uniform,
    "triangular": _triangular,
    "pert": _pert,
    "exponential": _exponential,
    "lognormal": _lognormal,
    "gamma": _gamma,
    "empirical": _empirical,
}
"""By shape, the quantiles at *u* for the shape's parameters; of a shape given by its quantiles, see `quantiles`."""
