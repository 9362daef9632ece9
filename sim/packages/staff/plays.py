"""Staffings of a scenario are played: what came of each replication of each, in memory, and in a folder where asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import UserError
from sim.base.progress import Watch, unwatched
from sim.experiment.parallel import call_all, processes
from sim.outcomes.steady_state import Growth, growing
from sim.packages.play import Trial, TrialSettings, measured
from sim.packages.staff.places import Place, as_reforms
from sim.packages.staff.staffings import Staffing
from sim.packages.trials import Question, on_clock
from sim.scenario import Ground
from sim.scenario.reforms.model import Reform
from sim.statistics.clustered import Estimate, proportion

QUEUE: Final = ("before", "last", "days_before", "days_last")
"""Of each pool, what is kept of its queue, see `sim.outcomes.steady_state`."""


class Replication(NamedTuple):
    """What came of a staffing in one replication."""

    within: float
    """The share within the target, of all whose time is asked about; not a number if there are none."""
    perhaps: float
    """The same, if all that are still under way and not yet beyond it are."""
    days: float
    """Their mean days on the clock, as far as they have come."""
    left: float
    """The share of them that are still under way at the end of the run."""
    cost: float
    """What a year costs the government; not a number without prices."""
    cases: int
    """How many are asked about."""
    queues: Floats
    """Of each pool the numbers of `QUEUE`, and how many months are between."""


class Keeper:
    """What keeps what was played; this one nothing."""

    def known(self) -> dict[Staffing, dict[int, Replication]]:
        """What was kept before."""
        return {}

    def keep(self, staffing: Staffing, played: dict[int, Replication]) -> None:
        """Puts what came of a staffing by."""

    def close(self) -> None:
        """Writes what was put by, and lets another process have it."""


@dataclass
class Plays:
    """The world in which staffings are played: a `sim.packages.staff.sample.World`."""

    ground: Ground
    places: list[Place]
    how: TrialSettings
    question: Question
    keeper: Keeper = field(default_factory=Keeper)
    watch: Watch = unwatched
    known: dict[Staffing, dict[int, Replication]] = field(init=False)
    pools: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.known = self.keeper.known()
        self.pools = list(self.ground.scenario.pools)

    @property
    def played(self) -> int:
        """How many replications were played of all staffings together."""
        return sum(len(played) for played in self.known.values())

    def look(self, staffings: Sequence[Staffing], replications: range, what: str) -> None:
        """Plays staffings in these replications, as far as they are not yet."""
        todo = []
        for staffing in staffings:
            known = self.known.setdefault(staffing, {})
            if missing := [number for number in replications if number not in known]:
                todo.append((staffing, missing))
        if not todo:
            return
        with self.watch(what, sum(len(missing) for _, missing in todo)) as step:
            for staffing, played in self._played(todo):
                self.known[staffing] |= played
                self.keeper.keep(staffing, played)
                step(len(played))

    def _played(self, todo: list[tuple[Staffing, list[int]]]) -> Iterable[tuple[Staffing, dict[int, Replication]]]:
        parts = [(staffing, part) for staffing, missing in todo for part in _split(missing, self._parts(len(todo)))]
        calls = ((self._trial(*part), self.how, self.question) for part in parts)
        results = call_all(_play, calls, self.how.workers, self.how.engine, most=len(parts))
        for (staffing, part), played in zip(parts, results, strict=True):
            yield staffing, dict(zip(part, played, strict=True))

    def _parts(self, staffings: int) -> int:
        """In how many parts each staffing is played, so that no worker is idle."""
        workers = self.how.workers
        return 1 if isinstance(workers, str) else -(-processes(workers) // staffings)

    def _trial(self, staffing: Staffing, replications: list[int]) -> "_Part":
        return _Part(self.ground, tuple(as_reforms(self.ground.scenario, self.places, staffing)), replications)

    def of_package(self, reforms: Sequence[Reform], count: int) -> list[Replication]:
        """What comes of a package of reforms with today's staff, in the first replications."""
        numbers = list(range(count))
        parts = _split(numbers, self._parts(1))
        calls = ((_Part(self.ground, tuple(reforms), part), self.how, self.question) for part in parts)
        with self.watch("the package", count) as step:
            played = []
            for some in call_all(_play, calls, self.how.workers, self.how.engine, most=len(parts)):
                played += some
                step(len(some))
        return played

    def within(self, staffing: Staffing, replications: range) -> Floats:
        """The share within the target in each of these replications."""
        return self._numbers(staffing, replications, lambda one: one.within)

    def perhaps(self, staffing: Staffing, replications: range) -> Floats:
        """The same, if all cases still under way that may be within it are."""
        return self._numbers(staffing, replications, lambda one: one.perhaps)

    def costs(self, staffing: Staffing, replications: range) -> Floats:
        """What a year costs the government in each of these replications; not a number without prices."""
        return self._numbers(staffing, replications, lambda one: one.cost)

    def days(self, staffing: Staffing, replications: range) -> Floats:
        """The mean days in each of these replications."""
        return self._numbers(staffing, replications, lambda one: one.days)

    def share(self, staffing: Staffing, replications: range) -> Estimate:
        """The share within the target, with its interval at 95 %."""
        return share([self.known[staffing][number] for number in replications])

    def left(self, staffing: Staffing, replications: range) -> float:
        """The share still under way at the end of the run, on average."""
        return float(np.nanmean(self._numbers(staffing, replications, lambda one: one.left)))

    def growing(self, staffing: Staffing, replications: range) -> list[Growth]:
        """The queues that grow through the run, the fastest first."""
        tables = [self.known[staffing][number].queues for number in replications]
        rows = [dict(zip((*QUEUE, "months"), row, strict=True)) for table in tables for row in table.tolist()]
        return growing(pd.DataFrame(rows).assign(pool=self.pools * len(tables)))

    def unsteady(self, staffing: Staffing, replications: range) -> bool:
        """Whether some queue grows through the run."""
        return bool(self.growing(staffing, replications))

    def _numbers(self, staffing: Staffing, replications: range, number: Callable[[Replication], float]) -> Floats:
        return np.array([number(self.known[staffing][one]) for one in replications])

    def require_cases(self, staffing: Staffing, replications: range) -> None:
        """Refuses a question about projects of whom none came."""
        if np.isnan(self.within(staffing, replications)).all():
            raise UserError(
                f"{self.ground.file}: no project of '{self.question.group}' that has {self.how.clock} came in any "
                "replication, so there is no time to tell: lengthen the run"
            )


def share(played: Sequence[Replication]) -> Estimate:
    """The mean of the replications' shares within the target, with the interval of a share, as `smallest` has it."""
    known = np.array([one.within for one in played if one.cases])
    if len(known) < 2:
        return Estimate(float(known.mean()) if len(known) else None)
    error = float(known.std(ddof=1) / np.sqrt(len(known)))
    return proportion(float(known.mean()), error, sum(one.cases for one in played), len(known))


class _Part(NamedTuple):
    """Some replications of a package on a ground, as a worker is told of them."""

    ground: Ground
    reforms: tuple[Reform, ...]
    replications: list[int]


def _play(part: _Part, how: TrialSettings, question: Question) -> list[Replication]:
    scenario = part.ground.with_package(list(part.reforms))
    numbers = part.replications
    tried = measured(Trial(0, lambda: scenario, range(numbers[0], numbers[-1] + 1)), scenario, how)
    assert tried.cases is not None
    assert tried.queues is not None
    cases, queues = on_clock(tried.cases, how.clock), tried.queues
    told = []
    for number in numbers:
        mine, waiting = cases[cases["replication"] == number], queues[queues["replication"] == number]
        told.append(_replication(mine, waiting, question))
    return told


def _replication(cases: pd.DataFrame, queues: pd.DataFrame, question: Question) -> Replication:
    asked = cases[question.concerns(cases)]
    days, is_open = asked["days"].to_numpy(np.float64), asked["open"].to_numpy(bool)
    perhaps = days <= question.target
    lengths = queues[[*QUEUE, "months"]].to_numpy(np.float64)
    cost = float(cases["cost"].iloc[0]) if len(cases) else np.nan
    if not days.size:
        return Replication(np.nan, np.nan, np.nan, np.nan, cost, 0, lengths)
    within = perhaps & ~is_open
    unfinished = asked["fate"] == "unfinished"
    return Replication(
        within=float(within.mean()),
        perhaps=float(perhaps.mean()),
        days=float(days.mean()),
        left=float(unfinished.mean()),
        cost=cost,
        cases=len(days),
        queues=lengths,
    )


def _split(numbers: list[int], parts: int) -> list[list[int]]:
    """Numbers that follow one another, in so many parts of about the same length, and none empty."""
    size = -(-len(numbers) // max(parts, 1))
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]
