"""Changes to the numbers of a scenario: values that are set, factors on them, hours that come or go, who is spared."""

from collections.abc import Iterator
from typing import Any

from sim.scenario.alternatives import STAFFING, WAYS, forget_levels
from sim.scenario.model import ShiftHours
from sim.scenario.named_hours import forget_likeness
from sim.scenario.quantities import APART, AnyNumber, Number, Part, as_plain, copied
from sim.scenario.reforms.conflicts import OWN, Document, Package
from sim.scenario.reforms.keeping import COUNTS, kept_factor, kept_value, rounded
from sim.scenario.reforms.model import Change
from sim.scenario.validation import validated

ADD = "add"
"""What stands in place of a value that is to be so much more than what is there."""
NUMBERS = {"promise": "days", "limit": "days", **dict.fromkeys((*WAYS, "again", "lead"), "times")}
"""Where the number is that a factor on such a place means."""


class Added(Part):
    """So much more than there is."""

    add: AnyNumber


def set_values(work: Package, change: Change) -> None:
    """Sets values in items, steps, pools, processes or traits."""
    touched = False
    for address, target in _targets(work, change):
        _make_room(work, change, address, target)
        for path, value in change.set.items():
            rivals = next((names for names in (WAYS, STAFFING) if path in names), None)
            if isinstance(value, dict) and value.keys() == {ADD}:
                _add_to(
                    work, f"{address}.{path}" if rivals is None else _staffing(address, rivals), target, path, value
                )
                work.touched.append((f"{address}.{path}", work.reform))
            elif rivals is None:
                work.claim_value(f"{address}.{path}", value)
            else:
                work.claim(_staffing(address, rivals), [path, value])
                work.touched.append((address, work.reform))
            if not (isinstance(value, dict) and value.keys() == {ADD}):
                _set_path(work, target, path, value)
            work.set_by.setdefault(f"{address}.{path}", set()).add(work.reform)
            touched = True
        forget_levels(target, change.set)
        forget_likeness(target, list(change.set))
    _require_touched(work, change, touched)


def _staffing(address: str, rivals: tuple[str, ...]) -> str:
    """What is claimed by whoever sets one of several ways, of which only one can be."""
    return f"{address} ({', '.join(rivals)})"


def _add_to(work: Package, what: str, target: Document, path: str, value: Document) -> None:
    """Adds to the number at a path; several may, and all of it comes, but nobody may set it beside them."""
    work.claim(what, [path, ADD])
    number = _number_at(target, path)
    if number is None:
        raise work.refuse(f"{path}: there is no number to add to: set it")
    more = validated(Added, value, work.source, f"{work.place()}.{path}").add
    low, high = number.get("range", (number["value"], number["value"]))
    if "range" in number or more.range is not None:
        by_low, by_high = more.bounds()
        number["range"] = [_tidy(low + by_low), _tidy(high + by_high)]
    number["value"] = _tidy(number["value"] + more.value)


def keep_values(work: Package) -> None:
    """Leaves of what reforms set the part that is kept, in the normal form; what the scenario itself sets stays."""
    for address, reforms in work.set_by.items() if work.kept < 1 else ():
        *parents, last = address.split(".")
        node, old = _node(work.document, parents), _node(work.base, parents)
        if OWN not in reforms and isinstance(node, dict) and isinstance(old, dict) and last in node:
            node[last] = kept_value(node[last], old.get(last), work.kept, last)


def _node(document: Any, names: list[str]) -> Any:
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def cut(work: Package, change: Change) -> None:
    """Multiplies numbers of the base, before any reform puts others in their place."""
    for _, number, factor in _numbers(work, change, change.cut):
        _scale(number, factor)


def multiply(work: Package, change: Change) -> None:
    """Multiplies numbers of items, steps, pools, processes or traits; what has no number there is passed over."""
    for _, number, factor in _numbers(work, change, change.times):
        _scale(number, factor)


def reduce(work: Package, change: Change) -> None:
    """Leaves a share of numbers; where several reforms do, they remove the same, and the smallest share holds."""
    for address, number, share in _numbers(work, change, change.reduce):
        before, held = work.reductions.get(address, (copied(number), share))
        least = _smaller(held, share)
        work.reductions[address] = before, least
        number.clear()
        number.update(copied(before))
        _scale(number, least)


def _smaller(one: Number, other: Number) -> Number:
    """The smaller value, in a range between the lower bounds and between the upper ones, if either has a range."""
    value = min(one.value, other.value)
    if one.range is None and other.range is None:
        return Number(value=value)
    (low, high), (other_low, other_high) = one.bounds(), other.bounds()
    return Number(value=value, range=(min(low, other_low), min(high, other_high)))


def _numbers(work: Package, change: Change, factors: dict[str, Number]) -> Iterator[tuple[str, Document, Number]]:
    """Each number that a change's factors act on, with its address and the factor; refused if there is none."""
    touched = False
    for address, target in _targets(work, change):
        for path, factor in factors.items():
            place = _place(target, path)
            number = _number_at(target, place)
            if number is not None:
                work.touched.append((f"{address}.{path}", work.reform))
                touched = True
                forget_levels(target, [place])
                if place in COUNTS:
                    work.counts.append(number)
                yield f"{address}.{place}", number, factor if work.keeps_all else kept_factor(factor, work.kept)
    if not touched and not work.passes_over and (change.items is None or not work.superseded(change)):
        raise work.refuse("changes nothing: none of what is picked has a number there")


def spare(work: Package, change: Change) -> None:
    """Cases with one of these traits skip the items or steps, beside those that others spare."""
    touched = False
    for address, target in _targets(work, change):
        target["lacking"] = sorted({*target.get("lacking", []), *change.spare})
        forget_levels(target, ["lacking"])
        work.touched.append((f"{address}.lacking", work.reform))
        touched = True
    _require_touched(work, change, touched)


def chase(work: Package, change: Change) -> None:
    """Waits on the legal clock are over by some point on it.

    A step that others made a meeting is passed over, and an item without the promise or the limit that is meant.
    """
    assert change.chase is not None
    touched = False
    for address, target in _targets(work, change):
        touched = touched or _waits_on_clock(work.step_in_base(address))
        for name, latest in change.chase.items() if _waits_on_clock(target) else ():
            if work.item_at(address).get(latest.at.unit) is not None:
                work.claim_part(f"{address}.no_later_than.{name}", as_plain(latest))
                target.setdefault("no_later_than", {})[name] = _kept_chaser(work, address, name, as_plain(latest))
                touched = True
    if not touched and not work.passes_over and not work.superseded(change):
        raise work.refuse("changes nothing: none of the steps picked is a wait on the legal clock")


def _kept_chaser(work: Package, address: str, name: str, latest: Document) -> Document:
    """Who is to chase all and is kept in part chases a part; by the same point on the clock."""
    before = _node(work.base, [*address.split("."), "no_later_than", name])
    share = (before or {}).get("share", {"value": 0.0})
    return latest if work.keeps_all else {**latest, "share": kept_value(latest["share"], share, work.kept)}


def _waits_on_clock(step: Document) -> bool:
    return bool(step.get("legal")) and ("wait" in step or "until" in step)


def open_longer(work: Package, change: Change) -> None:
    """Adds hours to calendars, beside those that others add."""
    _add_hours(work, change, "also", change.open)


def close_sooner(work: Package, change: Change) -> None:
    """Takes hours away from calendars, beside those that others take."""
    _add_hours(work, change, "closed", change.close)


def _add_hours(work: Package, change: Change, where: str, hours: list[ShiftHours]) -> None:
    added = [as_plain(one) for one in hours]
    for address, calendar in _targets(work, change):
        together = {str(one): one for one in [*calendar.get(where, []), *added]}
        calendar[where] = [one for _, one in sorted(together.items())]
        forget_levels(calendar, [where])
        forget_likeness(calendar, [where])
        work.touched.append((address, work.reform))


def _require_touched(work: Package, change: Change, touched: bool) -> None:
    if not touched and not work.passes_over and (change.items is None or not work.superseded(change)):
        raise work.refuse("changes nothing: no item, or no item with such a step, is picked")


def _targets(work: Package, change: Change) -> Iterator[tuple[str, Document]]:
    """What values and factors act on, with an address: items or steps, pools, calendars, departments and so on."""
    if change.items is not None:
        picked = list(work.picked(change))
        if picked or not work.passes_over:
            work.known_steps_or_elsewhere(change.steps)
        for address, _, item, _ in picked:
            yield from _in_item(change, address, item)
    yield from _shared_by_all(work, change)
    work.known(change.processes, work.known_processes, "process")
    for name in change.processes:
        if name in work.document["processes"]:
            yield f"processes.{name}", work.document["processes"][name]
    processes = dict(work.processes(change))
    work.known(change.traits, {trait for process in processes.values() for trait in process.get("traits", {})}, "trait")
    for name, process in processes.items():
        for trait in sorted(process.get("traits", {}).keys() & set(change.traits)):
            yield f"processes.{name}.traits.{trait}", process["traits"][trait]


def _shared_by_all(work: Package, change: Change) -> Iterator[tuple[str, Document]]:
    """The pools, calendars and departments that a change is about, which all processes share."""
    for pool in _picked_pools(work, change):
        yield f"pools.{pool}", work.document["pools"][pool]
    for kind, names in (("calendars", change.calendars), ("departments", change.departments)):
        parts = work.document.get(kind, {})
        for name in work.known(names, parts, kind.removesuffix("s")):
            yield f"{kind}.{name}", parts[name]


def _picked_pools(work: Package, change: Change) -> list[str]:
    """The pools a change is about, by name or by tag."""
    pools, picked = work.document.get("pools", {}), change.pools
    if picked is None:
        return []
    work.known(picked.named or [], pools, "pool")
    return [
        name
        for name, pool in pools.items()
        if (picked.named is None or name in picked.named) and (picked.tag is None or picked.tag in pool.get("tags", []))
    ]


def _in_item(change: Change, address: str, item: Document) -> Iterator[tuple[str, Document]]:
    if not change.steps:
        yield address, item
    for step in change.steps:
        if step in item.get("steps", {}):
            yield f"{address}.steps.{step}", item["steps"][step]


def _make_room(work: Package, change: Change, address: str, target: Document) -> None:
    """A new way to take time, or new staffing, drives out the old one, and what belonged to it."""
    of_way = ("pool", "in_person", "calendar", "lead", "again", "no_later_than")
    of_staffing = ("calendar", "slot", "reserve", "extra_sessions")
    for names, belongings in ((WAYS, of_way), (STAFFING, of_staffing)):
        new = [name for name in names if change.set.get(name) is not None]
        if not new or new[0] in target:
            continue
        forget_levels(target, (*names, *belongings))
        for name in names:
            target.pop(name, None)
        for name in belongings:
            if name in target and not _still_fits(new[0], name):
                target.pop(name)
                work.claim_value(f"{address}.{name}", change.set.get(name))


def _still_fits(way: str, belonging: str) -> bool:
    """Servers and seats keep the pool's calendar, servers and shifts its reserve, seats their slot and sessions."""
    fitting = {"calendar": ("servers", "seats"), "reserve": ("servers", "shifts")}
    return way in fitting.get(belonging, ("seats",))


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
        target[last] = copied(value)


def _place(target: Document, path: str) -> str:
    """The path itself; for `duration`, the length of the first attempt, the way the step takes time."""
    return next((name for name in WAYS if name in target), "wait") if path == "duration" else path


def _number_at(target: Document, path: str) -> Document | None:
    """The number at a path; None where the target has none there."""
    parts = path.split(".")
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
    for others in APART:
        for other in number.get(others, {}).values():
            _scale(other, factor)


def _tidy(number: float) -> float:
    """Without the last digits, which only the computer's arithmetic has put there."""
    return float(f"{number:.12g}")


def round_counts(work: Package) -> None:
    """Half a server is nobody: when all factors have acted, counts are the nearest whole numbers, and 2.5 is 3."""
    for number in work.counts:
        rounded(number)
    work.counts.clear()
