"""What stands behind the headline: time per item, queues, and time to refusal."""

from collections.abc import Sequence

import pandas as pd

from sim.experiment.replications import Result
from sim.experiment.tables.item_times import item_times
from sim.experiment.tables.pools import pools
from sim.experiment.tables.refusals import refusals


def details(results: Sequence[Result]) -> dict[str, pd.DataFrame]:
    """The three tables, by name."""
    return {"item_times": item_times(results), "pools": pools(results), "refusals": refusals(results)}
