"""When offices are open, and how long work takes once nights, lunches and holidays are left out.

A Chinese office keeps a weekly timetable, closes on the statutory holidays and on the bridge days that join
them to a weekend, and works some weekends to make up for these (调休). Clerks differ: half may lunch
late, one in four may be on the Sunday rota. A *shift rule* is one habit, a *holiday table* the dates that
break it, and a *work calendar* what follows: the open minutes from the scenario's start to its horizon.

Time is whole minutes since midnight of the date on which the scenario starts. An office that is open
09:00-17:00 is open in minute 540 and closed in minute 1020, but work may end at 1020, which is closing time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache, partial
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from sim.calendars.holidays import HolidayTable

Minutes = NDArray[np.int64]

HALF_HOUR: Final = 30
DAY: Final = 1440
NEVER: Final = 2**62
"""The minutes in a day, and the minute of what does not happen before the horizon."""

LONGEST_NIGHT_SHIFT: Final = 12 * 60
"""Minutes; hours that end next day and would be longer, such as 17:00-08:30, are hours written backwards."""

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MON_TO_FRI: Final = frozenset(range(5))


@dataclass(frozen=True)
class ShiftRule:
    """One habit of an office or a clerk: these *weekdays* (Monday is 0), these *hours*, save for *holidays*.

    *hours* are (open, close) in minutes of the day; a shift that closes after midnight belongs to the day on which it
    opens, and is worked or not as that day is. A rota holds in one week of *every_weeks*: weeks begin on
    Monday and are numbered from 0, that of the scenario's start; the remainder must be *week_offset*. A
    make-up working day opens under a rule for the whole working week, and under one for that very weekday.
    """

    weekdays: frozenset[int]
    hours: tuple[tuple[int, int], ...]
    holidays: HolidayTable
    every_weeks: int = 1
    week_offset: int = 0

    def __post_init__(self) -> None:
        if odd := sorted(self.weekdays - set(range(7))):
            raise ValueError(f"weekday {odd[0]} is not one of 0 (Monday) to 6 (Sunday)")
        if wrong := [(opens, closes) for opens, closes in self.hours if not _is_shift(opens, closes)]:
            raise ValueError(f"hours {wrong[0]} must be minutes of one day, 0 <= open < close <= {DAY}, or of a night")
        if not 0 <= self.week_offset < self.every_weeks:
            raise ValueError(f"week {self.week_offset} of {self.every_weeks}: give 0 <= week < every_weeks")

    @property
    def over_midnight(self) -> bool:
        """Whether some of the hours end on the next day."""
        return any(closes > DAY for _, closes in self.hours)

    def opens_on(self, day: date, start: date) -> bool:
        """Whether the rule opens the office on *day*, in a scenario that starts at *start*."""
        week = ((day - start).days + start.weekday()) // 7
        if week % self.every_weeks != self.week_offset or day in self.holidays.off:
            return False
        makes_up = day in self.holidays.on and self.weekdays >= _MON_TO_FRI
        return makes_up or day.weekday() in self.weekdays


class WorkCalendar:
    """The open minutes of a server, a pool or a clock, from the scenario's start to its *horizon*.

    They are sorted intervals that neither overlap nor adjoin: interval *i* is open from *opens[i]* until just
    before *closes[i]*, and *worked[i]* minutes were open before it; *total* are open altogether, none of them
    after the horizon. *day_minutes* is the length of the usual working day: the most frequent total among the
    days that have any, the longer one among equals. A night shift belongs to the day on which it opens.
    """

    def __init__(self, opens: Minutes, closes: Minutes, horizon: int, usual_day: int | partial[int]) -> None:
        self.opens, self.closes, self.horizon, self._usual_day = opens, closes, horizon, usual_day
        self._worked_then_total = np.append(np.int64(0), np.cumsum(closes - opens, dtype=np.int64))
        self._opens_then_never = np.append(opens, np.int64(NEVER))
        self.worked: Minutes = self._worked_then_total[:-1]
        self.total = int(self._worked_then_total[-1])

    @cached_property
    def day_minutes(self) -> int:
        """The length of the usual working day, looked for when it is first asked for: few calendars ever are."""
        return self._usual_day if isinstance(self._usual_day, int) else self._usual_day()

    @classmethod
    def from_rules(cls, rules: Sequence[ShiftRule], start: date, horizon: int) -> WorkCalendar:
        """A calendar that is open whenever one of the *rules* is.

        A shift of the night before the start lasts into it, if it is known whether that day was a holiday.
        """
        days = -(-horizon // DAY)
        intervals: list[tuple[int, int]] = []
        for rule in rules if days else ():
            rule.holidays.require(start, start + timedelta(days - 1))
            first = -1 if rule.over_midnight and rule.holidays.first < start else 0
            opened = [day * DAY for day in range(first, days) if rule.opens_on(start + timedelta(day), start)]
            intervals += [
                (max(day + opens, 0), day + closes)
                for day in opened
                for opens, closes in rule.hours
                if day + closes > 0
            ]
        return cls.from_intervals(intervals, horizon)

    @classmethod
    def from_intervals(cls, intervals: Iterable[tuple[int, int]] | Minutes, horizon: int) -> WorkCalendar:
        """A calendar open in any of the (open, close) *intervals*, which may overlap and come in any order.

        What passes the horizon is cut off, after the usual day has been judged.
        """
        if horizon < 0:
            raise ValueError(f"horizon={horizon} must be 0 or more minutes")
        given = intervals if isinstance(intervals, np.ndarray) else np.array(list(intervals), dtype=np.int64)
        opens, closes = given.reshape(-1, 2).T
        wrong = np.flatnonzero((opens < 0) | (opens >= closes))
        if wrong.size:
            found = int(opens[wrong[0]]), int(closes[wrong[0]])
            raise ValueError(f"interval {found} must be 0 <= open < close")
        return cls._of(opens, closes, horizon)

    @classmethod
    def of_several(cls, calendars: Sequence[WorkCalendar]) -> WorkCalendar:
        """A calendar that is open whenever one of these is."""
        opens = np.concatenate([calendar.opens for calendar in calendars])
        closes = np.concatenate([calendar.closes for calendar in calendars])
        return cls._of(opens, closes, calendars[0].horizon)

    @classmethod
    def _of(cls, opens: Minutes, closes: Minutes, horizon: int) -> WorkCalendar:
        opens, closes = _merged(opens, closes)
        usual_day = partial(_usual_day, opens, closes, horizon)
        begun = opens < horizon
        return cls(opens[begun], np.minimum(closes[begun], horizon), horizon, usual_day if begun.any() else 0)

    def without_days(self, away: NDArray[np.bool_]) -> WorkCalendar:
        """This calendar shut on the days that are *away*: a flag for each day from the start, midnight to midnight."""
        opens, closes = self._by_day
        kept = ~away[opens // DAY]
        opens, closes = _merged(opens[kept], closes[kept])
        return WorkCalendar(opens, closes, self.horizon, self._usual_day)

    def thinned(self, shares: NDArray[np.float64]) -> WorkCalendar:
        """This calendar, open for a share of the hours of each day: of each half hour after an opening the first part.

        *shares* has one number from 0 to 1 for each day from the start, midnight to midnight. Whole minutes.
        """
        opens, closes = self._by_day
        count = -(-(closes - opens) // HALF_HOUR)
        place = np.repeat(np.arange(len(opens)), count)
        begins = opens[place] + HALF_HOUR * (np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count))
        lasts = np.minimum(closes[place] - begins, HALF_HOUR)
        kept = np.rint(lasts * shares[begins // DAY]).astype(np.int64)
        opens, closes = _merged(begins[kept > 0], (begins + kept)[kept > 0])
        return WorkCalendar(opens, closes, self.horizon, self._usual_day)

    def without(self, other: WorkCalendar) -> WorkCalendar:
        """The minutes in which this one is open and the *other* is not."""
        edges = np.unique(np.concatenate([self.opens, self.closes, other.opens, other.closes]))
        opened, shut = (np.diff(one.worked_at(np.append(edges, self.horizon))) > 0 for one in (self, other))
        kept = np.flatnonzero(opened & ~shut)
        return WorkCalendar._of(edges[kept], edges[kept + 1], self.horizon)

    @cached_property
    def _by_day(self) -> tuple[Minutes, Minutes]:
        """The intervals, cut at midnight."""
        first, last = self.opens // DAY, (self.closes - 1) // DAY
        days = last - first + 1
        place = np.repeat(np.arange(len(days)), days)
        day = first[place] + np.arange(len(place)) - np.repeat(np.cumsum(days) - days, days)
        return np.maximum(self.opens[place], day * DAY), np.minimum(self.closes[place], (day + 1) * DAY)

    @classmethod
    @lru_cache(maxsize=16)
    def always(cls, horizon: int) -> WorkCalendar:
        """Day and night: the calendar of the post, of public notices and of calendar days."""
        if horizon <= 0:
            return cls.from_intervals((), horizon)
        return cls(np.array([0], dtype=np.int64), np.array([horizon], dtype=np.int64), horizon, DAY)

    def next_opening(self, t: int) -> int:
        """The first open minute that is not before *t*, or `NEVER`."""
        return max(t, int(self._opens_then_never[self.closes.searchsorted(t, side="right")]))

    def is_open(self, t: int) -> bool:
        """Whether minute *t* is open; the minute that begins at closing time is not."""
        return self.next_opening(t) == t != NEVER

    @overload
    def worked_at(self, t: int) -> int: ...
    @overload
    def worked_at(self, t: Minutes) -> Minutes: ...
    def worked_at(self, t: int | Minutes) -> int | Minutes:
        """The open minutes in [0, *t*), for one instant or an array of them."""
        finished = self.closes.searchsorted(t, side="right")
        in_this_one = np.maximum(t - self._opens_then_never[finished], 0)
        worked: Minutes = self._worked_then_total[finished] + in_this_one
        return worked if isinstance(t, np.ndarray) else int(worked)

    def between(self, a: int, b: int) -> int:
        """The open minutes in [*a*, *b*)."""
        if b < a:
            raise ValueError(f"between({a}, {b}): the second instant must not be before the first")
        return self.worked_at(b) - self.worked_at(a)

    def add(self, t: int, work: int) -> int:
        """The instant at which *work* open minutes, begun at *t*, are done; `NEVER` if too few are left.

        Work that fills a shift is done at closing time, not next morning; no work at once, even if closed.
        """
        if work < 0:
            raise ValueError(f"work={work} must be 0 or more minutes")
        if work == 0 or t == NEVER:
            return t
        done = self.worked_at(t) + work
        if done > self.total:
            return NEVER
        last = self.worked.searchsorted(done, side="left") - 1
        return int(self.opens[last]) + done - int(self.worked[last])

    def common_with(self, other: WorkCalendar) -> WorkCalendar:
        """A calendar that is open while both are; its usual day is that of this one."""
        first = other.closes.searchsorted(self.opens, side="right")
        count = np.maximum(other.opens.searchsorted(self.closes, side="left") - first, 0)
        mine = np.repeat(np.arange(len(self.opens)), count)
        theirs = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count - first, count)
        opens = np.maximum(self.opens[mine], other.opens[theirs])
        closes = np.minimum(self.closes[mine], other.closes[theirs])
        return WorkCalendar(opens, closes, min(self.horizon, other.horizon), self._usual_day)

    def minutes_by_day(self, since: int, until: int) -> Minutes:
        """The open minutes in [*since*, *until*) of each day from the start to *until*, the night shift with its day.

        Hours that go on over midnight belong to the day on which they opened; where they last longer than a day, as of
        an office that is never closed, each day has its own.
        """
        days = -(-until // DAY)
        if not len(self.opens):
            return np.zeros(days, dtype=np.int64)
        edges: Minutes = np.sort(np.concatenate([self.opens, self.closes, np.arange(days + 1) * DAY]), kind="stable")
        interval = self.closes.searchsorted(edges[:-1], side="right").clip(max=len(self.opens) - 1)
        longer = (self.closes - self.opens > DAY)[interval]
        day = np.where(longer, edges[:-1], self.opens[interval]) // DAY
        worked = np.diff(self.worked_at(np.clip(edges, since, until)))
        return np.bincount(day, weights=worked, minlength=days)[:days].astype(np.int64)

    @overload
    def moment(self, worked: int) -> int: ...
    @overload
    def moment(self, worked: Minutes) -> Minutes: ...
    def moment(self, worked: int | Minutes) -> int | Minutes:
        """The first instant with *worked* open minutes before it, or `NEVER`; for one number or an array of them."""
        interval = np.maximum(self.worked.searchsorted(worked, side="left") - 1, 0)
        within = self._opens_then_never[interval] + (worked - self._worked_then_total[interval])
        found: Minutes = np.where(np.equal(worked, 0), 0, np.where(np.greater(worked, self.total), NEVER, within))
        return found if isinstance(worked, np.ndarray) else int(found)

    def sessions(self) -> list[tuple[int, int]]:
        """The intervals, as (open, close)."""
        return list(zip(self.opens.tolist(), self.closes.tolist(), strict=True))


@lru_cache(maxsize=128)
def calendar_of(
    rules: tuple[ShiftRule, ...], start: date, horizon: int, closed: tuple[ShiftRule, ...] = ()
) -> WorkCalendar:
    """Open by one of the *rules* and *closed* by none, built once: the scenarios of a study mostly keep their hours."""
    opened = WorkCalendar.from_rules(rules, start, horizon)
    return opened.without(WorkCalendar.from_rules(closed, start, horizon)) if closed else opened


def _merged(opens: Minutes, closes: Minutes) -> tuple[Minutes, Minutes]:
    """The intervals in order, after those that overlap or adjoin have become one."""
    order = np.argsort(opens, kind="stable")
    opens, reached = opens[order], np.maximum.accumulate(closes[order])
    apart = opens[1:] > reached[:-1]
    return opens[np.append(True, apart)[: len(opens)]], reached[np.append(apart, True)[: len(opens)]]


def _usual_day(opens: Minutes, closes: Minutes, horizon: int) -> int:
    calendar, days = WorkCalendar(opens, closes, horizon, 0), -(-horizon // DAY)
    daily = calendar.minutes_by_day(0, max(days * DAY, int(calendar.closes.max(initial=0))))[:days]
    totals, counts = np.unique(daily[daily > 0], return_counts=True)
    return int(totals[counts == counts.max()].max()) if len(totals) else 0


def to_minute(moment: datetime, start: date) -> int:
    """The minute since *start* at which a local clock shows *moment*; negative before the start."""
    if moment.tzinfo is not None or moment.second or moment.microsecond:
        raise ValueError(f"found {moment}; give local time in whole minutes, without seconds or time zone")
    return (moment - datetime.combine(start, time())) // timedelta(minutes=1)


def to_moment(minute: int, start: date) -> datetime:
    """What a local clock shows *minute* minutes after *start* began."""
    return datetime.combine(start, time()) + timedelta(minutes=minute)


def parse_hours(text: str) -> tuple[int, int]:
    """Opening and closing minute of the day of hours such as "08:30-12:00"; "24:00" may end them.

    Hours that end on the next day, as "18:00-02:00" do, close so many minutes after the first day's midnight.
    """
    found = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])-([0-9]{1,2}):([0-5][0-9])", text)
    hour, minute, end_hour, end_minute = map(int, found.groups()) if found else (0, 0, 0, 0)
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if found and closes < opens:
        closes += DAY
    if end_minute + end_hour * 60 > DAY or not _is_shift(opens, closes):
        over_midnight = f"or over midnight for at most {LONGEST_NIGHT_SHIFT // 60} hours, as in 18:00-02:00"
        raise ValueError(f"found hours {text!r}; give open-close in one day, as in 08:30-12:00, {over_midnight}")
    return opens, closes


def _is_shift(opens: int, closes: int) -> bool:
    """Whether these are minutes of one day, or of a night that is no longer than a night shift."""
    return 0 <= opens < closes <= DAY or (opens < DAY < closes <= opens + LONGEST_NIGHT_SHIFT)


def minutes_of(text: str) -> list[int]:
    """The minutes of the day in hours such as "08:30-12:00"; of hours over midnight, those of both days."""
    return [minute % DAY for minute in range(*parse_hours(text))]


def parse_days(text: str) -> frozenset[int]:
    """The weekdays, Monday as 0, of a text such as "mon-fri", "thu" or "mon,wed-thu"."""
    days: set[int] = set()
    for part in text.split(","):
        names = part.strip().split("-")
        ends = [_WEEK.index(name) for name in names if name in _WEEK]
        if not len(ends) == len(names) <= 2 or ends[0] > ends[-1]:
            raise ValueError(f"found days {text!r}; give days or ranges in mon..sun, as in mon,wed-fri")
        days.update(range(ends[0], ends[-1] + 1))
    return frozenset(days)
