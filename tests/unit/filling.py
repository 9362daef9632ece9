"""Filling in a form as a planner does: a cell by its sheet, the name of its row and its heading."""

from pathlib import Path
from typing import Any

import openpyxl


def fill(file: Path, *cells: tuple[str, object, str, object]) -> list[str]:
    """Writes values into cells, each by sheet, name of the row (or its number) and heading; their addresses."""
    book = openpyxl.load_workbook(file)
    told = []
    for sheet, row, head, value in cells:
        page = book[sheet]
        column = next(cell.column for cell in page[1] if cell.value == head)
        line = row if isinstance(row, int) else row_of(page, row)
        page.cell(line, column).value = value
        told.append(f"{sheet} {page.cell(line, column).coordinate}")
    book.save(file)
    return told


def row_of(page: Any, name: object) -> int:
    """The row of the part of this name, or of these names."""
    names = list(name) if isinstance(name, tuple) else [name]
    for cells in page.iter_rows(min_row=3):
        if [cell.value for cell in cells[: len(names)]] == names or (
            len(names) == 1 and names[0] in (cells[0].value, cells[1].value)
        ):
            return int(cells[0].row)
    raise AssertionError(f"no row {name} in {page.title}")
