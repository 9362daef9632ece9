"""Which days are holidays, and which weekends are worked in their place (调休).

A *holiday table* holds the dates on which a place breaks its weekly timetable. China's come from the State Council's
notices, as the installed `chinese_calendar` knows them; other years and places from a file. For years of which no
notice is known yet the holidays of the law are taken (全国年节及纪念日放假办法, as of 2025), without days that are
worked in place of bridge days: nobody knows those before the notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import chinese_calendar

from sim.calendars.state_council import read_days, read_notice

CHINA_FIRST: Final = date(min(chinese_calendar.holidays).year, 1, 1)
CHINA_LAST: Final = date(max(chinese_calendar.holidays).year, 12, 31)
"""The dates whose State Council notices the installed `chinese_calendar` knows."""
FEASTS: Final = {
    2027: ("02-06", "04-05", "06-09", "09-15"),
    2028: ("01-26", "04-04", "05-28", "10-03"),
    2029: ("02-13", "04-04", "06-16", "09-22"),
    2030: ("02-03", "04-05", "06-05", "09-12"),
    2031: ("01-23", "04-05", "06-24", "10-01"),
    2032: ("02-11", "04-04", "06-12", "09-19"),
    2033: ("01-31", "04-04", "06-01", "09-08"),
    2034: ("02-19", "04-05", "06-20", "09-27"),
    2035: ("02-08", "04-05", "06-10", "09-16"),
}
"""By year, the first day of the lunar year, Qingming, the Dragon Boat and the Mid-Autumn Festival (GB/T 33661-2017);
the three of the moon are those of the library `holidays` 0.60, too."""
CHINA_RULED: Final = date(max(CHINA_LAST.year, *FEASTS), 12, 31)
"""The last date for which the law's holidays can be told."""

_MON_TO_FRI: Final = frozenset(range(5))


@dataclass(frozen=True)
class HolidayTable:
    """The dates on which a place breaks its weekly timetable, known from *first* to *last*, both included.

    *off* are statutory holidays, whatever weekday they fall on, and bridge days; *on* are weekend dates that
    are worked to make up for bridge days. No date is both.
    """

    off: frozenset[date]
    on: frozenset[date]
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"from: {self.first} is after to: {self.last}; give the earlier date as from")
        if both := sorted(self.off & self.on):
            raise ValueError(f"off, on: {both[0]} is in both; a date is a holiday or a make-up day, not both")
        for key, days in (("off", self.off), ("on", self.on)):
            if outside := [day for day in sorted(days) if not self.first <= day <= self.last]:
                raise ValueError(f"{key}: {outside[0]} is outside from..to, {self.first}..{self.last}")

    def require(self, first: date, last: date) -> None:
        """Refuse dates of which the table knows nothing, rather than taking them for ordinary ones."""
        if first < self.first or last > self.last:
            raise ValueError(
                f"dates {first}..{last} are asked for, but holidays are known for {self.first}..{self.last}; "
                "give an override file for the missing years, or change the start or the horizon"
            )


NO_HOLIDAYS: Final = HolidayTable(frozenset(), frozenset(), date.min, date.max)
"""A place that never breaks its weekly timetable."""


@cache
def china_holidays(first: date, last: date) -> HolidayTable:
    """The holidays, bridge days and make-up working days of mainland China from *first* to *last*.

    After the last notice that is known, the holidays of the law.
    """
    HolidayTable(frozenset(), frozenset(), CHINA_FIRST, CHINA_RULED).require(first, last)
    made_up = chinese_calendar.workdays
    ruled = (day for year in range(CHINA_LAST.year + 1, last.year + 1) for day in by_law(year))
    named = (*chinese_calendar.holidays, *ruled)
    off = frozenset(day for day in named if first <= day <= last and day not in made_up)
    on = frozenset(day for day in made_up if first <= day <= last and day.weekday() not in _MON_TO_FRI)
    return HolidayTable(off, on, first, last)


def by_law(year: int) -> frozenset[date]:
    """The thirteen days that the law gives everybody in a year; one on a weekend is made good on the next working day.

    New Year, the eve of the lunar year and its first three days, Qingming, two days of May, the Dragon Boat and the
    Mid-Autumn Festival, three days of October (articles 2 and 6). Of two that fall on one day, one is left.
    """
    spring, *others = (date.fromisoformat(f"{year}-{day}") for day in FEASTS[year])
    named = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2), *others}
    named |= {spring + timedelta(n) for n in range(-1, 3)} | {date(year, 10, n) for n in (1, 2, 3)}
    off = set(named)
    for day in sorted(named):
        instead = day
        while instead.weekday() not in _MON_TO_FRI or (instead != day and instead in off):
            instead += timedelta(1)
        off.add(instead)
    return frozenset(off)


def load_holidays(data: Mapping[str, Any]) -> HolidayTable:
    """The holidays of another year or place, from the content of an override file.

    It knows dates `from` .. `to`, or a `year`, and lists `off` and `on`: dates, pairs of first and last, or days as the
    State Council writes them (2月6日至12日). `notice` may hold the whole text of its notice instead.
    """
    if unknown := [key for key in data if key not in KEYS]:
        raise ValueError(f"{unknown[0]}: unknown key; a holiday file has {', '.join(KEYS)}")
    first, last = _known_days(data)
    off, on = _of_notice(data, first.year)
    return HolidayTable(
        off=frozenset([*off, *(day for entry in _entries(data, "off") for day in _span("off", entry, first.year))]),
        on=frozenset([*on, *(day for entry in _entries(data, "on") for day in _worked(entry, first.year))]),
        first=first,
        last=last,
    )


KEYS: Final = ("year", "from", "to", "off", "on", "notice")


def _known_days(data: Mapping[str, Any]) -> tuple[date, date]:
    """The first and the last day of which the file knows."""
    year = data.get("year")
    if year is None:
        return _date("from", data.get("from")), _date("to", data.get("to"))
    if type(year) is not int or not 1900 < year < 2200:
        raise ValueError(f"year: found {year!r}; give a year such as 2027")
    if "from" in data or "to" in data:
        raise ValueError("year: found beside from and to; give the year alone, or both dates")
    return date(year, 1, 1), date(year, 12, 31)


def _of_notice(data: Mapping[str, Any], year: int) -> tuple[list[date], list[date]]:
    """The days off and the weekends worked of the notice in the file; those of the year before or after are not its."""
    if "notice" not in data:
        return [], []
    if not isinstance(data["notice"], str):
        raise ValueError(f"notice: found {data['notice']!r}; give the text of the notice, after 'notice: |'")
    try:
        off, on = read_notice(data["notice"], year)
    except ValueError as error:
        raise ValueError(f"notice: {error}") from None
    return off, on


def overridden(general: HolidayTable, own: HolidayTable) -> HolidayTable:
    """The *own* holidays where they are known, the *general* ones on the days before and after."""
    if own.last < general.first - timedelta(1) or own.first > general.last + timedelta(1):
        raise ValueError(
            f"from, to: {own.first}..{own.last} leaves a gap to what is known, {general.first}..{general.last}"
        )
    kept = [{day for day in days if not own.first <= day <= own.last} for days in (general.off, general.on)]
    first, last = min(general.first, own.first), max(general.last, own.last)
    return HolidayTable(own.off | kept[0], own.on | kept[1], first, last)


def _entries(data: Mapping[str, Any], key: str) -> list[Any]:
    found = data.get(key, [])
    if isinstance(found, list):
        return found
    raise ValueError(f"{key}: found {found!r}; give a list of dates")


def _worked(entry: object, year: int) -> list[date]:
    """The weekends of one entry: a date, or days as a notice writes them."""
    return _span("on", entry, year) if isinstance(entry, str) else [_date("on", entry)]


def _span(key: str, entry: object, year: int) -> list[date]:
    """One date, or every date of a [first, last] pair, or days as a notice writes them."""
    if isinstance(entry, str):
        try:
            return read_days(entry, year)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
    if not isinstance(entry, list):
        return [_date(key, entry)]
    ends = [_date(key, end) for end in entry]
    if len(ends) != 2 or ends[0] > ends[1]:
        raise ValueError(f"{key}: found [{', '.join(map(str, ends))}]; a pair is [first date, last date]")
    return [ends[0] + timedelta(n) for n in range((ends[1] - ends[0]).days + 1)]


def _date(key: str, found: object) -> date:
    if isinstance(found, date) and not isinstance(found, datetime):
        return found
    raise ValueError(f"{key}: found {found!r}; give a date such as 2027-01-01, without quotes or hours")
