"""Whether a run has a steady state: a queue that grows from year to year has none, and its days mean nothing.

Where more work comes than can be done, cases wait the longer the longer one simulates, and every mean is a matter of
the length of the run. That is looked for in the simulated queues, not in the load alone: the last year is held against
the year before, both after the warm-up, so that the seasons are the same in both; in a shorter run the last third of
it against the third before. Who waits for a fixed day, as for a signature, waits no longer when more do: a queue grows
only if the wait in it does too.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.queues import waiting_and_joining
from sim.scenario.model import Run
from sim.scenario.quantities import SPAN_MINUTES
from sim.simulation.event_log import EventLog
from sim.simulation.plan import Plan
from sim.statistics.quantiles import student

MONTH: Final = SPAN_MINUTES["month"]
YEAR: Final = SPAN_MINUTES["year"]
BY_CHANCE: Final = 0.005
"""So rarely would a steady queue be taken for a growing one, each queue by itself."""
PART: Final = 0.25
"""A queue that grows by less than this part of itself is not told, nor if the wait in it grows by less than that."""
FEWEST: Final = 1.0
"""Nor one that grows by less than so many cases, or in which one waits less than so many days longer."""
MANY: Final = 10.0
"""Of a single replication, a queue must have grown by so many, and by half of what it was."""


class Growth(NamedTuple):
    """A queue that grows: whose, and by how many cases a month."""

    pool: str
    a_month: float


def edges_of(run: Run) -> Ints:
    """The beginning of the time before, its end and the beginning of the last time, and its end, in minutes."""
    room = run.length - run.warm_up
    span = YEAR if room >= 2 * YEAR else max(room // 3, 1)
    return np.array([run.length - 2 * span, run.length - span, run.length], dtype=np.int64)


def queue_lengths(plan: Plan, log: EventLog) -> pd.DataFrame:
    """For each pool the mean number that wait for it, and the days they wait: in the last time, and the time before."""
    edges = edges_of(plan.scenario.run)
    number, joining = waiting_and_joining(plan, log, edges)
    days = number * np.diff(edges) / DAY / np.maximum(joining, 1)
    columns = {"before": number[:, 0], "last": number[:, 1], "days_before": days[:, 0], "days_last": days[:, 1]}
    names = pd.array(plan.pool_names, dtype="str")
    return pd.DataFrame({"pool": names, **columns, "months": np.diff(edges)[1] / MONTH})


def growing(queues: pd.DataFrame) -> list[Growth]:
    """The queues that grow, the fastest first; *queues* are those of all replications, one below another.

    Its replications are independent observations. Both the queue and the wait in it must grow by more than nothing to
    speak of, and the queue by more than chance.
    """
    if queues.empty:
        return []
    pools = queues["pool"].unique()
    before, last, days_before, days_last = (
        queues[name].to_numpy(np.float64).reshape(-1, len(pools))
        for name in ("before", "last", "days_before", "days_last")
    )
    more, longer = last - before, days_last - days_before
    grown = more.mean(axis=0)
    much = (grown >= _enough(before)) & (longer.mean(axis=0) >= _enough(days_before))
    found = np.flatnonzero(much & (grown > _by_chance(more, before)))
    a_month = grown / float(queues["months"].iloc[0])
    return [Growth(str(pools[one]), float(a_month[one])) for one in found[np.argsort(-a_month[found])]]


def _enough(before: Floats) -> Floats:
    """The growth of each queue from which on it is told."""
    growth: Floats = np.maximum(FEWEST, PART * before.mean(axis=0))
    return growth


def _by_chance(more: Floats, before: Floats) -> Floats:
    """The growth of each queue that may be chance; *more* has a row for each replication."""
    count = len(more)
    if count < 2:
        growth: Floats = np.maximum(MANY, before[0] / 2)
    else:
        growth = float(-student(BY_CHANCE, count - 1)) * more.std(axis=0, ddof=1) / count**0.5
    return growth


def growth_in_words(growing: list[Growth]) -> str:
    """That there is no steady state, and which queue grows fastest; to be put behind the name of a scenario."""
    fastest, *others = growing
    more = f", and {len(others)} other{'s' * (len(others) > 1)} too" if others else ""
    return (
        f"it has no steady state, for the queue of {fastest.pool} grows by {fastest.a_month:.2g} cases a month{more}, "
        "so its days depend on how long is simulated"
    )
