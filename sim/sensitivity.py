"""What matters: which of the numbers that nobody knows for sure move the answer, and how much all of them together do.

First every range of the scenario is screened by Morris's elementary effects. For those that move the answer, Sobol's
indices say what share of its variance each explains alone (first) and with all others (total). The budget sets the
spread from all ranges together against that of chance.

Morris, Technometrics 33 (1991), 161–174; Campolongo et al., Environmental Modelling & Software 22 (2007), 1509–1518
(the absolute mean effect); Saltelli et al., Computer Physics Communications 181 (2010), 259–270. By SALib.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from SALib.analyze import morris, sobol

from sim.arrays import Floats
from sim.budget import Budget, budget
from sim.design import Design, DesignEntry, Study, design_of, narrowed
from sim.design.designs import MORRIS_LEVELS, positions
from sim.design.factors import Factor
from sim.errors import UserError
from sim.scenario.quantities import as_plain
from sim.scenario.validate import validated
from sim.sweep import read_runs, sweep
from sim.sweep.rows import Play, played

FIGURES: Final = ("mean", "within")
"""Of the clock: the mean, and the share of projects within the target."""

ENOUGH: Final = 0.95
"""Factors are kept until they hold this share of the squared effects on each figure."""

RESAMPLES: Final = 1_000


@dataclass(frozen=True)
class Effort:
    """How much is spent on each stage."""

    screen: int = 8
    """Trajectories of the screening: as many runs for each factor."""
    samples: int = 64
    """Base points for Sobol's indices."""
    keep: int = 10
    """At most so many factors go on to them."""
    points: int = 64
    """Points for the budget."""
    replications: int = 4
    """Of each point for indices and budget; the screening has one."""

    @cached_property
    def designs(self) -> dict[str, DesignEntry]:
        """The design of each stage. Raises `ScenarioError` for a size that none can have."""
        asked = {
            "screen": ("morris", self.screen),
            "samples": ("saltelli", self.samples),
            "points": ("random", self.points),
        }
        return {name: validated(DesignEntry, {kind: size}, "sensitivity", name) for name, (kind, size) in asked.items()}

    def most_points(self, factors: int) -> int:
        """How many points are played at most."""
        return self.screen * (factors + 1) + self.samples * (min(self.keep, factors) + 2) + self.points


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
    """The same together with all others."""


@dataclass(frozen=True)
class Sensitivity:
    """What was found about one clock."""

    design: Design
    clock: str
    influences: dict[str, dict[str, Influence]]
    """By factor, then by figure."""
    budgets: dict[str, Budget]
    replications: int
    """Those of the answer whose budget it is."""

    def ranked(self) -> list[Factor]:
        """The factors, the most influential on either figure first."""
        return sorted(self.design.factors, key=lambda one: _weight(self.influences[one.name]), reverse=True)


@dataclass(frozen=True)
class Stages:
    """Where and how the designs of a sensitivity study are played."""

    folder: Path
    workers: int = 0
    cluster: str | None = None
    engine: str = "compiled"
    progress: Callable[[int], None] | None = None
    play: Play = played

    def table(self, name: str, design: Design) -> pd.DataFrame:
        """The rows of a design, played or read where they were."""
        sweep(
            design,
            self.folder / name,
            workers=self.workers,
            cluster=self.cluster,
            engine=self.engine,
            progress=self.progress,
            play=self.play,
        )
        return read_runs(self.folder / name)


def design_for(
    scenario: str, clock: str, group: str, reforms: list[str], seed: int, target: float | None, effort: Effort
) -> Design:
    """Every range of a scenario as a factor, and these reforms off and on; the clock is the one response."""
    entries: list[dict[str, Any]] = [{"every": "range"}, *({"reform": name} for name in reforms)]
    document: dict[str, Any] = {
        "study": "sensitivity",
        "scenario": scenario,
        "factors": entries,
        "design": as_plain(effort.designs["screen"]),
        "replications": 1,
        "seed": seed,
        "responses": [clock],
        "classes": [group],
    }
    study = validated(Study, document | ({} if target is None else {"target": target}), "sensitivity")
    return design_of(study, scenario, scenario)


def sensitivity(design: Design, stages: Stages, effort: Effort, replications: int = 20) -> Sensitivity:
    """Screens all factors of a design, whose first response is the clock, then measures those that matter."""
    clock = design.study.responses[0]
    _require_answer(design, stages, clock)
    screened = screen(narrowed(design, design.factors, effort.designs["screen"], 1), stages, clock)
    kept = [design.factors[place] for place in sorted(most_influential(screened, effort.keep))]
    found: dict[str, dict[str, Influence]] = {name: dict(figures) for name, figures in screened.items()}
    if kept:
        base = narrowed(design, kept, effort.designs["samples"], effort.replications)
        for figure, by_factor in indices(base, stages, clock).items():
            for name, (first, total) in by_factor.items():
                old = found[name][figure]
                found[name][figure] = Influence(old.effect, old.effect_spread, old.share, first, total)
    unknown = [factor for factor in design.factors if factor.reform is None]
    budgets = {}
    if unknown:
        spread = narrowed(design, unknown, effort.designs["points"], max(effort.replications, 2))
        budgets = budgets_of(spread, stages, clock, replications)
    return Sensitivity(design, clock, found, budgets, replications)


def _require_answer(design: Design, stages: Stages, clock: str) -> None:
    """Refuses a clock that stands still for all projects asked about, before anything long is played."""
    rows = pd.DataFrame(stages.play(design, design.points[0], stages.engine))
    if not rows[f"{clock}.n"].any():
        group = design.study.classes[0]
        raise UserError(
            f"{design.source}: no project of '{group}' has {clock}: choose another clock or kind of project"
        )


def screen(design: Design, stages: Stages, clock: str) -> dict[str, dict[str, Influence]]:
    """Morris's elementary effects of each factor on each figure."""
    placed = positions(design.study.design, design.factors, design.study.seed)
    answers = by_point(stages.table("screen", design), clock, design)
    found: dict[str, dict[str, Influence]] = {factor.name: {} for factor in design.factors}
    for figure in FIGURES:
        effects = morris.analyze(
            _problem(design), placed, answers[figure], num_levels=MORRIS_LEVELS, seed=design.study.seed + 1
        )
        size = np.asarray(effects["mu_star"], dtype=np.float64)
        whole = float((size**2).sum()) or 1.0
        for place, factor in enumerate(design.factors):
            spread, effect = float(effects["sigma"][place]), float(size[place])
            found[factor.name][figure] = Influence(effect, spread, effect**2 / whole)
    return found


def most_influential(screened: dict[str, dict[str, Influence]], most: int) -> set[int]:
    """The places of the factors that hold `ENOUGH` of the effects on each figure, at most so many."""
    chosen: set[int] = set()
    for figure in FIGURES:
        shares = np.array([figures[figure].share for figures in screened.values()])
        order = np.argsort(-shares, kind="stable")
        needed = int(np.searchsorted(np.cumsum(shares[order]), ENOUGH)) + 1
        chosen |= {int(place) for place in order[:needed] if shares[place] > 0}
    weights = [_weight(figures) for figures in screened.values()]
    return set(sorted(chosen, key=lambda place: -weights[place])[:most])


Index = tuple[float, float, float]


def indices(design: Design, stages: Stages, clock: str) -> dict[str, dict[str, tuple[Index, Index]]]:
    """Sobol's first and total indices with intervals: by figure, then by factor."""
    answers = by_point(stages.table("indices", design), clock, design)
    found: dict[str, dict[str, tuple[Index, Index]]] = {}
    for figure in FIGURES:
        if np.ptp(answers[figure]) == 0:
            found[figure] = {factor.name: ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)) for factor in design.factors}
            continue
        told = sobol.analyze(
            _problem(design),
            answers[figure],
            calc_second_order=False,
            num_resamples=RESAMPLES,
            seed=design.study.seed + 1,
        )
        found[figure] = {
            factor.name: (_index(told, "S1", place), _index(told, "ST", place))
            for place, factor in enumerate(design.factors)
        }
    return found


def budgets_of(design: Design, stages: Stages, clock: str, replications: int) -> dict[str, Budget]:
    """The uncertainty budget of each figure."""
    table = stages.table("budget", design)
    shape = design.size, design.study.replications
    return {
        figure: budget(_known(table[f"{clock}.{figure}"], design).reshape(shape), replications, design.study.seed)
        for figure in FIGURES
    }


def by_point(table: pd.DataFrame, clock: str, design: Design) -> dict[str, Floats]:
    """Each figure at each point, all projects of all its replications together."""
    count = table[f"{clock}.n"].to_numpy(np.float64)
    points = table["point"].to_numpy(np.int64)
    whole = np.bincount(points, weights=count, minlength=design.size)
    sums = {
        figure: np.bincount(points, weights=_known(table[f"{clock}.{figure}"], design) * count, minlength=design.size)
        for figure in FIGURES
    }
    return {figure: amount / whole for figure, amount in sums.items()}


def _known(column: pd.Series, design: Design) -> Floats:
    values = column.to_numpy(np.float64)
    if np.isnan(values).any():
        point = int(np.flatnonzero(np.isnan(values))[0]) // design.study.replications
        remedy = "lengthen the run, or narrow the ranges"
        raise UserError(f"{design.source}: at point {point} there is no {column.name} to compare: {remedy}")
    return values


def _problem(design: Design) -> dict[str, Any]:
    names = [factor.name for factor in design.factors]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


def _index(told: dict[str, Any], name: str, place: int) -> Index:
    value, reach = float(told[name][place]), float(told[f"{name}_conf"][place])
    return value, value - reach, value + reach


def _weight(figures: dict[str, Influence]) -> float:
    """By total index where there is one, always above those screened out; else by share of effects."""
    totals = [one.total[0] for one in figures.values() if one.total is not None]
    return 1 + max(totals) if totals else max(one.share for one in figures.values())
