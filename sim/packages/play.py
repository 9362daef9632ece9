"""Packages and other variants are played, many at once, each under the same luck, and only one clock is measured.

What is played is told by what makes it (a ground and a package), not by a finished plan, so that resolving and lowering
are done by the workers too.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from sim.base.errors import ScenarioError
from sim.experiment.parallel import Workers, call_all
from sim.outcomes.clocks import KNOWN_AT_ONCE
from sim.outcomes.measure import government_cost_per_year, measure_clock
from sim.outcomes.steady_state import queue_lengths
from sim.scenario import Scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower


@dataclass(frozen=True)
class Playing:
    """How packages are simulated: seed, clock, engine, and where."""

    seed: int
    clock: str
    engine: str = "compiled"
    workers: Workers = 0


class Trial(NamedTuple):
    """One variant to be played: its number, what makes its scenario, and the replications asked for."""

    number: int
    make: Callable[[], Scenario]
    replications: range


class Tried(NamedTuple):
    """What came of a trial: its cases, or the reason why there is no such scenario."""

    number: int
    cases: pd.DataFrame | None
    queues: pd.DataFrame | None = None
    """Of its replications, how many wait for each pool, see `sim.outcomes.steady_state`."""
    refusal: str | None = None
    played: range = range(0)
    """Which replications were played."""


def played(trials: Iterable[Trial], how: Playing) -> Iterator[Tried]:
    """The trials' outcomes, in their order, for any number of workers."""
    todo = list(trials)
    return call_all(_try, ((trial, how) for trial in todo), how.workers, how.engine, most=len(todo))


def _try(trial: Trial, how: Playing) -> Tried:
    try:
        scenario = trial.make()
    except ScenarioError as error:
        return Tried(trial.number, None, refusal=error.message)
    return Tried(trial.number, *on_clock(scenario, how, trial.replications), played=trial.replications)


def on_clock(scenario: Scenario, how: Playing, replications: range) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The measured cases of some replications, and the queues.

    Of a case: replication, class, traits, fate, `days` on the clock so far, and whether they are `open`, for it is
    still under way. Beside each stands `cost`, what a year of its replication costs the government.
    """
    plan = lower(scenario)
    cases, queues = [], []
    for replication in replications:
        draws = draw(plan, how.seed, replication)
        log = simulate(plan, draws, how.engine)
        measured = measure_clock(plan, draws, log, how.clock).rename(columns={how.clock: "days"})
        under_way = (measured["fate"] == "unfinished") & (how.clock not in KNOWN_AT_ONCE)
        cost = government_cost_per_year(plan, draws, log)
        cases.append(measured.assign(replication=replication, cost=cost, open=under_way))
        queues.append(queue_lengths(plan, log).assign(replication=replication))
    return pd.concat(cases, ignore_index=True), pd.concat(queues, ignore_index=True)
