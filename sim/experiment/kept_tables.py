"""A table of many replications in little memory: what does not fit is packed and laid into a file without a name.

The first tables stay as they are, so that a run of a few replications is as fast as it can be. Those that come later
are packed without loss (Arrow's columns, Zstandard) and written into a temporary file, which is gone when nobody asks
for it any more, however the program ends. Where there is no room for it they stay in memory, packed.
"""

import os
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

AS_THEY_ARE: Final = 32 * 2**20
"""So many bytes of a run's tables are not packed."""
TOGETHER: Final = 2**20
"""So many bytes at least are packed together: smaller tables wait for those that follow."""
FEW: Final = 500_000
"""Of a packed table with no more rows, the columns that were asked for last stay at hand."""
AT_HAND: Final = 8
ROOMY: Final = "/var/tmp"
"""Where temporary files may be large: elsewhere they may lie in memory."""

Part = Callable[[Sequence[str]], pd.DataFrame]
"""Some replications of a table: gives the columns that are asked for."""


class Spool:
    """Where the tables of one run go: how many bytes may still stay as they are, and the file for the rest."""

    def __init__(self) -> None:
        self.left = AS_THEY_ARE
        self._file: IO[bytes] | None = None
        self._in_memory = False

    def takes(self, size: int) -> bool:
        """Whether a table of so many bytes may stay as it is; if so, there is less left for others."""
        taken = size <= self.left
        self.left -= size if taken else 0
        return taken

    def put(self, content: bytes) -> Callable[[], bytes]:
        """Lays bytes down; what is returned gives them back."""
        try:
            return self._written(content) if not self._in_memory else lambda: content
        except OSError:
            self._in_memory = True
            return lambda: content

    def _written(self, content: bytes) -> Callable[[], bytes]:
        file = self._opened()
        begin, size, rest = file.seek(0, os.SEEK_END), len(content), memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        return lambda: self._read(begin, size)

    def _opened(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0, dir=_roomy())  # noqa: SIM115 - until the spool is gone
            weakref.finalize(self, self._file.close)
        return self._file

    def _read(self, begin: int, size: int) -> bytes:
        file = self._opened()
        file.seek(begin)
        return file.read(size)


def _roomy() -> str | None:
    """The folder for temporary files: where the environment says; else where they may be large."""
    said = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    return ROOMY if not said and os.access(ROOMY, os.W_OK) else None


class KeptTable:
    """The rows of all replications, in their order; a replication's rows stand together.

    It is `whole`, a table as any other; or it comes in parts, of which columns are read when they are asked for.
    """

    def __init__(self, parts: Sequence[Part], columns: Iterable[str], rows: int, whole: pd.DataFrame | None) -> None:
        self._parts, self.columns, self.rows, self.whole = tuple(parts), tuple(columns), rows, whole
        self._at_hand: dict[str, pd.Series] = {}

    @classmethod
    def of(cls, table: pd.DataFrame) -> "KeptTable":
        """A table that stays as it is."""
        return cls([_columns_of(table)], table.columns, len(table), table)

    def frame(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """These columns of all replications, or all."""
        if self.whole is not None:
            return self.whole if names is None else self.whole[list(names)]
        wanted = list(self.columns if names is None else names)
        if self.rows > FEW:
            return self._read(wanted)
        if missing := [name for name in wanted if name not in self._at_hand]:
            read = self._read(missing)
            self._at_hand |= {name: read[name] for name in missing}
        found = pd.DataFrame({name: self._at_hand[name] for name in wanted})
        for name in list(self._at_hand)[:-AT_HAND]:
            del self._at_hand[name]
        return found

    def _read(self, names: list[str]) -> pd.DataFrame:
        return pd.concat(self.parts(names), ignore_index=True)

    def parts(self, names: Sequence[str]) -> Iterator[pd.DataFrame]:
        """These columns of some replications after another."""
        return (part(names) for part in self._parts)

    def followed_by(self, more: "KeptTable") -> "KeptTable":
        """The table with the rows of another below its own."""
        if self.whole is not None and more.whole is not None:
            return KeptTable.of(pd.concat([self.whole, more.whole], ignore_index=True))
        return KeptTable([*self._parts, *more._parts], self.columns, self.rows + more.rows, None)


class Gathering:
    """One table as its replications come in."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._first: pd.DataFrame | None = None
        self._as_they_are: list[pd.DataFrame] = []
        self._waiting: list[pd.DataFrame] = []
        self._size = 0
        self._packed: list[Part] = []
        self._rows = 0

    def add(self, table: pd.DataFrame, replication: int) -> None:
        """The table of the next replication."""
        numbered = table.assign(replication=replication)
        if self._first is None:
            self._first = numbered[:0].copy()
        if table.empty:
            return
        self._rows += len(table)
        size = int(numbered.memory_usage(index=False).sum())
        if not self._waiting and not self._packed and self._spool.takes(size):
            self._as_they_are.append(numbered)
            return
        self._waiting.append(numbered)
        self._size += size
        if self._size >= TOGETHER:
            self._pack()

    def _pack(self) -> None:
        self._packed.append(_packed(pd.concat(self._waiting, ignore_index=True), self._spool))
        self._waiting.clear()
        self._size = 0

    def table(self) -> KeptTable:
        """What has come in."""
        assert self._first is not None
        if self._waiting:
            self._pack()
        if not self._packed:
            return KeptTable.of(pd.concat(self._as_they_are or [self._first], ignore_index=True))
        parts = [*map(_columns_of, self._as_they_are), *self._packed]
        return KeptTable(parts, self._first.columns, self._rows, None)


def _columns_of(table: pd.DataFrame) -> Part:
    return lambda names: table[list(names)]


def _packed(table: pd.DataFrame, spool: Spool) -> Part:
    """The table in the spool: numbers as they are, names by their numbers."""
    kinds = {name: column.dtype for name, column in table.items()}
    numbers = {name: _numbers(column) for name, column in table.items()}
    batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in numbers.items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as stream:
        stream.write_batch(batch)
    content, places = spool.put(sink.getvalue().to_pybytes()), {name: place for place, name in enumerate(numbers)}

    def read(names: Sequence[str]) -> pd.DataFrame:
        options = pa.ipc.IpcReadOptions(included_fields=sorted(places[name] for name in names))
        found = pa.ipc.open_stream(content(), options=options).read_next_batch()
        columns = {name: found.column(name).to_numpy(zero_copy_only=False) for name in names}
        return pd.DataFrame({name: _told(values, kinds[name]) for name, values in columns.items()})

    return read


def _numbers(column: pd.Series) -> NDArray[Any]:
    return np.asarray(column.cat.codes if isinstance(column.dtype, pd.CategoricalDtype) else column)


def _told(values: NDArray[Any], kind: Any) -> Any:
    if isinstance(kind, pd.CategoricalDtype):
        return pd.Categorical.from_codes(values, dtype=kind, validate=False)
    return pd.Series(values, dtype=kind)
