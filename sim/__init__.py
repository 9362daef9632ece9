"""Discrete-event simulation of government approval processes.

    plan = sim.lower(sim.load_scenario("scenarios/practice-2016.yaml"))
    draws = sim.draw(plan, seed=1, replication=0)
    log = sim.simulate(plan, draws)
    outcomes = sim.measure(plan, draws, log)

`sim.play` does so for many replications; `sim.run` for many scenarios, on all processors, up to tables.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.experiment.replications import Settings, play, run
    from sim.outcomes.measure import measure
    from sim.scenario import load_scenario
    from sim.simulation.draws.draw import draw
    from sim.simulation.engines import simulate
    from sim.simulation.lower import lower

__all__ = ["Settings", "draw", "load_scenario", "lower", "measure", "play", "run", "simulate"]

_HOMES = {
    "Settings": "sim.experiment.replications",
    "draw": "sim.simulation.draws.draw",
    "load_scenario": "sim.scenario",
    "lower": "sim.simulation.lower",
    "measure": "sim.outcomes.measure",
    "play": "sim.experiment.replications",
    "run": "sim.experiment.replications",
    "simulate": "sim.simulation.engines",
}


def __getattr__(name: str) -> object:
    """Each name is imported when it is first used, so that asking for the version stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
