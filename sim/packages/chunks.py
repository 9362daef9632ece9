"""Some trials as one chunk of a file, and a table put together again from chunks.

A chunk has rows of five kinds: a `trial` says which replications of a package were played, or why it cannot be; a
`case` (with every clock), a `queue`, a `party` and a part of a `path` are what came of them. Where a replication of a
package is missing, those after it are left aside: they are played again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.base.own_clocks import is_own
from sim.outcomes.clocks import CLOCKS
from sim.packages.play import Tried
from sim.packages.trials import COLUMNS, Table

WORD: Final = pa.dictionary(pa.int32(), pa.string())
TYPES: Final = {
    "package": pa.int64(), "first": pa.int64(), "stop": pa.int64(), "refusal": pa.string(),
    "replication": pa.int64(), "class": WORD, "traits": WORD, "fate": WORD, "cost": pa.float64(),
    **dict.fromkeys(CLOCKS, pa.float64()), "pool": WORD, "before": pa.float64(), "last": pa.float64(),
    "days_before": pa.float64(), "days_last": pa.float64(), "months": pa.float64(), "party": WORD, "days": pa.float64(),
    "case": pa.int64(), "item": WORD, "title_en": WORD, "title_zh": WORD,
}  # fmt: skip
KINDS: Final = {
    "trial": ("package", "first", "stop", "refusal"),
    "case": ("package", *COLUMNS, *CLOCKS),
    "queue": ("package", "replication", "pool", "before", "last", "days_before", "days_last", "months"),
    "party": ("package", "replication", "class", "traits", "party", "days"),
    "path": ("package", "replication", "case", "item", "title_en", "title_zh", "party", "days"),
}
"""The columns of each kind of row; of the clocks those that run."""
PLAYED: Final = ("case", "queue", "party", "path")
NOTHING: Final = pa.schema(list(TYPES.items())).empty_table()
"""A chunk of refusals alone lacks the columns of cases and queues."""

Rows = dict[str, pd.DataFrame]
"""By kind, the rows of one package."""


class Piece(NamedTuple):
    """What was played of a package in one go: the replications from the first to before *stop*."""

    package: int
    first: int
    stop: int
    rows: Rows


def as_chunk(tried: Sequence[Tried]) -> pa.Table:
    """Trials as rows of the five kinds."""
    trials = [(one.number, one.played.start, one.played.stop, one.refusal) for one in tried]
    tables = [_rows("trial", pd.DataFrame(trials, columns=list(KINDS["trial"])))]
    for kind in PLAYED:
        frames = [(one.number, frame) for one in tried if (frame := _of_kind(one, kind)) is not None]
        if frames:
            tables.append(_rows(kind, pd.concat([frame.assign(package=number) for number, frame in frames])))
    return pa.concat_tables(tables, promote_options="default")


def _of_kind(one: Tried, kind: str) -> pd.DataFrame | None:
    return {"case": one.cases, "queue": one.queues, "party": one.parties, "path": one.paths}[kind]


def _rows(kind: str, frame: pd.DataFrame) -> pa.Table:
    names = [name for name in KINDS[kind] if name in frame] + _own_clocks(kind, frame.columns)
    schema = pa.schema([(name, TYPES.get(name, pa.float64())) for name in names])
    plain = frame[names].astype({name: object for name in names if TYPES.get(name) == WORD})
    table = pa.Table.from_pandas(plain, schema=schema, preserve_index=False).replace_schema_metadata()
    return table.add_column(0, "kind", pa.array([kind] * len(frame), pa.string()).dictionary_encode())


def _own_clocks(kind: str, columns: Iterable[str]) -> list[str]:
    """Of the columns of a kind of row, the clocks that are the scenario's own."""
    return [name for name in columns if is_own(name)] if kind == "case" else []


def put_together(chunks: Iterable[Path], clock: str) -> Table:
    """The table of all trials in these chunks, as one clock sees it."""
    columns = [*KINDS["trial"], *COLUMNS, clock, *KINDS["queue"]]
    table = Table(clock)
    for tried in trials_in(chunks, ("case", "queue"), columns):
        table.add(tried)
    return table


def parties_in(chunks: Iterable[Path]) -> dict[int, tuple[pd.DataFrame, pd.DataFrame]]:
    """By package, whose the days were (replication, class, traits, party, days), and the paths of some projects."""
    columns = [*KINDS["trial"], *KINDS["party"], *KINDS["path"]]
    found = trials_in(chunks, ("party", "path"), columns)
    return {one.number: (one.parties, one.paths) for one in found if one.parties is not None and one.paths is not None}


def clocks_in(chunks: Iterable[Path]) -> list[str]:
    """The clocks of the cases in these chunks."""
    there = {name for path in chunks for name in pq.read_schema(path).names}
    return [*(clock for clock in CLOCKS if clock in there), *sorted(name for name in there if is_own(name))]


def packages_in(chunk: Path) -> set[int]:
    """The packages of which a chunk holds trials."""
    return set(pc.unique(pq.read_table(chunk, columns=["package"])["package"]).to_pylist())


def trials_in(
    chunks: Iterable[Path],
    kinds: Collection[str] = PLAYED,
    columns: Collection[str] | None = None,
    packages: Collection[int] | None = None,
) -> Iterator[Tried]:
    """One trial for each package of these chunks, or some *packages*: replications from 0 as far as none is missing.

    Only with what is in *columns*; by default with everything.
    """
    pieces, refused = dict[int, list[Piece]](), dict[int, str]()
    for path in chunks:
        refused |= _take(_read(path, kinds, columns, packages), pieces)
    for package in sorted(pieces.keys() | refused.keys()):
        if package in refused:
            yield Tried(package, None, refusal=refused[package])
        elif (whole := _whole(sorted(pieces[package], key=lambda one: (one.first, -one.stop)))) is not None:
            yield whole


def _read(
    path: Path, kinds: Collection[str], columns: Collection[str] | None, packages: Collection[int] | None
) -> dict[str, pa.Table]:
    """The rows of a chunk by kind, trials among them."""
    there = pq.read_schema(path).names
    wanted = there if columns is None else ["kind", *(name for name in there if name in columns)]
    read = pq.read_table(path, columns=wanted)
    if packages is not None:
        read = read.filter(pc.is_in(read["package"], pa.array(sorted(packages), pa.int64())))
    clocks = [name for name in CLOCKS if name in wanted]
    read = pa.concat_tables(
        [NOTHING.drop([name for name in CLOCKS if name not in clocks]), read], promote_options="default"
    )
    told = read["kind"].cast(pa.string())
    return {
        kind: read.select(
            [name for name in KINDS[kind] if name not in CLOCKS or name in clocks]
            + _own_clocks(kind, read.column_names)
        ).filter(pc.equal(told, kind))
        for kind in ("trial", *kinds)
    }


def _take(rows: dict[str, pa.Table], pieces: dict[int, list[Piece]]) -> dict[int, str]:
    """Puts the pieces of a chunk to those of their packages; gives the packages that cannot be, and why."""
    tables = {kind: table for kind, table in rows.items() if kind != "trial"}
    by_package = {kind: dict(list(table.to_pandas().groupby("package"))) for kind, table in tables.items()}
    nothing = {kind: table.slice(0, 0).to_pandas() for kind, table in tables.items()}
    refused = {}
    for trial in rows["trial"].to_pylist():
        package = trial["package"]
        if trial["refusal"] is not None:
            refused[package] = trial["refusal"]
        else:
            mine = {kind: found.get(package, nothing[kind]) for kind, found in by_package.items()}
            pieces.setdefault(package, []).append(Piece(package, trial["first"], trial["stop"], mine))
    return refused


def _whole(pieces: list[Piece]) -> Tried | None:
    """The pieces of one package that follow one another; of those that overlap, each replication once."""
    reached, kept = 0, list[Rows]()
    for piece in pieces:
        if piece.first > reached:
            break
        if piece.stop > reached:
            kept.append({kind: _between(rows, reached, piece.stop) for kind, rows in piece.rows.items()})
            reached = piece.stop
    if not reached:
        return None
    together = {kind: _joined([rows[kind] for rows in kept]) for kind in kept[0]}
    cases, queues, parties, paths = (together.get(kind) for kind in PLAYED)
    return Tried(pieces[0].package, cases, queues, None, range(reached), parties, paths)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames one after another; those without rows, as of paths, have nothing to say of the kinds of columns."""
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _between(rows: pd.DataFrame, first: int, stop: int) -> pd.DataFrame:
    """The rows of the replications from *first* to before *stop*."""
    mine = rows[(rows["replication"] >= first) & (rows["replication"] < stop)]
    return mine.drop(columns="package").reset_index(drop=True)
