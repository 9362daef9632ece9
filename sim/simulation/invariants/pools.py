"""Servers: one thing at a time, on shift, in the order of the pool, and nobody rests while somebody waits."""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import pairwise

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import NEVER, WorkCalendar
from sim.simulation.attendance import NOWHERE, closures
from sim.simulation.invariants.log import Rows
from sim.simulation.invariants.occupancy import area, so_far
from sim.simulation.invariants.routing import Routing


def service(rows: Rows, routing: Routing, here: Ints, pool: int) -> Iterator[str]:
    """Each server serves one at a time, on shift, in the order of the pool, and none rests while somebody waits."""
    served = here[rows.begun[here]]
    served = served[np.lexsort((rows.until[served], rows.start[served], rows.server[served]))]
    same = np.diff(rows.server[served]) == 0
    until = np.where(rows.ended[served], rows.end[served], NEVER)
    both = same & (rows.start[served][1:] < until[:-1])
    yield from rows.told(served[1:][both], "its server has another in hand")
    for server in np.unique(rows.server[served]).tolist():
        mine = served[rows.server[served] == server]
        found = ~_is_open(rows.takes_work(server), rows.start[mine])
        uncalled = " or not called" if server in rows.plan.reserve_servers(pool) else ""
        yield from rows.told(mine[found], f"its server is off shift{uncalled} when it starts")
    overtakers = np.concatenate([np.zeros(0, dtype=np.int64), *_overtakers(routing, here, pool)])
    yield from rows.told(overtakers, "overtakes one who waits and goes first")
    for server in _worth_looking_at(rows, served, pool):
        yield from _one_server(rows, here, served, server)
    if area(rows.joined[here], rows.until[here]) != (rows.until[here] - rows.joined[here]).sum():
        yield f"pool {rows.plan.pool_names[pool]}: the number there does not add up to the time spent there"


def _is_open(calendar: WorkCalendar, minutes: Ints) -> Flags:
    return np.asarray(calendar.worked_at(minutes + 1) > calendar.worked_at(minutes))


def _worth_looking_at(rows: Rows, served: Ints, pool: int) -> list[int]:
    """The servers who did something, and of those who never did, the first on each calendar, and of the reserve."""
    plan, used = rows.plan, np.unique(rows.server[served])
    unused = np.setdiff1d(np.arange(*plan.pool_first_server[pool : pool + 2]), used)
    kept = rows.draws.attendance.server_calendar
    kinds = 2 * kept[unused] + (unused >= plan.own_servers(pool).stop)
    return [*map(int, used), *map(int, unused[np.unique(kinds, return_index=True)[1]])]


def _one_server(rows: Rows, here: Ints, served: Ints, server: int) -> Iterator[str]:
    """Nobody waits, and no server of a higher number is taken, while this one is free and on shift."""
    calendar = rows.takes_work(server)
    mine = served[rows.server[served] == server]
    starts, ends = rows.start[mine], rows.until[mine]
    moments = np.unique(np.concatenate((rows.joined[here], rows.waited_until[here], starts, ends)))
    waiting = so_far(rows.joined[here], moments) - so_far(rows.waited_until[here], moments)
    busy = so_far(starts, moments) - so_far(ends, moments)
    rested = np.diff(calendar.worked_at(moments)) * ((waiting > 0) & (busy <= 0))[:-1]
    if rested.any():
        yield f"server {server}: is free on shift for {rested.sum()} minutes while somebody waits"
    higher = served[rows.server[served] > server]
    latest = np.searchsorted(starts, rows.start[higher], side="right") - 1
    taken = np.zeros(len(higher), dtype=np.bool_)
    some = latest >= 0
    taken[some] = (ends[latest[some]] > rows.start[higher[some]]) | (starts[latest[some]] == rows.start[higher[some]])
    passed_over = ~taken & _is_open(calendar, rows.start[higher])
    yield from rows.told(higher[passed_over], f"is not given to server {server}, who is free and has a lower number")


def _overtakers(routing: Routing, here: Ints, pool: int) -> Iterator[Ints]:
    """Records that start while one that goes before them has waited since an earlier minute and waits on.

    Told era by era: a counter's eras begin as it opens after a closure that sent people home.
    """
    rows = routing.rows
    for opened, over in pairwise(_eras(rows, pool)):
        present = here[(rows.joined[here] < over) & (rows.waited_until[here] >= opened)]
        came = rows.joined[present].copy()
        early = came < opened - rows.plan.patience
        came[early & rows.plan.step_in_person[rows.step[present]]] = opened
        starts = rows.start[present]
        served = np.flatnonzero(rows.begun[present] & (opened <= starts) & (starts < over))
        served = served[np.argsort(starts[served], kind="stable")]
        yield _overtakers_within(routing, present, served, came, pool)


def _eras(rows: Rows, pool: int) -> list[int]:
    """The minutes in which a counter opens after a closure that sends people home, between both ends of time."""
    kept = rows.draws.attendance
    if kept.counter_calendar[pool] == NOWHERE:
        return [-1, NEVER]
    return [-1, *closures(kept.counter_hours(pool), rows.plan.patience)[1].tolist()]


def _overtakers_within(routing: Routing, here: Ints, served: Ints, came: Ints, pool: int) -> Ints:
    """Which of those *served*, by their places among *here*, pass one who goes before them."""
    rows, plan = routing.rows, routing.plan
    case = rows.case[here]
    priority = plan.step_priority[rows.step[here]] + plan.variant_priority[rows.draws.variant[case]]
    urgent = priority * plan.pool_by_priority[pool]
    due = routing.due[here] if plan.pool_by_due[pool] else np.zeros(len(here), dtype=np.int64)
    order = np.lexsort((rows.item[here], case, came, due, urgent))
    first = _first_in_line(rows, here[order], rows.joined[here[order]], rows.start[here[served]])
    overtakes = first < np.argsort(order)[served]
    if plan.pool_escalates_at[pool]:
        pressing_since = routing.promised_by(int(plan.pool_escalates_at[pool]))[here]
        overtakes = _passes_pressing(routing, here, served, came, pressing_since, overtakes)
    return here[served[overtakes]]


def _passes_pressing(routing: Routing, here: Ints, served: Ints, came: Ints, since: Ints, overtakes: Flags) -> Flags:
    """Which of those *served* pass one who is pressing and goes first; where nobody is, it is known who *overtakes*."""
    rows = routing.rows
    order = np.lexsort((rows.item[here], rows.case[here], came, routing.due[here]))
    ready, now = np.maximum(rows.joined[here], since)[order], rows.start[here[served]]
    first, own = _first_in_line(rows, here[order], ready, now), np.argsort(order)[served]
    pressing = since[served] < now
    return np.asarray(np.where(first < len(here), ~pressing | (first < own), overtakes & ~pressing))


def _first_in_line(rows: Rows, here: Ints, since: Ints, starts: Ints) -> Ints:
    """Of records in the order of their pool: who is first of those in line *since* before that wait on, at each start.

    By their places in that order. Where nobody waits, a place behind all.
    """
    by_joining = np.argsort(since, kind="stable").tolist()
    joined, left = since.tolist(), rows.waited_until[here].tolist()
    queue: list[int] = []
    found, next_to_join = [], 0
    for now in starts.tolist():
        while next_to_join < len(here) and joined[by_joining[next_to_join]] < now:
            heappush(queue, by_joining[next_to_join])
            next_to_join += 1
        while queue and left[queue[0]] <= now:
            heappop(queue)
        found.append(queue[0] if queue else len(here))
    return np.array(found, dtype=np.int64)
