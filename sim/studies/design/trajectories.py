"""Morris's trajectories in which every factor is seen at each of its levels, and the effects of the steps.

A trajectory starts somewhere and moves one factor after another, in random order, so that each step tells what one
factor does. Between which of its levels a factor steps is left to chance in Morris's own design: then some factors step
between the same two in all of few trajectories, and what happens at their other levels is never seen. Here the pairs of
levels are dealt out in turn. A factor of few values (a count, a switch, given levels) has these as its levels, others
have four, from end to end; a step goes half the way.

Morris, Technometrics 33 (1991), 161-174; why the levels should be met equally often: Campolongo, Cariboni & Saltelli,
Environmental Modelling & Software 22 (2007), 1509-1518.
"""

from typing import Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats
from sim.studies.design.factors import Factor

DEALT: Final = "in turn"
"""How levels are dealt out, part of a study's digest: what was played with others is not gone on with."""

LEVELS: Final = 4
"""Of a factor between bounds."""

GRID: Final = np.concatenate([[0.0], (np.arange(4096) + 0.5) / 4096, [1.0]])
"""The positions at which it is tried whether a factor has few values."""

MOST_LEVELS: Final = 64
"""A factor of more values is one between bounds."""


def trajectories(factors: list[Factor], count: int, seed: int) -> Floats:
    """So many trajectories of factors + 1 points each: points by factors, positions between 0 and 1."""
    random = np.random.Generator(np.random.Philox(seed))
    moves = [_moves(levels_of(factor, count), count, random) for factor in factors]
    size = len(factors) + 1
    placed = np.empty((count, size, len(factors)))
    for number in range(count):
        turn = random.permutation(len(factors)) + 1
        for place, ends in enumerate(moves):
            placed[number, :, place] = np.where(np.arange(size) < turn[place], *ends[number])
    return placed.reshape(-1, len(factors))


def levels_of(factor: Factor, count: int) -> Floats:
    """The positions at which so many trajectories see a factor, rising.

    Two in each: more values than that are seen from end to end, with gaps.
    """
    middles = _middles(factor)
    if len(middles) > MOST_LEVELS:
        return np.linspace(0, 1, LEVELS)
    if len(middles) <= 2 * count:
        return middles
    return middles[np.linspace(0, len(middles) - 1, 2 * count).round().astype(np.int64)]


def _middles(factor: Factor) -> Floats:
    """The middle of the positions at which the factor has each of its values, rising."""
    if factor.levels:
        return factor.middles()
    _, place = np.unique(factor.told(GRID), axis=0, return_inverse=True)
    middles: Floats = np.sort(np.bincount(place.reshape(-1), weights=GRID) / np.bincount(place.reshape(-1)))
    return middles


def _moves(levels: Floats, count: int, random: np.random.Generator) -> Floats:
    """The positions before and after the step of each trajectory: pairs of levels and directions in turn.

    A step passes half of the levels, so that each is at one end of some step.
    """
    step = len(levels) // 2
    lower = random.permutation(np.resize(np.arange(len(levels) - step), count))
    is_up = random.permutation(np.resize([True, False], count))
    before, after = np.where(is_up, lower, lower + step), np.where(is_up, lower + step, lower)
    return np.column_stack([levels[before], levels[after]])


def elementary_effects(placed: Floats, factors: list[Factor], answers: Floats) -> Floats:
    """What each step does, as if it went from end to end: factors by trajectories, 0 for a factor of one value."""
    size = len(factors) + 1
    count = len(placed) // size
    gone = np.column_stack([_gone(factor, placed[:, place]) for place, factor in enumerate(factors)])
    moves = np.diff(gone.reshape(count, size, len(factors)), axis=1)
    changes = np.diff(answers.reshape(count, size), axis=1)[:, :, None]
    effects: Floats = np.divide(changes, moves, out=np.zeros_like(moves), where=moves != 0).sum(axis=1).T
    return effects


def _gone(factor: Factor, positions: Floats) -> Floats:
    """What part of the way from its first value to its last a factor has gone."""
    middles = _middles(factor)
    if len(middles) > MOST_LEVELS:
        return positions
    return np.searchsorted(middles, positions - ARITHMETIC) / max(len(middles) - 1, 1)


def unseen(factors: list[Factor], points: Floats) -> dict[str, list[float]]:
    """The values of each factor of few values that none of the points has; factors of which all are seen are left out.

    *points*: points by factors, the values of the factors. A reform that is off has no value there.
    """
    missing = {}
    for place, factor in enumerate(factors):
        known = np.unique(factor.at(GRID))
        if len(known) <= MOST_LEVELS:
            seen = np.isin(np.nan_to_num(known, nan=-np.inf), np.nan_to_num(points[:, place], nan=-np.inf))
            missing[factor.name] = [float(value) for value in known[~seen]]
    return {name: values for name, values in missing.items() if values}
