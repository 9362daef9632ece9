"""Items that are there only for the sake of others (`serves`), such as a joint acceptance in front of several reviews.

They go with what they serve: when a package has removed all of it, or has made one item of all of it, which is then
accepted and delivered by its own chain. Whoever waited for them waits for what they waited for.
"""

from collections.abc import Iterable

from sim.scenario.reforms.conflicts import Document, Package
from sim.scenario.reforms.marks import marks_on


def taken_out(process: Document, name: str) -> list[str]:
    """Takes an item out: those after it then wait for those before it. Returns who waited for it."""
    inherited = process["items"].pop(name).get("after", [])
    waiting = []
    for other_name, other in process["items"].items():
        if any(edge["item"] == name for edge in other.get("after", [])):
            kept = [edge for edge in other["after"] if edge["item"] != name]
            other["after"] = unrepeated(kept + [edge for edge in inherited if edge["item"] != other_name])
            waiting.append(other_name)
    return waiting


def unrepeated(edges: Iterable[Document]) -> list[Document]:
    """Edges without those that equal an earlier one, in order."""
    kept: list[Document] = []
    for edge in edges:
        if edge not in kept:
            kept.append(edge)
    return kept


def merge_served(work: Package, process_name: str, names: list[str], into: str) -> None:
    """Items of these *names* have become one: what served nothing else goes, other items serve the new one."""
    items = work.document["processes"][process_name]["items"]
    for name, served in _serving(items):
        if set(served) <= set(names):
            _go(work, process_name, name)
        else:
            items[name]["serves"] = list(dict.fromkeys(into if one in names else one for one in served))


def without_served(work: Package, process_name: str, gone: str) -> None:
    """An item is removed: what served nothing else goes with it."""
    items = work.document["processes"][process_name]["items"]
    for name, served in _serving(items):
        left = [one for one in served if one != gone]
        if left:
            items[name]["serves"] = left
        elif served:
            _go(work, process_name, name)


def _serving(items: Document) -> list[tuple[str, list[str]]]:
    return [(name, item["serves"]) for name, item in items.items() if item.get("serves")]


def _go(work: Package, process_name: str, name: str) -> None:
    process = work.document["processes"][process_name]
    if name not in process["items"]:
        return
    where = f"processes.{process_name}"
    work.touched += [(f"{where}.items.{other}.after", work.reform) for other in taken_out(process, name)]
    work.touched += [(mark, work.reform) for mark in marks_on(process, where, name)]
    work.gone.setdefault(process_name, set()).add(name)
    without_served(work, process_name, name)
