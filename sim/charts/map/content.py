"""What a process map shows: the items, what waits for what, and what a package changed in it.

An item that waits for a second one through a third needs no line of its own to it, so only precedence that follows
from nothing else is shown. What changed is told by order, not by wording: a line is new if nothing kept the two items
in this order before, and gone if nothing does now. Items a class of case does not need are passed through.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

import networkx as nx

from sim.base.errors import UserError, did_you_mean
from sim.scenario import Scenario, digest
from sim.scenario.model import Item, Owner, Process
from sim.scenario.precedence import classes_standing_at, deciding_traits, predecessors, share_of
from sim.scenario.quantities import TwoLanguages, as_plain

Fate = Literal["kept", "added", "removed"]


@dataclass(frozen=True)
class MapItem:
    """One item on the map; *shares* says what share of each class of case needs it."""

    name: str
    title: TwoLanguages
    owner: Owner
    fate: Fate
    shares: dict[str, float]


@dataclass(frozen=True)
class MapEdge:
    """*item* waits for *before*; in *classes* only, or in every class that needs both if there are none named."""

    before: str
    item: str
    fate: Fate
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcessMap:
    """One process of a scenario, with what differs from its base if it has one."""

    title: TwoLanguages
    process: TwoLanguages
    base: TwoLanguages | None
    sources: tuple[str, ...]
    """The scenario, and its base, with their digests."""
    classes: dict[str, TwoLanguages]
    traits: tuple[str, ...]
    """Of the cases whose order is shown."""
    other_traits: tuple[str, ...]
    """Cases with these wait for other items, which is not shown."""
    items: list[MapItem]
    edges: list[MapEdge]
    chains: dict[str, int]
    """The most items that a case of each class must obtain one after the other."""
    chains_before: dict[str, int]
    """The most items that a case of each class had to obtain one after the other in the base; empty without one."""

    def items_that_are(self, fate: Fate) -> list[MapItem]:
        """The items of the map that the scenario kept, added or removed, whichever *fate* says."""
        return [item for item in self.items if item.fate == fate]

    def edges_that_are(self, fate: Fate) -> list[MapEdge]:
        """The lines of one fate, between items that are there before and after."""
        there = {item.name for item in self.items_that_are("kept")}
        return [edge for edge in self.edges if edge.fate == fate and {edge.before, edge.item} <= there]


def process_map(
    scenario: Scenario, base: Scenario | None = None, process: str | None = None, traits: Iterable[str] = ()
) -> ProcessMap:
    """The map of one process (by default the first) for cases with these traits and no others, by the last rules.

    Raises `UserError` if the scenario has no such process, or the process no such trait.
    """
    name = next(iter(scenario.processes)) if process is None else process
    _require(name, scenario.processes, "process", scenario.scenario)
    shown = scenario.processes[name]
    for trait in traits:
        _require(trait, shown.traits, "trait", f"{scenario.scenario}: {name}")
    base = base if base is not None and name in base.processes else None
    now = _Order(shown, frozenset(traits))
    before = _Order(base.processes[name], frozenset(traits)) if base is not None else None
    return ProcessMap(
        title=_in_the_end(scenario),
        process=_title(shown.title, name),
        base=base.title if base is not None else None,
        sources=tuple(f"{one.scenario} {digest(one)}" for one in (scenario, base) if one is not None),
        classes={key: _title(one.title, key) for key, one in shown.classes.items()},
        traits=tuple(traits),
        other_traits=tuple(trait for trait in deciding_traits(shown) if trait not in now.traits),
        items=_items(shown, before.process if before is not None else shown),
        edges=_edges(now, before if before is not None else now),
        chains=now.chains(),
        chains_before=before.chains() if before is not None else {},
    )


def as_document(content: ProcessMap) -> dict[str, Any]:
    """The map as plain data, for machines."""
    plain = asdict(content)
    titled = {key: as_plain(getattr(content, key)) for key in ("title", "process", "base") if getattr(content, key)}
    classes = {name: as_plain(title) for name, title in content.classes.items()}
    items = [{**asdict(item), "title": as_plain(item.title)} for item in content.items]
    return {**plain, **titled, "classes": classes, "items": items}


def _in_the_end(scenario: Scenario) -> TwoLanguages:
    """The scenario's title; where reforms begin on dates, with the day from which what is drawn holds."""
    if not scenario.before:
        return scenario.title
    since = scenario.before[-1].until
    return TwoLanguages(en=f"{scenario.title.en}: rules from {since} on", zh=f"{scenario.title.zh}：{since}起的规则")


def _require(name: str, known: Iterable[str], what: str, where: str) -> None:
    if name not in known:
        raise UserError(f"{where}: no {what} '{name}'{did_you_mean(name, known)}")


def _title(title: TwoLanguages | None, name: str) -> TwoLanguages:
    return title if title is not None else TwoLanguages(en=name, zh=name)


class _Order:
    """What comes before what, in each class of case with the same traits."""

    def __init__(self, process: Process, traits: frozenset[str]) -> None:
        self.process, self.traits = process, traits
        self.graphs = {name: self._graph(name) for name in process.classes}
        self.closed = {name: nx.transitive_closure_dag(graph) for name, graph in self.graphs.items()}
        self.drawn = {name: nx.transitive_reduction(graph) for name, graph in self.graphs.items()}

    def _graph(self, class_name: str) -> "nx.DiGraph[str]":
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.process.items)
        for name, item in self.process.items.items():
            graph.add_edges_from((before, name) for before in predecessors(item, class_name, self.traits))
        return graph

    def lines(self) -> list[tuple[str, str]]:
        """The precedence that follows from nothing else, in some class; in the order of the file."""
        place = {name: number for number, name in enumerate(self.process.items)}
        lines = {line for graph in self.drawn.values() for line in graph.edges}
        return sorted(lines, key=lambda line: (place[line[1]], place[line[0]]))

    def holds(self, class_name: str, line: tuple[str, str]) -> bool:
        """Whether a class of case has the two items in this order, directly or through others."""
        closed = self.closed.get(class_name)
        return closed is not None and closed.has_edge(*line)

    def concerned(self, line: tuple[str, str]) -> list[str]:
        """The classes that need both items; all, if none does."""
        return classes_standing_at(self.process, line) or list(self.process.classes)

    def chains(self) -> dict[str, int]:
        """The most items one after the other, in each class; what the class does not need is passed through."""
        return {name: self._longest(name) for name in self.process.classes}

    def _longest(self, class_name: str) -> int:
        reached: dict[str, int] = {}
        for name in nx.topological_sort(graph := self.graphs[class_name]):
            needed = share_of(self.process.items[name], class_name) > 0
            reached[name] = max((reached[before] for before in graph.predecessors(name)), default=0) + needed
        return max(reached.values())


def _items(now: Process, before: Process) -> list[MapItem]:
    """The items of the process as it is now, and then those of the process before that are gone."""
    gone = {name: item for name, item in before.items.items() if name not in now.items}
    there = [_item(now, name, item, "kept" if name in before.items else "added") for name, item in now.items.items()]
    return there + [_item(before, name, item, "removed") for name, item in gone.items()]


def _item(process: Process, name: str, item: Item, fate: Fate) -> MapItem:
    shares = {class_name: share_of(item, class_name) for class_name in process.classes}
    return MapItem(name, _title(item.title, name), item.owner, fate, shares)


def _edges(now: _Order, before: _Order) -> list[MapEdge]:
    """The lines that are drawn now, new or not, and those of the base that are gone."""
    edges: list[MapEdge] = []
    for line in now.lines():
        here = [name for name in now.concerned(line) if now.holds(name, line)]
        new = [name for name in here if not before.holds(name, line)]
        old = [name for name in here if name not in new]
        edges += _edge(now, line, "added", new) + _edge(now, line, "kept", old)
    for line in before.lines():
        held = [name for name in before.concerned(line) if before.holds(name, line)]
        edges += _edge(before, line, "removed", [name for name in held if not now.holds(name, line)])
    return edges


def _edge(order: _Order, line: tuple[str, str], fate: Fate, classes: list[str]) -> list[MapEdge]:
    if not classes:
        return []
    some = tuple(classes) if classes != order.concerned(line) else ()
    return [MapEdge(*line, fate, some)]
