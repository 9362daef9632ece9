"""Packages and other variants are played, many at once, each under the same luck, and only their clocks are measured.

What is played is told by what makes it (a ground and a package), not by a finished plan, so that resolving and lowering
are done by the workers too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import pandas as pd

from sim.base.errors import ScenarioError
from sim.experiment.parallel import Workers, call_all
from sim.outcomes.measure import government_cost_per_year, measure_clock, measure_clocks
from sim.outcomes.steady_state import queue_lengths
from sim.scenario import Scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

PATHS_OF: Final = 0
"""The replication of which the critical paths of some projects are kept: the same projects under every package."""


@dataclass(frozen=True)
class TrialSettings:
    """How packages are simulated: seed, clock, engine, and where."""

    seed: int
    clock: str
    engine: str = "compiled"
    workers: Workers = 0
    every_clock: bool = False
    """Whether all clocks are measured, and whose the days are, for a table of which other things will be asked."""


class Trial(NamedTuple):
    """One variant to be played: its number, what makes its scenario, and the replications asked for."""

    number: int
    make: Callable[[], Scenario]
    replications: range


class Tried(NamedTuple):
    """What came of a trial: its cases, or the reason why there is no such scenario."""

    number: int
    cases: pd.DataFrame | None
    """The measured cases: replication, class, traits, fate, `cost` (of a year of their replication to the government),
    and the days so far on each clock that was measured, under its name.
    """
    queues: pd.DataFrame | None = None
    """Of its replications, how many wait for each pool, see `sim.outcomes.steady_state`."""
    refusal: str | None = None
    played: range = range(0)
    """Which replications were played."""
    parties: pd.DataFrame | None = None
    """Of its replications, whose the days were, see `sim.outcomes.parties`; none where one clock alone was measured."""
    paths: pd.DataFrame | None = None
    """Of the first replication, the critical paths of some projects."""


def played(trials: Iterable[Trial], how: TrialSettings) -> Iterator[Tried]:
    """The trials' outcomes, in their order, for any number of workers."""
    todo = list(trials)
    return call_all(_try, ((trial, how) for trial in todo), how.workers, how.engine, most=len(todo))


def _try(trial: Trial, how: TrialSettings) -> Tried:
    try:
        scenario = trial.make()
    except ScenarioError as error:
        return Tried(trial.number, None, refusal=error.message)
    return measured(trial, scenario, how)


def measured(trial: Trial, scenario: Scenario, how: TrialSettings) -> Tried:
    """What came of a trial of this scenario."""
    plan = lower(scenario)
    cases, queues, parties, paths = [], [], [], []
    for replication in trial.replications:
        draws = draw(plan, how.seed, replication)
        log = simulate(plan, draws, how.engine)
        if how.every_clock:
            told, whose = measure_clocks(plan, draws, log)
            parties.append(whose.days.assign(replication=replication))
            paths += [whose.paths.assign(replication=replication)] if replication == PATHS_OF else []
        else:
            told = measure_clock(plan, draws, log, how.clock)
        cost = government_cost_per_year(plan, draws, log)
        cases.append(told.drop(columns=["case", "followed"]).assign(replication=replication, cost=cost))
        queues.append(queue_lengths(plan, log).assign(replication=replication))
    return Tried(
        trial.number,
        pd.concat(cases, ignore_index=True),
        pd.concat(queues, ignore_index=True),
        None,
        trial.replications,
        pd.concat(parties, ignore_index=True) if parties else None,
        pd.concat(paths, ignore_index=True) if paths else None,
    )
