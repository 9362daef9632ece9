"""A sweep in which every package is played in every world: at each point of what is not known, with the same luck."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.base.errors import UserError
from sim.studies.sweep import Answers, Finished

COST: Final = "government_cost_per_year"
"""What a year costs the government, measured at every point."""


@dataclass(frozen=True)
class Package:
    """The reforms that are on, of those that the sweep switches."""

    reforms: tuple[str, ...]
    title_en: str
    title_zh: str


@dataclass(frozen=True)
class Crossed:
    """What every package does in every world."""

    packages: tuple[Package, ...]
    """Those that were played in every world."""
    points: Ints
    """The number of the point of each world at which its first package is."""
    within: Floats
    """The share of projects within the target: worlds by packages."""
    tables: Floats
    """The same by replication: worlds by replications by packages."""
    costs: Floats | None
    """What a year costs the government, like `tables`; nothing where the sweep does not tell."""


def choices(manifest: Mapping[str, Any]) -> list[str]:
    """The columns of a sweep that are chosen and not unknown: its reforms, and the numbers in them that it sets."""
    labels = [label for label in manifest["factors"] if label["kind"] == "reform"]
    return list(dict.fromkeys(name for label in labels for name in (label["reform"], label["name"])))


def crossed(finished: Finished, told: Answers) -> Crossed:
    """The packages and worlds of a sweep. Raises `UserError` where not every package was played in every world."""
    columns = choices(finished.manifest)
    if not columns:
        raise UserError(f"{finished.folder}: switches no reform, so there is no package to choose: ask with --announce")
    placed = finished.values(told)
    unknown = [str(name) for name in placed if name not in columns]
    package = _numbered(placed, columns)
    world = _numbered(placed, unknown) if unknown else np.zeros(len(placed), dtype=np.int64)
    where = np.full((int(world.max()) + 1, int(package.max()) + 1), -1)
    where[world, package] = np.arange(len(placed))
    where = where[:, (where >= 0).all(axis=0)]
    if where.shape[1] < 2 or where.shape[0] < 2:
        message = "not every package is played at every point: give the design of the study 'packages: all'"
        raise UserError(f"{finished.folder}: {message}")
    costs = _costs(finished, told.points)
    return Crossed(
        tuple(_package(finished.manifest, placed.iloc[place]) for place in where[0]),
        told.points[where[:, 0]],
        told.figures["within"][where],
        told.tables["within"][where].transpose(0, 2, 1),
        None if costs is None else costs[where].transpose(0, 2, 1),
    )


def _numbered(placed: pd.DataFrame, columns: list[str]) -> Ints:
    """Of each row the number of what stands in these columns, in the order in which it comes."""
    numbers: Ints = placed.groupby(columns, sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    return numbers


def _costs(finished: Finished, points: Ints) -> Floats | None:
    """What a year costs, by point and replication; nothing where that is not told of every one."""
    name = f"{COST}.mean"
    rows = finished.runs[finished.runs["class"] == "all"]
    if name not in rows or not len(rows):
        return None
    table = rows.pivot_table(index="point", columns="replication", values=name).reindex(points).to_numpy(np.float64)
    return table if table.size and not np.isnan(table).any() else None


def _package(manifest: Mapping[str, Any], row: pd.Series) -> Package:
    labels = {str(label["reform"]): label for label in manifest["factors"] if label["kind"] == "reform"}
    on = [name for name in labels if row[name] > 0]
    titles = {lang: " + ".join(_called(labels[name], row, lang) for name in on) for lang in ("en", "zh")}
    return Package(tuple(on), titles["en"], titles["zh"])


def _called(label: Mapping[str, Any], row: pd.Series, lang: str) -> str:
    """A reform by its title; and what the number in it is, if the sweep sets one."""
    title = str(label["title"] if lang == "en" else label["title_zh"])
    return title if label["name"] == label["reform"] else f"{title} = {row[label['name']]:g}"
