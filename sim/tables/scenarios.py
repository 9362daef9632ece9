"""What is known of whole scenarios: how the clocks spread, who is within the target, what holds projects up."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from sim import analysis
from sim.clocks import CLOCKS
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
    return pd.DataFrame([_spread(result, clock, target) for result in results for clock in _clocks(result)])


def _clocks(result: Result) -> list[str]:
    """The clocks that run in the first process of a scenario."""
    return [clock for clock in CLOCKS if clock in result.cases]


def _spread(result: Result, clock: str, target: float) -> dict[str, Any]:
    days = result.permitted()[clock].dropna().to_numpy(float)
    quantiles = np.quantile(days, list(QUANTILES.values())) if days.size else np.full(len(QUANTILES), np.nan)
    within = float((days <= target).mean()) if days.size else np.nan
    spread = dict(zip(QUANTILES, quantiles, strict=True))
    return {**source(result, target), "clock": clock, "n": days.size, **spread, "within": within}


def chances(results: Sequence[Result], target: float) -> pd.DataFrame:
    """A row for each scenario and clock: n, the median, the share within the target with its interval."""
    rows = []
    for result in results:
        for clock in _clocks(result):
            row = response(result, clock, "all", target)
            told = {"n": row["n"], "p50": row["p50"], "within": row["within_target"]}
            rows.append(
                {**source(result, target), "clock": clock, **told, **_bounds("within", row["within_target_ci95"])}
            )
    return pd.DataFrame(rows)


def _bounds(name: str, interval: object) -> dict[str, float]:
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

    What came off (`change`) is told with the interval of the difference between the replications' means, pair by pair.
    """
    rows: list[dict[str, Any]] = []
    before: pd.Series[float] | None = None
    for result in results:
        days = result.permitted()
        values, clusters = days[clock].to_numpy(float), days["replication"].to_numpy(np.int64)
        mean = analysis.mean(values, clusters)
        told = {"clock": clock, "n": len(values), "days": mean.value, "days_low": mean.low, "days_high": mean.high}
        yearly = days.groupby("replication")[clock].mean()
        change = _difference(before, yearly) if before is not None else analysis.NOTHING
        shift = (mean.value or np.nan) - float(rows[-1]["days"] or np.nan) if rows else np.nan
        within = float((values <= target).mean()) if len(values) else np.nan
        told |= {"within": within, "change": shift, "change_low": change.low, "change_high": change.high}
        rows.append({**source(result, target), **told})
        before = yearly
    return pd.DataFrame(rows)


def _difference(before: "pd.Series[float]", after: "pd.Series[float]") -> analysis.Estimate:
    both = (after - before).dropna().astype(np.float64)
    return analysis.mean(np.asarray(both, dtype=np.float64), both.index.to_numpy(np.int64))
