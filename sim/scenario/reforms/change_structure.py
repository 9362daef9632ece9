"""Changes to what a scenario is made of: new parts, items merged, split and removed, their order, their steps."""

from typing import Any

from sim.scenario.model import Item, Process
from sim.scenario.quantities import as_plain, as_title, copied
from sim.scenario.reforms.conflicts import OWN, Document, Package
from sim.scenario.reforms.marks import marks_on, rename_marks
from sim.scenario.reforms.model import Change, Dropped, Inserted
from sim.scenario.reforms.served import merge_served, taken_out, unrepeated, without_served
from sim.scenario.templates import for_department, with_template
from sim.scenario.validation import validated


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
            whole = _of_what_is_here(work, _with_chain(work, item, f"items.{name}"), set(added["items"]))
            _add_part(work, process["items"], name, whole, f"processes.{process_name}.items")
            work.remember(process_name, name, whole)


def _add_part(work: Package, parts: Document, name: str, part: Document, kind: str) -> None:
    """One new part. Of what is there already, calendars and the like may be replaced, pools and items be set."""
    address = f"{kind}.{name}"
    if name in parts and address not in work.claims and kind not in ("calendars", "departments", "templates"):
        raise work.refuse(f"there is already {address}: give the new one another name, or use set")
    work.claim_part(address, part)
    parts[name] = part


def _of_what_is_here(work: Package, item: Document, new: set[str]) -> Document:
    """A new item of a reform without what only other scenarios have: it waits for none of that, and serves none."""
    named = {*(edge["item"] for edge in item.get("after", [])), *item.get("serves", [])} - work.known_items - new
    absent = {name for name in named if name in work.others()} if named and work.reform != OWN else set()
    served = [name for name in item.get("serves", []) if name not in absent]
    work.known(sorted(absent), work.known_items, "item")
    after = [edge for edge in item.get("after", []) if edge["item"] not in absent]
    return {**item, "after": after} | ({"serves": served} if served else {})


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
        after = unrepeated(edge for edge in before if edge["item"] not in names)
        process["items"][into] = {**merged, "instead_of": origins, "after": after}
        work.remember(process_name, into, merged)
        work.became.setdefault(process_name, {}).update({name: into for name in names if name != into})
        for item in process["items"].values():
            item["after"] = unrepeated(_renamed(edge, names, into) for edge in item.get("after", []))
        rename_marks(process, names, into)
        merge_served(work, process_name, names, into)


def _renamed(edge: Document, names: list[str], into: str) -> Document:
    return {**edge, "item": into} if edge["item"] in names else edge


def split(work: Package, change: Change) -> None:
    """Puts a mock copy of an item in front of it, and a quick conversion in its place."""
    split = change.split
    assert split is not None
    templates = work.document.get("templates", {})
    if not work.known([split.like], templates, "template"):
        return
    work.known_or_elsewhere(split.drop)
    for address, name, item, process in list(work.picked(change)):
        mock_name = f"{name}-mock"
        work.claim(f"{address} being split", work.reform)
        if mock_name in process["items"]:
            raise work.refuse(f"there is already an item '{mock_name}': rename it")
        mock = copied(item)
        mock["after"] = [edge for edge in item.get("after", []) if edge["item"] not in split.drop]
        mock |= {"luck": mock.get("luck", name), "together": mock.get("together", name), "instead_of": [name]}
        mock["simulated_for"] = list(split.classes)
        if "title" in mock:
            mock["title"] = _simulated(mock["title"])
        process["items"][mock_name] = mock
        work.remember(address.split(".")[1], mock_name, mock)
        steps = templates[split.like].items()
        item["steps"] = {key: for_department(copied(step), item.get("department", "")) for key, step in steps}
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
    """Drops and adds what items wait for; what is added to an item that was merged is added to the merged one."""
    edges = change.after
    assert edges is not None
    known = set(work.known((edge.item for edge in edges.add), work.known_items, "item"))
    added = [as_plain(edge) for edge in edges.add if edge.item in known]
    dropped = _dropped(edges.drop)
    work.known_or_elsewhere(dropped)
    touched = False
    for address, name, item, process in work.picked(change):
        for other in dropped:
            work.claim(f"whether {address} waits for {other}", "dropped")
        before = item.get("after", [])
        waited = {edge["item"] for edge in before} | work.waited_in_base(address)
        kept = [left for edge in before if (left := _without(edge, dropped, list(process["classes"])))]
        item["after"] = kept
        _wait_for(work, address, name, item, added)
        touched = touched or item["after"] != before or not waited.isdisjoint(dropped)
        work.touched.append((f"{address}.after", work.reform))
    moved = [_wait_for(work, *merged, added) for merged in work.merged(change)]
    if touched or any(moved) or work.passes_over:
        return
    if not work.superseded(change) and not _served_others(work, change, added):
        raise work.refuse("changes nothing: the items do not wait for what it drops, or already wait for what it adds")


def _wait_for(work: Package, address: str, name: str, item: Document, added: list[Document]) -> bool:
    """Adds what an item waits for, under the name it has by now; whether there was anything to add."""
    process = address.split(".")[1]
    called = [(work.still_called(process, edge["item"]), edge) for edge in added]
    wanted = [{**edge, "item": now} for now, edge in called if now is not None and now != name]
    for edge in wanted:
        work.claim(f"whether {address} waits for {edge['item']}", edge)
    new = [edge for edge in wanted if edge not in item.get("after", [])]
    item["after"] = item.get("after", []) + sorted(new, key=lambda edge: str(edge["item"]))
    if new:
        work.touched.append((f"{address}.after", work.reform))
    return bool(new)


def _served_others(work: Package, change: Change, added: list[Document]) -> bool:
    """Whether all that was to be waited for is gone with what it served, or is the very item that was to wait."""
    places = [(address.split(".")[1], name) for address, name, _, _ in work.picked(change)]
    return bool(added and places) and all(
        work.still_called(process, edge["item"]) in (None, name) for process, name in places for edge in added
    )


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
    if not touched and not work.passes_over and not work.superseded(change):
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
    touched, picked = False, list(work.picked(change))
    if picked or not work.passes_over:
        work.known_steps_or_elsewhere(change.steps)
    for address, name, item, process in picked:
        if name not in process["items"]:
            continue
        if change.steps:
            left = {key: step for key, step in item["steps"].items() if key not in change.steps}
            touched = touched or len(left) < len(item["steps"])
            item["steps"] = left
            work.touched.append((f"{address}.steps", work.reform))
            continue
        where = address.removesuffix(f".items.{name}")
        work.touched += [(mark, work.reform) for mark in marks_on(process, where, name)]
        work.touched += [(f"{where}.items.{other}.after", work.reform) for other in taken_out(process, name)]
        without_served(work, where.removeprefix("processes."), name)
        touched = True
    if not touched and not work.passes_over and not work.superseded(change) and not work.made_by_reforms(change):
        raise work.refuse("changes nothing: no item, or no item with such a step, is picked")


def _remove_processes(work: Package, change: Change) -> None:
    work.known(change.processes, work.known_processes, "process")
    for name in change.processes:
        work.document["processes"].pop(name, None)
        work.touched.append(("processes", work.reform))
