"""The sheet every figure is drawn on: the conclusion above, the small print below, one look for all.

Colours differ in darkness, and what they tell is told by hatches, markers or words as well, so that a figure can be
read by the colour-blind and from a black-and-white copy.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.base.errors import UserError
from sim.base.language import Language
from sim.charts.captions import in_lines
from sim.charts.fonts import folded, heavy, lettering, wide
from sim.charts.images import HATCHES, write_image
from sim.charts.words import say

Look = dict[str, Any]
DARK, MIDDLE, LIGHT, PALE = "#08519c", "#4292c6", "#9ecae1", "#deebf7"
WARM, GREY, TARGET, INK = "#e6862e", "#bdbdbd", "#b2182b", "#222222"
GAIN: Final[Look] = {"color": LIGHT, "edgecolor": DARK}
LOSS: Final[Look] = {"color": WARM, "hatch": "xx", "edgecolor": "#7f3b08"}
LOOKS: Final[tuple[Look, ...]] = (
    {"color": GREY, "hatch": "///", "edgecolor": "#666666"},
    {"color": DARK, "edgecolor": DARK},
    {"color": WARM, "hatch": "...", "edgecolor": "#7f3b08"},
    {"color": PALE, "hatch": "xx", "edgecolor": MIDDLE},
    {"color": "white", "edgecolor": INK},
    {"color": INK, "hatch": "///", "edgecolor": "white"},
    {"color": LIGHT, "edgecolor": MIDDLE},
    {"color": DARK, "hatch": "...", "edgecolor": "white"},
    {"color": "white", "hatch": "||||", "edgecolor": TARGET},
    {"color": "#7f3b08", "hatch": "xx", "edgecolor": "white"},
    {"color": "#8c8c8c", "edgecolor": INK},
    {"color": MIDDLE, "hatch": "---", "edgecolor": INK},
)
"""Of bars, one for each of several scenarios: pale and hatched before, dark after; no two alike, not even in grey."""
MARKERS: Final[tuple[Look, ...]] = tuple(
    {"marker": marker, "color": rim, "markerfacecolor": face}
    for marker, (rim, face) in zip(
        "soDvPXhp<>*d",
        (("#666666", GREY), (DARK, DARK), ("#7f3b08", WARM)) * 4,
        strict=True,
    )
)
"""Of marks, one for each of several scenarios."""
MOST_LOOKS: Final = len(LOOKS)
LEGEND_WIDTH: Final = 30.0
KEY_WIDTH: Final = 4.5
"""What the sample before the words of a legend takes, in Chinese characters."""

WIDTH: Final = 12.0
WIDE: Final = 13.5
"""Inches."""
WIDEST: Final = {"screen": inf, "slide": 9.6, "paper": 7.15}
"""Inches that a figure may be wide by what it is drawn for: on paper, the text of a page of A4; on a slide of 12.3
inches, what becomes a third larger there."""
_widest: ContextVar[float] = ContextVar("widest", default=inf)
EDGE: Final = 0.01
"""Of the width, that is left free before the words."""
HEAD: Final = 14.0
TEXT: Final = 10.0
SMALL: Final = 9.0
LEAST: Final = 0.17
ROOM: Final = 0.25
"""Inches for a row in which there is room for its number, and in which there is plenty."""
GROWTH: Final = 0.5
GROWTHS: Final = 12
"""Inches that a figure may grow by at a time, and how often."""
COLLAPSED: Final = "constrained_layout not applied"
BOLD_IS_WIDER: Final = 1.12


@dataclass(frozen=True)
class Sheet:
    """Axes to draw on, and the language to write in."""

    axes: Axes
    lang: Language
    alone: bool
    """Whether the axes have a figure of their own; if so, the words stand at its left edge."""

    def say(self, key: str, **values: object) -> str:
        """Words of the catalogue in the sheet's language."""
        return say(key, self.lang, **values)

    def head(self, title: str) -> None:
        """Writes the conclusion above the figure."""
        if self.alone:
            above(figure_of(self.axes), title, self.lang)
            return
        size = HEAD - 2
        lines = balanced(title, _inches(self.axes) * 72 / size / (BOLD_IS_WIDER if self.lang == "en" else 1))
        self.axes.set_title("\n".join(lines), loc="left", pad=18, **heavy(self.lang, size))

    def foot(self, *sentences: str) -> None:
        """Writes the small print below the figure."""
        if self.alone:
            below(figure_of(self.axes), self.lang, *sentences)
            return
        lines = "\n".join(folded(_joined(sentences, self.lang), _inches(self.axes) * 72 / SMALL))
        under: Look = {"xycoords": ("axes fraction", self.axes.xaxis.label), "annotation_clip": False, "va": "top"}
        self.tell(lines, (0, 0), (0, -6), color="#444444", linespacing=1.3, **under)

    def tell(self, words: str, spot: tuple[float, float], shift: tuple[float, float] = (5, 0), **look: Any) -> None:
        """Writes small words near a spot of the axes, shifted by so many points."""
        chosen: Look = {"va": "center", "fontsize": SMALL, "annotation_clip": False, **look}
        self.axes.annotate(words, spot, xytext=shift, textcoords="offset points", **chosen)

    def rows(self, titles: Sequence[str], width: float, most: int = 3) -> None:
        """Names the rows of a chart from top to bottom, in lines at most so wide, and at most so many."""
        self.axes.set_yticks(range(len(titles)), [in_lines(title, width, most) for title in titles])
        self.axes.set_ylim(len(titles) - 0.4, -0.6)
        self.axes.tick_params(axis="y", length=0)

    def legend(self, keys: Sequence[Any], titles: Sequence[str], size: float = TEXT, **look: Any) -> None:
        """Says what each of several looks stands for, as many as go into a row; by default above the axes.

        The words are put in afterwards, for matplotlib leaves out what begins with `_`.
        """
        words = [in_lines(title, LEGEND_WIDTH, 2) for title in titles]
        widest = max(wide(line) for one in words for line in one.split("\n")) + KEY_WIDTH
        across = max(1, int(_inches(self.axes) * 72 / size / widest))
        place: Look = {"loc": "lower left", "bbox_to_anchor": (0, 1), "frameon": False, **look}
        named = self.axes.legend(keys, ["?"] * len(keys), ncols=across, fontsize=size, **place)
        for text, one in zip(named.get_texts(), words, strict=True):
            text.set_text(one)

    def target(self, days: float, at: float = -0.6) -> None:
        """Draws the line of the target, and names it above the rows."""
        self.axes.axvline(days, color=TARGET, linestyle="--", linewidth=1.4)
        self.tell(self.say("general.target", target=days), (days, at), (3, 1), va="bottom", color=TARGET)

    def grid(self, axis: Literal["x", "y", "both"] = "x") -> None:
        """Draws fine grey lines across the chart, to read values by."""
        self.axes.grid(axis=axis, color="#dddddd", linewidth=0.6)


@contextmanager
def drawn_for(medium: str) -> Iterator[None]:
    """Figures that are made within are as wide as they are shown in this medium, so that their letters can be read."""
    before = _widest.set(WIDEST[medium])
    try:
        yield
    finally:
        _widest.reset(before)


def is_narrow() -> bool:
    """Whether figures are so narrow that panels stand one below the other."""
    return _widest.get() < WIDEST["slide"]


@contextmanager
def sheet(axes: Axes | None, lang: Language, height: float, width: float = WIDTH) -> Iterator[Sheet]:
    """A sheet on the given axes, whose labels and titles take its lettering, or on a figure of its own, in inches."""
    with lettering(lang), mpl.rc_context(HATCHES):
        chosen = (
            axes if axes is not None else Figure(figsize=(_fitting(width), height), layout="constrained").add_subplot()
        )
        for text in chosen.findobj(Text):
            text.set(fontfamily=mpl.rcParams["font.family"], parse_math=False)
        chosen.spines[["top", "right"]].set_visible(False)
        chosen.set_axisbelow(True)
        yield Sheet(chosen, lang, axes is None)
        if axes is None:
            settle(figure_of(chosen))


@contextmanager
def panels(
    lang: Language, height: float, heights: Sequence[float], across: int = 1, *, apart: bool = False
) -> Iterator[list[Axes]]:
    """A figure of several panels, one below or beside the other, that share an axis, unless they are *apart*."""
    with lettering(lang), mpl.rc_context(HATCHES):
        figure = Figure(figsize=(_fitting(WIDE), height), layout="constrained")
        down = len(heights)
        shares = down > 1 and not apart
        grid = figure.subplots(down, across, sharex=shares, sharey=across > 1, squeeze=False, height_ratios=heights)
        yield list(grid.ravel())
        settle(figure)


def _fitting(width: float) -> float:
    return min(width, _widest.get())


def above(figure: Figure, title: str, lang: Language) -> None:
    """Writes the conclusion at the top of a figure."""
    width = _width(figure) * 72 / HEAD / (BOLD_IS_WIDER if lang == "en" else 1)
    figure.suptitle("\n".join(balanced(title, width)), x=EDGE, ha="left", **heavy(lang, HEAD))


def below(figure: Figure, lang: Language, *sentences: str) -> None:
    """Writes the small print at the foot of a figure."""
    lines = "\n".join(folded(_joined(sentences, lang), _width(figure) * 72 / SMALL))
    figure.supxlabel(lines, x=EDGE, ha="left", fontsize=SMALL, color="#444444", linespacing=1.3)


def balanced(text: str, width: float) -> list[str]:
    """The text in as few lines as go into this width, none of them much shorter than the others."""
    lines = folded(text, width)
    while width > 1 and len(narrower := folded(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines


def require_looks(scenarios: Sequence[str], figure: str) -> None:
    """Refuses more scenarios than can be told apart."""
    if len(scenarios) > MOST_LOOKS:
        raise UserError(f"{figure}: {len(scenarios)} scenarios cannot be told apart: draw at most {MOST_LOOKS}")


def nothing(axes: Axes | None, lang: Language, what: str, *sentences: str) -> Axes:
    """A sheet that says why there is nothing to draw."""
    with sheet(axes, lang, 2.2) as paper:
        paper.axes.set_axis_off()
        paper.head(paper.say(f"nothing.{what}"))
        words = paper.say("general.nothing")
        paper.axes.text(0, 0.5, words, transform=paper.axes.transAxes, va="center", fontsize=TEXT)
        paper.foot(*sentences)
    return paper.axes


def figure_of(axes: Axes) -> Figure:
    """The whole figure that axes are on."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def settle(figure: Figure) -> None:
    """Lays the figure out while its language holds, so that every tick is lettered in it.

    A figure of which words leave too little for what is drawn becomes higher; that can be seen at the second time.
    """
    if _laid_out(figure) >= ROOM:
        return
    for _ in range(GROWTHS):
        room = _laid_out(figure)
        if room >= LEAST:
            return
        figure.set_figheight(float(figure.get_figheight()) + GROWTH)


def _laid_out(figure: Figure) -> float:
    """Lays the figure out; gives the inches that are left for a row of the narrowest of its axes."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=COLLAPSED)
        try:
            figure.draw_without_rendering()
        except UserWarning as told:
            if not str(told).startswith(COLLAPSED):
                raise
            return 0
    heights = [
        float(figure.get_figheight() * axes.get_position().height) / max(len(axes.get_yticks()), 1)
        for axes in figure.axes
        if axes.axison
    ]
    return min(heights, default=ROOM)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Writes the figure as PNG and SVG; the same figure gives the same bytes."""
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    for path in paths:
        write_image(figure, path)
    return paths


def _joined(sentences: Sequence[str], lang: Language) -> str:
    """Sentences one after another, without those that are empty."""
    return (" " if lang == "en" else "").join(sentence for sentence in sentences if sentence)


def _inches(axes: Axes) -> float:
    return float(figure_of(axes).get_size_inches()[0]) * float(axes.get_position().width)


def _width(figure: Figure) -> float:
    return float(figure.get_size_inches()[0]) * (1 - 2 * EDGE)
