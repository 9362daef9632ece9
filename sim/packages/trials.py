"""The table of all that was tried: which projects came in which package and replication, and how long each took.

Every later question is read off it: the smallest package, who earned the days, the frontier. A replication is one
observation: of each package it gives one number, such as the share of its projects within the target, and packages are
compared replication by replication, for they met the same luck.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.errors import UserError, did_you_mean
from sim.experiment.groups import ALL, in_group
from sim.outcomes.clocks import KNOWN_AT_ONCE
from sim.outcomes.steady_state import Growth, growing
from sim.packages.candidates import Catalogue, Cost
from sim.packages.play import Trial, TrialSettings, Tried, played
from sim.scenario import Ground
from sim.scenario.reforms.model import Reform

STATISTICS: Final = ("mean", "p50", "p90", "within", "perhaps")
"""Of the days on the clock in one replication, as far as they have come; `within` is the share of projects within the
target, `perhaps` the same with those who are still under way and not yet beyond it.
"""
QUANTILES: Final = {"p50": 0.5, "p90": 0.9}
COLUMNS: Final = ("replication", "class", "traits", "fate", "cost")
"""What is known of a case beside its clocks."""


@dataclass(frozen=True)
class Question:
    """Which projects are asked about, and how many days are the target."""

    target: float
    group: str = ALL

    def concerns(self, cases: pd.DataFrame) -> Flags:
        """Which cases: those of the group that were not refused (or else there is no time to tell)."""
        return in_group(cases, self.group) & cases["days"].notna().to_numpy(bool)

    def asked_of(self, groups: list[str]) -> "Question":
        """The question itself; raises `UserError` if its group of projects is not among *groups*."""
        if self.group not in groups:
            raise UserError(f"--class: no projects '{self.group}'{did_you_mean(self.group, groups)}")
        return self


@dataclass
class Table:
    """What was tried so far, as one clock sees it: the cases and queues of each package, and why others cannot be.

    Of a case: replication, class, traits, fate, the `cost` of a year, the `days` on the clock so far, and whether they
    are `open`, for it is still under way.
    """

    clock: str
    cases: dict[int, pd.DataFrame] = field(default_factory=dict)
    queues: dict[int, pd.DataFrame] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    """How many replications of each package were played, also of those in which no project came."""
    _known: dict[tuple[int, str, Question], Floats] = field(default_factory=dict)
    _growing: dict[int, list[Growth]] = field(default_factory=dict)

    def add(self, tried: Tried) -> None:
        """Takes up what came of a trial."""
        if tried.cases is None:
            self.refused[tried.number] = tried.refusal or ""
            return
        self.cases[tried.number] = _longer(self.cases.get(tried.number), on_clock(tried.cases, self.clock))
        if tried.queues is not None:
            self.queues[tried.number] = _longer(self.queues.get(tried.number), tried.queues)
        self.counts[tried.number] = max(self.replications(tried.number), tried.played.stop)
        self._growing.pop(tried.number, None)
        self._known = {key: values for key, values in self._known.items() if key[0] != tried.number}

    def replications(self, package: int) -> int:
        """How many replications of a package were played; they are those from 0."""
        cases = self.cases.get(package)
        came = 0 if cases is None or cases.empty else int(cases["replication"].max()) + 1
        return max(came, self.counts.get(package, 0))

    @property
    def played(self) -> int:
        """How many replications were played of all packages together."""
        return sum(self.counts.values())

    def yearly(self, package: int, statistic: str, question: Question) -> Floats:
        """A statistic of each replication of a package; not a number in one without such projects."""
        key = package, statistic, question
        if key not in self._known:
            self._known[key] = self._yearly(*key)
        return self._known[key]

    def _yearly(self, package: int, statistic: str, question: Question) -> Floats:
        cases, count = self.cases[package], self.replications(package)
        mine = question.concerns(cases)
        days, replication = cases["days"].to_numpy(np.float64)[mine], cases["replication"].to_numpy(np.int64)[mine]
        if statistic in QUANTILES:
            quantiles = pd.Series(days).groupby(replication).quantile(QUANTILES[statistic])
            return quantiles.reindex(range(count)).to_numpy(np.float64)
        values = days
        if statistic in ("within", "perhaps"):
            values = (days <= question.target) & ~(cases["open"].to_numpy(bool)[mine] & (statistic == "within"))
        sums, sizes = (np.bincount(replication, weights, count) for weights in (values, np.ones(len(days))))
        found: Floats = np.divide(sums, sizes, out=np.full(count, np.nan), where=sizes > 0)
        return found

    def matrix(self, packages: Iterable[int], statistic: str, question: Question) -> Floats:
        """A statistic of several packages: packages by the replications in which each of them has projects asked about.

        Raises `UserError` if there is no such replication.
        """
        rows = [self.yearly(package, statistic, question) for package in packages]
        shared = min(len(row) for row in rows)
        table = np.stack([row[:shared] for row in rows])
        known = ~np.isnan(table).any(axis=0)
        if not known.any():
            found = "no project came that has this clock, in a replication of each package"
            raise UserError(f"--class {question.group}: {found}: lengthen the run, or ask about others")
        return table[:, known]

    def cost(self, catalogue: Catalogue, package: int, beyond: int = 0) -> Cost | None:
        """What a package costs the government a year more than one within it: staff, outlays, the reforms themselves.

        The one within it is by default the ground.

        Where the scenario has no prices, only the reforms, by their files. The range is that of the files. None if a
        reform of the package does not say what it costs.
        """
        stated = catalogue.cost(package & ~beyond)
        if stated is None:
            return None
        before, after = self._costs(beyond), self._costs(package)
        both = after[: len(before)] - before[: len(after)]
        known = both[~np.isnan(both)]
        if not known.size:
            return stated
        more = float(known.mean())
        return Cost(more, *(more + bound - stated.value for bound in stated[1:]))

    def _costs(self, package: int) -> Floats:
        """What a year costs the government in each replication of a package."""
        yearly = self.cases[package].groupby("replication")["cost"].first()
        return yearly.reindex(range(self.replications(package))).to_numpy(np.float64)

    def require_all(self, packages: Iterable[int]) -> None:
        """Refuses to go on while some package has not been tried: the search was broken off."""
        missing = sum(package not in self.cases and package not in self.refused for package in packages)
        if missing:
            remedy = "run 'approvals smallest' with the same -o again, it goes on where it was"
            raise UserError(f"{missing:,} packages of the table have not been tried yet: {remedy}")

    def left_open(self, package: int, question: Question) -> float:
        """The share of the projects asked about that were still under way at the end of the run."""
        mine = question.concerns(self.cases[package])
        return float((self.cases[package]["fate"] == "unfinished")[mine].mean()) if mine.any() else 0.0

    def growing(self, package: int) -> list[Growth]:
        """The queues of a package that grow through the run: with one it has no steady state."""
        if package not in self._growing:
            self._growing[package] = growing(self.queues[package]) if package in self.queues else []
        return self._growing[package]


def tried_beside(
    ground: Ground, packages: list[list[Reform]], how: TrialSettings, replications: int, step: Callable[[], None]
) -> Table:
    """Each of these packages on top of a scenario, under the same luck: numbered by their places."""
    trials = [
        Trial(number, partial(ground.with_package, package), range(replications))
        for number, package in enumerate(packages)
    ]
    table = Table(how.clock)
    for tried in played(trials, how):
        table.add(tried)
        step()
    return table


def on_clock(cases: pd.DataFrame, clock: str) -> pd.DataFrame:
    """The cases of a trial with their days on one clock, and which of those are not all yet."""
    under_way = (cases["fate"] == "unfinished") & (clock not in KNOWN_AT_ONCE)
    return cases[list(COLUMNS)].assign(days=cases[clock], open=under_way)


def _longer(known: pd.DataFrame | None, fresh: pd.DataFrame) -> pd.DataFrame:
    return fresh if known is None else pd.concat([known, fresh], ignore_index=True)
