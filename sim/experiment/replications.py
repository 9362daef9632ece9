"""Scenarios × replications → tables: every replication of every scenario, on as many processes as wanted.

A replication is a pure function of (scenario, seed, replication number, engine), so the tables are the same, byte for
byte, for any number of workers.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Final, TypeVar

import pandas as pd

from sim.base.errors import ScenarioError
from sim.experiment.cluster import Shared
from sim.experiment.kept_tables import Gathering, KeptTable, Spool
from sim.experiment.parallel import Workers, call_all, stays_here
from sim.outcomes.bound import Bound, often_met
from sim.outcomes.measure import Outcomes, measure_all
from sim.outcomes.steady_state import Growth, growing
from sim.scenario import Scenario, digest
from sim.simulation.draws.draw import Draws, draw, without_time
from sim.simulation.engines import simulate
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

Progress = Callable[[], None]
T = TypeVar("T")
Read = Callable[[Plan, Draws, EventLog], T]
"""What is to be found in the log of a replication."""
TABLES: Final = ("cases", "path", "pools", "items", "item_times", "refusals", "waits", "queues", "year", "bounds")
"""The tables of a result: those of all its replications, one below another."""


@dataclass(frozen=True)
class Settings:
    """How a scenario is run.

    >>> import sim
    >>> sim.Settings(seed=1, replications=20).numbers
    range(0, 20)
    """

    seed: int
    replications: int
    engine: str = "compiled"
    workers: Workers = 0
    """How many processes, 0: as many as there are processors; or the address of a cluster."""
    zero_time: tuple[str, ...] = ()
    """Parties whose steps take no time at all: what is then left is the floor under everybody else."""
    since: int = 0
    """The number of the first replication: those before it were played before."""

    @property
    def numbers(self) -> range:
        """The numbers of the replications, each with luck of its own."""
        return range(self.since, self.since + self.replications)


@dataclass(frozen=True)
class Result:
    """All replications of one process: the tables of `Outcomes` with a column `replication`, and the provenance.

    The first process of a scenario is the headline; `others` are the results of those beside it.

    >>> import sim
    >>> town = sim.load_scenario("tests/scenarios/valid/town.yaml")
    >>> [result] = sim.run([town], sim.Settings(seed=1, replications=3, workers=1))
    >>> result.provenance["scenario"], result.provenance["replications"], len(result.permitted())
    ('town', 3, 135)
    """

    scenario: Scenario
    settings: Settings
    process: str
    tables: Mapping[str, KeptTable]
    """By the names of `TABLES`; those of many replications are not in memory as a whole."""
    others: tuple["Result", ...] = ()

    @property
    def cases(self) -> pd.DataFrame:
        """A row for each measured case; of many, ask `tables` for the columns that are needed."""
        return self.tables["cases"].frame()

    @property
    def path(self) -> pd.DataFrame:
        """The critical paths of the permitted cases."""
        return self.tables["path"].frame()

    @property
    def pools(self) -> pd.DataFrame:
        """A row for each pool with servers: its hours."""
        return self.tables["pools"].frame()

    @property
    def items(self) -> pd.DataFrame:
        """Which way the items of the permitted cases went."""
        return self.tables["items"].frame()

    @property
    def year(self) -> pd.DataFrame:
        """What a year costs, all processes together."""
        return self.tables["year"].frame()

    @property
    def provenance(self) -> dict[str, object]:
        """From what the result follows; what target it is held against is for who does so to say."""
        return {
            "scenario": self.scenario.scenario,
            "digest": digest(self.scenario),
            "seed": self.settings.seed,
            "replications": self.settings.replications,
            "engine": self.settings.engine,
            "version": version("approval-sim"),
        }

    def permitted(self) -> pd.DataFrame:
        """The cases that got their permit."""
        return self.cases[self.cases["fate"] == "permitted"]

    def asked_about(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """The cases whose time is asked about: those that got their permit, and those that are still under way.

        With these columns, or all. Whoever was refused has no time to a permit.
        """
        cases = self.tables["cases"].frame(None if names is None else [*dict.fromkeys([*names, "fate"])])
        return cases[cases["fate"] != "refused"]

    def with_tables(self, **tables: pd.DataFrame) -> "Result":
        """The result with other tables in place of those named."""
        return replace(self, tables={**self.tables, **{name: KeptTable.of(one) for name, one in tables.items()}})

    def followed_by(self, more: "Result") -> "Result":
        """The result with the replications of *more*, a result of the same scenario, behind its own."""
        settings = replace(self.settings, replications=self.settings.replications + more.settings.replications)
        others = tuple(one.followed_by(other) for one, other in zip(self.others, more.others, strict=True))
        tables = {name: self.tables[name].followed_by(more.tables[name]) for name in TABLES}
        return replace(self, settings=settings, tables=tables, others=others)

    @cached_property
    def growing(self) -> list[Growth]:
        """The queues that grow through the run, all processes together; with one there is no steady state."""
        return growing(self.tables["queues"].frame())

    @cached_property
    def let_go(self) -> list[Bound]:
        """Where more than one case in a thousand meets the bound on attempts, process by process."""
        return [one for each in self.by_process() for one in each._let_go()]

    def _let_go(self) -> list[Bound]:
        return often_met(self.process, self.tables["bounds"].frame(), self.tables["cases"].rows)

    def by_process(self) -> list["Result"]:
        """The result of every process of the scenario, the headline first."""
        return [self, *self.others]


def run(
    scenarios: list[Scenario],
    settings: Settings,
    progress: Progress | None = None,
    read: Read[list[Outcomes]] = measure_all,
) -> list[Result]:
    """All replications of each scenario. *progress* is called once for every replication that is done.

    *read* measures a replication: whoever wants little of it need not wait for all.
    Raises `ScenarioError` if a scenario measures no case at all.

    >>> import sim
    >>> town = sim.load_scenario("tests/scenarios/valid/town.yaml")
    >>> [result] = sim.run([town], sim.Settings(seed=1, replications=3, workers=1))
    >>> result.cases.groupby("replication").size().tolist()
    [47, 42, 46]
    """
    plans = [lower(scenario) for scenario in scenarios]
    played, spool = _played(plans, settings, read), Spool()
    results = [_gathered(scenario, settings, played, spool, progress) for scenario in scenarios]
    next(played, None)  # nothing is left, and the workers are let go
    return results


def each_replication(plan: Plan, settings: Settings, read: Read[T], progress: Progress | None = None) -> list[T]:
    """What *read* finds in each replication, in their order; *progress* is called after each."""
    found: list[T] = []
    for one in _played([plan], settings, read):
        found.append(one)
        if progress is not None:
            progress()
    return found


def play(plan: Plan, seed: int, replications: int, engine: str = "compiled") -> Iterator[tuple[Draws, EventLog]]:
    """The luck and the event log of one replication after another, on a plan that is lowered once.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> [len(log.case) for draws, log in sim.play(plan, seed=1, replications=2)]
    [385, 337]
    """
    for replication in range(replications):
        draws = draw(plan, seed, replication)
        yield draws, simulate(plan, draws, engine)


def _played(plans: list[Plan], settings: Settings, read: Read[T]) -> Iterator[T]:
    """What is read in every replication of one plan after another."""
    most = len(plans) * len(settings.numbers)
    if stays_here(settings.workers, most):
        return (_one(plan, settings, read, replication) for plan in plans for replication in settings.numbers)
    packed = (Shared(pickle.dumps(plan)) for plan in plans)
    calls = ((plan, settings, read, replication) for plan in packed for replication in settings.numbers)
    return call_all(_one_elsewhere, calls, settings.workers, settings.engine, most=most)


def _one_elsewhere(packed: bytes, settings: Settings, read: Read[T], replication: int) -> T:
    return _one(_unpacked(packed), settings, read, replication)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Plan:
    """A plan as sent to a worker, unpacked once for all its replications, which come in a row."""
    plan: Plan = pickle.loads(packed)
    return plan


def _one(plan: Plan, settings: Settings, read: Read[T], replication: int) -> T:
    draws = _luck(plan, settings, replication)
    return read(plan, draws, simulate(plan, draws, settings.engine))


def _luck(plan: Plan, settings: Settings, replication: int) -> Draws:
    draws = draw(plan, settings.seed, replication)
    return without_time(plan, draws, settings.zero_time) if settings.zero_time else draws


def _gathered(
    scenario: Scenario, settings: Settings, played: Iterator[list[Outcomes]], spool: Spool, progress: Progress | None
) -> Result:
    """The headline's result from the next replications played, with those of the other processes beside it."""
    gathering: dict[str, dict[str, Gathering]] = {}
    for replication, outcomes in zip(settings.numbers, played):  # noqa: B905
        for one in outcomes:
            for name, table in gathering.setdefault(one.process, _gatherings(spool)).items():
                table.add(getattr(one, name), replication)
        if progress is not None:
            progress()
    headline, *others = (
        Result(scenario, settings, process, {name: table.table() for name, table in tables.items()})
        for process, tables in gathering.items()
    )
    require_cases(scenario, headline.tables["cases"].rows)
    return replace(headline, others=tuple(others))


def _gatherings(spool: Spool) -> dict[str, Gathering]:
    """Room for every table of a process."""
    return {name: Gathering(spool) for name in TABLES}


def require_cases(scenario: Scenario, measured: int) -> None:
    """Refuses a scenario of which no case is measured."""
    if not measured:
        raise ScenarioError(
            scenario.scenario,
            "run",
            "no case came between warm-up and cool-down, so nothing was measured: lengthen the run or shorten warm-up",
        )


def in_memory(result: Result, *names: str) -> Result:
    """The result with these tables as a whole, to be read over and over."""
    return result.with_tables(**{name: result.tables[name].frame() for name in names})
