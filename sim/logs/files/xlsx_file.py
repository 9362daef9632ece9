"""xlsx: the first sheet that has rows, or the only one that has the columns; each cell as its value is shown."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.errors import shown
from sim.base.xlsx import LockedError, NoWorkbookError, TooLargeError, merged_cells, open_workbook
from sim.logs.files.table import LARGEST, LogError, Table, bytes_of, heads_of, table_of


def read_xlsx(file: Path, wanted: Collection[str] | None = None) -> Table:
    """The *wanted* columns of the sheet that has most of them."""
    raw = bytes_of(file)
    book = _opened(file, raw)
    sheets = [(sheet.title, sheet, _first_row(sheet)) for sheet in book.worksheets]
    filled = [one for one in sheets if any(one[2])]
    if not filled:
        raise LogError(file, f"sheet '{sheets[0][0]}'", "is empty: is this the right file?")
    title, sheet, heads = max(filled, key=lambda one: len(set(one[2]) & set(wanted or one[2])))
    _refuse_merged(file, raw, [name for name, _, _ in sheets].index(title), title)
    kept = heads_of(file, f"sheet '{title}'", heads, wanted)
    if not kept:
        found = ", ".join(shown(head) for head in heads[:6])
        message = f"has none of the columns that the map names (found {found}): is it the heads?"
        raise LogError(file, f"sheet '{title}', row 1", message)
    places = [heads.index(head) for head in kept]
    rows = list(_rows(file, title, sheet, kept, places))
    return table_of(pd.DataFrame(rows, columns=pd.Index(kept), dtype=str), file, 2)


def _opened(file: Path, raw: bytes) -> Any:
    try:
        return open_workbook(raw, LARGEST)
    except LockedError as error:
        raise LogError(file, "", f"{error}: save it without one as .xlsx or as CSV") from None
    except TooLargeError as error:
        raise LogError(file, "", f"{error}: give it in parts, or as CSV") from None
    except NoWorkbookError as error:
        raise LogError(file, "", f"{error}: save it anew, or as CSV") from None


def _first_row(sheet: Any) -> list[str]:
    row = next(sheet.iter_rows(min_row=1, max_row=1, values_only=True), ())
    return ["" if cell is None else str(cell).strip() for cell in row]


def _refuse_merged(file: Path, raw: bytes, place: int, title: str) -> None:
    """Refuses a sheet in whose first row cells are merged: then a column has no name of its own."""
    for top, found in merged_cells(raw, f"xl/worksheets/sheet{place + 1}.xml"):
        if top == 1:
            message = f"the heads have merged cells ({found}): unmerge them, one name a column in the first row"
            raise LogError(file, f"sheet '{title}', row 1", message)


def _rows(file: Path, title: str, sheet: Any, heads: list[str], places: list[int]) -> Iterator[list[str]]:
    """The rows under the heads; an empty one stays, for rows are counted."""
    for number, row in enumerate(sheet.iter_rows(min_row=2, values_only=True), 2):
        cells = [row[place] if place < len(row) else None for place in places]
        for head, cell in zip(heads, cells, strict=True):
            if isinstance(cell, str) and cell.startswith("=") and len(cell) > 1:
                where = f"sheet '{title}', row {number}, column '{head}'"
                raise LogError(file, where, "holds a formula: copy the column and paste it as values")
        yield [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """A cell as text that the readers of times and numbers understand."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip()
