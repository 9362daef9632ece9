"""What comes before what, by the stamps of a log: an edge of the scenario is confirmed, contradicted, or in doubt.

It holds in a case in which the item begins no sooner than the one before it is decided.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from sim.base.arrays import Floats
from sim.logs.survival import FEWEST
from sim.logs.visits import Visits
from sim.scenario.model import Edge, Process

CONFIRMED: Final = 0.95
CONTRADICTED: Final = 0.8
Verdict = Literal["confirmed", "in doubt", "contradicted"]


@dataclass(frozen=True)
class SeenEdge:
    """An edge, and in how many of the cases that have both items it holds."""

    item: str
    before: str
    n: int
    share: float

    @property
    def verdict(self) -> Verdict:
        """Whether the log confirms it."""
        if self.share > CONFIRMED:
            return "confirmed"
        return "contradicted" if self.share < CONTRADICTED else "in doubt"


def seen_edges(process: Process, visits: Visits) -> Iterator[SeenEdge]:
    """The edges between items of which enough cases have both, that hold for all cases alike."""
    begun, decided = _first(visits, visits.accepted.or_else(visits.received).time), _first(visits, visits.decided.time)
    for name, item in process.items.items():
        for edge in item.after:
            if {name, edge.item} <= begun.keys() and _for_all(edge):
                both = ~np.isnan(begun[name]) & ~np.isnan(decided[edge.item])
                if both.sum() >= FEWEST:
                    holds = begun[name][both] >= decided[edge.item][both]
                    yield SeenEdge(name, edge.item, int(both.sum()), float(holds.mean()))


def _for_all(edge: Edge) -> bool:
    return edge.asked and edge.classes is None and edge.having is None and edge.lacking is None


def _first(visits: Visits, time: np.ndarray) -> dict[str, Floats]:
    """For each item a moment of each case, in seconds; not a number where it has none."""
    cases = int(visits.case.max(initial=-1)) + 1
    found: dict[str, Floats] = {}
    for number, name in enumerate(visits.item_names):
        rows = np.flatnonzero((visits.item == number) & ~np.isnat(time))[::-1]
        moments = np.full(cases, np.nan)
        moments[visits.case[rows]] = time[rows].astype(np.int64)
        found[name] = moments
    return found


def without(edges: list[SeenEdge], process: str) -> list[dict[str, Any]]:
    """The changes of a scenario that take away what the log contradicts."""
    return [
        {"process": process, "items": one.item, "after": {"drop": one.before}}
        for one in edges
        if one.verdict == "contradicted"
    ]
