"""Which days are holidays, and which weekends are worked in their place (调休).

A *holiday table* holds the dates on which a place breaks its weekly timetable. China's come from the State Council's
notices, as the installed `chinese_calendar` knows them; other years and places from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import chinese_calendar

CHINA_FIRST: Final = date(min(chinese_calendar.holidays).year, 1, 1)
CHINA_LAST: Final = date(max(chinese_calendar.holidays).year, 12, 31)
"""The dates whose State Council notices the installed `chinese_calendar` knows."""

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
    """The holidays, bridge days and make-up working days of mainland China from *first* to *last*."""
    HolidayTable(frozenset(), frozenset(), CHINA_FIRST, CHINA_LAST).require(first, last)
    named, made_up = chinese_calendar.holidays, chinese_calendar.workdays
    off = frozenset(day for day in named if first <= day <= last and day not in made_up)
    on = frozenset(day for day in made_up if first <= day <= last and day.weekday() not in _MON_TO_FRI)
    return HolidayTable(off, on, first, last)


def load_holidays(data: Mapping[str, Any]) -> HolidayTable:
    """The holidays of another year or place, from the content of an override file.

    It knows dates `from` .. `to` and lists `off` (dates, or pairs of first and last) and `on` (dates).
    """
    if unknown := [key for key in data if key not in ("from", "to", "off", "on")]:
        raise ValueError(f"{unknown[0]}: unknown key; a holiday file has from, to, off, on")
    return HolidayTable(
        off=frozenset(day for entry in _entries(data, "off") for day in _span("off", entry)),
        on=frozenset(_date("on", entry) for entry in _entries(data, "on")),
        first=_date("from", data.get("from")),
        last=_date("to", data.get("to")),
    )


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


def _span(key: str, entry: object) -> list[date]:
    """One date, or every date of a [first, last] pair."""
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
