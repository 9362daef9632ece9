"""The tables of a map as one: any column that the map names, with a cell for each row of the first table."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.errors import ScenarioError, did_you_mean
from sim.logs.files.read import read_table
from sim.logs.files.table import Table, no_column
from sim.logs.mapping import Map


class Sources:
    """All tables of a map, read; only the columns that the map names are in them."""

    def __init__(self, mapping: Map, files: dict[str, list[Path]]) -> None:
        self.mapping = mapping
        wanted = {*mapping.columns(), *mapping.join.values()}
        self.tables: dict[str, Table] = {name: read_table(those, wanted) for name, those in files.items()}
        self.places: dict[str, np.ndarray] = {}
        for name, table in mapping.columns().items():
            self._table_of(name, table)

    @property
    def main(self) -> Table:
        """The table that has the rows."""
        return self.tables[self.mapping.main]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files, without their folders."""
        return tuple(file.name for table in self.tables.values() for file in table.files)

    def column(self, name: str, table: str | None = None) -> pd.Series:
        """A column, with a cell for each row of the first table; empty where another table has no such row."""
        owner = self._table_of(name, table)
        cells = self.tables[owner].frame[name]
        if owner == self.mapping.main:
            return pd.Series(cells)
        place = self._place(owner)
        found = cells.iloc[np.maximum(place, 0)].reset_index(drop=True)
        return pd.Series(found.where(place >= 0, pd.NaT if cells.dtype.kind == "M" else ""))

    def _table_of(self, name: str, table: str | None) -> str:
        """The table that has a column: the one that is said, or the first. Raises `LogError` if none has it."""
        tables = [table] if table is not None else list(self.tables)
        if table is not None and table not in self.tables:
            raise ScenarioError("map", "tables", f"no table '{table}'{did_you_mean(table, self.tables)}")
        for one in tables:
            if name in self.tables[one].frame:
                return one
        raise no_column(self.tables[tables[0]].name, name, self._heads(tables))

    def _heads(self, tables: Sequence[str]) -> list[str]:
        files = {name: list(self.tables[name].files) for name in tables}
        return [head for those in files.values() for head in read_table(those[:1], None).frame.columns]

    def _place(self, table: str) -> np.ndarray:
        """For each row of the first table, where its row of another one stands; -1 if it has none."""
        if table not in self.places:
            key = self.mapping.join[table]
            before = list(self.tables)[: list(self.tables).index(table)]
            owner = next((one for one in before if key in self.tables[one].frame), None)
            if owner is None or key not in self.tables[table].frame:
                raise no_column(self.tables[table].name, key, self._heads([table]))
            ours, theirs = self.column(key, owner).astype(str).str.strip(), self._unique(table, key)
            self.places[table] = theirs.reindex(ours).fillna(-1).to_numpy(np.int64)
        return self.places[table]

    def _unique(self, table: str, key: str) -> pd.Series:
        """The row of each key; of rows that share it the first, as their cells are ordered."""
        frame = self.tables[table].frame
        keys = frame[key].astype(str).str.strip()
        order = frame.assign(**{key: keys}).sort_values(list(frame.columns), kind="stable").index
        placed = pd.Series(order.to_numpy(), index=keys.loc[order].to_numpy())
        return placed[~placed.index.duplicated()]


def files_of(mapping: Map, map_file: Path, given: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each table: those *given*, matched by name, or else those beside the map.

    Raises `ScenarioError` where it cannot be told which table a given file is.
    """
    tables = {name: [map_file.parent / one for one in files] for name, files in mapping.tables.items()}
    if not given:
        return tables
    if len(tables) == 1:
        return {next(iter(tables)): list(given)}
    by_name = {file.name: file for file in given}
    known = {file.name for files in tables.values() for file in files}
    for file in given:
        if file.name not in known:
            message = f"no table is in a file '{file.name}'{did_you_mean(file.name, known)}"
            raise ScenarioError(str(map_file), "tables", message)
    return {name: [by_name.get(file.name, file) for file in files] for name, files in tables.items()}
