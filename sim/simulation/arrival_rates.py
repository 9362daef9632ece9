"""How often cases come: so many a year, in a pattern of months, weekdays, hours and a calendar."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY, WorkCalendar, minutes_of, parse_days
from sim.scenario.check_arrivals import parse_months
from sim.scenario.model import Arrivals
from sim.scenario.quantities import SPAN_MINUTES, Number, NumberByYear
from sim.simulation.plan import Expected

YEAR: Final = SPAN_MINUTES["year"]
Weights = tuple[tuple[str, float], ...]


def expected_arrivals(arrivals: Arrivals, start: date, length: int, open_hours: WorkCalendar) -> Expected:
    """The expected number of cases by each minute of a run of *length* minutes.

    The rate is scaled so that whole years bring `per_year` cases on average; where the hours are known for less, what
    is known of them brings its part by the season. Where calendar years have levels of their own, the same pattern is
    as much higher or lower in them. Raises `ValueError` if the pattern leaves no minute in which a case
    could come.
    """
    assert arrivals.per_year is not None
    shape = _Shape(*(_told(one) for one in (arrivals.season, arrivals.weekdays, arrivals.hours)))
    size = -(-length // YEAR) * YEAR // DAY * DAY
    levels = _levels(arrivals.per_year, start, size // DAY)
    pattern = _pattern(shape, levels, start, length, open_hours)
    scale = size / YEAR if levels is not None else arrivals.per_year.value * size / YEAR
    return Expected(pattern.minutes, pattern.so_far * (scale * pattern.part / pattern.whole))


class _Shape(NamedTuple):
    """The weights of months, of weekdays and of hours, as they are written."""

    season: Weights
    weekdays: Weights
    hours: Weights


class _Pattern(NamedTuple):
    """Relative rates, summed up: over whole years, of which a part is known, and by each minute of a change."""

    whole: float
    part: float
    minutes: Ints
    so_far: Floats


@lru_cache(maxsize=16)
def _pattern(
    shape: _Shape, levels: tuple[float, ...] | None, start: date, length: int, open_hours: WorkCalendar
) -> _Pattern:
    """The pattern itself; kept, for scenarios that differ in their numbers mostly share it."""
    days = -(-length // YEAR) * YEAR // DAY
    by_day, by_minute = _weights(shape, start, days)
    weights = np.outer(by_day, by_minute).ravel()
    weights *= _open(open_hours, days * DAY)
    if not (whole := weights.sum()):
        raise ValueError("the pattern leaves no minute in which a case could come: widen its hours or its calendar")
    known = min(open_hours.horizon // DAY, days)
    part = by_day[:known].sum() / by_day.sum() if known < days else 1.0
    if levels is not None:
        weights *= np.repeat(levels, DAY)
    minutes = _changes(weights[:length], by_minute, open_hours)
    each = weights[minutes[:-1]] * np.diff(minutes)
    return _Pattern(whole, part, minutes, np.concatenate(([0.0], np.cumsum(each))))


def _changes(weights: Floats, by_minute: Floats, open_hours: WorkCalendar) -> Ints:
    """The first minute, those in which the rate is another than before, and the end.

    It can be so where a day, or one of its hours, begins, or where the calendar opens or closes.
    """
    length = len(weights)
    of_day = np.append(0, np.flatnonzero(np.diff(by_minute)) + 1)
    of_days = (np.arange(-(-length // DAY))[:, np.newaxis] * DAY + of_day).ravel()
    perhaps = np.sort(np.concatenate([of_days, open_hours.opens, open_hours.closes]))
    perhaps = perhaps[(perhaps > 0) & (perhaps < length) & (np.diff(perhaps, prepend=-1) > 0)]
    changes = perhaps[weights[perhaps] != weights[perhaps - 1]]
    return np.concatenate(([0], changes, [length])).astype(np.int64)


def _told(weights: Mapping[str, Number]) -> Weights:
    return tuple((key, number.value) for key, number in weights.items())


def _levels(per_year: NumberByYear, start: date, days: int) -> tuple[float, ...] | None:
    """How many cases a year come at the rate of each day, where calendar years differ."""
    if per_year.by_year is None:
        return None
    return tuple(per_year.of((start + timedelta(days=day)).year) for day in range(days))


def _weights(shape: _Shape, start: date, days: int) -> tuple[Floats, Floats]:
    """The relative rate on every day, and in every minute of a day."""
    dates = [start + timedelta(days=day) for day in range(days)]
    by_month = _spread(((parse_months(key), weight) for key, weight in shape.season), 13)
    by_weekday = _spread(((parse_days(key), weight) for key, weight in shape.weekdays), 7)
    by_minute = _spread(((minutes_of(key), weight) for key, weight in shape.hours), DAY)
    return np.array([by_month[day.month] * by_weekday[day.weekday()] for day in dates]), by_minute


def _spread(given: Iterable[tuple[Iterable[int], float]], size: int) -> Floats:
    """Weights by number; 1 where none is given."""
    weights = np.ones(size)
    for numbers, weight in given:
        weights[list(numbers)] = weight
    return weights


@lru_cache(maxsize=16)
def _open(calendar: WorkCalendar, count: int) -> Flags:
    """The calendar's open minutes; kept, for scenarios that differ in their numbers share their calendars."""
    is_open = np.zeros(count, dtype=np.bool_)
    for opens, closes in calendar.sessions():
        is_open[opens:closes] = True
    return is_open
