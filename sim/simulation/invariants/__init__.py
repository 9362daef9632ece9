"""The invariants: what holds of every event log, whatever the scenario, the luck and the engine.

A log can be checked without playing the plan again: time never runs backwards, nobody is in two places, nobody rests
while somebody waits, and every case goes its whole way with the luck it drew. What a log may say about one minute is
left open only where the tie rule lets several things follow each other in it; there the engines are compared instead.
"""

import numpy as np

from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.invariants.log import Rows
from sim.simulation.invariants.occupancy import choices, presence
from sim.simulation.invariants.pools import service
from sim.simulation.invariants.records import malformed, minutes, moments, outcomes
from sim.simulation.invariants.routing import Routing
from sim.simulation.invariants.slots import slots
from sim.simulation.invariants.waits import ends_of_waits
from sim.simulation.plan import Plan

__all__ = ["broken_invariants"]


def broken_invariants(plan: Plan, draws: Draws, log: EventLog) -> list[str]:
    """What in the log breaks an invariant, in words; an empty list if all is well."""
    rows = Rows(plan, draws, log)
    if nonsense := list(malformed(rows)):
        return nonsense
    routing = Routing(rows)
    broken = [*moments(rows), *outcomes(rows, routing.closed), *minutes(rows), *routing.broken, *presence(rows)]
    broken += [*ends_of_waits(routing), *choices(rows)]
    for pool in range(len(plan.pool_names)):
        invariant = slots if plan.pool_seats[pool] else service
        broken += invariant(rows, routing, np.flatnonzero(rows.pool == pool), pool)
    return broken
