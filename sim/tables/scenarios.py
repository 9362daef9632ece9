"""What is known of whole scenarios: how the clocks spread, who is within the target, what holds projects up."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from sim import analysis
from sim.clocks import CLOCKS
from sim.differences import Statistic, mean_of, together
from sim.experiment import Result
from sim.responses import holding_up, response
from sim.scenario import Scenario

QUANTILES: Final = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


def source(result: Result, target: float) -> dict[str, Any]:
    """Which scenario a row is about, and from what it follows."""
    settings = result.settings
    ran = {"target": target, "replications": settings.replications, "seed": settings.seed}
    return {**named(result.scenario), **ran}


def named(scenario: Scenario) -> dict[str, Any]:
    """The scenario by name and by title in both languages."""
    return {"scenario": scenario.scenario, "title_en": scenario.title.en, "title_zh": scenario.title.zh}


def distribution(results: Sequence[Result], target: float) -> pd.DataFrame:
    """A row for each scenario and clock: n, quantiles, the share within the target."""
    return pd.DataFrame([_spread(result, clock, target) for result in results for clock in clocks(result)])


def clocks(result: Result) -> list[str]:
    """The clocks that run in the first process of a scenario."""
    return [clock for clock in CLOCKS if clock in result.cases]


def _spread(result: Result, clock: str, target: float) -> dict[str, Any]:
    known = result.permitted()[[clock, "replication"]].dropna()
    days, clusters = known[clock].to_numpy(np.float64), known["replication"].to_numpy(np.int64)
    quantiles = np.quantile(days, list(QUANTILES.values())) if days.size else np.full(len(QUANTILES), np.nan)
    within = analysis.share(days <= target, clusters)
    spread = dict(zip(QUANTILES, quantiles, strict=True))
    told = {"clock": clock, "n": days.size, **spread, "within": within.value}
    return {**source(result, target), **told, **bounds("within", within.interval)}


def chances(results: Sequence[Result], target: float) -> pd.DataFrame:
    """A row for each scenario and clock: n, the median, the share within the target with its interval."""
    rows = []
    for result in results:
        for clock in clocks(result):
            row = response(result, clock, "all", target)
            told = {"n": row["n"], "p50": row["p50"], "within": row["within_target"]}
            rows.append(
                {**source(result, target), "clock": clock, **told, **bounds("within", row["within_target_ci95"])}
            )
    return pd.DataFrame(rows)


def bounds(name: str, interval: object) -> dict[str, float]:
    """The two ends of an interval as columns."""
    low, high = interval if isinstance(interval, list) else (np.nan, np.nan)
    return {f"{name}_low": low, f"{name}_high": high}


def holding(results: Sequence[Result], target: float) -> pd.DataFrame:
    """A row for each scenario and each thing that holds projects up: what, who, days a project, share of the way."""
    tables = []
    for result in results:
        held = holding_up(result)
        who = [_who(result.scenario, str(name)) for name in held["who"]]
        titles: dict[str, Any] = {"who_en": [one[0] for one in who], "who_zh": [one[1] for one in who]}
        tables.append(held.assign(**titles, n=len(result.permitted()), **source(result, target)))
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _who(scenario: Scenario, name: str) -> tuple[str | None, str | None]:
    """The titles of a pool or an office; none for who has only a word, such as the applicant."""
    for part in (scenario.pools.get(name), scenario.departments.get(name)):
        if part is not None and part.title is not None:
            return part.title.en, part.title.zh
    return (None, None) if name not in {*scenario.pools, *scenario.departments} else (name, name)


def steps(results: Sequence[Result], target: float, clock: str = "total_days") -> pd.DataFrame:
    """The waterfall: today first, each result with one reform more than the one before; mean days, and what came off.

    What came off (`change`) has an interval under the same luck; those of all steps hold together. Results without a
    permitted project are left out.
    """
    known = [result for result in results if result.permitted()[clock].notna().any()]
    means = [_mean(result, clock) for result in known]
    changes = together([after - before for before, after in pairwise(means)])
    rows = []
    for result, mean, change in zip(known, means, [analysis.NOTHING, *changes], strict=False):
        days = result.permitted()[clock].dropna()
        told = {"clock": clock, "n": len(days), "days": mean.value, "within": float((days <= target).mean())}
        rows.append({**source(result, target), **told, "change": change.value, **bounds("change", change.interval)})
    return pd.DataFrame(rows)


def _mean(result: Result, clock: str) -> Statistic:
    cases = result.permitted()
    known = cases[cases[clock].notna()]
    values, clusters = known[clock].to_numpy(np.float64), known["replication"].to_numpy(np.int64)
    return mean_of(values, clusters, result.settings.replications)
