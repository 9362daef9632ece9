"""Many plays on the processes of this machine: the one place where they are started, and where a dead one is told."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from sim.base.errors import UserError
from sim.outcomes.measure import prepare_measuring
from sim.simulation.engines import prepare

T = TypeVar("T")

AHEAD: Final = 2
"""How many calls are waiting for each process."""


def processes(workers: int, calls: int | None = None) -> int:
    """How many processes are meant: 0 workers are one for each processor; never more than there are calls."""
    count = workers or os.cpu_count() or 1
    return count if calls is None else min(count, calls)


def on_processes(
    function: Callable[..., T], calls: Iterable[tuple[Any, ...]], count: int, engine: str, *, in_order: bool = True
) -> Iterator[T]:
    """What a function returns for each tuple of arguments, on so many processes; on one, here.

    Arguments are taken from *calls* only as processes become free for them. Machine code of the *engine* is made before
    the first starts. Raises `UserError` if the system kills a process.
    """
    if count <= 1:
        yield from (function(*arguments) for arguments in calls)
        return
    from concurrent.futures.process import BrokenProcessPool

    import joblib

    prepare(engine)
    prepare_measuring()
    order = "generator" if in_order else "generator_unordered"
    parallel = joblib.Parallel(n_jobs=count, return_as=order, batch_size=1, pre_dispatch=AHEAD * count)
    try:
        yield from parallel(joblib.delayed(function)(*arguments) for arguments in calls)
    except BrokenProcessPool:
        killed = "a worker was killed, perhaps for want of memory: start again, with fewer --workers"
        raise UserError(killed) from None
