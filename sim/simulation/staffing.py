"""Who is there when: the calendars of a scenario, and which of them each server of a pool keeps.

Where reforms begin on dates, a calendar has other hours from that day on, a server may keep another calendar, and new
ones come. A calendar that belongs to no name but to such a server stands behind those that have one.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np

from sim.calendars.working_time import DAY, WorkCalendar, parse_days
from sim.scenario import Scenario
from sim.scenario.epochs import Rules, calendars_of, servers_of
from sim.scenario.model import Calendar, Pool
from sim.scenario.whose_holidays import work_calendar

Turns = tuple[tuple[int, str], ...]
"""The calendars that a server keeps, each with the minute from which he does; before the first he is not there."""


class Staffing:
    """The calendars by number, and those of servers."""

    def __init__(self, scenario: Scenario, rules: tuple[Rules, ...], horizon: int) -> None:
        self.scenario, self.rules, self.horizon = scenario, rules, horizon
        hours = calendars_of(list(rules))
        self.number = {name: place for place, name in enumerate(scenario.calendars)}
        self.calendars = [self._with_hours(hours[name]) for name in scenario.calendars]
        self._of_turns: dict[Turns, int] = {((0, name),): number for name, number in self.number.items()}
        self._thinned: dict[tuple[int, tuple[float, ...]], int] = {}
        self._day_minutes: dict[tuple[str, int], int] = {}
        self.own = {name: self._by_weekday(name, self._servers(name, servers_of)) for name in scenario.pools}
        self.reserve = {name: self._by_weekday(name, self._servers(name, reserve_of)) for name in scenario.pools}

    def day_minutes(self, name: str, rules: int) -> int:
        """The length of the usual working day of a calendar, by one of the rules."""
        if (name, rules) not in self._day_minutes:
            self._day_minutes[name, rules] = self._hours(self.rules[rules].scenario.calendars[name]).day_minutes
        return self._day_minutes[name, rules]

    def since(self, pool: str, key: str) -> int:
        """The minute from which a pool has a part that it does not have by the first rules that know the pool."""
        known = [one for one in self.rules if pool in one.scenario.pools]
        having = [one.minute for one in known if getattr(one.scenario.pools[pool], key) is not None]
        return 0 if not having or having[0] == known[0].minute else having[0]

    def _servers(self, pool: str, keep: Callable[[Pool], list[str]]) -> list[int]:
        """The number of the calendar of each server that the pool has in the end."""
        kept = [(one.minute, keep(one.scenario.pools[pool])) for one in self.rules if pool in one.scenario.pools]
        return [self._turning(kept, server) for server in range(len(kept[-1][1]))]

    def _by_weekday(self, pool: str, servers: list[int]) -> list[int]:
        """The calendars of servers who are there for less of some weekdays than of others."""
        availability = self.scenario.pools[pool].availability
        if availability.by_weekday is None:
            return servers
        named = {day: number.value for days, number in availability.by_weekday.items() for day in parse_days(days)}
        shares = tuple(named.get(day, availability.value) / availability.most for day in range(7))
        return [self._thinned_number(number, shares) for number in servers]

    def _thinned_number(self, number: int, shares: tuple[float, ...]) -> int:
        """The number of a calendar of which only a share is kept on each weekday."""
        if (number, shares) not in self._thinned:
            weekdays = (self.scenario.start.weekday() + np.arange(-(-self.horizon // DAY))) % 7
            self._thinned[number, shares] = len(self.calendars)
            self.calendars.append(self.calendars[number].thinned(np.array(shares)[weekdays]))
        return self._thinned[number, shares]

    def _turning(self, kept: list[tuple[int, list[str]]], server: int) -> int:
        there = [(minute, names[server]) for minute, names in kept if server < len(names)]
        first = 0 if there[0][0] == kept[0][0] else there[0][0]
        turns = [(first, there[0][1]), *(here for before, here in pairwise(there) if here[1] != before[1])]
        return self._numbered(tuple(turns))

    def _numbered(self, turns: Turns) -> int:
        if turns not in self._of_turns:
            self._of_turns[turns] = len(self.calendars)
            self.calendars.append(self._joined((minute, self.calendars[self.number[name]]) for minute, name in turns))
        return self._of_turns[turns]

    def _with_hours(self, turns: list[tuple[int, Calendar]]) -> WorkCalendar:
        """A calendar that has other hours from some minutes on."""
        if len(turns) == 1:
            return self._hours(turns[0][1])
        return self._joined((minute, self._hours(calendar)) for minute, calendar in turns)

    def _joined(self, turns: Iterable[tuple[int, WorkCalendar]]) -> WorkCalendar:
        """Each from its minute on, until the next begins."""
        kept = list(turns)
        ends = [*(minute for minute, _ in kept[1:]), self.horizon]
        intervals = [
            (max(opens, minute), min(closes, end))
            for (minute, calendar), end in zip(kept, ends, strict=True)
            for opens, closes in calendar.sessions()
            if opens < end and closes > minute
        ]
        return WorkCalendar.from_intervals(intervals, self.horizon)

    def _hours(self, calendar: Calendar) -> WorkCalendar:
        return work_calendar(self.scenario, calendar, self.horizon)


def reserve_of(pool: Pool) -> list[str]:
    """The calendar of each server of a pool's reserve."""
    if pool.reserve is None:
        return []
    servers = pool.reserve.servers
    return [pool.reserve.calendar] * (int(servers.value) if servers is not None else len(servers_of(pool)))
