"""Time per item: from acceptance to decision, in working days, and how many are late."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.replications import Result
from sim.experiment.tables.scenarios import bounds, ran, titled
from sim.scenario import Scenario
from sim.scenario.model import Item, Limit
from sim.statistics import censored
from sim.statistics.censored import Sample
from sim.statistics.clustered import NOTHING, Estimate


def item_times(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each scenario and item of government's that was accepted, the longest on average first.

    Columns: n; unfinished, the share that was not decided by the end of the run, or when its case ended; mean, p50 and
    p90 in working days, of which `at_least` names those that are only lower bounds; promise and limit, in days;
    late_promise and late_limit, the share that took longer on its clock, with intervals. What is not decided counts as
    such (`sim.statistics.censored`).
    """
    return pd.DataFrame([row for result in results for row in _rows(result)])


def _rows(result: Result) -> list[dict[str, Any]]:
    measured = result.tables["item_times"].frame()
    if measured.empty:
        return []
    rows = [_row(result, str(name), times) for name, times in measured.groupby("item", observed=True)]
    return sorted(rows, key=lambda row: (-row["mean"], row["item"]))


def _row(result: Result, name: str, times: pd.DataFrame) -> dict[str, Any]:
    item = result.scenario.processes[result.process].items.get(name)
    days = _sample(times, "days")
    told = {"mean": censored.mean(days)}
    told |= {f"p{level}": censored.quantile(days, level / 100) for level in (50, 90)}
    late = {f"late_{key}": _late(_sample(times, f"of_{key}")) for key in ("promise", "limit")}
    return {
        **ran(result),
        **_named(result.scenario, name, item),
        "n": len(times),
        "unfinished": float(days.open.mean()),
        "mean": told["mean"].value,
        **bounds("mean", told["mean"].interval),
        "p50": told["p50"].value,
        "p90": told["p90"].value,
        "promise": _days(item.promise if item is not None else None),
        **_share("late_promise", late["late_promise"]),
        "limit": _days(item.limit if item is not None else None),
        **_share("late_limit", late["late_limit"]),
        "at_least": " ".join(key for key, one in (told | late).items() if one.at_least),
    }


def _sample(times: pd.DataFrame, name: str) -> Sample:
    known = times[times[name].notna()]
    return Sample(
        known[name].to_numpy(np.float64),
        known["replication"].to_numpy(np.int64),
        known["followed"].to_numpy(np.float64),
        known["open"].to_numpy(np.bool_),
    )


def _late(shares: Sample) -> Estimate:
    """The share that took longer than allowed; *shares* are of what is allowed."""
    return censored.share_beyond(shares, 1.0) if len(shares.values) else NOTHING


def _share(name: str, estimate: Estimate) -> dict[str, Any]:
    return {name: estimate.value, **bounds(name, estimate.interval)}


def _days(limit: Limit | None) -> float:
    return float("nan") if limit is None else limit.days.value


def _named(scenario: Scenario, name: str, item: Item | None) -> dict[str, Any]:
    """An item, and the department that decides it, by name and by title."""
    department = item.department if item is not None else None
    office = scenario.departments.get(department) if department is not None else None
    return {
        **titled("item", name, item.title if item is not None else None),
        **titled("department", department or "", office.title if office is not None else None),
    }
