"""Waiting at the counter: the minutes on the spot between an applicant's coming and being served.

A lunch break is waited through, a night is spent at home (see `sim.outcomes.trips`). Who booked a slot comes at its
time and is served then, so that waiting is told apart from that of those who queue.
"""

from typing import Any, Final

import numpy as np
import pandas as pd

from sim.experiment.replications import Progress, Settings, play
from sim.experiment.tables.scenarios import named
from sim.outcomes.trips import at_home, booked, in_line, missed
from sim.scenario import Scenario
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan
from sim.statistics import clustered

ALL: Final = "all"


def counters(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> pd.DataFrame:
    """A row for each counter and way of coming (queue, booked), and one for all counters together (pool "all").

    Columns: n visits, of all together n journeys; mean minutes waited with its interval, p50, p90; share of all visits
    to that counter.
    """
    plan = lower(scenario)
    tables = []
    for number, (draws, log) in enumerate(play(plan, settings.seed, settings.replications, settings.engine)):
        tables.append(_visits(plan, draws, log).assign(replication=number))
        if progress is not None:
            progress()
    visits = pd.concat(tables, ignore_index=True)
    groups = [(ALL, _journeys(visits)), *((str(name), group) for name, group in visits.groupby("pool", sort=False))]
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


def _waited(visits: pd.DataFrame) -> dict[str, Any]:
    minutes, clusters = visits["minutes"].to_numpy(float), visits["replication"].to_numpy(np.int64)
    mean = clustered.mean(minutes, clusters)
    half, ninth = np.quantile(minutes, [0.5, 0.9])
    return {"n": len(minutes), "mean": mean.value, "low": mean.low, "high": mean.high, "p50": half, "p90": ninth}


def _journeys(visits: pd.DataFrame) -> pd.DataFrame:
    """One row for each journey of the visits; who was seen by somebody on the way to a window has waited for both."""
    on_the_way = visits[~visits["own_journey"]].groupby(["replication", "case", "item", "end"])["minutes"].sum()
    journeys = visits[visits["own_journey"]].reset_index(drop=True)
    came = pd.MultiIndex.from_frame(journeys[["replication", "case", "item", "joined"]])
    return journeys.assign(minutes=journeys["minutes"] + on_the_way.reindex(came, fill_value=0).to_numpy())


def _visits(plan: Plan, draws: Draws, log: EventLog) -> pd.DataFrame:
    """Every measured visit in person to a counter: to which, how, and the minutes waited there."""
    measured = (log.joined >= plan.measured_from) & (log.joined < plan.measured_until) & (log.start >= 0)
    queued = np.flatnonzero(in_line(plan, draws.attendance, log.step, log.pool) & measured)
    ahead = np.flatnonzero(booked(plan, log.step, log.pool) & ~missed(plan, log.step, log.outcome) & measured)
    joined, start, pool = (column[queued].astype(np.int64) for column in (log.joined, log.start, log.pool))
    waited = start - joined - at_home(plan, draws.attendance, pool, joined, start)[0]
    rows = np.append(queued, ahead)
    who_and_when = {name: getattr(log, name)[rows] for name in ("case", "item", "joined", "end")}
    return pd.DataFrame(
        {
            "pool": np.array(plan.pool_names, dtype=object)[log.pool[rows]],
            "way": np.repeat(["queue", "booked"], [len(queued), len(ahead)]),
            "minutes": np.append(waited, np.zeros(len(ahead), dtype=np.int64)),
            "own_journey": plan.step_trips[log.step[rows]] > 0,
            **who_and_when,
        }
    )
