"""When cases come: at given moments, at random intervals, or at random in an expected pattern."""

from collections.abc import Callable

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import WorkCalendar, to_minute
from sim.scenario.quantities import UNIT_MINUTES, Duration
from sim.simulation.draws.bunching import bunched
from sim.simulation.draws.distributions import quantiles
from sim.simulation.plan import Expected, Plan

Uniforms = Callable[[int], Floats]
"""Gives so many uniform numbers of one stream; asked for more, it begins with the same."""


def arrival_minutes(plan: Plan, process: int, uniforms: Uniforms, of_weeks: Uniforms | None = None) -> Ints:
    """The minutes at which the cases of a process come, in order, within the run; *of_weeks* is the luck of weeks."""
    arrivals, expected = plan.processes[process].arrivals, plan.expected_arrivals[process]
    calendar = int(plan.arrival_calendar[process])
    if expected is not None and arrivals.bunching is not None and arrivals.bunching.value > 1 and of_weeks is not None:
        weekday = plan.scenario.start.weekday()
        minutes = _in_pattern(bunched(expected, arrivals.bunching.value, weekday, of_weeks), uniforms)
    elif expected is not None:
        minutes = _in_pattern(expected, uniforms)
    elif arrivals.interval is not None and calendar >= 0:
        minutes = _in_open_hours(arrivals.interval, plan.calendars[calendar], plan.scenario.run.length, uniforms)
    elif arrivals.interval is not None:
        minutes = _at_intervals(arrivals.interval, plan.scenario.run.length, uniforms)
    else:
        minutes = np.array(
            sorted(to_minute(moment, plan.scenario.start) for moment in arrivals.at or []), dtype=np.int64
        )
    return minutes[minutes < plan.scenario.run.length][: arrivals.most]


def _at_intervals(interval: Duration, length: int, uniforms: Uniforms) -> Ints:
    """The first case comes one interval after the start."""
    unit = UNIT_MINUTES[interval.unit] * interval.times.value
    moments = _until_past(length, lambda count: np.cumsum(quantiles(interval.distribution, uniforms(count)) * unit))
    return np.rint(moments).astype(np.int64)


def _in_open_hours(interval: Duration, hours: WorkCalendar, length: int, uniforms: Uniforms) -> Ints:
    """An interval is over in an open minute: what would be so at closing time is so when it opens again."""
    unit = {**UNIT_MINUTES, "days": hours.day_minutes}[interval.unit] * interval.times.value
    end = int(hours.worked_at(length))
    worked = _until_past(end, lambda count: np.cumsum(quantiles(interval.distribution, uniforms(count)) * unit))
    whole = np.rint(worked).astype(np.int64)
    return hours.moment(whole[whole < end] + 1) - 1


def _in_pattern(expected: Expected, uniforms: Uniforms) -> Ints:
    """A Poisson process of varying rate, by inversion of the expected number of arrivals.

    Çinlar, Introduction to Stochastic Processes, 1975, section 4.7.
    """
    in_all = float(expected.cases[-1])
    enough = 64 + int(in_all + 5 * in_all**0.5)
    numbers = _until_past(in_all, lambda count: np.cumsum(-np.log1p(-uniforms(count))), enough)
    moments = np.interp(numbers[numbers < in_all], expected.cases, expected.minutes)
    return np.floor(moments).astype(np.int64)


def _until_past(end: float, cumulated: Callable[[int], Floats], count: int = 64) -> Floats:
    """As many cumulated values as it takes to pass *end*; *count* is a first guess."""
    while (values := cumulated(count))[-1] < end:
        count *= 2
    return values
