"""The answer to "can total time fall below the target?", for a ladder of scenarios."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Final

import pandas as pd

from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.experiment.clock_words import own_clocks
from sim.experiment.goals import Goal
from sim.experiment.groups import ALL
from sim.experiment.ignorance import Ignorance, known_of
from sim.experiment.replications import Progress, Result, run
from sim.experiment.responses import Row, all_responses, response
from sim.experiment.tables.costs import costs
from sim.outcomes.clocks import MAIN
from sim.statistics.decision import SURE

LADDER: Final = (
    "serial-2016",
    "practice-2016",
    "limits-20",
    "five-services",
    "one-window",
    "parallel-review",
    "agents",
    "joint-review",
    "mock-approval",
    "intermediaries-half",
    "three-systems",
    "full-reform",
)

PACKAGES: Final = tuple(name for name in LADDER if name != "practice-2016")
"""Those of the ladder that have a package, which can be put on another city."""

FLOORS: Final = {
    "nobody took any time, and only notices, land listing and tender periods remained": (
        "government",
        "applicant",
        "intermediary",
    ),
    "the government alone took no time": ("government",),
    "the intermediaries alone took no time": ("intermediary",),
}
"""If so, what is left? The steps of these parties take no time; no reform of theirs removes the rest."""


@dataclass(frozen=True)
class Answer:
    """The results of a ladder of scenarios, the floors under its subject, and the target."""

    results: list[Result]
    floors: dict[str, Result]
    target: float
    own_targets: dict[str, float] = field(default_factory=dict)
    """The own targets of scenarios that differ from it, by the scenario's name, unless it was asked for."""
    clock: str = HEADLINE
    """The headline's clock."""
    share: float = SURE
    """The share of projects that makes a promise kept."""
    about: str | None = None
    """The scenario that was asked about, by its name: the others are that with a package each."""

    @property
    def goal(self) -> Goal:
        """What the scenarios are held against."""
        return Goal(self.target, self.own_targets, self.clock, self.share)

    @property
    def both(self) -> tuple[str, str]:
        """The headline's clock and the one that is told beside it."""
        return both_clocks(self.clock)

    @property
    def clocks(self) -> list[str]:
        """The clocks that run under every scenario; the headline's is among them."""
        own = own_clocks(self.results)
        shown = [
            clock for clock in (*MAIN, *own) if all(clock in result.tables["cases"].columns for result in self.results)
        ]
        return shown if self.clock in shown else [self.clock, *shown]

    @property
    def best(self) -> Result:
        """The scenario with the highest probability on the headline clock; of equals, the shortest mean total.

        Of those that have a steady state, if any has.
        """
        return min(
            self.results, key=lambda one: (bool(one.growing), -self.within(one, self.clock), self._mean_total(one))
        )

    @property
    def subject(self) -> Result:
        """What every sentence is about: the scenario that was asked about; of a ladder by itself, the best."""
        return self.best if self.about is None else self.named(self.about)

    def named(self, scenario: str) -> Result:
        """The result of the scenario of that name."""
        return next(result for result in self.results if result.scenario.scenario == scenario)

    @property
    def base(self) -> Result:
        """What the others are compared with: what was asked about, or else what has no reforms, or else the first."""
        if self.about is not None:
            return self.subject
        plain = [result for result in self.results if not result.scenario.reforms]
        return plain[0] if plain else self.results[0]

    @cached_property
    def costs(self) -> pd.DataFrame:
        """What each scenario costs and adds to the base, see `sim.experiment.tables.costs`; empty without prices."""
        return costs(self.results, self.base, self.goal)

    @cached_property
    def ignorances(self) -> list[Ignorance]:
        """How far the headline goes for the scenarios of which that was studied."""
        if self.share != SURE:
            return []
        known = [known_of(one.scenario, self.clock, self.goal.of(one.scenario.scenario)) for one in self.results]
        return [one for one in known if one is not None]

    def within(self, result: Result, clock: str) -> float:
        """P(T ≤ target) on a clock, of all projects but those refused."""
        within = self.row(result, clock)["within_target"]
        return within if isinstance(within, float) else 0.0

    def _mean_total(self, result: Result) -> float:
        mean = self.row(result, WHOLE)["mean"]
        return mean if isinstance(mean, float) else inf

    def row(self, result: Result, clock: str) -> Row:
        """What is told of a clock of all projects of a scenario."""
        name = result.scenario.scenario
        if (name, clock) not in self._rows:
            told = response(result, clock, ALL, self.goal.of(name))
            self._rows[name, clock] = {"process": result.process, **told}
        return self._rows[name, clock]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Row]:
        """What is told so far, by scenario and clock."""
        return {}

    @cached_property
    def told(self) -> list[list[Row]]:
        """Every response of every process, for each scenario."""
        return [all_responses(result, self.goal.of(result.scenario.scenario)) for result in self.results]

    def table(self) -> pd.DataFrame:
        """Every response of every scenario, process and group of cases, a row each."""
        tables = [
            pd.DataFrame(told).assign(scenario=result.scenario.scenario)
            for result, told in zip(self.results, self.told, strict=True)
        ]
        return pd.concat(tables, ignore_index=True)


def find(results: list[Result], target: float | Goal, progress: Progress, about: str | None = None) -> Answer:
    """The answer from the results of a ladder: the floors under its subject are played with the same luck.

    *about*: the name of the scenario that is asked about, if the others are that with a package each.
    """
    goal = target if isinstance(target, Goal) else Goal(target, {})
    answer = Answer(results, {}, goal.days, goal.own, goal.clock, goal.share, about)
    subject = answer.subject
    for name, owners in FLOORS.items():
        [answer.floors[name]] = run([subject.scenario], replace(subject.settings, zero_time=owners), progress)
    return answer


def floors_needed(results: list[Result]) -> int:
    """How many replications `find` plays."""
    return len(FLOORS) * results[0].settings.replications
