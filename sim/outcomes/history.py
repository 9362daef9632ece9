"""What became of each case, read from the event log: when each item was done, when it was filed, when permitted.

Everything is computed in columns, over all cases of one process at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints, Numbers
from sim.calendars.working_time import DAY
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import NOT_YET, REFUSED, UNFINISHED, EventLog
from sim.simulation.plan import Plan

PERMITTED: Final = 0
ENDED: Final = 1
OPEN: Final = 2
FATES: Final = ("permitted", "refused", "unfinished")


T = TypeVar("T", bound=np.generic)


class Records(NamedTuple):
    """The columns of an event log; cases and items are numbered within a process."""

    case: Numbers
    item: Numbers
    step: Numbers
    attempt: Numbers
    joined: Numbers
    start: Numbers
    end: Numbers
    pool: Numbers
    server: Numbers
    outcome: Numbers

    def at(self, rows: Ints) -> "Records":
        """Some of the records, wide enough to calculate with; the whole log would not fit so."""
        return Records(*(column[rows].astype(np.int64) for column in self))


class OnLegalClock(NamedTuple):
    """The records with an item on the legal clock; start and end, in minutes, within its case's clock."""

    case: Numbers
    item: Numbers
    start: Ints
    end: Ints
    row: Ints
    """In the log."""
    worked: Ints
    """The whole record's working minutes, whether or not they lie between filing and permit."""


class Names:
    """Names by number, of which several may be the same."""

    def __init__(self, names: Sequence[str]) -> None:
        known = list(dict.fromkeys(names))
        place = {name: number for number, name in enumerate(known)}
        narrow = np.min_scalar_type(-len(known) - 1)
        self.codes = np.array([place[name] for name in names], dtype=narrow)
        self.categories: Any = pd.CategoricalDtype(pd.Index(known, dtype=object))

    def of(self, numbers: Ints) -> "pd.Categorical[str]":
        """Numbers as the names they stand for."""
        told: pd.Categorical[str] = pd.Categorical.from_codes(
            self.codes[numbers], dtype=self.categories, validate=False
        )
        return told


@dataclass(frozen=True)
class History:
    """One process in one replication. Rows are its cases by arrival; columns, where there are any, its items."""

    plan: Plan
    draws: Draws
    whole_log: EventLog
    process: int

    @cached_property
    def first_case(self) -> int:
        """The number of the process's first case."""
        return int(self.draws.first_case[self.process])

    @cached_property
    def count(self) -> int:
        """How many cases the process has."""
        return int(self.draws.first_case[self.process + 1]) - self.first_case

    @cached_property
    def items(self) -> range:
        """The numbers of the process's items."""
        return self.plan.items_of(self.process)

    @cached_property
    def log(self) -> Records:
        """The records of the cases of this process, with cases and items numbered from 0 within it."""
        ends = np.searchsorted(self.whole_log.case, [self.first_case, self.first_case + self.count])
        mine = Records(*(column[ends[0] : ends[1]] for column in self.whole_log))
        return mine._replace(case=mine.case - np.int32(self.first_case), item=mine.item - np.int16(self.items.start))

    @cached_property
    def number(self) -> Ints:
        """By what each case is known under every scenario."""
        return self.draws.number[self.first_case : self.first_case + self.count]

    @cached_property
    def arrival(self) -> Ints:
        """The minute of first contact of each case."""
        return self.draws.arrival[self.first_case : self.first_case + self.count]

    @cached_property
    def variant(self) -> Ints:
        """The variant of each case: its class, traits and rules as the plan numbers them."""
        return self.draws.variant[self.first_case : self.first_case + self.count]

    @cached_property
    def applies(self) -> Flags:
        """Which items each case needs: cases by items."""
        if not self.count:
            return np.zeros((0, len(self.items)), dtype=np.bool_)
        first = int(self.draws.applies_first[self.first_case])
        return self.draws.applies[first : first + self.count * len(self.items)].reshape(self.count, len(self.items))

    @cached_property
    def fate(self) -> Ints:
        """PERMITTED, ENDED (refused, or the land not won) or OPEN (the horizon came first)."""
        fate = np.where(self._still_waiting, OPEN, PERMITTED)
        fate[self.log.case[self.log.outcome == REFUSED]] = ENDED
        return fate

    @cached_property
    def _still_waiting(self) -> Flags:
        """The cases whose last item is not done when the horizon comes; what goes on after it does not count."""
        rows = np.flatnonzero(self.log.outcome == UNFINISHED)
        last = self.marked("until")
        if last is None or not rows.size:
            still = np.zeros(self.count, dtype=np.bool_)
            still[self.log.case[rows]] = True
            return still
        waiting = np.zeros((self.count, len(self.items)), dtype=np.bool_)
        waiting[self.log.case[rows], self.log.item[rows]] = True
        for variant, cases in self.variants:
            for item, before in self.plan.in_order[variant].items():
                waiting[cases, item] |= waiting[cases][:, before].any(axis=1)
        return self.of_each(waiting, last)

    @cached_property
    def variants(self) -> list[tuple[int, Ints]]:
        """Each kind of case that came, with its cases."""
        return [(int(variant), np.flatnonzero(self.variant == variant)) for variant in np.unique(self.variant)]

    @cached_property
    def begun(self) -> Ints:
        """The minute each item could start: the last of those it waits for was done, or the case came."""
        return self._flow[0]

    @cached_property
    def done(self) -> Ints:
        """The minute each item was done; that of an item the case does not need is when it could have started.

        What is not done when the horizon comes, and what waits for it, counts as done then.
        """
        return self._flow[1]

    @cached_property
    def ended(self) -> Ints:
        """The minute each record was over; of one that is not over when the horizon comes, the horizon."""
        return np.where(self.log.outcome == UNFINISHED, self.plan.horizon, self.log.end)

    @cached_property
    def _flow(self) -> tuple[Ints, Ints]:
        from sim.outcomes.flow import flow, order_of  # with numba, which takes its time

        begun = np.repeat(self.arrival[:, np.newaxis], len(self.items), axis=1)
        done = self._last_end()
        flow(order_of(self), np.require(self.variant, requirements=["C", "W"]), begun, done)
        return begun, done

    def _last_end(self) -> Ints:
        """The end of each item's last record; -1 where it has none."""
        ended = np.full((self.count, len(self.items)), NOT_YET, dtype=np.int64)
        if self.item_starts.size:
            last = np.maximum.reduceat(self.ended, self.item_starts)
            ended[self.log.case[self.item_starts], self.log.item[self.item_starts]] = last
        return ended

    @cached_property
    def taken_up(self) -> Flags:
        """Which items of each case have a record."""
        taken_up = np.zeros((self.count, len(self.items)), dtype=np.bool_)
        taken_up[self.log.case[self.item_starts], self.log.item[self.item_starts]] = True
        return taken_up

    @cached_property
    def item_starts(self) -> Ints:
        """The first record of every item of every case."""
        return np.flatnonzero(np.diff(self.log.case, prepend=-1) | np.diff(self.log.item, prepend=-1))

    def marked(self, key: str) -> Ints | None:
        """For each case the item that starts or ends a clock (`from_`, `until`, `land`); None if there is none."""
        marks = self.plan.marks(self.process, key)
        return marks[self.plan.variant_rules[self.variant]] if marks is not None else None

    def of_each(self, columns: NDArray[T], item: Ints) -> NDArray[T]:
        """Of a table of cases by items, what it says of one item of each case."""
        return columns[np.arange(self.count), item]

    @cached_property
    def filed(self) -> Ints:
        """The minute the clock starts: the `from` item is handed in (its preparation is over), or the case came."""
        item = self.marked("from_")
        if item is None:
            return self.arrival
        filed = self.of_each(self.begun, item)
        of_item = np.flatnonzero(self.log.item == item[self.log.case])
        handed_in = of_item[~self.plan.step_prepares[self.log.step[of_item]]]
        if handed_in.size:
            starts = np.flatnonzero(np.diff(self.log.case[handed_in], prepend=-1))
            filed[self.log.case[handed_in[starts]]] = np.minimum.reduceat(self.log.joined[handed_in], starts)
        return filed

    @cached_property
    def contracted(self) -> Ints:
        """The minute of each case's land contract: the end of the `land` item, or of the step of it that is named.

        Of a case that has not come so far the horizon; it means nothing where there is no such item.
        """
        item = self.marked("land")
        if item is None:
            return self.arrival
        contracted, done = self.of_each(self.begun, item), self.of_each(self.done, item)
        steps = self.plan.land_steps(self.process)
        rows = np.flatnonzero(np.isin(self.log.step, steps))
        np.maximum.at(contracted, self.log.case[rows], self.ended[rows])
        named = (steps >= 0)[self.plan.variant_rules[self.variant]]
        return np.where(named, contracted, done)

    @cached_property
    def last_item(self) -> Ints:
        """The item with which each case ends: the `until` item, or else the last to be done."""
        item = self.marked("until")
        return item if item is not None else np.argmax(self.done, axis=1)

    @cached_property
    def permitted(self) -> Ints:
        """The minute the last item is done, of an OPEN case the horizon. It means nothing for ENDED ones."""
        item = self.marked("until")
        if item is not None:
            return self.of_each(self.done, item)
        over = self.arrival.copy()
        starts = np.flatnonzero(np.diff(self.log.case, prepend=-1))
        if starts.size:
            cases = self.log.case[starts]
            over[cases] = np.maximum(over[cases], np.maximum.reduceat(self.ended, starts))
        return over

    @cached_property
    def left(self) -> Ints:
        """The minute each case is gone: permitted, or refused, or the horizon if it is neither by then."""
        left = np.where(self.fate == PERMITTED, self.permitted, self.plan.horizon)
        refused = np.flatnonzero(self.log.outcome == REFUSED)
        np.minimum.at(left, self.log.case[refused], self.log.end[refused])
        return left

    @cached_property
    def measured(self) -> Flags:
        """Which cases count: those that came after warm-up and before cool-down, and began in the simulation."""
        came: Flags = self.number >= 0
        return came & (self.arrival >= self.plan.measured_from) & (self.arrival < self.plan.measured_until)

    @cached_property
    def on_legal_clock(self) -> OnLegalClock:
        """The records during which an item of government's is accepted and not suspended: steps marked `legal`.

        A simulated opinion is on no clock: nothing was accepted for it.
        """
        legal = self.plan.step_legal & self.plan.item_by_government[self.plan.step_item]
        rows = np.flatnonzero(legal[self.log.step] & (self.ended > self.log.joined))
        if self.plan.item_simulated.any():
            variant, item = self.variant[self.log.case[rows]], self.items.start + self.log.item[rows].astype(np.int64)
            rows = rows[~self.plan.item_simulated[variant, item]]
        case, item = self.log.case[rows], self.log.item[rows]
        joined, end = (column[rows].astype(np.int64) for column in (self.log.joined, self.ended))
        filed, permitted = self.filed[case], self.permitted[case]
        worked = self.legal_minutes(end) - self.legal_minutes(joined)
        within = np.clip(joined, filed, permitted), np.clip(end, filed, permitted)
        return OnLegalClock(case, item, *within, rows, worked)

    @cached_property
    def burdens(self) -> tuple[Any, Numbers]:
        """What each case comes to (`sim.outcomes.burdens`), and the journeys that each record took."""
        from sim.outcomes.burdens import burdens_of  # with numba, which takes its time

        return burdens_of(self)

    def legal_minutes(self, t: Ints) -> Ints:
        """The working minutes until each *t*, on the calendar on which working days are counted."""
        from sim.outcomes.open_minutes import all_worked_at  # with numba, which takes its time

        return all_worked_at(self.plan.timetables, self.plan.legal_calendar, t)

    def working_dates(self, t: Ints) -> tuple[Ints, Flags]:
        """The working days of that calendar until each *t*, its own date included, and whether that is one of them."""
        midnights = np.arange(self.plan.horizon // DAY + 2, dtype=np.int64) * DAY
        is_open = np.diff(self.legal_minutes(midnights)) > 0
        return np.cumsum(is_open, dtype=np.int64)[t // DAY], is_open[t // DAY]

    @property
    def legal_day(self) -> int:
        """The working minutes of a working day."""
        return self.plan.calendars[self.plan.legal_calendar].day_minutes
