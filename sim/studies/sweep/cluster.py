"""A sweep on a Dask cluster: a scheduler at an address, and workers anywhere that have this program installed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final

from sim.base.errors import StoppedError, UserError
from sim.experiment.parallel import AHEAD
from sim.studies.design import Design
from sim.studies.sweep.chunks import Backlog, Played, Task

PATIENCE: Final = 10
"""How many seconds a scheduler may take to answer, and to have a worker."""

KEPT: Final = "what is computed so far is kept, start the same command again"


class Cluster:
    """Computers that play chunks of a sweep, behind the scheduler of Dask at an address."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address

    def played(self, play: Callable[..., Played], task: Task, design: Design, backlog: Backlog) -> Iterator[Played]:
        """Chunks in the order in which they are done; a few are under way for every thread."""
        spans = iter(backlog)
        done = _dask().as_completed(loop=self.client.loop)
        waiting = 0
        while True:
            while waiting < AHEAD * max(sum(self.client.nthreads().values()), 1):
                span = next(spans, None)
                if span is None:
                    break
                done.add(self.client.submit(play, task, design.points[slice(*span)], span, pure=False))
                waiting += 1
            if not waiting:
                return
            future = next(done)
            waiting -= 1
            yield future.result()


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The cluster at an address. Raises `UserError` where there is none, or it goes away."""
    dask = _dask()
    try:
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        remedy = "start one with 'dask scheduler', or leave --cluster out"
        raise UserError(f"--cluster {address}: no scheduler answers ({said}): {remedy}") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        yield Cluster(client, address)
    except TimeoutError:
        raise UserError(f"--cluster {address}: has no workers: start some with 'dask worker {address}'") from None
    except dask.KilledWorker:
        mistake = f"--cluster {address}: several workers died over one chunk, perhaps of memory"
        raise StoppedError(mistake, KEPT) from None
    except ImportError as error:
        raise UserError(f"--cluster {address}: a worker has not this program ({error}): install it there") from None
    except OSError as error:
        raise StoppedError(f"--cluster {address}: the scheduler went away ({error})", KEPT) from None
    finally:
        with suppress(OSError, TimeoutError):
            client.close()


def _dask() -> Any:
    """Dask, which only a sweep on a cluster needs."""
    try:
        return import_module("distributed")
    except ImportError:
        raise UserError("--cluster needs Dask: pip install 'approval-sim[cluster]'") from None
