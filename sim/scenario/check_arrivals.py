"""Whether cases can come as a scenario says: in times that are there, and not too many of them."""

from collections.abc import Callable, Iterable
from typing import Final

from sim.calendars.working_time import DAY, minutes_of, parse_days, parse_hours, to_minute
from sim.scenario.check_helpers import Mistakes, known, unreadable
from sim.scenario.model import Arrivals, Scenario, ShiftHours
from sim.scenario.quantities import SPAN_MINUTES, UNIT_MINUTES, Duration, Number

MOST_DRAWN: Final = 10_000_000
"""Arrivals that are drawn, also of those that `most` cuts off."""


def arrival_mistakes(scenario: Scenario, arrivals: Arrivals, path: str) -> Mistakes:
    """What is wrong with the arrivals of one process."""
    if arrivals.calendar is not None:
        yield from known(arrivals.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for key, weights, parse in (
        ("season", arrivals.season, parse_months),
        ("weekdays", arrivals.weekdays, parse_days),
        ("hours", arrivals.hours, minutes_of),
    ):
        yield from pattern_mistakes(list(weights), parse, f"{path}.{key}")
    for place, moment in enumerate(arrivals.at or []):
        if not 0 <= to_minute(moment, scenario.start) < scenario.run.length:
            days = f"{scenario.run.length / DAY:g} days from {scenario.start}"
            yield (
                f"{path}.at[{place}]",
                f"{moment:%Y-%m-%d %H:%M} is outside the run, {days}: move it or lengthen the run",
            )
    key = next(name for name in ("per_year", "interval", "at") if getattr(arrivals, name) is not None)
    yield from _too_many(scenario, arrivals, f"{path}.{key}")
    if arrivals.per_year is not None and any(one.value and not one.bounds()[0] for one in arrivals.per_year.each):
        yield f"{path}.per_year", "the range reaches 0, and no case would come: raise its low end"
    if arrivals.per_year is not None and not _can_come(scenario, arrivals):
        yield path, "the pattern leaves no minute in which a case could come: give some time a weight above 0"


def _too_many(scenario: Scenario, arrivals: Arrivals, path: str) -> Mistakes:
    """More cases than the guard lets come, if not by the values then by their ranges."""
    for number, reached in ((expected_cases, ""), (most_expected, ", by the range")):
        drawn = number(arrivals, scenario.run.length)
        kept = min(drawn, arrivals.most if arrivals.most is not None else drawn)
        if kept > scenario.run.most_cases:
            guard = f"over the guard of {scenario.run.most_cases:,}: correct it, or raise run.most_cases"
            yield path, f"about {kept:,.0f} cases in the run{reached}, {guard}"
        if drawn > MOST_DRAWN:
            yield path, f"about {drawn:,.0f} arrivals in the run{reached} before 'most' cuts them off: correct it"


def pattern_mistakes(keys: list[str], parse: Callable[[str], Iterable[int]], path: str) -> Mistakes:
    """Keys that cannot be read, or that give two weights to the same time."""
    taken: dict[int, str] = {}
    for key in keys:
        yield from unreadable(path, parse, key)
        for time in sorted(parse(key)):
            if time in taken:
                yield path, f"'{taken[time]}' and '{key}' overlap: give each time one weight"
            taken[time] = key


def _can_come(scenario: Scenario, arrivals: Arrivals) -> bool:
    """Whether the pattern has some minute of some day with a weight above 0; holidays are not looked at."""
    no_months = {month for key in _unweighted(arrivals.season) for month in parse_months(key)}
    no_days = {day for key in _unweighted(arrivals.weekdays) for day in parse_days(key)}
    no_minutes = {time for key in _unweighted(arrivals.hours) for time in minutes_of(key)}
    shifts = (
        scenario.calendars[arrivals.calendar].shifts() if arrivals.calendar else [ShiftHours(hours=["00:00-24:00"])]
    )
    days = set(range(7)) if arrivals.calendar is None else {day for shift in shifts for day in _weekdays(shift)}
    minutes = {time for shift in shifts for hours in shift.hours for time in minutes_of(hours)}
    return len(no_months) < 12 and bool(days - no_days) and bool(minutes - no_minutes)


def _weekdays(shift: ShiftHours) -> set[int]:
    """The weekdays on which a shift is open, those to which it lasts over midnight included."""
    days = set(parse_days(shift.days))
    over_midnight = any(parse_hours(hours)[1] > DAY for hours in shift.hours)
    return days | {(day + 1) % 7 for day in days} if over_midnight else days


def _unweighted(weights: dict[str, Number]) -> list[str]:
    """The times at which nobody comes, or at which by the range of the weight nobody may come."""
    return [key for key, weight in weights.items() if not weight.bounds()[0]]


def expected_cases(arrivals: Arrivals, length: int) -> float:
    """About how many cases come in *length* minutes at most, if `most` does not cut them off.

    Of years with levels of their own as many as in the fullest; at intervals as many as if all hours were open.
    """
    if arrivals.at is not None:
        return len(arrivals.at)
    if arrivals.per_year is not None:
        return max(one.value for one in arrivals.per_year.each) * length / SPAN_MINUTES["year"]
    assert arrivals.interval is not None
    return length / max(_minutes_between(arrivals.interval, arrivals.interval.times.value), 1e-9)


def most_expected(arrivals: Arrivals, length: int) -> float:
    """About how many cases come in *length* minutes, at the end of the number's range at which the most come."""
    if arrivals.per_year is not None:
        return max(one.bounds()[1] for one in arrivals.per_year.each) * length / SPAN_MINUTES["year"]
    if arrivals.interval is not None:
        return length / max(_minutes_between(arrivals.interval, arrivals.interval.times.bounds()[0]), 1e-9)
    return expected_cases(arrivals, length)


def _minutes_between(interval: Duration, times: float) -> float:
    unit = UNIT_MINUTES[interval.unit]
    return interval.distribution.mean() * unit * times


def parse_months(text: str) -> frozenset[int]:
    """The months (1 to 12) of `jan`, `jan-feb` or `sep-dec`."""
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    first, _, last = text.partition("-")
    if first not in names or (last and last not in names):
        raise ValueError(f"'{text}' is not a month or months: write jan or mar-jun")
    low, high = names.index(first) + 1, names.index(last or first) + 1
    if low > high:
        raise ValueError(f"'{text}' runs backwards: write two entries, one for each end of the year")
    return frozenset(range(low, high + 1))
