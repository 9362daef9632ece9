"""Calendars, as the present minute sees them.

Bounds: a calendar's *present* spell stops at its last one, which closes at FAR; nothing looks beyond it.
"""

from sim.simulation.engines.compiled.state import FAR, State, Table
from sim.simulation.jit import at, machine_code


@machine_code
def present(state: State, calendar: int, now: int) -> int:
    """The calendar's first spell that is not over; the minute at closing time is not in it."""
    spell = at(state.calendars, calendar).present
    while at(state.spells, spell).closes <= now:
        spell += 1
    at(state.calendars, calendar).present = spell
    return spell


@machine_code
def is_open(state: State, calendar: int, now: int) -> bool:
    """Whether the present minute is open."""
    return at(state.spells, present(state, calendar, now)).opens <= now


@machine_code
def work_until(state: State, calendar: int, now: int, work: int) -> int:
    """The minute at which so many open minutes, begun now, are done, or FAR; no work at once, even if closed."""
    if work == 0:
        return now
    spells, first, last = state.spells, present(state, calendar, now), at(state.calendars, calendar).last
    done = at(spells, first).worked + max(now - at(spells, first).opens, 0) + work
    if done > at(spells, last).worked:
        return FAR
    spell = last_before(spells, first, last, done)
    return at(spells, spell).opens + done - at(spells, spell).worked


@machine_code
def worked_by(state: State, calendar: int, now: int) -> int:
    """The open minutes before the present one."""
    spell = at(state.spells, present(state, calendar, now))
    return spell.worked + max(now - spell.opens, 0)


@machine_code
def worked_at(state: State, calendar: int, minute: int) -> int:
    """The open minutes before any minute."""
    low, high = at(state.calendars, calendar).first, at(state.calendars, calendar).last
    while low < high:
        middle = (low + high) // 2
        if at(state.spells, middle).closes <= minute:
            low = middle + 1
        else:
            high = middle
    return at(state.spells, low).worked + max(minute - at(state.spells, low).opens, 0)


@machine_code
def moment(state: State, calendar: int, now: int, worked: int) -> int:
    """The first minute with so many open minutes before it, past or to come, or FAR."""
    spells, low, last = state.spells, present(state, calendar, now), at(state.calendars, calendar).last
    if worked > at(spells, last).worked:
        return FAR
    if worked <= at(spells, low).worked:
        low = at(state.calendars, calendar).first
    spell = last_before(spells, low, last, worked)
    return at(spells, spell).opens + worked - at(spells, spell).worked if worked > 0 else 0


@machine_code
def last_before(spells: Table, low: int, end: int, done: int) -> int:
    """The last spell from *low* on before which less than *done* was worked; that of *end* is known to be more."""
    stride = 1
    while low + stride < end and at(spells, low + stride).worked < done:
        low += stride
        stride *= 2
    high = min(low + stride, end)
    while high - low > 1:
        middle = (low + high) // 2
        if at(spells, middle).worked < done:
            low = middle
        else:
            high = middle
    return low
