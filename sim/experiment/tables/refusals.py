"""Time to refusal: who is refused or does not win the land, by which item, and how long after filing."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.experiment.groups import ALL, in_group
from sim.experiment.replications import Result
from sim.experiment.tables.groups import group_titled
from sim.experiment.tables.scenarios import bounds, ran, titled
from sim.statistics import censored, clustered
from sim.statistics.censored import KaplanMeier, Sample
from sim.statistics.clustered import NOTHING, Estimate

ANY: Final = "any"
"""In place of an item: by whichever."""
NOBODY: Final[dict[str, Estimate]] = dict.fromkeys(("mean", "p50", "p90"), NOTHING)


def refusals(results: Sequence[Result]) -> pd.DataFrame:
    """A row for each scenario, group of projects (all, each class) and item by which some were refused, or any.

    Columns: n, how many were; share of all measured projects of the group, with interval; mean, p50 and p90, in
    calendar days from filing to refusal; before_filing, how many were refused before they were filed, and have no such
    days; contact_mean, the mean days from first contact. Who is still under way may yet be refused: he is counted as
    `sim.statistics.censored` has it, and then a mean has no interval and `at_least` names what is a lower bound.
    """
    return pd.DataFrame([row for result in results for row in _rows(result)])


def _rows(result: Result) -> Iterator[dict[str, Any]]:
    refused = result.tables["refusals"].frame()
    if refused.empty:
        return
    told = refused.set_index(["replication", "case"])
    cases = result.cases.join(told, on=["replication", "case"])
    for group in [ALL, *sorted(cases["class"].unique())]:
        of_group = cases[in_group(cases, group)]
        by_item = of_group["item"].value_counts()
        names = sorted(by_item.index[by_item > 0], key=lambda name: (-by_item[name], name))
        for item in [ANY, *names] if names else []:
            yield _row(result, group, str(item), of_group)


def _row(result: Result, group: str, item: str, cases: pd.DataFrame) -> dict[str, Any]:
    refused = (cases["item"].notna() if item == ANY else cases["item"] == item).to_numpy(np.bool_)
    is_open = (cases["fate"] == "unfinished").to_numpy(np.bool_)
    sample = Sample(
        np.where(refused, 0.0, np.where(is_open, 0.5, 1.0)),
        cases["replication"].to_numpy(np.int64),
        cases["followed"].to_numpy(np.float64),
        is_open,
    )
    share = censored.share_within(sample, 0.5)
    days = _days(sample, refused, cases["days"].to_numpy(np.float64))
    contact = _days(sample, refused, cases["contact_days"].to_numpy(np.float64))["mean"]
    part = result.scenario.processes[result.process].items.get(item)
    return {
        **ran(result),
        **group_titled(result.scenario, group),
        **titled("item", item, part.title if part is not None else None),
        "n": int(refused.sum()),
        "share": share.value,
        **bounds("share", share.interval),
        "mean": days["mean"].value,
        **bounds("mean", days["mean"].interval),
        "p50": days["p50"].value,
        "p90": days["p90"].value,
        "before_filing": int((refused & cases["days"].isna().to_numpy(np.bool_)).sum()),
        "contact_mean": contact.value,
        "unfinished": float(is_open.mean()),
        "at_least": " ".join(key for key, one in {"share": share, **days}.items() if one.at_least),
    }


def _days(sample: Sample, refused: Flags, days: Floats) -> dict[str, Estimate]:
    """Mean and quantiles of the days of those refused; who came late speaks with his weight."""
    told = refused & ~np.isnan(days)
    if not told.any():
        return NOBODY
    values, clusters = days[told], sample.clusters[told]
    if sample.all_ended:
        quantiles = {f"p{level}": clustered.quantile(values, clusters, level / 100) for level in (50, 90)}
        return {"mean": clustered.mean(values, clusters), **quantiles}
    weighted = KaplanMeier(sample)
    weights, bound = weighted.weights[told], weighted.some_left
    quantiles = {
        f"p{level}": Estimate(
            float(np.quantile(values, level / 100, weights=weights, method="inverted_cdf")), at_least=bound
        )
        for level in (50, 90)
    }
    return {"mean": Estimate(float(np.average(values, weights=weights)), at_least=bound), **quantiles}
