"""How the share within the target settles as replications add up."""

from dataclasses import replace
from typing import Final

import pandas as pd

from sim.experiment.replications import Result, in_memory
from sim.experiment.responses import response
from sim.experiment.tables.scenarios import bounds, certainty, source

FEWEST: Final = 5
"""With fewer, an interval is so wide that it would hide how it narrows later."""
POINTS: Final = 60
"""At most so many rows."""


def settling(result: Result, clock: str, target: float) -> pd.DataFrame:
    """A row for each number of replications, as if there had been no more: the share within the target, its interval.

    From `FEWEST` replications on, or from 2 on where there are not many more.
    """
    most, result = result.settings.replications, in_memory(result, "cases", "queues")
    rows = []
    for count in range(FEWEST if most > 2 * FEWEST else 2, most + 1, max(1, most // POINTS)):
        told = response(first(result, count), clock, "all", target)
        known = {"count": count, "n": told["n"], "within": told["within_target"]}
        bounded = bounds("within", told["within_target_ci95"])
        rows.append({**source(result, target), "clock": clock, **known, **bounded, **certainty(result, told)})
    return pd.DataFrame(rows)


def first(result: Result, count: int) -> Result:
    """The result of the first replications alone."""
    settings = replace(result.settings, replications=count)
    tables = {name: result.tables[name].frame() for name in ("cases", "queues")}
    kept = {name: one[one["replication"] < result.settings.since + count] for name, one in tables.items()}
    return replace(result.with_tables(**kept), settings=settings, others=())
