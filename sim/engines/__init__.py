"""What plays a plan: `reference` (SimPy) is the specification."""

from collections.abc import Callable

from sim.draws import Draws
from sim.engines import reference
from sim.events import EventLog
from sim.plan import Plan

Engine = Callable[[Plan, Draws], EventLog]

ENGINES: dict[str, Engine] = {"simpy": reference.simulate}


def simulate(plan: Plan, draws: Draws, engine: str = "simpy") -> EventLog:
    """What happens when *plan* is played with *draws*: a pure function of the two."""
    return ENGINES[engine](plan, draws)
