"""The folder of a sweep: a manifest, chunks while it is under way, and the tables when it is done.

A chunk is written beside its place and then moved there in one step, so that whenever the machine stops, a chunk is
there as a whole or not at all. The tables are made from the chunks in the order of points, in parts of a fixed size:
their bytes do not depend on how the work was cut, or how often it was interrupted.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.errors import StoppedError, UserError
from sim.base.files import PARTIAL, whole
from sim.scenario.quantities import as_plain
from sim.studies.design import Design
from sim.studies.sweep.chunks import Span
from sim.studies.sweep.rows import response_columns

try:
    import fcntl
except ImportError:  # on Windows nothing keeps two sweeps apart
    fcntl = None  # type: ignore[assignment]

MANIFEST: Final = "manifest.json"
POINTS: Final = "points.parquet"
RUNS: Final = "runs.parquet"
CHUNKS: Final = "chunks"
POINTS_A_PART: Final = 1_000
CHUNK_NAME: Final = re.compile(r"([0-9]{9})-([0-9]{9})\.parquet")
MADE_WITH: Final = ("numpy", "pandas", "pyarrow", "scipy", "SALib")


class Store:
    """The folder of one sweep: its manifest, the chunks that are done, and in the end the tables."""

    def __init__(self, folder: Path, design: Design, engine: str) -> None:
        self.folder, self.design, self.engine = folder, design, engine
        self.chunks = folder / CHUNKS
        self.held: BinaryIO | None = None

    @property
    def manifest(self) -> dict[str, Any]:
        """What the tables follow from, and with what they were made, as it is written to the folder."""
        design = self.design
        return {
            "study": design.study.study,
            "digest": design.digest,
            "scenario": design.world.written.own.get("scenario", design.world.base.scenario),
            "scenario_digest": design.scenario_digest,
            "seed": design.study.seed,
            "replications": design.study.replications,
            "points": design.size,
            "engine": self.engine,
            "target": design.target,
            "version": version("approval-sim"),
            "made_with": {name: version(name) for name in MADE_WITH},
            "factors": [factor.label() for factor in design.factors],
            "written": as_plain(design.study),
        }

    def open(self) -> None:
        """Makes the folder ready, or finds it as it was left. Refuses one that holds anything else."""
        with self._telling():
            self.folder.mkdir(parents=True, exist_ok=True)
            there = self.folder / MANIFEST
            if there.exists():
                self._require_same(read_manifest(self.folder))
            elif left := sorted(path.name for path in self.folder.iterdir() if not path.name.endswith(PARTIAL)):
                message = f"holds '{left[0]}' and no sweep: choose an empty folder"
                raise UserError(f"{self.folder}: {message}")
            else:
                _write(there, json.dumps(self.manifest, ensure_ascii=False, indent=1).encode() + b"\n")
            self.held = there.open("rb")
            self._require_alone()
            if not self.done:
                self.chunks.mkdir(exist_ok=True)
            for partial in [*self.folder.glob(f"*{PARTIAL}"), *self.chunks.glob(f"*{PARTIAL}")]:
                partial.unlink()

    def close(self) -> None:
        """Lets another sweep have the folder."""
        if self.held is not None:
            self.held.close()

    def _require_alone(self) -> None:
        """Two sweeps in one folder would take away each other's files; the system forgets the lock of one that died."""
        assert self.held is not None
        if fcntl is None:
            return
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"{self.folder}: another sweep is at work here: wait for it, or choose another folder"
            ) from None

    def _require_same(self, found: dict[str, Any]) -> None:
        mine = self.manifest
        for key, what in (("digest", "another study"), ("engine", "another engine"), ("version", "another version")):
            if found.get(key) != mine[key]:
                was = f"{found.get('study')} ({what}: {found.get(key)}, this is {mine[key]})"
                raise UserError(f"{self.folder}: holds the sweep {was}: choose another folder, the two do not mix")

    @property
    def done(self) -> bool:
        """Whether the sweep is finished: the folder has its tables."""
        return (self.folder / RUNS).exists()

    def missing(self) -> list[Span]:
        """The points that are not in a chunk, in order."""
        gaps, reached = [], 0
        for (start, stop), _ in self._chunks():
            if start > reached:
                gaps.append((reached, start))
            reached = max(reached, stop)
        return [*gaps, (reached, self.design.size)] if reached < self.design.size else gaps

    def _chunks(self) -> list[tuple[Span, Path]]:
        """Every whole chunk, in the order of points; one that a failing disk has spoilt is taken away."""
        found = []
        for path in sorted(self.chunks.glob("*.parquet")) if self.chunks.exists() else []:
            named = CHUNK_NAME.fullmatch(path.name)
            if named is None or not _is_readable(path):
                path.unlink()
                continue
            found.append(((int(named[1]), int(named[2])), path))
        return found

    def keep(self, span: Span, rows: pd.DataFrame) -> None:
        """Writes the rows of the points of a span as one chunk, whole or not at all."""
        with self._telling():
            start, stop = span
            schema = self._schema()
            table = pa.Table.from_pandas(rows.reindex(columns=schema.names), schema=schema, preserve_index=False)
            _write(self.chunks / f"{start:09d}-{stop:09d}.parquet", _as_bytes(table))

    def finish(self) -> None:
        """Makes the tables from the chunks, and takes these away."""
        with self._telling():
            self._write_parts(POINTS, self._points())
            self._write_parts(RUNS, self._runs())
            self.clear()

    def clear(self) -> None:
        """Deletes the chunks, when the tables are made of them."""
        if self.chunks.exists():
            for path in self.chunks.iterdir():
                path.unlink()
            self.chunks.rmdir()

    def _parts(self) -> Iterator[Span]:
        size = self.design.size
        return ((start, min(start + POINTS_A_PART, size)) for start in range(0, size, POINTS_A_PART))

    def _points(self) -> Iterator[pa.Table]:
        for start, stop in self._parts():
            yield pa.Table.from_pandas(self.design.table(start, stop), preserve_index=False)

    def _runs(self) -> Iterator[pa.Table]:
        """The rows of each part, with the values of the factors."""
        chunks = iter(self._chunks())
        waiting = self._schema().empty_table().to_pandas()
        reached = 0
        for start, stop in self._parts():
            while reached < stop:
                (_, last), path = next(chunks)
                rows = pq.read_table(path).to_pandas()
                waiting = pd.concat([waiting, rows[rows["point"] >= reached]], ignore_index=True)
                reached = max(reached, last)
            mine, waiting = waiting[waiting["point"] < stop], waiting[waiting["point"] >= stop]
            joined = self.design.table(start, stop).merge(mine, on="point", validate="one_to_many")
            yield pa.Table.from_pandas(joined, preserve_index=False)

    def _write_parts(self, name: str, parts: Iterator[pa.Table]) -> None:
        first = next(parts)
        schema = first.schema.remove_metadata()
        with (
            whole(self.folder / name) as file,
            pq.ParquetWriter(file, schema, compression="zstd") as writer,
        ):
            writer.write_table(first.cast(schema))
            for part in parts:
                writer.write_table(part.cast(schema))

    def _schema(self) -> pa.Schema:
        measured = [
            (name, pa.int64() if name.endswith(".n") else pa.float64()) for name in response_columns(self.design)
        ]
        return pa.schema([("point", pa.int64()), ("replication", pa.int64()), ("class", pa.string()), *measured])

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A full or failing disk is told in one line; what is on it stays."""
        try:
            yield
        except OSError as error:
            said = error.strerror or str(error)
            kept = "what is computed so far is kept; make room and start the same command again"
            raise StoppedError(f"{self.folder}: cannot be written to ({said})", kept) from None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in the folder of a sweep; raises `UserError` where there is none that can be read."""
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(f"{folder}: no sweep is here: make one with 'approvals sweep STUDY -o {folder}'") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read ({error}): choose another folder") from None
    if not isinstance(manifest, dict) or "digest" not in manifest:
        raise UserError(f"{path}: is not the manifest of a sweep: choose another folder")
    return manifest


def read_points(folder: Path) -> pd.DataFrame:
    """The points of a finished sweep: their number and the value of every factor."""
    return _table(folder, POINTS)


def read_runs(folder: Path) -> pd.DataFrame:
    """The rows of a finished sweep: a point, a replication, a class, the values of the factors, what was measured."""
    return _table(folder, RUNS)


def _table(folder: Path, name: str) -> pd.DataFrame:
    read_manifest(folder)
    if not (folder / RUNS).exists():
        raise UserError(f"{folder}: the sweep is not finished: start the same 'approvals sweep' again")
    return pd.read_parquet(folder / name)


def _as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


def _write(path: Path, content: bytes) -> None:
    with whole(path) as file:
        file.write(content)


def _is_readable(path: Path) -> bool:
    try:
        pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError):
        return False
    return True
