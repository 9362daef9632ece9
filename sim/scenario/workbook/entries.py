"""What the rows of the form say: each cell's value with its path in the scenario, and the cell in which it stands."""

from dataclasses import dataclass, field
from typing import Any, Final

from sim.scenario.workbook.book import Book, Cell, Row
from sim.scenario.workbook.layout import (
    BASE,
    EVIDENCE,
    MORE,
    PARAMETERS,
    ROW,
    TABLES,
    Column,
    DurationField,
    Field,
    NumberField,
    Path,
    Sheet,
    TitleField,
)
from sim.scenario.workbook.values import Values
from sim.scenario.workbook.words import alike

NONE: Final = "none"
"""The way of a step that an item does not have."""
NAMED: Final = ("items", "departments", "pools", "calendars", "classes")
"""The sheets whose parts other sheets name."""


@dataclass(frozen=True)
class Said:
    """One thing that a row says, and where; *within* are the cells of parts of it, by their path in it."""

    path: Path
    value: Any
    at: str
    within: dict[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A row: the part it is about, and what it says of it."""

    sheet: Sheet
    key: tuple[str, ...]
    at: str
    said: list[Said]
    fate: str = ""
    """What becomes of the part, beside that: new, drop."""

    @property
    def path(self) -> Path:
        """Where the part stands in the scenario."""
        return self.sheet.path(self.key)


def entries(values: Values, on_base: bool) -> list[Entry]:
    """All rows of the sheets with parts of the scenario that say anything. Raises `ScenarioError` at a cell."""
    return [entry for sheet in TABLES for entry in _of_sheet(sheet, values, on_base)]


def read_columns(sheet: Sheet) -> list[Column]:
    """Every column that a sheet may have, those that show the base too."""
    shown = [column for field in sheet.fields for column in field.shows if column.key != f"{BASE}.title"]
    return [*sheet.said, *sheet.label, *shown]


def titles(book: Book) -> dict[str, dict[str, set[str]]]:
    """By sheet, which parts are called by a title; a name is a title too."""
    found: dict[str, dict[str, set[str]]] = {}
    for sheet in TABLES:
        if sheet.key not in NAMED:
            continue
        called = found.setdefault(sheet.key, {})
        for row, _ in book.rows(sheet.key, read_columns(sheet)):
            if sheet.keys[-1].key not in row:
                continue
            name = str(row[sheet.keys[-1].key].value)
            for title in (name, *(row[one].value for one in (f"{BASE}.title", "title-zh", "title-en") if one in row)):
                called.setdefault(alike(str(title)), set()).add(name)
        for title in list(called):
            if title in {alike(name) for names in called.values() for name in names}:
                called[title] = {name for name in called[title] if alike(name) == title}
    return found


def _of_sheet(sheet: Sheet, values: Values, on_base: bool) -> list[Entry]:
    seen: dict[tuple[str, ...], str] = {}
    found = []
    for row, at in values.book.rows(sheet.key, read_columns(sheet)):
        if all(name.startswith(f"{BASE}.") for name in row):
            continue
        entry = _entry(sheet, row, at, values, on_base)
        if entry.key in seen:
            message = f"'{entry.key[-1]}' stands in {seen[entry.key]} already: keep one row"
            raise values.book.refuse(entry.at, message)
        seen[entry.key] = entry.at
        found.append(entry)
    return found


def _entry(sheet: Sheet, row: Row, at: str, values: Values, on_base: bool) -> Entry:
    for column in sheet.keys:
        if column.key not in row:
            first = next(iter(row.values()))
            raise values.book.refuse(
                at, f"empty, beside '{str(first.value)[:40]}': name the part that the row is about"
            )
    key = tuple(str(values.of(column, row[column.key])) for column in sheet.keys)
    fate = _fate(sheet, row, values, on_base)
    said = [one for field in sheet.fields for one in given(field, row, values, on_base)]
    if MORE in row:
        more = values.of(Column(MORE, MORE, "any"), row[MORE])
        if not isinstance(more, dict):
            raise values.refuse(row[MORE], "give {key: value}")
        said += [Said((str(name),), value, row[MORE].at) for name, value in more.items()]
    return Entry(sheet, key, row[sheet.keys[-1].key].at, said, fate)


def _fate(sheet: Sheet, row: Row, values: Values, on_base: bool) -> str:
    if ROW not in row:
        return ""
    fate = str(values.of(Column(ROW, ROW, "choice", group="row"), row[ROW]))
    if not on_base:
        raise values.refuse(row[ROW], "the scenario stands on no base; leave the cell empty, or take the row away")
    if fate not in sheet.rows:
        raise values.refuse(row[ROW], f"here it can be {' or '.join(sheet.rows) or 'left empty'} only")
    return fate


def given(field: Field, row: Row, values: Values, on_base: bool) -> list[Said]:
    """What a row says in the cells of a field; nothing if they are empty."""
    if isinstance(field, NumberField):
        return _number(field, row, values)
    if isinstance(field, TitleField):
        return _title(row, values, on_base)
    if isinstance(field, DurationField):
        return _duration(field, row, values, on_base)
    (column,) = field.columns
    if column.key not in row:
        return []
    value = values.of(column, row[column.key])
    if column.key == "pool" and len(value) == 1:
        value = value[0]
    return [Said(field.path, value, row[column.key].at)]


def _number(field: NumberField, row: Row, values: Values) -> list[Said]:
    cells = {column.key: row[column.key] for column in field.columns if column.key in row}
    if not cells:
        return []
    if field.key not in cells:
        raise values.book.refuse(next(iter(cells.values())).at, "stands beside no number: give the number, too")
    found = {column.key: values.of(column, cells[column.key]) for column in field.columns if column.key in cells}
    at = {name: cells[f"{field.key}.{name}"].at for name in EVIDENCE if f"{field.key}.{name}" in cells}
    known = {name: found[f"{field.key}.{name}"] for name in at}
    number, within = known_number(found[field.key], known, at, values, cells[field.key])
    if not field.known_at:
        return [Said(field.path, number, cells[field.key].at, within)]
    plain = {key: part for key, part in number.items() if key in ("value", "range")} if known else number
    apart = [Said((*field.known_at, name), known[name], at[name]) for name in ("source", "grade") if name in known]
    return [Said(field.path, plain, cells[field.key].at, within), *apart]


def known_number(
    value: float, known: dict[str, Any], at: dict[str, str], values: Values, cell: Cell
) -> tuple[Any, dict[Path, str]]:
    """A number with what is known about it, as a scenario writes it, and in which cells that stands."""
    if ("low" in known) != ("high" in known):
        missing = "highest" if "low" in known else "lowest"
        raise values.book.refuse(cell.at, f"a range has two ends: give the {missing}, too")
    if not known:
        return value, {}
    written: dict[str, Any] = {"value": value, **{name: known[name] for name in ("source", "grade") if name in known}}
    within: dict[Path, str] = {(name,): at[name] for name in ("source", "grade") if name in at}
    if "low" in known:
        written["range"] = [known["low"], known["high"]]
        within["range",] = at["low"]
    return written, within


def _title(row: Row, values: Values, on_base: bool) -> list[Said]:
    cells = {lang: row[f"title-{lang}"] for lang in ("en", "zh") if f"title-{lang}" in row}
    texts = {lang: str(values.of(Column("title", "title"), cell)) for lang, cell in cells.items()}
    if len(texts) == 2:
        return [Said(("title",), texts, cells["zh"].at, {("en",): cells["en"].at})]
    if on_base and "title" in {name.removeprefix(f"{BASE}.") for name in row}:
        return [Said(("title", lang), text, cells[lang].at) for lang, text in texts.items()]
    return [Said(("title",), text, cells[lang].at) for lang, text in texts.items()]


def _duration(field: DurationField, row: Row, values: Values, on_base: bool) -> list[Said]:
    """The duration of a step; cells left empty are as the base shows them."""
    own = {column.key: row[column.key] for column in field.columns if column.key in row}
    if not own:
        return []
    at = next(iter(own.values())).at
    shown = [column.key for column in field.shows] if on_base else []
    kept = [
        name for name in shown if name in row and not ("shape" in own and name.removeprefix(f"{BASE}.") in PARAMETERS)
    ]
    whole = {name.removeprefix(f"{BASE}."): row[name] for name in kept} | own
    found = {column.key: values.of(column, whole[column.key]) for column in field.columns if column.key in whole}
    if found.get("way") == NONE:
        return [Said((), None, own["way"].at if "way" in own else at)]
    for name in ("way", "time-unit", "first"):
        if name not in found:
            raise values.book.refuse(at, f"a duration needs its way, its numbers and its unit: the {name} is missing")
    if ("factor-low" in found) != ("factor-high" in found):
        raise values.book.refuse(at, "the factor has two ends: give both")
    shape = str(found.get("shape", "pert" if "third" in found else "fixed"))
    written: dict[str, Any] = {found["time-unit"]: {shape: _parameters(shape, found, at, values)}}
    if "factor-low" in found:
        written["range"] = [found["factor-low"], found["factor-high"]]
    written |= {name: found[f"duration-{name}"] for name in ("source", "grade") if f"duration-{name}" in found}
    return [Said((str(found["way"]),), written, at)]


COUNTS: Final = {"fixed": 1, "exponential": 1, "uniform": 2, "lognormal": 2, "gamma": 2, "pert": 3, "triangular": 3}
"""How many parameters a shape has."""


def _parameters(shape: str, found: dict[str, Any], at: str, values: Values) -> Any:
    numbers = [found[name] for name in PARAMETERS if name in found]
    if len(numbers) != COUNTS[shape]:
        raise values.book.refuse(at, f"found {len(numbers)} numbers: the shape {shape} has {COUNTS[shape]}")
    if shape in ("lognormal", "gamma"):
        return {"mean": numbers[0], "cv": numbers[1]}
    return numbers if len(numbers) > 1 else numbers[0]
