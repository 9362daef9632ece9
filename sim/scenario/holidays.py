"""Whose holidays a calendar keeps: China's, nobody's, or those of a file, whose content is part of the scenario."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sim.calendars import (
    CHINA_FIRST,
    CHINA_LAST,
    DAY,
    NO_HOLIDAYS,
    HolidayTable,
    china_holidays,
    load_holidays,
    overridden,
)
from sim.scenario.model import Scenario, ShiftHours

CHINA = "china"
NOBODY = "none"


def shifts(scenario: Scenario) -> Iterator[ShiftHours]:
    """The weekly hours of every calendar."""
    return (shift for calendar in scenario.calendars.values() for shift in calendar.shifts())


def holiday_table(scenario: Scenario, name: str) -> HolidayTable:
    """The holidays of a name: china, none, or a file that the scenario has read. Raises `ValueError`."""
    if name == NOBODY:
        return NO_HOLIDAYS
    if name == CHINA:
        return china_holidays(CHINA_FIRST, CHINA_LAST)
    if name not in scenario.holidays:
        raise ValueError(f"no holidays '{name}': give china, none, or a file such as holidays.yaml")
    own = {key: _as_dates(written) for key, written in scenario.holidays[name].items()}
    beyond = own.pop("beyond", None)
    if beyond not in (None, CHINA):
        raise ValueError(f"{name}: beyond: found '{beyond}'; the days before and after the file can be china's only")
    try:
        table = load_holidays(own)
        return overridden(china_holidays(CHINA_FIRST, CHINA_LAST), table) if beyond else table
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def last_day(scenario: Scenario) -> date:
    """The last day that is simulated: cases are followed so long, unless holidays are not known any more."""
    run = scenario.run
    wanted = scenario.start + timedelta(days=-(-(run.length + run.follow) // DAY) - 1)
    return min([wanted, *(holiday_table(scenario, shift.holidays).last for shift in shifts(scenario))])


def holiday_files(document: dict[str, Any]) -> dict[str, str]:
    """The files that the calendars of a document name, each with the address where it is named first."""
    named: dict[str, str] = {}
    calendars = document.get("calendars")
    for name, calendar in calendars.items() if isinstance(calendars, dict) else ():
        also = calendar.get("also") if isinstance(calendar, dict) else None
        hours = {"": calendar} | {f".also[{place}]": one for place, one in enumerate(also or [])}
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
