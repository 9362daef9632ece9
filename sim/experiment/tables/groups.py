"""What an answer says beside whole scenarios: of each kind of project, and of what no reform removes."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.base.headline_clocks import WHOLE
from sim.experiment.goals import Aim, days_for
from sim.experiment.replications import Result
from sim.experiment.responses import groups_of_cases, response
from sim.experiment.tables.scenarios import certainty, clocks, source
from sim.scenario import Scenario
from sim.scenario.titles.titles import name_of_trait

Parties = tuple[str, ...]


def groups(results: Sequence[Result], target: Aim) -> pd.DataFrame:
    """A row for each scenario, group of projects and clock: n, mean, p50, p90 and the share within the target."""
    rows = []
    for result in results:
        for group in groups_of_cases(result):
            for clock in clocks(result):
                row = response(result, clock, group, days_for(target, result.scenario.scenario))
                told = {"n": row["n"], **_bounded(row, "mean"), **_bounded(row, "p50"), **_bounded(row, "p90")}
                within = _bounded({"within": row["within_target"], "within_ci95": row["within_target_ci95"]}, "within")
                label = {**source(result, target), **group_titled(result.scenario, group), "clock": clock}
                rows.append({**label, **told, **within, **certainty(result, row)})
    return pd.DataFrame(rows)


def floors(zero_time: Mapping[Parties, Result], target: Aim) -> pd.DataFrame:
    """A row for each supposition (these parties take no time) and class: n, medians, the share within the target."""
    rows = []
    for parties, result in zero_time.items():
        for group in groups_of_cases(result):
            if "+" in group:
                continue
            row = response(result, WHOLE, group, days_for(target, result.scenario.scenario))
            told = {"n": row["n"], "p50": row["p50"], "within": row["within_target"], **certainty(result, row)}
            label = {**source(result, target), **group_titled(result.scenario, group)}
            rows.append({**label, "instant": "+".join(parties), **told})
    return pd.DataFrame(rows)


def _bounded(row: Mapping[str, object], name: str) -> dict[str, object]:
    interval = row[f"{name}_ci95"]
    low, high = interval if isinstance(interval, list) else (None, None)
    return {name: row[name], f"{name}_low": low, f"{name}_high": high}


def group_titled(scenario: Scenario, group: str) -> dict[str, str]:
    """A group of cases by name and by its class's title; a trait stands in brackets."""
    name, _, trait = group.partition("+")
    titles = [
        kind.title for process in scenario.processes.values() for key, kind in process.classes.items() if key == name
    ]
    english, chinese = (titles[0].en, titles[0].zh) if titles and titles[0] is not None else (name, name)
    if trait:
        named = name_of_trait(trait)
        english, chinese = f"{english} ({named.en})", f"{chinese}（{named.zh}）"
    return {"group": group, "group_en": english, "group_zh": chinese}
