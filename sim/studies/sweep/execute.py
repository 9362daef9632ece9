"""Chunks of a sweep are played here, on several processes, or on a cluster."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import cloudpickle
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import ScenarioError, UserError
from sim.base.resumable import Span
from sim.experiment.cluster import Shared
from sim.experiment.parallel import Workers, call_all
from sim.studies.design import Design
from sim.studies.sweep.chunks import Backlog, Played
from sim.studies.sweep.rows import Play, Row, empty


def chunks(design: Design, play: Play, engine: str, backlog: Backlog, workers: Workers) -> Iterator[Played]:
    """The chunks that a backlog hands out, in the order in which they are done."""
    bare = replace(design, points=design.points[:0])
    task = Shared(cloudpickle.dumps((bare, play, engine)))
    calls = ((task, design.points[slice(*span)], span) for span in backlog)
    return call_all(play_chunk, calls, workers, engine, in_order=False)


def play_chunk(task: bytes, values: Floats, span: Span) -> Played:
    """Plays points one after another; a mistake in one keeps those before it."""
    begun = time.perf_counter()
    design, play, engine = _unpacked(task)
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
