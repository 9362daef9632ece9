"""The cases that are already there on the first day: at which items they stand, and whether they can.

`drawings: 40` says that forty cases stand at one item; `fire-review + tender: 3` that three stand at two at once, and
`fire-review + tender?: 3` that the second is still to do for those of them that need a tender.
"""

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.check_arrivals import expected_cases
from sim.scenario.check_helpers import Mistakes
from sim.scenario.model import Process, Scenario
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
        for position in positions:
            yield from _position_mistakes(process, *items_of_position(position), f"{path}.{position}")
        cases = sum(count.value for count in positions.values())
        expected = cases + expected_cases(process.arrivals, scenario.run.length)
        if cases and expected > scenario.run.most_cases:
            guard = f"over the guard of {scenario.run.most_cases:,}: correct it, or raise run.most_cases"
            yield path, f"with what comes in the run, about {expected:,.0f} cases, {guard}"


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
