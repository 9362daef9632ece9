"""How often cases come: so many a year, in a pattern of months, weekdays, hours and a calendar."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.calendars.working_time import DAY, WorkCalendar, minutes_of, parse_days
from sim.scenario.check_arrivals import parse_months
from sim.scenario.model import Arrivals
from sim.scenario.quantities import SPAN_MINUTES, NumberByYear
from sim.simulation.plan import Expected


def expected_arrivals(arrivals: Arrivals, start: date, length: int, open_hours: WorkCalendar) -> Expected:
    """The expected number of cases by each minute of a run of *length* minutes.

    The rate is scaled so that whole years bring `per_year` cases on average; where the hours are known for less, what
    is known of them brings its part by the season. Where calendar years have levels of their own, the same pattern is
    as much higher or lower in them. Raises `ValueError` if the pattern leaves no minute in which a case
    could come.
    """
    assert arrivals.per_year is not None
    year = SPAN_MINUTES["year"]
    days = -(-length // year) * year // DAY
    weights, by_day = _weights(arrivals, start, days, open_hours)
    if not weights.any():
        raise ValueError("the pattern leaves no minute in which a case could come: widen its hours or its calendar")
    known = min(open_hours.horizon // DAY, days)
    part = by_day[:known].sum() / by_day.sum() if known < days else 1.0
    scale = arrivals.per_year.value * len(weights) / year * part / weights.sum()
    if arrivals.per_year.by_year is not None:
        scale = len(weights) / year * part / weights.sum()
        weights = weights * np.repeat(_levels(arrivals.per_year, start, days), DAY)
    weights = weights[:length]
    changes = np.flatnonzero(np.diff(weights)) + 1
    minutes = np.concatenate(([0], changes, [len(weights)]))
    each = weights[minutes[:-1]] * np.diff(minutes)
    return Expected(minutes, np.concatenate(([0.0], np.cumsum(each))) * scale)


def _levels(per_year: NumberByYear, start: date, days: int) -> Floats:
    """How many cases a year come at the rate of each day."""
    return np.array([per_year.of((start + timedelta(days=day)).year) for day in range(days)])


def _weights(arrivals: Arrivals, start: date, days: int, open_hours: WorkCalendar) -> tuple[Floats, Floats]:
    """The relative rate in every minute, and on every day if it were open as long as the others."""
    dates = [start + timedelta(days=day) for day in range(days)]
    by_month = _spread(((parse_months(key), number.value) for key, number in arrivals.season.items()), 13)
    by_weekday = _spread(((parse_days(key), number.value) for key, number in arrivals.weekdays.items()), 7)
    by_minute = _spread(((minutes_of(key), number.value) for key, number in arrivals.hours.items()), DAY)
    by_day = np.array([by_month[day.month] * by_weekday[day.weekday()] for day in dates])
    return np.outer(by_day, by_minute).ravel() * _open(open_hours, days * DAY), by_day


def _spread(given: Iterable[tuple[Iterable[int], float]], size: int) -> Floats:
    """Weights by number; 1 where none is given."""
    weights = np.ones(size)
    for numbers, weight in given:
        weights[list(numbers)] = weight
    return weights


@lru_cache(maxsize=16)
def _open(calendar: WorkCalendar, count: int) -> Flags:
    """The calendar's open minutes; kept, for scenarios that differ in their numbers share their calendars."""
    worked = calendar.worked_at(np.arange(count + 1, dtype=np.int64))
    return np.diff(worked).astype(np.bool_)
