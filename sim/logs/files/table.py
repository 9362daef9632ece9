"""A table as read from one file or several: cells as they stand, and in which row of which file each stood."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Ints
from sim.base.errors import UserError, did_you_mean, one_line

GZIP: Final = b"\x1f\x8b"
LARGEST: Final = 2**30
"""So many bytes may a packed file unpack to: of ten million rows, more than any."""


class LogError(UserError):
    """A mistake in a file of a log, or in how it is read; *where* is a sheet, a row or a column of the file.

    No cell is quoted but for the names of columns: a cell may hold somebody's name.
    """

    def __init__(self, file: str | Path, where: str, message: str) -> None:
        super().__init__(one_line(": ".join(part for part in (str(file), where, message) if part)))


@dataclass(frozen=True)
class Table:
    """Rows of one kind, from one file or several; the columns are those that were wanted."""

    frame: pd.DataFrame
    files: tuple[Path, ...]
    file: Ints
    """For each row, the number of its file."""
    row: Ints
    """For each row, where it stands in its file; the first row under the heads is 2, an event of XES has its number."""
    refused: tuple[tuple[Path, int, str], ...] = ()
    """Rows that are no rows: file, row, why."""

    @property
    def name(self) -> str:
        """The file, or how many there are."""
        return str(self.files[0]) if len(self.files) == 1 else f"{self.files[0]} and {len(self.files) - 1} more"

    @property
    def heads(self) -> list[str]:
        """The names of its columns."""
        return [str(head) for head in self.frame.columns]

    def address(self, place: int) -> tuple[Path, str]:
        """File and row of the row at a *place* of the frame."""
        return self.files[int(self.file[place])], f"row {int(self.row[place])}"


def joined(tables: Sequence[Table]) -> Table:
    """Files of one kind below one another."""
    if len(tables) == 1:
        return tables[0]
    return Table(
        pd.concat([one.frame for one in tables], ignore_index=True),
        tuple(file for one in tables for file in one.files),
        np.repeat(np.arange(len(tables)), [len(one.frame) for one in tables]).astype(np.int64),
        np.concatenate([one.row for one in tables]),
        tuple(refused for one in tables for refused in one.refused),
    )


def table_of(frame: pd.DataFrame, file: Path, first_row: int, refused: Sequence[tuple[int, str]] = ()) -> Table:
    """A table of one file whose first row stands at *first_row*; refused rows stood between the others."""
    count = len(frame)
    rows = np.arange(first_row, first_row + count + len(refused), dtype=np.int64)
    kept = rows[~np.isin(rows, [row for row, _ in refused])][:count]
    told = tuple((file, row, why) for row, why in refused)
    return Table(frame, (file,), np.zeros(count, dtype=np.int64), kept, told)


def bytes_of(file: Path) -> bytes:
    """What stands in a file, unpacked if it is packed by gzip."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise LogError(file, "", f"cannot be read ({error.strerror}): check the name") from None
    return unpacked(file, raw) if raw[:2] == GZIP else raw


def unpacked(file: Path, raw: bytes) -> bytes:
    """The content of a gzip file of one part or several."""
    parts: list[bytes] = []
    while raw[:2] == GZIP:
        stream = zlib.decompressobj(wbits=31)
        try:
            parts.append(stream.decompress(raw, LARGEST + 1 - sum(map(len, parts))))
        except zlib.error:
            raise LogError(file, "", f"the gzip file is damaged after {_size(parts)}: copy it again") from None
        if sum(map(len, parts)) > LARGEST:
            raise LogError(file, "", f"unpacks to more than {LARGEST:,} bytes: give it in parts, or unpack it first")
        if not stream.eof:
            lines = b"".join(parts).count(b"\n")
            raise LogError(file, f"row {lines + 1}", "the gzip file ends too soon, it is cut off: copy it again")
        raw = stream.unused_data
    return b"".join(parts)


def _size(parts: list[bytes]) -> str:
    return f"{sum(map(len, parts)):,} bytes"


def heads_of(file: Path, where: str, heads: Sequence[str], wanted: Collection[str] | None) -> list[str]:
    """The heads that are wanted. Raises `LogError` for one that stands there twice, or for a table without heads."""
    named = [head for head in heads if head]
    if not named:
        raise LogError(file, where, "has no rows and no heads: is this the right file and sheet?")
    kept = [head for head in dict.fromkeys(named) if wanted is None or head in wanted]
    for head in kept if wanted is not None else ():
        if named.count(head) > 1:
            raise LogError(file, f"{where or 'row 1'}, column '{head}'", "stands there twice: give one another name")
    return kept


def require_rows(table: Table) -> Table:
    """The table. Raises `LogError` if it has no row."""
    if table.frame.empty:
        raise LogError(table.name, "", "has heads and no rows: is this the right file and sheet?")
    return table


def no_column(file: str | Path, name: str, known: Collection[str]) -> LogError:
    """What is told of a column that is not there."""
    return LogError(file, "row 1", f"no column '{name}'{did_you_mean(name, known)}")
