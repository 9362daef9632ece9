"""How many cases wait for each pool, on average between two moments, read from the event log.

A case waits from the minute it joins a queue until it is served, or until the slot that it has booked; who is never
served waits to the end of the run.
"""

from typing import NamedTuple

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.simulation.event_log import EventLog
from sim.simulation.plan import WAIT, Plan


class Waits(NamedTuple):
    """Every time a case waited: for which pool, from when, until when."""

    pool: Ints
    since: Ints
    until: Ints


def waits(plan: Plan, log: EventLog) -> Waits:
    """All waiting of all processes, that of no length included."""
    asks = np.flatnonzero(plan.step_primitive[log.step] != WAIT)
    joined, start, end = (column[asks].astype(np.int64) for column in (log.joined, log.start, log.end))
    until = np.where(start >= 0, start, np.where(end >= 0, end, plan.horizon))
    return Waits(log.pool[asks].astype(np.int64), joined, until)


def mean_waiting(found: Waits, pools: int, edges: Ints) -> Floats:
    """The mean number that wait: *pools* by the times between two *edges*."""
    pool, since, until = found
    so_far = [np.bincount(pool, _minutes_before(edge, since, until), pools) for edge in edges]
    means: Floats = np.diff(np.array(so_far), axis=0).T / np.diff(edges)
    return means


def joining(found: Waits, pools: int, edges: Ints) -> Ints:
    """How many begin to wait: *pools* by the times between two *edges*."""
    so_far = [np.bincount(found.pool[found.since < edge], minlength=pools) for edge in edges]
    number: Ints = np.diff(np.array(so_far, dtype=np.int64), axis=0).astype(np.int64).T
    return number


def mean_number(since: Ints, until: Ints, edges: Ints) -> Floats:
    """How many of these intervals are open, on average between two edges."""
    so_far = [_minutes_before(edge, since, until).sum() for edge in edges]
    means: Floats = np.diff(np.array(so_far, dtype=np.float64)) / np.diff(edges)
    return means


def _minutes_before(edge: int, since: Ints, until: Ints) -> Ints:
    """For each interval, how much of it lies before a moment."""
    return np.clip(edge - since, 0, np.maximum(until - since, 0))
