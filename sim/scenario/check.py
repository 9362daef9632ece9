"""Whether the parts of a scenario fit together: every name exists, every graph can be walked to its end."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from sim.calendars import parse_days, parse_hours
from sim.errors import ScenarioError, did_you_mean
from sim.scenario.model import Arrivals, Calendar, Edge, Item, Pool, Process, Scenario, Step
from sim.scenario.quantities import SPAN_MINUTES

Mistakes = Iterator[tuple[str, str]]


def check_parts(scenario: Scenario, source: str) -> None:
    """Raises `ScenarioError` at the first part that names something missing or cannot work."""
    for path, message in _mistakes(scenario):
        raise ScenarioError(source, path, message)


def _mistakes(scenario: Scenario) -> Mistakes:
    yield from _known(scenario.legal_calendar, scenario.calendars, "legal_calendar", "calendar")
    if scenario.run.warm_up + scenario.run.cool_down > scenario.run.length:
        yield "run.warm_up", "warm-up and cool-down are longer than the run: lengthen the run"
    for name, calendar in scenario.calendars.items():
        yield from _calendar_mistakes(calendar, f"calendars.{name}")
    for name, pool in scenario.pools.items():
        yield from _pool_mistakes(scenario, pool, f"pools.{name}")
    for name, process in scenario.processes.items():
        yield from _process_mistakes(scenario, process, f"processes.{name}")


def _known(name: str, known: object, path: str, what: str) -> Mistakes:
    assert isinstance(known, dict | set | frozenset | list | tuple)
    if name not in known:
        yield path, f"no {what} '{name}'{did_you_mean(name, known)}"


def _calendar_mistakes(calendar: Calendar, path: str) -> Mistakes:
    for index, shift in enumerate(calendar.shifts()):
        where = path if index == 0 else f"{path}.also[{index - 1}]"
        yield from _unreadable(f"{where}.days", parse_days, shift.days)
        if not shift.hours:
            yield f"{where}.hours", 'no hours: give at least one, such as "08:30-12:00"'
        for place, hours in enumerate(shift.hours):
            yield from _unreadable(f"{where}.hours[{place}]", parse_hours, hours)
        if shift.week >= shift.every_weeks:
            yield f"{where}.week", f"week {shift.week} never comes: of {shift.every_weeks}, count from 0"


def _unreadable(path: str, parse: object, text: str) -> Mistakes:
    assert callable(parse)
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
    for months in arrivals.season:
        yield from _unreadable(f"{path}.season", parse_months, months)
    for days in arrivals.weekdays:
        yield from _unreadable(f"{path}.weekdays", parse_days, days)
    for hours in arrivals.hours:
        yield from _unreadable(f"{path}.hours", parse_hours, hours)
    expected = expected_cases(arrivals, scenario.run.length)
    if expected > scenario.run.most_cases:
        key = "per_year" if arrivals.per_year is not None else "interval"
        yield (
            f"{path}.{key}",
            (
                f"about {expected:,.0f} cases in the run, over the guard of {scenario.run.most_cases:,}: "
                "correct it, or raise run.most_cases"
            ),
        )


def expected_cases(arrivals: Arrivals, length: int) -> float:
    """About how many cases come in *length* minutes."""
    most = arrivals.most if arrivals.most is not None else float("inf")
    if arrivals.at is not None:
        return min(len(arrivals.at), most)
    if arrivals.per_year is not None:
        return min(arrivals.per_year.value * length / SPAN_MINUTES["year"], most)
    assert arrivals.interval is not None
    minutes = (
        arrivals.interval.distribution.largest() * {"minutes": 1, "hours": 60, "days": 1440}[arrivals.interval.unit]
    )
    return min(length / max(minutes * arrivals.interval.times.value, 1e-9), most)


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
        if name != "all":
            yield from _known(name, process.classes, path, "class")


def _item_mistakes(scenario: Scenario, process: Process, item: Item, path: str) -> Mistakes:
    yield from _class_mistakes(process, list(item.applies), f"{path}.applies")
    if item.department is not None:
        yield from _known(item.department, scenario.departments, f"{path}.department", "department")
    for index, edge in enumerate(item.after):
        yield from _edge_mistakes(process, edge, f"{path}.after[{index}]")
    earlier: list[str] = []
    for name, step in item.steps.items():
        earlier.append(name)
        yield from _step_mistakes(scenario, item, step, earlier, f"{path}.steps.{name}")


def _edge_mistakes(process: Process, edge: Edge, path: str) -> Mistakes:
    yield from _known(edge.item, process.items, path, "item")
    yield from _class_mistakes(process, list(edge.classes or []), f"{path}.classes")
    for key, trait in (("having", edge.having), ("lacking", edge.lacking)):
        if trait is not None:
            yield from _known(trait, process.traits, f"{path}.{key}", "trait")


def _step_mistakes(scenario: Scenario, item: Item, step: Step, earlier: list[str], path: str) -> Mistakes:
    if step.calendar is not None:
        yield from _known(step.calendar, scenario.calendars, f"{path}.calendar", "calendar")
    if step.pool is not None:
        yield from _known(step.pool, scenario.pools, f"{path}.pool", "pool")
        booked = scenario.pools[step.pool].seats is not None if step.pool in scenario.pools else None
        if booked is not None and booked != (step.primitive == "book"):
            fits = "seats, so it is booked" if booked else "servers, so it is worked at"
            yield f"{path}.{step.primitive}", f"pool '{step.pool}' has {fits}: use {'book' if booked else 'work'}"
    if step.returns is not None:
        yield from _known(step.returns.to, earlier, f"{path}.returns.to", "earlier step")
    for key, duration in ((step.primitive, step.duration), ("again", step.again), ("lead", step.lead)):
        if duration is not None and duration.unit == "promise" and item.promise is None:
            yield f"{path}.{key}.promise", "the item promises nothing: give it a promise, or a duration in days"


def _cycles(process: Process, path: str) -> Mistakes:
    """A cycle that some kind of case would meet; edges of other classes or traits do not count against it."""
    for class_name, traits in kinds_of_case(process):
        graph = {name: predecessors(item, class_name, traits) for name, item in process.items.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            yield f"{path}.items.{circle[0]}.after", f"goes round in a circle: {' ← '.join(circle)}; cut one of them"
            return


def kinds_of_case(process: Process) -> list[tuple[str, frozenset[str]]]:
    """Every combination of a class with a set of traits, in the order of the scenario: the plan's variants."""
    kinds: list[tuple[str, frozenset[str]]] = [(name, frozenset()) for name in process.classes]
    for trait in process.traits:
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
