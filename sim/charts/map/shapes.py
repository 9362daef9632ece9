"""How the things on a process map look: whose item it is is told by shape and shade, what became of it by colour and
line, so that the map can be read in colour, by the colour-blind, and from a black-and-white copy.

Government: a plain box; intermediaries: cut corners; applicants: round ends; what the law makes all wait for: slanted.
"""

from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, PathPatch
from matplotlib.path import Path as Outline

from sim.charts.map.content import Fate
from sim.charts.map.layout import Point
from sim.scenario.model import Owner

SHADES: Final[dict[Owner, str]] = {
    "government": "#9ecae1",
    "intermediary": "#fdd49e",
    "applicant": "#ffffff",
    "public": "#d9d9d9",
}
COLOURS: Final[dict[Fate, str]] = {"kept": "#444444", "added": "#00664b", "removed": "#c8371e"}
DASHES: Final = (0, (3.5, 2))
LINES: Final[dict[Fate, dict[str, Any]]] = {
    "kept": {"linewidth": 0.9, "zorder": 2},
    "added": {"linewidth": 2.2, "zorder": 3},
    "removed": {"linewidth": 1.1, "zorder": 2, "linestyle": DASHES},
}
BORDERS: Final[dict[Fate, dict[str, Any]]] = {
    "kept": {"linewidth": 0.8},
    "added": {"linewidth": 2.6},
    "removed": {"linewidth": 1.2, "linestyle": DASHES},
}
BOXES_ABOVE: Final = 6


def part_of(figure: Figure, corner: Point, size: Point) -> Axes:
    """A part of the sheet to draw on, measured in inches from its own lower left corner."""
    width, height = figure.get_size_inches()
    axes = figure.add_axes((corner[0] / width, corner[1] / height, size[0] / width, size[1] / height))
    axes.set_axis_off()
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    return axes


def draw_line(axes: Axes, fate: Fate, curve: list[Point]) -> None:
    """An arrow along Bézier curves, to its last point."""
    codes = [Outline.MOVETO, *[Outline.CURVE4] * (len(curve) - 2), Outline.LINETO]
    head = "-|>,head_length=3.4,head_width=1.8"
    look: dict[str, Any] = {"capstyle": "butt", "joinstyle": "miter", "clip_on": False, **LINES[fate]}
    axes.add_patch(FancyArrowPatch(path=Outline(curve, codes), arrowstyle=head, color=COLOURS[fate], **look))


def draw_box(axes: Axes, owner: Owner, fate: Fate, centre: Point, size: Point) -> None:
    """A box in the shape of its owner; white if the item falls away."""
    face = "white" if fate == "removed" else SHADES[owner]
    shape = outline(owner, centre, size)
    look: dict[str, Any] = {"facecolor": face, "edgecolor": COLOURS[fate], "clip_on": False, **BORDERS[fate]}
    axes.add_patch(PathPatch(shape, zorder=BOXES_ABOVE, **look))


def outline(owner: Owner, centre: Point, size: Point) -> Outline:
    """The outline of an owner's box."""
    (x, y), (width, height) = centre, size
    left, right, low, high = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    slant = height / 6 if owner == "public" else 0
    match owner:
        case "applicant":
            return _round(left, right, low, high)
        case "intermediary":
            return _closed(_cut(left, right, low, high))
        case "government" | "public":
            return _closed([(left - slant, low), (right - slant, low), (right + slant, high), (left + slant, high)])


def _closed(points: list[Point]) -> Outline:
    return Outline([*points, points[0]], closed=True)


def _cut(left: float, right: float, low: float, high: float) -> list[Point]:
    cut = (high - low) / 4
    return [
        (left + cut, low), (right - cut, low), (right, low + cut), (right, high - cut),
        (right - cut, high), (left + cut, high), (left, high - cut), (left, low + cut),
    ]  # fmt: skip


def _round(left: float, right: float, low: float, high: float) -> Outline:
    reach = (high - low) / 2
    beyond = reach / 3
    points = [
        (left + reach, low), (right - reach, low),
        (right + beyond, low), (right + beyond, high), (right - reach, high),
        (left + reach, high), (left - beyond, high), (left - beyond, low), (left + reach, low),
    ]  # fmt: skip
    codes = [Outline.MOVETO, Outline.LINETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3]
    return Outline(points, codes)
