"""Many calls here, on processes of this machine or on a cluster: the one place where work is handed out."""

import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Thread
from typing import Any, Final, TypeVar

from sim.base.errors import UserError
from sim.experiment.cluster import AHEAD, Shared, on_cluster
from sim.outcomes.measure import prepare_measuring
from sim.simulation.engines import prepare

T = TypeVar("T")

LOOKS: Final = 0.5
"""Every so many seconds a worker looks whether its parent is there."""

Workers = int | str
"""So many processes of this machine, 0: one for each processor; or the address of a cluster."""


def processes(workers: int, calls: int | None = None) -> int:
    """How many processes are meant: 0 workers are one for each processor; never more than there are calls."""
    count = workers or os.cpu_count() or 1
    return count if calls is None else min(count, calls)


def stays_here(workers: Workers, calls: int) -> bool:
    """Whether so many calls are all made by this process."""
    return isinstance(workers, int) and processes(workers, calls) == 1


def call_all(
    function: Callable[..., T],
    calls: Iterable[tuple[Any, ...]],
    workers: Workers,
    engine: str,
    *,
    most: int | None = None,
    in_order: bool = True,
) -> Iterator[T]:
    """What a function returns for each tuple of arguments: on this process, on several or on a cluster.

    Arguments are taken from *calls*, of which there are at *most* so many, only as workers become free for them.
    Machine code of the *engine* is made before the first process starts. Raises `UserError` if the system kills a
    process, or a cluster cannot go on.
    """
    if isinstance(workers, str):
        yield from on_cluster(function, calls, workers, in_order=in_order)
        return
    here = (tuple(map(_own, arguments)) for arguments in calls)
    count = processes(workers, most)
    if count <= 1:
        yield from (function(*arguments) for arguments in here)
        return
    yield from _on_processes(function, here, count, engine, in_order=in_order)


def _own(argument: Any) -> Any:
    return argument.value if isinstance(argument, Shared) else argument


def _on_processes(
    function: Callable[..., T], calls: Iterable[tuple[Any, ...]], count: int, engine: str, *, in_order: bool
) -> Iterator[T]:
    from concurrent.futures.process import BrokenProcessPool

    import joblib

    prepare(engine)
    prepare_measuring()
    parallel = joblib.Parallel(
        n_jobs=count, return_as="generator" if in_order else "generator_unordered", batch_size=1,
        pre_dispatch=AHEAD * count, max_nbytes=None, initializer=end_with, initargs=(os.getpid(),),
    )  # fmt: skip
    try:
        yield from parallel(joblib.delayed(function)(*arguments) for arguments in calls)
    except BrokenProcessPool:
        killed = "a worker was killed, perhaps for want of memory: start again, with fewer --workers"
        raise UserError(killed) from None
    except KeyboardInterrupt:
        joblib.externals.loky.get_reusable_executor().shutdown(wait=False, kill_workers=True)
        raise


def end_with(parent: int) -> None:
    """From now on this process leaves signals to its parent, and ends when that does, however it ended."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKS)
    os._exit(1)
