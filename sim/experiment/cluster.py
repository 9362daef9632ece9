"""Many calls on a Dask cluster: a scheduler at an address, and workers anywhere that have this program installed."""

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from math import inf
from typing import Any, Final, TypeVar

from sim.base.differences import differences, in_words
from sim.base.errors import UserError, shown
from sim.base.program import made_by

T = TypeVar("T")

PATIENCE: Final = 10
"""How many seconds a scheduler may take to answer, and to have a worker."""
LOOKS: Final = 1.0
"""Every so many seconds it is looked how many workers there are."""
BREATH: Final = 0.005
"""So many seconds pass before it is looked again whether a call is done."""
THEIR_PROGRAM: Final = "__import__('sim.base.program', fromlist=['made_by']).made_by()"
"""What a process of the cluster says of its program."""
AHEAD: Final = 2
"""How many calls are under way for each process, or thread of a worker, so that none waits for its next."""
ADDRESS: Final = re.compile(r"(?:tcp|tls)://(?:[^\s:/@]+|\[[0-9a-fA-F:.]+\]):(?P<port>[0-9]{1,5})")
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
    with _connected(address) as cluster:
        submit = _submitting(cluster.client, function)
        done = (_as_they_came if in_order else _as_they_are_done)(cluster, map(submit, calls))
        for future in done:
            yield future.result()


class _Cluster:
    """A cluster as this program sees it through its *client*."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.threads, self.looked = 0, -inf

    def room(self) -> int:
        """How many calls may be under way; looked at every second, for each look is a question to the scheduler."""
        if time.monotonic() - self.looked >= LOOKS:
            self.threads, self.looked = sum(self.client.nthreads().values()), time.monotonic()
        return AHEAD * max(self.threads, 1)

    def until(self, ready: Callable[[], bool]) -> None:
        """Waits; raises `ClusterLostError` where there has been no worker for a while, so that nothing would come."""
        last = time.monotonic()
        while not ready():
            self.room()
            if self.threads:
                last = time.monotonic()
            elif time.monotonic() - last > PATIENCE:
                raise ClusterLostError(
                    f"--cluster {self.address}: has had no worker for {PATIENCE} seconds: "
                    f"look why they ended, start some with 'dask worker {self.address}'"
                )
            time.sleep(BREATH)


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
        raise ClusterLostError(_other_program(other))
    return function(*arguments)


def _as_they_came(cluster: _Cluster, futures: Iterator[Any]) -> Iterator[Any]:
    under_way = deque[Any]()
    while True:
        while len(under_way) < cluster.room() and (future := next(futures, None)) is not None:
            under_way.append(future)
        if not under_way:
            return
        cluster.until(under_way[0].done)
        yield under_way.popleft()


def _as_they_are_done(cluster: _Cluster, futures: Iterator[Any]) -> Iterator[Any]:
    done, waiting = _dask().as_completed(loop=cluster.client.loop), 0
    while True:
        while waiting < cluster.room() and (future := next(futures, None)) is not None:
            done.add(future)
            waiting += 1
        if not waiting:
            return
        cluster.until(done.has_ready)
        waiting -= 1
        yield next(done)


@contextmanager
def _connected(address: str) -> Iterator[_Cluster]:
    """The cluster at an address, with workers that have this program."""
    dask = _dask()
    with _client(dask, address) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
            _require_program(client, address)
            yield _Cluster(client, address)
        except TimeoutError:
            raise ClusterError(
                f"--cluster {address}: has no workers: start some with 'dask worker {address}'"
            ) from None
        except dask.KilledWorker:
            raise ClusterLostError(
                f"--cluster {address}: several workers died over one call, perhaps of memory: give them more"
            ) from None
        except ImportError as error:
            missing = f"--cluster {address}: a worker has not this program ({error}): install it there"
            raise ClusterLostError(missing) from None
        except (OSError, dask.CancelledError) as error:
            went = f"--cluster {address}: the scheduler went away ({type(error).__name__}): start it again"
            raise ClusterLostError(went) from None


def _require_program(client: Any, address: str) -> None:
    """Refuses a cluster of which the scheduler or a worker has not this program, or has another.

    What asks them is nothing that they would need this program to read.
    """
    mine = made_by()
    try:
        client.run_on_scheduler(eval, THEIR_PROGRAM)
    except ImportError as error:
        raise ClusterError(f"--cluster {address}: the scheduler has not this program ({error}): install it") from None
    for worker, theirs in client.run(eval, THEIR_PROGRAM, on_error="return").items():
        if isinstance(theirs, ImportError):
            raise ClusterError(f"--cluster {address}: a worker ({worker}) has not this program ({theirs}): install it")
        if isinstance(theirs, dict) and (other := differences(mine, theirs)):
            raise ClusterError(_other_program(other))


def _other_program(other: list[str]) -> str:
    return f"a worker has another program ({in_words(other)} there): install the same everywhere"


@contextmanager
def _client(dask: Any, address: str) -> Iterator[Any]:
    if address == LOCAL:
        with (
            dask.LocalCluster(dashboard_address=None, threads_per_worker=1) as cluster,
            dask.Client(cluster, set_as_default=False, direct_to_workers=True) as client,
        ):
            yield client
        return
    _require_scheduler(address)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what goes wrong is told once, by us
    client = dask.Client(address, timeout=PATIENCE, set_as_default=False, direct_to_workers=True)
    try:
        yield client
    finally:
        with suppress(OSError, TimeoutError):
            client.close()


def _require_scheduler(address: str) -> None:
    """Refuses an address at which nobody answers as Dask does; a client would wait there, and not end well."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    parts = ADDRESS.fullmatch(address)
    if parts is None or not 0 < int(parts["port"]) < 1 << 16:
        remedy = f"write tcp://HOST:8786, tls://HOST:8786 or {LOCAL}"
        raise ClusterError(f"--cluster '{shown(address)}': is no address of a scheduler: {remedy}")
    try:
        with ThreadPoolExecutor(1) as apart:  # a notebook has a loop of its own in this thread
            apart.submit(asyncio.run, asyncio.wait_for(_knock(address), PATIENCE)).result()
    except TypeError:  # what Dask raises where it is to make a secure connection without certificates
        remedy = "name them in Dask's configuration (distributed: comm: tls:)"
        raise ClusterError(f"--cluster {address}: no certificates are configured here for TLS: {remedy}") from None
    except (OSError, ValueError, LookupError, EOFError, TimeoutError, MemoryError) as error:
        said = str(error).splitlines()[0] if str(error) else f"nothing heard for {PATIENCE} seconds"
        said = "what answers there speaks another language" if isinstance(error, MemoryError) else said
        remedy = "start one with 'dask scheduler', or leave --cluster out"
        raise ClusterError(f"--cluster {address}: no scheduler answers ({said}): {remedy}") from None


async def _knock(address: str) -> None:
    """Connects to a scheduler, by the certificates that Dask is configured with, and asks who it is."""
    core, security = import_module("distributed.core"), import_module("distributed.security")
    arguments = security.Security().get_connection_args("client")
    async with core.rpc(address, timeout=PATIENCE, connection_args=arguments) as remote:
        found = (await remote.identity())["type"]
    if found != "Scheduler":
        raise ValueError(f"there is a {found.lower()}")


def _dask() -> Any:
    """Dask, which only a command on a cluster needs."""
    try:
        return import_module("distributed")
    except ImportError:
        raise ClusterError("--cluster needs Dask: pip install 'approval-sim[cluster]'") from None
