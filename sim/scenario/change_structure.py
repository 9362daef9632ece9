"""Changes to what a scenario is made of: new parts, items merged, split and removed, their order, their steps."""

import copy
from collections.abc import Iterable
from typing import Any

from sim.scenario.claims import Document, Package
from sim.scenario.model import Item, Process
from sim.scenario.quantities import as_plain, as_title
from sim.scenario.reform import Change, Dropped, Inserted
from sim.scenario.templates import for_department, with_template
from sim.scenario.validate import validated


def add(work: Package, change: Change) -> None:
    """Adds calendars, departments, pools, templates, processes, traits and items."""
    assert change.add is not None
    added = as_plain(change.add)
    for kind in ("calendars", "departments", "pools", "templates"):
        for name, part in added[kind].items():
            _add_part(work, work.document.setdefault(kind, {}), name, part, kind)
    for name, process in added["processes"].items():
        whole = _as_process(work, process, f"processes.{name}")
        _add_part(work, work.document["processes"], name, whole, "processes")
        work.know_process(name, whole)
    for name, shares in added["traits"].items():
        for process_name, process in work.processes(change):
            _add_part(work, process.setdefault("traits", {}), name, shares, f"processes.{process_name}.traits")
    for name, item in added["items"].items():
        for process_name, process in work.processes(change):
            whole = _with_chain(work, item, f"items.{name}")
            _add_part(work, process["items"], name, whole, f"processes.{process_name}.items")
            work.know(name, whole)


def _add_part(work: Package, parts: Document, name: str, part: Document, kind: str) -> None:
    """One new part. Of what is there already, calendars and the like may be replaced, pools and items be set."""
    address = f"{kind}.{name}"
    if name in parts and address not in work.claims and kind not in ("calendars", "departments", "templates"):
        raise work.refuse(f"there is already {address}: give the new one another name, or use set")
    work.claim_part(address, part)
    parts[name] = part


def _with_chain(work: Package, item: Document, where: str) -> Document:
    """An item as written in a reform, its template's steps filled in, in the normal form."""
    at = f"{work.place()}.{where}"
    whole = with_template(item, work.document.get("templates", {}), work.source, at)
    return as_plain(validated(Item, whole, work.source, at))


def _as_process(work: Package, process: Document, where: str) -> Document:
    """A process as written in a reform, likewise."""
    at = f"{work.place()}.{where}"
    templates, items = work.document.get("templates", {}), process.get("items")
    if isinstance(items, dict):
        chained = {
            name: with_template(item, templates, work.source, f"{at}.items.{name}") for name, item in items.items()
        }
        process = {**process, "items": chained}
    return as_plain(validated(Process, process, work.source, at))


def claim_merged(work: Package, change: Change) -> None:
    """Says which items will become one, while all of them are still there."""
    assert change.merge is not None
    for address, _, _, _ in work.picked(change):
        work.claim(f"{address} being merged", change.merge.into)


def merge(work: Package, change: Change) -> None:
    """Makes one item of several; what came before and after them now comes before and after it."""
    assert change.merge is not None
    into = change.merge.into
    if "after" in change.merge.item:
        raise work.refuse("item.after: what comes before is taken from the old items; leave it out")
    merged = _with_chain(work, change.merge.item, "item")
    for process_name, process in work.processes(change):
        names = [name for _, name, _, owner in work.picked(change) if owner is process]
        if not names:
            continue
        where = f"processes.{process_name}.items"
        if into in process["items"] and into not in names:
            raise work.refuse(f"there is already an item '{into}': merge into another name, or pick that one as well")
        work.claim_part(f"{where}.{into}", [merged, names])
        old = [process["items"].pop(name) for name in names]
        origins = sorted({*names, *(name for item in old for name in item.get("instead_of", []))})
        before = [edge for item in old for edge in item.get("after", [])]
        after = _unrepeated(edge for edge in before if edge["item"] not in names)
        process["items"][into] = {**merged, "instead_of": origins, "after": after}
        work.know(into, merged)
        for item in process["items"].values():
            item["after"] = _unrepeated(_renamed(edge, names, into) for edge in item.get("after", []))
        process |= {key: into for key in ("from", "until", "land") if process.get(key) in names}


def _renamed(edge: Document, names: list[str], into: str) -> Document:
    return {**edge, "item": into} if edge["item"] in names else edge


def _unrepeated(edges: Iterable[Document]) -> list[Document]:
    kept: list[Document] = []
    for edge in edges:
        if edge not in kept:
            kept.append(edge)
    return kept


def split(work: Package, change: Change) -> None:
    """Puts a mock copy of an item in front of it, and a quick conversion in its place."""
    split = change.split
    assert split is not None
    templates = work.document.get("templates", {})
    work.known([split.like], templates, "template")
    work.known_or_elsewhere(split.drop)
    for address, name, item, process in list(work.picked(change)):
        mock_name = f"{name}-mock"
        work.claim(f"{address} being split", work.reform)
        if mock_name in process["items"]:
            raise work.refuse(f"there is already an item '{mock_name}': rename it")
        mock = copy.deepcopy(item)
        mock["after"] = [edge for edge in item.get("after", []) if edge["item"] not in split.drop]
        mock |= {"luck": mock.get("luck", name), "together": mock.get("together", name), "instead_of": [name]}
        if "title" in mock:
            mock["title"] = _simulated(mock["title"])
        process["items"][mock_name] = mock
        work.know(mock_name, mock)
        steps = templates[split.like].items()
        item["steps"] = {key: for_department(copy.deepcopy(step), item.get("department", "")) for key, step in steps}
        item["luck"] = f"{name}-conversion"
        work.know(name, item)
        dropped = [edge for edge in item.get("after", []) if edge["item"] in split.drop]
        item["after"] = [{"item": mock_name}, *dropped]
        shares = item.get("applies", {"all": {"value": 1}})
        item["applies"] = {key: shares.get(key, shares.get("all", {"value": 0})) for key in split.classes}
        if split.promise is not None:
            item["promise"] = {"days": as_plain(split.promise)}
        work.touched += [(address, work.reform), (address + "-mock", work.reform)]


def _simulated(title: Any) -> Document:
    """The title of an item's mock copy."""
    written = as_title(title)
    return {"en": f"{written['en']} (mock)", "zh": f"{written['zh']}(模拟)"}


def rewire(work: Package, change: Change) -> None:
    """Drops and adds what items wait for."""
    edges = change.after
    assert edges is not None
    added = [as_plain(edge) for edge in edges.add]
    work.known((edge["item"] for edge in added), work.known_items, "item")
    dropped = _dropped(edges.drop)
    work.known_or_elsewhere(dropped)
    touched = False
    for address, _, item, process in work.picked(change):
        for name in dropped:
            work.claim(f"whether {address} waits for {name}", "dropped")
        for edge in added:
            work.claim(f"whether {address} waits for {edge['item']}", edge)
        before = item.get("after", [])
        waited = {edge["item"] for edge in before} | work.waited_in_base(address)
        kept = [left for edge in before if (left := _without(edge, dropped, list(process["classes"])))]
        item["after"] = kept + sorted((edge for edge in added if edge not in kept), key=lambda edge: str(edge["item"]))
        touched = touched or item["after"] != before or not waited.isdisjoint(dropped)
        work.touched.append((f"{address}.after", work.reform))
    if not touched and not work.superseded(change):
        raise work.refuse("changes nothing: the items do not wait for what it drops, or already wait for what it adds")


def _dropped(edges: list[Dropped]) -> dict[str, list[str] | None]:
    """By item, the classes that no longer wait for it; None for all."""
    dropped: dict[str, list[str] | None] = {}
    for edge in edges:
        before = dropped.get(edge.item, [])
        dropped[edge.item] = None if before is None or edge.classes is None else [*before, *edge.classes]
    return dropped


def _without(edge: Document, dropped: dict[str, list[str] | None], classes: list[str]) -> Document | None:
    """What is left of an edge when it no longer holds for some classes, or for any."""
    if edge["item"] not in dropped:
        return edge
    left = [name for name in edge.get("classes", classes) if name not in (dropped[edge["item"]] or classes)]
    return {**edge, "classes": left} if left else None


def insert(work: Package, change: Change) -> None:
    """Puts a step beside another, where an item has it."""
    touched = False
    for address, _, item, _ in work.picked(change):
        for name, step in change.insert.items():
            if (step.before or step.following) not in item.get("steps", {}):
                continue
            where = f"{address}.steps.{name}"
            if name in item["steps"] and where not in work.claims:
                raise work.refuse(f"{name}: {where} is already there: give the new step another name, or use set")
            work.claim_part(where, as_plain(step))
            item["steps"] = _with_step(item, name, step, work.beside.setdefault(address, {}))
            work.known_steps.add(name)
            touched = True
    if not touched and not work.superseded(change):
        raise work.refuse("changes nothing: none of the items has the step it is put beside")


def _with_step(item: Document, name: str, step: Inserted, beside: dict[str, tuple[str, bool]]) -> Document:
    """The chain with one step more; several in the same place (*beside*) go by name."""
    written = {key: part for key, part in as_plain(step).items() if key not in ("before", "following")}
    new = for_department(written, item.get("department", ""))
    order: list[str] = [key for key in item["steps"] if key != name]
    anchor = step.before or step.following
    assert anchor is not None
    beside[name] = place = anchor, step.before is None
    behind = order.index(anchor) + 1
    rivals = [other for other in order if beside.get(other) == place]
    later = [other for other in rivals if other > name]
    default = order.index(anchor) if step.before else order.index(rivals[-1]) + 1 if rivals else behind
    order.insert(order.index(later[0]) if later else default, name)
    return {key: new if key == name else item["steps"][key] for key in order}


def remove(work: Package, change: Change) -> None:
    """Takes steps out of items, or items out of the process: those after it then wait for those before it.

    Or takes whole processes out.
    """
    if change.processes:
        _remove_processes(work, change)
        return
    work.known_steps_or_elsewhere(change.steps)
    touched = False
    for address, name, item, process in list(work.picked(change)):
        if change.steps:
            left = {key: step for key, step in item["steps"].items() if key not in change.steps}
            touched = touched or len(left) < len(item["steps"])
            item["steps"] = left
            work.touched.append((f"{address}.steps", work.reform))
            continue
        inherited = process["items"].pop(name).get("after", [])
        where = address.removesuffix(f".items.{name}")
        work.touched += [
            (f"{where}.{key}", work.reform) for key in ("from", "until", "land") if process.get(key) == name
        ]
        touched = True
        for other_name, other in process["items"].items():
            if any(edge["item"] == name for edge in other.get("after", [])):
                kept = [edge for edge in other["after"] if edge["item"] != name]
                other["after"] = _unrepeated(kept + inherited)
                work.touched.append((f"{where}.items.{other_name}.after", work.reform))
    if not touched and not work.superseded(change) and not work.made_by_reforms(change):
        raise work.refuse("changes nothing: no item, or no item with such a step, is picked")


def _remove_processes(work: Package, change: Change) -> None:
    work.known(change.processes, work.known_processes, "process")
    for name in change.processes:
        work.document["processes"].pop(name, None)
        work.touched.append(("processes", work.reform))
