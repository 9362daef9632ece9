"""Seats: no slot has more bookings than seats, and everyone is given the one that he should be."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import NEVER
from sim.simulation.event_log import WITHDRAWN
from sim.simulation.invariants.log import Rows
from sim.simulation.invariants.routing import Routing
from sim.simulation.plan import Plan


def slots(rows: Rows, _: Routing, here: Ints, pool: int) -> Iterator[str]:
    """Everyone has the earliest slot that was free after the lead time, or an extra one where that was too far off."""
    plan, seats = rows.plan, int(rows.plan.pool_seats[pool])
    here = here[rows.outcome[here] != WITHDRAWN]
    first, extra = plan.pool_first_slot[pool : pool + 2], plan.pool_first_extra[pool : pool + 2]
    regular, further = plan.slot_minute[slice(*first)], plan.extra_minute[slice(*extra)]
    booked, start = rows.begun[here], rows.start[here]
    yield from rows.told(here[booked & ~np.isin(start, np.append(regular, further))], "does not start with a slot")
    in_extra = booked & ~_in_regular(rows, here, regular, further, seats)
    some = _Slots.of(rows, regular, here[booked & ~in_extra], seats)
    more = _Slots.of(rows, further, here[in_extra], seats)
    over = np.concatenate([one.minute[one.booked > seats] for one in (some, more)])
    yield from (f"pool {plan.pool_names[pool]}: slot {slot} is overbooked" for slot in over)
    earliest = np.array([_after_lead(plan, int(rows.step[row]), int(rows.joined[row])) for row in here], dtype=np.int64)
    yield from rows.told(here[booked & (start < earliest)], "is given a slot before its lead time")
    beyond = int(plan.pool_called_beyond[pool])
    asked = zip(here.tolist(), earliest.tolist(), in_extra.tolist(), strict=True)
    passes = [_passes_a_better(rows, row, since, beyond, some, more, added=added) for row, since, added in asked]
    yield from rows.told(here[np.array(passes, dtype=np.bool_)], "is not given an earlier slot that is free")


def _in_regular(rows: Rows, here: Ints, regular: Ints, further: Ints, seats: int) -> Flags:
    """Who has a regular slot; where an extra one begins with it, the first to ask, while there are seats."""
    start = rows.start[here]
    order = np.lexsort((rows.joined[here], start))
    place = np.empty(len(here), dtype=np.int64)
    place[order] = np.arange(len(here)) - np.searchsorted(start[order], start[order])
    return np.isin(start, regular) & (~np.isin(start, further) | (place < seats))


class _Slots(NamedTuple):
    """The regular or the extra slots of a pool: when each begins, how many have it, when its last seat was taken."""

    minute: Ints
    booked: Ints
    full_from: Ints

    @classmethod
    def of(cls, rows: Rows, minutes: Ints, mine: Ints, seats: int) -> "_Slots":
        """What these bookings leave of slots with so many seats."""
        place = np.searchsorted(minutes, rows.start[mine])
        order = np.lexsort((rows.joined[mine], place))
        first = np.searchsorted(place[order], np.arange(len(minutes)))
        booked = np.bincount(place, minlength=len(minutes))[: len(minutes)]
        full = booked >= seats
        full_from = np.full(len(minutes), NEVER, dtype=np.int64)
        full_from[full] = rows.joined[mine][order][first[full] + seats - 1]
        return cls(minutes, booked, full_from)

    def left(self, since: int, until: int, moment: int) -> bool:
        """Whether one that begins from *since* to before *until* had a seat left after the minute *moment*."""
        first, last = np.searchsorted(self.minute, [since, until])
        return bool((self.full_from[first:last] > moment).any())


def _passes_a_better(
    rows: Rows, row: int, earliest: int, beyond: int, some: _Slots, more: _Slots, *, added: bool
) -> bool:
    """Whether a seat was left that goes before the one given to this record, which is an extra one or not."""
    joined = int(rows.joined[row])
    start = int(rows.start[row]) if rows.begun[row] else NEVER
    if added:
        within = max(start, earliest + beyond) + 1
        return some.left(earliest, within, joined) or more.left(earliest, start, joined)
    sooner = start - earliest > beyond and more.left(earliest, start, joined)
    return sooner or some.left(earliest, start, joined)


def _after_lead(plan: Plan, step: int, joined: int) -> int:
    lead = int(plan.step_lead[step])
    return plan.calendars[plan.step_calendar[step]].add(joined, lead) if lead else joined
