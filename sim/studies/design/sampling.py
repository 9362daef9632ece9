"""The kinds of design: which positions, between 0 and 1, each factor takes at each point.

Full factorials and Latin hypercubes are as old as the field; the fractional factorial is a Hadamard matrix folded over
(resolution 4: main effects apart from pairs); Saltelli et al., Computer Physics Communications 181 (2010), 259–270.
SALib and SciPy draw them, save Morris's trajectories.
"""

import warnings
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from sim.base.arrays import Floats
from sim.studies.design.factors import Factor
from sim.studies.design.model import MOST_POINTS, DesignEntry
from sim.studies.design.trajectories import trajectories

MOST_VALUES = 50_000_000
"""Points times factors: 400 MB."""
MOST_FRACTIONAL = 512


def size_of(design: DesignEntry, factors: list[Factor]) -> int:
    """How many points the design has. Raises `ValueError` if it cannot be made, or not held."""
    if design.packages is not None:
        return _crossed_size(design, factors)
    count = len(factors)
    sizes: dict[str, Callable[[], int]] = {
        "full_factorial": lambda: prod(len(factor.levels) or 2 for factor in factors),
        "fractional_factorial": lambda: 2 * _power_of_two(count),
        "morris": lambda: design.size * (count + 1),
        "saltelli": lambda: design.size * (count + 2),
    }
    size = sizes.get(design.kind, lambda: design.size)()
    _require_room(size, count)
    if design.kind == "fractional_factorial":
        _two_levels_each(factors)
    return size


def _require_room(size: int, count: int) -> None:
    if size > MOST_POINTS:
        raise ValueError(f"{size:,} points are over {MOST_POINTS:,}: use fewer factors or levels, or a sparser design")
    if size * count > MOST_VALUES:
        held = f"{size:,} points of {count:,} factors are {size * count * 8 / 1e9:.1f} GB"
        raise ValueError(f"{held}, over {MOST_VALUES * 8 / 1e9:.1f}: use fewer of either")


def _crossed_size(design: DesignEntry, factors: list[Factor]) -> int:
    """Of a design whose points are each played with every package."""
    switched = [factor for factor in factors if factor.reform is not None]
    if not switched or len(switched) == len(factors):
        what = "no reform" if not switched else "nothing but reforms"
        raise ValueError(f"packages: all, and {what} among the factors: give reforms and what is not known")
    size = design.size * packages_of(switched)
    _require_room(size, len(factors))
    return size


def packages_of(factors: list[Factor]) -> int:
    """How many packages there are of the reforms among the factors."""
    return prod(len(factor.levels) for factor in factors if factor.reform is not None)


def positions(design: DesignEntry, factors: list[Factor], seed: int) -> Floats:
    """Where each point of the design lies: points by factors, each number between 0 and 1."""
    size_of(design, factors)
    if design.packages is not None:
        return _crossed(design, factors, seed)
    makers: dict[str, Callable[[], Floats]] = {
        "full_factorial": lambda: _full(factors),
        "fractional_factorial": lambda: _fractional_factorial(len(factors)),
        "latin_hypercube": lambda: _latin_hypercube(len(factors), design.size, seed),
        "sobol": lambda: _sobol(len(factors), design.size, seed),
        "random": lambda: np.random.Generator(np.random.Philox(seed)).random((design.size, len(factors))),
        "morris": lambda: trajectories(factors, design.size, seed),
        "saltelli": lambda: _saltelli(len(factors), design.size, seed),
    }
    return np.asarray(makers[design.kind](), dtype=np.float64)


def _crossed(design: DesignEntry, factors: list[Factor], seed: int) -> Floats:
    """The points of the design over what is not known, each as many times as there are packages."""
    is_choice = np.array([factor.reform is not None for factor in factors])
    switched = [factor for factor in factors if factor.reform is not None]
    unknown = [factor for factor in factors if factor.reform is None]
    packages = _full(switched)
    worlds = positions(design.model_copy(update={"packages": None}), unknown, seed)
    placed = np.empty((len(worlds) * len(packages), len(factors)))
    placed[:, ~is_choice] = np.repeat(worlds, len(packages), axis=0)
    placed[:, is_choice] = np.tile(packages, (len(worlds), 1))
    return placed


def _problem(count: int) -> dict[str, Any]:
    return {"num_vars": count, "names": [f"x{number}" for number in range(count)], "bounds": [[0.0, 1.0]] * count}


def _full(factors: list[Factor]) -> Floats:
    """Every level with every other; a factor between bounds has two, its ends."""
    each = [factor.middles() if factor.levels else np.array([0.0, 1.0]) for factor in factors]
    places = np.indices([len(positions) for positions in each]).reshape(len(each), -1)
    return np.column_stack([positions[place] for positions, place in zip(each, places, strict=True)])


def _fractional_factorial(count: int) -> Floats:
    from SALib.sample import ff

    return np.asarray(ff.sample(_problem(count))[:, :count])


def _saltelli(count: int, size: int, seed: int) -> Floats:
    from SALib.sample import sobol

    return np.asarray(sobol.sample(_problem(count), size, calc_second_order=False, seed=seed + 1))


def _latin_hypercube(count: int, size: int, seed: int) -> Floats:
    from scipy.stats import qmc

    return qmc.LatinHypercube(count, rng=seed).random(size)


def _sobol(count: int, size: int, seed: int) -> Floats:
    from scipy.stats import qmc

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The balance properties of Sobol")
        return qmc.Sobol(count, rng=seed).random(size)


def _power_of_two(count: int) -> int:
    if count > MOST_FRACTIONAL:
        raise ValueError(f"{count} factors are over {MOST_FRACTIONAL}: use fewer, or another design")
    return 1 << (count - 1).bit_length()


def _two_levels_each(factors: list[Factor]) -> None:
    for factor in factors:
        if factor.levels and len(factor.levels) != 2:
            found = f"'{factor.name}' has {len(factor.levels)} levels"
            raise ValueError(f"{found}, a fractional factorial two of each: give two, or use full_factorial")
