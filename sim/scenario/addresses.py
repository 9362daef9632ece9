"""Every number of a scenario by its address, and scenarios in which some of them are others.

An address is what `approvals resolve` shows, joined with dots: `pools.planning.servers`,
`processes.investment.items.site-plan.steps.review.returns.share`, `….steps.draft.wait.days.pert[1]`.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel

from sim.scenario.alternatives import WAYS, with_level
from sim.scenario.model import Epoch, Item, Process, Scenario
from sim.scenario.quantities import APART, EVIDENCE, Number, Part, as_plain, is_number
from sim.scenario.validation import validated

Keys = tuple[str | int, ...]
Changes = dict[Keys, float]
"""By address, the value of a number, or which of its levels a part has, from 0."""

INERT = ("templates", "holidays", "notes", "reforms_kept", "before")
"""Parts of a resolved scenario whose numbers have no address. Nothing is played from most of them, for templates are
copied into the items and how far reforms are kept into the numbers; the rules before a day follow those in the end."""

LIMIT = "limit"
"""The legal maximum of an item: told and checked, but nothing is played from it unless a step takes a share."""

LEVELS = "levels"
"""What else a part may be: the numbers there are no numbers of the scenario."""

DURATIONS = (*WAYS, "again", "at")
"""Where a duration stands: how long a step takes, and by when it is over at the latest."""

NAMED = ("processes", "classes", "traits", "items", "steps", "pools", "calendars", "departments")
"""Parts whose keys are names that an author gave."""

BY_PART = (Scenario, Epoch, Process, Item)
"""Large parts, of which only what changes is checked again."""


def address(keys: Keys) -> str:
    """Keys as a dotted path, as errors show it, such as `items.permit.after[1]`."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def as_keys(path: str) -> Keys:
    """A dotted path as keys; the `value` of a number is the number."""
    keys: list[str | int] = []
    for part in path.split("."):
        name, *places = re.split(r"\[([0-9]+)\]", part)
        keys += [name, *(int(place) for place in places if place)]
    return tuple(keys[:-1] if len(keys) > 1 and keys[-1] == "value" else keys)


def numbers(document: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """Every number of a resolved document that something is played from, in order: plain, or with value and range."""
    for key, part in document.items():
        if key not in INERT:
            yield from numbers_in(_without_tables(part) if key == "start_with" else part, (key,))


def _without_tables(standing: Mapping[str, Any]) -> dict[str, Any]:
    """The cases there on the first day, but for those that come from a table: what they have behind them is known."""
    return {name: part for name, part in standing.items() if not isinstance(part.get("from"), str)}


def numbers_in(node: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every number in a part of a document that something is played from."""
    if is_number(node) and keys and keys[-1] in EVIDENCE:
        return
    if is_number(node) or (isinstance(node, dict) and (is_number(node.get("value")) or "range" in node)):
        yield keys, node
        if isinstance(node, dict):
            for others in APART:
                yield from (((*keys, others, name), one) for name, one in node.get(others, {}).items())
        return
    for place, child in _children(node, keys, (LEVELS,) if limit_is_played(node, keys) else (LIMIT, LEVELS)):
        yield from numbers_in(child, place)


def limit_is_played(node: Any, keys: Keys = ()) -> bool:
    """Whether what `limit` says counts: as the unit of a duration, or of an item if a step takes a share of it."""
    if not isinstance(node, dict) or not isinstance(node.get("steps"), dict):
        return bool(keys) and keys[-1] in DURATIONS
    return any(LIMIT in told for step in node["steps"].values() for told in _durations(step))


def _durations(step: Any) -> Iterator[Mapping[str, Any]]:
    """What a step says of time, in a long or a short form: how long it takes, by when it is over at the latest."""
    if isinstance(step, dict):
        latest = step.get("no_later_than") or {}
        told = [*(step.get(key) for key in DURATIONS), latest]
        told += [one.get("at") for one in latest.values() if isinstance(one, dict)]
        yield from (one for one in told if isinstance(one, dict))


def alternatives(document: Mapping[str, Any]) -> Iterator[tuple[Keys, Any]]:
    """Every part of a resolved document that has levels and that something is played from, in order."""
    for key, part in document.items():
        if key not in INERT:
            yield from alternatives_in(part, (key,))


def alternatives_in(node: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every part of a part of a document that has levels."""
    if has_levels(node):
        yield keys, node
    for place, child in _children(node, keys, (LEVELS,)):
        yield from alternatives_in(child, place)


def _children(node: Any, keys: Keys, passed_over: tuple[str, ...]) -> Iterator[tuple[Keys, Any]]:
    """The parts of a part with their addresses, but for those of these keys; names that an author gave are no keys."""
    if isinstance(node, dict):
        named = bool(keys) and keys[-1] in NAMED
        yield from (((*keys, key), child) for key, child in node.items() if named or key not in passed_over)
    elif isinstance(node, list):
        yield from (((*keys, place), child) for place, child in enumerate(node))


def has_levels(node: Any) -> bool:
    """Whether a part of a document may be otherwise than is written."""
    levels = node.get(LEVELS) if isinstance(node, dict) else None
    return isinstance(levels, list) and all(isinstance(level, dict) for level in levels)


def matching(pattern: str, known: Mapping[Keys, Any]) -> list[Keys]:
    """The addresses that a path means; `*` stands for any name, and part of one."""
    wanted = as_keys(pattern)
    if wanted in known:
        return [wanted]
    return [keys for keys in known if len(keys) == len(wanted) and all(map(_fits, keys, wanted))]


def _fits(key: str | int, wanted: str | int) -> bool:
    return fnmatchcase(key, wanted) if isinstance(key, str) and isinstance(wanted, str) else key == wanted


def at(document: Any, keys: Keys) -> Any:
    """The part of a document at an address; raises `KeyError` or `IndexError` where there is none."""
    for key in keys:
        document = document[key]
    return document


def part_at(scenario: Scenario, keys: Keys) -> Any:
    """The part of a scenario at an address."""
    part: Any = scenario
    for key in keys:
        part = (_fields(part) if isinstance(part, BaseModel) else part)[key]
    return part


def with_numbers(scenario: Scenario, changes: Changes, source: str) -> Scenario:
    """The scenario with other numbers, checked where it changes.

    Raises `ScenarioError` for a number that cannot stand in its place. Whether the parts still fit together is for
    `check_parts`. Where reforms begin on dates, a number is another by all rules that have it.
    """
    if not changes:
        return scenario
    whole: Scenario = _changed(scenario, changes, source, ())
    if scenario.before is None:
        return whole
    written = as_plain(scenario)
    levels = {keys: _levels_at(written, keys) for keys in changes}
    return whole.model_copy(update={"before": [_at_epoch(one, changes, levels, source) for one in scenario.before]})


def _at_epoch(epoch: Epoch, changes: Changes, levels: Mapping[Keys, Any], source: str) -> Epoch:
    """The rules until a day, changed where they have the number, or the part with the same levels."""
    known = as_plain(epoch)
    there = {keys: value for keys, value in changes.items() if _is_there(known, keys, levels[keys])}
    return _changed(epoch, there, source, ("before", epoch.until.isoformat())) if there else epoch


def _is_there(node: Any, keys: Keys, levels: Any) -> bool:
    try:
        return bool(_levels_at(node, keys) == levels)
    except (KeyError, IndexError, TypeError):
        return False


def _levels_at(document: Any, keys: Keys) -> Any:
    node = at(document, keys)
    return node[LEVELS] if has_levels(node) else None


def _changed(part: Any, changes: Changes, source: str, where: Keys) -> Any:
    """A part of a scenario with other numbers; the rest of it is the same as before."""
    if type(part) is Number:
        return _as_written({"value": part.value}, changes[()])
    if isinstance(part, Part) and not isinstance(part, BY_PART):
        return validated(type(part), with_values(as_plain(part), changes), source, address(where))
    held = _fields(part) if isinstance(part, BaseModel) else part
    inside = {key: _changed(held[key], inner, source, (*where, key)) for key, inner in _by_key(changes).items()}
    if isinstance(held, list):
        return [inside.get(place, child) for place, child in enumerate(held)]
    whole = {**held, **inside}
    return validated(type(part), whole, source, address(where)) if isinstance(part, BaseModel) else whole


def _fields(part: BaseModel) -> dict[str | int, Any]:
    """The fields of a part that have a value, by the names they are written under."""
    named = {field.alias or name: getattr(part, name) for name, field in type(part).model_fields.items()}
    return {name: value for name, value in named.items() if value is not None}


def _by_key(changes: Changes) -> dict[str | int, Changes]:
    """Changes by the first key of their address."""
    parted: dict[str | int, Changes] = {}
    for (first, *rest), value in changes.items():
        parted.setdefault(first, {})[tuple(rest)] = value
    return parted


def in_proportion(document: Mapping[str, Any], changes: Changes) -> Changes:
    """The changes, with the shares of classes brought back to one in all.

    Where one is unknown, so are the others: all shares of the process are divided by what they now add up to.
    """
    balanced = dict(changes)
    for classes in {keys[:-2] for keys in changes if _is_class_share(keys)}:
        written = {(*classes, name, "share"): one["share"] for name, one in at(document, classes).items()}
        shares = {keys: changes.get(keys, _value(share)) for keys, share in written.items()}
        balanced |= {keys: share / sum(shares.values()) for keys, share in shares.items()}
    return balanced


def _is_class_share(keys: Keys) -> bool:
    match keys:
        case (*_, "processes", _, "classes", _, "share"):
            return True
    return False


def _value(number: Any) -> float:
    return float(number["value"] if isinstance(number, dict) else number)


def with_values(node: Any, changes: Changes) -> Any:
    """A part of a document with other values; what is given one is sure of it, and keeps no range and no levels."""
    if changes.keys() == {()}:
        return _as_written(node, changes[()])
    inside = _by_key({keys: value for keys, value in changes.items() if keys})
    if isinstance(node, dict):
        node = node | {key: with_values(node[key], inner) for key, inner in inside.items()}
    elif isinstance(node, list):
        node = [with_values(child, inside[place]) if place in inside else child for place, child in enumerate(node)]
    return _as_written(node, changes[()]) if () in changes else node


def _as_written(node: Any, value: float) -> Any:
    """The value in the form of the number it replaces: counts are whole, numbers with a source keep it."""
    if has_levels(node):
        return with_level(node, int(value))
    if isinstance(node, dict) and "value" not in node:  # the short form of a duration: its range is that of its factor
        return {key: part for key, part in node.items() if key not in ("range", "times")} | {"times": value}
    if isinstance(node, dict):
        return {key: part for key, part in node.items() if key in ("source", *APART)} | {"value": value}
    return int(value) if isinstance(node, int) and value == int(value) else value
