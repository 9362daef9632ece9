"""Whether clocks of one's own name what there is, and can run: forward, within the process, and as the target says."""

from collections.abc import Iterable

from sim.scenario.check_helpers import Mistakes, known
from sim.scenario.model import Process, Scenario
from sim.scenario.own_clocks import ClockPoint, OwnClock


def clock_mistakes(scenario: Scenario, process: Process, path: str) -> Mistakes:
    """The mistakes of the clocks of a process."""
    for name, clock in process.clocks.items():
        where = f"{path}.clocks.{name}"
        found = [*_unknown(scenario, process, clock, where)]
        yield from found or _not_running(process, clock, where)
    first = next(iter(scenario.processes.values()))
    aimed = first.clocks.get(scenario.target.clock or "")
    if process is first and aimed is not None and aimed.target not in (None, scenario.target.value):
        said = f"found {aimed.target:g}, but the scenario's target on this clock is {scenario.target.value:g} days"
        yield f"{path}.clocks.{scenario.target.clock}.target", f"{said}: give it once, as target"


def _unknown(scenario: Scenario, process: Process, clock: OwnClock, where: str) -> Mistakes:
    for key, point in (("from", clock.from_), ("until", clock.until)):
        yield from known(point.item, process.items, f"{where}.{key}", "item")
        if point.step is not None and point.item in process.items:
            yield from known(point.step, process.items[point.item].steps, f"{where}.{key}.step", "step")
    if clock.calendar is not None:
        yield from known(clock.calendar, scenario.calendars, f"{where}.calendar", "calendar")


def _not_running(process: Process, clock: OwnClock, where: str) -> Mistakes:
    start, end = clock.from_.item, clock.until.item
    if start == end:
        yield from _turned_round(process, clock, where)
    elif end in _all_before(process, start) and start not in _all_before(process, end):
        yield where, f"'{start}' waits for '{end}': the clock would run backwards; turn them round"
    last = process.until
    for key, name in (("from", start), ("until", end)):
        if last is not None and name != last and name not in _all_before(process, last):
            beyond = f"'{last}', with which the process ends, does not wait for '{name}'"
            yield f"{where}.{key}", f"{beyond}: name an item that comes before it"


def _turned_round(process: Process, clock: OwnClock, where: str) -> Mistakes:
    """A mistake if of two moments of one item the first comes after the second in its chain."""
    steps = list(process.items[clock.from_.item].steps)
    if _place(steps, clock.from_, clock.starts_at_end) > _place(steps, clock.until, clock.ends_at_end):
        begins = f"{_moment(clock.from_, clock.starts_at_end)} comes after"
        yield where, f"{begins} {_moment(clock.until, clock.ends_at_end)}: the clock would never run; turn them round"


def _place(steps: list[str], point: ClockPoint, at_end: bool) -> float:
    """Where in a chain a moment lies, counted in steps."""
    if point.step is None:
        return len(steps) if at_end else 0.0
    return steps.index(point.step) + (1.0 if at_end else 0.0)


def _moment(point: ClockPoint, at_end: bool) -> str:
    whose = f"'{point.item}'" if point.step is None else f"step '{point.step}' of '{point.item}'"
    return f"the {'end' if at_end else 'start'} of {whose}"


def _all_before(process: Process, item: str) -> set[str]:
    """What an item waits for in any kind of case, what that waits for, and so on."""
    found: set[str] = set()
    to_visit: list[str] = [*_before(process, item)]
    while to_visit:
        name = to_visit.pop()
        if name not in found:
            found.add(name)
            to_visit += _before(process, name)
    return found


def _before(process: Process, item: str) -> Iterable[str]:
    known_items = process.items
    return [edge.item for edge in known_items[item].after if edge.item in known_items] if item in known_items else []
