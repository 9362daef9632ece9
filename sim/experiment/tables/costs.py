"""What scenarios cost: today, and what each adds to that, a year, a project and a day saved.

Prices are assumptions: beside every amount stands what it would be if staff and reforms cost as little, or as much, as
their ranges allow. Extra sessions, which are hours of staff too, go with the staff; what is paid out for items and
steps stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.base.headline_clocks import both_clocks
from sim.experiment.goals import Goal
from sim.experiment.replications import Result
from sim.experiment.responses import sample_of
from sim.experiment.tables.scenarios import bounds, source
from sim.outcomes.costs import reform_cost_bounds, unpriced
from sim.outcomes.payroll import years_measured
from sim.scenario import Scenario
from sim.scenario.prices import Costs
from sim.statistics import censored
from sim.statistics.paired import Statistic, together
from sim.statistics.ratio import price, ratio_of, surely_above_nothing

Range = tuple[float, float]
ADDED: Final = tuple(
    f"{name}{end}"
    for name in ("more", "more_range", "more_project", "more_applicant", "saved", "per_day", "per_day_range")
    for end in ("", "_low", "_high")
    if not (name.endswith("_range") and not end)
)
"""The columns of what a scenario adds; not numbers of the base."""


@dataclass(frozen=True)
class Spent:
    """What a year of a scenario costs, and a project in it, as statistics of the replications."""

    result: Result
    year: Statistic
    """CNY a year for the government."""
    at_the_ends: Range
    """The same, if staff and reforms cost as little, and as much, as they may."""
    projects: Statistic
    """How many projects come a year."""
    applicant: Statistic
    """CNY a project for the applicant."""


def costs(results: Sequence[Result], base: Result, goal: Goal) -> pd.DataFrame:
    """A row for each scenario that has prices and each of the two main clocks; none where the base has none.

    Columns: `government` a year, `projects` a year, `project` (the year divided by them), `applicant` a project; what
    is `more` than under the base (`more`, `more_project`, `more_applicant`, and the days `saved` on the clock), with
    intervals under the same luck; `per_day`, CNY of the government for each day saved of each project, with Fieller's
    interval, or why it is not told. `…_range_low` and `…_range_high` are at the ends of the prices' ranges. `prices` of
    the scenario and its reforms, how many of them are `guessed`, and which reforms are `unpriced`.
    """
    if base.scenario.costs is None:
        return pd.DataFrame()
    before = _spent(base)
    priced = [result for result in results if result.scenario.costs is not None]
    return pd.DataFrame(
        [
            {**source(result, goal), "clock": clock, "n": len(result.cases), **_row(_spent(result), before, clock)}
            for result in priced
            for clock in both_clocks(goal.clock)
            if all(clock in one.cases for one in (base, result))
        ]
    )


def _row(after: Spent, before: Spent, clock: str) -> dict[str, Any]:
    today = _told("government", after.year) | _range("government", after.at_the_ends)
    today |= _told("project", ratio_of(after.year, after.projects)) | _told("applicant", after.applicant)
    told = {"against": before.result.scenario.scenario, "projects": after.projects.value, **today}
    told |= _prices(after.result.scenario)
    if after.result is before.result:
        return told | dict.fromkeys(ADDED, np.nan) | {"per_day_is": "base"}
    return dict.fromkeys(ADDED, np.nan) | told | _more(after, before, clock)


def _more(after: Spent, before: Spent, clock: str) -> dict[str, Any]:
    more, projects = after.year - before.year, after.projects
    at_the_ends = _difference(after.at_the_ends, before.at_the_ends)
    each = ratio_of(more, projects)
    saved = _days(before.result, clock) - _days(after.result, clock)
    told = _told("more", more) | _range("more", at_the_ends) | _told("more_project", each)
    told |= _told("more_applicant", after.applicant - before.applicant) | _told("saved", saved)
    why = _untold(saved, after.result, before.result)
    if why is not None:
        return told | {"per_day_is": why}
    for_a_day = price(each, saved)
    assert for_a_day is not None
    ends = (at_the_ends[0] / projects.value / saved.value, at_the_ends[1] / projects.value / saved.value)
    interval = {"per_day": for_a_day.value, **bounds("per_day", for_a_day.interval)}
    return told | interval | _range("per_day", ends) | {"per_day_is": "told"}


def _untold(saved: Statistic, *results: Result) -> str | None:
    """Why a day saved has no price; nothing if it has one."""
    if any(result.growing for result in results):
        return "unsteady"
    if len(saved.influence_values) < 2:
        return "unknown"
    if surely_above_nothing(saved):
        return None
    longer = Statistic(-saved.value, -saved.influence_values, saved.at_least)
    return "longer" if surely_above_nothing(longer) else "open"


def _spent(result: Result) -> Spent:
    year = result.year.sort_values("replication")
    scenario, prices = result.scenario, result.scenario.costs
    assert prices is not None
    count, first = result.settings.replications, result.settings.since
    came = result.cases["replication"].to_numpy(np.int64) - first
    government = year["government_cost_per_year"].to_numpy(float)
    applicant = result.cases.dropna(subset=["applicant_cost"])
    paid = applicant["applicant_cost"].to_numpy(float)
    whose = applicant["replication"].to_numpy(np.int64) - first
    totals, cases = np.bincount(whose, paid, count).astype(np.float64), _counted(whose, count)
    return Spent(
        result,
        _mean(government),
        _at_the_ends(
            scenario, prices, *(float(year[f"{name}_per_year"].mean()) for name in ("staff_cost", "government_outlays"))
        ),
        _mean(_counted(came, count) / years_measured(scenario)),
        ratio_of(_mean(totals), _mean(cases)) if cases.any() else _mean(np.full(count, np.nan)),
    )


def _counted(replications: Ints, count: int) -> Floats:
    """How many cases there are of each replication."""
    return np.bincount(replications, minlength=count).astype(np.float64)


def _mean(values: Floats) -> Statistic:
    """The mean of one number of each replication."""
    centre = float(values.mean())
    return Statistic(centre, (values - centre) / len(values))


def _at_the_ends(scenario: Scenario, prices: Costs, staff: float, outlays: float) -> Range:
    """What a year costs the government with all prices low, and with all of them high."""
    hour = prices.staff_hour
    low, high = (
        staff * (end / hour.value if hour.value else 1.0) + outlays + reforms
        for end, reforms in zip(hour.bounds(), reform_cost_bounds(scenario), strict=True)
    )
    return low, high


def _difference(after: Range, before: Range) -> Range:
    """How much more it is with all prices low, and with all of them high; the smaller of both first."""
    ends = sorted(one - other for one, other in zip(after, before, strict=True))
    return ends[0], ends[1]


def _days(result: Result, clock: str) -> Statistic:
    return censored.mean_of(sample_of(result.asked_about(), clock), result.settings.replications)


def _prices(scenario: Scenario) -> dict[str, Any]:
    assert scenario.costs is not None
    stated = [*(getattr(scenario.costs, name) for name in Costs.model_fields), *scenario.reform_costs.values()]
    hour = scenario.costs.staff_hour
    return {
        "prices": len(stated),
        "guessed": sum(one.grade == "estimate" for one in stated),
        "staff_hour": hour.value,
        **_range("staff_hour", hour.bounds()),
        "unpriced": " ".join(unpriced(scenario)),
    }


def _told(name: str, one: Statistic) -> dict[str, float]:
    """A number with its interval as columns."""
    estimate = together([one])[0]
    value = np.nan if estimate.value is None else estimate.value
    return {name: value, **bounds(name, estimate.interval)}


def _range(name: str, ends: Range) -> dict[str, float]:
    return bounds(f"{name}_range", list(ends))
