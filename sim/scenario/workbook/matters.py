"""A city's own list of items (事项清单) in place of the items that the base has.

An item that is called as one of the base's is that item, with its steps, under its name, so that reforms know it; what
the list says of it is set. Other items are new, with the usual steps of their kind. What the list leaves out is not
there. The list is about the process that has most items.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from sim.scenario.workbook.assemble import Draft
from sim.scenario.workbook.book import Cell, Row
from sim.scenario.workbook.entries import Entry, read_columns
from sim.scenario.workbook.layout import ITEMS, MATTER_COLUMNS, PROCESSES
from sim.scenario.workbook.values import Values
from sim.scenario.workbook.words import alike

COLUMNS: Final = {column.key: column for column in MATTER_COLUMNS}
SET: Final = {
    "department": "department", "owner": "owner", "limit": "limit.days", "promise": "promise.days", "fee": "fee",
    "source": "source",
}  # fmt: skip
"""For each column, what of an item it sets."""
ENDS: Final = {"start": "from", "end": "until"}


@dataclass(frozen=True)
class Matter:
    """A row of the list: what the item is called in the scenario, and what the row says of it."""

    name: str
    title: str
    row: Row
    at: str
    is_new: bool
    said: dict[str, Any]


def put_matters(draft: Draft, values: Values, found: list[Entry]) -> None:
    """Adds the changes that make the base's items those of the list, if there is one."""
    rows = list(draft.book.rows("matters", list(MATTER_COLUMNS)))
    if not rows:
        return
    if "extends" not in draft.document:
        message = "the scenario stands on no base, so that its items stand in their own sheet: empty this one"
        raise draft.book.refuse(rows[0][1], message)
    process, of_base = _items_of_base(draft)
    matters = _matters(draft, values, rows, of_base)
    listed = {matter.name for matter in matters}
    left_out = [name for name in of_base if name not in listed]
    _require_untouched(draft, found, process, set(left_out))
    places = _called(matters)
    added = {one.name: _new_item(draft, one, places) for one in matters if one.is_new}
    if added:
        place = _change(draft, {"process": process, "add": {"items": added}}, matters[0].at)
        for one in (matter for matter in matters if matter.is_new):
            at = f"changes[{place}].add.items.{one.name}"
            draft.cells |= {at: one.at} | {f"{at}.{key}": cell.at for key, cell in one.row.items()}
    if left_out:
        _change(draft, {"process": process, "items": left_out, "remove": True}, draft.book.sheet_at("matters"))
    for one in matters:
        draft.cells.setdefault(f"processes.{process}.items.{one.name}", one.at)
        if not one.is_new and (values_set := _set(draft, one, places)):
            _change(draft, {"process": process, "items": [one.name], "set": values_set}, one.at)
    _put_ends(draft, process, matters, set(left_out))


def _change(draft: Draft, change: dict[str, Any], at: str) -> int:
    changes = draft.document.setdefault("changes", [])
    changes.append(change)
    draft.cells[f"changes[{len(changes) - 1}]"] = at
    return len(changes) - 1


def _items_of_base(draft: Draft) -> tuple[str, list[str]]:
    """The process that has most items, and these, as the sheet of items shows them."""
    rows = [row for row, _ in draft.book.rows("items", read_columns(ITEMS)) if "row" not in row]
    named = [(str(row["process"].value), str(row["name"].value)) for row in rows if {"process", "name"} <= row.keys()]
    if not named:
        raise draft.book.refuse(draft.book.sheet_at("matters"), "the sheet of items is empty: begin with a new form")
    process = Counter(process for process, _ in named).most_common(1)[0][0]
    return process, [name for owner, name in named if owner == process]


def _matters(draft: Draft, values: Values, rows: list[tuple[Row, str]], of_base: list[str]) -> list[Matter]:
    matters: list[Matter] = []
    seen: dict[str, str] = {}
    for number, (row, at) in enumerate(rows, start=1):
        if "matter" not in row:
            raise draft.book.refuse(at, "empty: name the item")
        said = {key: values.of(COLUMNS[key], cell) for key, cell in row.items()}
        name = _name(values, said, of_base) or f"matter-{number}"
        if name in seen:
            raise draft.book.refuse(at, f"'{said['matter']}' stands in {seen[name]} already: keep one row")
        seen[name] = at
        matters.append(Matter(name, str(said["matter"]), row, at, name not in of_base, said))
    return matters


def _name(values: Values, said: dict[str, Any], of_base: list[str]) -> str | None:
    """What an item is called in the scenario: as it says, or as the item of the base that has its title."""
    if "matter-name" in said:
        return str(said["matter-name"])
    called = values.titles["items"].get(alike(said["matter"]), set()) & set(of_base)
    return min(called) if len(called) == 1 else None


def _require_untouched(draft: Draft, found: list[Entry], process: str, left_out: set[str]) -> None:
    """Refuses what another sheet says of an item that the list leaves out."""
    within = ITEMS.at.rpartition(".")[0]
    about = [one for one in found if one.sheet.at.startswith(within) and one.key[0] == process]
    for entry in about:
        if entry.key[1] in left_out and (entry.said or entry.fate):
            at, sheet = entry.said[0].at if entry.said else entry.at, draft.book.sheet_at("matters")
            message = f"'{entry.key[1]}' is not in the sheet {sheet}, so that it is not there"
            raise draft.book.refuse(at, f"{message}: list it, or empty the cell")


def _called(matters: list[Matter]) -> dict[str, str]:
    """By title and by name, what the items of the list are called in the scenario."""
    return {alike(one.title): one.name for one in matters} | {alike(one.name): one.name for one in matters}


def _after(draft: Draft, one: Matter, places: dict[str, str]) -> list[dict[str, str]]:
    cell: Cell = one.row["after"]
    for word in one.said["after"]:
        if alike(word) not in places:
            raise draft.book.refuse(cell.at, f"'{word}' is not in this list: list it, or take it away here")
    return [{"item": places[alike(word)]} for word in one.said["after"]]


def _applies(said: dict[str, Any]) -> dict[str, Any]:
    share = said.get("share", 1)
    if "matter-class" in said:
        return {"all": 0, **dict.fromkeys(said["matter-class"], share)}
    return {"all": share}


def _set(draft: Draft, one: Matter, places: dict[str, str]) -> dict[str, Any]:
    """What the list sets of an item that the base has."""
    if "like" in one.row:
        message = "the item is one of the base's and keeps its steps: empty the cell, or give the item another title"
        raise draft.book.refuse(one.row["like"].at, message)
    found = {path: one.said[key] for key, path in SET.items() if key in one.said}
    if "after" in one.said:
        found["after"] = _after(draft, one, places)
    if {"share", "matter-class"} & one.said.keys():
        found["applies"] = _applies(one.said)
    return found


def _new_item(draft: Draft, one: Matter, places: dict[str, str]) -> dict[str, Any]:
    """An item that the base does not have."""
    if "like" not in one.said:
        message = "the base has no item of this title: say in the column of usual steps what it is like"
        raise draft.book.refuse(one.row["matter"].at, f"'{one.title}': {message}")
    item: dict[str, Any] = {"title": one.title, "like": one.said["like"]}
    item |= {key: one.said[key] for key in ("department", "owner", "fee", "source") if key in one.said}
    item |= {key: {"days": one.said[key]} for key in ("limit", "promise") if key in one.said}
    if "after" in one.said:
        item["after"] = _after(draft, one, places)
    return item | ({"applies": _applies(one.said)} if {"share", "matter-class"} & one.said.keys() else {})


def _put_ends(draft: Draft, process: str, matters: list[Matter], left_out: set[str]) -> None:
    """Sets between which items the clock runs, if the list says so."""
    marked = {end: [one for one in matters if one.said.get("clock") == end] for end in ENDS}
    for end, several in marked.items():
        if len(several) > 1:
            raise draft.book.refuse(several[1].row["clock"].at, f"two items are marked as the {end}: keep one")
    row = next((row for row, _ in draft.book.rows("processes", read_columns(PROCESSES)) if _is(row, process)), {})
    shown = {key: str(row[f"base.{key}"].value) for key in ("from", "until", "land") if f"base.{key}" in row}
    chosen = {ENDS[end]: several[0].name for end, several in marked.items() if several}
    changed: dict[str, Any] = {key: name for key, name in chosen.items() if shown.get(key) != name}
    for end, key in ENDS.items():
        if shown.get(key) in left_out and key not in chosen and key not in row:
            message = f"the clock has no {end}, for '{shown[key]}' is not listed: mark the item with which it is"
            raise draft.book.refuse(draft.book.sheet_at("matters"), message)
    if shown.get("land") in left_out and "land" not in row:
        changed |= {"land": None, "land_step": None}
    if changed:
        _change(draft, {"processes": [process], "set": changed}, draft.book.sheet_at("matters"))


def _is(row: Row, process: str) -> bool:
    return "process" in row and row["process"].value == process
