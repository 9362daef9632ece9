"""What single factors do to the answer: effects of the screening, Sobol' indices, and what regression says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from SALib.analyze import sobol

from sim.base.arrays import varies
from sim.statistics.regression import Share
from sim.studies.design import Design
from sim.studies.design.sampling import positions
from sim.studies.design.trajectories import elementary_effects
from sim.studies.indices import Shares
from sim.studies.sweep import FIGURES, Answers

ENOUGH: Final = 0.95
"""Factors are kept until they hold this share of the squared effects on each figure."""

TELLING: Final = 0.05
"""A factor that surely explains more than this share alone goes on, whatever the screening says of it."""

RESAMPLES: Final = 1_000


@dataclass(frozen=True)
class Influence:
    """What one factor does to one figure of the clock."""

    effect: float
    """Mean absolute change of the figure over the screening's steps."""
    effect_spread: float
    """Standard deviation of the change: large beside the effect where it depends on the other factors."""
    share: float
    """Of all squared effects."""
    first: tuple[float, float, float] | None = None
    """Share of the variance it explains alone, and the interval at 95 %; None if it was screened out."""
    total: tuple[float, float, float] | None = None
    """Share of the variance it explains alone and together with all others, and the interval at 95 %."""
    regression: Share | None = None
    """Share of the variance that all factors make which it explains alone, by regression on the budget's points."""


Influences = dict[str, dict[str, Influence]]
"""By factor, then by figure."""


def screen(design: Design, told: Answers) -> Influences:
    """Morris's elementary effects of each factor on each figure."""
    placed = positions(design.study.design, design.factors, design.study.seed)
    found: Influences = {factor.name: {} for factor in design.factors}
    for figure in FIGURES:
        effects = np.zeros((len(design.factors), 2))
        if varies(told.figures[figure]):
            effects = elementary_effects(placed, design.factors, told.figures[figure])
        size, spread = np.abs(effects).mean(axis=1), effects.std(axis=1, ddof=1)
        whole = float((size**2).sum())
        for place, factor in enumerate(design.factors):
            share = float(size[place]) ** 2 / whole if whole else 0.0
            found[factor.name][figure] = Influence(float(size[place]), float(spread[place]), share)
    return found


def most_influential(found: Influences, most: int) -> set[int]:
    """The places of the factors that go on, at most so many.

    Those that hold `ENOUGH` of the effects on each figure, and those that regression surely finds `TELLING`.
    """
    chosen: set[int] = set()
    for figure in FIGURES:
        chosen |= passing(found, figure)
        chosen |= {place for place, figures in enumerate(found.values()) if is_telling(figures[figure])}
    weights = [weight(figures) for figures in found.values()]
    return set(sorted(chosen, key=lambda place: -weights[place])[:most])


def passing(found: Influences, figure: str) -> set[int]:
    """The places of the factors that the screening lets through: those that hold `ENOUGH` of the effects."""
    shares = np.array([figures[figure].share for figures in found.values()])
    order = np.argsort(-shares, kind="stable")
    needed = int(np.searchsorted(np.cumsum(shares[order]), ENOUGH)) + 1
    return {int(place) for place in order[:needed] if shares[place] > 0}


def is_telling(one: Influence) -> bool:
    """Whether regression surely finds that the factor matters by itself."""
    return one.regression is not None and one.regression[1] > TELLING


@dataclass(frozen=True)
class Disagreement:
    """Two methods that say of one factor and figure what cannot both be so."""

    factor: str
    figure: str
    screened: bool
    """Whether the screening would not have let it through; else Sobol's first index and regression are far apart."""


def disagreements(found: Influences) -> list[Disagreement]:
    """Where regression surely finds what the screening does not, or its interval and that of the index do not meet."""
    told = []
    for figure in FIGURES:
        through = passing(found, figure)
        for place, (name, figures) in enumerate(found.items()):
            one = figures[figure]
            if is_telling(one) and place not in through:
                told.append(Disagreement(name, figure, screened=True))
            elif one.first is not None and one.regression is not None and _are_apart(one.first, one.regression):
                told.append(Disagreement(name, figure, screened=False))
    return told


def _are_apart(one: Share, other: Share) -> bool:
    return one[1] > other[2] or other[1] > one[2]


def indices(design: Design, told: Answers) -> dict[str, dict[str, tuple[Share, Share]]]:
    """Sobol's first and total indices with intervals: by figure, then by factor; none of what nothing moves."""
    found: dict[str, dict[str, tuple[Share, Share]]] = {}
    for figure in FIGURES:
        if not varies(told.figures[figure]):
            continue
        index = sobol.analyze(
            _problem(design),
            told.figures[figure],
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=design.study.seed + 1,
        )
        found[figure] = {
            factor.name: (_index(index, "S1", place), _index(index, "ST", place))
            for place, factor in enumerate(design.factors)
        }
    return found


def add_regression(found: Influences, alone: Mapping[str, Shares]) -> None:
    """Enters what each factor explains alone."""
    for name, shares in alone.items():
        for figure, share in shares.items():
            found[name][figure] = replace(found[name][figure], regression=share)


def add_indices(found: Influences, indices: Mapping[str, Mapping[str, tuple[Share, Share]]]) -> None:
    """Enters Sobol's indices: by figure, then by factor."""
    for figure, by_factor in indices.items():
        for name, (first, total) in by_factor.items():
            found[name][figure] = replace(found[name][figure], first=first, total=total)


def _problem(design: Design) -> dict[str, Any]:
    names = [factor.name for factor in design.factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _index(told: dict[str, Any], name: str, place: int) -> Share:
    value, half = float(told[name][place]), float(told[f"{name}_conf"][place])
    return value, value - half, value + half


def weight(figures: Mapping[str, Influence]) -> float:
    """By total index where there is one, always above those screened out; else by what screening or regression says."""
    totals = [one.total[0] for one in figures.values() if one.total is not None]
    return 1 + max(totals) if totals else max(_first_weight(one) for one in figures.values())


def _first_weight(one: Influence) -> float:
    return max(one.share, one.regression[0] if is_telling(one) and one.regression is not None else 0.0)
