"""What matters, told while one waits: after a minute what the points played by then tell, and better as more come.

The points are those of a Latin hypercube over all ranges, in an order that is random, so that as many as are played by
any moment are a sample. They are kept as a sweep is: it is gone on with where it was stopped, and other commands read
it when it is finished. Of few points single numbers tell little: they are screened in groups, all that the same office
or reform knows about, whose numbers are taken to act side by side; and single numbers are named that surely tell
something, in which a tenth may be false.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats
from sim.base.errors import UserError
from sim.base.headline_clocks import HEADLINE
from sim.base.progress import Watch, unwatched
from sim.experiment.groups import ALL
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.scenario.quantities import TwoLanguages
from sim.scenario.validation import validated
from sim.statistics.prim import FALSELY_TELLING
from sim.statistics.regression import FEWEST_POINTS, Answered, share_document
from sim.statistics.variance import Budget
from sim.studies.design import Design, DesignEntry, narrowed
from sim.studies.design.factors import Factor
from sim.studies.indices import NOTHING, WITHIN, Shares, answered_by, told_by
from sim.studies.sensitivity import KEEP, Effort, budgets_of, design_for
from sim.studies.sweep import FIGURES, Answers, answers, read_so_far, sweep, temporary_folder
from sim.studies.sweep.rows import Play, played
from sim.studies.worth.collecting import from_whom

FIRST: Final = 60.0
"""Seconds after which the first is told; then after twice as long each time."""
SMALLEST: Final = 2
"""A group is of at least so many numbers."""


@dataclass(frozen=True)
class NumberSoFar:
    """What a number explains alone, and whether it surely tells something."""

    factor: Factor
    shares: Shares
    is_telling: bool


@dataclass(frozen=True)
class GroupSoFar:
    """Numbers that the same office or reform knows about, and what they explain together."""

    title: TwoLanguages
    factors: tuple[str, ...]
    shares: Shares


@dataclass(frozen=True)
class SoFar:
    """What the points tell that are played by a moment."""

    design: Design
    told: Answers
    budgets: dict[str, Budget]
    groups: list[GroupSoFar]
    """Those that explain most of the share within the target first."""
    numbers: list[NumberSoFar]
    """Those that surely tell something first."""

    @property
    def is_enough(self) -> bool:
        """Whether the points are enough to tell anything."""
        return len(self.told.points) >= FEWEST_POINTS

    @property
    def is_whole(self) -> bool:
        """Whether all points are played."""
        return len(self.told.points) == self.design.size

    @property
    def telling(self) -> list[NumberSoFar]:
        """The numbers that surely tell something."""
        return [one for one in self.numbers if one.is_telling]


@dataclass(frozen=True)
class Waiting:
    """When what is known so far is told, and to whom."""

    tell: Callable[[SoFar], None]
    first: float = FIRST
    clock: Callable[[], float] = time.monotonic


def quick(
    scenario: str | Path,
    waiting: Waiting,
    *,
    clock: str = HEADLINE,
    group: str = ALL,
    target: float | None = None,
    reforms: Sequence[str] = (),
    worlds: Path | None = None,
    points: int = 256,
    repeat: int = 2,
    seed: int = 1,
    folder: Path | None = None,
    workers: Workers = 0,
    engine: str = "compiled",
    watch: Watch = unwatched,
) -> SoFar:
    """Which numbers of a scenario matter, told after a minute, after two, four and so on, and when all *points* are
    played, each *repeat* times; and once more if it is stopped. A *folder* keeps what was played.

    Raises `UserError` for a question that cannot be asked.
    """
    everything = design_for(str(scenario), clock, group, list(reforms), seed, target, Effort(), worlds)
    require_clock(clock, everything.written)
    entry = validated(DesignEntry, {"latin_hypercube": points}, "sensitivity", "points")
    design = narrowed(everything, everything.factors, entry, repeat)
    with (
        nullcontext(folder) if folder is not None else temporary_folder(KEEP) as place,
        watch("points", design.size) as step,
    ):
        return played_quickly(design, place, waiting, step, workers=workers, engine=engine)


def played_quickly(
    design: Design,
    folder: Path,
    waiting: Waiting,
    step: Callable[[int], None],
    *,
    workers: Workers = 0,
    engine: str = "compiled",
    play: Play = played,
) -> SoFar:
    """Plays the points of a design, and tells what is known whenever it is time to."""
    begun, wait = waiting.clock(), waiting.first

    def progress(more: int) -> None:
        nonlocal wait
        step(more)
        if waiting.clock() - begun >= wait:
            waiting.tell(so_far(design, folder))
            wait = max(2 * wait, waiting.clock() - begun)

    try:
        sweep(design, folder, workers=workers, engine=engine, progress=progress, play=play)
    except KeyboardInterrupt:
        waiting.tell(so_far(design, folder))
        raise
    found = so_far(design, folder)
    if not found.is_enough:
        raise UserError(f"{design.source}: at {len(found.told.points)} points there are projects to compare: too few")
    return found


def so_far(design: Design, folder: Path) -> SoFar:
    """What the points in a folder tell."""
    rows = read_so_far(folder)
    told = answers(rows, design.study.responses[0]) if len(rows) else _none()
    if len(told.points) < FEWEST_POINTS or np.isnan(told.figures["mean"]).any():
        return SoFar(design, told, {}, [], [])
    answered = {figure: answered_by(told, figure) for figure in FIGURES}
    values = design.points[told.points]
    budgets = budgets_of(told, design.study.replications, design.study.seed) if design.study.replications > 1 else {}
    groups = sorted(_groups(design, values, answered), key=lambda one: _share(one.shares), reverse=True)
    return SoFar(design, told, budgets, groups, _numbers(design, values, answered))


def _none() -> Answers:
    nothing, no = np.zeros(0), np.zeros(0, dtype=np.bool_)
    return Answers(np.zeros(0, dtype=np.int64), {"mean": nothing, "within": nothing}, {}, nothing, no, no)


def _groups(design: Design, values: Floats, answered: dict[str, Answered]) -> Iterator[GroupSoFar]:
    """All that one and the same knows about; a reform that may be on or off is a number by itself."""
    written = design.follows_from["scenario"]
    known: dict[str, tuple[TwoLanguages, list[int]]] = {}
    for place, factor in enumerate(design.factors):
        who = from_whom(factor.label(), written)
        known.setdefault(who.en, (who, []))[1].append(place)
    for title, places in known.values():
        if len(places) >= SMALLEST:
            shares = {figure: share for figure, (share, _) in told_by(values[:, places], answered).items()}
            yield GroupSoFar(title, tuple(design.factors[place].name for place in places), shares)


def _numbers(design: Design, values: Floats, answered: dict[str, Answered]) -> list[NumberSoFar]:
    from scipy import stats

    told = [told_by(values[:, [place]], answered) for place in range(len(design.factors))]
    odds = [min((odds for _, odds in one.values()), default=0.5) * len(FIGURES) for one in told]
    held = stats.false_discovery_control(np.clip(odds, ARITHMETIC, 1)) <= FALSELY_TELLING
    made = [
        NumberSoFar(factor, {figure: share for figure, (share, _) in one.items()}, bool(tells))
        for factor, one, tells in zip(design.factors, told, held, strict=True)
    ]
    return sorted(made, key=lambda one: (one.is_telling, _share(one.shares)), reverse=True)


def _share(shares: Shares) -> float:
    """Of the share within the target, or of the mean where that is not moved."""
    return shares.get(WITHIN, next(iter(shares.values()), NOTHING))[0]


def quick_document(found: SoFar) -> dict[str, Any]:
    """What is known so far as a JSON document."""
    design = found.design
    return {
        "scenario": design.written.scenario,
        "digest": design.scenario_digest,
        "clock": design.study.responses[0],
        "class": design.study.classes[0],
        "target": design.target,
        "seed": design.study.seed,
        "replications": design.study.replications,
        "points": len(found.told.points),
        "of_points": design.size,
        "groups": [
            {"who_en": one.title.en, "who_zh": one.title.zh, "numbers": list(one.factors)}
            | {figure: share_document(one.shares.get(figure)) for figure in FIGURES}
            for one in found.groups
        ],
        "numbers": [
            one.factor.label()
            | {figure: share_document(one.shares.get(figure)) for figure in FIGURES}
            | {"telling": one.is_telling}
            for one in found.numbers
        ],
        "budget": {figure: {"shares": one.shares} for figure, one in found.budgets.items()},
    }
