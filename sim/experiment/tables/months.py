"""Month by month, how a reform begins: how those who come fare, how many are in progress, how many wait for whom."""

from typing import Any, Final

import pandas as pd

from sim.experiment.monthly import BACKLOG, SINCE, Monthly, by_month
from sim.experiment.replications import Progress, Settings
from sim.experiment.tables.scenarios import named
from sim.scenario import Scenario
from sim.scenario.open_cases import count_of

COMING, THERE, CAME, WAITING = "coming", "there", "came", "waiting"
"""What a row is about: a clock of those who come; cases in progress that were there or came since; a queue."""
PROGRESS: Final = {BACKLOG: THERE, SINCE: CAME}


def months(scenario: Scenario, settings: Settings, target: float, progress: Progress | None = None) -> pd.DataFrame:
    """The scenario is played, and told month by month."""
    return of_monthly(by_month(scenario, settings, target, progress=progress))


def of_monthly(monthly: Monthly) -> pd.DataFrame:
    """A row for each month and what is told of it: a clock, cases in progress (there, came), a pool that is waited for.

    Columns: month (its first day), what, name with titles, mean with its interval; of clocks also n, p90 and the share
    within the target; `backlog`: how many cases of the headline were there on the first day; `begins`: the days of the
    month on which reforms begin, if any do, as text.
    """
    tables = [one for one in (_coming(monthly), _calendar(monthly)) if len(one)]
    if not tables:
        return pd.DataFrame()
    headline = next(iter(monthly.scenario.processes))
    there = count_of((monthly.scenario.start_with or {}).get(headline, {}))
    told: dict[str, Any] = {"target": monthly.target, "backlog": there, "seed": monthly.settings.seed}
    told["replications"] = monthly.settings.replications
    table = pd.concat(tables, ignore_index=True).assign(**named(monthly.scenario), **told)
    days = [epoch.until for epoch in monthly.scenario.before or []]
    begins = [" ".join(f"{day.day}" for day in days if f"{day:%Y%m}" == f"{month:%Y%m}") for month in table["month"]]
    return table.assign(month=[f"{month:%Y-%m-%d}" for month in table["month"]], begins=begins)


def _coming(monthly: Monthly) -> pd.DataFrame:
    rows = monthly.coming
    return rows.assign(what=COMING, name_en=rows["name"], name_zh=rows["name"]) if len(rows) else rows


def _calendar(monthly: Monthly) -> pd.DataFrame:
    titles = {name: pool.title for name, pool in monthly.scenario.pools.items() if pool.title is not None}
    rows = monthly.calendar
    english = [titles[name].en if name in titles else name for name in rows["name"]]
    chinese = [titles[name].zh if name in titles else name for name in rows["name"]]
    what = [PROGRESS.get(name, WAITING) for name in rows["name"]]
    return rows.assign(what=what, name_en=english, name_zh=chinese)
