"""A log item by item: when each instance of an item was received, accepted, decided, delivered, and stood still.

A moment of which only the day is known is the middle of that working day: two such days are as many working days apart
as lie between them.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY, WorkCalendar
from sim.logs.canonical import KEYS
from sim.logs.log import Log, first_of_each
from sim.logs.stamps import Stamps
from sim.logs.states import STATES, State
from sim.scenario import Scenario
from sim.scenario.whose_holidays import work_calendar

PAUSES: Final[dict[str, tuple[State, State]]] = {
    "corrections": ("corrections-asked", "corrections-in"),
    "special": ("special-begun", "special-ended"),
}
"""What stops an item's clock: by which states it begins and ends."""
LONGEST: Final = 36_500
"""Days: what is due a century after the first event is a slip."""
NEVER: Final = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Moments:
    """A moment of each instance; NaT where it has not come."""

    time: Stamps
    dated: Flags

    @property
    def there(self) -> Flags:
        """Where it has come."""
        return ~np.isnat(self.time)

    def or_else(self, other: "Moments") -> "Moments":
        """These, or where they have not come the others."""
        there = self.there
        return Moments(np.where(there, self.time, other.time), np.where(there, self.dated, other.dated))

    def at(self, rows: Ints | Flags) -> "Moments":
        """Those of some instances."""
        return Moments(self.time[rows], self.dated[rows])


@dataclass(frozen=True)
class Pauses:
    """Times in which an item's clock stood still, of one kind."""

    visit: Ints
    begun: Moments
    ended: Moments
    """NaT where it has not ended by the export."""


class Visits:
    """The instances of the items of a log, in its order; every array has a row for each."""

    def __init__(self, log: Log) -> None:
        events = log.events
        self.log, self.until = log, np.datetime64(log.until, "s")
        item = events["item"].cat.codes.to_numpy().astype(np.int64)
        self.starts = first_of_each(events["case"].to_numpy(), item, events["instance"].to_numpy())
        self.visit = np.repeat(np.arange(len(self.starts)), np.diff(self.starts, append=len(events)))
        self.state = events["state"].cat.codes.to_numpy().astype(np.int64)
        self.time, self.dated = events["time"].to_numpy("datetime64[s]"), events["dated"].to_numpy(dtype=np.bool_)
        self.case, self.item = events["case"].to_numpy()[self.starts], item[self.starts]
        self.item_names = [str(name) for name in events["item"].cat.categories]
        self._first: dict[tuple[State, ...], Moments] = {}
        self._pauses: dict[str, Pauses] = {}

    def __len__(self) -> int:
        return len(self.starts)

    def first(self, *states: State) -> Moments:
        """When each was first in one of these states."""
        if states not in self._first:
            rows = np.flatnonzero(np.isin(self.state, [STATES.index(one) for one in states]))[::-1]
            self._first[states] = self._moments(rows)
        return self._first[states]

    def last(self, *states: State) -> Moments:
        """When each was last in one of these states."""
        return self._moments(np.flatnonzero(np.isin(self.state, [STATES.index(one) for one in states])))

    def _moments(self, rows: Ints) -> Moments:
        time, dated = np.full(len(self), NEVER), np.zeros(len(self), dtype=np.bool_)
        time[self.visit[rows]], dated[self.visit[rows]] = self.time[rows], self.dated[rows]
        return Moments(time, dated)

    @cached_property
    def received(self) -> Moments:
        """When each came; where that is not stamped, its first event."""
        begin = Moments(self.time[self.starts], self.dated[self.starts])
        return self.first("received").or_else(begin)

    @cached_property
    def stamped_accepted(self) -> Moments:
        """When each was accepted, at the window or, where that is not stamped, by the department."""
        return self.first("accepted").or_else(self.first("taken"))

    @cached_property
    def accepted(self) -> Moments:
        """When each was accepted; an item whose acceptance is never stamped is accepted as it is received."""
        stamped = self.stamped_accepted
        never = np.bincount(self.item, weights=stamped.there, minlength=len(self.item_names)) == 0
        received = self.first("received")
        here = never[self.item] & received.there
        return Moments(np.where(here, received.time, stamped.time), np.where(here, received.dated, stamped.dated))

    @cached_property
    def decided(self) -> Moments:
        """When each was decided."""
        return self.last("approved", "approved-owing", "refused")

    @cached_property
    def gone(self) -> Moments:
        """When each ended without a decision."""
        return self.last("withdrawn", "not-accepted", "revoked")

    @cached_property
    def ended(self) -> Moments:
        """When each was over, by whatever end the closing rule knows."""
        ends = self.log.mapping.finished.ends
        return self.last(*[state for state in STATES if state in ends])

    @cached_property
    def open(self) -> Flags:
        """Which are not over by the day of the export."""
        return ~self.ended.there

    def first_after(self, state: State, begin: Moments) -> Moments:
        """When each was first in a state after a moment of its own; never where that has not come."""
        since = begin.time[self.visit]
        rows = (self.state == STATES.index(state)) & (self.time >= since) & ~np.isnat(since)
        return self._moments(np.flatnonzero(rows)[::-1])

    def count(self, state: State, before: Moments) -> Ints:
        """How often each was in a state before a moment of its own; all times where that has not come."""
        limit = np.where(before.there, before.time, self.until)[self.visit]
        rows = np.flatnonzero((self.state == STATES.index(state)) & (self.time <= limit))
        return np.bincount(self.visit[rows], minlength=len(self)).astype(np.int64)

    def pauses(self, kind: str) -> Pauses:
        """All pauses of a kind: each begin with the end of the same number, or else with the next event of the item."""
        if kind not in self._pauses:
            self._pauses[kind] = self._paired(kind)
        return self._pauses[kind]

    def _paired(self, kind: str) -> Pauses:
        begins, ends = (np.flatnonzero(self.state == STATES.index(one)) for one in PAUSES[kind])
        ended = pd.Series(ends, index=pd.MultiIndex.from_arrays([self.visit[ends], _number(self.visit[ends])]))
        wanted = pd.MultiIndex.from_arrays([self.visit[begins], _number(self.visit[begins])])
        place = ended.reindex(wanted).fillna(-1).to_numpy(np.int64)
        following = np.minimum(begins + 1, len(self.time) - 1)
        has_next = (begins + 1 < len(self.time)) & (self.visit[following] == self.visit[begins])
        place = np.where(place >= 0, place, np.where(has_next, following, -1))
        time, dated = np.where(place >= 0, self.time[place], NEVER), self.dated[place] & (place >= 0)
        return Pauses(self.visit[begins], Moments(self.time[begins], self.dated[begins]), Moments(time, dated))


def _number(visits: Ints) -> Ints:
    """The number of each among those of the same visit, which stand in a row."""
    starts = first_of_each(visits)
    return (np.arange(len(visits)) - np.repeat(starts, np.diff(starts, append=len(visits)))).astype(np.int64)


class Clock:
    """Working time on a calendar, for the moments of a log."""

    def __init__(self, calendar: WorkCalendar, start: np.datetime64) -> None:
        self.calendar, self.start = calendar, start

    @property
    def day(self) -> int:
        """The minutes of a usual working day."""
        return self.calendar.day_minutes

    def at(self, moments: Moments) -> Floats:
        """The working minutes before each moment; not a number where it has not come."""
        minutes = (np.where(moments.there, moments.time, self.start) - self.start).astype(np.int64) // 60
        exact = self.calendar.worked_at(minutes).astype(np.float64)
        if not moments.dated.any():
            return np.where(moments.there, exact, np.nan)
        day = minutes // DAY * DAY
        middle = (self.calendar.worked_at(day) + self.calendar.worked_at(day + DAY)) / 2
        return np.where(moments.there, np.where(moments.dated, middle, exact), np.nan)


def clocks(scenario: Scenario, log: Log) -> dict[str, Clock]:
    """The calendars of a scenario over the days of a log, and on to the last on which something is due."""
    first = pd.Timestamp(log.events["time"].min()).normalize() - timedelta(days=7)
    days = min((max(log.until, log.items["due"].max()) - first).days, LONGEST) + 2
    moved = scenario.model_copy(update={"start": first.date()})
    start = np.datetime64(first, "s")
    return {name: Clock(work_calendar(moved, one, days * DAY), start) for name, one in scenario.calendars.items()}


def always(log: Log) -> Clock:
    """Calendar time over the days of a log."""
    first = pd.Timestamp(log.events["time"].min()).normalize() - timedelta(days=7)
    days = (log.until - first).days + 2
    return Clock(WorkCalendar.always(days * DAY), np.datetime64(first, "s"))


def case_starts(log: Log) -> Stamps:
    """The first moment of each case."""
    case = log.events["case"].to_numpy()
    found = log.events["time"].groupby(case).min()
    times: Stamps = found.to_numpy("datetime64[s]")
    return times


__all__ = ["KEYS", "Clock", "Moments", "Pauses", "Visits", "always", "case_starts", "clocks"]
