"""A folder in which a long computation keeps what it has: started again, it goes on there and ends as if undisturbed.

A document says from what everything follows, so that two questions, or two programs, never mix. What is computed comes
in chunks; each is written whole or not at all, and bears in its name of which span it is and a checksum over that, over
the document and over its bytes. So a chunk that a failing disk has changed by one bit, that is of another span or of
another folder, counts as not there, and is computed again. One process at a time has the folder.
"""

import hashlib
import json
import os
import re
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.differences import differences, in_words, without_words
from sim.base.errors import StoppedError, UserError
from sim.base.files import PARTIAL, whole

try:
    import fcntl
except ImportError:  # on Windows nothing keeps two processes apart
    fcntl = None  # type: ignore[assignment]

Span = tuple[int, int]
"""From the first to before the second, of whatever is counted: points, trials."""

Document = dict[str, Any]
Identity = Callable[[Document], Document]

CHUNKS: Final = "chunks"
CHUNK_NAME: Final = re.compile(r"([0-9]{9})-([0-9]{9})-([0-9a-f]{16})\.parquet")
KEPT: Final = "what is computed so far is kept"


class Resumable:
    """The folder of one long computation: the document that it follows from, and the chunks that are done.

    *name* is the file of the document, *what* the computation in a word, such as `sweep`. *identity* gives the parts of
    a document that decide the numbers; the others may differ from those of the folder.
    """

    def __init__(self, folder: Path, name: str, document: Document, what: str, identity: Identity) -> None:
        self.folder, self.place, self.what = folder, folder / name, what
        self.document, self.identity = json.loads(json.dumps(document)), identity
        self.key = json.dumps(without_words(identity(self.document)), sort_keys=True).encode()
        self.chunks = folder / CHUNKS
        self.release: Callable[[], object] = lambda: None

    def open(self, found: Document | None, *, among_others: bool = False) -> None:
        """Makes the folder ready, or goes on with it, of which the document is *found*; else there is none.

        Raises `UserError` for a folder that holds anything else, if not *among_others*, or at which another process is
        at work.
        """
        with self.telling():
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock()
            if found is not None:
                self._require_same(found)
            elif not among_others:
                self._require_empty()
            if (document := (found or {}) | self.document) != found:
                self.describe(document)
            for partial in [*self.folder.glob(f"*{PARTIAL}"), *self.chunks.glob(f"*{PARTIAL}")]:
                partial.unlink()

    def close(self) -> None:
        """Lets another process have the folder."""
        self.release()

    def _lock(self) -> None:
        """Two processes in one folder would take away each other's files; the system forgets the lock of a dead one."""
        if fcntl is None:
            return
        held = os.open(self.folder, os.O_RDONLY)
        self.release = weakref.finalize(self, os.close, held)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise UserError(
                f"{self.folder}: another {self.what} is at work here: wait for it, or choose another folder"
            ) from None

    def _require_empty(self) -> None:
        if left := sorted(path.name for path in self.folder.iterdir() if not path.name.endswith(PARTIAL)):
            raise UserError(f"{self.folder}: holds '{left[0]}' and no {self.what}: choose an empty folder")

    def _require_same(self, found: Document) -> None:
        different = differences(self.identity(found), self.identity(self.document))
        if different:
            held = f"holds another {self.what} ({in_words(different)})"
            raise UserError(f"{self.folder}: {held}: choose another folder, the two do not mix")

    def describe(self, document: Document) -> None:
        """Writes the document, perhaps with more beside it."""
        with self.telling():
            _write(self.place, json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")

    def keep(self, span: Span, table: pa.Table) -> Path:
        """Writes what was computed of a span as one chunk, whole or not at all; gives its place."""
        content = as_parquet(table)
        place = self.chunks / f"{_named(span)}-{self._checksum(span, content)}.parquet"
        with self.telling():
            self.chunks.mkdir(exist_ok=True)
            if not place.exists():
                _write(place, content)
        return place

    def only(self, places: set[Path]) -> None:
        """Deletes the chunks at all other places, for these hold the same."""
        with self.telling():
            for path in self._found():
                if path not in places:
                    path.unlink(missing_ok=True)

    def kept(self) -> list[tuple[Span, Path]]:
        """Every good chunk, by its span; one that was spoilt or misnamed is taken away."""
        good = []
        for path in self._found():
            span = self._span(path)
            if span is None:
                path.unlink(missing_ok=True)
            else:
                good.append((span, path))
        return good

    def good(self) -> list[tuple[Span, Path]]:
        """Every good chunk, by its span; nothing is taken away, for who only reads."""
        return [(span, path) for path in self._found() if (span := self._span(path)) is not None]

    def clear(self) -> None:
        """Deletes the chunks."""
        for path in self.chunks.iterdir() if self.chunks.exists() else ():
            path.unlink(missing_ok=True)
        if self.chunks.exists():
            self.chunks.rmdir()

    def _found(self) -> list[Path]:
        return sorted(self.chunks.glob("*.parquet")) if self.chunks.exists() else []

    def _span(self, path: Path) -> Span | None:
        """Of which span a chunk is; none if its name or its bytes are not as they were written."""
        named = CHUNK_NAME.fullmatch(path.name)
        if named is None:
            return None
        span = int(named[1]), int(named[2])
        try:
            return span if self._checksum(span, path.read_bytes()) == named[3] else None
        except OSError:
            return None

    def _checksum(self, span: Span, content: bytes) -> str:
        told = hashlib.sha256(self.key + f"\n{_named(span)}\n".encode())
        told.update(content)
        return told.hexdigest()[:16]

    @contextmanager
    def telling(self) -> Iterator[None]:
        """A full or failing disk is told in one line; what is on it stays. So does what is there when it is stopped."""
        try:
            yield
        except OSError as error:
            said = error.strerror or str(error)
            kept = f"{KEPT}; make room and start the same command again"
            raise StoppedError(f"{self.folder}: cannot be written to ({said})", kept) from None


def file_digest(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def as_parquet(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _named(span: Span) -> str:
    return f"{span[0]:09d}-{span[1]:09d}"


def _write(path: Path, content: bytes) -> None:
    with whole(path) as file:
        file.write(content)
