"""Some trials as one chunk of a file, and a table put together again from chunks.

A chunk has rows of three kinds: a `trial` says which replications of a package were played, or why it cannot be; a
`case` and a `queue` are what came of them. Where a replication of a package is missing, those after it are left aside:
they are played again.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.packages.play import Tried
from sim.packages.trials import COLUMNS, QUEUES, Table

WORD: Final = pa.dictionary(pa.int32(), pa.string())
TRIALS: Final = ("package", "first", "stop", "refusal")
TYPES: Final = {
    "package": pa.int64(), "first": pa.int64(), "stop": pa.int64(), "refusal": pa.string(),
    "replication": pa.int64(), "class": WORD, "traits": WORD, "fate": WORD, "days": pa.float64(),
    "open": pa.bool_(), "cost": pa.float64(), "pool": WORD, "before": pa.float64(), "last": pa.float64(),
    "days_before": pa.float64(), "days_last": pa.float64(), "months": pa.float64(),
}  # fmt: skip
KINDS: Final = {"trial": TRIALS, "case": COLUMNS, "queue": QUEUES}
NOTHING: Final = pa.schema(list(TYPES.items())).empty_table()
"""A chunk of refusals alone lacks the columns of cases and queues."""


class Piece(NamedTuple):
    """What was played of a package in one go: the replications from the first to before *stop*."""

    package: int
    first: int
    stop: int
    cases: pd.DataFrame
    queues: pd.DataFrame | None


def as_chunk(tried: Sequence[Tried]) -> pa.Table:
    """Trials as rows of the three kinds."""
    trials = pd.DataFrame(
        [(one.number, one.played.start, one.played.stop, one.refusal) for one in tried], columns=list(TRIALS)
    )
    cases = [one.cases.assign(package=one.number) for one in tried if one.cases is not None]
    queues = [one.queues.assign(package=one.number) for one in tried if one.queues is not None]
    tables = [_rows("trial", trials)]
    tables += [_rows(kind, pd.concat(rows)) for kind, rows in (("case", cases), ("queue", queues)) if rows]
    return pa.concat_tables(tables, promote_options="default")


def _rows(kind: str, frame: pd.DataFrame) -> pa.Table:
    names = KINDS[kind]
    schema = pa.schema([(name, TYPES[name]) for name in names])
    plain = frame[list(names)].astype({name: object for name in names if TYPES[name] == WORD})
    table = pa.Table.from_pandas(plain, schema=schema, preserve_index=False).replace_schema_metadata()
    return table.add_column(0, "kind", pa.array([kind] * len(frame), pa.string()).dictionary_encode())


def put_together(chunks: Iterable[Path]) -> Table:
    """The table of all trials in these chunks: of each package the replications from 0 as far as none is missing."""
    table, pieces = Table(), dict[int, list[Piece]]()
    for path in chunks:
        read = pa.concat_tables([NOTHING, pq.read_table(path)], promote_options="default")
        kinds = read["kind"].cast(pa.string()).to_pandas()
        rows = {kind: read.select(list(names)).filter(pa.array(kinds == kind)) for kind, names in KINDS.items()}
        table.refused |= _take(rows, pieces)
    for package in sorted(pieces):
        _add(table, sorted(pieces[package], key=lambda one: (one.first, -one.stop)))
    return table


def _take(rows: dict[str, pa.Table], pieces: dict[int, list[Piece]]) -> dict[int, str]:
    """Puts the pieces of a chunk to those of their packages; gives the packages that cannot be, and why."""
    cases, queues = (dict(list(rows[kind].to_pandas().groupby("package"))) for kind in ("case", "queue"))
    nobody, refused = rows["case"].slice(0, 0).to_pandas(), {}
    for trial in rows["trial"].to_pylist():
        package, first, stop = trial["package"], trial["first"], trial["stop"]
        if trial["refusal"] is not None:
            refused[package] = trial["refusal"]
        else:
            one = Piece(package, first, stop, cases.get(package, nobody), queues.get(package))
            pieces.setdefault(package, []).append(one)
    return refused


def _add(table: Table, pieces: list[Piece]) -> None:
    """Adds the pieces of one package that follow one another; of those that overlap, each replication once."""
    reached = 0
    for piece in pieces:
        if piece.first > reached:
            return
        if piece.stop > reached:
            cases, queues = (_between(rows, reached, piece.stop) for rows in (piece.cases, piece.queues))
            assert cases is not None
            table.add(Tried(piece.package, cases, queues, played=range(reached, piece.stop)))
            reached = piece.stop


def _between(rows: pd.DataFrame | None, first: int, stop: int) -> pd.DataFrame | None:
    """The rows of the replications from *first* to before *stop*."""
    if rows is None:
        return None
    mine = rows[(rows["replication"] >= first) & (rows["replication"] < stop)]
    return mine.drop(columns="package").reset_index(drop=True)
