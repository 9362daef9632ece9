"""What a package that misses the promise still leaves: what holds projects up, and what would remain in any case."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.base.progress import Watch, unwatched
from sim.experiment.answer import FLOORS
from sim.experiment.replications import Progress, Result, Settings, run
from sim.experiment.responses import holding_up, response
from sim.packages.play import TrialSettings
from sim.packages.trials import Question
from sim.scenario import Scenario


@dataclass(frozen=True)
class Floor:
    """Of the projects asked about: what is on their critical path, and what is left if some took no time at all."""

    held: pd.DataFrame
    """As `sim.experiment.responses.holding_up` tells it, from filing to permit."""
    if_zero_time: dict[str, tuple[float, float]]
    """For each supposition, the share within the target and the median days on the clock."""


def floor_under(
    scenario: Scenario, how: TrialSettings, question: Question, replications: int, watch: Watch = unwatched
) -> Floor:
    """Plays the scenario as it is, then with the parties of `sim.experiment.answer.FLOORS` taking no time."""
    with watch("what the floor is made of", replications * (1 + len(FLOORS))) as step:
        as_it_is = _run(scenario, how, replications, (), step)
        zero_time = {name: _run(scenario, how, replications, owners, step) for name, owners in FLOORS.items()}
    held = holding_up(as_it_is, group=question.group)
    return Floor(held, {name: _told(result, how.clock, question) for name, result in zero_time.items()})


def held_up(
    scenario: Scenario, how: TrialSettings, question: Question, replications: int, watch: Watch = unwatched
) -> pd.DataFrame:
    """What is on the critical path of the projects asked about, as `sim.experiment.responses.holding_up` tells it."""
    with watch("what is on the critical path", replications) as step:
        return holding_up(_run(scenario, how, replications, (), step), group=question.group)


def _run(
    scenario: Scenario, how: TrialSettings, replications: int, zero_time: tuple[str, ...], progress: Progress
) -> Result:
    return run([scenario], Settings(how.seed, replications, how.engine, how.workers, zero_time), progress)[0]


def _told(result: Result, clock: str, question: Question) -> tuple[float, float]:
    """The share within the target and the median; not a number if there are no such projects."""
    row = response(result, clock, question.group, question.target)
    within, median = row["within_target"], row["p50"]
    return (float(str(within)), float(str(median))) if row["n"] else (np.nan, np.nan)
