"""What is decided, and what each option brings at each point of a sweep.

To announce the target or not: who announces has won, on a scale of one, 1 - p for each project that is in time and lost
p for each that is late; so that it pays exactly where the share P within the target is at least p, and brings P - p. Or
to choose one of the packages that the sweep switches: that which brings most projects within the target, or, where a
percent more of them has a price, that whose price is most above its cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.base.errors import UserError
from sim.statistics.information import Benefits
from sim.studies.sweep import Answers, Finished

COST: Final = "government_cost_per_year"
"""What a year costs the government, measured at every point."""
PERCENT: Final = 100.0


@dataclass(frozen=True)
class Announce:
    """To announce the target if the share of projects within it is at least so much."""

    probability: float


@dataclass(frozen=True)
class Choose:
    """To choose the best package; *price*: what one percent more of projects in time is worth a year, in yuan."""

    price: float | None = None


Question = Announce | Choose


@dataclass(frozen=True)
class Option:
    """One of the things that can be decided."""

    reforms: tuple[str, ...] = ()
    """Those that are on, of a package."""
    title_en: str = ""
    title_zh: str = ""
    within: float = 0.0
    """The share of projects within the target, on average over all points."""


@dataclass(frozen=True)
class Decision:
    """What is decided, with what each option brings where."""

    question: Question
    options: tuple[Option, ...]
    benefits: Benefits
    """In percentage points of projects in time; in yuan a year where a percent of them has a price."""
    points: Ints
    """The numbers of the points at which the unknown numbers of each row stand."""
    telling: tuple[Floats, Floats]
    """The share of projects within the target under the best package, and by replication."""

    @property
    def unit(self) -> str:
        """Of the benefits: percentage points or yuan a year."""
        return "CNY" if isinstance(self.question, Choose) and self.question.price is not None else "points"


def decision_of(finished: Finished, question: Question, told: Answers, group: str) -> Decision:
    """The decision with what the sweep says of it. Raises `UserError` for a question that this sweep cannot answer."""
    return (
        announcing(finished, question, told)
        if isinstance(question, Announce)
        else choosing(finished, question, told, group)
    )


def announcing(finished: Finished, question: Announce, told: Answers) -> Decision:
    """To announce or not; refused where the sweep switches reforms, for what would be announced is not known."""
    if switched := choices(finished.manifest):
        message = f"switches '{switched[0]}', which is a choice: ask with --packages, or sweep the ranges alone"
        raise UserError(f"{finished.folder}: {message}")
    share, table = told.figures["within"], told.tables["within"]
    gain = PERCENT * (share - question.probability)
    each = PERCENT * (table - question.probability)
    mean = float(share.mean())
    benefits = Benefits.of(np.column_stack([np.zeros(len(gain)), gain]), np.stack([np.zeros(each.shape), each], axis=2))
    return Decision(question, (Option(within=mean), Option(within=mean)), benefits, told.points, (share, table))


def choosing(finished: Finished, question: Choose, told: Answers, group: str) -> Decision:
    """Which package; refused where not every package was played at every point."""
    columns = choices(finished.manifest)
    if not columns:
        raise UserError(f"{finished.folder}: switches no reform, so there is no package to choose: ask with --announce")
    placed = finished.values(told)
    world, package, first = _crossed(placed, columns)
    shape = (int(world.max()) + 1, int(package.max()) + 1)
    where = np.full(shape, -1)
    where[world, package] = np.arange(len(placed))
    everywhere = np.flatnonzero((where >= 0).all(axis=0))
    if len(everywhere) < 2 or shape[0] < 2:
        message = "not every package is played at every point: give the design of the study 'packages: all'"
        raise UserError(f"{finished.folder}: {message}")
    where = where[:, everywhere]
    share, table = told.figures["within"][where], told.tables["within"][where].transpose(0, 2, 1)
    benefits, each = share * PERCENT, table * PERCENT
    if question.price is not None:
        cost, costs = _costs(finished, told.points, table.shape[1])
        benefits = benefits * question.price - cost[where]
        each = each * question.price - costs[where].transpose(0, 2, 1)
    options = _options(finished.manifest, placed[columns].iloc[first[everywhere]], share.mean(axis=0))
    made = Benefits.of(benefits, each)
    telling = (share[:, made.best], table[:, :, made.best])
    return Decision(question, options, made, told.points[where[:, 0]], telling)


def choices(manifest: Mapping[str, Any]) -> list[str]:
    """The columns of a sweep that are chosen and not unknown: its reforms, and the numbers in them that it sets."""
    labels = [label for label in manifest["factors"] if label["kind"] == "reform"]
    return list(dict.fromkeys(name for label in labels for name in (label["reform"], label["name"])))


def _crossed(placed: pd.DataFrame, columns: list[str]) -> tuple[Ints, Ints, Ints]:
    """Of each point the number of what is not known there, and of its package; and the first point of each package."""
    unknown = [str(name) for name in placed if name not in columns]
    package = _numbered(placed, columns)
    world = _numbered(placed, unknown) if unknown else np.zeros(len(placed), dtype=np.int64)
    first = np.array([int(np.argmax(package == number)) for number in range(int(package.max()) + 1)])
    return world, package, first


def _numbered(placed: pd.DataFrame, columns: list[str]) -> Ints:
    """Of each row the number of what stands in these columns, in the order in which it comes."""
    numbers: Ints = placed.groupby(columns, sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    return numbers


def _costs(finished: Finished, points: Ints, replications: int) -> tuple[Floats, Floats]:
    """What a year costs at each point, on average and by replication."""
    name, remedy = f"{COST}.mean", f"add {COST} to the responses of the study, or leave out --price"
    rows = finished.runs[finished.runs["class"] == "all"]
    if name not in rows or rows[name].isna().all():
        raise UserError(f"{finished.folder}: does not tell what packages cost: {remedy}")
    table = rows.pivot_table(index="point", columns="replication", values=name).reindex(points)
    costs: Floats = table.to_numpy(np.float64)
    if costs.shape[1] != replications or np.isnan(costs).any():
        raise UserError(f"{finished.folder}: does not tell everywhere what packages cost: {remedy}")
    return costs.mean(axis=1), costs


def _options(manifest: Mapping[str, Any], placed: pd.DataFrame, shares: Floats) -> tuple[Option, ...]:
    labels = {str(label["reform"]): label for label in manifest["factors"] if label["kind"] == "reform"}
    made = []
    for (_, row), share in zip(placed.iterrows(), shares.tolist(), strict=True):
        on = [name for name in labels if row[name] > 0]
        titles = {lang: " + ".join(_called(labels[name], row, lang) for name in on) for lang in ("en", "zh")}
        made.append(Option(tuple(on), titles["en"], titles["zh"], share))
    return tuple(made)


def _called(label: Mapping[str, Any], row: pd.Series, lang: str) -> str:
    """A reform by its title; and what the number in it is, if the sweep sets one."""
    title = str(label["title"] if lang == "en" else label["title_zh"])
    return title if label["name"] == label["reform"] else f"{title} = {row[label['name']]:g}"
