"""Responses: one table of everything that was measured, with honest intervals, and what holds projects up."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.base.errors import UserError, did_you_mean
from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.calendars.working_time import DAY
from sim.experiment.groups import ALL, groups_of, in_group
from sim.experiment.replications import Result
from sim.outcomes.clocks import CLOCKS, KNOWN_AT_ONCE
from sim.outcomes.costs import YEARLY
from sim.outcomes.measure import UNITS, responses_of
from sim.scenario import Scenario
from sim.scenario.precedence import deciding_traits
from sim.statistics import censored, clustered
from sim.statistics.censored import KaplanMeier, Sample

Row = dict[str, object]


def all_responses(result: Result, target: float) -> list[Row]:
    """Every response of every process, the headline's first, then what a year costs and how busy each pool is with all.

    The target is the headline's; nobody promised it to the others.
    """
    headline, *others = result.by_process()
    return [
        *responses(headline, target),
        *(row for other in others for row in responses(other, None)),
        *yearly(result),
        *_utilisation(result),
    ]


def responses(result: Result, target: float | None, *, by_class: bool = True) -> list[Row]:
    """Every response of one process, for all cases and each class: n, mean, p50, p90 and P(T ≤ target), with intervals.

    Cases still under way at the end of the run count as such (`sim.statistics.censored`): `unfinished` is their share,
    `at_least` names what is therefore only a lower bound. What the process does not have is left out, such as a clock
    that never runs.

    >>> import sim
    >>> town = sim.load_scenario("tests/scenarios/valid/town.yaml")
    >>> [result] = sim.run([town], sim.Settings(seed=1, replications=3, workers=1))
    >>> [row] = [row for row in sim.responses(result, target=60, by_class=False) if row["name"] == "total_days"]
    >>> row["n"], round(row["mean"], 1), round(row["within_target"], 2)
    (135, 11.6, 1.0)
    """
    groups = groups_of_cases(result) if by_class else {"all": result.asked_about()}
    names = [name for name in UNITS if name in result.cases]
    wasted = [name for name in ("staff_hours", "intermediary_days", "intermediary_fees") if name in names]
    rows = [
        *(_response(name, class_name, frame, target) for name in names for class_name, frame in groups.items()),
        *(_fate_share(result, fate) for fate in ("refused", "unfinished")),
        *(_wasted(result, burden) for burden in wasted),
    ]
    return [{"process": result.process, **row} for row in rows]


def response(result: Result, name: str, group: str, target: float | None) -> Row:
    """One response of one group of cases."""
    return _response(name, group, cases_of(result, group), target)


def cases_of(result: Result, group: str) -> pd.DataFrame:
    """The cases of a group whose time is asked about, see `sim.experiment.groups`."""
    cases = result.asked_about()
    return cases[in_group(cases, group)]


def groups_of_cases(result: Result) -> dict[str, pd.DataFrame]:
    """The cases whose time is asked about: all; of each class that has some; and of these with a trait that decides
    precedence.
    """
    cases = result.asked_about()
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


def usual(scenarios: Sequence[Scenario]) -> list[str]:
    """The responses to look at if none is asked for: the clock of the first one's target and the whole time.

    As far as the headlines of all scenarios have them. If they have none of these in common, the first that they have.
    Raises `UserError` if they share none at all.
    """
    theirs = [responses_of(next(iter(scenario.processes.values()))) for scenario in scenarios]
    common = [name for name in theirs[0] if all(name in names for names in theirs)]
    found = [name for name in both_clocks(scenarios[0].target.clock or HEADLINE) if name in common] or common[:1]
    if not found:
        raise UserError("the scenarios have no response in common: name others")
    return found


def measured(result: Result, name: str, group: str) -> pd.DataFrame:
    """The cases of a kind whose time is asked about and that have a response. Raises `UserError` if there are none."""
    require_known(result.scenario, name, group)
    cases = cases_of(result, group)
    having = cases[cases[name].notna()]
    if having.empty:
        source = result.scenario.scenario
        raise UserError(f"{source}: no project of '{group}' has {name}: lengthen the run or choose another kind")
    return having


def has_target(name: str) -> bool:
    """Whether a response is a clock, which a target in days can be held against."""
    return name in CLOCKS


def sample_of(cases: pd.DataFrame, name: str) -> Sample:
    """A response of the cases that have it, with which of them are still under way and how long each was followed.

    What is known before a case ends needs nobody to end.
    """
    known = cases[cases[name].notna()]
    under_way = (known["fate"] == "unfinished").to_numpy(bool) & (name not in KNOWN_AT_ONCE)
    return Sample(
        known[name].to_numpy(np.float64),
        known["replication"].to_numpy(np.int64),
        known["followed"].to_numpy(np.float64),
        under_way,
    )


def _response(name: str, class_name: str, frame: pd.DataFrame, target: float | None) -> Row:
    sample = sample_of(frame, name)
    mean = censored.mean(sample)
    told = {"mean": clustered.of_shares(mean) if UNITS[name] == "share" else mean}
    told |= {f"p{level}": censored.quantile(sample, level / 100) for level in (50, 90)}
    aimed_at = target if has_target(name) else None
    told["within_target"] = clustered.NOTHING if aimed_at is None else censored.share_within(sample, aimed_at)
    row: Row = {"name": name, "class": class_name, "unit": UNITS[name], "n": len(sample.values)}
    for statistic, estimate in told.items():
        row |= {statistic: estimate.value, f"{statistic}_ci95": estimate.interval}
    unfinished = float(sample.open.mean()) if len(sample.open) else 0.0
    return row | {"unfinished": unfinished, "at_least": [name for name, one in told.items() if one.at_least]}


def _fate_share(result: Result, fate: str) -> Row:
    """The share of measured cases that met this fate instead of a permit."""
    share = clustered.share(
        (result.cases["fate"] == fate).to_numpy(bool), result.cases["replication"].to_numpy(np.int64)
    )
    return _only_mean(f"{fate}_share", "share", len(result.cases), share)


def _wasted(result: Result, burden: str) -> Row:
    """What was spent on projects that were then refused or did not win their land, a measured project of any fate."""
    in_vain = result.cases[burden].to_numpy(float) * (result.cases["fate"] == "refused").to_numpy(bool)
    spent = clustered.mean(in_vain, result.cases["replication"].to_numpy(np.int64))
    return _only_mean(f"wasted_{burden}", UNITS[burden], len(result.cases), spent)


def yearly(result: Result) -> list[Row]:
    """What a year costs, all processes together, a replication being one observation."""
    rows = []
    for name, unit in YEARLY.items():
        known = result.year[result.year[name].notna()]
        spent = clustered.mean(known[name].to_numpy(float), known["replication"].to_numpy(np.int64))
        rows.append({"process": None, **_only_mean(name, unit, len(known), spent)})
    return rows


def _utilisation(result: Result) -> list[Row]:
    """For each pool with servers, the share of its hours for which it is held, a replication being one observation."""
    rows = []
    for pool, table in result.pools.groupby("pool", sort=False):
        known = table[table["utilisation"].notna()]
        busy = clustered.mean(known["utilisation"].to_numpy(float), known["replication"].to_numpy(np.int64))
        row = _only_mean(f"utilisation of {pool}", "share", len(known), clustered.of_shares(busy))
        rows.append({"process": None, **row})
    return rows


def _only_mean(name: str, unit: str, count: int, mean: clustered.Estimate) -> Row:
    empty = dict.fromkeys(("p50", "p50_ci95", "p90", "p90_ci95", "within_target", "within_target_ci95"))
    row = {"name": name, "class": "all", "unit": unit, "n": count}
    return {**row, "mean": mean.value, "mean_ci95": mean.interval, **empty, "unfinished": 0.0, "at_least": []}


def days_on_path(result: Result) -> pd.DataFrame:
    """The critical paths of the permitted cases with `days` and `off_days`: what each part adds to a project's mean.

    Who ended late in a run that not all could be followed through speaks for others, too (`sim.statistics.censored`).
    """
    path, sample = result.path, sample_of(result.asked_about(), WHOLE)
    if sample.all_ended:
        each: float | pd.Series = 1 / max(len(result.permitted()), 1)
    else:
        weighted = result.asked_about()[["replication", "case"]].assign(weight=KaplanMeier(sample).weights)
        mine = path[["replication", "case"]].merge(weighted, on=["replication", "case"], how="left")["weight"]
        ended = float(weighted["weight"][~sample.open].sum())
        each = mine.set_axis(path.index) / (ended or 1.0)
    return path.assign(days=path["minutes"] / DAY * each, off_days=path["off"] / DAY * each)


def holding_up(result: Result, by: str = "holder") -> pd.DataFrame:
    """What holds projects up: mean days of a permitted case on its critical path, filing to permit, greatest first.

    *by* is `holder` (what and who) or `item`. Columns: days, off_days (the nights, weekends and
    holidays among them), share.
    """
    keys = ["holder", "who"] if by == "holder" else ["item"]
    table = days_on_path(result).groupby(keys, as_index=False, observed=True)[["days", "off_days"]].sum()
    table["share"] = table["days"] / table["days"].sum()
    return table.sort_values(["days", *keys], ascending=[False, *(True for _ in keys)], ignore_index=True)
