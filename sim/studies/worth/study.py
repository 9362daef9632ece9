"""The worth of each number of a sweep, of several together, and of samples of files, for one decision."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from sim.base.arrays import ARITHMETIC, Floats
from sim.base.errors import UserError
from sim.base.progress import Watch, unwatched
from sim.statistics.information import Worth, of_columns, of_everything, of_fit, part_of_sample
from sim.statistics.prim import FALSELY_TELLING
from sim.statistics.regression import FEWEST_POINTS, Answered, OutOfFold, Share, out_of_fold, share_of, varying
from sim.studies.crossed import choices
from sim.studies.indices import SEED, require_known, sample
from sim.studies.sweep import MANIFEST, SPREAD, Answers, read_finished
from sim.studies.worth.collecting import Way, likelihoods, way_of
from sim.studies.worth.decision import Announce, Decision, Question, decision_of

T = TypeVar("T")
R = TypeVar("R")

FILES: Final = (10, 30, 100, 300)
"""So many files are thought of if no number is asked for."""
TRIED: Final = 8
"""At most so many of the numbers that are worth most are tried as the next to ask about."""
ASKED: Final = 4
"""At most so many numbers are asked about one after another."""
ADDS: Final = 0.02
"""A number is asked about next if it adds this share of what knowing everything is worth."""
ENOUGH: Final = 0.8
"""Files are enough if they bring this part of what knowing the number is worth."""


@dataclass(frozen=True)
class Known:
    """What one number is worth to whoever knew it."""

    name: str
    worth: Worth
    variance: Share | None = None
    """The share of the variance of P(T ≤ target) that it explains alone: what is left without it is by so much less."""
    fitted: OutOfFold | None = None
    """What it tells of the gains of the options; nothing of a number that does not vary."""
    is_telling: bool = False
    """Whether it surely tells something of what the options gain; among many numbers some look so by chance."""


@dataclass(frozen=True)
class Together:
    """Several numbers, and what they are worth together."""

    factors: tuple[str, ...]
    worth: Worth


@dataclass(frozen=True)
class Sample:
    """What it is worth to time or count so many files of a number."""

    name: str
    files: int
    worth: Worth


@dataclass(frozen=True)
class Found:
    """The value of information for one decision."""

    manifest: Mapping[str, Any]
    clock: str
    group: str
    told: Answers
    left_out: int
    decision: Decision
    everything: Worth
    alone: list[Known]
    """Those worth most first."""
    together: list[Together]
    """One after another as they are best asked about, or as somebody asked."""
    samples: list[Sample]
    is_asked: bool
    """Whether somebody said which numbers together."""

    @property
    def ways(self) -> dict[str, Way]:
        """How each number is found out."""
        return {str(label["name"]): way_of(label) for label in self.manifest["factors"]}


@dataclass(frozen=True)
class _Swept:
    """The unknown numbers at the rows of a decision."""

    manifest: Mapping[str, Any]
    decision: Decision
    values: pd.DataFrame
    answered: Answered

    def columns(self, names: Sequence[str]) -> Floats:
        return self.values[list(names)].to_numpy(np.float64)

    def together(self, names: Sequence[str]) -> Together:
        return Together(tuple(names), of_columns(self.columns(names), self.decision.benefits, SEED))

    def alone(self, name: str) -> Known:
        """Gains and the share within the target are fitted at once, for the features are the same."""
        benefits, varied = self.decision.benefits, varying(self.columns([name]))
        if not varied.size or not benefits.others:
            return Known(name, of_columns(varied, benefits, SEED))
        share_within, _ = self.decision.telling
        gains = benefits.gains[:, benefits.others]
        fitted = out_of_fold(varied, np.column_stack([share_within, gains]), SEED)
        errors = (share_within - fitted.predicted[:, 0]) ** 2
        share = share_of(self.answered, errors, fitted.freedom[:, 0]) if self.answered.net is not None else None
        of_gains = fitted.only(slice(1, None))
        return Known(name, of_fit(of_gains, benefits), share, of_gains)

    def sample(self, one: Known, way: Way, files: int) -> Sample:
        """What so many files bring is a part of what it is worth to know the number."""
        assert one.fitted is not None
        likely = likelihoods(way, self.columns([one.name])[:, 0], files, SEED)
        return Sample(one.name, files, one.worth.part(part_of_sample(one.fitted.predicted, likely)))


def worth_of(
    folder: Path,
    question: Question,
    clock: str,
    group: str,
    *,
    asked: Sequence[Sequence[str]] = (),
    files: Sequence[int] = FILES,
    watch: Watch = unwatched,
) -> Found:
    """What it is worth to know the numbers of a finished sweep before something is decided, without a new run.

    The *folder* is that of a sweep, or of a sensitivity study, of which the sweep over all ranges is asked.

    *asked*: numbers to value together; without any, those that are best asked about one after another. Raises
    `UserError` for a sweep that cannot tell.
    """
    finished = read_finished(_sweep_in(folder))
    names = _unknown(finished.manifest)
    require_known(folder, names, asked)
    told, left_out = sample(finished, clock, group, every=not isinstance(question, Announce))
    decision = decision_of(finished, question, told)
    if len(decision.points) < FEWEST_POINTS:
        few = f"{len(decision.points)} points are too few to tell what a decision follows from"
        raise UserError(f"{folder}: {few}: sweep at least {FEWEST_POINTS}")
    placed = finished.points.set_index("point").loc[decision.points]
    swept = _Swept(finished.manifest, decision, placed, Answered.of(*decision.telling))
    with watch("numbers", len(names)) as step:
        alone = _ranked(_each(swept.alone, names, step))
    everything = of_everything(decision.benefits)
    chosen = [swept.together(one) for one in asked] or list(_in_turn(swept, alone, everything))
    samples = _samples(swept, alone, _first(chosen), files, watch)
    return Found(
        finished.manifest, clock, group, told, left_out, decision, everything, alone, chosen, samples, bool(asked)
    )


def _samples(
    swept: _Swept, alone: Iterable[Known], names: Sequence[str], files: Sequence[int], watch: Watch
) -> list[Sample]:
    """Of the numbers that are asked about and found in files."""
    ways = {str(label["name"]): way_of(label) for label in swept.manifest["factors"]}
    found_in_files = [one for one in alone if one.name in names and ways[one.name] != "ask" and one.fitted is not None]
    pairs = [(one, count) for one in found_in_files for count in files]
    with watch("samples", len(pairs)) as step:
        return list(_each(lambda pair: swept.sample(pair[0], ways[pair[0].name], pair[1]), pairs, step))


def _sweep_in(folder: Path) -> Path:
    """The folder of a sweep; within that of a sensitivity study the one over all ranges."""
    within = folder / SPREAD
    return within if not (folder / MANIFEST).exists() and (within / MANIFEST).exists() else folder


def _unknown(manifest: Mapping[str, Any]) -> list[str]:
    chosen = choices(manifest)
    return [str(label["name"]) for label in manifest["factors"] if label["name"] not in chosen]


def _each(find: Callable[[T], R], asked: Iterable[T], step: Callable[..., None]) -> Iterator[R]:
    for one in asked:
        yield find(one)
        step()


def _ranked(found: Iterable[Known]) -> list[Known]:
    """The numbers that tell something first, by what they are worth; in what tells, a tenth may be false."""
    from scipy import stats

    told = list(found)
    held = stats.false_discovery_control([max(one.worth.odds, ARITHMETIC) for one in told]) <= FALSELY_TELLING
    marked = [replace(one, is_telling=bool(tells)) for one, tells in zip(told, held, strict=True)]
    return sorted(marked, key=lambda one: (one.is_telling, one.worth.value), reverse=True)


def _in_turn(swept: _Swept, alone: list[Known], everything: Worth) -> Iterator[Together]:
    """The numbers that are surely worth asking about, each with those before it, as long as the next adds something."""
    names: list[str] = []
    before = 0.0
    for one in [known for known in alone[:TRIED] if known.is_telling and known.worth.low > 0]:
        if len(names) == ASKED:
            return
        added = Together((one.name,), one.worth) if not names else swept.together([*names, one.name])
        if added.worth.value - before >= ADDS * everything.value:
            names.append(one.name)
            before = added.worth.value
            yield added


def _first(chosen: Iterable[Together]) -> list[str]:
    return list(dict.fromkeys(name for one in chosen for name in one.factors))
