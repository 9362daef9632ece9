"""Applying a package of reforms to a scenario's document.

Every kind of change has its turn (new parts, merges, splits, precedence, new steps, removals, values, factors), and
within a turn reforms go by name. So the order in which a package is written changes nothing; two reforms that would
leave the result to that order contradict each other, and are refused by name.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sim.errors import ScenarioError, did_you_mean
from sim.scenario.model import Item
from sim.scenario.quantities import Duration, as_duration, as_plain
from sim.scenario.reform import Change, Edges, Inserted, Picked, Reform
from sim.scenario.templates import for_department, with_template
from sim.scenario.validate import validated

Document = dict[str, Any]


@dataclass
class _Package:
    """The document being changed, and who has claimed what."""

    document: Document
    source: str
    reform: str = ""
    path: str = ""
    claims: dict[str, tuple[str, Any]] = field(default_factory=dict)
    known_items: set[str] = field(default_factory=set)

    def refuse(self, message: str) -> ScenarioError:
        """An error at the change now being applied."""
        return ScenarioError(self.source, self.place(), message)

    def place(self) -> str:
        """The address of the change now being applied."""
        return f"reform {self.reform}: {self.path}"

    def claim(self, what: str, value: Any) -> None:
        """Says that this reform makes *what* be *value*; refused if another makes it something else."""
        owner, other = self.claims.setdefault(what, (self.reform, value))
        if owner != self.reform and other != value:
            raise ScenarioError(
                self.source, "reforms", f"'{owner}' and '{self.reform}' contradict each other about {what}: choose one"
            )

    def processes(self, change: Change) -> Iterator[tuple[str, Document]]:
        """The processes a change is about."""
        names = self.document["processes"]
        if change.process is not None and change.process not in names:
            raise self.refuse(f"no process '{change.process}'{did_you_mean(change.process, names)}")
        for name, process in names.items():
            if change.process in (None, name):
                yield name, process

    def picked(self, change: Change) -> Iterator[tuple[str, str, Document]]:
        """Each picked item that is still there: its address, name and document."""
        assert change.items is not None
        for name in change.items.named or []:
            if name not in self.known_items:
                raise self.refuse(f"no item '{name}'{did_you_mean(name, self.known_items)}")
        for process_name, process in self.processes(change):
            for name, item in list(process["items"].items()):
                if _is_picked(change.items, name, item):
                    yield f"{process_name}.{name}", name, item


def apply_package(document: Document, package: list[Reform], source: str) -> Document:
    """The document with every reform of the package applied; the given one is left as it was.

    Raises `ScenarioError` if two reforms contradict each other, one lacks what it needs, or a change changes nothing.
    """
    _check_company(package, source)
    work = _Package(copy.deepcopy(document), source)
    work.known_items = {name for process in work.document["processes"].values() for name in process["items"]}
    turns: list[tuple[str, Callable[[_Package, Change], None]]] = [
        ("add", _add), ("merge", _merge), ("split", _split), ("after", _rewire), ("insert", _insert),
        ("remove", _remove), ("set", _set), ("times", _times),
    ]  # fmt: skip
    for verb, apply in turns:
        for reform in sorted(package, key=lambda one: one.reform):
            for place, change in enumerate(reform.changes):
                if getattr(change, verb):
                    work.reform, work.path = reform.reform, f"changes[{place}].{verb}"
                    apply(work, change)
    return work.document


def _check_company(package: list[Reform], source: str) -> None:
    names = [reform.reform for reform in package]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(source, "reforms", f"'{name}' is named twice: once is enough")
    for reform in package:
        for other in reform.excludes:
            if other in names:
                raise ScenarioError(
                    source, "reforms", f"'{reform.reform}' and '{other}' exclude each other: choose one"
                )
        for other in reform.needs:
            if other not in names:
                raise ScenarioError(source, "reforms", f"'{reform.reform}' needs '{other}': add it to the package")


def _is_picked(which: Picked, name: str, item: Document) -> bool:
    if name in which.but or (which.named is not None and name not in which.named):
        return False
    return (
        which.owner in (None, item.get("owner", "government"))
        and which.department in (None, item.get("department"))
        and (which.tag is None or which.tag in item.get("tags", []))
    )


def _add(work: _Package, change: Change) -> None:
    assert change.add is not None
    added = as_plain(change.add)
    for kind in ("calendars", "departments", "pools", "templates"):
        for name, part in added[kind].items():
            work.claim(f"{kind}.{name}", part)
            work.document.setdefault(kind, {})[name] = part
    for name, item in added["items"].items():
        for process_name, process in work.processes(change):
            work.claim(f"{process_name}.items.{name}", item)
            process["items"][name] = _with_chain(work, item)
            work.known_items.add(name)


def _with_chain(work: _Package, item: Document) -> Document:
    """An item as written in a reform, its template's steps filled in, in the normal form."""
    whole = with_template(item, work.document.get("templates", {}), work.source, work.place())
    return as_plain(validated(Item, whole, work.source, work.place()))


def _template(work: _Package, name: str) -> Document:
    templates = work.document.get("templates", {})
    if name not in templates:
        raise work.refuse(f"no template '{name}'{did_you_mean(name, templates)}")
    template: Document = templates[name]
    return template


def _merge(work: _Package, change: Change) -> None:
    assert change.merge is not None
    into = change.merge.into
    merged = [(address, name) for address, name, _ in work.picked(change)]
    for address, _ in merged:
        work.claim(f"{address} being merged", into)
    for _, process in work.processes(change):
        names = [name for _, name in merged if name in process["items"]]
        if not names:
            continue
        before = [edge for name in names for edge in process["items"][name].get("after", [])]
        after = [edge for edge in _unrepeated(before) if edge["item"] not in names]
        process["items"][into] = {**_with_chain(work, change.merge.item), "after": after}
        work.known_items.add(into)
        for name in names:
            del process["items"][name]
        for item in process["items"].values():
            item["after"] = _unrepeated([_renamed(edge, names, into) for edge in item.get("after", [])])


def _renamed(edge: Document, names: list[str], into: str) -> Document:
    return {**edge, "item": into} if edge["item"] in names else edge


def _unrepeated(edges: list[Document]) -> list[Document]:
    return [edge for place, edge in enumerate(edges) if edge not in edges[:place]]


def _split(work: _Package, change: Change) -> None:
    split = change.split
    assert split is not None
    for address, name, item in list(work.picked(change)):
        work.claim(f"{address} being split", work.reform)
        process = work.document["processes"][address.split(".", 1)[0]]
        mock = copy.deepcopy(item)
        mock["after"] = [edge for edge in item.get("after", []) if edge["item"] not in split.drop]
        process["items"][f"{name}-mock"] = mock
        work.known_items.add(f"{name}-mock")
        template = _template(work, split.like)
        item["steps"] = {key: for_department(dict(step), item.get("department", "")) for key, step in template.items()}
        dropped = [edge for edge in item.get("after", []) if edge["item"] in split.drop]
        item["after"] = [{"item": f"{name}-mock"}, *dropped]
        shares = item.get("applies", {"all": {"value": 1}})
        item["applies"] = {key: shares.get(key, shares.get("all", {"value": 1})) for key in split.classes}
        if split.promise is not None:
            item["promise"] = {"days": as_plain(split.promise)}


def _rewire(work: _Package, change: Change) -> None:
    edges = change.after
    assert isinstance(edges, Edges)
    added = [as_plain(edge) for edge in edges.add]
    touched = False
    for address, _, item in work.picked(change):
        for name in edges.drop:
            work.claim(f"whether {address} waits for {name}", "dropped")
        for edge in added:
            work.claim(f"whether {address} waits for {edge['item']}", edge)
        before = item.get("after", [])
        kept = [edge for edge in before if edge["item"] not in edges.drop]
        item["after"] = kept + sorted((edge for edge in added if edge not in kept), key=lambda edge: edge["item"])
        touched = touched or item["after"] != before
    if not touched:
        raise work.refuse("changes nothing: the items do not wait for what it drops, or already wait for what it adds")


def _insert(work: _Package, change: Change) -> None:
    touched = False
    for address, _, item in work.picked(change):
        for name, step in change.insert.items():
            anchor = step.before or step.following
            if anchor not in item.get("steps", {}):
                continue
            work.claim(f"{address}.steps.{name}", step)
            item["steps"] = _with_step(item, name, step)
            touched = True
    if not touched:
        raise work.refuse("changes nothing: none of the items has the step it is put beside")


def _with_step(item: Document, name: str, step: Inserted) -> Document:
    """The chain with one step more."""
    written = step.model_dump(mode="json", exclude_none=True, exclude={"before", "following"})
    new = for_department(written, item.get("department", ""))
    order: list[str] = [key for key in item["steps"] if key != name]
    if step.before is not None:
        place = order.index(step.before)
    else:
        assert step.following is not None
        place = order.index(step.following) + 1
    order.insert(place, name)
    return {key: new if key == name else item["steps"][key] for key in order}


def _remove(work: _Package, change: Change) -> None:
    for address, name, item in list(work.picked(change)):
        if change.steps:
            for step in change.steps:
                item["steps"].pop(step, None)
            continue
        process = work.document["processes"][address.split(".", 1)[0]]
        inherited = item.get("after", [])
        del process["items"][name]
        for other in process["items"].values():
            if any(edge["item"] == name for edge in other.get("after", [])):
                kept = [edge for edge in other["after"] if edge["item"] != name]
                other["after"] = _unrepeated(kept + inherited)


def _targets(work: _Package, change: Change) -> Iterator[tuple[str, Document]]:
    """What values and factors act on: items, steps of items, pools or traits, with an address."""
    if change.items is not None:
        for address, _, item in work.picked(change):
            yield from _in_item(change, address, item)
    for pool in change.pools:
        if pool not in work.document["pools"]:
            raise work.refuse(f"no pool '{pool}'{did_you_mean(pool, work.document['pools'])}")
        yield f"pools.{pool}", work.document["pools"][pool]
    for _, process in work.processes(change):
        for trait in sorted(process.get("traits", {}).keys() & set(change.traits)):
            yield f"traits.{trait}", process["traits"][trait]


def _in_item(change: Change, address: str, item: Document) -> Iterator[tuple[str, Document]]:
    if not change.steps:
        yield address, item
    for step in change.steps:
        if step in item.get("steps", {}):
            yield f"{address}.steps.{step}", item["steps"][step]


def _set(work: _Package, change: Change) -> None:
    touched = False
    for address, target in _targets(work, change):
        for path, value in change.set.items():
            work.claim(f"{address}.{path}", value)
            _set_path(target, path, value, work.source, f"{work.place()}.{path}")
            touched = True
    if not touched:
        raise work.refuse("changes nothing: no item or pool is picked")


PRIMITIVES = ("wait", "work", "book")
DURATIONS = (*PRIMITIVES, "again", "lead")
STAFFING = ("servers", "shifts", "seats")


def _set_path(target: Document, path: str, value: Any, source: str, where: str) -> None:
    """Sets one place; a new primitive or staffing drives out the old one, `null` takes the place away."""
    *parents, last = path.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
    if last in DURATIONS and value is not None:
        value = as_plain(validated(Duration, as_duration(value), source, where))
    if last in PRIMITIVES:
        for other in (*PRIMITIVES, "pool", "calendar"):
            target.pop(other, None)
    if last in STAFFING:
        for other in (*STAFFING, *(("calendar",) if last == "shifts" else ())):
            target.pop(other, None)
    if value is None:
        target.pop(last, None)
    else:
        target[last] = copy.deepcopy(value)


def _times(work: _Package, change: Change) -> None:
    touched = False
    for _, target in _targets(work, change):
        for path, factor in change.times.items():
            number = _number_at(target, path)
            if number is not None:
                number["value"] *= factor.value
                if "range" in number:
                    number["range"] = [bound * factor.value for bound in number["range"]]
                touched = True
    if not touched:
        raise work.refuse("changes nothing: none of what is picked has a number there")


def _number_at(target: Document, path: str) -> Document | None:
    """The number at a path, in its long form; None where the target has none there."""
    *parents, last = _spelled_out(target, path)
    node: Any = target
    for part in parents:
        node = node.get(part) if isinstance(node, dict) else None
    if not isinstance(node, dict) or last not in node:
        return None
    if isinstance(node[last], int | float):
        node[last] = {"value": node[last]}
    number = node[last]
    return number if isinstance(number, dict) and "value" in number else None


def _spelled_out(target: Document, path: str) -> list[str]:
    """`duration` stands for the length of a step's first attempt, `promise` for the days promised."""
    primitive = next((name for name in PRIMITIVES if name in target), "wait")
    words = {"duration": [primitive, "times"], "again": ["again", "times"], "promise": ["promise", "days"]}
    return words.get(path, path.split("."))
