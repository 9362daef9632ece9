"""The executable specification: how a plan is played with given draws, in SimPy, written to be read.

Each item of each case is a SimPy process that walks its chain of steps. Waiting for somebody is done in a `_Pool`,
which is allocated only when a minute has settled (the tie rule in `sim.simulation.tie_rule`); `simpy.Resource` would
allocate in the order in which events happen to be scheduled.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Generator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np
import simpy
from simpy.events import EventPriority

from sim.base.arrays import Ints
from sim.calendars.working_time import NEVER, WorkCalendar
from sim.simulation.attendance import NOWHERE, closures
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import NOT_YET, REFUSED, RETURNED, UNFINISHED, WITHDRAWN, EventLog, canonical
from sim.simulation.plan import BOOK, ON_CLOCK, SINCE_ACCEPTED, WAIT, Plan

AFTER_EVERYTHING: Final = EventPriority(2)
"""Behind SimPy's URGENT and NORMAL: what happens when nothing else is left in the minute."""

BEFORE_EVERYTHING: Final = EventPriority(-1)
"""Before them: what happens when nothing else has happened in the minute."""

NOBODY: Final = -1
"""The number of the pool that is asked where nobody is."""

Process = Generator[simpy.Event, Any, None]


def simulate(plan: Plan, draws: Draws) -> EventLog:
    """Plays every case to its end, or to the horizon."""
    town = _Town(plan, draws)
    for process in range(len(plan.processes)):
        town.env.process(town.arrivals(process))
    town.env.run()
    town.close_the_books()
    return town.log()


class _Waiting(NamedTuple):
    """A case that waits for somebody; the first three fields are the order in which those with a choice decide."""

    joined: int
    case: int
    item: int
    step: int
    attempt: int
    taken: simpy.Event
    """Happens when a pool serves the case: with the pool, and the server's number or the minute of the slot."""


class _Place(NamedTuple):
    """In a pool's queue, in the order of service; priority and due minute are 0 where the discipline ignores them."""

    priority: int
    due: int
    came: int
    """The minute it joined; of who went home in between, the minute he came again."""
    case: int
    item: int
    waiting: _Waiting


@dataclass
class _Clock:
    """Of an item of a case: the minute it was first accepted, for how long it was on the legal clock since, and whether
    its promise and its limit were extended.
    """

    accepted: int
    used: int = 0
    extended: bool = False


class _Town:
    """The whole simulated world of one replication."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.env = simpy.Environment()
        self.plan, self.draws = plan, draws
        self.pools = [_Pool(self, number) for number in range(len(plan.pool_names))]
        self.undecided: list[_Waiting] = []
        self.to_allocate: set[int] = set()
        self.minute_will_end = False
        self.lines_will_be_looked_at = False
        self.closed_at = [NEVER] * draws.cases
        self.clocks: dict[tuple[int, int], _Clock] = {}
        self.open_predecessors: dict[tuple[int, int], int] = {}
        self.rows: list[tuple[int, ...]] = []

    @property
    def now(self) -> int:
        """The present minute of the run, from 0."""
        return int(self.env.now)

    def arrivals(self, process: int) -> Process:
        """The cases of one process come."""
        for case in range(int(self.draws.first_case[process]), int(self.draws.first_case[process + 1])):
            yield self.env.timeout(int(self.draws.arrival[case]) - self.now)
            self.arrive(case, process)

    def arrive(self, case: int, process: int) -> None:
        """A case comes; every item that waits for nothing starts."""
        variant = int(self.draws.variant[case])
        for item in self.plan.items_of(process):
            self.open_predecessors[case, item] = len(self.plan.before(variant, item))
        for item in self.plan.items_of(process):
            if not self.plan.before(variant, item):
                self.start(case, item)

    def start(self, case: int, item: int) -> None:
        """An item starts; one that this case does not need is done at once."""
        first = self.plan.items_of(int(self.plan.variant_process[self.draws.variant[case]]))[0]
        if self.draws.applies[self.draws.applies_first[case] + item - first]:
            self.env.process(self.pursue(case, item))
        else:
            self.done(case, item)

    def done(self, case: int, item: int) -> None:
        """An item is done; those that waited only for it start."""
        del self.open_predecessors[case, item]
        for other in self.plan.after(int(self.draws.variant[case]), item):
            self.open_predecessors[case, other] -= 1
            if self.open_predecessors[case, other] == 0:
                self.start(case, other)

    def pursue(self, case: int, item: int) -> Process:
        """One item of one case goes through its chain of steps."""
        steps = self.plan.steps_of(item)
        attempts = dict.fromkeys(steps, 0)
        step = steps.start
        while step < steps.stop:
            if self.closed_at[case] < self.now:
                return
            attempt = attempts[step]
            attempts[step] += 1
            minutes, outcome = self.luck(case, step, attempt)
            if minutes >= 0:
                joined = self.now
                self.extend(case, item, step)
                finished = yield from self.perform(case, item, step, attempt, minutes, outcome)
                if not finished:
                    return
                self.run_clock(case, item, step, joined)
            if outcome == REFUSED:
                self.closed_at[case] = min(self.closed_at[case], self.now)
                self.look_at_lines_next_minute()
                return
            if self.plan.step_accepts[step] and outcome != RETURNED:
                self.clocks.setdefault((case, item), _Clock(self.now, self.used_before(case, item)))
            step = int(self.plan.step_return_to[step]) if outcome == RETURNED else step + 1
        if self.closed_at[case] >= self.now:
            self.done(case, item)

    def used_before(self, case: int, item: int) -> int:
        """What the clock of an item shows as it begins: nothing, but for cases that are there on the first day."""
        first = self.plan.items_of(int(self.plan.variant_process[self.draws.variant[case]])).start
        return int(self.draws.used_before(case, item - first))

    def luck(self, case: int, step: int, attempt: int) -> tuple[int, int]:
        """The minutes and the outcome drawn for this time through the step."""
        place = self.draws.place(step, case, attempt)
        return int(self.draws.minutes[place]), int(self.draws.outcome[place])

    def extend(self, case: int, item: int, step: int) -> None:
        """An accepted item comes to a step from whose beginning on its promise and its limit are longer."""
        if self.plan.step_extends[step] and (case, item) in self.clocks:
            self.clocks[case, item].extended = True

    def clock_calendar(self, item: int) -> WorkCalendar:
        """The calendar on which the clock of an item runs."""
        return self.plan.calendars[int(self.plan.item_clock[item])]

    def run_clock(self, case: int, item: int, step: int, since: int) -> None:
        """The clock of an accepted item ran while a step was gone through that is on the legal clock."""
        if self.plan.step_legal[step] and (case, item) in self.clocks:
            self.clocks[case, item].used += self.clock_calendar(item).between(since, self.now)

    def when_clock_shows(self, case: int, item: int, minutes: int) -> int:
        """When an item's clock, running from now on, shows so many minutes: at once if it does already."""
        return self.clock_calendar(item).add(self.now, max(minutes - self.clocks[case, item].used, 0))

    def end_of_wait(self, case: int, item: int, step: int, attempt: int, minutes: int) -> int:
        """When a wait that begins now is over; who is chased is let go no later than at a point on the clock."""
        calendar = self.plan.calendars[self.plan.step_calendar[step]]
        counts_from = self.plan.step_counts_from[step]
        if counts_from == ON_CLOCK:
            end = self.when_clock_shows(case, item, minutes)
        elif counts_from == SINCE_ACCEPTED:
            end = max(self.now, calendar.add(self.clocks[case, item].accepted, minutes))
        else:
            end = calendar.add(self.now, minutes)
        if self.draws.latest_first[step] < 0:
            return end
        latest = int(self.draws.latest[self.draws.place_of_latest(step, case, attempt)])
        return min(end, self.when_clock_shows(case, item, latest))

    def perform(
        self, case: int, item: int, step: int, attempt: int, minutes: int, outcome: int
    ) -> Generator[simpy.Event, Any, bool]:
        """One step: time passes, or somebody is held, or a slot is booked. False if it is never finished."""
        joined, pool, server = self.now, NOBODY, NOT_YET
        primitive = int(self.plan.step_primitive[step])
        if primitive == WAIT:
            start, end = joined, self.end_of_wait(case, item, step, attempt, minutes)
        else:
            pool, given = yield self.ask(case, item, step, attempt)
            if primitive == BOOK:
                start, end = given, min(given + minutes, NEVER)
                end = end if end <= self.plan.horizon else NEVER
            else:
                start, server = self.now, given
                end = self.pools[pool].calendar_of(server).add(start, minutes)
        if end == NEVER:
            begun = start if start != NEVER else NOT_YET
            self.record(case, item, step, attempt, joined, begun, NOT_YET, pool, server, UNFINISHED)
            return False
        self.record(case, item, step, attempt, joined, start, end, pool, server, outcome)
        yield self.env.timeout(end - self.now)
        if server != NOT_YET:
            self.pools[pool].release(server)
        return True

    def ask(self, case: int, item: int, step: int, attempt: int) -> simpy.Event:
        """Joins the queue of who is asked; where there is a choice, when this minute has settled."""
        waiting = _Waiting(self.now, case, item, step, attempt, self.env.event())
        if self.plan.choice_of(step):
            self.undecided.append(waiting)
            self.allocate_later()
        else:
            self.pools[self.plan.pool_at(step, self.now)].join(waiting)
        return waiting.taken

    def record(self, *row: int) -> None:
        """Writes one row of the log: its columns, in the order of `EventLog`."""
        self.rows.append(row)

    def allocate_later(self, *pools: int) -> None:
        """Asks that these pools be allocated when this minute has settled."""
        if not self.minute_will_end:
            _Moment(self.env, self.allocate, AFTER_EVERYTHING)
        self.minute_will_end = True
        self.to_allocate.update(pools)
        self.look_at_lines_next_minute()

    def allocate(self, _: simpy.Event) -> None:
        """The minute has settled: who has the choice decides; then, pool by pool, waiting work goes to free servers."""
        undecided, self.undecided = sorted(self.undecided), []
        for waiting in undecided:
            self.with_the_shortest_line(self.plan.choice_of(waiting.step)).join(waiting)
        pools, self.to_allocate = sorted(self.to_allocate), set()
        self.minute_will_end = False
        for pool in pools:
            self.pools[pool].allocate()

    def look_at_lines_next_minute(self) -> None:
        """Asks that before anything happens in the next minute it is decided which reserves are called in it."""
        if not self.lines_will_be_looked_at and self.plan.pool_reserve.any():
            _Moment(self.env, self.call_reserves, BEFORE_EVERYTHING, delay=1)
            self.lines_will_be_looked_at = True

    def call_reserves(self, _: simpy.Event) -> None:
        """Calls reserves, and sends them back, by how many the last minute left waiting."""
        self.lines_will_be_looked_at = False
        for pool in self.pools:
            if self.plan.pool_reserve[pool.number]:
                pool.call_reserve()

    def with_the_shortest_line(self, pools: list[int]) -> "_Pool":
        """The pool with the fewest waiting and held for each of its servers; of equals the first named."""
        return min((self.pools[pool] for pool in pools), key=lambda pool: Fraction(pool.line(), pool.servers))

    def close_the_books(self) -> None:
        """Records those who still wait when nothing happens any more."""
        for pool in self.pools:
            for place in pool.queue:
                pool.give_up(place.waiting)

    def log(self) -> EventLog:
        """All records, in the log's order."""
        columns = np.array(self.rows, dtype=np.int64).reshape(-1, len(EventLog._fields)).T
        return canonical(EventLog(*columns))


class _Moment(simpy.Event):
    """Happens before or after every other event of a minute, the present one or one to come."""

    def __init__(self, env: simpy.Environment, then: Any, priority: EventPriority, delay: int = 0) -> None:
        super().__init__(env)
        self.callbacks = [then]
        self._ok, self._value = True, None
        env.schedule(self, priority=priority, delay=delay)


class _Pool:
    """Who can do it: its free servers, and who waits for them."""

    def __init__(self, town: _Town, number: int) -> None:
        plan = town.plan
        self.town, self.number = town, number
        self.seats = int(plan.pool_seats[number])
        own, self.reserve = plan.own_servers(number), plan.reserve_servers(number)
        self.servers = len(own)
        self.free = [*own, *self.reserve]
        self.reserve_is_called = False
        first, extra = plan.pool_first_slot, plan.pool_first_extra
        self.slots = _Slots(self.seats, plan.slot_minute[first[number] : first[number + 1]])
        self.extra_slots = _Slots(self.seats, plan.extra_minute[extra[number] : extra[number + 1]])
        self.queue: list[_Place] = []
        self.wake_at = NEVER
        self.reopenings = self.after_closures()
        self.opened = NEVER

    def after_closures(self) -> list[int]:
        """The minutes in which a counter opens after a closure that sends people home; none of what is no counter."""
        kept = self.town.draws.attendance
        if kept.counter_calendar[self.number] == NOWHERE:
            return []
        return list(map(int, closures(kept.counter_hours(self.number), self.town.plan.patience)[1]))

    def calendar_of(self, server: int) -> Any:
        """The calendar of the minutes in which a server is on shift and not away."""
        return self.town.draws.attendance.hours_of(server)

    def join(self, waiting: _Waiting) -> None:
        """Puts somebody into the queue, in the order of the pool's discipline, and has the pool allocated."""
        plan = self.town.plan
        of_class = int(plan.variant_priority[self.town.draws.variant[waiting.case]])
        priority = int(plan.step_priority[waiting.step]) + of_class if plan.pool_by_priority[self.number] else 0
        due = self.due(waiting) if plan.pool_by_due[self.number] else 0
        insort(self.queue, _Place(priority, due, self.town.now, waiting.case, waiting.item, waiting))
        self.town.allocate_later(self.number)

    def due(self, waiting: _Waiting, thousandths: int = 1000) -> int:
        """When the promise of the item of who waits will have run, or a share of it; its clock runs since he joined."""
        clock, variant = self.town.clocks.get((waiting.case, waiting.item)), self.town.draws.variant[waiting.case]
        promise = int(self.town.plan.item_promise[variant, waiting.item])
        if clock is None or not promise:
            return NEVER
        if clock.extended:
            promise += int(self.town.plan.item_promise_extension[variant, waiting.item])
        hours = self.town.clock_calendar(waiting.item)
        return hours.moment(hours.worked_at(waiting.joined) - clock.used + promise * thousandths // 1000)

    def line(self) -> int:
        """The length of the line: how many wait, and how many servers are busy."""
        return self.waiting() + self.servers + len(self.reserve) - len(self.free)

    def waiting(self) -> int:
        """How many wait; who is withdrawn waits no more."""
        return sum(self.town.closed_at[place.case] > self.town.now for place in self.queue)

    def call_reserve(self) -> None:
        """Calls the reserve or sends it back, as the minute before has left the queue; who is called may begin now."""
        plan, waiting = self.town.plan, self.waiting()
        if waiting > plan.pool_called_above[self.number]:
            if not self.reserve_is_called:
                self.town.allocate_later(self.number)
            self.reserve_is_called = True
        elif waiting <= plan.pool_released_at[self.number]:
            self.reserve_is_called = False

    def release(self, server: int) -> None:
        """A server has finished and is free again; the pool is allocated when this minute has settled."""
        self.free.append(server)
        self.town.allocate_later(self.number)

    def allocate(self) -> None:
        """Gives the waiting work, in order, to free servers on shift or to free seats; sleeps till the next opening."""
        self.let_come_again()
        while self.queue:
            place = self.first()
            waiting = place.waiting
            if self.town.closed_at[waiting.case] <= self.town.now:
                self.queue.remove(place)
                self.give_up(waiting)
            elif self.seats:
                self.queue.remove(place)
                self.book(waiting)
            elif (server := self.free_server()) is not None:
                self.queue.remove(place)
                self.free.remove(server)
                waiting.taken.succeed((self.number, server))
            else:
                self.wake_at_opening()
                return

    def let_come_again(self) -> None:
        """Those who went home have come again in the minute in which the counter opened."""
        past = bisect_right(self.reopenings, self.town.now)
        if past and self.reopenings[past - 1] != self.opened:
            self.opened = self.reopenings[past - 1]
            self.queue = sorted(self.again(place) for place in self.queue)

    def again(self, place: _Place) -> _Place:
        """Where somebody stands after a closure: who came before it, or too early to wait for its end, went home."""
        too_early = place.waiting.joined < self.opened - self.town.plan.patience
        went_home = too_early and self.town.plan.step_in_person[place.waiting.step]
        return place._replace(came=self.opened) if went_home else place

    def first(self) -> _Place:
        """Who is next; in a pool that escalates, of those whose share of the promise has run the one due first."""
        share, now = int(self.town.plan.pool_escalates_at[self.number]), self.town.now
        pressing = [place for place in self.queue if self.due(place.waiting, share) < now] if share else []
        return min((self.due(place.waiting), place) for place in pressing)[1] if pressing else self.queue[0]

    def free_server(self) -> int | None:
        """The free server on shift with the lowest number."""
        now = self.town.now
        return min((server for server in self.may_serve() if self.calendar_of(server).is_open(now)), default=None)

    def may_serve(self) -> list[int]:
        """The free servers, of the reserve only if it is called."""
        return [server for server in self.free if self.reserve_is_called or server not in self.reserve]

    def wake_at_opening(self) -> None:
        """Has the pool allocated again when the first of its free servers comes on shift."""
        now = self.town.now
        opening = min((self.calendar_of(server).next_opening(now) for server in self.may_serve()), default=NEVER)
        if opening < NEVER and opening != self.wake_at:
            self.wake_at = opening
            alarm = self.town.env.timeout(opening - now)
            alarm.callbacks.append(lambda _: self.town.allocate_later(self.number))

    def book(self, waiting: _Waiting) -> None:
        """Reserves the earliest slot with a free seat, not before the lead time."""
        plan, step = self.town.plan, waiting.step
        earliest = self.town.now
        if plan.step_lead[step]:
            earliest = plan.calendars[plan.step_calendar[step]].add(earliest, int(plan.step_lead[step]))
        slots = self.slots
        if slots.next_free(earliest) - earliest > plan.pool_called_beyond[self.number]:
            slots = min(self.slots, self.extra_slots, key=lambda some: some.next_free(earliest))
        waiting.taken.succeed((self.number, slots.book(earliest)))

    def give_up(self, waiting: _Waiting) -> None:
        """Records that somebody waited in vain: the case was closed, or the horizon came."""
        closed = self.town.closed_at[waiting.case]
        outcome, end = (UNFINISHED, NOT_YET) if closed == NEVER else (WITHDRAWN, closed)
        _, case, item, step, attempt, _ = waiting
        self.town.record(case, item, step, attempt, waiting.joined, NOT_YET, end, self.number, NOT_YET, outcome)


class _Slots:
    """Sessions or appointments with so many seats each, in order."""

    def __init__(self, seats: int, minutes: Ints) -> None:
        self.seats, self.minutes = seats, minutes.tolist()
        self.booked = [0] * len(self.minutes)

    def next_free(self, earliest: int) -> int:
        """The minute of the first slot from then on that has a free seat, or `NEVER`."""
        place = self._place(earliest)
        return self.minutes[place] if place < len(self.minutes) else NEVER

    def book(self, earliest: int) -> int:
        """Takes a seat of the first slot from *earliest* on that has one free: its minute, or `NEVER`."""
        place = self._place(earliest)
        if place < len(self.minutes):
            self.booked[place] += 1
        return self.minutes[place] if place < len(self.minutes) else NEVER

    def _place(self, earliest: int) -> int:
        first = bisect_left(self.minutes, earliest)
        return next((n for n in range(first, len(self.minutes)) if self.booked[n] < self.seats), len(self.minutes))
