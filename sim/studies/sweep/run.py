"""The sweep itself: what is missing is played, kept chunk by chunk, and made into tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sim.base.errors import StoppedError
from sim.base.stops import keeping
from sim.experiment.cluster import ClusterLostError
from sim.experiment.parallel import Workers
from sim.studies.design import Design
from sim.studies.sweep.chunks import Backlog
from sim.studies.sweep.execute import chunks
from sim.studies.sweep.rows import Play, played, require_known_responses
from sim.studies.sweep.store import Store

Progress = Callable[[int], None]
"""Called with how many more points are done."""
KEPT: Final = "what is computed so far is kept, start the same command again"


def sweep(
    design: Design,
    folder: Path,
    *,
    workers: Workers = 0,
    engine: str = "compiled",
    progress: Progress | None = None,
    play: Play = played,
) -> None:
    """Plays every point of a design and leaves `points.parquet`, `runs.parquet` and `manifest.json` in a folder.

    A folder that holds a part of the same sweep is gone on with. Raises `UserError` where the folder, the cluster or a
    point does not allow it; what was computed is kept.

    >>> import sim, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sim.sweep(sim.load_study("tests/unit/studies/town.yaml"), pathlib.Path(folder), workers=1)
    ...     sorted(file.name for file in pathlib.Path(folder).iterdir())
    ['manifest.json', 'points.parquet', 'runs.parquet']
    """
    if play is played:
        require_known_responses(design, engine)
    store = Store(folder, design, engine)
    try:
        store.open()
        report = progress or (lambda points: None)
        missing = [] if store.done else store.missing()
        report(design.size - sum(stop - start for start, stop in missing))
        if missing:
            with keeping(folder, lambda: f"{design.size - store.still_missing():,} of {design.size:,} points are"):
                _play(store, play, Backlog(missing), workers, report)
        if not store.done:
            store.finish()
        store.clear()
    finally:
        store.close()


def _play(store: Store, play: Play, backlog: Backlog, workers: Workers, report: Progress) -> None:
    """After a mistake nothing new is begun, but what is under way is kept."""
    mistakes = []
    try:
        for chunk in chunks(store.design, play, store.engine, backlog, workers):
            backlog.learn(chunk)
            start, stop = chunk.span
            if stop > start:
                store.keep(chunk.span, chunk.rows)
                report(stop - start)
            if chunk.mistake is not None:
                backlog.stopped = True
                mistakes.append(chunk.mistake)
    except ClusterLostError as error:
        raise StoppedError(str(error), KEPT) from None
    if mistakes:
        raise StoppedError(min(mistakes), f"the points that were computed are kept in {store.folder}")
