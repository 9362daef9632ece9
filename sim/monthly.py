"""The first months, and every month after: how cases fare by the month in which they come, and how long queues are.

By month of coming: the clocks of the measured cases. By calendar month: how many cases are in progress, of those that
were there on the first day and of those that came since, and how many wait for each pool, on average over the month.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from sim import analysis
from sim.arrays import Floats, Ints
from sim.calendars import DAY
from sim.clocks import CLOCKS
from sim.draws import Draws
from sim.events import EventLog
from sim.experiment import Progress, Settings, each_replication, require_cases
from sim.history import PERMITTED, History
from sim.lowering import lower
from sim.outcomes import UNITS
from sim.plan import WAIT, Plan
from sim.scenario import Scenario

BACKLOG, SINCE = "in progress, there on the first day", "in progress, came since"
COMING: Final = (
    "month", "name", "unit", "n", "mean", "low", "high", "p50", "p90", "within", "within_low", "within_high",
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
    require_cases(scenario, cases)
    return Monthly(scenario, settings, target, _coming(cases, target), _calendar(queues))


def _read(plan: Plan, draws: Draws, log: EventLog) -> tuple[pd.DataFrame, pd.DataFrame]:
    history = History(plan, draws, log, process=0)
    months, edges = _months(plan)
    return _cases(history, months, edges), _queues(history, months, edges)


def _months(plan: Plan) -> tuple[list[date], Ints]:
    """The months of the run and the minutes at which they begin; the last minute is the end of the run."""
    start, length = plan.scenario.start, plan.scenario.run.length
    days = [start + timedelta(days=day) for day in range(-(-length // DAY))]
    firsts = [day for day in days if day.day == 1 or day == start]
    edges = [(day - start).days * DAY for day in firsts]
    return [day.replace(day=1) for day in firsts], np.array([*edges, length], dtype=np.int64)


def _cases(history: History, months: list[date], edges: Ints) -> pd.DataFrame:
    """The measured cases: when they came, and their clocks, not a number unless permitted."""
    chosen, permitted = np.flatnonzero(history.measured), history.fate == PERMITTED
    month = np.searchsorted(edges, history.arrival[chosen], side="right") - 1
    clocks = {name: np.where(permitted, clock(history), np.nan)[chosen] for name, clock in CLOCKS.items()}
    return pd.DataFrame({"month": np.array(months, dtype=object)[month], **clocks})


def _queues(history: History, months: list[date], edges: Ints) -> pd.DataFrame:
    """Time-weighted means over each month."""
    there = int(history.draws.backlog[history.process])
    arrival, left = history.arrival, history.left
    rows = {
        BACKLOG: _mean_number(arrival[:there], left[:there], edges),
        SINCE: _mean_number(arrival[there:], left[there:], edges),
        **_waiting(history, edges),
    }
    numbers = [number for mean in rows.values() for number in mean]
    return pd.DataFrame({"month": months * len(rows), "name": np.repeat(list(rows), len(months)), "number": numbers})


def _waiting(history: History, edges: Ints) -> dict[str, Floats]:
    """How many wait for each pool, of all processes: from joining its queue to being served or to the slot."""
    plan, log = history.plan, history.whole_log
    asks = np.flatnonzero(plan.step_primitive[log.step] != WAIT)
    joined, start, end = (column[asks].astype(np.int64) for column in (log.joined, log.start, log.end))
    until = np.where(start >= 0, start, np.where(end >= 0, end, plan.horizon))
    pool = log.pool[asks]
    return {
        name: _mean_number(joined[pool == number], until[pool == number], edges)
        for number, name in enumerate(plan.pool_names)
    }


def _mean_number(since: Ints, until: Ints, edges: Ints) -> Floats:
    """How many of these intervals are open, on average between two edges."""
    so_far = [np.clip(edge - since, 0, np.maximum(until - since, 0)).sum() for edge in edges]
    means: Floats = np.diff(np.array(so_far, dtype=np.float64)) / np.diff(edges)
    return means


def _coming(cases: pd.DataFrame, target: float) -> pd.DataFrame:
    rows = [
        _fared(month, name, group[name].to_numpy(float), group["replication"].to_numpy(np.int64), target)
        for name in CLOCKS
        for month, group in cases[cases[name].notna()].groupby("month", sort=True)
    ]
    return pd.DataFrame(rows, columns=list(COMING))


def _fared(month: object, name: str, days: Floats, clusters: Ints, target: float) -> dict[str, object]:
    centre, share = analysis.mean(days, clusters), analysis.share(days <= target, clusters)
    half, ninth = (analysis.quantile(days, clusters, probability) for probability in (0.5, 0.9))
    return {
        "month": month, "name": name, "unit": UNITS[name], "n": len(days),
        "mean": centre.value, "low": centre.low, "high": centre.high, "p50": half.value, "p90": ninth.value,
        "within": share.value, "within_low": share.low, "within_high": share.high,
    }  # fmt: skip


def _calendar(queues: pd.DataFrame) -> pd.DataFrame:
    """Each replication is one observation."""
    rows = []
    for (name, month), group in queues.groupby(["name", "month"], sort=False):
        mean = analysis.mean(group["number"].to_numpy(float), group["replication"].to_numpy(np.int64))
        rows.append({"month": month, "name": name, "mean": mean.value, "low": mean.low, "high": mean.high})
    return pd.DataFrame(rows)
