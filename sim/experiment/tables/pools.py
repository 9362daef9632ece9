"""How busy everybody is, how many wait for them, and for how long."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.experiment.replications import Result
from sim.experiment.tables.scenarios import bounds, ran, titled
from sim.statistics import clustered

TOLD: Final = ("waiting", "mean", "p90")


def pools(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each scenario and pool, in the order of the file; a replication is one observation.

    Columns: servers, and those in reserve; held, the share of their hours for which they are held; waiting, how many
    wait on average; came, how many come to it in the measured time of a replication; mean and p90, for how many
    calendar days they wait until they are served or their slot begins, all with intervals; unfinished, the share that
    was not served by the end of the run and is counted with what it has waited so far.
    """
    return pd.DataFrame([row for result in results for row in _rows(result)])


def _rows(result: Result) -> list[dict[str, Any]]:
    all_waits = result.tables["waits"].frame()
    busy = {str(name): table for name, table in result.pools.groupby("pool", sort=False)}
    return [
        _row(result, str(name), waits, busy.get(str(name))) for name, waits in all_waits.groupby("pool", sort=False)
    ]


def _row(result: Result, name: str, waits: pd.DataFrame, busy: pd.DataFrame | None) -> dict[str, Any]:
    pool = result.scenario.pools.get(name)
    came, still = int(waits["came"].sum()), int(waits["still"].sum())
    row = {**ran(result), **titled("pool", name, pool.title if pool is not None else None), **_held(busy)}
    row["came"] = came / result.settings.replications
    for key in TOLD:
        estimate = _over_replications(waits, key)
        row |= {key: estimate.value, **bounds(key, estimate.interval)}
    at_least = " ".join(key for key in TOLD if key != "waiting") if still else ""
    return row | {"unfinished": still / max(came, 1), "at_least": at_least}


def _held(busy: pd.DataFrame | None) -> dict[str, Any]:
    """How many there are, and for how much of their hours they are held; nothing where nobody serves."""
    if busy is None:
        return {"servers": None, "reserve": None, "reserve_hours": None, "held": None, **bounds("held", None)}
    held = clustered.of_shares(_over_replications(busy, "utilisation"))
    there = {name: float(busy[name].mean()) for name in ("servers", "reserve", "reserve_hours")}
    return {**there, "held": held.value, **bounds("held", held.interval)}


def _over_replications(table: pd.DataFrame, name: str) -> clustered.Estimate:
    known = table[table[name].notna()]
    return clustered.mean(known[name].to_numpy(np.float64), known["replication"].to_numpy(np.int64))
