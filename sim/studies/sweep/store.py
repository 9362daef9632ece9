"""The folder of a sweep: a manifest, chunks while it is under way, and the tables when it is done.

The tables are made from the chunks in the order of points, in parts of a fixed size: their bytes do not depend on how
the work was cut, or how often it was interrupted. The manifest then holds a checksum of each: tables that are gone or
spoilt are made anew. Of the chunks see `sim.base.resumable`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.base.errors import UserError
from sim.base.files import whole
from sim.base.program import made_by
from sim.base.resumable import Resumable, Span, file_digest
from sim.scenario.quantities import as_plain
from sim.studies.design import Design
from sim.studies.sweep.manifest import MANIFEST, read_manifest
from sim.studies.sweep.rows import WHY_EMPTY, response_columns

POINTS: Final = "points.parquet"
RUNS: Final = "runs.parquet"
TABLES: Final = "tables"
"""Where the manifest of a finished sweep has the checksums of its tables."""
POINTS_A_PART: Final = 1_000


class Store:
    """The folder of one sweep: its manifest, the chunks that are done, and in the end the tables."""

    def __init__(self, folder: Path, design: Design, engine: str) -> None:
        self.folder, self.design, self.engine = folder, design, engine
        self.kept = Resumable(folder, MANIFEST, self.manifest, "sweep", _identity)
        self.chunks = self.kept.chunks

    @property
    def manifest(self) -> dict[str, Any]:
        """What the tables follow from, and with what they were made, as it is written to the folder."""
        design = self.design
        return {
            "study": design.study.study,
            "digest": design.digest,
            "scenario": design.studied.written.own.get("scenario", design.studied.base.scenario),
            "scenario_digest": design.scenario_digest,
            "seed": design.study.seed,
            "replications": design.study.replications,
            "points": design.size,
            "engine": self.engine,
            "target": design.target,
            **made_by(),
            "factors": [factor.label() for factor in design.factors],
            "written": as_plain(design.study),
            "follows_from": design.follows_from,
        }

    def open(self) -> None:
        """Makes the folder ready, or finds it as it was left. Refuses one that holds anything else."""
        self.kept.open(read_manifest(self.folder) if (self.folder / MANIFEST).exists() else None)

    def close(self) -> None:
        """Lets another sweep have the folder."""
        self.kept.close()

    @property
    def done(self) -> bool:
        """Whether the sweep is finished: the folder has its tables, as they were written."""
        if not (self.folder / MANIFEST).exists():
            return False
        written = read_manifest(self.folder).get(TABLES)
        return isinstance(written, dict) and all(_is_as_written(self.folder / name, written) for name in (POINTS, RUNS))

    def missing(self) -> list[Span]:
        """The points that are not in a chunk, in order."""
        gaps, reached = [], 0
        for (start, stop), _ in self.kept.kept():
            if start > reached:
                gaps.append((reached, start))
            reached = max(reached, stop)
        return [*gaps, (reached, self.design.size)] if reached < self.design.size else gaps

    def still_missing(self) -> int:
        """How many points are not in a chunk."""
        return sum(stop - start for start, stop in self.missing())

    def keep(self, span: Span, rows: pd.DataFrame) -> None:
        """Writes the rows of the points of a span as one chunk, whole or not at all."""
        schema = self._schema()
        self.kept.keep(
            span, pa.Table.from_pandas(rows.reindex(columns=schema.names), schema=schema, preserve_index=False)
        )

    def finish(self) -> None:
        """Makes the tables from the chunks, says in the manifest that they are there, and takes the chunks away."""
        with self.kept.telling():
            self._write_parts(POINTS, self._points())
            self._write_parts(RUNS, self._runs())
            written = {name: file_digest(self.folder / name) for name in (POINTS, RUNS)}
            self.kept.describe(self.manifest | {TABLES: written})
            self.kept.clear()

    def clear(self) -> None:
        """Deletes the chunks, when the tables are made of them."""
        with self.kept.telling():
            self.kept.clear()

    def _parts(self) -> Iterator[Span]:
        size = self.design.size
        return ((start, min(start + POINTS_A_PART, size)) for start in range(0, size, POINTS_A_PART))

    def _points(self) -> Iterator[pa.Table]:
        for start, stop in self._parts():
            yield pa.Table.from_pandas(self.design.table(start, stop), preserve_index=False)

    def _runs(self) -> Iterator[pa.Table]:
        """The rows of each part, with the values of the factors."""
        chunks = iter(self.kept.kept())
        waiting = self._schema().empty_table().to_pandas()
        reached = 0
        for start, stop in self._parts():
            while reached < stop:
                (_, last), path = next(chunks, ((0, 0), None))
                if path is None:
                    raise OSError("a chunk was spoilt meanwhile")
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
        return pa.schema(
            [
                ("point", pa.int64()),
                ("replication", pa.int64()),
                ("class", pa.string()),
                *measured,
                (WHY_EMPTY, pa.string()),
            ]
        )


def _identity(manifest: dict[str, Any]) -> dict[str, Any]:
    """What of a manifest decides the tables."""
    program = {name: manifest.get(name) for name in ("version", "source_digest")}
    follows = manifest.get("follows_from") or {"study": {"study": manifest.get("study")}}
    return {**follows, "engine": manifest.get("engine"), "program": program, "libraries": manifest.get("made_with")}


def read_points(folder: Path) -> pd.DataFrame:
    """The points of a finished sweep: their number and the value of every factor."""
    return _table(folder, POINTS)


def read_runs(folder: Path) -> pd.DataFrame:
    """The rows of a finished sweep: a point, a replication, a class, the values of the factors, what was measured."""
    return _table(folder, RUNS)


def read_so_far(folder: Path) -> pd.DataFrame:
    """The rows of the points that are played, of a sweep that may be under way; without the values of the factors."""
    manifest = read_manifest(folder)
    if isinstance(manifest.get(TABLES), dict):
        return read_runs(folder)
    good = Resumable(folder, MANIFEST, manifest, "sweep", _identity).good()
    parts = [pq.read_table(path).to_pandas() for _, path in good]
    if not parts:
        return pd.DataFrame({"point": [], "class": []})
    together: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return together[~together.duplicated(["point", "replication", "class"])]


def empty_points(folder: Path) -> dict[str, int]:
    """Why points of a finished sweep are empty, and how many for each reason; those of most points first."""
    rows = read_runs(folder)[["point", WHY_EMPTY]].dropna().drop_duplicates()
    return {str(reason): int(count) for reason, count in rows[WHY_EMPTY].value_counts().items()}


def _table(folder: Path, name: str) -> pd.DataFrame:
    written = read_manifest(folder).get(TABLES)
    again = "start the same 'approvals sweep' again"
    if not isinstance(written, dict):
        raise UserError(f"{folder}: the sweep is not finished: {again}")
    if not _is_as_written(folder / name, written):
        raise UserError(f"{folder / name}: is not as the sweep has written it: {again}, it makes the tables anew")
    return pd.read_parquet(folder / name)


def _is_as_written(file: Path, written: dict[str, Any]) -> bool:
    """Whether a table is there with the bytes that it was written with."""
    return file.exists() and file_digest(file) == written.get(file.name)
