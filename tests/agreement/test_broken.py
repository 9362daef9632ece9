"""The test of the agreement test: a kernel with one small mistake is found out by the same towns."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from readable import played_by_python
from test_agreement import differing_columns, towns
from towns import Document, documents, drawn

from sim.simulation.engines import simulate
from sim.simulation.engines.compiled import calendars, item_clock, kernel, layout, queues
from sim.simulation.engines.compiled.state import FAR, NOBODY

Replacement = Callable[..., Any]


def plain(function: Any) -> Replacement:
    """The function before it was compiled; with the compiler switched off, itself."""
    return getattr(function, "py_func", function)


def nothing(*_: Any) -> None:
    """Forgets to do it."""


def later_case_first(rank: int, record: int, other: Any) -> bool:
    return rank < other.rank or (rank == other.rank and record > other.record)


def last_in_first_out(rank: int, record: int, other: Any) -> bool:
    return rank > other.rank or (rank == other.rank and record < other.record)


def open_in_the_closing_minute(world: Any, calendar: int, now: int) -> bool:
    spell = plain(calendars.present)(world, calendar, now)
    return world.spells[spell].opens <= now or (spell > 0 and world.spells[spell - 1].closes == now)


def done_next_morning(spells: Any, low: int, end: int, done: int) -> int:
    while low + 1 < end and spells[low + 1].worked <= done:
        low += 1
    return low


def last_shift_first(world: Any, pool: Any, now: int) -> int:
    for shift in reversed(range(pool.first_shift, pool.end_shift)):
        if world.shifts[shift].free > 0 and open_now(world, world.shifts[shift].calendar, now):
            return shift
    return NOBODY


def open_now(world: Any, calendar: int, now: int) -> bool:
    spells = world.spells
    return any(spells[place].opens <= now < spells[place].closes for place in range_of(world, calendar))


def range_of(world: Any, calendar: int) -> range:
    first = 0 if calendar == 0 else world.calendars[calendar - 1].last + 1
    return range(first, world.calendars[calendar].last)


def highest_server_first(servers: Any, shift: Any) -> int:
    shift.free -= 1
    return int(servers[shift.first_server + shift.free].free)


def repeats_the_same_step(luck: Any, step: int, outcome: int) -> int:
    back = plain(layout.next_step)(luck, step, outcome)
    return step if back < step else back


def in_order_of_joining(world: Any, pool: Any, record: int, now: int) -> int:
    return now


def stops_in_the_minute_of_refusal(case: Any, now: int) -> bool:
    return bool(case.closed <= now)


def withdrawn_a_minute_late(case: Any, now: int) -> bool:
    return bool(case.closed < now)


def misses_the_slot_of_this_minute(slots: Any, first: int, end: int, earliest: int) -> int:
    return plain(kernel.first_slot)(slots, first, end, earliest + 1)


def any_slot_has_a_seat(slots: Any, place: int) -> int:
    return place


def the_first_named(world: Any, step: int) -> int:
    return int(world.choice_pool[world.choice_first[step]])


def the_last_named_of_equals(world: Any, step: int) -> int:
    choice = range(world.choice_first[step], world.choice_first[step + 1])
    pools = [int(world.choice_pool[place]) for place in reversed(choice)]
    return min(pools, key=lambda pool: plain(kernel.line)(world, pool) / int(world.pools[pool].servers))


def the_fewest_in_all(world: Any, step: int) -> int:
    choice = range(world.choice_first[step], world.choice_first[step + 1])
    return min((int(world.choice_pool[place]) for place in choice), key=partial(plain(kernel.line), world))


def only_who_waits(world: Any, number: int) -> int:
    return int(world.pools[number].waiting - world.pools[number].gone)


def only_who_is_held(world: Any, number: int) -> int:
    return plain(kernel.line)(world, number) - only_who_waits(world, number)


def withdrawn_included(world: Any, number: int) -> int:
    return plain(kernel.line)(world, number) + int(world.pools[number].gone)


def in_order_of_pools(world: Any, pool: Any, record: int, now: int) -> int:
    return int(world.records[record].step) if pool.servers == 0 else plain(kernel.rank)(world, pool, record, now)


def pressing_a_minute_early(world: Any, pool: Any, now: int) -> None:
    plain(kernel.escalate)(world, pool, now + 1)


def pressing_in_order_of_joining(world: Any, pool: Any, now: int) -> None:
    waiting = [world.queues[pool.first_waiting + place] for place in range(pool.waiting)]
    for place, one in enumerate(waiting):
        if one.rank >= 0 and plain(kernel.matter_of)(world, world.records[one.record]).pressing < now:
            plain(queues.rise)(world.queues, pool, place, one.rank % FAR - FAR, one.record)


def called_a_minute_late(world: Any, now: int) -> None:
    for reserve in world.reserves:
        pool = world.pools[reserve.pool]
        if pool.waiting > reserve.called_above and pool.end_shift < pool.last_shift:
            pool.end_shift = pool.last_shift
            for shift in world.shifts[reserve.own_end : pool.last_shift]:
                plain(kernel.await_opening)(world, shift.calendar, now + 2, now)
    plain(kernel.call_reserves)(world, now)


def called_within_the_minute(world: Any, number: int) -> None:
    for reserve in world.reserves:
        pool = world.pools[reserve.pool]
        if pool.waiting > reserve.called_above:
            pool.end_shift = pool.last_shift
    plain(kernel.call)(world, number)


def sent_back_at_the_call(world: Any, now: int) -> None:
    for reserve in world.reserves:
        reserve.released_at = reserve.called_above
    plain(kernel.call_reserves)(world, now)


def withdrawn_still_wait(world: Any, now: int) -> None:
    gone = world.pools.gone.copy()
    world.pools.gone[:] = 0
    plain(kernel.call_reserves)(world, now)
    world.pools.gone[:] = gone


def always_called(world: Any, now: int) -> None:
    for reserve in world.reserves:
        world.pools[reserve.pool].end_shift = world.pools[reserve.pool].last_shift


def no_extra_session(slots: Any, pool: Any, earliest: int) -> int:
    return plain(kernel.first_free)(slots, pool.first_slot, pool.end_slot, earliest)


def extra_session_however_near(slots: Any, pool: Any, earliest: int) -> int:
    pool.called_beyond = -1
    return plain(kernel.slot_to_book)(slots, pool, earliest)


def extra_session_even_if_later(slots: Any, pool: Any, earliest: int) -> int:
    place = plain(kernel.first_free)(slots, pool.first_slot, pool.end_slot, earliest)
    extra = plain(kernel.first_free)(slots, pool.first_extra, pool.end_extra, earliest)
    far = place != NOBODY and slots[place].minute - earliest > pool.called_beyond
    return extra if far and extra != NOBODY else plain(kernel.slot_to_book)(slots, pool, earliest)


def own_servers_only(world: Any, number: int) -> int:
    pool = world.pools[number]
    mine = [one for one in world.reserves if one.pool == number]
    free = sum(int(world.shifts[one.own_end : pool.last_shift].free.sum()) for one in mine)
    return plain(kernel.line)(world, number) - (int(pool.all_servers - pool.servers) - free)


def asks_the_pool_of_old(world: Any, step: int, now: int) -> int:
    return int(world.steps[step].pool)


def asks_the_last_pool(world: Any, step: int, now: int) -> int:
    return int(world.move_pool[world.move_first[step + 1] - 1])


def less_patient_by_a_minute(world: Any, record: int, opened: int) -> bool:
    return plain(kernel.went_home)(world, record, opened + 1)


def in_person_or_not(world: Any, record: int, opened: int) -> bool:
    return bool(world.records[record].joined < opened - world.patience)


def due_whatever_stopped_the_clock(world: Any, pool: Any, record: int, now: int) -> None:
    one = world.records[record]
    item = world.steps[one.step].of_item
    matter, promise = world.matters[world.cases[one.case].first_matter + item], world.item_promise[item]
    matter.due = matter.pressing = FAR
    if promise > 0 and matter.accepted != NOBODY:
        since = plain(calendars.worked_at)(world, world.legal_calendar, matter.accepted)
        shares = [promise * pool.escalates_at // 1000, promise]
        moments = [plain(calendars.moment)(world, world.legal_calendar, now, since + share) for share in shares]
        matter.pressing, matter.due = moments


def accepted_again(world: Any, case: int, item: int, now: int) -> None:
    matter = world.matters[world.cases[case].first_matter + item]
    matter.accepted, matter.clock, matter.runs = now, 0, 0


def never_stands_still(world: Any, matter: Any, legal: int, now: int) -> None:
    plain(item_clock.turn_clock)(world, matter, 1, now)


def what_has_run_is_forgotten(world: Any, matter: Any, now: int) -> int:
    return plain(calendars.worked_by)(world, world.legal_calendar, now)


def counted_from_now(world: Any, record: int, now: int) -> int:
    one = world.records[record]
    return plain(calendars.work_until)(world, world.steps[one.step].calendar, now, one.end)


def a_spell_too_late(world: Any, calendar: int, minute: int) -> int:
    return plain(calendars.worked_at)(world, calendar, minute + 1)


BROKEN: dict[str, dict[str, Replacement]] = {
    "ties go to the later case": {"goes_first": later_case_first},
    "last in, first out": {"goes_first": last_in_first_out},
    "due minute and priority are ignored": {"rank": in_order_of_joining},
    "the promised limit never begins": {"accept": nothing},
    "open in the minute of closing": {"is_open": open_in_the_closing_minute},
    "work that fills a shift ends next morning": {"last_before": done_next_morning},
    "the last shift first": {"shift_at_work": last_shift_first},
    "the highest server first": {"take": highest_server_first},
    "a return repeats the same step": {"next_step": repeats_the_same_step},
    "nobody wakes the pool in the morning": {"wake_at_opening": nothing},
    "the bell wakes nobody": {"ring": nothing},
    "nobody is called when work joins or a server is free": {"call": nothing},
    "a server is never free again": {"release": nothing},
    "a refusal stops others in the same minute": {"is_closed_before": stops_in_the_minute_of_refusal},
    "a refusal withdraws a minute late": {"is_withdrawn": withdrawn_a_minute_late},
    "the slot of this very minute is missed": {"first_slot": misses_the_slot_of_this_minute},
    "seats without end": {"free_slot": any_slot_has_a_seat},
    "of several pools always the first named": {"shortest_line": the_first_named},
    "of equal lines the last named": {"shortest_line": the_last_named_of_equals},
    "lines are compared without their servers": {"shortest_line": the_fewest_in_all},
    "who is held stands in no line": {"line": only_who_waits},
    "who waits stands in no line": {"line": only_who_is_held},
    "who is withdrawn still stands in line": {"line": withdrawn_included},
    "nobody leaves the line as his case is closed": {"leave_every_line": nothing},
    "those who have the choice decide in another order": {"rank": in_order_of_pools},
    "those who have the choice stay at the door": {"decide": nothing},
    "who came before asks the old pool": {"pool_after_moves": asks_the_pool_of_old},
    "the last of several days counts": {"pool_after_moves": asks_the_last_pool},
    "the reserve is never called": {"call_reserves": nothing},
    "the reserve is called a minute late": {"call_reserves": called_a_minute_late},
    "the reserve is called within the minute": {"call": called_within_the_minute},
    "the reserve is sent back where it was called": {"call_reserves": sent_back_at_the_call},
    "the reserve is called for who is withdrawn": {"call_reserves": withdrawn_still_wait},
    "the reserve once called stays": {"call_reserves": always_called},
    "whom the reserve holds stands in no line": {"line": own_servers_only},
    "no extra session": {"slot_to_book": no_extra_session},
    "an extra session however near the next": {"slot_to_book": extra_session_however_near},
    "an extra session even if it is later": {"slot_to_book": extra_session_even_if_later},
    "nobody is overdue": {"escalate": nothing},
    "pressing a minute early": {"escalate": pressing_a_minute_early},
    "the pressing in order of joining": {"escalate": pressing_in_order_of_joining},
    "due whatever stopped the clock": {"set_due": due_whatever_stopped_the_clock},
    "accepted anew after a correction": {"accept": accepted_again},
    "a clock that never runs": {"turn_clock": nothing},
    "a clock that never stands still": {"turn_clock": never_stands_still},
    "what has run is forgotten": {"begun": what_has_run_is_forgotten},
    "every wait counts from now on": {"end_of_wait": counted_from_now},
    "a minute more before the acceptance": {"worked_at": a_spell_too_late},
    "who went home keeps his place": {"let_come_again": nothing},
    "who comes just in time goes home": {"went_home": less_patient_by_a_minute},
    "papers go home at night": {"went_home": in_person_or_not},
    "the next coarse bucket of the event list is not dealt out": {"open_coarse_bucket": nothing},
    "who still waits is not written up": {"close_the_books": nothing},
}


def is_found_out(broken: dict[str, Replacement], document: Document) -> bool:
    plan, draws = drawn(document)
    with played_by_python(**broken):
        try:
            log = simulate(plan, draws, "compiled")
        except IndexError:
            return True
    return differing_columns(log, simulate(plan, draws, "simpy")) != []


EVERY = 6
"""Of so many mistakes one is looked for each time, the others in the long suite: it takes many towns to find them."""


def one_in_a_while() -> list[Any]:
    """Every mistake by its name, most of them for the long suite."""
    return [
        pytest.param(broken, id=name, marks=[] if place % EVERY == 0 else [pytest.mark.long])
        for place, (name, broken) in enumerate(BROKEN.items())
    ]


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the town that was found, which nobody reads
@pytest.mark.parametrize("broken", one_in_a_while())
def test_a_broken_kernel_is_found_out(broken: dict[str, Replacement]) -> None:
    """Hypothesis raises `NoSuchExample` if no town tells the two engines apart."""
    find(
        documents(), partial(is_found_out, broken), settings=settings(towns, max_examples=500, phases=[Phase.generate])
    )
