"""How many cases wait for each pool in the measured time, and how long those wait who begin to in it."""

from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.queues import waiting_and_joining
from sim.simulation.event_log import EventLog
from sim.simulation.plan import Plan

LEVEL: Final = 0.9
BITS: Final = 32
"""So many binary digits are enough for the minutes of a wait."""


def waits(plan: Plan, log: EventLog) -> pd.DataFrame:
    """A row for each pool, all processes together.

    Columns: pool; waiting, the mean number that wait; came, how many came to it; mean and p90, for how many calendar
    days they waited until they were served, or their slot began; still, how many of them were not served by the end of
    the run: these have waited so far. Who gave up, because his case ended elsewhere, is in the queue, not in the waits.
    """
    edges = np.array([plan.measured_from, plan.measured_until], dtype=np.int64)
    waiting, _ = waiting_and_joining(plan, log, edges)
    rows = np.flatnonzero((log.pool >= 0) & (log.joined >= edges[0]) & (log.joined < edges[1]))
    rows = rows[(log.start[rows] >= 0) | (log.end[rows] < 0)]
    pool, served = log.pool[rows].astype(np.int64), log.start[rows] >= 0
    spent = np.where(served, log.start[rows], plan.horizon).astype(np.int64) - log.joined[rows]
    mean, p90 = _mean_and_quantile(pool, spent, len(plan.pool_names))
    came, still = (_count(one, len(plan.pool_names)) for one in (pool, pool[~served]))
    columns = {"waiting": waiting[:, 0], "came": came, "mean": mean, "p90": p90, "still": still}
    return pd.DataFrame({"pool": pd.array(plan.pool_names, dtype="str"), **columns})


def _mean_and_quantile(pool: Ints, minutes: Ints, pools: int) -> tuple[Floats, Floats]:
    """The mean and the time that nine in ten do not exceed, in days; not a number for a pool to which nobody came."""
    in_order = np.sort((pool << BITS) + minutes) & ((1 << BITS) - 1)
    count = _count(pool, pools)
    last = np.cumsum(count)
    known = count > 0
    place = (last - count + np.maximum(np.ceil(LEVEL * count).astype(np.int64) - 1, 0))[known]
    mean, p90 = np.full((2, pools), np.nan)
    mean[known] = (np.bincount(pool, weights=minutes, minlength=pools) / np.maximum(count, 1))[known] / DAY
    p90[known] = in_order[place] / DAY
    return mean, p90


def _count(pool: Ints, pools: int) -> Ints:
    return np.bincount(pool, minlength=pools)
