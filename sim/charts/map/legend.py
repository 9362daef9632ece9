"""The column beside a process map: what it says, how to read it, from what it follows."""

from typing import Any, Final, get_args

from matplotlib.axes import Axes

from sim.base.language import Language
from sim.charts.fonts import folded, heavy
from sim.charts.map.content import Fate, ProcessMap
from sim.charts.map.shapes import draw_box, draw_line
from sim.charts.map.words import FATES, LEGEND, OWNERS, chains_in_words, conclusion, notes, text_of, title_of
from sim.scenario.model import Owner

COLUMN: Final = 2.8
"""Inches."""
POINTS: Final = 72
SAMPLE: Final = (0.5, 0.2)
ROW: Final = 0.29
GREY: Final = "#444444"


def draw_column(axes: Axes, height: float, content: ProcessMap, language: Language) -> None:
    """Title, conclusion, legend, the longest chains, and notes at the foot."""
    pen = _Pen(axes, language, height)
    pen.write(title_of(content.process, language), 10, color=GREY)
    pen.write(title_of(content.title, language), 17, **heavy(language, 17))
    pen.write(conclusion(content, language), 11.5)
    pen.head("owners")
    for owner in get_args(Owner):
        pen.box(owner, "kept", text_of(OWNERS[owner], language))
    if content.base is not None:
        pen.head("fates")
        for fate in get_args(Fate):
            pen.line(fate)
            pen.box("government", fate, text_of(FATES[fate], language))
    if len(content.classes) > 1:
        pen.head("chains")
        for line in chains_in_words(content, language):
            pen.write(line, 8.5)
    pen.foot(notes(content, language), 7)


class _Pen:
    """Writes from the top of the column downwards."""

    def __init__(self, axes: Axes, language: Language, height: float) -> None:
        self.axes, self.language, self.y = axes, language, height

    def head(self, part: str) -> None:
        """The head of a part, with some room above."""
        self.y -= 0.2
        self.write(text_of(LEGEND[part], self.language), 9, **heavy(self.language, 9))
        self.y -= 0.03

    def write(self, words: str, size: float, **look: Any) -> None:
        """A paragraph, in lines as long as the column is wide."""
        lines = folded(words, COLUMN * POINTS / size)
        self.axes.text(0, self.y, "\n".join(lines), va="top", linespacing=1.3, **{"fontsize": size, **look})
        self.y -= (len(lines) * 1.45 * size + 3) / POINTS

    def box(self, owner: Owner, fate: Fate, words: str) -> None:
        """A sample of a box, and what it means."""
        middle = self.y - ROW / 2
        draw_box(self.axes, owner, fate, (SAMPLE[0] / 2 + 0.05, middle), SAMPLE)
        self.axes.text(SAMPLE[0] + 0.2, middle, words, fontsize=8.5, va="center")
        self.y -= ROW

    def line(self, fate: Fate) -> None:
        """A sample of an arrow, beside the box of the same fate."""
        middle = self.y - ROW / 2
        draw_line(self.axes, fate, [(x, middle) for x in (1.7, 1.9, 2.1, 2.3, 2.4)])

    def foot(self, paragraphs: list[str], size: float) -> None:
        """Notes at the foot of the column."""
        lines = [line for words in paragraphs for line in [*folded(words, COLUMN * POINTS / size), ""]][:-1]
        self.axes.text(0, 0, "\n".join(lines), fontsize=size, va="bottom", color=GREY, linespacing=1.25)
