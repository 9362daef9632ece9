"""Tables on the screen: how every command shows what it found to people.

Texts stand as they are, brackets and colons too. No number is ever cut: where a table is wider than the screen, words
are folded, and what is then still too wide goes on below, under the same names of rows.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from sim.base.language import spoken
from sim.cli.show.lines import lines, pieces
from sim.cli.spoken import in_spoken

WIDTH = 132
"""Where nothing says how wide the screen is."""
BETWEEN = 2
"""Characters between two columns."""
SPARE = 10
"""Words are not folded into less."""
NARROWEST = 6
"""Nor is a name broken into less."""

Cell = str | Text


class Screen(Console):
    """A screen on which all is told in the language that is spoken."""

    def __init__(self, width: int | None = None) -> None:
        super().__init__(markup=False, emoji=False, width=width)

    def print(self, *objects: Any, names: Mapping[str, str] | None = None, **how: Any) -> None:
        """Prints texts and tables, with *names* for ids and English titles; Chinese ends its lines where it may."""
        super().print(*(self._said(one, names) for one in objects), **how)

    def _said(self, told: Any, names: Mapping[str, str] | None) -> Any:
        if spoken() == "en":
            return told
        if isinstance(told, Listing):
            return told.said(names)
        return _folded(_cell_said(told, names), self.width) if isinstance(told, str | Text) else told


def console() -> Screen:
    """The screen; where it is no terminal and does not say how wide it is, wide enough for most tables."""
    screen = Screen()
    if screen.is_terminal or os.environ.get("COLUMNS", "").isdigit():
        return screen
    return Screen(WIDTH)


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

    def said(self, names: Mapping[str, str] | None = None) -> "Listing":
        """The table in the language that is spoken; *names* are what things are called, by id or English title."""
        heads = [in_spoken(head, names) for head in self.heads]
        rows = [[_cell_said(one, names) for one in row] for row in self.rows]
        return replace(self, title=in_spoken(self.title, names), heads=heads, rows=rows)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.title:
            yield Text("\n".join(lines(self.title, options.max_width)), style="italic")
        for number, columns in enumerate(self._blocks(options.max_width)):
            if number:
                yield ""
            yield self._table(columns, self._widths(columns, options.max_width))

    def _column(self, place: int) -> list[Cell]:
        return [self.heads[place], *(row[place] for row in self.rows)]

    def _widest(self, place: int) -> int:
        return max(cell_len(line) for one in self._column(place) for line in str(one).split("\n"))

    def _least(self, place: int) -> int:
        widths = [cell_len(piece) for one in self._column(place) for piece in pieces(str(one))]
        return max([min(SPARE, self._widest(place)), *widths])

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


def _cell_said(text: Cell, names: Mapping[str, str] | None) -> Cell:
    said = in_spoken(str(text), names)
    return Text(said, style=text.style) if isinstance(text, Text) else said


def _folded(text: Cell, width: int) -> Text:
    """A text in lines at most so wide."""
    folded = [line for given in str(text).split("\n") for line in lines(given, width)]
    return Text("\n".join(folded), style=text.style if isinstance(text, Text) else "")
