"""What the program measures is what its slow twin measures, to the last case, table by table."""

import sys
from collections.abc import Iterable
from itertools import pairwise
from math import isclose, isnan
from pathlib import Path

import numba
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, reject, settings
from readable import MEASURING, measured_by_python
from tied_towns import tied_towns
from towns import Document, drawn, scenario_of
from twin.history import World
from twin.outcomes import Row, Tables, Twin
from twin.responses import all_rows
from twin.responses import holding_up as slowly_holding_up

from sim.base.errors import ScenarioError
from sim.experiment.replications import Settings, play, run
from sim.experiment.responses import all_responses, holding_up
from sim.outcomes.clocks import clocks_of
from sim.outcomes.measure import Outcomes, government_cost_per_year, measure_all, measure_clock, prepare_measuring
from sim.scenario import Scenario, load_scenario
from sim.scenario.model import Epoch, Process, Run
from sim.scenario.quantities import NumberByYear
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines import simulate
from sim.simulation.event_log import EventLog
from sim.simulation.jit import Kept
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

FEW, MANY = 60, 700
SCENARIOS = Path(__file__).parents[2] / "scenarios"
towns = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))

ENTRIES = [
    "walk", "follow", "find_stays", "spell_out", "add_waiting", "add_holding",
    "unite", "join", "flow", "trace", "look_up",
]  # fmt: skip
PARTS = ["case", "item", "step", "holder", "who", "again"]


def differences(plan: Plan, draws: Draws, log: EventLog) -> list[str]:
    """Where the program's tables are others than the twin's."""
    twin, found = Twin(World(plan, draws, log)), measure_all(plan, draws, log)
    told = [line for one, slow in zip(found, twin.families, strict=True) for line in of_family(one, slow)]
    for name, rows in (
        ("pools", twin.pools),
        ("waits", twin.waits),
        ("queues", twin.queues),
        ("year", [twin.year]),
    ):
        told += differing(name, getattr(found[0], name), rows)
    return [*told, *of_one_number(plan, draws, log, twin)]


def of_one_number(plan: Plan, draws: Draws, log: EventLog, twin: Twin) -> Iterable[str]:
    """Of what is measured where only one number is asked for."""
    cost = pd.DataFrame({"cost": [government_cost_per_year(plan, draws, log)]})
    yield from differing("cost alone", cost, [{"cost": twin.year["government_cost_per_year"]}])
    cases = twin.families[0].cases
    for clock in list(clocks_of(plan.processes[0]))[:1]:
        rows = [{name: case[name] for name in ("case", "class", "traits", "fate", "followed", clock)} for case in cases]
        yield from differing(f"{clock} alone", measure_clock(plan, draws, log, clock), rows)


def of_family(found: Outcomes, slow: Tables) -> Iterable[str]:
    for name in ("cases", "items", "item_times", "refusals", "bounds"):
        yield from differing(f"{found.process}: {name}", getattr(found, name), getattr(slow, name))
    yield from differing(f"{found.process}: path", path_of(found.path), sorted(slow.path, key=part_of))


def path_of(path: pd.DataFrame) -> pd.DataFrame:
    """What each part of each critical path adds up to, in the order of the parts."""
    if path.empty:
        return path
    summed = path.groupby(PARTS, as_index=False, observed=True, sort=False)[["minutes", "off"]].sum()
    return pd.DataFrame(sorted(summed.to_dict("records"), key=part_of))


def part_of(row: Row) -> tuple[object, ...]:
    return tuple(row[key] for key in PARTS)


def differing(table: str, frame: pd.DataFrame, rows: list[Row]) -> list[str]:
    """The cells in which a table of the program is not as it should be; the columns themselves, if there are rows."""
    if len(frame) != len(rows):
        return [f"{table}: {len(frame)} rows, not {len(rows)}"]
    if rows and set(frame.columns) != set(rows[0]):
        return [f"{table}: columns {sorted(set(frame.columns) ^ set(rows[0]))}"]
    columns = {name: frame[name].tolist() for name in frame.columns}
    return [
        f"{table}.{name}, row {number}: {columns[name][number]!r}, not {row[name]!r}"
        for number, row in enumerate(rows)
        for name in row
        if not same(columns[name][number], row[name])
    ]


def same(one: object, other: object) -> bool:
    """Alike; numbers with a point to the ninth place."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, float | int):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (isnan(one) and isnan(other))
    return one == other


def check(document: Document) -> None:
    plan, draws = drawn(document)
    log = simulate(plan, draws, "compiled")
    assert differences(plan, draws, log) == []


def responding_otherwise(scenario: Scenario, replications: int = 2) -> list[str]:
    """Where the program's rows of responses are others than the twin's; none if no case is measured."""
    try:
        result = run([scenario], Settings(seed=1, replications=replications, workers=1))[0]
    except ScenarioError as error:
        assert "nothing was measured" in str(error), error  # noqa: PT017
        reject()
    plan = lower(scenario)
    twins = [Twin(World(plan, draws, log)) for draws, log in play(plan, 1, replications)]
    target = scenario.target.value
    told = differing_rows("responses", all_responses(result, target), all_rows(scenario, twins, target))
    for by, keys in (("holder", ("holder", "who")), ("item", ("item",))):
        if len(result.path):
            found = holding_up(result, by).to_dict("records")
            told += differing_rows(by, sorted(found, key=names), slowly_holding_up(twins, keys))
            told += [f"{by}: not the greatest first"] * any(
                one["days"] < other["days"] * (1 - 1e-9) for one, other in pairwise(found)
            )
    return told


def differing_rows(table: str, found: list[Row], slow: list[Row]) -> list[str]:
    if [names(row) for row in found] != [names(row) for row in slow]:
        return [f"{table}: rows {[names(row) for row in found]}, not {[names(row) for row in slow]}"]
    return [
        f"{table}: {names(row)} {name}: {row[name]!r}, not {other[name]!r}"
        for row, other in zip(found, slow, strict=True)
        for name in row.keys() | other.keys()
        if name not in other or name not in row or not same(row[name], other[name])
    ]


def names(row: Row) -> list[object]:
    """By what a row is known."""
    return [row[key] for key in ("process", "name", "class", "holder", "who", "item") if key in row]


@settings(towns, max_examples=FEW)
@given(document=tied_towns())
def test_every_table_is_that_of_the_twin(document: Document) -> None:
    check(document)


@settings(towns, max_examples=10)
@given(document=tied_towns())
def test_every_table_is_that_of_the_twin_without_the_compiler_too(document: Document) -> None:
    with measured_by_python():
        check(document)


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="there is no machine code")
def test_what_measures_is_made_beforehand() -> None:
    """Whatever is measured, no other machine code is made: workers would each make it once more."""
    prepare_measuring()
    plan = lower(load_scenario(SCENARIOS.parent / "tests" / "unit" / "scenarios" / "two-offices.yaml"))
    draws = draw(plan, 1, 0)
    measure_all(plan, draws, simulate(plan, draws))
    entries = [
        one
        for module in MEASURING
        for one in vars(sys.modules[module]).values()
        if isinstance(getattr(one, "_cache", None), Kept) and one.py_func.__module__ == module
    ]
    assert {one.py_func.__name__: len(one.signatures) for one in entries} == dict.fromkeys(ENTRIES, 1)


@settings(towns, max_examples=FEW // 8)
@given(document=tied_towns())
def test_every_response_is_that_of_the_twin(document: Document) -> None:
    assert responding_otherwise(scenario_of(document)) == []


WEEKS = {"length": "9 weeks", "warm_up": "1 week", "cool_down": "1 week", "follow": "40 weeks"}
SHIPPED = {
    "every-reform": (WEEKS, 400),
    "real-estate-one-window": (WEEKS, 400),
    "full-reform-by-dates": ({"length": "3 years", "warm_up": "1 year", "follow": "6 months"}, 12),
}
"""All that is done to help, another family, and rules that change on a day; with so many a year."""


@pytest.mark.parametrize(
    "name", ["every-reform", "real-estate-one-window", pytest.param("full-reform-by-dates", marks=pytest.mark.long)]
)
def test_every_table_of_a_shipped_scenario_with_few_cases(name: str) -> None:
    plan = lower(with_few(load_scenario(SCENARIOS / f"{name}.yaml"), *SHIPPED[name]))
    draws = draw(plan, 1, 0)
    assert differences(plan, draws, simulate(plan, draws, "compiled")) == []


def with_few(scenario: Scenario, run: dict[str, str], per_year: int) -> Scenario:
    """A scenario to which few cases come, the last of which the horizon cuts off; by all rules alike."""
    before = [one.model_copy(update=with_few_arrivals(one, per_year)) for one in scenario.before or []]
    return scenario.model_copy(
        update={"run": Run(**run), "before": before or None, **with_few_arrivals(scenario, per_year)}
    )


def with_few_arrivals(rules: Scenario | Epoch, per_year: int) -> dict[str, dict[str, Process]]:
    few = {"per_year": NumberByYear(value=per_year)}
    processes = rules.processes.items()
    return {
        "processes": {
            name: one.model_copy(update={"arrivals": one.arrivals.model_copy(update=few)}) for name, one in processes
        }
    }


def test_every_response_of_a_shipped_scenario_with_few_cases() -> None:
    assert responding_otherwise(with_few(load_scenario(SCENARIOS / "practice-2016.yaml"), WEEKS, 200)) == []


@pytest.mark.long
@settings(towns, max_examples=MANY)
@given(document=tied_towns())
def test_every_table_of_many_towns(document: Document) -> None:
    check(document)


@pytest.mark.long
@settings(towns, max_examples=MANY // 3)
@given(document=tied_towns())
def test_every_response_of_many_towns(document: Document) -> None:
    assert responding_otherwise(scenario_of(document)) == []
