"""Servers: one thing at a time, on shift, in the order of the pool, and nobody rests while somebody waits."""

from collections.abc import Iterator
from heapq import heappop, heappush

import numpy as np

from sim.arrays import Flags, Ints
from sim.calendars import NEVER, WorkCalendar
from sim.laws.course import Course
from sim.laws.presence import area, so_far
from sim.laws.rows import Rows


def service(rows: Rows, course: Course, here: Ints, pool: int) -> Iterator[str]:
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
    yield from rows.told(_overtakers(course, here, pool), "overtakes one who waits and goes first")
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
    kinds = 2 * plan.server_calendar[unused] + (unused >= plan.own_servers(pool).stop)
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


def _overtakers(course: Course, here: Ints, pool: int) -> Ints:
    """Records that start while one that goes before them has waited since an earlier minute and waits on."""
    rows, plan, due = course.rows, course.plan, course.due
    case = rows.case[here]
    priority = plan.step_priority[rows.step[here]] + plan.variant_priority[rows.draws.variant[case]]
    urgent = priority * plan.pool_by_priority[pool]
    pressing = due[here] if plan.pool_by_due[pool] else np.zeros(len(here), dtype=np.int64)
    served = np.flatnonzero(rows.begun[here])
    served = served[np.argsort(rows.start[here[served]], kind="stable")]
    order = np.lexsort((rows.item[here], case, rows.joined[here], pressing, urgent))
    first, own = _first_in_line(rows, here[order], rows.joined[here[order]]), np.argsort(order)[served]
    overtakes = first < own
    if plan.pool_escalates_at[pool]:
        overtakes = _passes_pressing(course, here, served, overtakes, int(plan.pool_escalates_at[pool]))
    return here[served[overtakes]]


def _passes_pressing(course: Course, here: Ints, served: Ints, overtakes: Flags, thousandths: int) -> Flags:
    """Which of those *served* pass one who is pressing and goes first; where nobody is, it is known who *overtakes*."""
    rows, due, since = course.rows, course.due[here], course.promised_by(thousandths)[here]
    order = np.lexsort((rows.item[here], rows.case[here], rows.joined[here], due))
    ready = np.maximum(rows.joined[here], since)[order]
    first, own = _first_in_line(rows, here[order], ready), np.argsort(order)[served]
    pressing = since[served] < rows.start[here[served]]
    return np.asarray(np.where(first < len(here), ~pressing | (first < own), overtakes & ~pressing))


def _first_in_line(rows: Rows, here: Ints, since: Ints) -> Ints:
    """Of records in the order of their pool: who is first of those in line *since* before that wait on, as each starts.

    By their places in that order; for those that start, one after another. Where nobody waits, a place behind all.
    """
    by_joining = np.argsort(since, kind="stable").tolist()
    joined, left = since.tolist(), rows.waited_until[here].tolist()
    queue: list[int] = []
    found, next_to_join = [], 0
    for now in np.sort(rows.start[here[rows.begun[here]]]).tolist():
        while next_to_join < len(here) and joined[by_joining[next_to_join]] < now:
            heappush(queue, by_joining[next_to_join])
            next_to_join += 1
        while queue and left[queue[0]] <= now:
            heappop(queue)
        found.append(queue[0] if queue else len(here))
    return np.array(found, dtype=np.int64)
