"""The points of a sweep, cut into chunks of seconds and played here, on several processes, or on a cluster."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from typing import Final

import cloudpickle
import joblib
import pandas as pd

from sim.arrays import Floats
from sim.design import Design
from sim.engines import prepare
from sim.errors import UserError
from sim.sweep.rows import Play, Row
from sim.sweep.store import Span

CHUNK_SECONDS: Final = 2.0
MOST_IN_CHUNK: Final = 2_000
GROWTH: Final = 4
AHEAD: Final = 2
"""How many chunks are waiting for each worker."""


@dataclass(frozen=True)
class Played:
    """A chunk that was played: as far as it came, and what stopped it."""

    span: Span
    rows: pd.DataFrame
    seconds: float
    mistake: str | None = None


class Backlog:
    """What is still to be played, handed out in chunks that grow until one takes seconds."""

    def __init__(self, gaps: list[Span]) -> None:
        self.gaps, self.size, self.stopped = list(gaps), 1, False

    def __iter__(self) -> Iterator[Span]:
        while self.gaps and not self.stopped:
            start, end = self.gaps.pop(0)
            stop = min(start + self.size, end)
            if stop < end:
                self.gaps.insert(0, (stop, end))
            yield start, stop

    def learn(self, chunk: Played) -> None:
        """The next chunks are of a size that takes `CHUNK_SECONDS`, as far as this one tells."""
        points = chunk.span[1] - chunk.span[0]
        wanted = round(CHUNK_SECONDS * points / max(chunk.seconds, 1e-9))
        self.size = max(1, min(wanted, points * GROWTH, MOST_IN_CHUNK))


@dataclass(frozen=True)
class Task:
    """What a worker must know to play points: sent with every chunk, unpacked once."""

    packed: bytes
    version: str

    @classmethod
    def of(cls, design: Design, play: Play, engine: str) -> "Task":
        """The design without its points, for each chunk brings its own."""
        bare = replace(design, points=design.points[:0])
        return cls(cloudpickle.dumps((bare, play, engine)), version("approval-sim"))


def play_chunk(task: Task, values: Floats, span: Span) -> Played:
    """Plays points one after another; a mistake in one keeps those before it."""
    begun = time.perf_counter()
    if task.version != version("approval-sim"):
        found = f"a worker has version {version('approval-sim')}, this is {task.version}"
        return Played((span[0], span[0]), pd.DataFrame(), 0.0, f"{found}: install the same everywhere")
    design, play, engine = _unpacked(task.packed)
    rows: list[Row] = []
    mistake, stop = None, span[0]
    for at in values:
        try:
            rows += [{"point": stop, **row} for row in play(design, at, engine)]
        except UserError as error:
            mistake = f"{design.source}: point {stop}: {error}"
            break
        stop += 1
    return Played((span[0], stop), pd.DataFrame(rows), time.perf_counter() - begun, mistake)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Design, Play, str]:
    unpacked: tuple[Design, Play, str] = cloudpickle.loads(packed)
    return unpacked


Chunks = Callable[[Task, Design, Backlog], Iterator[Played]]


def here(workers: int, engine: str) -> Chunks:
    """Plays on so many processes of this machine; 0: one for each processor."""
    count = workers or os.cpu_count() or 1

    def chunks(task: Task, design: Design, backlog: Backlog) -> Iterator[Played]:
        if count == 1:
            yield from (play_chunk(task, design.points[slice(*span)], span) for span in backlog)
            return
        prepare(engine)
        parallel = joblib.Parallel(
            n_jobs=count, return_as="generator_unordered", batch_size=1, pre_dispatch=AHEAD * count
        )
        try:
            yield from parallel(joblib.delayed(play_chunk)(task, design.points[slice(*span)], span) for span in backlog)
        except BrokenProcessPool:
            raise UserError(
                "a worker was killed, perhaps for want of memory: start again, with fewer --workers"
            ) from None

    return chunks


def on_cluster(address: str) -> Chunks:
    """Plays on a Dask cluster; a chunk whose worker dies is played by another."""

    def chunks(task: Task, design: Design, backlog: Backlog) -> Iterator[Played]:
        from sim.sweep.cluster import connected

        with connected(address) as cluster:
            yield from cluster.played(play_chunk, task, design, backlog)

    return chunks
