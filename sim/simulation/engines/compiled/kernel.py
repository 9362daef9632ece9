"""Plays a scenario from its state, minute by minute, by the tie rule of `sim.simulation.tie_rule`.

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
    State,
    Table,
)
from sim.simulation.event_log import NOT_YET, REFUSED, UNFINISHED, WITHDRAWN
from sim.simulation.jit import at, entry, machine_code
from sim.simulation.plan import WAIT


@entry
def play(state: State) -> None:
    """Plays every case to its end, or to the horizon."""
    for process in range(len(state.arrivals)):
        expect_next_case(state, process, 0)
    now = next_event_time(state, -1)
    while now <= state.horizon:
        settle(state, now)
        while state.called[0] > 0:
            allocate(state, now)
            settle(state, now)
        if len(state.reserves) > 0:
            call_reserves(state, now)
        now = next_event_time(state, now)
    close_the_books(state)


@machine_code
def settle(state: State, now: int) -> None:
    """Whatever is in this minute's bucket happens, and what follows from it at once, until the bucket is empty."""
    bells, arrivals = state.entries, state.entries + len(state.calendars)
    bucket = now % BUCKETS
    while state.buckets[bucket] != 0:
        record = state.buckets[bucket] - 1
        state.buckets[bucket] = at(state.records, record).later
        if record < bells:
            finish(state, record, now)
        elif record < arrivals:
            ring(state, record - bells)
        else:
            receive(state, record - arrivals, now)


@machine_code
def expect_next_case(state: State, process: int, now: int) -> None:
    """Notes when the next case of a process comes."""
    case = at(state.arrivals, process).next_case
    if case < at(state.arrivals, process).end_case:
        schedule(state, state.entries + len(state.calendars) + process, state.arrival[case], now)


@machine_code
def receive(state: State, process: int, now: int) -> None:
    """A case comes; every item that waits for nothing starts."""
    case = at(state.arrivals, process).next_case
    at(state.arrivals, process).next_case += 1
    expect_next_case(state, process, now)
    lay_out(state, case, process)
    kind, base = at(state.cases, case).kind, at(state.cases, case).first_matter
    before = state.before_first[kind]
    for item in range(at(state.kinds, kind).first_item, at(state.kinds, kind).end_item):
        at(state.matters, base + item).open_predecessors = before[item + 1] - before[item]
    for item in range(at(state.kinds, kind).first_item, at(state.kinds, kind).end_item):
        if before[item + 1] == before[item] and not start(state, case, item, now):
            conclude(state, case, item, now)


@machine_code
def start(state: State, case: int, item: int, now: int) -> bool:
    """An item starts; False if there is nothing to do for it."""
    matter = at(state.matters, at(state.cases, case).first_matter + item)
    if matter.first_record == NOBODY:
        return False
    if matter.accepts:
        accept(state, case, item, now)
    begin(state, matter.first_record, now)
    return True


@machine_code
def conclude(state: State, case: int, item: int, now: int) -> None:
    """An item is done; those that waited only for it start, and one without anything to do is done at once."""
    base, following = at(state.cases, case).first_matter, state.next_first[at(state.cases, case).kind]
    state.concluded[0] = item
    pending = 1
    while pending > 0:
        pending -= 1
        done = state.concluded[pending]
        for place in range(following[done], following[done + 1]):
            other = state.next_item[place]
            matter = at(state.matters, base + other)
            matter.open_predecessors -= 1
            if matter.open_predecessors == 0 and not start(state, case, other, now):
                state.concluded[pending] = other
                pending += 1


@machine_code
def begin(state: State, record: int, now: int) -> None:
    """A step is reached: a wait begins, or somebody is asked for."""
    new = at(state.records, record)
    step = at(state.steps, new.step)
    new.joined = now
    turn_clock(state, matter_of(state, new), step, now)
    if step.primitive == WAIT:
        last_until(state, record, now, end_of_wait(state, record, now), now)
    elif now < step.moves_at:
        stand_in_line(state, step.pool, record, now)
    else:
        stand_in_line(state, pool_after_moves(state, new.step, now), record, now)


@machine_code
def pool_after_moves(state: State, step: int, now: int) -> int:
    """Which pool does a step, when it is another than at first."""
    move = state.move_first[step]
    while move + 1 < state.move_first[step + 1] and state.move_minute[move + 1] <= now:
        move += 1
    return state.move_pool[move]


@machine_code
def stand_in_line(state: State, number: int, record: int, now: int) -> None:
    """A record joins the queue of a pool."""
    pool = at(state.pools, number)
    if pool.discipline == BY_DUE or pool.escalates_at > 0:
        set_due(state, pool, record, now)
    join(state.queues, pool, rank(state, pool, record, now), record)
    call(state, number)
    if pool.escalates_at > 0:
        pool.next_pressing = min(pool.next_pressing, matter_of(state, at(state.records, record)).pressing)
    if state.counts_lines:
        state.columns.pool[record] = number
        if is_withdrawn(at(state.cases, at(state.records, record).case), now):
            pool.gone += 1


@machine_code
def last_until(state: State, record: int, begun: int, end: int, now: int) -> None:
    """A step is in hand from the minute *begun*, and until *end* if the horizon does not come first."""
    new = at(state.records, record)
    new.start = begun
    if end > state.horizon:
        leave_unfinished(new)
    else:
        schedule(state, record, end, now)


@machine_code
def leave_unfinished(record: Table) -> None:
    """The horizon comes before the end."""
    record.outcome = UNFINISHED
    record.end = NOT_YET


@machine_code
def finish(state: State, record: int, now: int) -> None:
    """A step is over: its server is free, and the item goes on."""
    over = at(state.records, record)
    case, item = at(state.cases, over.case), at(state.steps, over.step).of_item
    if over.server != NOBODY:
        release(state, over.server)
        call(state, at(state.shifts, at(state.servers, over.server).shift).pool)
    if over.outcome == REFUSED:
        close(state, case, now)
        return
    if over.accepts:
        accept(state, over.case, item, now)
    if is_closed_before(case, now):
        return
    if over.following != NOBODY:
        begin(state, over.following, now)
    else:
        conclude(state, over.case, item, now)


@machine_code
def close(state: State, case: Table, now: int) -> None:
    """A case is refused: it is closed from now on, and waits in no queue any more."""
    if case.closed == FAR:
        case.closed = now
        if state.counts_lines:
            leave_every_line(state, case)


@machine_code
def leave_every_line(state: State, case: Table) -> None:
    """What waits of a case that is refused counts no more in any line."""
    kind = at(state.kinds, case.kind)
    for item in range(kind.first_item, kind.end_item):
        place = at(state.matters, case.first_matter + item).first_record
        while place != NOBODY:
            record = at(state.records, place)
            if record.joined != NOBODY and record.start == NOBODY:
                at(state.pools, state.columns.pool[place]).gone += 1
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
def rank(state: State, pool: Table, record: int, now: int) -> int:
    """The order in which a pool serves, down to the minute joined; the record's number decides the rest."""
    first = 0
    if pool.discipline == BY_PRIORITY:
        new = at(state.records, record)
        first = int(at(state.steps, new.step).priority + at(state.kinds, at(state.cases, new.case).kind).priority)
    elif pool.discipline == BY_DUE:
        first = due(state, record)
    return first * (FAR + 1) + now


@machine_code
def call(state: State, pool: int) -> None:
    """The pool is to be allocated when this minute has settled."""
    if not at(state.pools, pool).called:
        at(state.pools, pool).called = 1
        state.called[0] += 1
        state.called[state.called[0]] = pool


@machine_code
def allocate(state: State, now: int) -> None:
    """The minute has settled: who has the choice decides; in each pool called, waiting work goes to free servers."""
    decide(state, now)
    while state.called[0] > 0:
        pool = state.called[state.called[0]]
        state.called[0] -= 1
        at(state.pools, pool).called = 0
        allocate_pool(state, at(state.pools, pool), now)


@machine_code
def decide(state: State, now: int) -> None:
    """Who has the choice joins the shortest line, one after another."""
    door = at(state.pools, len(state.pools) - 1)
    while door.waiting > 0:
        record = at(state.queues, door.first_waiting).record
        leave(state.queues, door)
        stand_in_line(state, shortest_line(state, at(state.records, record).step), record, now)


@machine_code
def shortest_line(state: State, step: int) -> int:
    """The pool with the fewest waiting and held for each of its servers; of equals the first named."""
    first, end = state.choice_first[step], state.choice_first[step + 1]
    best = state.choice_pool[first]
    for place in range(first + 1, end):
        other = state.choice_pool[place]
        if line(state, other) * at(state.pools, best).servers < line(state, best) * at(state.pools, other).servers:
            best = other
    return best


@machine_code
def line(state: State, number: int) -> int:
    """How many wait for a pool or are held by it."""
    pool = at(state.pools, number)
    count = pool.waiting - pool.gone + pool.all_servers
    for shift in range(pool.first_shift, pool.last_shift):
        count -= at(state.shifts, shift).free
    return count


@machine_code
def escalate(state: State, pool: Table, now: int) -> None:
    """Who is pressing goes before all who are not, the earliest due first; such have ranks below 0."""
    pool.next_pressing = FAR
    for place in range(pool.waiting):
        waiting = at(state.queues, pool.first_waiting + place)
        if waiting.rank >= 0:
            one = at(state.records, waiting.record)
            pressing = matter_of(state, one).pressing
            if pressing < now:
                first = due(state, waiting.record) * (FAR + 1) + waiting.rank % (FAR + 1)
                rise(state.queues, pool, place, first - (FAR + 1) ** 2, waiting.record)
            else:
                pool.next_pressing = min(pool.next_pressing, pressing)


@machine_code
def allocate_pool(state: State, pool: Table, now: int) -> None:
    """Gives the waiting work, in order, to free servers on shift or to free seats; sleeps till the next opening."""
    if pool.reopens <= now:
        let_come_again(state, pool, now)
    if pool.next_pressing < now:
        escalate(state, pool, now)
    while pool.waiting > 0:
        record = at(state.queues, pool.first_waiting).record
        if is_withdrawn(at(state.cases, at(state.records, record).case), now):
            leave(state.queues, pool)
            pool.gone -= 1
            give_up(state, record)
        elif pool.seats > 0:
            leave(state.queues, pool)
            book(state, pool, record, now)
        else:
            shift = shift_at_work(state, pool, now)
            if shift == NOBODY:
                wake_at_opening(state, pool, now)
                return
            leave(state.queues, pool)
            serve(state, shift, record, now)


@machine_code
def let_come_again(state: State, pool: Table, now: int) -> None:
    """Those who went home have come again in the minute in which the counter opened."""
    while pool.reopens <= now:
        opened = pool.reopens
        pool.reopening += 1
        pool.reopens = state.reopenings[pool.reopening]
    for place in range(pool.waiting):
        waiting = at(state.queues, pool.first_waiting + place)
        later = opened - waiting.rank % (FAR + 1) if went_home(state, waiting.record, opened) else 0
        rise(state.queues, pool, place, waiting.rank + later, waiting.record)


@machine_code
def went_home(state: State, record: int, opened: int) -> bool:
    """Whether who waits came before a closure, or too early to wait for its end."""
    waiting = at(state.records, record)
    return at(state.steps, waiting.step).in_person == 1 and waiting.joined < opened - state.patience


@machine_code
def give_up(state: State, record: int) -> None:
    """Somebody waited in vain: the case was closed, or the horizon came."""
    vain = at(state.records, record)
    closed = at(state.cases, vain.case).closed
    if closed == FAR:
        leave_unfinished(vain)
    else:
        vain.outcome = WITHDRAWN
        vain.end = closed


@machine_code
def close_the_books(state: State) -> None:
    """Nothing happens any more: those who still wait have waited in vain."""
    for number in range(len(state.pools)):
        pool = at(state.pools, number)
        for place in range(pool.first_waiting, pool.first_waiting + pool.waiting):
            give_up(state, at(state.queues, place).record)


@machine_code
def serve(state: State, shift: int, record: int, now: int) -> None:
    """The lowest free server of a shift takes the work, and keeps it until it is done."""
    new = at(state.records, record)
    new.server = take(state.servers, at(state.shifts, shift))
    last_until(state, record, now, work_until(state, at(state.shifts, shift).calendar, now, new.end), now)


@machine_code
def book(state: State, pool: Table, record: int, now: int) -> None:
    """Reserves the earliest slot with a free seat, not before the lead time."""
    new = at(state.records, record)
    step = at(state.steps, new.step)
    earliest = work_until(state, step.calendar, now, step.lead)
    place = slot_to_book(state.slots, pool, earliest)
    if place == NOBODY:
        leave_unfinished(new)
        return
    slot = at(state.slots, place)
    slot.taken += 1
    if slot.taken == pool.seats:
        slot.onward = place + 1
    last_until(state, record, slot.minute, slot.minute + new.end, now)


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
def shift_at_work(state: State, pool: Table, now: int) -> int:
    """The pool's first shift that has a free server and is open, or NOBODY: it has the lowest such server."""
    for shift in range(pool.first_shift, pool.end_shift):
        if at(state.shifts, shift).free > 0 and is_open(state, at(state.shifts, shift).calendar, now):
            return shift
    return NOBODY


@machine_code
def wake_at_opening(state: State, pool: Table, now: int) -> None:
    """Has a bell rung when the calendars of the pool's free servers next open."""
    for shift in range(pool.first_shift, pool.end_shift):
        if at(state.shifts, shift).free > 0:
            await_opening(state, at(state.shifts, shift).calendar, now, now)


@machine_code
def await_opening(state: State, number: int, since: int, now: int) -> None:
    """Has a bell rung in the first open minute of a calendar from the minute *since* on."""
    opening = max(since, at(state.spells, present(state, number, since)).opens)
    if opening <= state.horizon and not at(state.calendars, number).awaited:
        at(state.calendars, number).awaited = 1
        schedule(state, state.entries + number, opening, now)


@machine_code
def call_reserves(state: State, now: int) -> None:
    """Which reserves are called in the next minute is decided by how many this one leaves waiting."""
    for number in range(len(state.reserves)):
        reserve = at(state.reserves, number)
        pool = at(state.pools, reserve.pool)
        waiting = pool.waiting - pool.gone
        if waiting <= reserve.released_at:
            pool.end_shift = reserve.own_end
        elif waiting > reserve.called_above and pool.end_shift < pool.last_shift:
            pool.end_shift = pool.last_shift
            for shift in range(reserve.own_end, pool.last_shift):
                await_opening(state, at(state.shifts, shift).calendar, now + 1, now)


@machine_code
def ring(state: State, calendar: int) -> None:
    """The shifts whose calendar opens in this minute come to work."""
    at(state.calendars, calendar).awaited = 0
    shift = at(state.calendars, calendar).first_shift
    while shift != NOBODY:
        call(state, at(state.shifts, shift).pool)
        shift = at(state.shifts, shift).alike


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
