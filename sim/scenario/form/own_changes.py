"""The changes of a scenario that the form has cells for: those that set values of parts by name, or drop an item."""

from typing import Any, Final

from sim.base.language import Language
from sim.scenario.form.cells import Cells, choice_cell, taken
from sim.scenario.quantities import copied
from sim.scenario.workbook.layout import (
    CALENDARS,
    CLASSES,
    DEPARTMENTS,
    ITEMS,
    NEEDS,
    POOLS,
    PROCESSES,
    ROW,
    STEPS,
    TRAITS,
    Sheet,
)

Key = tuple[str, ...]
Rows = dict[str, dict[Key, Cells]]
Own = dict[tuple[str, Key], Cells]

SIMPLE: Final = {"pools": POOLS, "calendars": CALENDARS, "departments": DEPARTMENTS}


def as_own_cells(change: dict[str, Any], rows: Rows, lang: Language) -> Own | None:
    """The cells that say the same as a change, by sheet and row; None for a change that has more to it."""
    subjects = change.keys() - {"process", "steps", "set", "remove"}
    if len(subjects) != 1 or not isinstance(change.get("set", {}), dict):
        return None
    subject = next(iter(subjects))
    named = change[subject]
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or ("remove" in change) == ("set" in change):
        return None
    found: Own = {}
    for name in names:
        told = _of_part(change, subject, str(name), rows, lang)
        if told is None or any(not _is_free(rows, place, cells) for place, cells in told.items()):
            return None
        found |= told
    return found


def _is_free(rows: Rows, place: tuple[str, Key], cells: Cells) -> bool:
    """Whether the row is there, and says nothing in these cells yet."""
    row = rows.get(place[0], {}).get(place[1])
    return row is not None and not row.keys() & cells.keys() and ROW not in row


def _of_part(change: dict[str, Any], subject: str, name: str, rows: Rows, lang: Language) -> Own | None:
    process = _process(change, subject, name, rows)
    if "remove" in change:
        dropped = subject == "items" and process and "steps" not in change
        return {("items", (process, name)): {ROW: choice_cell("row", "drop", lang)}} if dropped and process else None
    values = change["set"]
    if subject in SIMPLE and not {"process", "steps"} & change.keys():
        return _cells({(SIMPLE[subject], (name,)): values}, lang)
    if subject == "processes" and not {"process", "steps"} & change.keys():
        return _cells(_of_process(name, values), lang)
    if process is None:
        return None
    if subject == "traits" and "steps" not in change:
        return _cells({(TRAITS, (process, name, one)): _as_number(value) for one, value in values.items()}, lang)
    if subject == "items" and "steps" in change:
        steps = change["steps"]
        each = [steps] if isinstance(steps, str) else steps
        return _cells({(STEPS, (process, name, step)): values for step in each}, lang)
    return _cells(_of_item(process, name, values), lang) if subject == "items" else None


def _process(change: dict[str, Any], subject: str, name: str, rows: Rows) -> str | None:
    """The process of an item or a trait, as the change says or, where only one has it, as the base says."""
    if "process" in change:
        return str(change["process"])
    owners = {key[0] for key in rows.get(subject, {}) if key[1:2] == (name,)}
    return owners.pop() if len(owners) == 1 else None


def _of_process(name: str, values: dict[str, Any]) -> dict[tuple[Sheet, Key], dict[str, Any]]:
    parts: dict[tuple[Sheet, Key], dict[str, Any]] = {}
    for path, value in values.items():
        keys = path.split(".")
        if keys[0] == "classes" and len(keys) > 2:
            parts.setdefault((CLASSES, (name, keys[1])), {})[".".join(keys[2:])] = value
        else:
            parts.setdefault((PROCESSES, (name,)), {})[path] = value
    return parts


def _of_item(process: str, name: str, values: dict[str, Any]) -> dict[tuple[Sheet, Key], dict[str, Any]]:
    parts: dict[tuple[Sheet, Key], dict[str, Any]] = {}
    for path, value in values.items():
        keys = path.split(".")
        if keys[0] == "applies" and len(keys) == 2:
            parts[NEEDS, (process, name, keys[1])] = _as_number(value)
        else:
            parts.setdefault((ITEMS, (process, name)), {})[path] = value
    return parts


def _cells(parts: dict[tuple[Sheet, Key], dict[str, Any]], lang: Language) -> Own | None:
    """The cells that set these values, by dotted path; None if there are none for one of them."""
    found: Own = {}
    for (sheet, key), values in parts.items():
        rest = _nested(values)
        cells: Cells = {}
        for field in sheet.fields:
            cells |= taken(field, rest, lang)
        if rest:
            return None
        found[sheet.key, key] = cells
    return found


def _as_number(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"value": value}


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        node = nested
        for parent in parents:
            node = node.setdefault(parent, {})
            if not isinstance(node, dict):
                return {"": path}
        node[last] = copied(value)
    return nested
