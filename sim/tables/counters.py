"""Waiting at the counter: minutes in which it was open between an applicant's coming and being served.

Who booked a slot comes at its time and is served then, so that waiting is told apart from that of those who queue.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim import analysis
from sim.arrays import Ints
from sim.events import EventLog
from sim.experiment import Progress, Settings, play
from sim.lowering import lower
from sim.plan import BOOK, Plan
from sim.scenario import Scenario
from sim.tables.scenarios import named

ALL: Final = "all"


def counters(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> pd.DataFrame:
    """A row for each counter and way of coming (queue, booked), and one for all counters together (pool "all").

    Columns: n trips; mean minutes waited with its interval, p50, p90; share of all trips to that counter.
    """
    plan = lower(scenario)
    tables = []
    for number, (_, log) in enumerate(play(plan, settings.seed, settings.replications, settings.engine)):
        tables.append(_trips(plan, log).assign(replication=number))
        if progress is not None:
            progress()
    trips = pd.concat(tables, ignore_index=True)
    groups = [(ALL, trips), *((str(name), group) for name, group in trips.groupby("pool", sort=False))]
    rows = [
        {**_titles(plan, name), "way": way, "share": len(those) / len(group), **_waited(those)}
        for name, group in groups
        for way, those in group.groupby("way", sort=False)
    ]
    ran = {"replications": settings.replications, "seed": settings.seed}
    return pd.DataFrame(rows).assign(**named(scenario), **ran)


def _titles(plan: Plan, name: str) -> dict[str, Any]:
    pool = plan.scenario.pools.get(name)
    title = pool.title if pool is not None else None
    return {"pool": name, "pool_en": title.en if title else name, "pool_zh": title.zh if title else name}


def _waited(trips: pd.DataFrame) -> dict[str, Any]:
    minutes, clusters = trips["minutes"].to_numpy(float), trips["replication"].to_numpy(np.int64)
    mean = analysis.mean(minutes, clusters)
    half, ninth = np.quantile(minutes, [0.5, 0.9])
    return {"n": len(minutes), "mean": mean.value, "low": mean.low, "high": mean.high, "p50": half, "p90": ninth}


def _trips(plan: Plan, log: EventLog) -> pd.DataFrame:
    """Every measured trip in person to a counter: which, how, and the minutes waited."""
    counter = np.array([pool.counter for pool in plan.scenario.pools.values()] + [False])
    in_person = np.array([step.trips > 0 for step in plan.steps], dtype=np.bool_)
    measured = (log.joined >= plan.measured_from) & (log.joined < plan.measured_until) & (log.start >= 0)
    rows = np.flatnonzero(counter[log.pool] & in_person[log.step] & measured)
    booked = plan.step_primitive[log.step[rows]] == BOOK
    names = np.array(plan.pool_names, dtype=object)[log.pool[rows]]
    minutes = np.where(booked, 0, _open_minutes(plan, log, rows))
    return pd.DataFrame({"pool": names, "way": np.where(booked, "booked", "queue"), "minutes": minutes})


def _open_minutes(plan: Plan, log: EventLog, rows: Ints) -> Ints:
    """Between joining the queue and being served, while anybody of the pool is there."""
    minutes = np.zeros(len(rows), dtype=np.int64)
    for pool in np.unique(log.pool[rows]):
        mine = np.flatnonzero(log.pool[rows] == pool)
        worked = plan.pool_hours[pool].worked_at
        start, joined = (column[rows[mine]].astype(np.int64) for column in (log.start, log.joined))
        minutes[mine] = worked(start) - worked(joined)
    return minutes
