"""Whether the parts of a scenario fit together: every name exists, every graph can be walked to its end."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from sim.calendars import CHINA_FIRST, CHINA_LAST, DAY, ShiftRule, parse_days, parse_hours, to_minute
from sim.errors import ScenarioError, did_you_mean
from sim.scenario.holidays import CHINA, holiday_table, last_day, shifts, work_calendar
from sim.scenario.model import Arrivals, Calendar, Edge, Item, Pool, Process, Scenario, ShiftHours, Step
from sim.scenario.quantities import LONGEST_SPAN_YEARS, SPAN_MINUTES
from sim.scenario.templates import DEPARTMENT

Mistakes = Iterator[tuple[str, str]]

MOST_RETURNING = 8
"""Steps of one item that may return it; the log counts attempts in seven bits."""
MOST_KINDS = 1_000
"""Kinds of case (a class with a set of traits) in a process."""
MOST_DRAWN = 10_000_000
"""Arrivals that are drawn, also of those that `most` cuts off."""


def check_parts(scenario: Scenario, source: str) -> None:
    """Raises `ScenarioError` at the first part that names something missing or cannot work."""
    for path, message in _mistakes(scenario):
        raise ScenarioError(source, path, message)


def _mistakes(scenario: Scenario) -> Mistakes:
    yield from _known(scenario.legal_calendar, scenario.calendars, "legal_calendar", "calendar")
    yield from _time_mistakes(scenario)
    for name, calendar in scenario.calendars.items():
        yield from _holiday_mistakes(scenario, calendar, f"calendars.{name}")
    for name, calendar in scenario.calendars.items():
        yield from _calendar_mistakes(scenario, calendar, f"calendars.{name}")
    for name, pool in scenario.pools.items():
        yield from _pool_mistakes(scenario, pool, f"pools.{name}")
    for name, template in scenario.templates.items():
        yield from _chain_mistakes(scenario, template, f"templates.{name}")
    for name, process in scenario.processes.items():
        yield from _process_mistakes(scenario, process, f"processes.{name}")


def _time_mistakes(scenario: Scenario) -> Mistakes:
    run, start = scenario.run, scenario.start
    if run.length < DAY:
        yield "run.length", f"{run.length} minutes is less than a day: lengthen the run"
    if run.warm_up + run.cool_down > run.length:
        spent = f"{run.warm_up / DAY:.0f} and {run.cool_down / DAY:.0f} days of {run.length / DAY:.0f}"
        yield "run.warm_up", f"warm-up and cool-down are longer than the run, {spent}: lengthen the run"
    if start.year + 2 * LONGEST_SPAN_YEARS > date.max.year:
        yield "start", f"{start} is at the end of time: start earlier"
    else:
        yield from _unknown_days(scenario)


def _unknown_days(scenario: Scenario) -> Mistakes:
    """Whether the whole run lies in years whose holidays are known."""
    start, last = scenario.start, _last_arrival_day(scenario)
    if any(shift.holidays == CHINA for shift in shifts(scenario)) and (start < CHINA_FIRST or last > CHINA_LAST):
        known = f"China's holidays are known from {CHINA_FIRST} to {CHINA_LAST}"
        remedy = "move the start, shorten the run, or give the calendars a holiday file"
        yield "start", f"the run lasts from {start} to {last}, but {known}: {remedy}"


def _last_arrival_day(scenario: Scenario) -> date:
    return scenario.start + timedelta(days=-(-scenario.run.length // DAY) - 1)


def _known(name: str, known: Iterable[str], path: str, what: str) -> Mistakes:
    if name not in known:
        yield path, f"no {what} '{name}'{did_you_mean(name, known)}"


def _calendar_mistakes(scenario: Scenario, calendar: Calendar, path: str) -> Mistakes:
    for place, shift in calendar.by_place().items():
        where = f"{path}{place}"
        yield from _unreadable(f"{where}.days", parse_days, shift.days)
        if not shift.hours:
            yield f"{where}.hours", 'no hours: give at least one, such as "08:30-12:00"'
        for number, hours in enumerate(shift.hours):
            yield from _unreadable(f"{where}.hours[{number}]", parse_hours, hours)
        if shift.week >= shift.every_weeks:
            yield f"{where}.week", f"week {shift.week} never comes: of {shift.every_weeks}, count from 0"
    last = last_day(scenario)
    if not any(_opens(scenario, shift, last) for shift in calendar.shifts()):
        yield path, f"never open from {scenario.start} to {last}: widen days, or lengthen the run"
    elif calendar.closed and not work_calendar(scenario, calendar, _length(scenario, last)).total:
        yield f"{path}.closed", "then the calendar is never open: leave it some hours"


def _holiday_mistakes(scenario: Scenario, calendar: Calendar, path: str) -> Mistakes:
    for place, shift in calendar.by_place().items():
        yield from _unreadable(f"{path}{place}.holidays", lambda name: _require_known(scenario, name), shift.holidays)


def _require_known(scenario: Scenario, name: str) -> None:
    """`ValueError` where the holidays of a name are not known for the whole run; of China that is told elsewhere."""
    table = holiday_table(scenario, name)
    if name != CHINA:
        try:
            table.require(scenario.start, _last_arrival_day(scenario))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None


def _length(scenario: Scenario, last: date) -> int:
    return ((last - scenario.start).days + 1) * DAY


def _opens(scenario: Scenario, shift: ShiftHours, last: date) -> bool:
    """Whether the shift opens on any day."""
    holidays = holiday_table(scenario, shift.holidays)
    rule = ShiftRule(parse_days(shift.days), (), holidays, shift.every_weeks, shift.week)
    days = (scenario.start + timedelta(day) for day in range((last - scenario.start).days + 1))
    return any(rule.opens_on(day, scenario.start) for day in days)


def _unreadable(path: str, parse: Callable[[str], object], text: str) -> Mistakes:
    try:
        parse(text)
    except ValueError as error:
        yield path, str(error)


def _pool_mistakes(scenario: Scenario, pool: Pool, path: str) -> Mistakes:
    if pool.calendar is not None:
        yield from _known(pool.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for index, shift in enumerate(pool.shifts or []):
        yield from _known(shift.calendar, scenario.calendars, f"{path}.shifts[{index}].calendar", "calendar")
    if pool.department is not None:
        yield from _known(pool.department, scenario.departments, f"{path}.department", "department")


def _process_mistakes(scenario: Scenario, process: Process, path: str) -> Mistakes:
    yield from _arrival_mistakes(scenario, process.arrivals, f"{path}.arrivals")
    traits = deciding_traits(process)
    kinds = len(process.classes) * 2 ** len(traits)
    if kinds > MOST_KINDS:
        yield (
            f"{path}.traits",
            f"{len(traits)} traits on which items wait make {kinds:,} kinds of case, over {MOST_KINDS:,}: use fewer",
        )
    total = sum(one.share.value for one in process.classes.values())
    if abs(total - 1) > 1e-6:
        yield f"{path}.classes", f"the shares add up to {total:g}: they must add up to 1"
    for trait, shares in process.traits.items():
        yield from _class_mistakes(process, list(shares), f"{path}.traits.{trait}")
    for key, name in (("from", process.from_), ("until", process.until), ("land", process.land)):
        if name is not None:
            yield from _known(name, process.items, f"{path}.{key}", "item")
    for name, item in process.items.items():
        yield from _item_mistakes(scenario, process, item, f"{path}.items.{name}")
    yield from _cycles(process, path)


def _arrival_mistakes(scenario: Scenario, arrivals: Arrivals, path: str) -> Mistakes:
    if arrivals.calendar is not None:
        yield from _known(arrivals.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for key, weights, parse in (
        ("season", arrivals.season, parse_months),
        ("weekdays", arrivals.weekdays, parse_days),
        ("hours", arrivals.hours, _parse_minutes),
    ):
        yield from _pattern_mistakes(list(weights), parse, f"{path}.{key}")
    for place, moment in enumerate(arrivals.at or []):
        if not 0 <= to_minute(moment, scenario.start) < scenario.run.length:
            days = f"{scenario.run.length / DAY:g} days from {scenario.start}"
            yield (
                f"{path}.at[{place}]",
                f"{moment:%Y-%m-%d %H:%M} is outside the run, {days}: move it or lengthen the run",
            )
    drawn = expected_cases(arrivals, scenario.run.length)
    kept = min(drawn, arrivals.most if arrivals.most is not None else drawn)
    key = next(name for name in ("per_year", "interval", "at") if getattr(arrivals, name) is not None)
    if kept > scenario.run.most_cases:
        guard = f"over the guard of {scenario.run.most_cases:,}: correct it, or raise run.most_cases"
        yield f"{path}.{key}", f"about {kept:,.0f} cases in the run, {guard}"
    if drawn > MOST_DRAWN:
        yield f"{path}.{key}", f"about {drawn:,.0f} arrivals in the run before 'most' cuts them off: correct it"
    if arrivals.per_year is not None and not _can_come(scenario, arrivals):
        yield path, "the pattern leaves no minute in which a case could come: give some time a weight above 0"


def _pattern_mistakes(keys: list[str], parse: Callable[[str], Iterable[int]], path: str) -> Mistakes:
    """Keys that cannot be read, or that give two weights to the same time."""
    taken: dict[int, str] = {}
    for key in keys:
        yield from _unreadable(path, parse, key)
        for time in sorted(parse(key)):
            if time in taken:
                yield path, f"'{taken[time]}' and '{key}' overlap: give each time one weight"
            taken[time] = key


def _parse_minutes(hours: str) -> Iterable[int]:
    return range(*parse_hours(hours))


def _can_come(scenario: Scenario, arrivals: Arrivals) -> bool:
    """Whether the pattern has some minute of some day with a weight above 0; holidays are not looked at."""
    no_months = {month for key, weight in arrivals.season.items() if not weight.value for month in parse_months(key)}
    no_days = {day for key, weight in arrivals.weekdays.items() if not weight.value for day in parse_days(key)}
    no_minutes = {time for key, weight in arrivals.hours.items() if not weight.value for time in _parse_minutes(key)}
    shifts = (
        scenario.calendars[arrivals.calendar].shifts() if arrivals.calendar else [ShiftHours(hours=["00:00-24:00"])]
    )
    days = set(range(7)) if arrivals.calendar is None else {day for shift in shifts for day in parse_days(shift.days)}
    minutes = {time for shift in shifts for hours in shift.hours for time in _parse_minutes(hours)}
    return len(no_months) < 12 and bool(days - no_days) and bool(minutes - no_minutes)


def expected_cases(arrivals: Arrivals, length: int) -> float:
    """About how many cases come in *length* minutes, if `most` does not cut them off."""
    if arrivals.at is not None:
        return len(arrivals.at)
    if arrivals.per_year is not None:
        return arrivals.per_year.value * length / SPAN_MINUTES["year"]
    assert arrivals.interval is not None
    unit = {"minutes": 1, "hours": 60, "days": DAY}[arrivals.interval.unit]
    return length / max(arrivals.interval.distribution.mean() * unit * arrivals.interval.times.value, 1e-9)


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


def _class_mistakes(process: Process, classes: list[str], path: str) -> Mistakes:
    for name in classes:
        yield from _known(name, ["all", *process.classes], path, "class")


def _item_mistakes(scenario: Scenario, process: Process, item: Item, path: str) -> Mistakes:
    yield from _class_mistakes(process, list(item.applies), f"{path}.applies")
    if item.department is not None:
        yield from _known(item.department, scenario.departments, f"{path}.department", "department")
    for index, edge in enumerate(item.after):
        yield from _edge_mistakes(process, edge, f"{path}.after[{index}]")
    if item.promise is not None and item.limit is not None and item.promise.longest > item.limit.longest:
        found = f"{item.promise.longest:g} working days are promised, {item.limit.longest:g} are the legal limit"
        yield f"{path}.promise", f"{found}: promise no more than that, or correct the limit"
    yield from _trait_mistakes(process, item, path)
    yield from _chain_mistakes(scenario, item.steps, f"{path}.steps")
    for name, step in item.steps.items():
        yield from _trait_mistakes(process, step, f"{path}.steps.{name}")
    for name, step in item.steps.items():
        for key, duration in ((step.primitive, step.duration), ("again", step.again)):
            if duration is not None and duration.unit == "promise" and item.promise is None:
                remedy = "give it a promise, or a duration in days"
                yield f"{path}.steps.{name}.{key}.promise", f"the item promises nothing: {remedy}"


def _trait_mistakes(process: Process, part: Item | Step, path: str) -> Mistakes:
    if part.having is not None:
        yield from _known(part.having, process.traits, f"{path}.having", "trait")
    for trait in part.lacking:
        yield from _known(trait, process.traits, f"{path}.lacking", "trait")


def _edge_mistakes(process: Process, edge: Edge, path: str) -> Mistakes:
    yield from _known(edge.item, process.items, path, "item")
    yield from _class_mistakes(process, list(edge.classes or []), f"{path}.classes")
    for key, trait in (("having", edge.having), ("lacking", edge.lacking)):
        if trait is not None:
            yield from _known(trait, process.traits, f"{path}.{key}", "trait")


def _chain_mistakes(scenario: Scenario, steps: dict[str, Step], path: str) -> Mistakes:
    """Of an item, or of a template, where `{department}` stands for what is not yet known."""
    returning = [name for name, step in steps.items() if step.returns is not None]
    if len(returning) > MOST_RETURNING:
        yield (
            f"{path}.{returning[MOST_RETURNING]}.returns",
            f"{len(returning)} steps return: at most {MOST_RETURNING} may",
        )
    earlier: list[str] = []
    for name, step in steps.items():
        earlier.append(name)
        yield from _step_mistakes(scenario, step, f"{path}.{name}")
        if step.returns is not None and step.returns.to not in earlier:
            found = "is a later step" if step.returns.to in steps else "is no step of the chain"
            remedy = did_you_mean(step.returns.to, earlier)
            yield f"{path}.{name}.returns.to", f"'{step.returns.to}' {found}: name this one or an earlier{remedy}"
        yield from _help_mistakes(scenario, step, earlier, f"{path}.{name}")


def _help_mistakes(scenario: Scenario, step: Step, until_here: list[str], path: str) -> Mistakes:
    """Of the steps that one helps with: a chain that has none of the name is not helped, as long as some chain has."""
    chains = [item.steps for process in scenario.processes.values() for item in process.items.values()]
    known = {name for chain in chains for name in chain}
    for key, helped in (("mends", step.mends), ("saves", step.saves)):
        for target in helped:
            yield from _known(target, known, f"{path}.{key}", "step")
            if target in until_here:
                yield f"{path}.{key}", f"'{target}' is no later step of the chain: name one that follows"


def _step_mistakes(scenario: Scenario, step: Step, path: str) -> Mistakes:
    if step.calendar is not None:
        yield from _known(step.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for place, name in enumerate(step.pools):
        yield from _asked_mistakes(scenario, step, name, path, f"[{place}]" if len(step.pools) > 1 else "")
    if step.by is not None:
        yield from _known(step.by, scenario.departments, f"{path}.by", "department")
    if step.lead is not None and step.lead.distribution.fixed is None:
        yield (
            f"{path}.lead",
            f"found a random lead ({step.lead.distribution.shape}): give a fixed one, such as '5 days'",
        )
    if step.lead is not None and step.lead.unit == "promise":
        yield f"{path}.lead", "found a lead as a share of the promise: give it in minutes, hours or days"


def _asked_mistakes(scenario: Scenario, step: Step, pool: str, path: str, place: str) -> Mistakes:
    """Of one of the pools that a step names."""
    if DEPARTMENT in pool:
        if not path.startswith("templates."):
            remedy = "give it one, or name the pool"
            yield f"{path}.pool{place}", f"found '{pool}', but the item has no department: {remedy}"
        return
    yield from _known(pool, scenario.pools, f"{path}.pool{place}", "pool")
    booked = scenario.pools[pool].seats is not None
    if booked and place:
        yield f"{path}.pool{place}", f"pool '{pool}' has seats, so it is booked: name only pools with servers"
    if booked != (step.primitive == "book"):
        fits = "seats, so it is booked" if booked else "servers, so it is worked at"
        yield f"{path}.{step.primitive}", f"pool '{pool}' has {fits}: use {'book' if booked else 'work'}"


def _cycles(process: Process, path: str) -> Mistakes:
    """A cycle that some kind of case would meet; edges of other classes or traits do not count against it."""
    for class_name, traits in kinds_of_case(process):
        graph = {name: predecessors(item, class_name, traits) for name, item in process.items.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            if len(circle) == 2:
                yield f"{path}.items.{circle[0]}.after", f"'{circle[0]}' waits for itself: take it out"
            yield f"{path}.items.{circle[0]}.after", f"goes round in a circle: {' ← '.join(circle)}; cut one of them"


def deciding_traits(process: Process) -> list[str]:
    """The traits that decide what some item waits for, in the order of the scenario."""
    edges = [edge for item in process.items.values() for edge in item.after]
    named = {trait for edge in edges for trait in (edge.having, edge.lacking)}
    return [trait for trait in process.traits if trait in named]


def kinds_of_case(process: Process) -> list[tuple[str, frozenset[str]]]:
    """Every combination of a class with a set of traits that decide precedence, in order: the plan's variants."""
    kinds: list[tuple[str, frozenset[str]]] = [(name, frozenset()) for name in process.classes]
    for trait in deciding_traits(process):
        kinds += [(name, traits | {trait}) for name, traits in kinds]
    return kinds


def predecessors(item: Item, class_name: str, traits: frozenset[str]) -> list[str]:
    """The items that must be done before *item* for one kind of case."""
    return list(
        dict.fromkeys(
            edge.item
            for edge in item.after
            if (edge.classes is None or class_name in edge.classes)
            and (edge.having is None or edge.having in traits)
            and (edge.lacking is None or edge.lacking not in traits)
        )
    )
