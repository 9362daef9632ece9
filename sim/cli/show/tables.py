"""Tables on the screen: how every command shows what it found to people.

Texts stand as they are, brackets and colons too. No number is ever cut: where a table is wider than the screen, words
are folded, and what is then still too wide goes on below, under the same names of rows.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

WIDTH = 132
"""Where nothing says how wide the screen is."""
BETWEEN = 2
"""Characters between two columns."""
SPARE = 10
"""Words are not folded into less."""
NARROWEST = 6
"""Nor is a name broken into less."""
LONGEST_PIECE = 30
PIECES = re.compile(r"[⺀-￯]|[^\s⺀-￯]*?[a-zA-Z][-/_+,·](?=[^\s])|[^\s⺀-￯]+")
"""What stays in one line: a Chinese character, a word, a part of a name up to its dash, a number with its signs."""

Cell = str | Text


def console() -> Console:
    """The screen; where it is no terminal and does not say how wide it is, wide enough for most tables."""
    screen = Console(markup=False, emoji=False)
    if screen.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return screen
    return Console(markup=False, emoji=False, width=WIDTH)


@dataclass(frozen=True)
class Listing:
    """A table that fits itself into the screen, of any width."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    named: int = 1
    """So many columns name a row, and stand before each part of the table."""
    left: frozenset[int] = frozenset({0})
    """The columns that are set to the left."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.title:
            yield Text(self.title, style="italic")
        for number, columns in enumerate(self._blocks(options.max_width)):
            if number:
                yield ""
            yield self._table(columns, self._widths(columns, options.max_width))

    def _column(self, place: int) -> list[Cell]:
        return [self.heads[place], *(row[place] for row in self.rows)]

    def _widest(self, place: int) -> int:
        return max(cell_len(line) for one in self._column(place) for line in str(one).split("\n"))

    def _least(self, place: int) -> int:
        pieces = [cell_len(piece) for one in self._column(place) for piece in _pieces(str(one))]
        return max([min(SPARE, self._widest(place)), *pieces])

    def _blocks(self, room: int) -> Iterator[list[int]]:
        """The columns that go side by side: all where folding makes room for them, else as many as need none."""
        places = range(len(self.heads))
        if _across([self._least(place) for place in places]) <= room:
            yield [*places]
            return
        most = max(self._least(place) for place in places)
        named = next((count for count in range(self.named, 1, -1) if self._beside(count, most) <= room), 1)
        names = [*places[:named]]
        block = names
        for place in places[named:]:
            if block != names and _across([self._widest(one) for one in [*block, place]]) > room:
                yield block
                block = names
            block = [*block, place]
        yield block

    def _beside(self, named: int, width: int) -> int:
        """What so many names of a row take beside a column of this width."""
        return _across([*(self._least(place) for place in range(named)), width])

    def _widths(self, columns: list[int], room: int) -> list[int]:
        """How wide columns are: the widest become narrower until they fit; names are broken before a number is."""
        widths = [self._widest(place) for place in columns]
        least = [self._least(place) for place in columns]
        while _across(widths) > room:
            spare = [width if width > narrow else 0 for width, narrow in zip(widths, least, strict=True)]
            if not any(spare) and widths[0] <= NARROWEST:
                break
            widths[spare.index(max(spare)) if any(spare) else 0] -= 1
        return widths

    def _table(self, columns: list[int], widths: list[int]) -> Table:
        shows_heads = any(self.heads)
        made = Table(box=None, header_style="bold", pad_edge=False, show_header=shows_heads)
        for place, width in zip(columns, widths, strict=True):
            head = _folded(self.heads[place], width)
            made.add_column(head, justify="left" if place in self.left else "right", overflow="fold", width=width)
        for row in self.rows:
            made.add_row(*(_folded(row[place], width) for place, width in zip(columns, widths, strict=True)))
        return made


def table(title: str, heads: dict[str, str], rows: list[dict[str, str]], named: int = 1) -> Listing:
    """Rows under heads, the first column to the left, numbers to the right; so many columns name a row."""
    return Listing(title, list(heads.values()), [[row[key] for key in heads] for row in rows], named)


def cell(value: object) -> str:
    """A value as it stands in a table: nothing for None, an interval for a list, three figures or so of a number."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"{cell(value[0])}–{cell(value[1])}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _across(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _pieces(text: str) -> list[str]:
    """The parts of a text that stay in one line; a word that is longer than any number is cut."""
    found = PIECES.findall(text)
    return [piece[at : at + LONGEST_PIECE] for piece in found for at in range(0, len(piece), LONGEST_PIECE)]


def _folded(text: Cell, width: int) -> Text:
    """A text in lines at most so wide."""
    lines = [line for given in str(text).split("\n") for line in _lines(given, width)]
    return Text("\n".join(lines), style=text.style if isinstance(text, Text) else "")


def _lines(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text]
    lines, reached = [""], 0
    for piece in _pieces(text):
        begin = text.index(piece, reached)
        joined = lines[-1] + text[reached:begin] + piece
        if lines[-1] and cell_len(joined) > width:
            lines.append(piece)
        else:
            lines[-1] = joined
        reached = begin + len(piece)
    return lines
