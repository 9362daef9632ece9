"""What the numbers of a sweep explain of its answers: first-order and group indices without a new run.

Any points will do at which the factors were moved independently of each other, each over what it may be. Points that
differ in one factor at a time are no such sample: of Saltelli's design the two base points of each block are used, of
Morris's none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.base.errors import UserError, did_you_mean
from sim.statistics.regression import FEWEST_POINTS, Answered, Share, out_of_fold, share_of, varying
from sim.studies.sweep import FIGURES, Answers, Finished, read_finished

SEED: Final = 1
"""Of the folds: the same sweep always tells the same."""

TOGETHER: Final = 5
"""At most so many of the first factors are asked about together if no group is named, while each adds something."""

MEAN, WITHIN = FIGURES
NOTHING: Final = (0.0, 0.0, 0.0)
Shares = dict[str, Share]
"""By figure; a figure that nothing moves has none."""


@dataclass(frozen=True)
class Group:
    """Factors, and what they explain together."""

    factors: tuple[str, ...]
    shares: Shares


@dataclass(frozen=True)
class Indices:
    """What was found in a sweep about one clock."""

    manifest: Mapping[str, Any]
    clock: str
    group: str
    told: Answers
    left_out: int
    """Points of the sweep that are no independent sample, and were not used."""
    chance: dict[str, float | None]
    """Of each figure, the share of the variance between points that is chance; None where it cannot be told."""
    alone: dict[str, Shares]
    """By factor."""
    together: list[Group]


def ranked(alone: Mapping[str, Shares]) -> list[str]:
    """The factors, those that explain most first: of the share within the target, then of the mean."""
    return sorted(
        alone, key=lambda name: [alone[name].get(figure, NOTHING)[0] for figure in (WITHIN, MEAN)], reverse=True
    )


def alone(values: Floats, names: Sequence[str], told: Answers) -> dict[str, Shares]:
    """What each factor explains alone of each figure, by factor; *values*: points by factors."""
    answered = {figure: answered_by(told, figure) for figure in FIGURES}
    return {name: _shares(values[:, [place]], answered) for place, name in enumerate(names)}


def answered_by(told: Answers, figure: str) -> Answered:
    """A figure at every point, with the part that chance has in it."""
    return Answered.of(told.figures[figure], told.tables[figure])


def _shares(columns: Floats, answered: Mapping[str, Answered]) -> Shares:
    return {figure: share for figure, (share, _) in told_by(columns, answered).items()}


def told_by(columns: Floats, answered: Mapping[str, Answered]) -> dict[str, tuple[Share, float]]:
    """What columns explain together, and how often chance would let them tell the figure as well, by figure.

    A figure that nothing moves has none.
    """
    moved = {figure: one for figure, one in answered.items() if one.net is not None}
    varied = varying(columns)
    if not moved or not varied.size:
        return dict.fromkeys(moved, (NOTHING, 1.0))
    values = np.column_stack([one.values for one in moved.values()])
    fitted = out_of_fold(varied, values, SEED)
    errors, odds = (values - fitted.predicted) ** 2, fitted.odds(values)
    return {
        figure: (share_of(one, errors[:, place], fitted.freedom[:, place]), float(odds[place]))
        for place, (figure, one) in enumerate(moved.items())
    }


def indices_of(folder: Path, clock: str, group: str, asked: Sequence[Sequence[str]] = ()) -> Indices:
    """The indices of a finished sweep: of every factor alone, and of the groups that are *asked* for.

    Without any, of the first factors together. Raises `UserError` for a sweep that cannot tell.
    """
    finished = read_finished(folder)
    names = [str(label["name"]) for label in finished.manifest["factors"]]
    require_known(folder, names, asked)
    told, left_out = sample(finished, clock, group)
    values = finished.values(told)[names]
    single = alone(values.to_numpy(np.float64), names, told)
    answered = {figure: answered_by(told, figure) for figure in FIGURES}
    groups = (
        Group(tuple(one), _shares(values[list(one)].to_numpy(np.float64), answered)) for one in asked or _first(single)
    )
    together = list(groups) if asked else list(_rising(groups))
    chance = {figure: one.chance_share for figure, one in answered.items()}
    return Indices(finished.manifest, clock, group, told, left_out, chance, single, together)


def sample(finished: Finished, clock: str, group: str, *, every: bool = False) -> tuple[Answers, int]:
    """The answers at points that are a sample of what the factors may be, and how many others are left out.

    With *every* package of each point where all were played.
    """
    told = finished.answers(clock, group)
    kept = _independent(finished, told.points, every=every)
    count = int(kept.sum())
    if count < FEWEST_POINTS:
        few = f"{count} independent points are too few to tell what the answer follows from"
        raise UserError(f"{finished.folder}: {few}: sweep at least {FEWEST_POINTS}")
    return told.only(kept), len(kept) - count


def _first(single: Mapping[str, Shares]) -> list[list[str]]:
    """The first two factors, the first three, and so on."""
    order = ranked(single)[:TOGETHER]
    return [order[:count] for count in range(2, len(order) + 1)]


def _rising(groups: Iterable[Group]) -> Iterator[Group]:
    """Groups as long as each explains more of the share within the target than the one before."""
    before = 0.0
    for group in groups:
        share = group.shares.get(WITHIN, NOTHING)[0]
        if share <= before:
            return
        yield group
        before = share


def _independent(finished: Finished, points: Ints, *, every: bool) -> Flags:
    """Which of the points are a sample of what the factors may be."""
    design = finished.manifest.get("written", {}).get("design", {})
    if "morris" in design:
        why = "the points of a Morris design differ in one factor at a time and stand at the ends of ranges"
        raise UserError(f"{finished.folder}: {why}: sweep latin_hypercube, sobol or random points")
    if "packages" in design and not every:
        return _one_package_each(finished, points)
    if "saltelli" not in design:
        return np.ones(len(points), dtype=np.bool_)
    place = points % (len(finished.manifest["factors"]) + 2)
    return np.isin(place, (0, len(finished.manifest["factors"]) + 1))


def _one_package_each(finished: Finished, points: Ints) -> Flags:
    """Of points that are each played with every package: one package of each, in turn."""
    count = int(np.prod([len(one["levels"]) for one in finished.manifest["factors"] if one["kind"] == "reform"]))
    return np.asarray(points % count == points // count % count)


def require_known(folder: Path, names: Sequence[str], asked: Sequence[Sequence[str]]) -> None:
    """Raises `UserError` for a group of no numbers, or of one that the sweep does not move."""
    if any(not group for group in asked):
        raise UserError(f"--group: names no number: give some of those that the sweep in {folder} moves, as a,b,c")
    for name in (name for group in asked for name in group):
        if name not in names:
            raise UserError(f"--group: the sweep in {folder} has no factor '{name}'{did_you_mean(name, names)}")
