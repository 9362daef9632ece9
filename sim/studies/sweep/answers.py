"""What a clock answers at each point of a sweep: the mean, and the share of projects within the target.

Who has not finished has not kept the target. Tables count the unfinished in `n` and tell their share in `unfinished`;
where there are any, the mean is a lower bound, and where it is not known at all it is taken as the largest that is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import ARITHMETIC, Flags, Floats, Ints

FIGURES: Final = ("mean", "within")
"""Of a clock: the mean, and the share of projects within the target."""


@dataclass(frozen=True)
class Answers:
    """A clock's figures, point by point; points to which nobody came are left out."""

    points: Ints
    """The numbers of the points, rising."""
    figures: Mapping[str, Floats]
    """Of each point, all projects of all its replications together; the mean is NaN where none is known at all."""
    tables: Mapping[str, Floats]
    """The figures of each replication by itself: points by replications."""
    cases: Floats
    """How many projects are counted at each point."""
    nobody: Flags
    """The points at which nobody finished."""
    bounds: Flags
    """The points at which somebody did not finish, so that the mean is a bound."""

    def only(self, kept: Flags) -> "Answers":
        """The answers of some of the points."""
        figures = {name: figure[kept] for name, figure in self.figures.items()}
        tables = {name: table[kept] for name, table in self.tables.items()}
        return Answers(self.points[kept], figures, tables, self.cases[kept], self.nobody[kept], self.bounds[kept])


def answers(rows: pd.DataFrame, clock: str) -> Answers:
    """The answers of a clock, from the rows of one kind of project: a row for each point and replication."""
    read = {name: _table(rows, f"{clock}.{name}") for name in ("n", "mean", "within", "unfinished")}
    weight = np.nan_to_num(read["n"])
    unfinished = np.nan_to_num(read["unfinished"])
    done = unfinished < 1
    has_bound = (unfinished > 0) | np.isnan(read["mean"])
    counted = weight > 0
    mean = np.where(np.isnan(read["mean"]), _largest(read["mean"]), read["mean"])
    figures, tables = _pooled({"mean": mean, "within": np.nan_to_num(read["within"])}, weight)
    nobody, bounds = ~np.any(counted & done, axis=1), np.any(counted & has_bound, axis=1)
    points = np.unique(rows["point"].to_numpy(np.int64))
    return Answers(points, figures, tables, weight.sum(axis=1), nobody, bounds).only(np.any(counted, axis=1))


def shortfall(*told: Answers) -> list[str]:
    """Says at how many points somebody did not finish, and what was made of it; nothing if everybody did."""
    points, bounds = sum(len(one.points) for one in told), sum(int(one.bounds.sum()) for one in told)
    nobody = sum(int(one.nobody.sum()) for one in told)
    if not bounds:
        return []
    none = f", at {nobody:,} of them nobody" if nobody else ""
    made = "who did not has missed the target, and the mean is a lower bound there"
    return [f"At {bounds:,} of {points:,} points not everybody finished{none}: {made}."]


def _table(rows: pd.DataFrame, name: str) -> Floats:
    """A column as points by replications; NaN where there is no row."""
    values = rows[name].to_numpy(np.float64)
    points, place = np.unique(rows["point"].to_numpy(np.int64), return_inverse=True)
    replications, number = np.unique(rows["replication"].to_numpy(np.int64), return_inverse=True)
    table: Floats = np.full((len(points), len(replications)), np.nan)
    table[place, number] = values
    return table


def _largest(means: Floats) -> float:
    known = means[~np.isnan(means)]
    return float(known.max()) if known.size else np.nan


def _pooled(tables: Mapping[str, Floats], weight: Floats) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """The averages of each point's replications, and the tables with them where a replication does not count."""
    share = weight / np.maximum(weight.sum(axis=1, keepdims=True), ARITHMETIC)
    figures = {name: (table * share).sum(axis=1) for name, table in tables.items()}
    filled = {name: np.where(weight > 0, table, figures[name][:, None]) for name, table in tables.items()}
    return figures, filled
