"""The compiled engine returns the reference engine's log, row for row, whatever the town."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from readable import played_by_python
from towns import Document, documents, drawn

from sim.scenario import Scenario, load_scenario
from sim.scenario.model import Run
from sim.simulation.draws.draw import draw
from sim.simulation.engines import compiled, simulate
from sim.simulation.event_log import EventLog
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower

MANY = int(os.environ.get("AGREEMENT_EXAMPLES", "70"))
SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))

towns = settings(derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def differing_columns(one: EventLog, other: EventLog) -> list[str]:
    """The columns in which two logs differ, in type or in content."""
    pairs = zip(EventLog._fields, one, other, strict=True)
    return [name for name, a, b in pairs if a.dtype != b.dtype or not np.array_equal(a, b)]


@settings(towns, max_examples=MANY)
@given(document=documents())
def test_both_engines_return_the_same_log(document: Document) -> None:
    plan, draws = drawn(document)
    assert differing_columns(simulate(plan, draws, "compiled"), simulate(plan, draws, "simpy")) == []


@settings(towns, max_examples=MANY // 2)
@given(document=documents())
def test_no_town_breaks_an_invariant(document: Document) -> None:
    plan, draws = drawn(document)
    assert broken_invariants(plan, draws, simulate(plan, draws, "compiled")) == []


@settings(towns, max_examples=25)
@given(document=documents())
def test_without_its_compiler_it_returns_the_same_log(document: Document) -> None:
    plan, draws = drawn(document)
    with played_by_python():
        log = simulate(plan, draws, "compiled")
    assert differing_columns(log, simulate(plan, draws, "simpy")) == []


def test_all_towns_are_played_by_the_same_machine_code() -> None:
    """No property of a plan or of draws makes another type, and so another compilation of many seconds."""
    compiled.warm_up()
    plan = lower(load_scenario(Path(__file__).parents[1] / "unit" / "scenarios" / "two-offices.yaml"))
    simulate(plan, draw(plan, 1, 0), "compiled")
    entries = (compiled.kernel.play, compiled.kernel.write_up)
    assert [len(getattr(one, "signatures", [()])) for one in entries] == [1, 1]


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_scenario_has_the_same_log(path: Path) -> None:
    plan = lower(shortened(load_scenario(path)))
    draws = draw(plan, 1, 0)
    assert differing_columns(simulate(plan, draws, "compiled"), simulate(plan, draws, "simpy")) == []


def shortened(scenario: Scenario) -> Scenario:
    """Two months of the families to which hundreds come every day, for the reference engine takes its time."""
    if scenario.processes.keys() <= {"investment", "counter"}:
        return scenario
    return scenario.model_copy(update={"run": Run(length="2 months", follow="1 year")})


@pytest.mark.long
@pytest.mark.parametrize("checked", ["0", "1"], ids=["fast", "bounds-checked"])
def test_many_more_towns(checked: str, tmp_path: Path) -> None:
    """Also with every access to an array checked, which needs machine code of its own."""
    again = f"{__file__}::{test_both_engines_return_the_same_log.__name__}"
    environment = {"AGREEMENT_EXAMPLES": "2000", "NUMBA_BOUNDSCHECK": checked, "NUMBA_CACHE_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-m", "pytest", "-q", again], env=os.environ | environment, check=True)
