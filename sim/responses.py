"""Responses: one table of everything that was measured, with honest intervals, and what holds projects up."""

import numpy as np
import pandas as pd

from sim import analysis
from sim.calendars import DAY
from sim.clocks import CLOCKS
from sim.costs import YEARLY
from sim.errors import UserError, did_you_mean
from sim.experiment import Result
from sim.groups import ALL, groups_of, in_group
from sim.outcomes import UNITS, responses_of
from sim.scenario import Scenario
from sim.scenario.check import deciding_traits

Row = dict[str, object]


def all_responses(result: Result, target: float) -> list[Row]:
    """Every response of every process, the headline's first, then what a year costs and how busy each pool is with all.

    The target is the headline's; nobody promised it to the others.
    """
    headline, *others = result.families()
    return [
        *responses(headline, target),
        *(row for other in others for row in responses(other, None)),
        *yearly(result),
        *_utilisation(result),
    ]


def responses(result: Result, target: float | None, *, by_class: bool = True) -> list[Row]:
    """Every response of one process, for all cases and each class: n, mean, p50, p90 and P(T ≤ target), with intervals.

    What the process does not have is left out, such as a clock that never runs.
    """
    groups = groups_of_cases(result) if by_class else {"all": result.permitted()}
    names = [name for name in UNITS if name in result.cases]
    wasted = [name for name in ("staff_hours", "intermediary_days", "intermediary_fees") if name in names]
    rows = [
        *(_response(name, class_name, frame, target) for name in names for class_name, frame in groups.items()),
        *(_fate_share(result, fate) for fate in ("refused", "unfinished")),
        *(_wasted(result, burden) for burden in wasted),
    ]
    return [{"process": result.process, **row} for row in rows]


def response(result: Result, name: str, group: str, target: float | None) -> Row:
    """One response of one group of the permitted cases."""
    return _response(name, group, permitted_of(result, group), target)


def permitted_of(result: Result, group: str) -> pd.DataFrame:
    """The permitted cases of a group, see `sim.groups`."""
    cases = result.permitted()
    return cases[in_group(cases, group)]


def groups_of_cases(result: Result) -> dict[str, pd.DataFrame]:
    """All permitted cases; each class that has some; and of each class those with a trait that decides precedence."""
    cases = result.permitted()
    classes, traits = sorted(cases["class"].unique()), deciding_traits(result.scenario.processes[result.process])
    names = [ALL, *(name for kind in classes for name in (kind, *(f"{kind}+{trait}" for trait in traits)))]
    groups = {name: cases[in_group(cases, name)] for name in names}
    return {name: group for name, group in groups.items() if name == ALL or len(group)}


def require_known(scenario: Scenario, name: str, group: str = "all") -> None:
    """Refuses, before anything is played, a response or a kind of project that a scenario's headline does not have."""
    known, groups = responses_of(next(iter(scenario.processes.values()))), groups_of(scenario)
    if name not in known:
        raise UserError(f"{scenario.scenario}: no response '{name}'{did_you_mean(name, known)}")
    if group not in groups:
        raise UserError(f"{scenario.scenario}: no kind of project '{group}'{did_you_mean(group, groups)}")


def measured(result: Result, name: str, group: str) -> pd.DataFrame:
    """The permitted cases of a kind that have a response. Raises `UserError` if there are none."""
    require_known(result.scenario, name, group)
    cases = permitted_of(result, group)
    having = cases[cases[name].notna()]
    if having.empty:
        source = result.scenario.scenario
        raise UserError(f"{source}: no project of '{group}' has {name}: lengthen the run or choose another kind")
    return having


def has_target(name: str) -> bool:
    """Whether a response is a clock, which a target in days can be held against."""
    return name in CLOCKS


def _response(name: str, class_name: str, frame: pd.DataFrame, target: float | None) -> Row:
    known = frame[frame[name].notna()]
    values, clusters = known[name].to_numpy(float), known["replication"].to_numpy(np.int64)
    centre, half, ninth = (
        analysis.mean(values, clusters),
        analysis.quantile(values, clusters, 0.5),
        analysis.quantile(values, clusters, 0.9),
    )
    aimed_at = has_target(name) and target is not None
    within = analysis.share(values <= target, clusters) if aimed_at else analysis.NOTHING
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


def _fate_share(result: Result, fate: str) -> Row:
    """The share of measured cases that met this fate instead of a permit."""
    share = analysis.share(
        (result.cases["fate"] == fate).to_numpy(bool), result.cases["replication"].to_numpy(np.int64)
    )
    return _only_mean(f"{fate}_share", "share", len(result.cases), share)


def _wasted(result: Result, burden: str) -> Row:
    """What was spent on projects that were then refused or did not win their land, a measured project of any fate."""
    in_vain = result.cases[burden].to_numpy(float) * (result.cases["fate"] == "refused").to_numpy(bool)
    spent = analysis.mean(in_vain, result.cases["replication"].to_numpy(np.int64))
    return _only_mean(f"wasted_{burden}", UNITS[burden], len(result.cases), spent)


def yearly(result: Result) -> list[Row]:
    """What a year costs, all processes together, a replication being one observation."""
    rows = []
    for name, unit in YEARLY.items():
        known = result.year[result.year[name].notna()]
        spent = analysis.mean(known[name].to_numpy(float), known["replication"].to_numpy(np.int64))
        rows.append({"process": None, **_only_mean(name, unit, len(known), spent)})
    return rows


def _utilisation(result: Result) -> list[Row]:
    """For each pool with servers, the share of its hours for which it is held, a replication being one observation."""
    rows = []
    for pool, table in result.pools.groupby("pool", sort=False):
        known = table[table["utilisation"].notna()]
        busy = analysis.mean(known["utilisation"].to_numpy(float), known["replication"].to_numpy(np.int64))
        row = _only_mean(f"utilisation of {pool}", "share", len(known), busy)
        rows.append({"process": None, **row})
    return rows


def _only_mean(name: str, unit: str, count: int, mean: analysis.Estimate) -> Row:
    empty = dict.fromkeys(("p50", "p50_ci95", "p90", "p90_ci95", "within_target", "within_target_ci95"))
    row = {"name": name, "class": "all", "unit": unit, "n": count}
    return {**row, "mean": mean.value, "mean_ci95": mean.interval, **empty}


def holding_up(result: Result, by: str = "holder") -> pd.DataFrame:
    """What holds projects up: mean days a case on the critical path between filing and permit, greatest first.

    *by* is `holder` (what and who) or `item`. Columns: days, off_days (the nights, weekends and
    holidays among them), share.
    """
    keys = ["holder", "who"] if by == "holder" else ["item"]
    table = result.path.groupby(keys, as_index=False, observed=True)[["minutes", "off"]].sum()
    projects = max(len(result.permitted()), 1)
    table = table[keys].assign(days=table["minutes"] / DAY / projects, off_days=table["off"] / DAY / projects)
    table["share"] = table["days"] / table["days"].sum()
    return table.sort_values(["days", *keys], ascending=[False, *(True for _ in keys)], ignore_index=True)
