"""The sheets with one thing a line, the reforms, the notes and what stands on the sheet for all else."""

from typing import Any, Final

from sim.scenario.workbook.assemble import Draft
from sim.scenario.workbook.book import Book, Row
from sim.scenario.workbook.entries import Said, known_number
from sim.scenario.workbook.layout import (
    BASE,
    EVIDENCE,
    LINE_COLUMNS,
    LINES,
    NOTE_COLUMNS,
    OTHER_COLUMNS,
    REFORM_COLUMNS,
    WHOLE,
    Column,
    Line,
)
from sim.scenario.workbook.values import Values
from sim.scenario.workbook.words import is_said

BESIDE: Final = {column.key: column for column in LINE_COLUMNS}


def put_lines(draft: Draft, values: Values) -> None:
    """Reads the sheets with a line for each thing that the scenario says of itself, and the prices."""
    rows = {str(row["key"].value): row for sheet in LINES for row in _keyed(draft.book, sheet)}
    on_base = "extends" in rows and "value" in rows["extends"]
    for sheet, lines in LINES.items():
        for line in lines:
            row = rows.get(line.key, {})
            own = _line(line, row, values, "")
            whole = (
                line.path[0] in WHOLE and on_base and any(_is_filled(rows, other) for other in _siblings(line, lines))
            )
            said = own or (_line(line, row, values, f"{BASE}.") if whole and "value" not in row else [])
            for one in said:
                draft.put((), _title_alone(one, rows))
        _require_known(draft.book, sheet, [line.key for line in lines])


def _keyed(book: Book, sheet: str) -> list[Row]:
    found = []
    seen: dict[str, str] = {}
    for row, at in book.rows(sheet, list(LINE_COLUMNS)):
        if "key" not in row:
            raise book.refuse(at, "empty: restore the key of the line, or take the line away")
        key = str(row["key"].value)
        if key in seen:
            raise book.refuse(row["key"].at, f"'{key}' stands in {seen[key]} already: keep one line")
        seen[key] = row["key"].at
        found.append(row)
    return found


def _require_known(book: Book, sheet: str, known: list[str]) -> None:
    from sim.base.errors import did_you_mean

    for row in _keyed(book, sheet):
        key = str(row["key"].value)
        if key not in known:
            raise book.refuse(row["key"].at, f"no line '{key}' in this sheet{did_you_mean(key, known)}")


def _siblings(line: Line, lines: tuple[Line, ...]) -> list[Line]:
    return [other for other in lines if other.path[0] == line.path[0]]


def _is_filled(rows: dict[str, Row], line: Line) -> bool:
    return "value" in rows.get(line.key, {})


def _line(line: Line, row: Row, values: Values, side: str) -> list[Said]:
    """What a line says, in its own cells or, with *side*, in those that show the base."""
    if f"{side}value" not in row:
        beside = next((row[name] for name in EVIDENCE if name in row and not side), None)
        if beside is not None:
            raise values.book.refuse(beside.at, "stands beside no number: give the number, too")
        return []
    cell = row[f"{side}value"]
    if isinstance(cell.value, str) and is_said("guide", "default", cell.value):
        return []
    value = values.of(Column(line.key, "value", line.kind), cell)
    if line.kind == "names" and len(value) == 1:
        value = value[0]
    if not line.with_evidence:
        return [Said(line.path, value, cell.at)]
    cells = {name: row[f"{side}{name}"] for name in EVIDENCE if f"{side}{name}" in row}
    known = {name: values.of(BESIDE[name], one) for name, one in cells.items()}
    number, within = known_number(value, known, {name: one.at for name, one in cells.items()}, values, cell)
    return [Said(line.path, number, cell.at, within)]


def _title_alone(said: Said, rows: dict[str, Row]) -> Said:
    """A title that is given in one language only is that of both."""
    other = {"en": "title-zh", "zh": "title-en"}.get(said.path[-1]) if said.path[0] == "title" else None
    return Said(("title",), said.value, said.at) if other and "value" not in rows.get(other, {}) else said


def put_reforms(draft: Draft, values: Values, key: str) -> None:
    """Reads which reforms are taken, under `reforms` or `in_force`."""
    taken: list[Any] = []
    for row, at in draft.book.rows("reforms", list(REFORM_COLUMNS)):
        columns = {column.key: column for column in REFORM_COLUMNS}
        said = {name: values.of(columns[name], row[name]) for name in ("use", "begins") if name in row}
        if not said.get("use"):
            if "begins" in said:
                raise draft.book.refuse(
                    row["begins"].at, "the reform is not taken: say yes beside it, or empty the cell"
                )
            continue
        if "reform" not in row:
            raise draft.book.refuse(at, "empty: name the reform")
        name = str(row["reform"].value)
        if "begins" in said and key != "reforms":
            raise draft.book.refuse(
                row["begins"].at, "the scenario stands alone, so that nothing begins later: empty it"
            )
        draft.cells[f"{key}[{len(taken)}]"] = row["reform"].at
        if "begins" in said:
            draft.cells[f"{key}[{len(taken)}].from"] = row["begins"].at
        taken.append({"reform": name, "from": said["begins"]} if "begins" in said else name)
    if taken:
        draft.document[key] = taken


def put_notes(draft: Draft, values: Values) -> None:
    """Reads the notes, one a row."""
    notes: list[Any] = []
    for row, at in draft.book.rows("notes", list(NOTE_COLUMNS)):
        texts = {lang: str(row[f"note-{lang}"].value) for lang in ("en", "zh") if f"note-{lang}" in row}
        draft.cells[f"notes[{len(notes)}]"] = at
        notes.append(texts if len(texts) == 2 else next(iter(texts.values())))
    if notes:
        draft.document["notes"] = notes


def put_other(draft: Draft, values: Values) -> None:
    """Reads the sheet for all that has no column: a key and what it says; each row of `changes` is one more."""
    for row, at in draft.book.rows("other", list(OTHER_COLUMNS)):
        if len(row) < len(OTHER_COLUMNS):
            raise draft.book.refuse(at, "half a row: give what it is and what it says, or take it away")
        key, cell = str(row["other-key"].value), row["other-value"]
        value = values.of(OTHER_COLUMNS[1], cell)
        if key == "changes":
            changes = draft.document.setdefault("changes", [])
            changes.append(value)
            draft.cells[f"changes[{len(changes) - 1}]"] = cell.at
            continue
        draft.put((), Said(tuple(key.split(".")), value, cell.at))
