"""Where the boxes and lines of a process map go: Graphviz lays them out in layers, from the first item to the last."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygraphviz

from sim.charts.map.content import MapEdge, ProcessMap

Point = tuple[float, float]

POINTS: Final = 72
"""To the inch; Graphviz counts in points."""
TIGHTEST: Final = 0.9
"""Boxes are not made smaller than this; rather the sheet larger."""


@dataclass(frozen=True)
class Layout:
    """In inches, from the lower left corner: the centre of each item's box, and each line as Bézier curves."""

    width: float
    height: float
    scale: float
    """Of the boxes and all that is written in them."""
    boxes: dict[str, Point]
    lines: list[tuple[MapEdge, list[Point]]]
    """A start, then three points for each curve; the last is the tip of the arrow."""


def lay_out(content: ProcessMap, box: Point, field: Point) -> Layout:
    """The map with boxes of one size, spread over the field; over a larger one where they would become too small."""
    needed = _arranged(_graph(content, box))
    page = max(field[0], TIGHTEST * needed[0]), max(field[1], TIGHTEST * needed[1])
    graph = _graph(content, box, ratio="fill", size=f"{page[0]},{page[1]}!")
    width, height = _arranged(graph)
    scale = min(page[0] / width, page[1] / height)
    boxes = {item.name: _scaled(graph.get_node(item.name).attr["pos"], scale) for item in content.items}
    lines = [(edge, _curve(graph, edge, number, scale)) for number, edge in enumerate(content.edges)]
    return Layout(*page, scale, boxes, lines)


def _graph(content: ProcessMap, box: Point, **page: str) -> pygraphviz.AGraph:
    graph = pygraphviz.AGraph(directed=True, strict=False, nodesep="0.14", ranksep="0.12", splines="spline", **page)
    graph.node_attr.update(shape="box", fixedsize="true", width=f"{box[0]}", height=f"{box[1]}", label="")
    graph.edge_attr.update(arrowsize="0.5")
    graph.add_nodes_from(item.name for item in content.items)
    for number, edge in enumerate(content.edges):
        graph.add_edge(edge.before, edge.item, key=str(number), weight="3" if edge.fate == "kept" else "1")
    return graph


def _arranged(graph: pygraphviz.AGraph) -> Point:
    """Has the graph laid out; gives its width and height in inches."""
    with _without_fonts():
        graph.layout(prog="dot")
    _, _, width, height = (float(number) / POINTS for number in graph.graph_attr["bb"].split(","))
    return width, height


def _curve(graph: pygraphviz.AGraph, edge: MapEdge, number: int, scale: float) -> list[Point]:
    """Graphviz puts the arrow's tip, marked with an e, before the curve that leads to it."""
    tip, *curve = graph.get_edge(edge.before, edge.item, key=str(number)).attr["pos"].split()
    return [*(_scaled(point, scale) for point in curve), _scaled(tip.removeprefix("e,"), scale)]


def _scaled(position: str, scale: float) -> Point:
    x, y = (float(number) * scale / POINTS for number in position.split(","))
    return x, y


@contextmanager
def _without_fonts() -> Iterator[None]:
    """Boxes have their sizes, so Graphviz need not look for the system's fonts, nor complain of how they are set up."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("no-fonts.conf"))
    try:
        yield
    finally:
        del os.environ["FONTCONFIG_FILE"]
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before
