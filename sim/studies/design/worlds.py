"""Joint worlds: numbers that are only known together, as a table with a row for each world that is plausible.

A column is the address of a number in the scenario that the study's stands on, as `approvals resolve` prints it, or of
a part that has levels, of which it says which, from 0; reforms act on what it becomes. A column `weight` says how
likely each world is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.addresses import Changes, Keys, address, as_keys, has_levels
from sim.scenario.quantities import TwoLanguages
from sim.scenario.tables_beside import as_number, read_table
from sim.studies.design.factors import BASE, Factor, Spot

WEIGHT: Final = "weight"
NAME: Final = "worlds"


@dataclass(frozen=True)
class Worlds:
    """The worlds of a table: values, worlds by numbers, the address of each number, and how likely each world is."""

    file: str
    keys: tuple[Keys, ...]
    values: Floats
    weights: tuple[float, ...]

    def changes(self, world: int) -> Changes:
        """What the numbers are in one of the worlds."""
        return dict(zip(self.keys, self.values[world].tolist(), strict=True))

    def outermost(self, most: int) -> list[int]:
        """The worlds in which some number is smallest or largest, or all if they are no more than *most*."""
        if len(self.values) <= most:
            return list(range(len(self.values)))
        ends = np.concatenate([self.values.argmin(axis=0), self.values.argmax(axis=0)])
        return list(map(int, np.unique(ends)[:most]))

    def factor(self, place: str) -> Factor:
        """A factor whose value is the number of a world, from 0: all numbers move together."""
        file = Path(self.file).name
        return Factor(
            NAME,
            TwoLanguages(en=f"joint worlds of {file}", zh=f"{file}中的联合情景"),
            tuple(
                Spot(BASE, keys, worlds=tuple(column)) for keys, column in zip(self.keys, self._columns(), strict=True)
            ),
            levels=tuple(map(float, range(len(self.values)))),
            weights=self.weights,
            place=place,
            grade="measured",
        )

    def _columns(self) -> list[list[float]]:
        columns: list[list[float]] = self.values.T.tolist()
        return columns


def read_worlds(name: str, source: str, place: str, known: Mapping[Keys, Any]) -> Worlds:
    """The worlds in the table of this *name* beside the study's file; *known* is what a scenario's paths may mean.

    Raises `ScenarioError` for a column that is no number of the scenario, and for a cell that is none or no level.
    """
    columns = read_table(name, Path(source), place)
    weights = columns.pop(WEIGHT, None)
    titles = {title: as_keys(title) for title in columns}
    for title, keys in titles.items():
        if keys not in known:
            message = f"'{name}': no number '{title}' in the scenario{did_you_mean(title, map(address, known))}"
            raise ScenarioError(source, place, message)
    if len(set(titles.values())) < len(titles) or not titles:
        raise ScenarioError(
            source, place, f"'{name}' gives {'one number twice' if titles else 'no number'}: correct it"
        )
    values = np.array([_column(columns[title], source, f"{place}: {name}: {title}") for title in titles]).T
    for column, (title, keys) in zip(values.T, titles.items(), strict=True):
        if has_levels(known[keys]):
            _require_levels(column, len(known[keys]["levels"]), source, f"{place}: {name}: {title}")
    if len(values) < 2:
        raise ScenarioError(source, place, f"'{name}' has one world, which leaves nothing to vary: give at least two")
    return Worlds(name, tuple(titles.values()), values, _weights(weights, source, f"{place}: {name}: {WEIGHT}"))


def _require_levels(column: Floats, count: int, source: str, place: str) -> None:
    """Raises `ScenarioError` for a value that is not the place of a level."""
    wrong = np.flatnonzero((column != np.floor(column)) | (column < 0) | (column >= count))
    if len(wrong):
        found = f"found {column[wrong[0]]:g}, but it has {count} levels: give a whole number from 0 to {count - 1}"
        raise ScenarioError(source, f"{place}: row {int(wrong[0]) + 1}", found)


def _column(cells: list[Any], source: str, place: str) -> list[float]:
    return [as_number(cell, source, f"{place}: row {row}") for row, cell in enumerate(cells, start=1)]


def _weights(cells: list[Any] | None, source: str, place: str) -> tuple[float, ...]:
    """How likely each world is, adding up to 1; nothing where all are alike."""
    if cells is None:
        return ()
    weights = np.array(_column(cells, source, place))
    if (weights < 0).any() or not weights.sum():
        raise ScenarioError(source, place, "found a weight below 0, or none above it: give how likely each world is")
    shares: list[float] = (weights / weights.sum()).tolist()
    return tuple(shares)
