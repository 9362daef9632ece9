"""Orders of reforms played with their dates: of the projects filed in each month, how many are within the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.base.errors import ScenarioError
from sim.calendars.working_time import DAY
from sim.experiment.groups import in_group
from sim.experiment.replications import Progress, Settings, each_replication
from sim.outcomes.clocks import CLOCKS, KNOWN_AT_ONCE
from sim.outcomes.history import History
from sim.outcomes.measure import unless_refused, who
from sim.packages.candidates import Candidates, places
from sim.packages.order import Begin
from sim.packages.trials import Question
from sim.scenario import Ground, Scenario
from sim.scenario.load import Written, resolved
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan


class Filed(NamedTuple):
    """Of the projects filed in each month, how many were not refused, and how many of them are within the target."""

    projects: Ints
    within: Ints


@dataclass(frozen=True)
class Calendar:
    """The months of a programme: the first day of each, and that after the last."""

    days: tuple[date, ...]

    @classmethod
    def of(cls, ground: Ground, months: int) -> "Calendar":
        """From the first of a month that comes after the warm-up."""
        begins = pd.Timestamp(ground.scenario.start) + pd.Timedelta(days=-(-ground.scenario.run.warm_up // DAY))
        first = begins.to_period("M") + int(begins.day > 1)
        return cls(tuple((first + month).to_timestamp().date() for month in range(months + 1)))

    def minutes(self, start: date) -> Ints:
        """When they begin, in minutes of the run."""
        return np.array([(day - start).days * DAY for day in self.days], dtype=np.int64)


def dated(candidates: Candidates, agreed: int, begins: Sequence[Begin], calendar: Calendar) -> Scenario:
    """The scenario with what is agreed from the beginning and each other reform from its month on, over the months.

    Raises `ScenarioError` for a reform that cannot begin on a day.
    """
    ground, start = candidates.ground, candidates.ground.scenario.start
    reforms = [*places(agreed), *(begin.reform for begin in begins)]
    dates = {candidates.reforms[begin.reform].reform: calendar.days[begin.month] for begin in begins}
    run = {
        **ground.document["run"],
        "warm_up": f"{(calendar.days[0] - start).days} days",
        "cool_down": "0 days",
        "length": f"{(calendar.days[-1] - start).days} days",
    }
    elsewhere = lambda: set(ground.elsewhere)  # noqa: E731
    written = Written(
        str(ground.file),
        {**ground.document, "run": run},
        tuple(candidates.reforms[place] for place in reforms),
        {},
        elsewhere,
        dates={name: day for name, day in dates.items() if day > start},
    )
    return resolved(written)


def cannot_begin(candidates: Candidates, agreed: int, reforms: Sequence[int], calendar: Calendar) -> dict[int, str]:
    """The reforms that cannot begin on a day after the run has begun, and why."""
    refused = {}
    for reform in reforms:
        try:
            dated(candidates, agreed, [Begin(reform, min(1, len(calendar.days) - 2))], calendar)
        except ScenarioError as error:
            refused[reform] = error.message
    return refused


def played_by_month(
    scenario: Scenario, clock: str, question: Question, calendar: Calendar, settings: Settings, step: Progress
) -> list[Filed]:
    """What became of the projects filed in each month, replication by replication."""
    read = partial(_filed, clock=clock, question=question, edges=calendar.minutes(scenario.start))
    return each_replication(lower(scenario), settings, read, step)


def _filed(plan: Plan, draws: Draws, log: EventLog, *, clock: str, question: Question, edges: Ints) -> Filed:
    history = History(plan, draws, log, process=0)
    chosen = np.flatnonzero(history.measured)
    days = unless_refused(history, CLOCKS[clock])[chosen]
    cases = who(history, chosen)
    under_way = (cases["fate"] == "unfinished").to_numpy(bool) & (clock not in KNOWN_AT_ONCE)
    asked = in_group(cases, question.group) & ~np.isnan(days)
    within = asked & (days <= question.target) & ~under_way
    month = np.searchsorted(edges, history.arrival[chosen], side="right") - 1
    months = len(edges) - 1
    return Filed(*(np.bincount(month[one], minlength=months) for one in (asked, within)))


def yearly(filed: Sequence[Filed]) -> Floats:
    """Of each replication, the share within the target of all projects filed over the months."""
    sums = [(one.within.sum(), one.projects.sum()) for one in filed]
    return np.array([within / projects if projects else np.nan for within, projects in sums])


def monthly(filed: Sequence[Filed]) -> Floats:
    """Of each month, the share within the target over all replications; not a number where nobody came."""
    projects, within = (np.stack(column).sum(axis=0).astype(np.float64) for column in zip(*filed, strict=True))
    shares: Floats = np.divide(within, projects, out=np.full(len(projects), np.nan), where=projects > 0)
    return shares
