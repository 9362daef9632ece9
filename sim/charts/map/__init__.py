"""Maps of a process: what waits for what, and what a package of reforms changed in it."""

from sim.charts.map.content import MapEdge, MapItem, ProcessMap, as_document, process_map
from sim.charts.map.draw import draw_map

__all__ = ["MapEdge", "MapItem", "ProcessMap", "as_document", "draw_map", "process_map"]
