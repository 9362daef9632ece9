"""Reforms that begin on different days: the rules that hold in each part of the run, and what cannot change in it.

A case follows the rules in force on the day it first comes, for its whole chain: what it needs, in which order, what
each step is, how long it takes and how often it is returned (新老划断, old projects by old rules). Hours, servers and
pools change for everybody on the day: who has not yet asked for somebody asks the pool that does it then, by item and
step of the same name; who stands in line stays there, and what is in hand is finished where it was begun.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from sim.base.errors import ScenarioError
from sim.calendars.working_time import DAY
from sim.scenario.model import Calendar, Epoch, Pool, Process, Scenario, Step
from sim.scenario.reforms.model import Extension, Reform

Mistakes = Iterator[tuple[str, str]]

FIXED_OF_POOL = ("discipline", "seats", "slot", "counter")
"""What a pool is for everybody all the time; its availability counts for a case as when it came."""

FIXED_OF_PROCESS = ("arrivals", "classes", "complexity")


class Rules(NamedTuple):
    """The scenario as it would be if the rules of one part of the run held all the time; *since* its first day."""

    since: date
    scenario: Scenario

    @property
    def minute(self) -> int:
        """The minute from which they hold."""
        return (self.since - self.scenario.start).days * DAY


def rules_of(scenario: Scenario) -> list[Rules]:
    """The rules of each part of the run, the first ones first; only the scenario itself where no reform has a date.

    Templates are those of the last: items are made from them already.
    """
    since, rules = scenario.start, []
    for epoch in scenario.before or []:
        parts = {name: getattr(epoch, name) for name in type(epoch).model_fields if name != "until"}
        rules.append(Rules(since, scenario.model_copy(update={**parts, "before": None, "templates": {}})))
        since = epoch.until
    return [*rules, Rules(since, scenario.model_copy(update={"before": None}) if rules else scenario)]


def steps_by_all_rules(scenario: Scenario, process: str) -> dict[tuple[str, str], Step]:
    """The steps of a process by item and name; of those that several rules know, as the last of them have it."""
    items = [pair for one in rules_of(scenario) for pair in one.scenario.processes[process].items.items()]
    return {(name, step): one for name, item in items for step, one in item.steps.items()}


def as_epoch(document: dict[str, Any], until: date) -> dict[str, Any]:
    """Of the whole document of a scenario, what is its rules."""
    names = {field.alias or name for name, field in Epoch.model_fields.items()} - {"until"}
    return {"until": until.isoformat(), **{name: part for name, part in document.items() if name in names}}


def base_at(document: dict[str, Any], day: date | None) -> dict[str, Any]:
    """The document of a base by the rules in force on a day, or on the first."""
    found = {key: part for key, part in document.items() if key != "before"}
    for epoch in reversed(document.get("before", [])):
        if day is None or day < date.fromisoformat(epoch["until"]):
            found |= {key: part for key, part in epoch.items() if key != "until"}
    return found


def dates_of(extension: Extension, source: str) -> dict[str, date]:
    """From which day the reforms of a package are in force that are not so from the first."""
    dates: dict[str, date] = {}
    for place, one in enumerate(extension.reforms):
        if one.from_ is not None and dates.setdefault(one.reform, one.from_) != one.from_:
            message = f"'{one.reform}' begins on {dates[one.reform]} already: give it one day"
            raise ScenarioError(source, f"reforms[{place}].from", message)
    return dates


def days_of(base: dict[str, Any], dates: dict[str, date]) -> list[date]:
    """The days on which something begins, in order: reforms of the base, and of the package."""
    return sorted({*(date.fromisoformat(epoch["until"]) for epoch in base.get("before", [])), *dates.values()})


def begun(name: str, dates: dict[str, date], day: date | None) -> bool:
    """Whether a reform of the package is in force on a day, or on the first."""
    return name not in dates or (day is not None and dates[name] <= day)


def check_order(package: tuple[Reform, ...], dates: dict[str, date], source: str) -> None:
    """Refuses a reform that begins before one that it needs."""
    for place, reform in enumerate(package):
        for other in reform.needs:
            if other in dates and not begun(other, dates, dates.get(reform.reform)):
                found = f"'{reform.reform}' needs '{other}', which begins on {dates[other]}"
                raise ScenarioError(source, f"reforms[{place}].from", f"{found}: begin it then, or later")


def check_days(package: tuple[Reform, ...], dates: dict[str, date], scenario: Scenario, source: str) -> None:
    """Refuses a day on which nobody would come by the rules before it, or by those after it."""
    for place, reform in enumerate(package):
        if (day := dates.get(reform.reform)) is not None and (found := _wrong_day(day, scenario)):
            raise ScenarioError(source, f"reforms[{place}].from", found)


def _wrong_day(day: date, scenario: Scenario) -> str | None:
    start, last = scenario.start, last_arrival_day(scenario)
    if start < day <= last:
        return None
    if day == start:
        return f"{day} is the first day: drop the date, and it is in force from the beginning"
    return f"{day} is outside the run, {start} to {last}: move it, or the run"


def last_arrival_day(scenario: Scenario) -> date:
    """The last day on which cases come."""
    return scenario.start + timedelta(days=-(-scenario.run.length // DAY) - 1)


def epoch_mistakes(scenario: Scenario) -> Mistakes:
    """What would have to change on a day and cannot, and days on which nothing begins."""
    yield from _day_mistakes(scenario)
    rules = rules_of(scenario)
    for old, new in pairwise(rules):
        begun = [name for name in new.scenario.reforms if name not in old.scenario.reforms]
        who = " and ".join(f"'{name}'" for name in begun) or "what begins"
        for place, why in _unchangeable(old.scenario, new.scenario):
            yield place, f"{who} from {new.since} on {why}: let it begin with the run"


def _day_mistakes(scenario: Scenario) -> Mistakes:
    since = scenario.start
    for place, epoch in enumerate(scenario.before or []):
        where = f"before[{place}].until"
        if found := _wrong_day(epoch.until, scenario):
            yield where, found
        if epoch.until <= since and place:
            yield where, f"{epoch.until} does not come after {since}: write the days in their order"
        since = epoch.until


def _unchangeable(old: Scenario, new: Scenario) -> Mistakes:
    if old.calendars[old.legal_calendar] != new.calendars[new.legal_calendar]:
        yield f"calendars.{new.legal_calendar}", "changes the calendar on which working days are counted"
    for name, department in old.departments.items():
        if new.departments.get(name) != department:
            yield f"departments.{name}", "changes a department, whose good and bad years are drawn once"
    for name, pool in old.pools.items():
        yield from _of_pool(pool, new.pools[name], f"pools.{name}")
    if old.processes.keys() != new.processes.keys():
        yield "processes", "adds or removes a process, whose cases come all the time"
        return
    for name, process in old.processes.items():
        yield from _of_process(process, new.processes[name], f"processes.{name}")


def _of_pool(old: Pool, new: Pool, path: str) -> Mistakes:
    for key in FIXED_OF_POOL:
        if getattr(old, key) != getattr(new, key):
            yield f"{path}.{key}", f"changes {key} of a pool"
    if servers_of(old) and len(servers_of(new)) < len(servers_of(old)):
        yield f"{path}.servers", "takes servers away, who may have work in hand"
    if old.availability.by_weekday != new.availability.by_weekday:
        yield f"{path}.availability", "changes on which weekdays a pool is there"
    for key in ("reserve", "extra_sessions"):
        if getattr(old, key) not in (None, getattr(new, key)):
            yield f"{path}.{key}", f"changes {key} of a pool"


def servers_of(pool: Pool) -> list[str]:
    """The calendar of each of a pool's own servers; none of a pool with seats."""
    if pool.shifts is not None:
        return [shift.calendar for shift in pool.shifts for _ in range(int(shift.servers.value))]
    return [str(pool.calendar)] * (int(pool.servers.value) if pool.servers is not None else 0)


def _of_process(old: Process, new: Process, path: str) -> Mistakes:
    for key in FIXED_OF_PROCESS:
        if getattr(old, key) != getattr(new, key):
            yield f"{path}.{key}", f"changes {key} of a process"
    if old.clocks.keys() != new.clocks.keys():
        yield f"{path}.clocks", "starts or ends a clock that did not run before, or no longer does"
    for key in ("from_", "until", "land"):
        if (getattr(old, key) is None) != (getattr(new, key) is None):
            yield f"{path}.{key.removesuffix('_')}", "starts or ends a clock that did not run before, or no longer does"


def calendars_of(rules: list[Rules]) -> dict[str, list[tuple[int, Calendar]]]:
    """Each calendar by name, with the minutes from which its hours are such: one where they never change."""
    names = dict.fromkeys(name for one in reversed(rules) for name in one.scenario.calendars)
    found: dict[str, list[tuple[int, Calendar]]] = {}
    for name in names:
        kept = [(one.minute, one.scenario.calendars[name]) for one in rules if name in one.scenario.calendars]
        turns = [here for before, here in pairwise(kept) if here[1] != before[1]]
        found[name] = [(0, kept[0][1]), *turns]
    return found
