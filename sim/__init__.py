"""Discrete-event simulation of government approval processes.

    plan = sim.lower(sim.load_scenario("practice-2016"))
    draws = sim.draw(plan, seed=1, replication=0)
    log = sim.simulate(plan, draws)
    outcomes = sim.measure(plan, draws, log)

`sim.play` does so for many replications; `sim.run` for many scenarios, on all processors, up to tables. `sim.sweep`
plays the points of a study, `sim.sensitivity` says what matters, `sim.smallest` which package keeps the promise. What a
user got wrong is a `sim.UserError`, in a file a `sim.ScenarioError`. These names are all that is promised to stay.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sim.base.errors import ScenarioError, UserError
    from sim.experiment.replications import Result, Settings, play, run
    from sim.experiment.responses import responses
    from sim.outcomes.measure import Outcomes, measure
    from sim.packages.smallest import smallest
    from sim.scenario import Scenario, load_scenario, resolve
    from sim.simulation.draws.draw import Draws, draw
    from sim.simulation.engines import simulate
    from sim.simulation.event_log import EventLog
    from sim.simulation.lower import lower
    from sim.simulation.plan import Plan
    from sim.studies.design import load_study
    from sim.studies.sensitivity import sensitivity
    from sim.studies.sweep import sweep

_HOMES: Final = {
    "Draws": "sim.simulation.draws.draw",
    "EventLog": "sim.simulation.event_log",
    "Outcomes": "sim.outcomes.measure",
    "Plan": "sim.simulation.plan",
    "Result": "sim.experiment.replications",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.base.errors",
    "Settings": "sim.experiment.replications",
    "UserError": "sim.base.errors",
    "draw": "sim.simulation.draws.draw",
    "load_scenario": "sim.scenario",
    "load_study": "sim.studies.design",
    "lower": "sim.simulation.lower",
    "measure": "sim.outcomes.measure",
    "play": "sim.experiment.replications",
    "resolve": "sim.scenario",
    "responses": "sim.experiment.responses",
    "run": "sim.experiment.replications",
    "sensitivity": "sim.studies.sensitivity",
    "simulate": "sim.simulation.engines",
    "smallest": "sim.packages.smallest",
    "sweep": "sim.studies.sweep",
}

__all__ = [
    "Draws",
    "EventLog",
    "Outcomes",
    "Plan",
    "Result",
    "Scenario",
    "ScenarioError",
    "Settings",
    "UserError",
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


def __getattr__(name: str) -> object:
    """Each name is imported when it is first used, so that asking for the version stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
