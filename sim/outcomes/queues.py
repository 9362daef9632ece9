"""How many cases wait for each pool, on average between two moments, read from the event log.

A case waits from the minute it joins a queue until it is served, or until the slot that it has booked; who is never
served waits to the end of the run.
"""

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.simulation.event_log import EventLog
from sim.simulation.plan import Plan


def waiting_and_joining(plan: Plan, log: EventLog, edges: Ints) -> tuple[Floats, Ints]:
    """The mean number that wait, and how many begin to: pools by the times between two *edges*."""
    from sim.outcomes.crowds import waiting  # with numba, which takes its time

    minutes, came = (np.diff(so_far, axis=0).T for so_far in waiting(plan, log, edges))
    return minutes / np.diff(edges), came


def mean_number(since: Ints, until: Ints, edges: Ints) -> Floats:
    """How many of these intervals are open, on average between two edges."""
    so_far = [_minutes_before(edge, since, until).sum() for edge in edges]
    means: Floats = np.diff(np.array(so_far, dtype=np.float64)) / np.diff(edges)
    return means


def _minutes_before(edge: int, since: Ints, until: Ints) -> Ints:
    """For each interval, how much of it lies before a moment."""
    return np.clip(edge - since, 0, np.maximum(until - since, 0))
