"""Whether the parts of a scenario fit together: every name exists, every graph can be walked to its end."""

from collections.abc import Iterator
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from sim.base.errors import ScenarioError, did_you_mean
from sim.calendars.holidays import CHINA_FIRST, CHINA_RULED
from sim.calendars.working_time import DAY, ShiftRule, parse_days, parse_hours
from sim.scenario.alternatives import forms_of
from sim.scenario.by_class import told_by_class
from sim.scenario.check_arrivals import arrival_mistakes, pattern_mistakes
from sim.scenario.check_clocks import clock_mistakes
from sim.scenario.check_helpers import Mistakes, known, unreadable
from sim.scenario.check_limits import deadline_mistakes, limit_mistakes
from sim.scenario.epochs import epoch_mistakes, last_arrival_day, rules_of
from sim.scenario.model import Calendar, Edge, Item, Pool, Process, Scenario, ShiftHours, Step
from sim.scenario.precedence import deciding_traits, kinds_of_case, predecessors
from sim.scenario.quantities import LONGEST_SPAN_YEARS, OF_ITEM, Distribution
from sim.scenario.templates import DEPARTMENT
from sim.scenario.whose_holidays import CHINA, holiday_table, last_day, shifts, work_calendar

MOST_RETURNING = 8
"""Steps of one item that may return it."""
MOST_KINDS = 1_000
"""Kinds of case (a class with a set of traits) in a process."""


def check_parts(scenario: Scenario, source: str) -> None:
    """Raises `ScenarioError` at the first part that names something missing or cannot work."""
    earlier = [f"before[{place}]." for place in range(len(scenario.before or []))]
    for where, rules in zip([*earlier, ""], rules_of(scenario), strict=True):
        for path, message in _mistakes(rules.scenario):
            raise ScenarioError(source, f"{where}{path}", message)
    for path, message in epoch_mistakes(scenario):
        raise ScenarioError(source, path, message)


def _mistakes(scenario: Scenario) -> Mistakes:
    yield from known(scenario.legal_calendar, scenario.calendars, "legal_calendar", "calendar")
    yield from _time_mistakes(scenario)
    for name, written in scenario.calendars.items():
        for calendar, path in forms_of(written, f"calendars.{name}"):
            yield from _holiday_mistakes(scenario, calendar, path)
    for name, written in scenario.calendars.items():
        for calendar, path in forms_of(written, f"calendars.{name}"):
            yield from _calendar_mistakes(scenario, calendar, path)
    for name, described in scenario.pools.items():
        for pool, path in forms_of(described, f"pools.{name}"):
            yield from _pool_mistakes(scenario, pool, path)
    for name, template in scenario.templates.items():
        yield from _chain_mistakes(scenario, template, f"templates.{name}")
    for name, process in scenario.processes.items():
        yield from _process_mistakes(scenario, process, f"processes.{name}")


def _time_mistakes(scenario: Scenario) -> Mistakes:
    run, start = scenario.run, scenario.start
    if run.length < DAY:
        yield "run.length", f"{run.length} minutes is less than a day: lengthen the run"
    if run.warm_up + run.cool_down >= run.length:
        spent = f"{run.warm_up / DAY:.0f} and {run.cool_down / DAY:.0f} days of {run.length / DAY:.0f}"
        as_long = "longer than" if run.warm_up + run.cool_down > run.length else "as long as"
        yield "run.warm_up", f"warm-up and cool-down are {as_long} the run, {spent}: lengthen the run"
    if start.year + 2 * LONGEST_SPAN_YEARS > date.max.year:
        yield "start", f"{start} is at the end of time: start earlier"
    else:
        yield from _unknown_days(scenario)


def _unknown_days(scenario: Scenario) -> Mistakes:
    """Whether the whole run lies in years whose holidays are known."""
    start, last = scenario.start, last_arrival_day(scenario)
    if any(shift.holidays == CHINA for shift in shifts(scenario)) and (start < CHINA_FIRST or last > CHINA_RULED):
        known = f"China's holidays are known from {CHINA_FIRST} to {CHINA_RULED}"
        remedy = "move the start, shorten the run, or give the calendars a holiday file"
        yield "start", f"the run lasts from {start} to {last}, but {known}: {remedy}"


def _shifts(calendar: Calendar, path: str) -> Iterator[tuple[ShiftHours, str]]:
    """All weekly hours of a calendar, and what the further ones may be instead, with their addresses."""
    yield calendar, path
    for index, shift in enumerate(calendar.also):
        yield from forms_of(shift, f"{path}.also[{index}]")
    for index, shift in enumerate(calendar.closed):
        yield from forms_of(shift, f"{path}.closed[{index}]")


def _calendar_mistakes(scenario: Scenario, calendar: Calendar, path: str) -> Mistakes:
    for shift, where in _shifts(calendar, path):
        yield from unreadable(f"{where}.days", parse_days, shift.days)
        if not shift.hours:
            yield f"{where}.hours", 'no hours: give at least one, such as "08:30-12:00"'
        for place, hours in enumerate(shift.hours):
            yield from unreadable(f"{where}.hours[{place}]", parse_hours, hours)
        if shift.week >= shift.every_weeks:
            yield f"{where}.week", f"week {shift.week} never comes: of {shift.every_weeks}, count from 0"
    last = last_day(scenario)
    if not any(_opens(scenario, shift, last) for shift in calendar.shifts()):
        yield path, f"never open from {scenario.start} to {last}: widen days, or lengthen the run"
    elif calendar.closed and not work_calendar(scenario, calendar, _length(scenario, last)).total:
        yield f"{path}.closed", "then the calendar is never open: leave it some hours"


def _holiday_mistakes(scenario: Scenario, calendar: Calendar, path: str) -> Mistakes:
    for shift, where in _shifts(calendar, path):
        yield from unreadable(f"{where}.holidays", lambda name: _requireknown(scenario, name), shift.holidays)


def _requireknown(scenario: Scenario, name: str) -> None:
    """`ValueError` where the holidays of a name are not known for the whole run; of China that is told elsewhere."""
    table = holiday_table(scenario, name)
    if name != CHINA:
        try:
            table.require(scenario.start, last_arrival_day(scenario))
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


def _pool_mistakes(scenario: Scenario, pool: Pool, path: str) -> Mistakes:
    if pool.calendar is not None:
        yield from known(pool.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for index, shift in enumerate(pool.shifts or []):
        yield from known(shift.calendar, scenario.calendars, f"{path}.shifts[{index}].calendar", "calendar")
    if pool.department is not None:
        yield from known(pool.department, scenario.departments, f"{path}.department", "department")
    by_weekday = list(pool.availability.by_weekday or {})
    yield from pattern_mistakes(by_weekday, parse_days, f"{path}.availability")
    if pool.extra_sessions is not None:
        yield from known(
            pool.extra_sessions.calendar, scenario.calendars, f"{path}.extra_sessions.calendar", "calendar"
        )
    if pool.reserve is not None:
        yield from known(pool.reserve.calendar, scenario.calendars, f"{path}.reserve.calendar", "calendar")
        if pool.counter:
            yield from _reserve_at_a_counter(pool, f"{path}.reserve.calendar")


def _reserve_at_a_counter(pool: Pool, path: str) -> Mistakes:
    """Nobody stands before a shut window to see whether it opens once more: a reserve keeps hours that are known."""
    own = [shift.calendar for shift in pool.shifts] if pool.shifts is not None else [pool.calendar]
    if pool.reserve is not None and pool.reserve.calendar not in own:
        hours = " or ".join(f"'{name}'" for name in dict.fromkeys(own))
        found = f"found '{pool.reserve.calendar}', but applicants wait here in person"
        yield path, f"{found}: let the reserve keep hours of the pool's, {hours}"


def _process_mistakes(scenario: Scenario, process: Process, path: str) -> Mistakes:
    for arrivals, where in forms_of(process.arrivals, f"{path}.arrivals"):
        yield from arrival_mistakes(scenario, arrivals, where)
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
    if not any(one.share.bounds()[0] for one in process.classes.values()):
        yield f"{path}.classes", "the ranges let every share be 0, and no case would come: raise the low end of one"
    for trait, shares in process.traits.items():
        yield from _class_mistakes(process, list(shares), f"{path}.traits.{trait}")
    for key, name in (("from", process.from_), ("until", process.until), ("land", process.land)):
        if name is not None:
            yield from known(name, process.items, f"{path}.{key}", "item")
    yield from _land_mistakes(process, f"{path}.land_step")
    yield from clock_mistakes(scenario, process, path)
    for name, item in process.items.items():
        yield from _item_mistakes(scenario, process, item, f"{path}.items.{name}")
    yield from _cycles(process, path)


def _land_mistakes(process: Process, path: str) -> Mistakes:
    if process.land_step is None:
        return
    if process.land is None:
        yield path, f"found '{process.land_step}', but no item is the land: name it as land, or drop this"
    elif process.land in process.items:
        yield from known(process.land_step, process.items[process.land].steps, path, "step")


def _class_mistakes(process: Process, classes: list[str], path: str) -> Mistakes:
    for name in classes:
        yield from known(name, ["all", *process.classes], path, "class")


def _item_mistakes(scenario: Scenario, process: Process, item: Item, path: str) -> Mistakes:
    yield from _class_mistakes(process, list(item.applies), f"{path}.applies")
    yield from _class_mistakes(process, item.simulated_for, f"{path}.simulated_for")
    if item.department is not None:
        yield from known(item.department, scenario.departments, f"{path}.department", "department")
    for index, written in enumerate(item.after):
        for edge, where in forms_of(written, f"{path}.after[{index}]"):
            yield from _edge_mistakes(process, edge, where)
    for index, name in enumerate(item.serves or []):
        yield from known(name, process.items, f"{path}.serves[{index}]", "item")
        if path.endswith(f".{name}"):
            yield f"{path}.serves[{index}]", f"'{name}' serves itself: name the items it is there for"
    yield from limit_mistakes(scenario, process, item, path)
    yield from _trait_mistakes(process, item, path)
    yield from _chain_mistakes(scenario, item.steps, f"{path}.steps")
    steps = [one for name, step in item.steps.items() for one in forms_of(step, f"{path}.steps.{name}")]
    for step, where in steps:
        yield from _trait_mistakes(process, step, where)
        if step.returns is not None and step.returns.complexity is not None and _may_be_nothing(process.complexity):
            remedy = "give the process one above 0, or leave this out"
            yield f"{where}.returns.complexity", f"a project may have a complexity of 0: {remedy}"
    for step, where in steps:
        for key, names in told_by_class(step):
            yield from _class_mistakes(process, sorted(names), f"{where}.{key}")
        yield from deadline_mistakes(item, step, where)


def _may_be_nothing(complexity: Distribution) -> bool:
    if complexity.fixed == 0 or 0 in (complexity.empirical or []) or complexity.largest() == 0:
        return True
    return complexity.quantiles is not None and complexity.parameters[0] == 0


def _trait_mistakes(process: Process, part: Item | Step, path: str) -> Mistakes:
    if part.having is not None:
        yield from known(part.having, process.traits, f"{path}.having", "trait")
    for trait in part.lacking:
        yield from known(trait, process.traits, f"{path}.lacking", "trait")


def _edge_mistakes(process: Process, edge: Edge, path: str) -> Mistakes:
    yield from known(edge.item, process.items, path, "item")
    yield from _class_mistakes(process, list(edge.classes or []), f"{path}.classes")
    for key, trait in (("having", edge.having), ("lacking", edge.lacking)):
        if trait is not None:
            yield from known(trait, process.traits, f"{path}.{key}", "trait")


def _chain_mistakes(scenario: Scenario, steps: dict[str, Step], path: str) -> Mistakes:
    """Of an item, or of a template, where `{department}` stands for what is not yet known."""
    returning = [name for name, step in steps.items() if step.returns is not None]
    if len(returning) > MOST_RETURNING:
        yield (
            f"{path}.{returning[MOST_RETURNING]}.returns",
            f"{len(returning)} steps return: at most {MOST_RETURNING} may",
        )
    earlier: list[str] = []
    accepted = False
    for name, written in steps.items():
        if (written.until or written.no_later_than) and not accepted:
            key = "until" if written.until else "no_later_than"
            yield f"{path}.{name}.{key}", "no earlier step accepts the item, so nothing runs: mark one 'accepts: true'"
        accepted = accepted or written.accepts
        earlier.append(name)
        for step, where in forms_of(written, f"{path}.{name}"):
            yield from _step_mistakes(scenario, step, where)
            if step.returns is not None and step.returns.to not in earlier:
                found = "is a later step" if step.returns.to in steps else "is no step of the chain"
                remedy = did_you_mean(step.returns.to, earlier)
                yield f"{where}.returns.to", f"'{step.returns.to}' {found}: name this one or an earlier{remedy}"
            yield from _help_mistakes(scenario, step, earlier, where)


def _help_mistakes(scenario: Scenario, step: Step, until_here: list[str], path: str) -> Mistakes:
    """Of the steps that one helps with: a chain that has none of the name is not helped, as long as some chain has."""
    for key, helped in (("mends", step.mends), ("saves", step.saves)):
        for target in helped:
            yield from known(target, _steps_of(scenario), f"{path}.{key}", "step")
            if target in until_here:
                yield f"{path}.{key}", f"'{target}' is no later step of the chain: name one that follows"


def _steps_of(scenario: Scenario) -> set[str]:
    """The names of the steps of all chains."""
    chains = [item.steps for process in scenario.processes.values() for item in process.items.values()]
    return {name for chain in chains for name in chain}


def _step_mistakes(scenario: Scenario, step: Step, path: str) -> Mistakes:
    if step.calendar is not None:
        yield from known(step.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    for place, name in enumerate(step.pools):
        yield from _asked_mistakes(scenario, step, name, path, f"[{place}]" if len(step.pools) > 1 else "")
    if step.by is not None:
        yield from known(step.by, scenario.departments, f"{path}.by", "department")
    if step.lead is not None and step.lead.distribution.fixed is None:
        yield (
            f"{path}.lead",
            f"found a random lead ({step.lead.distribution.shape}): give a fixed one, such as '5 days'",
        )
    if step.lead is not None and step.lead.unit in OF_ITEM:
        yield f"{path}.lead", f"found a lead as a share of the {step.lead.unit}: give it in minutes, hours or days"


def _asked_mistakes(scenario: Scenario, step: Step, pool: str, path: str, place: str) -> Mistakes:
    """Of one of the pools that a step names."""
    if DEPARTMENT in pool:
        if not path.startswith("templates."):
            remedy = "give it one, or name the pool"
            yield f"{path}.pool{place}", f"found '{pool}', but the item has no department: {remedy}"
        return
    yield from known(pool, scenario.pools, f"{path}.pool{place}", "pool")
    booked = scenario.pools[pool].seats is not None
    if booked and place:
        yield f"{path}.pool{place}", f"pool '{pool}' has seats, so it is booked: name only pools with servers"
    if booked != (step.primitive == "book"):
        fits = "seats, so it is booked" if booked else "servers, so it is worked at"
        yield f"{path}.{step.way}", f"pool '{pool}' has {fits}: use {'book' if booked else 'work'}"


def _cycles(process: Process, path: str) -> Mistakes:
    """A cycle that some kind of case could meet; edges of other classes or traits do not count against it."""
    items = {name: _with_all_edges(item) for name, item in process.items.items()}
    for class_name, traits in kinds_of_case(process):
        graph = {name: predecessors(item, class_name, traits) for name, item in items.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            if len(circle) == 2:
                yield f"{path}.items.{circle[0]}.after", f"'{circle[0]}' waits for itself: take it out"
            yield f"{path}.items.{circle[0]}.after", f"goes round in a circle: {' ← '.join(circle)}; cut one of them"


def _with_all_edges(item: Item) -> Item:
    """The item waiting for all that it waits for at some level of an edge."""
    if all(edge.levels is None for edge in item.after):
        return item
    return item.model_copy(update={"after": [form for edge in item.after for form in (edge, *edge.forms)]})
