"""Plays the world, minute by minute, by the tie rule of `sim.simulation.tie_rule`.

Bounds, beside those argued in the modules below: a pool is called once until it is allocated, and an item of a case is
concluded once, so neither list can hold more than there are pools or items.
"""

from sim.simulation.engines.compiled.calendars import is_open, present, work_until
from sim.simulation.engines.compiled.event_list import next_event_time, schedule
from sim.simulation.engines.compiled.item_clock import accept, due, end_of_wait, matter_of, set_due, turn_clock
from sim.simulation.engines.compiled.layout import lay_out
from sim.simulation.engines.compiled.queues import join, leave, release, rise, take
from sim.simulation.engines.compiled.state import (
    BUCKETS,
    BY_DUE,
    BY_PRIORITY,
    FAR,
    NOBODY,
    Columns,
    Happened,
    Table,
    World,
)
from sim.simulation.event_log import NOT_YET, REFUSED, UNFINISHED, WITHDRAWN
from sim.simulation.jit import at, entry, machine_code
from sim.simulation.plan import WAIT


@entry
def play(world: World) -> None:
    """Plays every case to its end, or to the horizon."""
    for process in range(len(world.arrivals)):
        expect_next_case(world, process, 0)
    now = next_event_time(world, -1)
    while now <= world.horizon:
        settle(world, now)
        while world.called[0] > 0:
            allocate(world, now)
            settle(world, now)
        if len(world.reserves) > 0:
            call_reserves(world, now)
        now = next_event_time(world, now)
    close_the_books(world)


@machine_code
def settle(world: World, now: int) -> None:
    """Whatever is in this minute's bucket happens, and what follows from it at once, until the bucket is empty."""
    bells, arrivals = world.entries, world.entries + len(world.calendars)
    bucket = now % BUCKETS
    while world.buckets[bucket] != 0:
        record = world.buckets[bucket] - 1
        world.buckets[bucket] = at(world.records, record).later
        if record < bells:
            finish(world, record, now)
        elif record < arrivals:
            ring(world, record - bells)
        else:
            receive(world, record - arrivals, now)


@machine_code
def expect_next_case(world: World, process: int, now: int) -> None:
    """Notes when the next case of a process comes."""
    case = at(world.arrivals, process).next_case
    if case < at(world.arrivals, process).end_case:
        schedule(world, world.entries + len(world.calendars) + process, world.arrival[case], now)


@machine_code
def receive(world: World, process: int, now: int) -> None:
    """A case comes; every item that waits for nothing starts."""
    case = at(world.arrivals, process).next_case
    at(world.arrivals, process).next_case += 1
    expect_next_case(world, process, now)
    lay_out(world, case, process)
    kind, base = at(world.cases, case).kind, at(world.cases, case).first_matter
    before = world.before_first[kind]
    for item in range(at(world.kinds, kind).first_item, at(world.kinds, kind).end_item):
        at(world.matters, base + item).open_predecessors = before[item + 1] - before[item]
    for item in range(at(world.kinds, kind).first_item, at(world.kinds, kind).end_item):
        if before[item + 1] == before[item] and not start(world, case, item, now):
            conclude(world, case, item, now)


@machine_code
def start(world: World, case: int, item: int, now: int) -> bool:
    """An item starts; False if there is nothing to do for it."""
    matter = at(world.matters, at(world.cases, case).first_matter + item)
    if matter.first_record == NOBODY:
        return False
    if matter.accepts:
        accept(world, case, item, now)
    begin(world, matter.first_record, now)
    return True


@machine_code
def conclude(world: World, case: int, item: int, now: int) -> None:
    """An item is done; those that waited only for it start, and one without anything to do is done at once."""
    base, following = at(world.cases, case).first_matter, world.next_first[at(world.cases, case).kind]
    world.concluded[0] = item
    pending = 1
    while pending > 0:
        pending -= 1
        done = world.concluded[pending]
        for place in range(following[done], following[done + 1]):
            other = world.next_item[place]
            matter = at(world.matters, base + other)
            matter.open_predecessors -= 1
            if matter.open_predecessors == 0 and not start(world, case, other, now):
                world.concluded[pending] = other
                pending += 1


@machine_code
def begin(world: World, record: int, now: int) -> None:
    """A step is reached: a wait begins, or somebody is asked for."""
    new = at(world.records, record)
    step = at(world.steps, new.step)
    new.joined = now
    turn_clock(world, matter_of(world, new), step, now)
    if step.primitive == WAIT:
        last_until(world, record, now, end_of_wait(world, record, now), now)
    elif now < step.moves_at:
        stand_in_line(world, step.pool, record, now)
    else:
        stand_in_line(world, pool_after_moves(world, new.step, now), record, now)


@machine_code
def pool_after_moves(world: World, step: int, now: int) -> int:
    """Which pool does a step, when it is another than at first."""
    move = world.move_first[step]
    while move + 1 < world.move_first[step + 1] and world.move_minute[move + 1] <= now:
        move += 1
    return world.move_pool[move]


@machine_code
def stand_in_line(world: World, number: int, record: int, now: int) -> None:
    """A record joins the queue of a pool."""
    pool = at(world.pools, number)
    if pool.discipline == BY_DUE or pool.escalates_at > 0:
        set_due(world, pool, record, now)
    join(world.queues, pool, rank(world, pool, record, now), record)
    call(world, number)
    if pool.escalates_at > 0:
        pool.next_pressing = min(pool.next_pressing, matter_of(world, at(world.records, record)).pressing)
    if world.counts_lines:
        world.columns.pool[record] = number
        if is_withdrawn(at(world.cases, at(world.records, record).case), now):
            pool.gone += 1


@machine_code
def last_until(world: World, record: int, begun: int, end: int, now: int) -> None:
    """A step is in hand from the minute *begun*, and until *end* if the horizon does not come first."""
    new = at(world.records, record)
    new.start = begun
    if end > world.horizon:
        leave_unfinished(new)
    else:
        schedule(world, record, end, now)


@machine_code
def leave_unfinished(record: Table) -> None:
    """The horizon comes before the end."""
    record.outcome = UNFINISHED
    record.end = NOT_YET


@machine_code
def finish(world: World, record: int, now: int) -> None:
    """A step is over: its server is free, and the item goes on."""
    over = at(world.records, record)
    case, item = at(world.cases, over.case), at(world.steps, over.step).of_item
    if over.server != NOBODY:
        release(world, over.server)
        call(world, at(world.shifts, at(world.servers, over.server).shift).pool)
    if over.outcome == REFUSED:
        close(world, case, now)
        return
    if over.accepts:
        accept(world, over.case, item, now)
    if is_closed_before(case, now):
        return
    if over.following != NOBODY:
        begin(world, over.following, now)
    else:
        conclude(world, over.case, item, now)


@machine_code
def close(world: World, case: Table, now: int) -> None:
    """A case is refused: it is closed from now on, and waits in no queue any more."""
    if case.closed == FAR:
        case.closed = now
        if world.counts_lines:
            leave_every_line(world, case)


@machine_code
def leave_every_line(world: World, case: Table) -> None:
    """What waits of a case that is refused counts no more in any line."""
    kind = at(world.kinds, case.kind)
    for item in range(kind.first_item, kind.end_item):
        place = at(world.matters, case.first_matter + item).first_record
        while place != NOBODY:
            record = at(world.records, place)
            if record.joined != NOBODY and record.start == NOBODY:
                at(world.pools, world.columns.pool[place]).gone += 1
            place = record.following


@machine_code
def is_closed_before(case: Table, now: int) -> bool:
    """Whether a case was refused in an earlier minute, so that nothing new starts."""
    return case.closed < now


@machine_code
def is_withdrawn(case: Table, now: int) -> bool:
    """Whether a case was refused by now, so that what waits is withdrawn."""
    return case.closed <= now


@machine_code
def rank(world: World, pool: Table, record: int, now: int) -> int:
    """The order in which a pool serves, down to the minute joined; the record's number decides the rest."""
    first = 0
    if pool.discipline == BY_PRIORITY:
        new = at(world.records, record)
        first = int(at(world.steps, new.step).priority + at(world.kinds, at(world.cases, new.case).kind).priority)
    elif pool.discipline == BY_DUE:
        first = due(world, record)
    return first * (FAR + 1) + now


@machine_code
def call(world: World, pool: int) -> None:
    """The pool is to be allocated when this minute has settled."""
    if not at(world.pools, pool).called:
        at(world.pools, pool).called = 1
        world.called[0] += 1
        world.called[world.called[0]] = pool


@machine_code
def allocate(world: World, now: int) -> None:
    """The minute has settled: who has the choice decides; in each pool called, waiting work goes to free servers."""
    decide(world, now)
    while world.called[0] > 0:
        pool = world.called[world.called[0]]
        world.called[0] -= 1
        at(world.pools, pool).called = 0
        allocate_pool(world, at(world.pools, pool), now)


@machine_code
def decide(world: World, now: int) -> None:
    """Who has the choice joins the shortest line, one after another."""
    door = at(world.pools, len(world.pools) - 1)
    while door.waiting > 0:
        record = at(world.queues, door.first_waiting).record
        leave(world.queues, door)
        stand_in_line(world, shortest_line(world, at(world.records, record).step), record, now)


@machine_code
def shortest_line(world: World, step: int) -> int:
    """The pool with the fewest waiting and held for each of its servers; of equals the first named."""
    first, end = world.choice_first[step], world.choice_first[step + 1]
    best = world.choice_pool[first]
    for place in range(first + 1, end):
        other = world.choice_pool[place]
        if line(world, other) * at(world.pools, best).servers < line(world, best) * at(world.pools, other).servers:
            best = other
    return best


@machine_code
def line(world: World, number: int) -> int:
    """How many wait for a pool or are held by it."""
    pool = at(world.pools, number)
    count = pool.waiting - pool.gone + pool.all_servers
    for shift in range(pool.first_shift, pool.last_shift):
        count -= at(world.shifts, shift).free
    return count


@machine_code
def escalate(world: World, pool: Table, now: int) -> None:
    """Who is pressing goes before all who are not, the earliest due first; such have ranks below 0."""
    pool.next_pressing = FAR
    for place in range(pool.waiting):
        waiting = at(world.queues, pool.first_waiting + place)
        if waiting.rank >= 0:
            one = at(world.records, waiting.record)
            pressing = matter_of(world, one).pressing
            if pressing < now:
                first = due(world, waiting.record) * (FAR + 1) + waiting.rank % (FAR + 1)
                rise(world.queues, pool, place, first - (FAR + 1) ** 2, waiting.record)
            else:
                pool.next_pressing = min(pool.next_pressing, pressing)


@machine_code
def allocate_pool(world: World, pool: Table, now: int) -> None:
    """Gives the waiting work, in order, to free servers on shift or to free seats; sleeps till the next opening."""
    if pool.reopens <= now:
        let_come_again(world, pool, now)
    if pool.next_pressing < now:
        escalate(world, pool, now)
    while pool.waiting > 0:
        record = at(world.queues, pool.first_waiting).record
        if is_withdrawn(at(world.cases, at(world.records, record).case), now):
            leave(world.queues, pool)
            pool.gone -= 1
            give_up(world, record)
        elif pool.seats > 0:
            leave(world.queues, pool)
            book(world, pool, record, now)
        else:
            shift = shift_at_work(world, pool, now)
            if shift == NOBODY:
                wake_at_opening(world, pool, now)
                return
            leave(world.queues, pool)
            serve(world, shift, record, now)


@machine_code
def let_come_again(world: World, pool: Table, now: int) -> None:
    """Those who went home have come again in the minute in which the counter opened."""
    while pool.reopens <= now:
        opened = pool.reopens
        pool.reopening += 1
        pool.reopens = world.reopenings[pool.reopening]
    for place in range(pool.waiting):
        waiting = at(world.queues, pool.first_waiting + place)
        later = opened - waiting.rank % (FAR + 1) if went_home(world, waiting.record, opened) else 0
        rise(world.queues, pool, place, waiting.rank + later, waiting.record)


@machine_code
def went_home(world: World, record: int, opened: int) -> bool:
    """Whether who waits came before a closure, or too early to wait for its end."""
    waiting = at(world.records, record)
    return at(world.steps, waiting.step).in_person == 1 and waiting.joined < opened - world.patience


@machine_code
def give_up(world: World, record: int) -> None:
    """Somebody waited in vain: the case was closed, or the horizon came."""
    vain = at(world.records, record)
    closed = at(world.cases, vain.case).closed
    if closed == FAR:
        leave_unfinished(vain)
    else:
        vain.outcome = WITHDRAWN
        vain.end = closed


@machine_code
def close_the_books(world: World) -> None:
    """Nothing happens any more: those who still wait have waited in vain."""
    for number in range(len(world.pools)):
        pool = at(world.pools, number)
        for place in range(pool.first_waiting, pool.first_waiting + pool.waiting):
            give_up(world, at(world.queues, place).record)


@machine_code
def serve(world: World, shift: int, record: int, now: int) -> None:
    """The lowest free server of a shift takes the work, and keeps it until it is done."""
    new = at(world.records, record)
    new.server = take(world.servers, at(world.shifts, shift))
    last_until(world, record, now, work_until(world, at(world.shifts, shift).calendar, now, new.end), now)


@machine_code
def book(world: World, pool: Table, record: int, now: int) -> None:
    """Reserves the earliest slot with a free seat, not before the lead time."""
    new = at(world.records, record)
    step = at(world.steps, new.step)
    earliest = work_until(world, step.calendar, now, step.lead)
    place = slot_to_book(world.slots, pool, earliest)
    if place == NOBODY:
        leave_unfinished(new)
        return
    slot = at(world.slots, place)
    slot.taken += 1
    if slot.taken == pool.seats:
        slot.onward = place + 1
    last_until(world, record, slot.minute, slot.minute + new.end, now)


@machine_code
def slot_to_book(slots: Table, pool: Table, earliest: int) -> int:
    """The first free regular slot, or if that is too far off an extra one that is sooner; NOBODY if there is none."""
    place = first_free(slots, pool.first_slot, pool.end_slot, earliest)
    if pool.first_extra == pool.end_extra:
        return place
    if place != NOBODY and at(slots, place).minute - earliest <= pool.called_beyond:
        return place
    extra = first_free(slots, pool.first_extra, pool.end_extra, earliest)
    if extra != NOBODY and (place == NOBODY or at(slots, extra).minute < at(slots, place).minute):
        return extra
    return place


@machine_code
def first_free(slots: Table, first: int, end: int, earliest: int) -> int:
    """Of these slots the first that is not before *earliest* and has a free seat, or NOBODY."""
    place = free_slot(slots, first_slot(slots, first, end, earliest))
    return place if place < end else NOBODY


@machine_code
def first_slot(slots: Table, first: int, end: int, earliest: int) -> int:
    """Of these slots the first that is not before *earliest*."""
    low, high = first, end
    while low < high:
        middle = (low + high) // 2
        if at(slots, middle).minute < earliest:
            low = middle + 1
        else:
            high = middle
    return low


@machine_code
def free_slot(slots: Table, place: int) -> int:
    """The first slot from this one on that has a free seat; those on the way learn to point further."""
    while at(slots, place).onward != place:
        at(slots, place).onward = at(slots, at(slots, place).onward).onward
        place = at(slots, place).onward
    return place


@machine_code
def shift_at_work(world: World, pool: Table, now: int) -> int:
    """The pool's first shift that has a free server and is open, or NOBODY: it has the lowest such server."""
    for shift in range(pool.first_shift, pool.end_shift):
        if at(world.shifts, shift).free > 0 and is_open(world, at(world.shifts, shift).calendar, now):
            return shift
    return NOBODY


@machine_code
def wake_at_opening(world: World, pool: Table, now: int) -> None:
    """Has a bell rung when the calendars of the pool's free servers next open."""
    for shift in range(pool.first_shift, pool.end_shift):
        if at(world.shifts, shift).free > 0:
            await_opening(world, at(world.shifts, shift).calendar, now, now)


@machine_code
def await_opening(world: World, number: int, since: int, now: int) -> None:
    """Has a bell rung in the first open minute of a calendar from the minute *since* on."""
    opening = max(since, at(world.spells, present(world, number, since)).opens)
    if opening <= world.horizon and not at(world.calendars, number).awaited:
        at(world.calendars, number).awaited = 1
        schedule(world, world.entries + number, opening, now)


@machine_code
def call_reserves(world: World, now: int) -> None:
    """Which reserves are called in the next minute is decided by how many this one leaves waiting."""
    for number in range(len(world.reserves)):
        reserve = at(world.reserves, number)
        pool = at(world.pools, reserve.pool)
        waiting = pool.waiting - pool.gone
        if waiting <= reserve.released_at:
            pool.end_shift = reserve.own_end
        elif waiting > reserve.called_above and pool.end_shift < pool.last_shift:
            pool.end_shift = pool.last_shift
            for shift in range(reserve.own_end, pool.last_shift):
                await_opening(world, at(world.shifts, shift).calendar, now + 1, now)


@machine_code
def ring(world: World, calendar: int) -> None:
    """The shifts whose calendar opens in this minute come to work."""
    at(world.calendars, calendar).awaited = 0
    shift = at(world.calendars, calendar).first_shift
    while shift != NOBODY:
        call(world, at(world.shifts, shift).pool)
        shift = at(world.shifts, shift).alike


@entry
def write_up(steps: Table, records: Table, arrivals: Table, columns: Columns, happened: Happened, door: int) -> int:
    """Copies what happened into the log, but for records that were never reached; returns how many there are."""
    count = 0
    for process in range(len(arrivals)):
        for place in range(at(arrivals, process).first_record, at(arrivals, process).next_record):
            record = at(records, place)
            if record.joined != NOBODY:
                columns.case[count], columns.item[count] = columns.case[place], columns.item[place]
                columns.step[count], columns.attempt[count] = columns.step[place], columns.attempt[place]
                step = at(steps, columns.step[place])
                elsewhere = step.pool == door or step.moves_at < FAR
                columns.pool[count] = columns.pool[place] if elsewhere else step.pool
                happened.joined[count], happened.start[count] = record.joined, record.start
                happened.end[count], happened.server[count] = record.end, record.server
                happened.outcome[count] = record.outcome
                count += 1
    return count
