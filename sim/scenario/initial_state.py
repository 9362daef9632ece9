"""The cases that are already there on the first day: at which items they stand, and whether they can.

`drawings: 40` says that forty cases stand at one item; `fire-review + tender: 3` that three stand at two at once, and
`fire-review + tender?: 3` that the second is still to do for those of them that need a tender. A table of open cases
says of each what it has behind it.
"""

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.check_arrivals import expected_cases
from sim.scenario.check_helpers import Mistakes, known
from sim.scenario.model import Item, Process, Scenario, Step
from sim.scenario.open_cases import OpenCase, OpenCases, count_of
from sim.scenario.precedence import classes_standing_at, followers, kinds_of_case


def items_of_position(position: str) -> tuple[list[str], list[str]]:
    """The items at which a case stands at the same time: those it needs for certain, those it may need."""
    names = [name.strip() for name in position.split("+")]
    return [name for name in names if not name.endswith("?")], [name[:-1] for name in names if name.endswith("?")]


def check_backlog(scenario: Scenario, source: str) -> None:
    """Raises `ScenarioError` if `start_with` names something missing, or puts a case where none can stand."""
    for path, message in _mistakes(scenario):
        raise ScenarioError(source, path, message)


def _mistakes(scenario: Scenario) -> Mistakes:
    for process_name, positions in (scenario.start_with or {}).items():
        path = f"start_with.{process_name}"
        if process_name not in scenario.processes:
            yield path, f"no process '{process_name}'{did_you_mean(process_name, scenario.processes)}"
            continue
        process = scenario.processes[process_name]
        if isinstance(positions, OpenCases):
            yield from _open_mistakes(process, positions, f"{path}.from: {positions.from_}")
        else:
            for position in positions:
                yield from _position_mistakes(process, *items_of_position(position), f"{path}.{position}")
        cases = count_of(positions)
        expected = cases + expected_cases(process.arrivals, scenario.run.length)
        if cases and expected > scenario.run.most_cases:
            guard = f"over the guard of {scenario.run.most_cases:,}: correct it, or raise run.most_cases"
            yield path, f"with what comes in the run, about {expected:,.0f} cases, {guard}"


def _open_mistakes(process: Process, cases: OpenCases, path: str) -> Mistakes:
    """The rows of a table of open cases, each by itself; then the items at which a case stands together."""
    for number, row in enumerate(cases.rows(), start=1):
        yield from _row_mistakes(process, row, f"{path}: row {number}")
    first = {row.case: number for number, row in reversed(list(enumerate(cases.rows(), start=1)))}
    looked_at: set[tuple[object, ...]] = set()
    for name, rows in cases.by_case().items():
        place, classes = f"{path}: row {first[name]}", {row.class_name for row in rows}
        if len(classes) > 1:
            found = " and ".join(sorted(f"'{one}'" for one in classes))
            yield place, f"this case is of the classes {found} in different rows: give it one"
        certain, perhaps = items_of_case(rows)
        if (key := (tuple(certain), tuple(perhaps), *classes)) not in looked_at:
            yield from _position_mistakes(process, certain, perhaps, place)
            yield from _class_mistakes(process, certain, rows[0].class_name, place)
        looked_at.add(key)


def items_of_case(rows: list[OpenCase]) -> tuple[list[str], list[str]]:
    """The items at which an open case stands: those it needs for certain, those it may need."""
    return [row.item for row in rows if not row.perhaps], [row.item[:-1] for row in rows if row.perhaps]


def _class_mistakes(process: Process, certain: list[str], class_name: str | None, place: str) -> Mistakes:
    if class_name is not None and class_name not in classes_standing_at(process, certain):
        both = " and ".join(f"'{name}'" for name in certain)
        yield place, f"no case of '{class_name}' needs {both}: correct the class, or the items"


def _row_mistakes(process: Process, row: OpenCase, place: str) -> Mistakes:
    if row.class_name is not None:
        yield from known(row.class_name, process.classes, place, "class")
    item = process.items.get(row.item.removesuffix("?"))
    if item is None:
        yield place, f"no item '{row.item}'{did_you_mean(row.item, process.items)}"
        return
    if row.step is not None:
        yield from known(row.step, item.steps, place, f"step of '{row.item}':")
    if row.step is None or row.perhaps:
        if any((row.spent_days, row.used_days, row.promise_days, row.sent_back)) or row.step is not None:
            yield (
                place,
                f"nothing of '{row.item}' is done, so nothing can be spent of it: name the step, or leave it out",
            )
        return
    yield from _past_mistakes(item, row, place)


def _past_mistakes(item: Item, row: OpenCase, place: str) -> Mistakes:
    """What a case cannot have behind it at the step at which it stands."""
    chain = list(item.steps)
    before, ahead = chain[: chain.index(str(row.step))], chain[chain.index(str(row.step)) :]
    accepted = any(item.steps[name].accepts for name in before)
    if row.used_days and not accepted and not row.sent_back:
        found = f"{row.used_days:g} days are used, but no step of '{row.item}' before '{row.step}' accepts it"
        yield place, f"{found}: correct the step, or leave them out"
    if row.promise_days and item.promise is None:
        yield place, f"'{row.item}' promises nothing, so nobody was promised something else: leave promise_days out"
    if row.spent_days and item.steps[str(row.step)].primitive == "book":
        yield place, f"'{row.step}' is booked, so nothing is spent there: leave spent_days out"
    if accepted and (since := [name for name in ahead if _counts_days(item.steps[name])]):
        found = f"'{since[0]}' waits for days since the acceptance, and that was before the run"
        yield place, f"{found}: let it wait for a share of the promise, or for days"


def _counts_days(step: Step) -> bool:
    return step.until is not None and not step.until_on_clock


def _position_mistakes(process: Process, certain: list[str], perhaps: list[str], path: str) -> Mistakes:
    names = [*certain, *perhaps]
    for name in names:
        if name not in process.items:
            yield path, f"no item '{name}'{did_you_mean(name, process.items)}"
            return
        if names.count(name) > 1:
            yield path, f"'{name}' is named twice: once is enough"
    needing = classes_standing_at(process, certain)
    if not needing:
        both = " and ".join(f"'{name}'" for name in certain)
        yield path, f"no class of case needs {both}, so none stands there: name other items"
    orders = [followers(process, *kind) for kind in kinds_of_case(process) if kind[0] in needing]
    pairs = [(one, other) for one in names for other in names if one != other]
    for one, other in pairs:
        if orders and all(other in after[one] for after in orders):
            yield path, f"'{other}' comes after '{one}', so no case stands at both: name the first of them"
