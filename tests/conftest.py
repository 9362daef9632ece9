"""What all tests share: every engine in turn, and a way to play a scenario and read what happened."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from sim.calendars.working_time import to_moment
from sim.outcomes.measure import prepare_measuring
from sim.scenario import Scenario, load_scenario
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines import ENGINES, prepare, simulate
from sim.simulation.event_log import NOT_YET, OUTCOMES, EventLog
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

os.environ["APPROVALS_LANG"] = "en"
"""Commands speak English in tests, whatever the locale, unless a test asks for Chinese."""

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Has the machine code made once before several processes need it, which would each make it."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        prepare("compiled")
        prepare_measuring()


class Told(NamedTuple):
    """One record of a log, as it would be told; a minute that did not come is None."""

    case: int
    item: str
    step: str
    attempt: int
    joined: datetime
    start: datetime | None
    end: datetime | None
    outcome: str


class Played(NamedTuple):
    """A scenario played once."""

    plan: Plan
    draws: Draws
    log: EventLog

    def story(self) -> list[Told]:
        """The log, readable: names without their process, moments, outcomes in words."""
        rows = zip(*(column.tolist() for column in self.log), strict=True)
        return [
            Told(
                case,
                self.plan.item_names[item].partition(".")[2],
                self.plan.step_names[step],
                attempt,
                self._moment(joined),
                self._moment(start),
                self._moment(end),
                OUTCOMES[outcome],
            )
            for case, item, step, attempt, joined, start, end, _, _, outcome in rows
        ]

    def _moment(self, minute: int) -> datetime | None:
        return None if minute == NOT_YET else to_moment(minute, self.plan.scenario.start)


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    """Every engine in turn: what holds for one holds for all."""
    return request.param


@pytest.fixture
def scenario_file(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Finds a scenario by name in the folder `scenarios` beside the test."""
    return lambda name: request.path.parent / "scenarios" / f"{name}.yaml"


Play = Callable[..., Played]


@pytest.fixture
def play(engine: str, scenario_file: Callable[[str], Path]) -> Play:
    """Plays a scenario, given by name or as it is, and holds the log against the invariants of every log."""

    def played(scenario: str | Scenario, seed: int = 1, replication: int = 0) -> Played:
        known = load_scenario(scenario_file(scenario)) if isinstance(scenario, str) else scenario
        plan = lower(known)
        draws = draw(plan, seed, replication)
        log = simulate(plan, draws, engine)
        assert broken_invariants(plan, draws, log) == []
        return Played(plan, draws, log)

    return played
