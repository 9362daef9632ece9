"""CSV: in UTF-8 (with or without its mark), UTF-16 or GB18030; with commas, semicolons or tabs; perhaps packed."""

import csv
import re
from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from sim.base.errors import shown
from sim.logs.files.table import LogError, Table, bytes_of, heads_of, table_of

SEPARATORS: Final = (",", ";", "\t")
MARK: Final = b"\xef\xbb\xbf"
SURELY_UTF8: Final = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf]{2}){4}|(?:[\xe4-\xe9][\x80-\xbf]{2}.*){6}")
"""Four Chinese letters in a row, or six in a line: no accident in another encoding, if the whole line is UTF-8."""
LONGEST_HEAD: Final = 1 << 16


def read_csv(file: Path, wanted: Collection[str] | None = None) -> Table:
    """The *wanted* columns of a CSV file as texts; rows with another number of cells than heads are refused."""
    text = _as_utf8(file, bytes_of(file))
    heads, separator = _heads(file, text)
    kept = heads_of(file, "", heads, wanted)
    if not kept:
        found = ", ".join(shown(head) for head in heads[:6])
        raise LogError(file, "row 1", f"has none of the columns that the map names (found {found}): is it the heads?")
    _refuse_open_quote(file, text)
    refused: list[tuple[int, str]] = []
    frame = _read(file, text, heads, kept, separator, refused)
    return table_of(frame, file, 2, refused)


def _as_utf8(file: Path, raw: bytes) -> bytes:
    """The text in UTF-8, without a mark."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(file, raw, "utf-16").encode()
    plain = raw.removeprefix(MARK)
    try:
        plain.decode()
        return plain
    except UnicodeDecodeError as error:
        _refuse_two_encodings(file, plain, error.start)
    return _decoded(file, plain, "gb18030").encode()


def _decoded(file: Path, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x} is neither UTF-8 nor {encoding.upper()}"
        raise LogError(file, f"row {row}", f"{found}: save the file as UTF-8") from None


def _refuse_two_encodings(file: Path, raw: bytes, wrong: int) -> None:
    """Refuses a file in which some lines are surely UTF-8, and others are not UTF-8 at all."""
    for number, line in enumerate(raw.split(b"\n"), 1):
        if SURELY_UTF8.search(line) and _is_utf8(line):
            row = raw[:wrong].count(b"\n") + 1
            found = f"two encodings in one file: row {number} is UTF-8, row {row} is not"
            raise LogError(file, f"row {max(row, number)}", f"{found}: save each part as UTF-8 before joining them")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_open_quote(file: Path, text: bytes) -> None:
    """Refuses a text in which a quote is not closed: it would swallow all rows behind it."""
    if text.count(b'"') % 2:
        row = next(number for number, line in enumerate(text.split(b"\n"), 1) if line.count(b'"') % 2)
        raise LogError(file, f"row {row}", "a quote is not closed here or further down: close it, or take it away")


def _heads(file: Path, text: bytes) -> tuple[list[str], str]:
    """The names of the columns, and what separates them."""
    start = text[:LONGEST_HEAD].decode(errors="ignore")
    if not start.strip():
        raise LogError(file, "", "is empty: is this the right file?")
    if "\0" in start:
        raise LogError(file, "row 1", "is no text: give CSV, xlsx, Parquet or XES by its right ending")
    rows = {sep: next(csv.reader(start.splitlines(), delimiter=sep), []) for sep in SEPARATORS}
    separator = max(SEPARATORS, key=lambda sep: len(rows[sep]))
    return [head.strip() for head in rows[separator]], separator


def _read(
    file: Path, text: bytes, heads: list[str], kept: list[str], separator: str, refused: list[tuple[int, str]]
) -> pd.DataFrame:
    """The columns, each cell as it stands, without blanks around it."""
    names = [f"{place}:{head}" for place, head in enumerate(heads)]
    wanted = [names[heads.index(head)] for head in kept]

    def refuse(row: Any) -> str:
        refused.append((row.number, f"{row.actual_columns} cells under {row.expected_columns} heads"))
        return "skip"

    try:
        table = pacsv.read_csv(
            BytesIO(text),
            read_options=pacsv.ReadOptions(column_names=names, skip_rows=1, use_threads=False),
            parse_options=pacsv.ParseOptions(
                delimiter=separator, newlines_in_values=True, invalid_row_handler=refuse, ignore_empty_lines=True
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), include_columns=wanted, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or "Could not skip" in str(error):
            return pd.DataFrame({head: pd.Series(dtype=str) for head in kept})
        raise LogError(
            file, "", f"cannot be read as CSV ({_reason(error)}): look for a quote that is not closed"
        ) from None
    return pd.DataFrame(table.rename_columns(kept).to_pandas())


def _reason(error: Exception) -> str:
    """The first words of what the reader says, without the row that it quotes."""
    return re.split(r"[:'\"]", str(error))[0].strip() or "no rows"
