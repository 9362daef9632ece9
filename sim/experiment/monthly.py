"""The first months, and every month after: how cases fare by the month in which they come, and how long queues are.

By month of coming: the clocks of the measured cases, those still under way at the end counted as such. By calendar
month: how many cases are in progress, of those that were there on the first day and of those that came since, and how
many wait for each pool, on average over the month.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import DAY
from sim.experiment.replications import Progress, Settings, each_replication, require_cases
from sim.experiment.responses import aim_of, sample_of
from sim.outcomes.clocks import CLOCKS, clock_of
from sim.outcomes.history import History
from sim.outcomes.measure import units_of, unless_refused, who
from sim.outcomes.queues import mean_number, waiting_and_joining
from sim.scenario import Scenario
from sim.scenario.model import Process
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan
from sim.statistics import censored, clustered
from sim.statistics.censored import Sample

BACKLOG, SINCE = "in progress, there on the first day", "in progress, came since"
COMING: Final = (
    "month", "name", "unit", "n", "mean", "low", "high", "p50", "p90", "within", "within_low", "within_high",
    "unfinished", "at_least",
)  # fmt: skip
"""What is told of a clock and a month of coming."""


@dataclass(frozen=True)
class Monthly:
    """*coming*: a row for each clock and month of coming. *calendar*: a row for each queue and calendar month.

    Columns of both: month, name, mean, low, high; of *coming* all of `COMING`.
    """

    scenario: Scenario
    settings: Settings
    target: float
    coming: pd.DataFrame
    calendar: pd.DataFrame


def by_month(scenario: Scenario, settings: Settings, target: float, progress: Progress | None = None) -> Monthly:
    """All replications of a scenario, its headline told month by month.

    Raises `ScenarioError` if no case of it is measured.
    """
    found = each_replication(lower(scenario), settings, _read, progress)
    cases = pd.concat([one.assign(replication=number) for number, (one, _) in enumerate(found)], ignore_index=True)
    queues = pd.concat([one.assign(replication=number) for number, (_, one) in enumerate(found)], ignore_index=True)
    require_cases(scenario, len(cases))
    return Monthly(
        scenario, settings, target, _coming(next(iter(scenario.processes.values())), cases, target), _calendar(queues)
    )


def _read(plan: Plan, draws: Draws, log: EventLog) -> tuple[pd.DataFrame, pd.DataFrame]:
    history = History(plan, draws, log, process=0)
    months, edges = months_of(plan)
    return _cases(history, months, edges), _queues(history, months, edges)


def months_of(plan: Plan) -> tuple[list[date], Ints]:
    """The months of the run and the minutes at which they begin; the last minute is the end of the run."""
    start, length = plan.scenario.start, plan.scenario.run.length
    days = [start + timedelta(days=day) for day in range(-(-length // DAY))]
    firsts = [day for day in days if day.day == 1 or day == start]
    edges = [(day - start).days * DAY for day in firsts]
    return [day.replace(day=1) for day in firsts], np.array([*edges, length], dtype=np.int64)


def _cases(history: History, months: list[date], edges: Ints) -> pd.DataFrame:
    """The measured cases: when they came, what became of them, and their clocks."""
    chosen = np.flatnonzero(history.measured)
    month = np.searchsorted(edges, history.arrival[chosen], side="right") - 1
    own = {name: clock_of(name) for name in history.plan.processes[history.process].clocks}
    clocks = {name: unless_refused(history, clock)[chosen] for name, clock in {**CLOCKS, **own}.items()}
    return who(history, chosen).assign(month=np.array(months, dtype=object)[month], **clocks)


def _queues(history: History, months: list[date], edges: Ints) -> pd.DataFrame:
    """Time-weighted means over each month."""
    there = int(history.draws.backlog[history.process])
    arrival, left = history.arrival, history.left
    rows = {
        BACKLOG: mean_number(arrival[:there], left[:there], edges),
        SINCE: mean_number(arrival[there:], left[there:], edges),
        **_waiting(history, edges),
    }
    numbers = [number for mean in rows.values() for number in mean]
    return pd.DataFrame({"month": months * len(rows), "name": np.repeat(list(rows), len(months)), "number": numbers})


def _waiting(history: History, edges: Ints) -> dict[str, Floats]:
    """How many wait for each pool, of all processes."""
    names = history.plan.pool_names
    return dict(zip(names, waiting_and_joining(history.plan, history.whole_log, edges)[0], strict=True))


def _coming(process: Process, cases: pd.DataFrame, target: float) -> pd.DataFrame:
    rows = [
        _fared(month, name, units_of(process)[name], sample_of(group, name), aim_of(process, name, target) or target)
        for name in (*CLOCKS, *process.clocks)
        for month, group in cases[cases[name].notna()].groupby("month", sort=True)
    ]
    return pd.DataFrame(rows, columns=list(COMING))


def _fared(month: object, name: str, unit: str, sample: Sample, target: float) -> dict[str, object]:
    centre, share = censored.mean(sample), censored.share_within(sample, target)
    half, ninth = (censored.quantile(sample, probability) for probability in (0.5, 0.9))
    told = {"mean": centre, "p50": half, "p90": ninth, "within": share}
    return {
        "month": month, "name": name, "unit": unit, "n": len(sample.values),
        "mean": centre.value, "low": centre.low, "high": centre.high, "p50": half.value, "p90": ninth.value,
        "within": share.value, "within_low": share.low, "within_high": share.high,
        "unfinished": float(sample.open.mean()), "at_least": " ".join(key for key, one in told.items() if one.at_least),
    }  # fmt: skip


def _calendar(queues: pd.DataFrame) -> pd.DataFrame:
    """Each replication is one observation."""
    rows = []
    for (name, month), group in queues.groupby(["name", "month"], sort=False):
        mean = clustered.mean(group["number"].to_numpy(float), group["replication"].to_numpy(np.int64))
        rows.append({"month": month, "name": name, "mean": mean.value, "low": mean.low, "high": mean.high})
    return pd.DataFrame(rows)
