"""The log of a replication beside its plan and its luck, in columns wide enough to calculate with."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import WorkCalendar
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import NOT_YET, OUTCOMES, EventLog
from sim.simulation.plan import WAIT, WORK, Plan
from sim.simulation.reserves import Calls, calls_of, may_begin

SHOWN: Final = 5
"""So many records are told for each invariant that they break; the others are counted."""


def wide(column: NDArray[Any]) -> Ints:
    """Whole numbers that do not overflow."""
    return column.astype(np.int64)


def within(numbers: Ints, limit: int | Ints) -> Flags:
    """Which numbers stand for one of so many things."""
    return np.asarray((numbers >= 0) & (numbers < limit))


class Rows:
    """The log beside the plan and the luck, in columns wide enough to calculate with."""

    def __init__(self, plan: Plan, draws: Draws, log: EventLog) -> None:
        self.plan, self.draws, self.log = plan, draws, log
        columns = [wide(column) for column in log]
        self.case, self.item, self.step, self.attempt = columns[:4]
        self.joined, self.start, self.end, self.pool, self.server, self.outcome = columns[4:]
        self.begun, self.ended = self.start != NOT_YET, self.end != NOT_YET
        self.until = wide(np.where(self.ended, self.end, plan.horizon))
        self.waited_until = wide(np.where(self.begun, self.start, self.until))

    @cached_property
    def primitive(self) -> Ints:
        """For each record, what its step is to the engines: `WAIT`, `WORK` or `BOOK`."""
        return self.plan.step_primitive[self.step]

    @cached_property
    def luck(self) -> Ints:
        """Where in the draws the luck of each record is."""
        return wide(self.draws.place(self.step, self.case, self.attempt))

    @cached_property
    def drawn(self) -> Ints:
        """For each record, the minutes that its step was drawn to take."""
        return wide(self.draws.minutes[self.luck])

    @cached_property
    def calendar(self) -> Ints:
        """On whose hours the time of each record passes; -1: on none."""
        worked = (self.primitive == WORK) & self.begun
        hours = wide(np.where(self.primitive == WAIT, self.plan.step_calendar[self.step], -1))
        hours[worked] = self.draws.attendance.server_calendar[self.server[worked]]
        return hours

    def takes_work(self, server: int) -> WorkCalendar:
        """When a server may begin with something: on shift, and if he is of a reserve, called."""
        pool = int(np.searchsorted(self.plan.pool_first_server, server, side="right")) - 1
        if server in self.plan.own_servers(pool):
            return self.draws.attendance.hours_of(server)
        if pool not in self._calls:
            self._calls[pool] = calls_of(self.plan, self.log, pool)
        return may_begin(self.plan, self.draws.attendance, self._calls[pool], server)

    @cached_property
    def _calls(self) -> dict[int, Calls]:
        """When the reserve of each pool was called, as far as somebody asked."""
        return {}

    def by_calendar(self, wanted: Flags) -> Iterator[tuple[WorkCalendar, Ints]]:
        """The wanted records, calendar by calendar."""
        for number, calendar in enumerate(self.draws.attendance.calendars):
            yield calendar, np.flatnonzero(wanted & (self.calendar == number))

    def told(self, wrong: Flags | Ints, words: str) -> list[str]:
        """What is wrong with some records, in words."""
        found = np.flatnonzero(wrong) if wrong.dtype == np.bool_ else wrong
        more = [f"and {len(found) - SHOWN} more: {words}"] if len(found) > SHOWN else []
        return [f"{self.name(int(row))}: {words}" for row in found[:SHOWN]] + more

    def name(self, row: int) -> str:
        """A record in words, for people: case, item, step, attempt, times and outcome."""
        step = self.step[row]
        named = f"{self.plan.item_names[self.item[row]]}.{self.plan.step_names[step]}"
        times = f"{self.joined[row]}, {self.start[row]}, {self.end[row]}, {OUTCOMES[self.outcome[row]]}"
        return f"case {self.case[row]}, {named}, attempt {self.attempt[row]} ({times})"
