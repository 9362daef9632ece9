"""What `import sim` offers, and nothing else: types, functions and mistakes, each with an example that is run."""

import doctest
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import sim

TYPES = ["Draws", "EventLog", "Outcomes", "Plan", "Result", "Scenario", "ScenarioError", "Settings", "UserError"]
FUNCTIONS = [
    "draw",
    "load_scenario",
    "load_study",
    "lower",
    "measure",
    "play",
    "resolve",
    "responses",
    "run",
    "sensitivity",
    "simulate",
    "smallest",
    "sweep",
]


def test_the_public_names_are_these() -> None:
    assert dir(sim) == TYPES + FUNCTIONS
    assert sim.__all__ == dir(sim)
    assert all(inspect.isclass(getattr(sim, name)) for name in TYPES)
    assert all(inspect.isfunction(getattr(sim, name)) for name in FUNCTIONS)


@pytest.mark.parametrize("name", TYPES + FUNCTIONS)
def test_each_has_an_example_that_holds(name: str) -> None:
    offered = getattr(sim, name)
    world = vars(import_module(offered.__module__))
    examples = doctest.DocTestFinder(recurse=False).find(offered, name, globs=dict(world))
    assert any(one.examples for one in examples)
    for one in examples:
        told: list[str] = []
        doctest.DocTestRunner().run(one, out=told.append)
        assert not told, "".join(told)


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        sim.simulat  # noqa: B018


def test_play_gives_the_logs_of_single_runs() -> None:
    plan = sim.lower(sim.load_scenario(Path(__file__).parent / "scenarios" / "two-offices.yaml"))
    played = list(sim.play(plan, seed=3, replications=2))
    for replication, (draws, log) in enumerate(played):
        assert draws.replication == replication
        alone = sim.simulate(plan, sim.draw(plan, 3, replication), engine="simpy")
        assert all((ours == theirs).all() for ours, theirs in zip(log, alone, strict=True))
