"""The state of one replication as tables: what the plan and the draws say, and room for what will happen.

A *record* is one row of the log to be, laid out before anything is played. A *matter* is one item of one case. Servers
of a pool who keep the same calendar and have neighbouring numbers are a *shift*. A *spell* is an interval in which a
calendar is open.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import WorkCalendar
from sim.simulation.attendance import NOWHERE, Attendance, closures
from sim.simulation.draws.draw import Draws
from sim.simulation.jit import stamp
from sim.simulation.plan import Plan

Int32 = NDArray[np.int32]
Table = Any
"""A numpy record array: a row for each thing, a field for each of its properties."""

NOBODY: Final = -1
FAR: Final = 2**31 - 1
"""The minute of what does not happen before the horizon, small enough for half a word."""

EXTENDED: Final = 2
"""What is noted of an item of a case whose promise and limit were extended."""

BUCKETS: Final = 2**16
"""The event list has a bucket for each of so many minutes; what comes later is in a coarse bucket of as many."""

BUCKETS_A_WORD: Final = 32
"""For so many buckets of the event list one word says which of them are not empty."""

CACHE_LINE: Final = 64
"""Bytes."""

STEP: Final = np.dtype(
    [
        ("latest", "i8"),
        ("lead", "i8"),
        ("moves_at", "i8"),
        ("of_item", "i4"),
        ("pool", "i4"),
        ("calendar", "i4"),
        ("priority", "i4"),
        ("primitive", "i2"),
        ("counts_from", "i2"),
        ("legal", "i1"),
        ("extends", "i1"),
        ("chased", "i1"),
        ("in_person", "i1"),
    ]
)
"""*pool* is where one goes first: who has the choice of several, to the door. From *moves_at* on another pool is asked,
found among the moves. If somebody chases there, *latest* is where the luck of case 0, of all processes, would stand.
"""
KIND: Final = np.dtype([("priority", "i8"), ("first_item", "i8"), ("end_item", "i8")])
"""A variant of the plan: a class of case with a set of traits."""
ARRIVALS: Final = np.dtype([("next_case", "i8"), ("end_case", "i8"), ("first_record", "i8"), ("next_record", "i8")])
"""Of a process; *next_record* is where the records of its next case begin."""
FIFO: Final = 0
BY_PRIORITY: Final = 1
BY_DUE: Final = 2
"""What decides who is served first in a pool."""
POOL: Final = np.dtype(
    [
        ("discipline", "i4"),
        ("escalates_at", "i4"),
        ("seats", "i8"),
        ("first_shift", "i8"),
        ("end_shift", "i8"),
        ("first_waiting", "i8"),
        ("waiting", "i8"),
        ("called", "i8"),
        ("next_pressing", "i8"),
        ("first_slot", "i8"),
        ("end_slot", "i8"),
        ("servers", "i8"),
        ("gone", "i8"),
        ("last_shift", "i8"),
        ("all_servers", "i8"),
        ("first_extra", "i8"),
        ("end_extra", "i8"),
        ("called_beyond", "i8"),
        ("reopens", "i8"),
        ("reopening", "i8"),
    ]
)
"""The last is the door: there those who have the choice of pools wait until the minute has settled, so that they decide
in their order. No item that waits, but those already known to be pressing, will be so before *next_pressing*. Where
lines are counted, *gone* is how many of the waiting are withdrawn and only not yet taken out. The shifts before
*end_shift* may take work: the last, up to *last_shift*, are of the reserve, and among them while it is called. A
counter *reopens* after the next closure that sends people home, and in the minutes that follow there from *reopening*
on.
"""
RESERVE: Final = np.dtype([("pool", "i8"), ("called_above", "i8"), ("released_at", "i8"), ("own_end", "i8")])
"""Of a pool; *own_end* is where its shifts end without it."""
SHIFT: Final = np.dtype([("pool", "i8"), ("calendar", "i8"), ("first_server", "i8"), ("free", "i8"), ("alike", "i8")])
"""*alike* is the next shift on the same calendar."""
SERVER: Final = np.dtype([("shift", "i4"), ("free", "i4")])
"""*free* belongs to the shift: of its free servers' numbers, as many as there are, a heap."""
CALENDAR: Final = np.dtype(
    [("first", "i8"), ("present", "i8"), ("last", "i8"), ("awaited", "i8"), ("first_shift", "i8")]
)
"""*present* is the first spell that is not over and only moves forward; the *last* never opens."""
SPELL: Final = np.dtype([("opens", "i8"), ("closes", "i8"), ("worked", "i8")])
SLOT: Final = np.dtype([("minute", "i8"), ("taken", "i8"), ("onward", "i8")])
"""*onward* leads towards the first slot from this one on that still has a seat."""
WAITING: Final = np.dtype([("rank", "i8"), ("record", "i8")])
"""A place in a pool's queue, a heap. Records are numbered by case and item, so among equal ranks they decide."""
CASE: Final = np.dtype([("kind", "i4"), ("closed", "i4"), ("first_matter", "i8")])
"""*first_matter* is where item 0 of the plan would stand: adding an item's number gives its matter."""
MATTER: Final = np.dtype(
    [
        ("first_record", "i4"),
        ("accepted", "i4"),
        ("clock", "i4"),
        ("due", "i4"),
        ("pressing", "i4"),
        ("open_predecessors", "i2"),
        ("accepts", "i1"),
        ("runs", "i1"),
    ]
)
"""*accepts*: at its very beginning, and later whether it was `EXTENDED`. *accepted* is the minute it was for the first
time; its *clock* and whether that *runs*, see `sim.simulation.engines.compiled.item_clock`. While it waits for
somebody, *due* and *pressing* are when its promise will have run, or a share of it.
"""
RECORD: Final = np.dtype(
    [
        ("case", "i4"),
        ("following", "i4"),
        ("later", "i4"),
        ("joined", "i4"),
        ("start", "i4"),
        ("end", "i4"),
        ("server", "i4"),
        ("step", "i2"),
        ("outcome", "i1"),
        ("accepts", "i1"),
    ]
)
"""One time through a step: half a cache line, since reaching for one is what playing spends most of its time on.

*following* comes after it, *later* stands behind it in the same bucket of the event list. Until a step is in hand,
*end* is how many minutes it will take.
"""


class Luck(NamedTuple):
    """Which steps each case goes through, and for how long: the plan's chains and the draws."""

    process_first_item: Ints
    item_first_step: Ints
    step_return_to: Ints
    step_accepts: Flags
    first_case: Ints
    applies: Flags
    applies_first: Ints
    used: Ints
    step_cases: Ints
    step_first: Ints
    minutes: Int32
    outcome: NDArray[np.int8]
    stamp: Table


class Columns(NamedTuple):
    """The columns of the log that are known before anything is played."""

    case: Int32
    item: NDArray[np.int16]
    step: NDArray[np.int16]
    attempt: NDArray[np.int16]
    pool: NDArray[np.int16]
    """Until all has been played, of records that queue where somebody has the choice: in which queue."""
    stamp: Table


class State(NamedTuple):
    """Everything the kernel reads and writes."""

    horizon: int
    patience: int
    entries: int
    """Records below this number are the log's; then come a bell for each calendar and an arrival for each process."""
    steps: Table
    choice_first: Ints
    choice_pool: Ints
    move_first: Ints
    move_minute: Ints
    move_pool: Ints
    item_clock: Ints
    item_promise: Ints
    item_promise_extension: Ints
    latest: Int32
    kinds: Table
    before_first: Ints
    next_first: Ints
    next_item: Ints
    counts_lines: bool
    """Whether it must be known how many wait for which pool."""
    pools: Table
    reserves: Table
    shifts: Table
    servers: Table
    calendars: Table
    spells: Table
    slots: Table
    """The regular ones of all pools, then those of extra sessions."""
    reopenings: Ints
    """The minutes in which counters open after a closure that sends people home, FAR behind the last of each."""
    queues: Table
    arrivals: Table
    arrival: Ints
    cases: Table
    matters: Table
    records: Table
    columns: Columns
    luck: Luck
    attempts: Ints
    passes: Ints
    """Room to lay out an item of a case: how often each step was, and will be, gone through."""
    buckets: Int32
    """For each minute of the open coarse bucket, the first record that ends in it, plus one; 0 ends the bucket."""
    filled: Ints
    """For each word of buckets, which of them are not empty: binary digits."""
    coarse_buckets: Int32
    """For each `BUCKETS` minutes to come, the first record that ends in them, plus one; 0 ends the bucket."""
    called: Ints
    """The pools to be allocated when this minute has settled; the first entry is how many."""
    concluded: Ints
    """Room for the items of a case that are done while what follows from it is looked at."""
    stamp: Table


class Happened(NamedTuple):
    """The columns of the log that are known only when all has been played."""

    joined: Int32
    start: Int32
    end: Int32
    server: Int32
    outcome: NDArray[np.int8]


STAMP: Final = stamp(
    "sim.simulation.engines.compiled", "sim.simulation.draws.chains", "sim.simulation.event_log", "sim.simulation.plan"
)
"""Goes with the arguments of every entry."""


def luck_of(plan: Plan, draws: Draws) -> Luck:
    """The luck in arrays that may be written to: numba takes a read-only one for another type."""
    arrays = {name: getattr(plan if hasattr(plan, name) else draws, name) for name in Luck._fields if name != "stamp"}
    return Luck(**{name: np.require(array, requirements=["C", "W"]) for name, array in arrays.items()}, stamp=STAMP)


def columns_for(draws: Draws) -> Columns:
    """Room for the columns of the log."""
    total = int(draws.most_records.sum())
    item, step, attempt, pool = (np.empty(total, np.int16) for _ in range(4))
    return Columns(np.empty(total, np.int32), item, step, attempt, pool, STAMP)


def happened_for(records: int) -> Happened:
    """Room for the other columns of the log."""
    joined, start, end, server = (np.empty(records, np.int32) for _ in range(4))
    return Happened(joined, start, end, server, np.empty(records, np.int8))


def records_for(plan: Plan, draws: Draws) -> Table:
    """Room for the log's records and for the event list's other entries; none lies across two cache lines."""
    entries = int(draws.most_records.sum()) + len(draws.attendance.calendars) + len(plan.processes)
    room = np.empty(entries * RECORD.itemsize + CACHE_LINE, dtype=np.uint8)
    begin = -room.ctypes.data % CACHE_LINE
    return room[begin : begin + entries * RECORD.itemsize].view(RECORD).view(np.recarray)


def state_of(plan: Plan, draws: Draws, luck: Luck, records: Table, columns: Columns) -> State:
    """The state before the first minute."""
    shifts = _shifts(plan, draws.attendance.server_calendar)
    reopenings, first_reopening = _reopenings(plan, draws.attendance)
    room = _room(plan, draws.most_records)
    return State(
        horizon=plan.horizon,
        patience=plan.patience,
        entries=int(draws.most_records.sum()),
        latest=np.require(draws.latest, requirements=["C", "W"]),
        **_rules(plan, draws),
        counts_lines=bool(len(plan.choice_pool)) or bool(len(plan.move_pool)) or bool(plan.pool_reserve.any()),
        pools=_pools(plan, shifts, room, first_reopening, reopenings),
        reserves=_reserves(plan, shifts),
        shifts=shifts,
        servers=_servers(plan, shifts),
        **_calendars(draws.attendance.calendars, shifts),
        slots=_slots(plan),
        reopenings=reopenings,
        queues=np.recarray(int(room.sum()), dtype=WAITING),
        arrivals=_arrivals(plan, draws),
        arrival=np.require(draws.arrival, requirements=["C", "W"]),
        cases=_cases(plan, draws),
        matters=np.recarray(len(draws.applies), dtype=MATTER),
        records=records,
        columns=columns,
        luck=luck,
        attempts=np.zeros(len(plan.step_names), dtype=np.int64),
        passes=np.zeros(len(plan.step_names), dtype=np.int64),
        buckets=np.zeros(BUCKETS, dtype=np.int32),
        filled=np.zeros(BUCKETS // BUCKETS_A_WORD, dtype=np.int64),
        coarse_buckets=np.zeros(plan.horizon // BUCKETS + 1, dtype=np.int32),
        called=np.zeros(len(plan.pool_seats) + 2, dtype=np.int64),
        concluded=np.zeros(len(plan.item_names), dtype=np.int64),
        stamp=STAMP,
    )


def table(layout: np.dtype[Any], rows: int, /, **fields: Any) -> Table:
    """A table of that many rows, with these fields filled in."""
    made = np.recarray(rows, dtype=layout)
    for name, values in fields.items():
        made[name] = values
    return made


def _rules(plan: Plan, draws: Draws) -> dict[str, Any]:
    """What the plan says of steps, items and kinds of case."""
    process = plan.variant_process
    return {
        "steps": table(
            STEP,
            len(plan.step_names),
            of_item=plan.step_item,
            primitive=plan.step_primitive,
            pool=np.where(np.diff(plan.choice_first) > 0, len(plan.pool_seats), plan.step_pool),
            moves_at=_first_moves(plan),
            calendar=plan.step_calendar,
            lead=plan.step_lead,
            priority=plan.step_priority,
            in_person=plan.step_in_person,
            counts_from=plan.step_counts_from,
            legal=plan.step_legal,
            extends=plan.step_extends,
            chased=draws.latest_first >= 0,
            latest=draws.latest_first - draws.step_case,
        ),
        "kinds": table(
            KIND,
            len(process),
            priority=plan.variant_priority,
            first_item=plan.process_first_item[process],
            end_item=plan.process_first_item[process + 1],
        ),
        **{
            name: np.require(getattr(plan, name), requirements=["C", "W"])
            for name in (
                *("choice_first", "choice_pool", "move_first", "move_minute", "move_pool"),
                *("item_clock", "item_promise", "item_promise_extension"),
                *("before_first", "next_first", "next_item"),
            )
        },
    }


def _first_moves(plan: Plan) -> Ints:
    """From which minute on each step asks another pool than at first; FAR if it never does."""
    first = plan.move_first[:-1]
    moving = np.diff(plan.move_first) > 0
    found = np.full(len(first), FAR, dtype=np.int64)
    found[moving] = plan.move_minute[first[moving]]
    return found


def _shifts(plan: Plan, kept: Ints) -> Table:
    """A pool's shifts are in the order of its servers' numbers, and none has own servers and some of the reserve.

    *kept* is the calendar of each server.
    """
    shifts = [
        (pool, kept[server], server)
        for pool in range(len(plan.pool_seats))
        for servers in (plan.own_servers(pool), plan.reserve_servers(pool))
        for server in servers
        if server == servers.start or kept[server] != kept[server - 1]
    ]
    pool, calendar, first_server = np.array(shifts, dtype=np.int64).reshape(-1, 3).T
    free = np.diff(first_server, append=len(kept))
    alike = _next_alike(calendar)
    return table(SHIFT, len(shifts), pool=pool, calendar=calendar, first_server=first_server, free=free, alike=alike)


def _next_alike(calendar: Ints) -> Ints:
    """For each shift the next one on the same calendar, or NOBODY."""
    alike = np.full(len(calendar), NOBODY, dtype=np.int64)
    order = np.argsort(calendar, kind="stable")
    same = np.diff(calendar[order]) == 0
    alike[order[:-1][same]] = order[1:][same]
    return alike


def _servers(plan: Plan, shifts: Table) -> Table:
    """The rows of all servers, with their shifts; all are free when the run begins."""
    count = len(plan.server_calendar)
    return table(SERVER, count, shift=np.repeat(np.arange(len(shifts)), shifts["free"]), free=np.arange(count))


def _pools(plan: Plan, shifts: Table, room: Ints, first_reopening: Ints, reopenings: Ints) -> Table:
    """The pools, and the door behind them; nobody waits."""
    door = len(plan.pool_seats)
    pools = np.zeros(door + 1, dtype=POOL)
    first_shift = np.searchsorted(shifts["pool"], np.arange(door + 2))
    pools["first_shift"], pools["last_shift"] = first_shift[:-1], first_shift[1:]
    pools["end_shift"] = pools["last_shift"]
    pools["end_shift"][:door] = _ends_of_own(plan, shifts)
    pools["first_waiting"] = np.cumsum(room) - room
    pools["next_pressing"] = FAR
    pools["reopening"], pools["reopens"] = first_reopening, reopenings[first_reopening]
    inside = {
        "discipline": BY_PRIORITY * plan.pool_by_priority + BY_DUE * plan.pool_by_due,
        "escalates_at": plan.pool_escalates_at,
        "seats": plan.pool_seats,
        "first_slot": plan.pool_first_slot[:-1],
        "end_slot": plan.pool_first_slot[1:],
        "servers": plan.pool_servers,
        "all_servers": np.diff(plan.pool_first_server),
        "first_extra": plan.pool_first_extra[:-1] + len(plan.slot_minute),
        "end_extra": plan.pool_first_extra[1:] + len(plan.slot_minute),
        "called_beyond": plan.pool_called_beyond,
    }
    for name, values in inside.items():
        pools[name][:door] = values
    return pools.view(np.recarray)


def _reserves(plan: Plan, shifts: Table) -> Table:
    """They are the last shifts of their pools: more than one, where some of a reserve come only from a day on."""
    having = np.flatnonzero(plan.pool_reserve)
    return table(
        RESERVE,
        len(having),
        pool=having,
        called_above=plan.pool_called_above[having],
        released_at=plan.pool_released_at[having],
        own_end=_ends_of_own(plan, shifts)[having],
    )


def _ends_of_own(plan: Plan, shifts: Table) -> Ints:
    """For each pool where the shifts of its own servers end."""
    return np.searchsorted(shifts["first_server"], plan.pool_first_server[:-1] + plan.pool_servers).astype(np.int64)


def _slots(plan: Plan) -> Table:
    """None is taken; behind them all one that never comes."""
    minutes = np.concatenate([plan.slot_minute, plan.extra_minute, [FAR]])
    return table(SLOT, len(minutes), minute=minutes, taken=0, onward=np.arange(len(minutes)))


def _reopenings(plan: Plan, attendance: Attendance) -> tuple[Ints, Ints]:
    """When counters open after a closure that sends people home; and for each pool, and the door, where its own begin.

    What is no counter never reopens.
    """
    flat: list[Ints] = [np.array([FAR])]
    first = np.zeros(len(plan.pool_seats) + 1, dtype=np.int64)
    for pool in np.flatnonzero(attendance.counter_calendar != NOWHERE).tolist():
        first[pool] = sum(map(len, flat))
        flat.append(np.minimum(closures(attendance.counter_hours(pool), plan.patience)[1], FAR))
    return np.concatenate(flat), first


def _room(plan: Plan, most_records: Ints) -> Ints:
    """How many could ever ask at each pool, and at the door: the queue's length.

    What is not needed of it is never touched, so costs nothing.
    """
    asks, pools = plan.step_pool >= 0, len(plan.pool_seats) + 1
    room = np.bincount(plan.step_pool[asks], most_records[asks], pools).astype(np.int64)
    if len(plan.choice_pool):
        choices = np.diff(plan.choice_first)
        room += np.bincount(plan.choice_pool, np.repeat(most_records, choices), pools).astype(np.int64)
        room[-1] = most_records[choices > 0].sum()
    if len(plan.move_pool):
        room += np.bincount(plan.move_pool, np.repeat(most_records, np.diff(plan.move_first)), pools).astype(np.int64)
    return room


def _calendars(calendars: tuple[WorkCalendar, ...], shifts: Table) -> dict[str, Table]:
    end = np.cumsum([len(calendar.opens) + 1 for calendar in calendars])
    opens, closes, worked = (
        np.concatenate([part for one in calendars for part in (getattr(one, name), [FAR])])
        for name in ("opens", "closes", "worked")
    )
    worked[end - 1] = [calendar.total for calendar in calendars]
    present = np.append(0, end[:-1])
    first_shift = np.full(len(calendars), NOBODY, dtype=np.int64)
    first_shift[shifts["calendar"][::-1]] = np.arange(len(shifts))[::-1]
    return {
        "calendars": table(
            CALENDAR,
            len(calendars),
            first=present,
            present=present,
            last=end - 1,
            awaited=0,
            first_shift=first_shift,
        ),
        "spells": table(SPELL, len(opens), opens=opens, closes=closes, worked=worked),
    }


def _arrivals(plan: Plan, draws: Draws) -> Table:
    """The records of a process come after those of the processes before it."""
    first_step = plan.item_first_step[plan.process_first_item[:-1]]
    first_record = np.append(0, np.cumsum(draws.most_records))[first_step]
    return table(
        ARRIVALS,
        len(first_record),
        next_case=draws.first_case[:-1],
        end_case=draws.first_case[1:],
        first_record=first_record,
        next_record=first_record,
    )


def _cases(plan: Plan, draws: Draws) -> Table:
    first_item = plan.process_first_item[plan.variant_process[draws.variant]]
    first_matter = draws.applies_first - first_item
    return table(CASE, draws.cases, kind=draws.variant, closed=FAR, first_matter=first_matter)
