"""When cases come: at given moments, at random intervals, or so many a year in a pattern of months, days and hours."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from sim.arrays import Floats, Ints
from sim.calendars import DAY, parse_days, parse_hours, to_minute
from sim.distributions import quantiles
from sim.errors import ScenarioError
from sim.plan import Plan
from sim.scenario.check import parse_months
from sim.scenario.model import Arrivals
from sim.scenario.quantities import SPAN_MINUTES

Uniforms = Callable[[int], Floats]
"""Gives so many uniform numbers of one stream; asked for more, it begins with the same."""


def arrival_minutes(arrivals: Arrivals, plan: Plan, uniforms: Uniforms) -> Ints:
    """The minutes of arrival, in order, within the run."""
    if arrivals.at is not None:
        minutes = np.array(sorted(to_minute(moment, plan.scenario.start) for moment in arrivals.at), dtype=np.int64)
    elif arrivals.interval is not None:
        minutes = _at_intervals(arrivals, plan, uniforms)
    else:
        minutes = _in_pattern(arrivals, plan, uniforms)
    length = plan.scenario.run.length
    if arrivals.at is not None and ((minutes < 0) | (minutes >= length)).any():
        raise ScenarioError(
            plan.scenario.scenario, "arrivals.at", "a moment lies outside the run: move it or lengthen the run"
        )
    return minutes[minutes < length][: arrivals.most]


def _at_intervals(arrivals: Arrivals, plan: Plan, uniforms: Uniforms) -> Ints:
    """The first case comes one interval after the start."""
    interval = arrivals.interval
    assert interval is not None
    unit = {"minutes": 1, "hours": 60, "days": DAY}[interval.unit] * interval.times.value
    return _until_past(
        plan.scenario.run.length, lambda count: np.cumsum(quantiles(interval.distribution, uniforms(count)) * unit)
    )


def _in_pattern(arrivals: Arrivals, plan: Plan, uniforms: Uniforms) -> Ints:
    """A Poisson process whose rate follows the pattern, by inversion of its cumulative rate.

    The rate is scaled so that whole years bring `per_year` cases on average. (Çinlar, Introduction to Stochastic
    Processes, 1975, section 4.7.)
    """
    assert arrivals.per_year is not None
    weights = _weights(arrivals, plan)
    year, length = SPAN_MINUTES["year"], plan.scenario.run.length
    years = min(-(-length // year) * year, len(weights))
    if not weights[:years].any():
        raise ScenarioError(
            plan.scenario.scenario, "arrivals", "the pattern leaves no minute in which a case could come"
        )
    cumulative = np.cumsum(weights) * (arrivals.per_year.value * years / year / weights[:years].sum())
    within = float(cumulative[min(length, len(cumulative)) - 1])
    masses = _until_past(within, lambda count: np.cumsum(-np.log1p(-uniforms(count))), whole=False)
    return np.searchsorted(cumulative, masses[masses < within], side="right").astype(np.int64)


def _until_past(end: float, cumulated: Callable[[int], Floats], *, whole: bool = True) -> Ints:
    """As many cumulated values as it takes to pass *end*."""
    count = 64
    while (values := cumulated(count))[-1] < end:
        count *= 2
    return np.rint(values).astype(np.int64) if whole else values  # type: ignore[return-value]


def _weights(arrivals: Arrivals, plan: Plan) -> Floats:
    """The relative rate of arrival in every minute of the run's whole years."""
    year = SPAN_MINUTES["year"]
    days = min(-(-plan.scenario.run.length // year) * year, plan.horizon) // DAY
    dates = [plan.scenario.start + timedelta(days=day) for day in range(days)]
    by_month = _spread(((parse_months(key), number.value) for key, number in arrivals.season.items()), 13)
    by_weekday = _spread(((parse_days(key), number.value) for key, number in arrivals.weekdays.items()), 7)
    by_minute = _spread(((range(*parse_hours(key)), number.value) for key, number in arrivals.hours.items()), DAY)
    by_day = np.array([by_month[day.month] * by_weekday[day.weekday()] for day in dates])
    weights = np.outer(by_day, by_minute).ravel()
    if arrivals.calendar is not None:
        weights *= _open_minutes(plan, arrivals.calendar, len(weights))
    return weights


def _spread(given: object, size: int) -> Floats:
    """Weights by number; 1 where none is given."""
    weights = np.ones(size)
    for numbers, weight in given:  # type: ignore[attr-defined]
        weights[list(numbers)] = weight
    return weights


def _open_minutes(plan: Plan, name: str, count: int) -> Floats:
    calendar = plan.calendars[list(plan.scenario.calendars).index(name)]
    changes = np.zeros(count + 1)
    np.add.at(changes, calendar.opens[calendar.opens < count], 1)
    np.add.at(changes, calendar.closes[calendar.closes < count], -1)
    return np.cumsum(changes)[:count]
