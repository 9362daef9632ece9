"""Whose holidays a calendar keeps: China's, nobody's, or those of a file, whose content is part of the scenario."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sim.calendars.holidays import (
    CHINA_FIRST,
    CHINA_LAST,
    CHINA_RULED,
    NO_HOLIDAYS,
    HolidayTable,
    china_holidays,
    load_holidays,
    overridden,
)
from sim.calendars.working_time import DAY, ShiftRule, WorkCalendar, calendar_of, parse_days, parse_hours
from sim.scenario.model import Calendar, Scenario, ShiftHours

CHINA = "china"
NOBODY = "none"


def shifts(scenario: Scenario) -> Iterator[ShiftHours]:
    """The weekly hours of every calendar."""
    return (shift for calendar in scenario.calendars.values() for shift in calendar.by_place().values())


def holiday_table(scenario: Scenario, name: str) -> HolidayTable:
    """The holidays of a name: china, none, or a file that the scenario has read. Raises `ValueError`."""
    if name == NOBODY:
        return NO_HOLIDAYS
    if name == CHINA and scenario.china is None:
        return china_holidays(CHINA_FIRST, CHINA_RULED)
    if name == CHINA:
        return _of_file(scenario, str(scenario.china), CHINA)
    if name not in scenario.holidays:
        raise ValueError(f"no holidays '{name}': give china, none, or a file such as holidays.yaml")
    return _of_file(scenario, name)


def _of_file(scenario: Scenario, name: str, else_as: str | None = None) -> HolidayTable:
    """The holidays of a file; on the days before and after, those of China if it or *else_as* says so."""
    if name not in scenario.holidays:
        raise ValueError(f"no file '{name}'")
    own = {key: _as_dates(written) for key, written in scenario.holidays[name].items()}
    beyond = own.pop("beyond", else_as)
    if beyond not in (None, CHINA):
        raise ValueError(f"{name}: beyond: found '{beyond}'; the days before and after the file can be china's only")
    try:
        table = load_holidays(own)
        return overridden(china_holidays(CHINA_FIRST, CHINA_RULED), table) if beyond else table
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def last_day(scenario: Scenario) -> date:
    """The last day that is simulated: cases are followed so long, unless holidays are not known any more."""
    run = scenario.run
    wanted = scenario.start + timedelta(days=-(-(run.length + run.follow) // DAY) - 1)
    return min([wanted, *(holiday_table(scenario, shift.holidays).last for shift in shifts(scenario))])


def by_law_from(scenario: Scenario) -> date | None:
    """The first day of the run whose holidays are the law's, for no notice of it is known; None if there is none."""
    end = scenario.start + timedelta(days=-(-scenario.run.length // DAY) - 1)
    if not any(shift.holidays == CHINA for shift in shifts(scenario)):
        return None
    known = CHINA_LAST
    if scenario.china is not None:
        file = {key: _as_dates(one) for key, one in scenario.holidays[scenario.china].items() if key != "beyond"}
        own = load_holidays(file)
        known = max(known, own.last) if own.first <= known + timedelta(1) else known
    return max(scenario.start, known + timedelta(1)) if end > known else None


def work_calendar(scenario: Scenario, calendar: Calendar, horizon: int) -> WorkCalendar:
    """The open minutes of a calendar from the scenario's start to the *horizon*."""
    opened = tuple(_rule(scenario, shift) for shift in calendar.shifts())
    return calendar_of(opened, scenario.start, horizon, tuple(_rule(scenario, shift) for shift in calendar.closed))


def _rule(scenario: Scenario, shift: ShiftHours) -> ShiftRule:
    return ShiftRule(
        weekdays=parse_days(shift.days),
        hours=tuple(parse_hours(hours) for hours in shift.hours),
        holidays=holiday_table(scenario, shift.holidays),
        every_weeks=shift.every_weeks,
        week_offset=shift.week,
    )


def holiday_files(document: dict[str, Any]) -> dict[str, str]:
    """The files that a document and its calendars name, each with the address where it is named first."""
    china = document.get(CHINA)
    named: dict[str, str] = {china: CHINA} if isinstance(china, str) else {}
    calendars = document.get("calendars")
    for name, calendar in calendars.items() if isinstance(calendars, dict) else ():
        lists = {key: calendar.get(key) or [] for key in ("also", "closed")} if isinstance(calendar, dict) else {}
        within = {f".{key}[{place}]": one for key, several in lists.items() for place, one in enumerate(several)}
        hours = {"": calendar} | within
        levels = {
            f"{where}.levels[{place}]": level
            for where, one in hours.items()
            for place, level in enumerate((isinstance(one, dict) and one.get("levels")) or [])
        }
        for where, one in (hours | levels).items():
            file = str(one.get("holidays", NOBODY)) if isinstance(one, dict) else NOBODY
            if file.endswith((".yaml", ".yml")):
                named.setdefault(file, f"calendars.{name}{where}.holidays")
    return named


def _as_dates(written: Any) -> Any:
    """Dates that were written out as text, as the resolved form has them, as dates again."""
    if isinstance(written, str):
        return date.fromisoformat(written) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", written) else written
    if isinstance(written, list):
        return [_as_dates(one) for one in written]
    return written
