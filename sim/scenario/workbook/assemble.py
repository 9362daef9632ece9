"""The rows of a form as a scenario: the parts of one that stands alone, or the changes of one that stands on a base."""

from dataclasses import dataclass, field
from typing import Any, Final

from sim.scenario.workbook.book import Book
from sim.scenario.workbook.entries import Entry, Said
from sim.scenario.workbook.layout import Path

SUBJECTS: Final = {"processes": "processes", "classes": "processes", "departments": "departments", "pools": "pools",
                   "calendars": "calendars"}  # fmt: skip
"""For each sheet, what a change of its parts names; those of a process and its items are named within it."""


@dataclass
class Draft:
    """A scenario in the making, and in which cell each part of it stands, by its path."""

    book: Book
    document: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def put(self, path: Path, said: Said) -> None:
        """Puts a value at a path; what stands there already is joined with it, part by part."""
        *parents, last = (*path, *said.path)
        node = self.document
        for parent in parents:
            node = _as_parts(node, parent, self.book, said.at)
        self.join(node, last, said.value, said.at)
        self.mark((*path, *said.path), said)

    def mark(self, path: Path, said: Said) -> None:
        """Says that what is at a path stands in these cells."""
        self.cells.setdefault(dotted(path), said.at)
        for within, at in said.within.items():
            self.cells.setdefault(dotted((*path, *within)), at)

    def join(self, node: dict[str, Any], key: str, value: Any, at: str) -> None:
        """Puts a value under a key; what stands there already is joined with it, part by part."""
        if key not in node:
            node[key] = value
            return
        if not isinstance(value, dict) and not isinstance(node[key], dict):
            raise self.book.refuse(at, f"'{key}' stands in another cell of the row, too: keep one of the two")
        parts = _as_parts(node, key, self.book, at)
        for name, part in (value if isinstance(value, dict) else {"value": value}).items():
            self.join(parts, name, part, at)


def _as_parts(node: dict[str, Any], key: str, book: Book, at: str) -> dict[str, Any]:
    """The mapping under a key, which is made if need be; a plain number there becomes one with its value."""
    held = node.setdefault(key, {})
    if isinstance(held, int | float) and not isinstance(held, bool):
        held = node[key] = {"value": held}
    if not isinstance(held, dict):
        raise book.refuse(at, f"'{key}' is said otherwise in another cell: keep one of the two")
    return held


def dotted(path: Path) -> str:
    """A path as errors name it; what stands in brackets needs no dot."""
    return ".".join(path).replace(".[", "[")


def alone(draft: Draft, found: list[Entry]) -> None:
    """Puts the parts that the rows are about into a scenario that stands alone."""
    for entry in found:
        draft.cells.setdefault(dotted(entry.path), entry.at)
        if not entry.said:
            draft.put(entry.path[:-1], Said((entry.path[-1],), {}, entry.at))
        for said in entry.said:
            draft.put(entry.path, said)


def on_base(draft: Draft, found: list[Entry]) -> None:
    """Adds the changes that the rows make to the base: what is new, what is dropped, what is set."""
    new = {entry.path: entry for entry in found if entry.fate == "new"}
    for entry in found:
        around = next((one for path, one in new.items() if path == entry.path[: len(path)]), None)
        if around is not None:
            _grow(draft, around, entry)
        elif entry.fate == "drop":
            _change(draft, entry, {"remove": True}, entry.said)
            if entry.said:
                raise draft.book.refuse(entry.said[0].at, "the row is dropped: leave its other cells empty")
        elif entry.sheet.key == "templates":
            _grow(draft, entry, entry)
        elif dropped := next((one for one in entry.said if one.path == () and one.value is None), None):
            _change(draft, entry, {"remove": True}, [dropped])
        elif entry.said:
            _set(draft, entry)


def _set(draft: Draft, entry: Entry) -> None:
    """A change that sets what the row says."""
    values: dict[str, Any] = {}
    places = [".".join((*_within_subject(entry), *one.path)) for one in entry.said]
    for path, one in zip(places, entry.said, strict=True):
        if around := next((other for other in values if _overlap(path, other)), None):
            raise draft.book.refuse(one.at, f"'{around}' is said in another cell of the row, too: keep one of the two")
        draft.join(values, path, one.value, one.at)
    place = _change(draft, entry, {"set": values}, entry.said)
    for path, one in zip(places, entry.said, strict=True):
        draft.mark((f"changes[{place}]", "set", path), one)


def _overlap(path: str, other: str) -> bool:
    """Whether one of two places lies within the other."""
    return path != other and (path.startswith(f"{other}.") or other.startswith(f"{path}."))


def _within_subject(entry: Entry) -> Path:
    """Where in the part that a change names the row's own part stands."""
    if entry.sheet.key == "classes":
        return ("classes", entry.key[1])
    if entry.sheet.key == "needs":
        return ("applies", entry.key[2])
    return (entry.key[2],) if entry.sheet.key == "traits" else ()


def _change(draft: Draft, entry: Entry, verb: dict[str, Any], said: list[Said]) -> int:
    """Adds a change about the part of a row; its place among the changes."""
    changes = draft.document.setdefault("changes", [])
    changes.append({**_subject(entry), **verb})
    place = len(changes) - 1
    draft.cells |= {f"changes[{place}]{verb}": entry.at for verb in ("", ".set", ".remove")}
    draft.cells.setdefault(dotted(entry.path), entry.at)
    for one in said:
        draft.mark((*entry.path, *one.path), one)
    return place


def _subject(entry: Entry) -> dict[str, Any]:
    """What a change of the row's part is about."""
    if entry.sheet.key in SUBJECTS:
        return {SUBJECTS[entry.sheet.key]: [entry.key[0]]}
    process, part, *_ = entry.key
    if entry.sheet.key == "traits":
        return {"process": process, "traits": [part]}
    steps = {"steps": [entry.key[2]]} if entry.sheet.key == "steps" else {}
    return {"process": process, "items": [part], **steps}


def _grow(draft: Draft, around: Entry, entry: Entry) -> None:
    """Adds what a row says to the new part that it belongs to, or that it is."""
    changes = draft.document.setdefault("changes", [])
    process = around.key[0] if around.sheet.key in ("items", "traits") else None
    if around.sheet.key == "classes":
        _set(draft, entry)
        return
    named = {} if process is None else {"process": process}
    place = next(
        (n for n, one in enumerate(changes) if one.keys() == {"add", *named} and named.items() <= one.items()), None
    )
    if place is None:
        changes.append({**named, "add": {}})
        place = len(changes) - 1
    path = entry.path[2:] if process is not None else entry.path
    part = Draft(draft.book, changes[place]["add"])
    if not entry.said:
        part.put(path[:-1], Said((path[-1],), {}, entry.at))
    for said in entry.said:
        part.put(path, said)
        draft.mark((*entry.path, *said.path), said)
    draft.cells.setdefault(dotted(entry.path), entry.at)
    draft.cells.setdefault(f"changes[{place}]", entry.at)
    draft.cells |= {f"changes[{place}].add.{key}": at for key, at in part.cells.items()}
    draft.cells[f"changes[{place}].add.{dotted(path)}"] = entry.at
