"""Tables in files: Parquet, or CSV that every spreadsheet opens as it is meant.

A CSV begins with the mark by which Excel knows UTF-8. A text that a spreadsheet would take for a formula stands behind
an apostrophe, which spreadsheets know as the mark of a text; it is taken off when the table is read. Numbers stay bare.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd

from sim.base.characters import fit
from sim.base.files import write_bytes

UTF8_WITH_MARK: Final = "utf-8-sig"
FORMULA: Final = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a text begins that a spreadsheet reckons out."""
NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
TEXTS: Final = {
    "address", "clock", "grade", "group", "holder", "instant", "item", "name", "pool", "reform", "reforms", "scenario",
    "shape", "source", "statistic", "step", "unit", "value", "way", "what", "who",
}  # fmt: skip
"""Columns of names and words, which stay text even where all of them look like numbers (`2016`)."""
TITLES: Final = ("_en", "_zh")
"""How the names of columns of titles end."""


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Writes a table as Parquet or CSV, as the file's name says."""
    if path.suffix == ".parquet":
        write_bytes(path, table.to_parquet(index=False))
        return
    text = _with(table, _written).to_csv(index=False, lineterminator="\n")
    write_bytes(path, text.encode(UTF8_WITH_MARK, errors="backslashreplace"))


def read_csv(path: Path) -> pd.DataFrame:
    """A table from CSV with or without the mark. Its texts are fit for every output; an empty one is not known."""
    heads = pd.read_csv(path, encoding=UTF8_WITH_MARK, nrows=0).columns
    texts = {head: str for head in heads if head in TEXTS or head.endswith(TITLES)}
    table = pd.read_csv(path, encoding=UTF8_WITH_MARK, dtype=texts, keep_default_na=False, na_values=[""])
    return _with(table, _read)


def _with(table: pd.DataFrame, change: Callable[[pd.Series], pd.Series]) -> pd.DataFrame:
    """The table with every column changed."""
    return pd.DataFrame({name: change(column) for name, column in table.items()}, columns=table.columns)


def _written(column: pd.Series) -> pd.Series:
    """A column as it stands in a file."""
    return _exchanged(column, lambda text: f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text)


def _read(column: pd.Series) -> pd.Series:
    return _exchanged(column, lambda text: text[1:] if text.startswith("'") and FORMULA.match(text) else text)


def _exchanged(column: pd.Series, as_told: Callable[[str], str]) -> pd.Series:
    """The column with other texts in place of those that are told otherwise, and all of them fit."""
    texts = {one for one in column if isinstance(one, str)}
    others = {one: told for one in texts if (told := as_told(fit(one))) != one}
    return column.map(lambda one: others.get(one, one) if isinstance(one, str) else one) if others else column
