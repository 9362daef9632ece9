"""Chunks of a sweep are played here, on several processes, or on a cluster."""

import time
from collections.abc import Iterator
from functools import lru_cache

import cloudpickle
import pandas as pd

from sim.base.arrays import Floats
from sim.base.differences import differences, in_words
from sim.base.errors import ScenarioError, UserError
from sim.base.program import made_by
from sim.base.resumable import Span
from sim.experiment.parallel import on_processes, processes
from sim.studies.design import Design
from sim.studies.sweep.chunks import Backlog, Chunks, Played, Task
from sim.studies.sweep.rows import Play, Row, empty


def play_chunk(task: Task, values: Floats, span: Span) -> Played:
    """Plays points one after another; a mistake in one keeps those before it."""
    begun = time.perf_counter()
    if other := differences(task.program, made_by()):
        found = f"a worker has another program ({in_words(other)} there): install the same everywhere"
        return Played((span[0], span[0]), pd.DataFrame(), 0.0, found)
    design, play, engine = _unpacked(task.packed)
    rows: list[Row] = []
    mistake, stop = None, span[0]
    for at in values:
        try:
            rows += [{"point": stop, **row} for row in _played(play, design, at, engine)]
        except UserError as error:
            mistake = f"{design.source}: point {stop}: {error}"
            break
        stop += 1
    return Played((span[0], stop), pd.DataFrame(rows), time.perf_counter() - begun, mistake)


def _played(play: Play, design: Design, at: Floats, engine: str) -> list[Row]:
    """The rows of a point; of one whose scenario cannot be, or in which no case comes, the reason."""
    try:
        return play(design, at, engine)
    except ScenarioError as error:
        where = f"{error.path}: " if error.path else ""
        return empty(design, f"{where}{error.message}")


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Design, Play, str]:
    unpacked: tuple[Design, Play, str] = cloudpickle.loads(packed)
    return unpacked


def here(workers: int, engine: str) -> Chunks:
    """Plays on so many processes of this machine; 0: one for each processor."""
    count = processes(workers)

    def chunks(task: Task, design: Design, backlog: Backlog) -> Iterator[Played]:
        calls = ((task, design.points[slice(*span)], span) for span in backlog)
        return on_processes(play_chunk, calls, count, engine, in_order=False)

    return chunks


def on_cluster(address: str) -> Chunks:
    """Plays on a Dask cluster; a chunk whose worker dies is played by another."""

    def chunks(task: Task, design: Design, backlog: Backlog) -> Iterator[Played]:
        from sim.studies.sweep.cluster import connected

        with connected(address) as cluster:
            yield from cluster.played(play_chunk, task, design, backlog)

    return chunks
