"""Scenarios × replications → tables: every replication of every scenario, on as many processes as wanted.

A replication is a pure function of (scenario, seed, replication number, engine), so the tables are the same, byte for
byte, for any number of workers.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import joblib
import numpy as np
import pandas as pd

from sim import analysis
from sim.draws import draw
from sim.engines import simulate
from sim.errors import ScenarioError
from sim.events import EventLog
from sim.lowering import lower
from sim.outcomes import UNITS, Outcomes, measure
from sim.plan import Plan
from sim.scenario import Scenario, digest

Progress = Callable[[], None]


@dataclass(frozen=True)
class Settings:
    """How a scenario is run."""

    seed: int
    replications: int
    engine: str = "simpy"
    workers: int = 0
    """How many processes; 0: as many as there are processors."""


@dataclass(frozen=True)
class Result:
    """All replications of one scenario: the tables of `Outcomes` with a column `replication`, and the provenance."""

    scenario: Scenario
    settings: Settings
    cases: pd.DataFrame
    path: pd.DataFrame
    pools: pd.DataFrame

    @property
    def provenance(self) -> dict[str, object]:
        """From what the result follows."""
        return {
            "scenario": self.scenario.scenario,
            "digest": digest(self.scenario),
            "reforms": list(self.scenario.reforms),
            "seed": self.settings.seed,
            "replications": self.settings.replications,
            "engine": self.settings.engine,
            "target": self.scenario.target.value,
            "version": version("approval-sim"),
        }

    def permitted(self) -> pd.DataFrame:
        """The cases that got their permit."""
        return self.cases[self.cases["fate"] == "permitted"]


def run(scenarios: list[Scenario], settings: Settings, folder: Path, progress: Progress | None = None) -> list[Result]:
    """All replications of each scenario. *progress* is called once for every replication that is done.

    Raises `ScenarioError` if a scenario measures no case at all.
    """
    plans = [lower(scenario, folder) for scenario in scenarios]
    tasks = [(plan, replication) for plan in plans for replication in range(settings.replications)]
    outcomes: list[Outcomes] = []
    for outcome in _played(tasks, settings):
        outcomes.append(outcome)
        if progress is not None:
            progress()
    size = settings.replications
    return [
        _gathered(scenario, settings, outcomes[place * size : (place + 1) * size])
        for place, scenario in enumerate(scenarios)
    ]


def play(plan: Plan, settings: Settings, replication: int) -> EventLog:
    """The event log of one replication."""
    return simulate(plan, draw(plan, settings.seed, replication), settings.engine)


def _played(tasks: list[tuple[Plan, int]], settings: Settings) -> Iterator[Outcomes]:
    workers = min(settings.workers or os.cpu_count() or 1, len(tasks))
    if workers == 1:
        return (_one(plan, settings, replication) for plan, replication in tasks)
    parallel = joblib.Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    outcomes: Iterator[Outcomes] = parallel(
        joblib.delayed(_one)(plan, settings, replication) for plan, replication in tasks
    )
    return outcomes


def _one(plan: Plan, settings: Settings, replication: int) -> Outcomes:
    draws = draw(plan, settings.seed, replication)
    return measure(plan, draws, simulate(plan, draws, settings.engine))


def _gathered(scenario: Scenario, settings: Settings, outcomes: list[Outcomes]) -> Result:
    cases = _stacked(one.cases for one in outcomes)
    if cases.empty:
        raise ScenarioError(
            scenario.scenario,
            "run",
            "no case came between warm-up and cool-down, so nothing was measured: lengthen the run or shorten warm-up",
        )
    return Result(
        scenario, settings, cases, _stacked(one.path for one in outcomes), _stacked(one.pools for one in outcomes)
    )


def _stacked(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The replications' tables below one another, with a column that numbers them."""
    numbered = [frame.assign(replication=number) for number, frame in enumerate(frames)]
    return pd.concat([frame for frame in numbered if not frame.empty] or numbered[:1], ignore_index=True)


def responses(result: Result, target: float) -> list[dict[str, object]]:
    """Every response, for all cases and for each class: n, mean, p50, p90 and P(T ≤ target), with intervals."""
    permitted = result.permitted()
    classes = list(dict.fromkeys(permitted["class"]))
    groups = [("all", permitted)] + [(name, permitted[permitted["class"] == name]) for name in sorted(classes)]
    rows = [_response(name, class_name, frame, target) for name in UNITS for class_name, frame in groups]
    return rows + [_fate_share(result, fate) for fate in ("refused", "unfinished")]


def _response(name: str, class_name: str, frame: pd.DataFrame, target: float) -> dict[str, object]:
    known = frame[frame[name].notna()]
    values, clusters = known[name].to_numpy(float), known["replication"].to_numpy(np.int64)
    centre, half, ninth = (
        analysis.mean(values, clusters),
        analysis.quantile(values, clusters, 0.5),
        analysis.quantile(values, clusters, 0.9),
    )
    is_clock = name.endswith("_days") and name != "intermediary_days"
    within = analysis.share(values <= target, clusters) if is_clock else analysis.NOTHING
    return {
        "name": name,
        "class": class_name,
        "unit": UNITS[name],
        "n": len(values),
        "mean": centre.value,
        "mean_ci95": centre.interval,
        "p50": half.value,
        "p50_ci95": half.interval,
        "p90": ninth.value,
        "p90_ci95": ninth.interval,
        "within_target": within.value,
        "within_target_ci95": within.interval,
    }


def _fate_share(result: Result, fate: str) -> dict[str, object]:
    """The share of measured cases that met this fate instead of a permit."""
    share = analysis.share(
        (result.cases["fate"] == fate).to_numpy(bool), result.cases["replication"].to_numpy(np.int64)
    )
    empty = dict.fromkeys(("p50", "p50_ci95", "p90", "p90_ci95", "within_target", "within_target_ci95"))
    row = {"name": f"{fate}_share", "class": "all", "unit": "share", "n": len(result.cases)}
    return {**row, "mean": share.value, "mean_ci95": share.interval, **empty}


def holding_up(result: Result, by: str = "holder") -> pd.DataFrame:
    """What holds projects up: mean days a case on the critical path between filing and permit, greatest first.

    *by* is `holder` (what and who) or `item`. Columns: days, off_days (the nights, weekends and
    holidays among them), share.
    """
    keys = ["holder", "who"] if by == "holder" else ["item"]
    table = result.path.groupby(keys, as_index=False)[["days", "off_days"]].sum()
    count = max(len(result.permitted()), 1)
    table[["days", "off_days"]] /= count
    table["share"] = table["days"] / table["days"].sum()
    return table.sort_values(["days", *keys], ascending=[False, *(True for _ in keys)], ignore_index=True)
