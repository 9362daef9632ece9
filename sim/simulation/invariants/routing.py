"""Every case goes its whole way, through the items and steps that its luck says, and nothing else happens."""

from graphlib import TopologicalSorter

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import NEVER
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.event_log import REFUSED, RETURNED, UNFINISHED, WITHDRAWN
from sim.simulation.invariants.log import SHOWN, Rows, wide, within


class Routing:
    """Follows every case through its items and steps, as its luck says, and looks whether the log says the same."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.plan, self.draws = rows, rows.plan, rows.draws
        self.broken: list[str] = []
        self.record = np.full(self.draws.minutes.size, -1, dtype=np.int64)
        self.record[rows.luck] = np.arange(len(rows.case))
        self.seen = np.zeros(len(rows.case), dtype=np.bool_)
        self.accepted = np.full(len(rows.case), NEVER, dtype=np.int64)
        self.used = np.zeros(len(rows.case), dtype=np.int64)
        self.extended = np.zeros(len(rows.case), dtype=np.bool_)
        self.closed = np.full(self.draws.cases, NEVER, dtype=np.int64)
        refused = rows.outcome == REFUSED
        np.minimum.at(self.closed, rows.case[refused], rows.until[refused])
        for variant in np.unique(self.draws.variant):
            self._follow(int(variant), np.flatnonzero(self.draws.variant == variant))
        self.due = self.promised_by()
        self.broken += rows.told(~self.seen, "should not have happened")

    def promised_by(self, thousandths: int = 1000) -> Ints:
        """When the promise of each record's item will have run, or a share of it, its clock running from there on."""
        rows, variant = self.rows, self.draws.variant[self.rows.case]
        promise = self.plan.item_promise[variant, rows.item]
        longer = promise + self.plan.item_promise_extension[variant, rows.item] * self.extended
        by = np.full(len(rows.case), NEVER)
        for clock in np.unique(self.plan.item_clock):
            mine, hours = np.flatnonzero(self.plan.item_clock[rows.item] == clock), self.plan.calendars[clock]
            shown = hours.worked_at(rows.joined[mine]) - self.used[mine]
            by[mine] = hours.moment(shown + longer[mine] * thousandths // 1000)
        return wide(np.where((promise > 0) & (self.accepted < NEVER), by, NEVER))

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

    def __init__(self, routing: Routing, item: int, cases: Ints, ready: Ints) -> None:
        self.routing, self.item, self.cases = routing, item, cases
        self.steps = routing.plan.steps_of(item)
        self.now = ready.copy()
        self.at = np.where(ready < NEVER, 0, -1)
        self.attempts = np.zeros((len(self.steps), len(cases)), dtype=np.int64)
        self.accepted = np.full(len(cases), NEVER, dtype=np.int64)
        process = int(routing.plan.variant_process[routing.draws.variant[cases[0]]]) if len(cases) else 0
        self.used = routing.draws.used_before(cases, item - routing.plan.items_of(process).start)
        self.extended = np.zeros(len(cases), dtype=np.bool_)

    def done(self) -> Ints:
        """The minute each case is through the chain; `NEVER` if it is not."""
        while within(self.at, len(self.steps)).any():
            for place in range(len(self.steps)):
                if (here := np.flatnonzero(self.at == place)).size:
                    self._pass(place, here)
        through = (self.at == len(self.steps)) & (self.now <= self.routing.closed[self.cases])
        return wide(np.where(through, self.now, NEVER))

    def _pass(self, place: int, here: Ints) -> None:
        """Takes the cases *here* one step on, in the log and in the draws."""
        draws, step, routing = self.routing.draws, self.steps[place], self.routing
        luck = draws.place(step, self.cases[here], self.attempts[place, here])
        self.attempts[place, here] += 1
        stopped = routing.closed[self.cases[here]] < self.now[here]
        happens = ~stopped & (draws.minutes[luck] != SKIPPED)
        if routing.plan.step_extends[step]:
            self.extended[here[happens & (self.accepted[here] < NEVER)]] = True
        missing = happens & (routing.record[luck] < 0)
        happens &= ~missing
        words = f"{routing.plan.item_names[self.item]}.{routing.plan.step_names[step]} is not in the log"
        routing.broken += [f"case {case}: {words}" for case in self.cases[here[missing]][:SHOWN]]
        stopped |= missing
        stopped[happens] |= self._compare(here[happens], routing.record[luck[happens]])
        if routing.plan.step_accepts[step]:
            accepted = here[~stopped & (draws.outcome[luck] != RETURNED)]
            self.accepted[accepted] = np.minimum(self.accepted[accepted], self.now[accepted])
        back = int(routing.plan.step_return_to[step]) - self.steps.start
        self.at[here] = np.where(stopped, -1, np.where(draws.outcome[luck] == RETURNED, back, place + 1))

    def _compare(self, here: Ints, record: Ints) -> Flags:
        """Looks each case's record up; whether its chain stops there."""
        rows, routing = self.routing.rows, self.routing
        routing.seen[record], routing.accepted[record], routing.used[record] = (
            True,
            self.accepted[here],
            self.used[here],
        )
        routing.extended[record] = self.extended[here]
        late = record[rows.joined[record] != self.now[here]]
        routing.broken += rows.told(late, "is not reached when what comes before it is over")
        self._run_clock(here, record)
        self.now[here] = rows.until[record]
        return np.isin(rows.outcome[record], (UNFINISHED, WITHDRAWN, REFUSED))

    def _run_clock(self, here: Ints, record: Ints) -> None:
        """The clock of an accepted item runs during a step that is on the legal clock."""
        rows, plan = self.routing.rows, self.routing.plan
        running = (self.accepted[here] < NEVER) & plan.step_legal[rows.step[record]]
        legal = plan.calendars[plan.item_clock[self.item]]
        ran = legal.worked_at(rows.until[record]) - legal.worked_at(rows.joined[record])
        self.used[here] += np.where(running, ran, 0)
