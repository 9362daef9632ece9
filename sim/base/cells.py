"""In which cells of a workbook the parts of a scenario stand, so that a mistake is told where it was written.

As `linecache` keeps the lines of Python's files for its tracebacks, the cells of the workbooks that were read are kept
here by file, for errors name a part by its path (`pools.planning.servers`) wherever they are found.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

WORKBOOK: Final = ".xlsx"
"""How the name of a workbook ends."""

INDEX: Final = re.compile(r"(\[[0-9]+\])+")
"""What of a path is said by a cell that holds a list."""

_CELLS: dict[str, Mapping[str, str]] = {}


def remember_cells(file: Path, cells: Mapping[str, str]) -> None:
    """Keeps where the parts of a workbook stand: sheet and cell, such as `Staff F9`, by the path of the part."""
    _CELLS[str(file.resolve())] = dict(cells)


def place_told(source: str, path: str) -> str:
    """A path as it is told to people: if *source* is a workbook, by the cell, and what is left of the path in it."""
    cells = _CELLS.get(str(Path(source).resolve())) if source.lower().endswith(WORKBOOK) else None
    if not cells:
        return path
    for end in _ends(path):
        if path[:end] in cells:
            rest = "" if INDEX.fullmatch(path, end) else path[end:].lstrip(".")
            return f"{cells[path[:end]]}, {rest}" if rest else cells[path[:end]]
    return path


def _ends(path: str) -> list[int]:
    """Where a path may be cut: at its end, and before each of its parts, the last first."""
    return [place for place in range(len(path), 0, -1) if path[place : place + 1] in ("", ".", "[")]
