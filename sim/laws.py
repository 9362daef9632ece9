"""The laws that every event log obeys, whatever the scenario, the luck and the engine.

A log can be checked without playing the plan again: time never runs backwards, nobody is in two places, nobody rests
while somebody waits, and every case goes its whole way with the luck it drew. What a log may say about one minute is
left open only where the tie rule lets several things follow each other in it; there the engines are compared instead.
"""

from collections.abc import Iterator
from functools import cached_property
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Flags, Ints
from sim.calendars import NEVER, WorkCalendar
from sim.chains import SKIPPED
from sim.draws import Draws
from sim.events import NOT_YET, OUTCOMES, REFUSED, RETURNED, UNFINISHED, WITHDRAWN, EventLog
from sim.plan import BOOK, WAIT, WORK, Plan

SHOWN: Final = 5
"""So many records are told for each law; the others are counted."""


def broken_laws(plan: Plan, draws: Draws, log: EventLog) -> list[str]:
    """What in the log breaks a law, in words; empty if all is well."""
    rows = _Rows(plan, draws, log)
    if malformed := list(_malformed(rows)):
        return malformed
    course = _Course(rows)
    broken = [*_moments(rows), *_outcomes(rows, course.closed), *_minutes(rows), *course.broken, *_presence(rows)]
    broken += _choices(rows)
    for pool in range(len(plan.pool_names)):
        law = _slots if plan.pool_seats[pool] else _service
        broken += law(rows, course.due, np.flatnonzero(rows.pool == pool), pool)
    return broken


def _wide(column: NDArray[Any]) -> Ints:
    return column.astype(np.int64)


class _Rows:
    """The log beside the plan and the luck, in columns wide enough to calculate with."""

    def __init__(self, plan: Plan, draws: Draws, log: EventLog) -> None:
        self.plan, self.draws = plan, draws
        wide = [column.astype(np.int64) for column in log]
        self.case, self.item, self.step, self.attempt = wide[:4]
        self.joined, self.start, self.end, self.pool, self.server, self.outcome = wide[4:]
        self.begun, self.ended = self.start != NOT_YET, self.end != NOT_YET
        self.until = _wide(np.where(self.ended, self.end, plan.horizon))
        self.waited_until = _wide(np.where(self.begun, self.start, self.until))

    @cached_property
    def primitive(self) -> Ints:
        """Wait, work or book."""
        return self.plan.step_primitive[self.step]

    @cached_property
    def luck(self) -> Ints:
        """Where in the draws the luck of each record is."""
        return _wide(self.draws.place(self.step, self.case, self.attempt))

    @cached_property
    def drawn(self) -> Ints:
        """The minutes drawn."""
        return _wide(self.draws.minutes[self.luck])

    @cached_property
    def calendar(self) -> Ints:
        """On whose hours the time of each record passes; -1: on none."""
        worked = (self.primitive == WORK) & self.begun
        hours = _wide(np.where(self.primitive == WAIT, self.plan.step_calendar[self.step], -1))
        hours[worked] = self.plan.server_calendar[self.server[worked]]
        return hours

    def by_calendar(self, wanted: Flags) -> Iterator[tuple[WorkCalendar, Ints]]:
        """The wanted records, calendar by calendar."""
        for number, calendar in enumerate(self.plan.calendars):
            yield calendar, np.flatnonzero(wanted & (self.calendar == number))

    def told(self, wrong: Flags | Ints, words: str) -> list[str]:
        """What is wrong with some records, in words."""
        found = np.flatnonzero(wrong) if wrong.dtype == np.bool_ else wrong
        more = [f"and {len(found) - SHOWN} more: {words}"] if len(found) > SHOWN else []
        return [f"{self.name(int(row))}: {words}" for row in found[:SHOWN]] + more

    def name(self, row: int) -> str:
        """A record, for people."""
        step = self.step[row]
        named = f"{self.plan.item_names[self.item[row]]}.{self.plan.step_names[step]}"
        times = f"{self.joined[row]}, {self.start[row]}, {self.end[row]}, {OUTCOMES[self.outcome[row]]}"
        return f"case {self.case[row]}, {named}, attempt {self.attempt[row]} ({times})"


def _within(numbers: Ints, limit: int | Ints) -> Flags:
    return np.asarray((numbers >= 0) & (numbers < limit))


def _malformed(rows: _Rows) -> Iterator[str]:
    """Numbers that stand for nothing, and records out of order or twice in the log."""
    plan, draws = rows.plan, rows.draws
    known = _within(rows.case, draws.cases) & _within(rows.step, len(plan.step_names))
    known &= _within(rows.outcome, len(OUTCOMES))
    yield from (f"record {row}: no such case, step or outcome" for row in np.flatnonzero(~known)[:SHOWN])
    if not known.all():
        return
    process = np.searchsorted(draws.first_case, rows.case, side="right") - 1
    theirs = (plan.process_first_item[process] <= rows.item) & (rows.item < plan.process_first_item[process + 1])
    theirs &= (rows.item == plan.step_item[rows.step]) & _within(rows.attempt, draws.columns[rows.step])
    yield from (f"record {row}: not a step of its item, or of its case" for row in np.flatnonzero(~theirs)[:SHOWN])
    key = (rows.case * len(plan.step_names) + rows.step) * 128 + rows.attempt
    yield from rows.told(np.flatnonzero(np.diff(key) <= 0) + 1, "is out of order, or twice in the log")
    unasked = ~_may_be_asked(rows)
    yield from rows.told(unasked, "asks a pool that its step does not name")
    if unasked.any():
        return
    held = (rows.primitive == WORK) & rows.begun
    of_pool = (plan.pool_first_server[rows.pool] <= rows.server) & (rows.server < plan.pool_first_server[rows.pool + 1])
    yield from rows.told(np.where(held, ~of_pool, rows.server != NOT_YET), "its server is nobody who could do it")


def _may_be_asked(rows: _Rows) -> Flags:
    """Whether each record's pool is one that its step names."""
    plan, pools = rows.plan, len(rows.plan.pool_names) + 1
    choosing = np.repeat(np.arange(len(plan.step_names)), np.diff(plan.choice_first))
    named = [np.arange(len(plan.step_names)) * pools + plan.step_pool, choosing * pools + plan.choice_pool]
    return np.asarray(np.isin(rows.step * pools + rows.pool, np.concatenate(named)) & (rows.pool >= NOT_YET))


def _moments(rows: _Rows) -> list[str]:
    """Time never runs backwards."""
    waits = rows.primitive == WAIT
    return [
        *rows.told(rows.joined < rows.draws.arrival[rows.case], "is reached before the case came"),
        *rows.told(rows.begun & (rows.start < rows.joined), "starts before it is reached"),
        *rows.told(rows.begun & rows.ended & (rows.end < rows.start), "ends before it starts"),
        *rows.told(rows.ended & (rows.end < rows.joined), "ends before it is reached"),
        *rows.told(np.maximum(rows.end, rows.joined) > rows.plan.horizon, "happens after the horizon"),
        *rows.told(waits & (rows.start != rows.joined), "is a wait and does not start as it is reached"),
    ]


def _outcomes(rows: _Rows, closed: Ints) -> list[str]:
    """Everything ends as it was drawn, unless the case was closed or the horizon came first."""
    withdrawn, unfinished = rows.outcome == WITHDRAWN, rows.outcome == UNFINISHED
    cut = withdrawn | unfinished
    work, closing = rows.primitive == WORK, closed[rows.case]
    return [
        *rows.told(~cut & (rows.outcome != rows.draws.outcome[rows.luck]), "does not end as drawn"),
        *rows.told(~cut & ~(rows.begun & rows.ended), "is over, but never started or ended"),
        *rows.told(unfinished & rows.ended, "is unfinished and has an end"),
        *rows.told(unfinished & work & ~rows.begun & (closing < NEVER), "still waits though the case is closed"),
        *rows.told(withdrawn & (rows.begun | (rows.primitive == WAIT)), "is in hand and cannot be withdrawn"),
        *rows.told(withdrawn & (rows.end != closing), "is not withdrawn when the case is closed"),
        *rows.told(work & rows.begun & (rows.start > closing), "starts after the case is closed"),
    ]


def _minutes(rows: _Rows) -> Iterator[str]:
    """The minutes worked, on the calendar they are worked on, are the minutes drawn; and not one is lost at the end."""
    drawn = rows.drawn
    done = rows.begun & rows.ended
    for calendar, here in rows.by_calendar(done):
        before, after = calendar.worked_at(rows.start[here]), calendar.worked_at(rows.end[here])
        yield from rows.told(here[after - before != drawn[here]], "does not take the minutes drawn")
        idle_end = calendar.worked_at(rows.end[here] - 1) - before >= drawn[here]
        yield from rows.told(here[idle_end & (rows.end[here] > rows.start[here])], "ends later than its work")
    for calendar, here in rows.by_calendar(rows.begun & ~rows.ended):
        left = calendar.total - calendar.worked_at(rows.start[here])
        yield from rows.told(here[left >= drawn[here]], "could have been finished before the horizon")
    booked = rows.begun & (rows.primitive == BOOK)
    yield from rows.told(booked & rows.ended & (rows.end - rows.start != drawn), "does not take the minutes drawn")
    finished = rows.start + drawn <= rows.plan.horizon
    yield from rows.told(booked & ~rows.ended & finished, "could have been finished before the horizon")


class _Course:
    """Follows every case through its items and steps, as its luck says, and looks whether the log says the same."""

    def __init__(self, rows: _Rows) -> None:
        self.rows, self.plan, self.draws = rows, rows.plan, rows.draws
        self.broken: list[str] = []
        self.record = np.full(self.draws.minutes.size, -1, dtype=np.int64)
        self.record[rows.luck] = np.arange(len(rows.case))
        self.seen = np.zeros(len(rows.case), dtype=np.bool_)
        self.due = np.full(len(rows.case), NEVER, dtype=np.int64)
        self.closed = np.full(self.draws.cases, NEVER, dtype=np.int64)
        refused = rows.outcome == REFUSED
        np.minimum.at(self.closed, rows.case[refused], rows.until[refused])
        for variant in np.unique(self.draws.variant):
            self._follow(int(variant), np.flatnonzero(self.draws.variant == variant))
        self.broken += rows.told(~self.seen, "should not have happened")

    def _follow(self, variant: int, cases: Ints) -> None:
        """All cases of one kind, item by item; an item starts when the last one before it is done."""
        items = self.plan.items_of(int(self.plan.variant_process[variant]))
        done: dict[int, Ints] = {}
        for item in TopologicalSorter({item: self.plan.before(variant, item) for item in items}).static_order():
            ready = np.max([self.draws.arrival[cases], *(done[one] for one in self.plan.before(variant, item))], axis=0)
            needed = self.draws.applies[self.draws.applies_first[cases] + item - items.start]
            done[item] = ready
            done[item][needed] = _Chain(self, item, cases[needed], ready[needed]).done()
        cut = np.isin(cases, self.rows.case[self.rows.outcome == UNFINISHED])
        lost = (np.max(list(done.values()), axis=0) == NEVER) & (self.closed[cases] == NEVER) & ~cut
        self.broken += [f"case {case}: is neither done nor refused nor unfinished" for case in cases[lost][:SHOWN]]


class _Chain:
    """One item of many cases on its way: for each case the place in the chain, and the minute it got there."""

    def __init__(self, course: _Course, item: int, cases: Ints, ready: Ints) -> None:
        self.course, self.item, self.cases = course, item, cases
        self.steps = course.plan.steps_of(item)
        self.now = ready.copy()
        self.at = np.where(ready < NEVER, 0, -1)
        self.attempts = np.zeros((len(self.steps), len(cases)), dtype=np.int64)
        self.due = np.full(len(cases), NEVER, dtype=np.int64)

    def done(self) -> Ints:
        """The minute each case is through the chain; `NEVER` if it is not."""
        while _within(self.at, len(self.steps)).any():
            for place in range(len(self.steps)):
                if (here := np.flatnonzero(self.at == place)).size:
                    self._pass(place, here)
        through = (self.at == len(self.steps)) & (self.now <= self.course.closed[self.cases])
        return _wide(np.where(through, self.now, NEVER))

    def _pass(self, place: int, here: Ints) -> None:
        """Takes the cases *here* one step on, in the log and in the draws."""
        draws, step, course = self.course.draws, self.steps[place], self.course
        luck = draws.place(step, self.cases[here], self.attempts[place, here])
        self.attempts[place, here] += 1
        stopped = course.closed[self.cases[here]] < self.now[here]
        happens = ~stopped & (draws.minutes[luck] != SKIPPED)
        missing = happens & (course.record[luck] < 0)
        happens &= ~missing
        words = f"{course.plan.item_names[self.item]}.{course.plan.step_names[step]} is not in the log"
        course.broken += [f"case {case}: {words}" for case in self.cases[here[missing]][:SHOWN]]
        stopped |= missing
        stopped[happens] |= self._compare(here[happens], course.record[luck[happens]])
        if course.plan.step_accepts[step]:
            self._promise(here[~stopped])
        back = int(course.plan.step_return_to[step]) - self.steps.start
        self.at[here] = np.where(stopped, -1, np.where(draws.outcome[luck] == RETURNED, back, place + 1))

    def _compare(self, here: Ints, record: Ints) -> Flags:
        """Looks each case's record up; whether its chain stops there."""
        rows, course = self.course.rows, self.course
        course.seen[record], course.due[record] = True, self.due[here]
        late = record[rows.joined[record] != self.now[here]]
        course.broken += rows.told(late, "is not reached when what comes before it is over")
        self.now[here] = rows.until[record]
        return np.isin(rows.outcome[record], (UNFINISHED, WITHDRAWN, REFUSED))

    def _promise(self, here: Ints) -> None:
        plan = self.course.plan
        if promise := int(plan.item_promise[self.item]):
            calendar = plan.calendars[plan.legal_calendar]
            self.due[here] = [calendar.add(int(minute), promise) for minute in self.now[here]]


def _presence(rows: _Rows) -> Iterator[str]:
    """Little's law over the whole log: the area under the number of cases present is the sum of their sojourns.

    A case is present while any of its records is open, and its sojourn is from its arrival to its last end; so the two
    differ if it is ever nowhere. (Little, A proof for the queuing formula L = λW, Operations Research 9, 1961.)
    """
    if not len(rows.case):
        return
    order = np.lexsort((rows.joined, rows.case))
    era = rows.case[order] * (rows.plan.horizon + 1)
    joined, latest = rows.joined[order], np.maximum.accumulate(rows.until[order] + era)
    comes = joined + era > np.append(np.int64(-1), latest[:-1])
    goes = np.append(comes[1:], True)
    sojourns = np.zeros(rows.draws.cases, dtype=np.int64)
    np.maximum.at(sojourns, rows.case, rows.until - rows.draws.arrival[rows.case])
    present = _area(joined[comes], (latest - era)[goes])
    if present != sojourns.sum():
        yield f"the cases are present for {present} minutes together, but stay for {sojourns.sum()}"


def _area(comes: Ints, goes: Ints) -> int:
    """The area under the number present, which rises by one at each of *comes* and falls by one at each of *goes*.

    -1 if more have gone than come at any time.
    """
    times = np.concatenate((comes, goes))
    order = np.argsort(times, kind="stable")
    number = np.cumsum(np.repeat([1, -1], [len(comes), len(goes)])[order])
    return int((number[:-1] * np.diff(times[order])).sum()) if (number >= 0).all() else -1


def _choices(rows: _Rows) -> Iterator[str]:
    """Who has the choice joins the shortest line, as far as can be told: what else its own minute held is left open."""
    plan = rows.plan
    for step in np.flatnonzero(np.diff(plan.choice_first)).tolist():
        choice = plan.choice_of(step)
        for place, pool in enumerate(choice):
            here = np.flatnonzero((rows.step == step) & (rows.pool == pool))
            servers, (least, _) = _servers(plan, pool), _lines(rows, pool, rows.joined[here])
            for other in choice[:place] + choice[place + 1 :]:
                _, most = _lines(rows, other, rows.joined[here])
                longer = least * _servers(plan, other) - most * servers
                found = longer >= (0 if other in choice[:place] else 1)
                yield from rows.told(here[found], f"joins a longer line than that of '{plan.pool_names[other]}'")


def _servers(plan: Plan, pool: int) -> int:
    return int(plan.pool_first_server[pool + 1] - plan.pool_first_server[pool])


def _lines(rows: _Rows, pool: int, moments: Ints) -> tuple[Ints, Ints]:
    """How many at least, and at most, stand in a pool's line or are held by it in each of these minutes."""
    joined, until = rows.joined[rows.pool == pool], rows.until[rows.pool == pool]
    least = _so_far(joined, moments - 1) - _so_far(until, moments)
    return least, _so_far(joined, moments) - _so_far(until, moments - 1)


def _service(rows: _Rows, due: Ints, here: Ints, pool: int) -> Iterator[str]:
    """Each server serves one at a time, on shift, in the order of the pool, and none rests while somebody waits."""
    served = here[rows.begun[here]]
    served = served[np.lexsort((rows.until[served], rows.start[served], rows.server[served]))]
    same = np.diff(rows.server[served]) == 0
    until = np.where(rows.ended[served], rows.end[served], NEVER)
    both = same & (rows.start[served][1:] < until[:-1])
    yield from rows.told(served[1:][both], "its server has another in hand")
    for calendar, mine in rows.by_calendar(np.isin(np.arange(len(rows.case)), served)):
        yield from rows.told(mine[~_is_open(calendar, rows.start[mine])], "its server is off shift when it starts")
    yield from rows.told(_overtakers(rows, due, here, pool), "overtakes one who waits and goes first")
    for server in _worth_looking_at(rows, served, pool):
        yield from _one_server(rows, here, served, server)
    if _area(rows.joined[here], rows.until[here]) != (rows.until[here] - rows.joined[here]).sum():
        yield f"pool {rows.plan.pool_names[pool]}: the number there does not add up to the time spent there"


def _is_open(calendar: WorkCalendar, minutes: Ints) -> Flags:
    return np.asarray(calendar.worked_at(minutes + 1) > calendar.worked_at(minutes))


def _worth_looking_at(rows: _Rows, served: Ints, pool: int) -> list[int]:
    """The servers who did something, and of those who never did, the first on each calendar."""
    first, last = rows.plan.pool_first_server[pool : pool + 2]
    used = np.unique(rows.server[served])
    unused = np.setdiff1d(np.arange(first, last), used)
    return [*map(int, used), *map(int, unused[np.unique(rows.plan.server_calendar[unused], return_index=True)[1]])]


def _one_server(rows: _Rows, here: Ints, served: Ints, server: int) -> Iterator[str]:
    """Nobody waits, and no server of a higher number is taken, while this one is free and on shift."""
    calendar = rows.plan.calendars[rows.plan.server_calendar[server]]
    mine = served[rows.server[served] == server]
    starts, ends = rows.start[mine], rows.until[mine]
    moments = np.unique(np.concatenate((rows.joined[here], rows.waited_until[here], starts, ends)))
    waiting = _so_far(rows.joined[here], moments) - _so_far(rows.waited_until[here], moments)
    busy = _so_far(starts, moments) - _so_far(ends, moments)
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


def _so_far(minutes: Ints, moments: Ints) -> Ints:
    """How many of *minutes* have come by each of *moments*."""
    return _wide(np.searchsorted(np.sort(minutes), moments, side="right"))


def _overtakers(rows: _Rows, due: Ints, here: Ints, pool: int) -> Ints:
    """Records that start while one that goes before them has waited since an earlier minute and waits on."""
    plan, case = rows.plan, rows.case[here]
    priority = plan.step_priority[rows.step[here]] + plan.variant_priority[rows.draws.variant[case]]
    urgent = priority * plan.pool_by_priority[pool]
    pressing = due[here] if plan.pool_by_due[pool] else np.zeros(len(here), dtype=np.int64)
    served = np.flatnonzero(rows.begun[here])
    served = served[np.argsort(rows.start[here[served]], kind="stable")]
    order = np.lexsort((rows.item[here], case, rows.joined[here], pressing, urgent))
    first, own = _first_in_line(rows, here[order]), np.argsort(order)[served]
    overtakes = first < own
    if plan.pool_escalates[pool]:
        overtakes = _passes_overdue(rows, due[here], here, served, overtakes)
    return here[served[overtakes]]


def _passes_overdue(rows: _Rows, due: Ints, here: Ints, served: Ints, overtakes: Flags) -> Flags:
    """Which of those *served* pass one who is overdue and goes first; where nobody is, it is known who *overtakes*."""
    order = np.lexsort((rows.item[here], rows.case[here], rows.joined[here], due))
    first, own = _first_in_line(rows, here[order]), np.argsort(order)[served]
    now, late = rows.start[here[served]], due[served] < rows.start[here[served]]
    overdue = np.append(due[order], NEVER)[first] < now
    return np.asarray(np.where(overdue, ~late | (first < own), overtakes & ~late))


def _first_in_line(rows: _Rows, here: Ints) -> Ints:
    """Of records in the order of their pool: who is first of those that wait since before and wait on, as each starts.

    By their places in that order; for those that start, one after another. Where nobody waits, a place behind all.
    """
    by_joining = np.argsort(rows.joined[here], kind="stable").tolist()
    joined, left = rows.joined[here].tolist(), rows.waited_until[here].tolist()
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


def _slots(rows: _Rows, _: Ints, here: Ints, pool: int) -> Iterator[str]:
    """No slot has more bookings than seats; everyone has the earliest that was free after the lead time."""
    plan, seats = rows.plan, int(rows.plan.pool_seats[pool])
    slots = plan.slot_minute[plan.pool_first_slot[pool] : plan.pool_first_slot[pool + 1]]
    here = here[rows.outcome[here] != WITHDRAWN]
    place = np.where(rows.begun[here], np.searchsorted(slots, rows.start[here]), len(slots))
    is_slot = np.append(slots, NOT_YET)[np.minimum(place, len(slots))] == rows.start[here]
    yield from rows.told(here[~is_slot], "does not start with a slot")
    order = np.lexsort((rows.joined[here], place))
    first = np.searchsorted(place[order], np.arange(len(slots)))
    booked = np.bincount(place, minlength=len(slots) + 1)[: len(slots)]
    yield from (f"pool {plan.pool_names[pool]}: slot {slot} is overbooked" for slot in slots[booked > seats])
    full_from = np.full(len(slots), NEVER, dtype=np.int64)
    full = booked >= seats
    full_from[full] = rows.joined[here][order][first[full] + seats - 1]
    earliest = np.searchsorted(slots, [_after_lead(plan, int(rows.step[row]), int(rows.joined[row])) for row in here])
    yield from rows.told(here[place < earliest], "is given a slot before its lead time")
    passed = [(full_from[a:b] > rows.joined[row]).any() for a, b, row in zip(earliest, place, here, strict=True)]
    yield from rows.told(here[np.array(passed, dtype=np.bool_)], "is not given an earlier slot that is free")


def _after_lead(plan: Plan, step: int, joined: int) -> int:
    lead = int(plan.step_lead[step])
    return plan.calendars[plan.step_calendar[step]].add(joined, lead) if lead else joined
