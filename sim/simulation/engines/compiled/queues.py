"""Who is next: the heaps of those who wait for a pool, and of a shift's free servers.

Bounds: a record queues once, and each pool has room for all of its own; a shift has room for all its servers.
"""

from sim.simulation.engines.compiled.state import State, Table
from sim.simulation.jit import at, machine_code


@machine_code
def take(servers: Table, shift: Table) -> int:
    """The free server of the lowest number goes to work."""
    base = shift.first_server
    shift.free -= 1
    count = shift.free
    server, last, place, child = at(servers, base).free, at(servers, base + count).free, 0, 1
    while child < count:
        if child + 1 < count and at(servers, base + child + 1).free < at(servers, base + child).free:
            child += 1
        if last <= at(servers, base + child).free:
            break
        at(servers, base + place).free = at(servers, base + child).free
        place, child = child, 2 * child + 1
    at(servers, base + place).free = last
    return server


@machine_code
def release(state: State, server: int) -> None:
    """Puts a server back among the free ones of his shift, a binary heap with the lowest number at its root."""
    servers, shift = state.servers, at(state.shifts, at(state.servers, server).shift)
    base, place = shift.first_server, shift.free
    shift.free += 1
    while place > 0 and server < at(servers, base + (place - 1) // 2).free:
        at(servers, base + place).free = at(servers, base + (place - 1) // 2).free
        place = (place - 1) // 2
    at(servers, base + place).free = server


@machine_code
def goes_first(rank: int, record: int, other: Table) -> bool:
    """Whether one is served before another: by rank, among equals by case and item."""
    return rank < other.rank or (rank == other.rank and record < other.record)


@machine_code
def join(queues: Table, pool: Table, rank: int, record: int) -> None:
    """A record enters a pool's queue."""
    pool.waiting += 1
    rise(queues, pool, pool.waiting - 1, rank, record)


@machine_code
def rise(queues: Table, pool: Table, place: int, rank: int, record: int) -> None:
    """A record takes this place in a pool's queue, or one before it if it goes before those who are there."""
    base = pool.first_waiting
    while place > 0:
        above = at(queues, base + (place - 1) // 2)
        if not goes_first(rank, record, above):
            break
        put(queues, base + place, above.rank, above.record)
        place = (place - 1) // 2
    put(queues, base + place, rank, record)


@machine_code
def leave(queues: Table, pool: Table) -> None:
    """The first record leaves a pool's queue."""
    base = pool.first_waiting
    pool.waiting -= 1
    count = pool.waiting
    rank, record = at(queues, base + count).rank, at(queues, base + count).record
    place, child = 0, 1
    while child < count:
        left, right = at(queues, base + child), at(queues, base + child + 1)
        if child + 1 < count and goes_first(right.rank, right.record, left):
            child += 1
        below = at(queues, base + child)
        if goes_first(rank, record, below):
            break
        put(queues, base + place, below.rank, below.record)
        place, child = child, 2 * child + 1
    put(queues, base + place, rank, record)


@machine_code
def put(queues: Table, place: int, rank: int, record: int) -> None:
    """A record takes a place in a queue."""
    at(queues, place).rank = rank
    at(queues, place).record = record
