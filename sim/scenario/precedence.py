"""What comes before what: which items a kind of case waits for, and which it needs at all."""

from collections.abc import Iterable
from graphlib import TopologicalSorter

from sim.scenario.model import Item, Process


def deciding_traits(process: Process) -> list[str]:
    """The traits that decide what some item waits for, in the order of the scenario."""
    edges = [edge for item in process.items.values() for edge in item.after]
    named = {trait for edge in edges for trait in (edge.having, edge.lacking)}
    return [trait for trait in process.traits if trait in named]


def kinds_of_case(process: Process) -> list[tuple[str, frozenset[str]]]:
    """Every combination of a class with a set of traits that decide precedence, in order: the plan's variants."""
    kinds: list[tuple[str, frozenset[str]]] = [(name, frozenset()) for name in process.classes]
    for trait in deciding_traits(process):
        kinds += [(name, traits | {trait}) for name, traits in kinds]
    return kinds


def predecessors(item: Item, class_name: str, traits: frozenset[str]) -> list[str]:
    """The items that must be done before *item* for one kind of case."""
    return list(
        dict.fromkeys(
            edge.item
            for edge in item.after
            if edge.asked
            and (edge.classes is None or class_name in edge.classes)
            and (edge.having is None or edge.having in traits)
            and (edge.lacking is None or edge.lacking not in traits)
        )
    )


def classes_standing_at(process: Process, names: Iterable[str]) -> list[str]:
    """The classes of case that may need all of these items."""
    items = [process.items[name] for name in names]
    return [name for name in process.classes if all(share_of(item, name) > 0 for item in items)]


def share_of(item: Item, class_name: str) -> float:
    """The share of a class of case that needs the item."""
    share = item.applies.get(class_name, item.applies.get("all"))
    return share.value if share is not None else 0.0


def followers(process: Process, class_name: str, traits: frozenset[str]) -> dict[str, set[str]]:
    """For each item, all that come after it in this kind of case, however far."""
    before = {name: predecessors(item, class_name, traits) for name, item in process.items.items()}
    after: dict[str, set[str]] = {name: set() for name in before}
    for name in reversed(list(TopologicalSorter(before).static_order())):
        for earlier in before[name]:
            after[earlier] |= {name} | after[name]
    return after
