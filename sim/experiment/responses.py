"""Responses: one table of everything that was measured, with honest intervals, and what holds projects up."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError, did_you_mean
from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.calendars.working_time import DAY
from sim.experiment.groups import ALL, groups_of, in_group
from sim.experiment.replications import Result
from sim.experiment.streamed_responses import EVERYBODY, LEVELS, are_streamed, column, in_vain, not_of_fate, streamed
from sim.outcomes.clocks import KNOWN_AT_ONCE, is_clock
from sim.outcomes.costs import YEARLY
from sim.outcomes.measure import UNITS, responses_of, units_of
from sim.scenario import Scenario
from sim.scenario.model import Process
from sim.scenario.precedence import deciding_traits
from sim.statistics import censored, clustered
from sim.statistics.censored import KaplanMeier, Sample
from sim.statistics.clustered import Estimate
from sim.statistics.streamed import StreamedSample

Row = dict[str, object]
ON_PATH: Final = {"days": "minutes", "off_days": "off"}
"""Days on the critical path, and the minutes that they are."""
STATISTICS: Final = ("mean", "p50", "p90", "within_target")
ENDS: Final = ("refused", "unfinished")
"""What becomes of a case instead of a permit."""
BASIS: Final = ("class", "traits", "fate", "followed", "replication")
"""What is always asked of cases beside a response."""


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
    names = [name for name in units_of(process_of(result)) if name in result.tables["cases"].columns]
    groups = groups_of_cases(result) if by_class else [ALL]
    wasted = [name for name in ("staff_hours", "intermediary_days", "intermediary_fees") if name in names]
    tell = _streamed_rows if are_streamed(result) else _rows
    return [{"process": result.process, **row} for row in tell(result, names, groups, wasted, target)]


def _rows(
    result: Result, names: Sequence[str], groups: Sequence[str], wasted: Sequence[str], target: float | None
) -> list[Row]:
    """The rows of all responses, of a table that is at hand."""
    return [
        *(row for name in names for row in _of_groups(result, name, groups, target)),
        *(_fate_share(result, fate) for fate in ENDS),
        *(_wasted(result, burden) for burden in wasted),
    ]


def _streamed_rows(
    result: Result, names: Sequence[str], groups: Sequence[str], wasted: Sequence[str], target: float | None
) -> list[Row]:
    """The same rows, of a table that is not."""
    process = process_of(result)
    told = streamed(result, {name: column(name, aim_of(process, name, target)) for name in names}, groups)
    others = streamed(result, {fate: not_of_fate(fate) for fate in ENDS} | {name: in_vain(name) for name in wasted})
    ended, spent = ({name: others[name, EVERYBODY] for name in some} for some in (ENDS, wasted))
    return [
        *(_streamed_row(process, name, group, sample) for (name, group), sample in told.items()),
        *(_only_mean(f"{fate}_share", "share", one.count, one.within()) for fate, one in ended.items()),
        *(_only_mean(f"wasted_{name}", UNITS[name], one.count, one.mean()) for name, one in spent.items()),
    ]


def _of_groups(result: Result, name: str, groups: Sequence[str], target: float | None) -> Iterator[Row]:
    """One response of several groups of cases."""
    cases = result.asked_about([name, *BASIS])
    process = process_of(result)
    return (_response(process, name, group, cases[in_group(cases, group)], target) for group in groups)


def response(result: Result, name: str, group: str, target: float | None) -> Row:
    """One response of one group of cases."""
    return _response(process_of(result), name, group, cases_of(result, group, [name]), target)


def process_of(result: Result) -> Process:
    """The process that a result is of, as the scenario describes it."""
    return result.scenario.processes[result.process]


def aim_of(process: Process, name: str, target: float | None) -> float | None:
    """Within how many days a response is to be: an own clock that has a target is held against that; None: no matter.

    No target at all is given where nothing was promised.
    """
    if target is None or not is_clock(name):
        return None
    own = process.clocks.get(name)
    return own.target if own is not None and own.target is not None else target


def sample(result: Result, name: str, group: str = ALL) -> Sample:
    """A response of a group of cases, see `sample_of`."""
    return sample_of(cases_of(result, group, [name]), name)


def cases_of(result: Result, group: str, names: Sequence[str]) -> pd.DataFrame:
    """The cases of a group whose time is asked about, see `sim.experiment.groups`; with these columns, and `BASIS`."""
    cases = result.asked_about([*names, *BASIS])
    return cases[in_group(cases, group)]


def groups_of_cases(result: Result) -> list[str]:
    """The groups of the cases whose time is asked about: all; each class that has some; and of these those with a trait
    that decides precedence.
    """
    cases = result.asked_about(BASIS)
    classes, traits = sorted(cases["class"].unique()), deciding_traits(result.scenario.processes[result.process])
    names = [name for kind in classes for name in (kind, *(f"{kind}+{trait}" for trait in traits))]
    return [ALL, *(name for name in names if in_group(cases, name).any())]


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
    cases = cases_of(result, group, [name, "case"])
    having = cases[cases[name].notna()]
    if having.empty:
        source = result.scenario.scenario
        raise UserError(f"{source}: no project of '{group}' has {name}: lengthen the run or choose another kind")
    return having


def has_target(name: str) -> bool:
    """Whether a response is a clock, which a target in days can be held against."""
    return is_clock(name)


def sample_of(cases: pd.DataFrame, name: str) -> Sample:
    """A response of the cases that have it, with which of them are still under way and how long each was followed.

    What is known before a case ends needs nobody to end.
    """
    known = cases[name].notna().to_numpy(bool)
    under_way = (cases["fate"] == "unfinished").to_numpy(bool) & (name not in KNOWN_AT_ONCE)
    return Sample(
        cases[name].to_numpy(np.float64)[known],
        cases["replication"].to_numpy(np.int64)[known],
        cases["followed"].to_numpy(np.float64)[known],
        under_way[known],
    )


def _response(process: Process, name: str, class_name: str, frame: pd.DataFrame, target: float | None) -> Row:
    sample = sample_of(frame, name)
    quantiles = [censored.quantile(sample, level) for level in LEVELS]
    aimed_at = aim_of(process, name, target)
    within = clustered.NOTHING if aimed_at is None else censored.share_within(sample, aimed_at)
    unfinished = float(sample.open.mean()) if len(sample.open) else 0.0
    return _row(process, name, class_name, len(sample.values), [censored.mean(sample), *quantiles, within], unfinished)


def _streamed_row(process: Process, name: str, class_name: str, sample: StreamedSample) -> Row:
    return _row(process, name, class_name, sample.count, [sample.mean(), *sample.quantiles(), sample.within()], 0.0)


def _row(process: Process, name: str, class_name: str, count: int, found: list[Estimate], unfinished: float) -> Row:
    """What is told of a response: its mean, the median and p90, and the share within the target."""
    told, unit = dict(zip(STATISTICS, found, strict=True)), units_of(process)[name]
    if unit == "share":
        told["mean"] = clustered.of_shares(told["mean"])
    row: Row = {"name": name, "class": class_name, "unit": unit, "n": count}
    for statistic, estimate in told.items():
        row |= {statistic: estimate.value, f"{statistic}_ci95": estimate.interval}
    return row | {"unfinished": unfinished, "at_least": [name for name, one in told.items() if one.at_least]}


def _fate_share(result: Result, fate: str) -> Row:
    """The share of measured cases that met this fate instead of a permit."""
    cases = result.tables["cases"].frame(["fate", "replication"])
    share = clustered.share((cases["fate"] == fate).to_numpy(bool), cases["replication"].to_numpy(np.int64))
    return _only_mean(f"{fate}_share", "share", len(cases), share)


def _wasted(result: Result, burden: str) -> Row:
    """What was spent on projects that were then refused or did not win their land, a measured project of any fate."""
    cases = result.tables["cases"].frame([burden, "fate", "replication"])
    spent = clustered.mean(in_vain(burden).of(cases), cases["replication"].to_numpy(np.int64))
    return _only_mean(f"wasted_{burden}", UNITS[burden], len(cases), spent)


def yearly(result: Result) -> list[Row]:
    """What a year costs, all processes together, a replication being one observation."""
    rows, year = [], result.year
    for name, unit in YEARLY.items():
        known = year[year[name].notna()]
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
    """The critical paths of the permitted cases with `days` and `off_days`: what each part adds to a project's mean."""
    path = _weighing(result, ALL)(result.path)
    return path.drop(columns="each").assign(**{name: _days(path, minutes) for name, minutes in ON_PATH.items()})


def _days(path: pd.DataFrame, minutes: str) -> pd.Series:
    return path[minutes] / DAY * path["each"]


def days_by(result: Result, keys: Sequence[str], *, busy: bool = False, group: str = ALL) -> pd.DataFrame:
    """Mean days of a permitted case of a group on its critical path, by columns of it: `days`, `off_days`.

    *busy*: without what is spent in queues.
    """
    path, weigh = result.tables["path"], _weighing(result, group)
    if path.whole is not None:
        rows = weigh(path.whole[path.whole["holder"] != "queue"] if busy else path.whole)
        told = rows.assign(**{name: _days(rows, minutes) for name, minutes in ON_PATH.items()})
        return told.groupby(list(keys), as_index=False, observed=True)[list(ON_PATH)].sum()
    from sim.outcomes.running_sums import SumsByNames  # with numba, which takes its time

    sums = SumsByNames(next(path.parts(keys)), list(ON_PATH))
    for part in path.parts([*dict.fromkeys([*keys, "holder", "replication", "case", *ON_PATH.values()])]):
        rows = weigh(part[part["holder"] != "queue"] if busy else part)
        sums.add(rows, [_days(rows, minutes).to_numpy(np.float64) for minutes in ON_PATH.values()])
    return sums.table()


def _weighing(result: Result, group: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """What gives those rows of a path that are of a group's cases a column `each`: what a day of it adds to the mean.

    Who ended late in a run that not all could be followed through speaks for others, too (`sim.statistics.censored`).
    """
    if not result.tables["path"].rows:
        return lambda path: path.assign(each=1.0)
    cases = cases_of(result, group, [WHOLE, "case"])
    each = _each(cases)
    if group == ALL and isinstance(each, float):
        return lambda path: path.assign(each=each)
    weights = cases[["replication", "case"]].assign(each=each)
    return lambda path: path.merge(_of_the_same(weights, path), on=["replication", "case"])


def _each(cases: pd.DataFrame) -> float | pd.Series:
    """What a day of each case adds to the mean of the permitted; a number if it is the same for all."""
    sample = sample_of(cases, WHOLE)
    if sample.all_ended:
        return 1 / max(int((cases["fate"] == "permitted").sum()), 1)
    weights = pd.Series(KaplanMeier(sample).weights, cases.index)
    ended = float(weights[~sample.open].sum())
    return weights / (ended or 1.0)


def _of_the_same(weights: pd.DataFrame, path: pd.DataFrame) -> pd.DataFrame:
    """The weights of the replications that a part of a path is from; these are in order."""
    first, last = path["replication"].min(), path["replication"].max()
    return weights[slice(*np.searchsorted(weights["replication"], [first, last + 1]))]


def holding_up(result: Result, by: str = "holder", group: str = ALL) -> pd.DataFrame:
    """What holds projects up: mean days of a permitted case on its critical path, filing to permit, greatest first.

    *by* is `holder` (what and who) or `item`. Columns: days, off_days (the nights, weekends and
    holidays among them), share.
    """
    keys = ["holder", "who"] if by == "holder" else ["item"]
    table = days_by(result, keys, group=group)
    table["share"] = table["days"] / table["days"].sum()
    return table.sort_values(["days", *keys], ascending=[False, *(True for _ in keys)], ignore_index=True)
