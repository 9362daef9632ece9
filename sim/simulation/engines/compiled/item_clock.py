"""The clock of an item of a case: how much of its promise has run, and what depends on that.

It begins as the item is first accepted, and runs during the steps that are on the legal clock, on the calendar on which
the item's promise is counted. In the state it is one number: what it shows, while it stands; while it runs, what that
calendar would show had it never stood still.
"""

from sim.simulation.engines.compiled.calendars import moment, worked_at, worked_by
from sim.simulation.engines.compiled.state import EXTENDED, FAR, NOBODY, State, Table
from sim.simulation.jit import at, machine_code
from sim.simulation.plan import ON_CLOCK, SINCE_ACCEPTED


@machine_code
def accept(state: State, case: int, item: int, now: int) -> None:
    """An item is accepted; if it is the first time, its clock is at nothing."""
    matter = at(state.matters, at(state.cases, case).first_matter + item)
    if matter.accepted == NOBODY:
        matter.accepted = now


@machine_code
def matter_of(state: State, record: Table) -> Table:
    """The item of the case whose record it is."""
    return at(state.matters, at(state.cases, record.case).first_matter + at(state.steps, record.step).of_item)


@machine_code
def turn_clock(state: State, matter: Table, step: Table, now: int) -> None:
    """The clock of an accepted item runs, or stands still, as a step begins that is on the legal clock, or off it."""
    if matter.accepted != NOBODY:
        if matter.runs != step.legal:
            matter.clock = worked_by(state, state.item_clock[step.of_item], now) - matter.clock
            matter.runs = step.legal
        if step.extends:
            matter.accepts = EXTENDED


@machine_code
def begun(state: State, matter: Table, calendar: int, now: int) -> int:
    """What its calendar would have shown as the clock began, had it never stood still and did it run from now."""
    return matter.clock if matter.runs else worked_by(state, calendar, now) - matter.clock


@machine_code
def end_of_wait(state: State, record: int, now: int) -> int:
    """When a wait that begins now is over: at once if it is past. Who is chased is let go no later than he is asked."""
    new = at(state.records, record)
    step, matter = at(state.steps, new.step), matter_of(state, new)
    calendar, minutes, end = step.calendar, int(new.end), FAR
    if step.counts_from == ON_CLOCK:
        since = begun(state, matter, calendar, now)
    elif step.counts_from == SINCE_ACCEPTED:
        since = worked_at(state, calendar, matter.accepted)
    else:
        since = worked_by(state, calendar, now)
    for _ in range(1 + step.chased):
        end = min(end, max(moment(state, calendar, now, since + minutes), now))
        if step.chased:
            place = step.latest + state.luck.step_cases[new.step] * state.columns.attempt[record] + new.case
            calendar, minutes = int(state.item_clock[step.of_item]), int(state.latest[place])
            since = begun(state, matter, calendar, now)
    return end


@machine_code
def set_due(state: State, pool: Table, record: int, now: int) -> None:
    """Tells when the promise of the item of a record will have run, or the pool's share of it, running from now on."""
    one = at(state.records, record)
    matter, item, kind = matter_of(state, one), at(state.steps, one.step).of_item, at(state.cases, one.case).kind
    promise, calendar = state.item_promise[kind, item], int(state.item_clock[item])
    matter.due = matter.pressing = FAR
    if promise > 0 and matter.accepted != NOBODY:
        since = begun(state, matter, calendar, now)
        if matter.accepts == EXTENDED:
            promise += state.item_promise_extension[kind, item]
        for whole in range(2):
            thousandths = 1000 if whole else int(pool.escalates_at)
            matter.pressing = matter.due
            matter.due = moment(state, calendar, now, since + promise * thousandths // 1000)


@machine_code
def due(state: State, record: int) -> int:
    """The minute by which the item of a record that waits is promised."""
    return int(matter_of(state, at(state.records, record)).due)
