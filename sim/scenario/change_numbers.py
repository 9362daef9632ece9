"""Changes to the numbers of a scenario: values that are set, and factors upon them."""

import copy
from collections.abc import Iterator
from typing import Any

from sim.scenario.claims import Document, Package
from sim.scenario.quantities import Number
from sim.scenario.reform import Change

PRIMITIVES = ("wait", "work", "book")
STAFFING = ("servers", "shifts", "seats")
NUMBERS = {"promise": "days", "limit": "days", **dict.fromkeys((*PRIMITIVES, "again", "lead"), "times")}
"""Where the number is that a factor on such a place means."""


def set_values(work: Package, change: Change) -> None:
    """Sets values in items, steps, pools, processes or traits."""
    touched = False
    for address, target in _targets(work, change):
        _make_room(work, change, address, target)
        for path, value in change.set.items():
            rivals = next((names for names in (PRIMITIVES, STAFFING) if path in names), None)
            if rivals is None:
                work.claim_value(f"{address}.{path}", value)
            else:
                work.claim(f"{address} ({', '.join(rivals)})", [path, value])
                work.touched.append((address, work.reform))
            _set_path(work, target, path, value)
            touched = True
    if not touched:
        raise work.refuse("changes nothing: no item, or no item with such a step, is picked")


def multiply(work: Package, change: Change) -> None:
    """Multiplies numbers of items, steps, pools, processes or traits; what has no number there is passed over."""
    touched = False
    for address, target in _targets(work, change):
        for path, factor in change.times.items():
            number = _number_at(target, path)
            if number is not None:
                _scale(number, factor)
                work.touched.append((f"{address}.{path}", work.reform))
                touched = True
    if not touched:
        raise work.refuse("changes nothing: none of what is picked has a number there")


def _targets(work: Package, change: Change) -> Iterator[tuple[str, Document]]:
    """What values and factors act on: items, steps of items, pools, processes or traits, with an address."""
    if change.items is not None:
        absent = [name for name in change.steps if name not in work.known_steps]
        if absent:
            work.known(absent, work.known_steps | work.elsewhere(), "step")
        for address, _, item, _ in work.picked(change):
            yield from _in_item(change, address, item)
    pools = work.document.get("pools", {})
    work.known(change.pools, pools, "pool")
    for pool in change.pools:
        yield f"pools.{pool}", pools[pool]
    work.known(change.processes, work.known_processes, "process")
    for name in change.processes:
        if name in work.document["processes"]:
            yield f"processes.{name}", work.document["processes"][name]
    processes = dict(work.processes(change))
    work.known(change.traits, {trait for process in processes.values() for trait in process.get("traits", {})}, "trait")
    for name, process in processes.items():
        for trait in sorted(process.get("traits", {}).keys() & set(change.traits)):
            yield f"processes.{name}.traits.{trait}", process["traits"][trait]


def _in_item(change: Change, address: str, item: Document) -> Iterator[tuple[str, Document]]:
    if not change.steps:
        yield address, item
    for step in change.steps:
        if step in item.get("steps", {}):
            yield f"{address}.steps.{step}", item["steps"][step]


def _make_room(work: Package, change: Change, address: str, target: Document) -> None:
    """A new primitive or staffing drives out the old one, and what belonged to it."""
    of_primitive = ("pool", "leaves", "calendar", "lead", "again")
    for names, belongings in ((PRIMITIVES, of_primitive), (STAFFING, ("calendar", "slot"))):
        new = [name for name in names if change.set.get(name) is not None]
        if not new or new[0] in target:
            continue
        for name in names:
            target.pop(name, None)
        for name in belongings:
            if name in target and not _still_fits(new[0], name):
                target.pop(name)
                work.claim_value(f"{address}.{name}", change.set.get(name))


def _still_fits(way: str, belonging: str) -> bool:
    """Servers and seats keep the pool's calendar, seats their slot."""
    return (belonging == "calendar" and way in ("servers", "seats")) or (belonging == "slot" and way == "seats")


def _set_path(work: Package, target: Document, path: str, value: Any) -> None:
    """Sets one place; `null` takes it away."""
    *parents, last = path.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
        if not isinstance(target, dict):
            raise work.refuse(f"{path}: '{parent}' has no parts: set the whole of it")
    if value is None:
        target.pop(last, None)
    else:
        target[last] = copy.deepcopy(value)


def _number_at(target: Document, path: str) -> Document | None:
    """The number at a path; None where the target has none there. `duration` is the length of the first attempt."""
    parts = path.split(".")
    if parts == ["duration"]:
        parts = [next((name for name in PRIMITIVES if name in target), "wait")]
    node: Any = target
    for part in [*parts, NUMBERS[parts[0]]] if len(parts) == 1 and parts[0] in NUMBERS else parts:
        node = node.get(part) if isinstance(node, dict) else None
    return node if isinstance(node, dict) and "value" in node else None


def _scale(number: Document, factor: Number) -> None:
    """Value by value; the ranges multiply too, for both may be wrong."""
    low, high = number.get("range", (number["value"], number["value"]))
    by_low, by_high = factor.bounds()
    if "range" in number or factor.range is not None:
        bounds = low * (by_low if low >= 0 else by_high), high * (by_high if high >= 0 else by_low)
        number["range"] = [_tidy(bound) for bound in bounds]
    number["value"] = _tidy(number["value"] * factor.value)


def _tidy(number: float) -> float:
    """Without the last digits, which only the computer's arithmetic has put there."""
    return float(f"{number:.12g}")
