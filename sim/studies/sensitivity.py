"""What matters: which of the numbers that nobody knows for sure move the answer, and how much all of them together do.

First every range of the scenario is screened by Morris's elementary effects. Then all are drawn at random together: the
budget sets the spread from all of them against that of chance, and regression on the same points says what share of it
each explains alone. For those that matter by the one or the other, Sobol's indices say what share of the variance that
they make each explains alone (first) and with the others (total).

Morris, Technometrics 33 (1991), 161–174; Campolongo et al., Environmental Modelling & Software 22 (2007), 1509–1518
(the absolute mean effect); Saltelli et al., Computer Physics Communications 181 (2010), 259–270, by SALib.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.base.headline_clocks import HEADLINE
from sim.base.progress import Watch, unwatched
from sim.experiment.groups import ALL
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.scenario.quantities import as_plain
from sim.scenario.validation import validated
from sim.statistics.variance import Budget, budget
from sim.studies.aimed import aimed
from sim.studies.design import Design, DesignEntry, Study, design_of, narrowed
from sim.studies.design.factors import Factor
from sim.studies.design.trajectories import unseen
from sim.studies.indices import alone
from sim.studies.influence import Influences, add_indices, add_regression, indices, most_influential, screen, weight
from sim.studies.sweep import FIGURES, SPREAD, Answers, answers, read_runs, sweep, temporary_folder
from sim.studies.sweep.rows import Play, played


@dataclass(frozen=True)
class Effort:
    """How much is spent on each stage."""

    screen: int = 8
    """Trajectories of the screening: as many runs for each factor."""
    samples: int = 64
    """Base points for Sobol's indices."""
    keep: int = 10
    """At most so many factors go on to them."""
    points: int = 256
    """Points for the budget, and for the regression on them."""
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
class Sensitivity:
    """What was found about one clock."""

    design: Design
    clock: str
    influences: Influences
    budgets: dict[str, Budget]
    replications: int
    """Those of the answer whose budget it is."""
    unseen: dict[str, list[float]] = field(default_factory=dict)
    """By factor, the values at which the screening did not test it."""
    told: tuple[Answers, ...] = ()
    """What was answered in each stage."""

    def ranked(self) -> list[Factor]:
        """The factors, the most influential on either figure first."""
        return sorted(self.design.factors, key=lambda one: weight(self.influences[one.name]), reverse=True)


@dataclass(frozen=True)
class Stages:
    """Where and how the designs of a sensitivity study are played."""

    folder: Path
    workers: Workers = 0
    engine: str = "compiled"
    progress: Callable[[int], None] | None = None
    play: Play = played

    def answers(self, name: str, design: Design) -> Answers:
        """What the design's first response answers at its points, played or read where they were.

        Raises `UserError` where that cannot be told of all points.
        """
        sweep(
            design,
            self.folder / name,
            workers=self.workers,
            engine=self.engine,
            progress=self.progress,
            play=self.play,
        )
        told = answers(read_runs(self.folder / name), design.study.responses[0])
        _require_all(design, told)
        return told


def design_for(
    scenario: str,
    clock: str,
    group: str,
    reforms: list[str],
    seed: int,
    target: float | None,
    effort: Effort,
    worlds: Path | None = None,
) -> Design:
    """Every range of a scenario as a factor, and these reforms off and on; the clock is the one response.

    Of numbers that are only known together, *worlds* are a factor instead.
    """
    joint = [{"worlds": str(worlds.resolve())}] if worlds is not None else []
    entries: list[dict[str, Any]] = [*joint, {"every": "range"}, *({"reform": name} for name in reforms)]
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
    return aimed(design_of(study, scenario, scenario), clock, target)


USUAL: Final = Effort()
KEEP: Final = ": -o names a folder that keeps what was computed, to go on from there"


def sensitivity(
    scenario: str | Path,
    *,
    clock: str = HEADLINE,
    group: str = ALL,
    target: float | None = None,
    reforms: Sequence[str] = (),
    worlds: Path | None = None,
    effort: Effort = USUAL,
    replications: int = 20,
    seed: int = 1,
    folder: Path | None = None,
    workers: Workers = 0,
    engine: str = "compiled",
    watch: Watch = unwatched,
) -> Sensitivity:
    """Which of the numbers of a scenario that nobody knows for sure move the answer, and how much all do together.

    *scenario* is a file or the name of one; every range in it is a factor, and each of *reforms* off and on; a table of
    *worlds* is one factor in place of the numbers in it. The answer is told on a *clock* for a *group* of projects, its
    budget for so many *replications*. A *folder* keeps what was played, and is gone on with. Raises `UserError` for a
    question that cannot be asked, or that a point cannot answer.

    >>> import sim
    >>> from sim.studies.sensitivity import Effort
    >>> town, little = "tests/scenarios/valid/town.yaml", Effort(screen=2, samples=2, keep=1, points=4, replications=2)
    >>> found = sim.sensitivity(town, clock="total_days", effort=little, workers=1)
    >>> len(found.design.factors), found.clock
    (3, 'total_days')
    """
    design = design_for(str(scenario), clock, group, list(reforms), seed, target, effort, worlds)
    require_clock(clock, design.written)
    points = effort.most_points(len(design.factors))
    with (
        nullcontext(folder) if folder is not None else temporary_folder(KEEP) as place,
        watch("points", points) as step,
    ):
        return sensitivity_of(design, Stages(place, workers, engine, step), effort, replications)


def sensitivity_of(design: Design, stages: Stages, effort: Effort, replications: int = 20) -> Sensitivity:
    """Screens all factors of a design, whose first response is the clock, then measures those that matter."""
    clock = design.study.responses[0]
    _require_answer(design, stages, clock)
    screening = narrowed(design, design.factors, effort.designs["screen"], 1)
    told = [stages.answers("screen", screening)]
    found = screen(screening, told[0])
    unknown = [factor for factor in design.factors if factor.reform is None]
    budgets = {}
    if unknown:
        spread = narrowed(design, unknown, effort.designs["points"], max(effort.replications, 2))
        told.append(stages.answers(SPREAD, spread))
        budgets = budgets_of(told[-1], replications, design.study.seed)
        add_regression(found, alone(spread.points, [factor.name for factor in unknown], told[-1]))
    kept = [design.factors[place] for place in sorted(most_influential(found, effort.keep))]
    if kept:
        base = narrowed(design, kept, effort.designs["samples"], effort.replications)
        told.append(stages.answers("indices", base))
        add_indices(found, indices(base, told[-1]))
    missing = unseen(screening.factors, screening.points)
    return Sensitivity(design, clock, found, budgets, replications, missing, tuple(told))


def _require_answer(design: Design, stages: Stages, clock: str) -> None:
    """Refuses a clock that stands still for all projects asked about, before anything long is played."""
    tried = (design.points[place] for place in (0, design.size // 2, -1))
    rows = (pd.DataFrame(stages.play(design, values, stages.engine)) for values in tried)
    if not any(one[f"{clock}.n"].any() for one in rows):
        group = design.study.classes[0]
        raise UserError(
            f"{design.source}: no project of '{group}' has {clock}: choose another clock or kind of project"
        )


def _require_all(design: Design, told: Answers) -> None:
    """Refuses answers that are not there for all points, and a mean that is known nowhere."""
    clock, remedy = design.study.responses[0], "lengthen the run, or narrow the ranges"
    if len(told.points) < design.size:
        point = int(np.setdiff1d(np.arange(design.size), told.points)[0])
        group = design.study.classes[0]
        raise UserError(f"{design.source}: at point {point} no project of '{group}' comes: {remedy}")
    if np.isnan(told.figures["mean"]).any():
        raise UserError(f"{design.source}: at none of {design.size} points is there {clock}.mean to compare: {remedy}")


def budgets_of(told: Answers, replications: int, seed: int) -> dict[str, Budget]:
    """The uncertainty budget of each figure."""
    return {figure: budget(told.tables[figure], replications, seed) for figure in FIGURES}
