"""Whether an item's promise and limit fit together, and whether its steps look at a clock that it has."""

from sim.scenario.by_class import durations_of, limits_by_class
from sim.scenario.check_helpers import Mistakes, known
from sim.scenario.model import Item, Limit, Process, Scenario, Step
from sim.scenario.quantities import OF_ITEM


def limit_mistakes(scenario: Scenario, process: Process, item: Item, path: str) -> Mistakes:
    """What is wrong with the promise and the legal limit of an item."""
    for key in OF_ITEM:
        limit: Limit | None = getattr(item, key)
        if limit is not None and limit.calendar is not None:
            yield from known(limit.calendar, scenario.calendars, f"{path}.{key}.calendar", "calendar")
        if limit is not None and limit.extension is not None and not _may_be_extended(item):
            remedy = "mark the step that waits for the second deadline, or drop it"
            yield f"{path}.{key}.extension", f"no step of the item 'extends: true': {remedy}"
    for key, names in limits_by_class(item):
        for name in sorted(names):
            yield from known(name, process.classes, f"{path}.{key}", "class")
    yield from _promised_over_the_limit(item, path)


def _may_be_extended(item: Item) -> bool:
    return any(step.extends for written in item.steps.values() for step in (written, *written.forms))


def _promised_over_the_limit(item: Item, path: str) -> Mistakes:
    """For cases of any class; days of different calendars are not compared."""
    promise, limit = item.promise, item.limit
    if promise is None or limit is None or promise.calendar != limit.calendar:
        return
    if promise.longest > limit.longest:
        days = "working days" if promise.calendar is None else f"days of '{promise.calendar}'"
        found = f"{promise.longest:g} {days} are promised, {limit.longest:g} are the legal limit"
        yield f"{path}.promise", f"{found}: promise no more than that, or correct the limit"


def deadline_mistakes(item: Item, step: Step, path: str) -> Mistakes:
    """Durations that are a share of what the item does not have, or that run on a clock that it does not keep."""
    if step.extends and not any(limit is not None and limit.extension is not None for limit in _limits(item)):
        remedy = "give its promise or its limit an extension, or drop this"
        yield f"{path}.extends", f"the item has nothing that is extended: {remedy}"
    for key, duration in durations_of(step).items():
        if duration.unit not in OF_ITEM:
            continue
        if getattr(item, duration.unit) is None:
            lacks = {"promise": "promises nothing", "limit": "has no legal limit"}[duration.unit]
            yield f"{path}.{key}.{duration.unit}", f"the item {lacks}: give it a {duration.unit}, or a duration in days"
        elif duration.unit == "limit" and _keeps_two_clocks(item):
            found = "the promise counts days of another calendar, and an item has one clock"
            yield f"{path}.{key}.limit", f"{found}: give both the same calendar, or a share of the promise"


def _limits(item: Item) -> tuple[Limit | None, Limit | None]:
    return item.promise, item.limit


def _keeps_two_clocks(item: Item) -> bool:
    """Whether the days of the promise are other days than those of the limit; the clock then counts the promise's."""
    promise, limit = item.promise, item.limit
    return promise is not None and limit is not None and promise.calendar != limit.calendar
