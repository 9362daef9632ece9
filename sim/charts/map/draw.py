"""A process map drawn on an A3 sheet: a column of words, and the items in layers from the first to the last."""

from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.language import Language
from sim.charts.fonts import folded, lettering
from sim.charts.map.content import MapEdge, MapItem, ProcessMap
from sim.charts.map.layout import Point, lay_out
from sim.charts.map.legend import COLUMN, draw_column
from sim.charts.map.shapes import BOXES_ABOVE, COLOURS, draw_box, draw_line, part_of
from sim.charts.map.words import condition, letters, title_of

SHEET: Final = (16.5, 11.7)
"""A3 landscape, in inches; only a map that would be too small on it has a larger one."""
MARGIN: Final = 0.25
BOX: Final = (1.68, 0.44)
"""Inches."""
TITLE_WIDTH: Final = 15.5
"""Of a line of an item's title, in Chinese characters."""
LETTERS: Final = 7.5
SMALL: Final = 6.5
SMALLEST: Final = 5.7


def draw_map(content: ProcessMap, language: Language) -> Figure:
    """Draws the process map in one language: a legend to the left, boxes for items, lines for what waits for what."""
    beside = COLUMN + 2 * MARGIN
    layout = lay_out(content, BOX, (SHEET[0] - beside - MARGIN, SHEET[1] - 2 * MARGIN))
    with lettering(language):
        figure = Figure(figsize=(layout.width + beside + MARGIN, layout.height + 2 * MARGIN))
        column = part_of(figure, (MARGIN, MARGIN), (COLUMN, layout.height))
        draw_column(column, layout.height, content, language)
        axes = part_of(figure, (beside, MARGIN), (layout.width, layout.height))
        for edge, curve in layout.lines:
            _draw_edge(axes, edge, curve, content)
        for item in content.items:
            centre, size = layout.boxes[item.name], (BOX[0] * layout.scale, BOX[1] * layout.scale)
            draw_box(axes, item.owner, item.fate, centre, size)
            _write(axes, item, centre, layout.scale, content, language)
    return figure


def _draw_edge(axes: Axes, edge: MapEdge, curve: list[Point], content: ProcessMap) -> None:
    """An arrow to the item that waits; with the classes for which it holds, if not for all."""
    draw_line(axes, edge.fate, curve)
    if edge.classes:
        words = " · ".join(letters(content)[name] for name in edge.classes)
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
        look: dict[str, Any] = {"color": COLOURS[edge.fate], "ha": "center", "va": "center", "bbox": plate}
        axes.text(*curve[len(curve) // 2], words, fontsize=SMALL, zorder=BOXES_ABOVE - 1, **look)


def _write(axes: Axes, item: MapItem, centre: Point, scale: float, content: ProcessMap, language: Language) -> None:
    """The item's title, and in small print who needs it, if not everybody."""
    ink = COLOURS["removed"] if item.fate == "removed" else "black"
    title, needs = folded(title_of(item.title, language), TITLE_WIDTH), condition(item, content)
    rows = len(title) + bool(needs)
    size = {1: LETTERS, 2: LETTERS, 3: SMALL}.get(rows, SMALLEST) * scale
    look: dict[str, Any] = {"color": ink, "ha": "center", "va": "center", "zorder": BOXES_ABOVE + 1}
    half = 0.45 * BOX[1] * scale
    lift = half / rows if needs else 0
    axes.text(centre[0], centre[1] + lift, "\n".join(title), fontsize=size, linespacing=1.0, **look)
    if needs:
        axes.text(centre[0], centre[1] + lift - half, needs, fontsize=min(size, SMALL * scale), **look)
