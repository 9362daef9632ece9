"""How large the letters on a slide may be, so that whatever is written keeps within its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from operator import ge
from typing import Final

from pptx.util import Emu, Inches, Pt

from sim.charts.captions import in_lines
from sim.charts.fonts import wide

SIZES: Final = (28.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 11.0, 10.0, 9.0, 8.0)
"""Points."""
READABLE: Final = 22.0
"""Smaller letters of a title cannot be read from the last row."""
BOLD: Final = 1.15
"""How much wider bold letters are."""
TITLE_WIDER: Final = 1.1
WIDER: Final = 1.05
SAFE: Final = 0.96
"""Of the room for a table, the part that is planned with, for letters may be wider elsewhere."""
INSIDE: Final = 15
"""Points that the margins of a cell take."""
HEAD_LINE: Final = 1.3
LINE: Final = 1.2
"""How high a line is, of its letters."""
MARGINS: Final = 4
"""Points above and below the text of a cell."""
DEEPEST: Final = Inches(0.27)
HEAD_SHARE: Final = 0.4
"""Of a table, the most that its heads take."""


@dataclass(frozen=True)
class Fitted:
    """A table as it goes into its place: the size of its letters, the heights of its rows, and what stands in them."""

    size: float
    heights: list[Emu]
    cells: list[list[str]]


def text_size(lines: Sequence[str], size: float, width: int, height: int) -> float:
    """This size for a text in a box, or the largest in which it keeps within."""
    return next((one for one in _from(size) if _deep(lines, one, width) <= height), SIZES[-1])


def title_size(title: str, width: int, height: int) -> float:
    """Two lines at most where that can be read; more where they must be, in letters that leave them room."""
    for size in _from(SIZES[0]):
        most = 2 if size > READABLE else height / Pt(1) // (size * LINE)
        if wide(title) * size * TITLE_WIDER / (width / Pt(1)) <= most:
            return size
    return SIZES[-1]


def fitted(heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], most: int) -> Fitted:
    """A table in the largest letters in which it keeps within so much height; what is still too long is cut."""
    grid = _Grid([*heads], [[*row] for row in rows], widths, most)
    for size in _from(18 if len(rows) <= 3 else 14 if len(rows) <= 7 else 12):
        if grid.has_room(size):
            return Fitted(size, grid.heights(size), grid.cells)
    cut = grid.cut(SIZES[-1])
    return Fitted(SIZES[-1], cut.heights(SIZES[-1]), cut.cells)


@dataclass(frozen=True)
class _Grid:
    """A table before it is known how large its letters are."""

    heads: list[str]
    rows: list[list[str]]
    widths: Sequence[int]
    most: int
    """How high it may be."""

    @property
    def cells(self) -> list[list[str]]:
        return [self.heads, *self.rows]

    def heights(self, size: float) -> list[Emu]:
        """Of the heads and of each row: as much as there is to share out, but not more than looks good."""
        head = self._head(size)
        deep = [self._lines(row, size) for row in self.rows]
        each = min(DEEPEST, int((SAFE * self.most - head) / max(sum(deep) + len(deep), 1)))
        return [head, *(Emu(each * (count + 1)) for count in deep)]

    def has_room(self, size: float) -> bool:
        """Whether every row is as high as what stands in it, and the heads leave enough for the rows."""
        head, *high = self.heights(size)
        needed = [Pt(self._lines(row, size) * size * LINE + MARGINS) for row in self.rows]
        return head <= HEAD_SHARE * self.most and all(map(ge, high, needed))

    def cut(self, size: float) -> "_Grid":
        """The table with what does not go into it left out."""
        room = SAFE * self.most / Pt(1)
        in_row = int((room * (1 - HEAD_SHARE) / max(len(self.rows), 1) - MARGINS) / (size * LINE))
        in_head = int(room * HEAD_SHARE / (size * HEAD_LINE)) - 1
        rows = [self._shorter(row, size * WIDER, in_row) for row in self.rows]
        return replace(self, heads=self._shorter(self.heads, size * BOLD, in_head), rows=rows)

    def _head(self, size: float) -> Emu:
        lines = max(map(lambda text, room: ceil(wide(text) * size * BOLD / _across(room)), self.heads, self.widths))
        return Emu(Pt(size * HEAD_LINE * lines + 10))

    def _lines(self, row: list[str], size: float) -> int:
        return max(map(lambda text, room: _lines(text, size, room), row, self.widths))

    def _shorter(self, row: list[str], size: float, most: int) -> list[str]:
        return [
            in_lines(text, _across(room) / size - 1, max(1, most)) for text, room in zip(row, self.widths, strict=True)
        ]


def _from(size: float) -> Iterator[float]:
    """This size of letters, and smaller ones."""
    yield size
    yield from (one for one in SIZES if one < size)


def _deep(lines: Sequence[str], size: float, width: int) -> int:
    """What a text takes from top to bottom, with the gaps after its lines."""
    return int(Pt(sum(_lines(line, size, width) * size * LINE + size / 2 for line in lines) - size / 2))


def _lines(text: str, size: float, room: int) -> int:
    """In how many lines a text goes into so much width."""
    across = _across(room)
    return sum(max(1, ceil(wide(line) * size * WIDER / across)) for line in text.split("\n"))


def _across(room: int) -> float:
    """The points from left to right that a text has, of the width of its cell or box."""
    return room / Pt(1) - INSIDE
