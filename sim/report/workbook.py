"""The tables of an answer as one Excel workbook, with headings and words in one language.

A text is a text, also one that begins as a formula does. The same tables give the same bytes.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.base.characters import fit
from sim.base.files import write_bytes
from sim.base.language import Language
from sim.report.column_words import TITLED, Titles, heading, say, told
from sim.report.slides.archive import timeless

FILE: Final = "results.xlsx"
SHEETS: Final = (
    "chances", "groups", "item_times", "pools", "refusals", "parties", "holding", "holding-up", "steps", "floors",
    "costs", "distribution", "responses", "assumptions", "one_project", "counters", "hours",
)  # fmt: skip
"""The tables in the order of the sheets: what is decided on before what figures are drawn from."""
AS_TEXT: Final = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
SHARES: Final = {
    "within", "within_target", "share", "late_promise", "late_limit", "held", "unfinished", "busy", "sure",
}  # fmt: skip
"""Columns of shares, shown in percent."""
OF_UNIT: Final = ("mean", "p50", "p90")
"""Columns whose unit stands beside them."""
ENDS: Final = ("_low", "_high")
PAIR: Final = "_ci95"
"""How the name of a column ends that holds both ends of an interval."""
WIDEST: Final = 60
"""No column is wider, in characters."""


def write_workbook(tables: Mapping[str, pd.DataFrame], file: Path, lang: Language) -> None:
    """Writes a sheet for each of the tables that has rows."""
    buffer = BytesIO()
    book = Workbook(buffer, AS_TEXT)
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "share": book.add_format({"num_format": "0.0%"}),
        "number": book.add_format({"num_format": "#,##0.00"}),
        "whole": book.add_format({"num_format": "#,##0"}),
    }
    titles = _titles(tables.values(), lang)
    for name in SHEETS:
        if name in tables and len(tables[name]):
            _write(book.add_worksheet(say(f"sheet.{name}", lang)), _columns(name, tables[name], lang, titles), formats)
    book.close()
    write_bytes(file, timeless(buffer.getvalue()))


class _Column:
    """A column of a sheet: its heading, its cells, and which of these are shares."""

    def __init__(self, head: str, cells: list[Any], shares: Iterable[bool]) -> None:
        self.head, self.cells, self.shares = head, cells, list(shares)

    @property
    def width(self) -> float:
        """Wide enough for what stands there; a heading is broken into lines."""
        return min(max([_width(self.head) / 2, *(_width(cell) for cell in self.cells[:200]), 8]) + 1, WIDEST)


def _write(sheet: Worksheet, columns: list[_Column], formats: Mapping[str, Format]) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, fit(column.head), formats["head"])
        for row, (cell, is_share) in enumerate(zip(column.cells, column.shares, strict=True), 1):
            if isinstance(cell, str):
                sheet.write_string(row, place, fit(cell))
            elif cell is not None:
                kind = "share" if is_share else "whole" if float(cell).is_integer() else "number"
                sheet.write_number(row, place, cell, formats[kind])
        sheet.set_column(place, place, column.width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(columns[0].cells), len(columns) - 1)


def _titles(tables: Iterable[pd.DataFrame], lang: Language) -> Titles:
    """What the tables call their parts in this language."""
    found: dict[tuple[str, str], str] = {}
    for table in tables:
        for name in table.columns.intersection([f"{part}_{lang}" for part in TITLED.values()]):
            part = str(name).removesuffix(f"_{lang}")
            named = table[[part, name]].drop_duplicates()
            found |= {(part, one): title for one, title in named.to_numpy() if isinstance(title, str) and title != one}
    return found


def _columns(table: str, rows: pd.DataFrame, lang: Language, titles: Titles) -> list[_Column]:
    """The columns for one language: names by their titles, both ends of an interval apart."""
    of_shares = (rows["unit"] == "share").to_numpy() if "unit" in rows else np.zeros(len(rows), dtype=np.bool_)
    found: list[_Column] = []
    for name in _shown(rows, lang):
        bare = name.removesuffix(f"_{lang}")
        for part, values in _parts(bare, _with_names(rows, name, bare)):
            about = part.removesuffix("_low").removesuffix("_high")
            cells = [_cell(about, value, lang, titles) for value in values]
            found.append(_Column(heading(table, part, lang), cells, of_shares & (about in OF_UNIT) | (about in SHARES)))
    return found


def _with_names(rows: pd.DataFrame, column: str, bare: str) -> pd.Series:
    """A column of titles, with the name where something has none."""
    return rows[column].where(rows[column].notna(), rows[bare]) if bare != column and bare in rows else rows[column]


def _shown(rows: pd.DataFrame, lang: Language) -> list[str]:
    """The columns that are told: no title in the other language, and no name beside its title but the scenario's."""
    names = [str(name) for name in rows.columns]
    titled = {name.removesuffix("_en") for name in names if name.endswith("_en")}
    other = {name for name in names if name.endswith(("_en", "_zh")) and not name.endswith(f"_{lang}")}
    alone = {name for name in names if name.endswith("_zh") and name.removesuffix("_zh") not in titled}
    return [name for name in names if name not in other | alone | titled]


def _parts(name: str, values: pd.Series) -> list[tuple[str, Iterable[object]]]:
    if not name.endswith(PAIR):
        return [(name, values)]
    pairs = [value if isinstance(value, list) else [None, None] for value in values]
    bare = name.removesuffix(PAIR)
    return [(f"{bare}{end}", [pair[place] for pair in pairs]) for place, end in enumerate(ENDS)]


def _cell(column: str, value: object, lang: Language, titles: Titles) -> str | float | None:
    """A cell as a text or a number; nothing for what is not known."""
    if isinstance(value, str):
        return told(column, value, lang, titles)
    if isinstance(value, bool | np.bool_):
        return say("yes_no.yes" if value else "yes_no.no", lang)
    if isinstance(value, list):
        return told(column, " ".join(map(str, value)), lang, titles)
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M}"
    number = float(value)  # type: ignore[arg-type]
    if column == "weekday":
        return told(column, f"{number:g}", lang, titles)
    return number if np.isfinite(number) else None


def _width(cell: object) -> float:
    """About how wide a text is, in digits; a number takes ten."""
    return sum(1 if ord(one) < 0x2E80 else 2 for one in cell) if isinstance(cell, str) else 8.0
