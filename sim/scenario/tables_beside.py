"""Tables in files beside a scenario or a reform: measured quantiles too long to write out, and cases that are open.

A table is a CSV file in UTF-8 with a line of titles, or a Parquet file. What it holds becomes part of the resolved
scenario, so that nothing depends on the file any more.
"""

import csv
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any, Final

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.open_cases import DAYS, FURTHER, NEEDED, SELDOM

Columns = dict[str, list[Any]]

MOST_ROWS: Final = 1_000_000
QUANTILES: Final = "quantiles"
PAIR: Final = ("share", "value")


def with_quantiles(node: Any, file: Path, place: str = "") -> Any:
    """A part of a document, with the content of every file beside *file* in which `quantiles` stand."""
    if isinstance(node, list):
        return [with_quantiles(child, file, f"{place}[{number}]") for number, child in enumerate(node)]
    if not isinstance(node, dict):
        return node
    return {key: _read_or_walked(key, child, file, f"{place}.{key}" if place else key) for key, child in node.items()}


def _read_or_walked(key: str, child: Any, file: Path, place: str) -> Any:
    if key != QUANTILES or not isinstance(child, str):
        return with_quantiles(child, file, place)
    columns = read_table(child, file, place)
    require_columns(columns, PAIR, (), str(file), f"{place}: {child}")
    return [
        [as_number(value, str(file), f"{place}: {child}: row {row}") for value in pair]
        for row, pair in enumerate(zip(*(columns[name] for name in PAIR), strict=True), start=1)
    ]


def with_open_cases(document: dict[str, Any], file: Path) -> dict[str, Any]:
    """A document with the rows of every table of open cases from which `start_with` takes them."""
    standing = document.get("start_with")
    if not isinstance(standing, dict):
        return document
    if isinstance(standing.get("from"), str):
        standing = {_only_process(document, file): standing}
    read = {process: _open_cases(part, file, f"start_with.{process}") for process, part in standing.items()}
    return {**document, "start_with": read}


def _only_process(document: dict[str, Any], file: Path) -> str:
    """The process whose cases a table holds that names none."""
    processes = document.get("processes")
    names = list(processes) if isinstance(processes, dict) else []
    if len(names) != 1:
        remedy = "write 'start_with: {PROCESS: {from: …}}'"
        raise ScenarioError(str(file), "start_with.from", f"of which process are these cases? {remedy}")
    return str(names[0])


def _open_cases(part: Any, file: Path, place: str) -> Any:
    if not isinstance(part, dict) or not isinstance(part.get("from"), str) or part.keys() != {"from"}:
        return part
    columns = read_table(part["from"], file, f"{place}.from")
    require_columns(columns, NEEDED, FURTHER, str(file), f"{place}.from")
    count, where = len(columns["case"]), f"{place}.from: {part['from']}"
    texts = {name: list(map(_text, columns.get(name, [None] * count))) for name in (*NEEDED, "step", "class")}
    for name in NEEDED:
        if None in texts[name]:
            row = texts[name].index(None) + 1
            raise ScenarioError(str(file), f"{where}: row {row}", f"'{name}' is empty: give it")
    days = {
        name: [
            _days(value, str(file), f"{where}: row {row}: {name}") for row, value in enumerate(columns[name], start=1)
        ]
        if name in columns
        else [0.0] * count
        for name in (*DAYS, "sent_back")
    }
    return {**part, **texts, **{name: column for name, column in days.items() if name not in SELDOM or any(column)}}


def _text(value: Any) -> str | None:
    """A cell of text; what is empty, or of a number not there, says nothing."""
    return None if value is None or value == "" or value != value else str(value)


def _days(value: Any, source: str, place: str) -> float:
    days = 0.0 if _text(value) is None else as_number(value, source, place)
    if days < 0:
        raise ScenarioError(source, place, f"found {days:g}: give 0 or more")
    return days


def read_table(name: str, file: Path, place: str) -> Columns:
    """The columns of the table of this *name* beside *file*, in which it is named at a *place*.

    Raises `ScenarioError` for a file that is missing, of another kind, damaged, empty or too long.
    """
    readers = {".csv": _csv, ".parquet": _parquet}
    table = file.parent / name
    if table.suffix not in readers:
        raise ScenarioError(str(file), place, f"found '{name}': give a .csv or a .parquet file beside it")
    try:
        columns = readers[table.suffix](table)
    except OSError as error:
        reason = error.strerror or "it is damaged"
        raise ScenarioError(str(file), place, f"'{name}' cannot be read ({reason}): check the name") from None
    except ValueError as error:
        raise ScenarioError(str(file), place, f"'{name}' cannot be read: {error}") from None
    count = len(next(iter(columns.values()), []))
    if not 0 < count <= MOST_ROWS:
        raise ScenarioError(str(file), place, f"'{name}' has {count:,} rows: give 1 to {MOST_ROWS:,}")
    return columns


def require_columns(columns: Columns, needed: tuple[str, ...], more: tuple[str, ...], source: str, place: str) -> None:
    """Raises `ScenarioError` for a table that lacks a column, or has one that nobody knows."""
    for name in needed:
        if name not in columns:
            raise ScenarioError(source, place, f"no column '{name}'{did_you_mean(name, columns)}")
    for name in columns:
        if name not in (*needed, *more):
            raise ScenarioError(source, place, f"unknown column '{name}'{did_you_mean(name, (*needed, *more))}")


def _csv(table: Path) -> Columns:
    try:
        with table.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(_rows(csv.reader(lines)))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8: save it as UTF-8") from None
    except csv.Error as error:
        raise ValueError(f"{error}: save it as CSV with commas") from None
    titles = rows[0] if rows else []
    if len(set(titles)) < len(titles):
        raise ValueError("two columns have the same title: keep one")
    return {title: [row[place] for row in rows[1:]] for place, title in enumerate(titles)}


def _rows(lines: Any) -> Iterator[list[str]]:
    """The lines that hold anything, each as long as the line of titles."""
    width = 0
    for line in lines:
        width = width or len(line)
        if line and len(line) != width:
            raise ValueError(f"line {lines.line_num} has {len(line)} cells and the line of titles {width}: correct it")
        if line:
            yield [cell.strip() for cell in line]


def _parquet(table: Path) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        held = pq.read_table(table)
    except pa.ArrowInvalid:
        raise ValueError("it is no Parquet file, or damaged: write it again") from None
    return {name: held.column(name).to_pylist() for name in held.column_names}


def as_number(value: Any, source: str, place: str) -> float:
    """A cell as a number. Raises `ScenarioError` for what is none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise ScenarioError(source, place, f"found {str(value)[:40]!r}: give a number") from None
    if not isfinite(number):
        raise ScenarioError(source, place, f"found {number}: give a finite number")
    return number
