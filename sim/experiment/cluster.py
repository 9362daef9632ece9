"""Many calls on a Dask cluster: a scheduler at an address, and workers anywhere that have this program installed."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, Final, TypeVar

from sim.base.differences import differences, in_words
from sim.base.errors import UserError
from sim.base.program import made_by

T = TypeVar("T")

PATIENCE: Final = 10
"""How many seconds a scheduler may take to answer, and to have a worker."""
AHEAD: Final = 2
"""How many calls are under way for each process, or thread of a worker, so that none waits for its next."""
LOCAL: Final = "local"
"""The address of a cluster on this machine that lasts as long as its calls."""


class ClusterError(UserError):
    """There is no such cluster, or it does not work."""


class ClusterLostError(ClusterError):
    """The cluster cannot go on; what had come back by then is right."""


class Shared:
    """An argument that many calls have in common: a cluster is sent it once."""

    def __init__(self, value: Any) -> None:
        self.value = value


def on_cluster(
    function: Callable[..., T], calls: Iterable[tuple[Any, ...]], address: str, *, in_order: bool
) -> Iterator[T]:
    """What a function returns for each tuple of arguments, in their order or as they are done.

    Arguments are taken from *calls* only as workers become free for them. A call whose worker dies is made by another.
    What comes back does not pass through the scheduler where workers can be reached. Raises `ClusterError` where there
    is no scheduler, it has no workers or other programs, or goes away.
    """
    with _connected(address) as client:
        submit = _submitting(client, function)
        done = (_as_they_came if in_order else _as_they_are_done)(client, map(submit, calls))
        for future in done:
            yield future.result()


def _submitting(client: Any, function: Callable[..., T]) -> Callable[[tuple[Any, ...]], Any]:
    """Gives a call to the cluster."""
    program, sent = made_by(), dict[int, tuple[Shared, Any]]()

    def once(argument: Any) -> Any:
        if not isinstance(argument, Shared):
            return argument
        if id(argument) not in sent:
            sent[id(argument)] = argument, client.submit(_itself, argument.value, pure=False)
        return sent[id(argument)][1]

    return lambda call: client.submit(_called, program, function, *map(once, call), pure=False)


def _itself(value: T) -> T:
    """A value as the result of a call: where its worker dies, the cluster makes it again."""
    return value


def _called(program: dict[str, Any], function: Callable[..., T], *arguments: Any) -> T:
    """The call, on a worker; refused where the worker has another program than who asks."""
    if other := differences(program, made_by()):
        found = f"a worker has another program ({in_words(other)} there): install the same everywhere"
        raise ClusterLostError(found)
    return function(*arguments)


def _as_they_came(client: Any, futures: Iterator[Any]) -> Iterator[Any]:
    under_way = deque[Any]()
    while True:
        while len(under_way) < _room(client) and (future := next(futures, None)) is not None:
            under_way.append(future)
        if not under_way:
            return
        yield under_way.popleft()


def _as_they_are_done(client: Any, futures: Iterator[Any]) -> Iterator[Any]:
    done, waiting = _dask().as_completed(loop=client.loop), 0
    while True:
        while waiting < _room(client) and (future := next(futures, None)) is not None:
            done.add(future)
            waiting += 1
        if not waiting:
            return
        waiting -= 1
        yield next(done)


def _room(client: Any) -> int:
    threads: int = sum(client.nthreads().values())
    return AHEAD * max(threads, 1)


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the cluster at an address."""
    dask = _dask()
    with _client(dask, address) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
            yield client
        except TimeoutError:
            raise ClusterError(
                f"--cluster {address}: has no workers: start some with 'dask worker {address}'"
            ) from None
        except dask.KilledWorker:
            raise ClusterLostError(
                f"--cluster {address}: several workers died over one call, perhaps of memory"
            ) from None
        except ImportError as error:
            missing = f"--cluster {address}: a worker has not this program ({error}): install it there"
            raise ClusterLostError(missing) from None
        except OSError as error:
            raise ClusterLostError(f"--cluster {address}: the scheduler went away ({error})") from None


@contextmanager
def _client(dask: Any, address: str) -> Iterator[Any]:
    if address == LOCAL:
        with (
            dask.LocalCluster(dashboard_address=None, threads_per_worker=1) as cluster,
            dask.Client(cluster, set_as_default=False, direct_to_workers=True) as client,
        ):
            yield client
        return
    try:
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False, direct_to_workers=True)
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        remedy = "start one with 'dask scheduler', or leave --cluster out"
        raise ClusterError(f"--cluster {address}: no scheduler answers ({said}): {remedy}") from None
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close()


def _dask() -> Any:
    """Dask, which only a command on a cluster needs."""
    try:
        return import_module("distributed")
    except ImportError:
        raise ClusterError("--cluster needs Dask: pip install 'approval-sim[cluster]'") from None
