"""What a year costs the government under each scenario, and what each costs more than the first."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.experiment.replications import Result
from sim.experiment.tables.scenarios import named
from sim.statistics import clustered

COST = "government_cost_per_year"


def costs(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each scenario: CNY a year, and `more` than the first under the same luck, each with its interval.

    A replication is one observation. Nothing of scenarios without prices.
    """
    first = results[0].year.set_index("replication")[COST]
    rows = []
    for result in results:
        spent = result.year.set_index("replication")[COST]
        ran = {"replications": result.settings.replications, "seed": result.settings.seed}
        rows.append({**named(result.scenario), **ran, **_cells("spent", spent), **_cells("more", spent - first)})
    return pd.DataFrame(rows)


def _cells(name: str, yearly: "pd.Series[float]") -> dict[str, float | None]:
    """The mean over the replications under this name, with its bounds."""
    known = yearly.dropna()
    told = clustered.mean(np.asarray(known, np.float64), np.asarray(known.index, np.int64))
    return {name: told.value, f"{name}_low": told.low, f"{name}_high": told.high}
