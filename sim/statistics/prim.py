"""Boxes of assumptions in which something happens: the patient rule induction method.

A box starts as everything. Again and again a thin slice is peeled off the side where that helps most for what it costs,
until little is left. Of all boxes on the way that are dense enough, the one with the greatest coverage times density is
chosen, widened again where that costs no density, and rid of limits that may be there by chance. Then its points are
set aside and the next box is looked for.

Where there are few points for each column, only those columns are looked at that tell where it happens by themselves,
one at a time: among hundreds some would always look so by chance.

How dense a box is on the points that chose it says too much. `tried` looks for the boxes again without a part of the
points, part by part, and asks how dense those are on the part that was left out.

Friedman & Fisher, Statistics and Computing 9 (1999), 123–143; the use on scenarios and the test of limits: Bryant &
Lempert, Technological Forecasting and Social Change 77 (2010), 34–49; gain for the mass that is lost, so that counts
and switches are peeled fairly: Kwakkel & Jaxa-Rozen, Environmental Modelling & Software 79 (2016), 311–321.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints

SLICE: Final = 0.05
"""The share of a box that is peeled off at a time."""

SMALLEST: Final = 0.05
"""The least share of all points that a box may hold."""

BY_CHANCE: Final = 0.05
"""A limit that chance alone would better as often as this is dropped."""

POINTS_A_COLUMN: Final = 20
"""With fewer points than this for each column, only telling columns are looked at."""

FALSELY_TELLING: Final = 0.1
"""Of the columns taken for telling, the share that may not be (Benjamini & Hochberg's false discovery rate)."""

PARTS: Final = 10
"""In turn left out, to see how dense a box is on points that did not choose it."""

ALIKE: Final = 0.5
"""Two boxes are the same if they share at least this much of the points that are in either."""

Limits = dict[int, tuple[float, float]]
"""By column: above the first and below the second."""


@dataclass(frozen=True)
class Box:
    """Where it happens: limits on some columns, and how well they catch it."""

    limits: Limits = field(default_factory=dict)
    coverage: float = 1.0
    """The share of all that happens that is in the box."""
    density: float = 0.0
    """The share of the box's points at which it happens."""
    mass: float = 1.0
    """The share of all points that is in the box."""


def inside(limits: Limits, values: Floats) -> Flags:
    """Which points are within the limits; what has no value is within none."""
    within = np.ones(len(values), dtype=np.bool_)
    for column, (low, high) in limits.items():
        within &= (values[:, column] > low) & (values[:, column] < high)
    return within


def boxes(values: Floats, happens: Flags, density: float = 0.8, most: int = 4) -> list[Box]:
    """The boxes in which it happens, each found on the points that are in none before it.

    *values*: points by columns; the shares of coverage and mass are of all points.
    """
    if len(values) < POINTS_A_COLUMN * values.shape[1]:
        columns = telling(values, happens)
        found = _found(values[:, columns], happens, density, most)
        return [replace(box, limits={int(columns[one]): ends for one, ends in box.limits.items()}) for box in found]
    return _found(values, happens, density, most)


@dataclass(frozen=True)
class Tried:
    """What became of a box when it was looked for again without a part of the points, each part in turn."""

    again: int = 0
    """In how many of the searches it was found again."""
    searches: int = PARTS
    points: int = 0
    """How many points of the parts that were left out lie in it."""
    hits: int = 0
    """At how many of these it happens."""

    @property
    def density(self) -> float | None:
        """The share of points that did not choose the box at which it happens; None if none lies in it."""
        return self.hits / self.points if self.points else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Of the density, at 95 %, by Wilson (Journal of the American Statistical Association 22, 1927, 209-212)."""
        if not self.points:
            return None
        from scipy import stats

        low, high = stats.binomtest(self.hits, self.points).proportion_ci(method="wilson")
        return float(low), float(high)


def tried(
    found: list[Box], values: Floats, happens: Flags, seed: int, density: float = 0.8, most: int = 4
) -> list[Tried]:
    """How each box does on points that did not choose it; arguments as in `boxes`, of which *found* came."""
    part = np.random.Generator(np.random.Philox(seed)).permutation(len(values)) % PARTS
    told = [Tried() for _ in found]
    mine = _apart(found, values)
    for number in range(PARTS):
        out = part == number
        if not 0 < happens[~out].sum() < (~out).sum():
            continue
        theirs = _apart(boxes(values[~out], happens[~out], density, most), values)
        for place, own in enumerate(mine):
            again = max(theirs, key=lambda held: _alike(own[~out], held[~out]), default=None)
            if again is not None and _alike(own[~out], again[~out]) >= ALIKE:
                so_far, held = told[place], again & out
                points, hits = so_far.points + int(held.sum()), so_far.hits + int(happens[held].sum())
                told[place] = replace(so_far, again=so_far.again + 1, points=points, hits=hits)
    return told


def _apart(found: list[Box], values: Floats) -> list[Flags]:
    """The points of each box that are in none before it."""
    left, held = np.ones(len(values), dtype=np.bool_), []
    for box in found:
        held.append(inside(box.limits, values) & left)
        left = left & ~held[-1]
    return held


def _alike(one: Flags, other: Flags) -> float:
    """The share of what is in either that is in both."""
    return float((one & other).sum() / max((one | other).sum(), 1))


def telling(values: Floats, happens: Flags) -> Ints:
    """The columns in which the points where it happens lie higher or lower than the others.

    Mann and Whitney's test of each, and Benjamini and Hochberg's rule for all (Journal of the Royal Statistical Society
    B 57, 1995, 289–300). Points without a value in a column do not count in it.
    """
    from scipy import stats

    odds = stats.mannwhitneyu(values[happens], values[~happens], axis=0, nan_policy="omit").pvalue
    return np.flatnonzero(stats.false_discovery_control(np.nan_to_num(odds, nan=1.0)) <= FALSELY_TELLING)


def _found(values: Floats, happens: Flags, density: float, most: int) -> list[Box]:
    found: list[Box] = []
    left = np.ones(len(values), dtype=np.bool_)
    least = max(SMALLEST * len(values), 1)
    while len(found) < most and happens[left].sum() >= least:
        limits = _one_box(values[left], happens[left], least, density)
        held = inside(limits, values) & left
        if not limits or happens[held].mean() <= happens[left].mean():
            break
        coverage, mass = float(happens[held].sum() / happens.sum()), float(held.mean())
        found.append(Box(limits, coverage, float(happens[held].mean()), mass))
        left &= ~held
    return found


def _one_box(values: Floats, happens: Flags, least: float, density: float) -> Limits:
    path = list(_peeled(values, happens, least))
    held = [inside(limits, values) for limits in path]
    dense = [float(happens[one].mean()) for one in held]
    caught = [int(happens[one].sum()) for one in held]
    enough = [place for place in range(len(path)) if dense[place] >= density]
    if enough:
        chosen = max(enough, key=lambda place: dense[place] * caught[place])
    else:
        chosen = max(range(len(path)), key=lambda place: (dense[place], caught[place]))
    return _without_chance(_widened(path[chosen], values, happens), values, happens)


def _peeled(values: Floats, happens: Flags, least: float) -> Iterator[Limits]:
    """Ever smaller boxes, from everything on."""
    limits: Limits = {}
    while True:
        yield limits
        held = inside(limits, values)
        best, gain = None, -inf
        for candidate in _slices(limits, values, held):
            rest = inside(candidate, values)
            count, before = int(rest.sum()), int(held.sum())
            if not least <= count < before:
                continue
            worth = (happens[rest].mean() - happens[held].mean()) / (before - count)
            if worth > gain:
                best, gain = candidate, worth
        if best is None:
            return
        limits = best


def _slices(limits: Limits, values: Floats, held: Flags) -> Iterator[Limits]:
    """The box without a thin slice, for each side of each column."""
    for column in range(values.shape[1]):
        mine = np.sort(values[held, column])
        mine = mine[~np.isnan(mine)]
        if not mine.size or mine[0] == mine[-1]:
            continue
        low, high = limits.get(column, (-inf, inf))
        slice_ = max(round(SLICE * len(mine)), 1)
        yield {**limits, column: (float(mine[slice_ - 1]), high)}
        yield {**limits, column: (low, float(mine[-slice_]))}


def _widened(limits: Limits, values: Floats, happens: Flags) -> Limits:
    """Each limit moved back, slice by slice, as long as the box grows no thinner."""
    changed = True
    while changed:
        changed = False
        now = inside(limits, values)
        for candidate in _pasted(limits, values, int(now.sum())):
            wider = inside(candidate, values)
            if wider.sum() > now.sum() and happens[wider].mean() >= happens[now].mean():
                limits, changed = candidate, True
                break
    return limits


def _pasted(limits: Limits, values: Floats, count: int) -> Iterator[Limits]:
    """The box with one limit a slice farther out."""
    more = max(round(SLICE * count), 1)
    for column, (low, high) in limits.items():
        others = inside({other: bounds for other, bounds in limits.items() if other != column}, values)
        mine = np.unique(values[others, column])
        below, above = mine[mine <= low], mine[mine >= high]
        if below.size:
            yield {**limits, column: (float(below[-more - 1]) if below.size > more else -inf, high)}
        if above.size:
            yield {**limits, column: (low, float(above[more]) if above.size > more else inf)}


def _without_chance(limits: Limits, values: Floats, happens: Flags) -> Limits:
    """Without the limits that are free on both sides, and those that chance may have set, the weakest first."""
    limits = {column: bounds for column, bounds in limits.items() if bounds != (-inf, inf)}
    while limits:
        weakest, odds = max(
            ((column, _odds(limits, column, values, happens)) for column in limits), key=lambda pair: pair[1]
        )
        if odds <= BY_CHANCE:
            return limits
        limits = {column: bounds for column, bounds in limits.items() if column != weakest}
    return limits


def _odds(limits: Limits, column: int, values: Floats, happens: Flags) -> float:
    """How often points picked at random from the box without this limit would be as dense as with it."""
    held = inside(limits, values)
    loose = inside({other: bounds for other, bounds in limits.items() if other != column}, values)
    from scipy import stats

    odds = stats.binom.sf(int(happens[held].sum()) - 1, int(held.sum()), float(happens[loose].mean()))
    return float(odds)
