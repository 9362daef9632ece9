"""What holds projects up, told by what would help: the gain from each counterfactual, under the same luck.

A pool may be busy and hold nobody up, for what waits there would otherwise wait elsewhere; only playing the world with
one more server tells.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.arrays import less
from sim.base.progress import Watch, unwatched
from sim.experiment.groups import groups_of
from sim.outcomes.steady_state import Growth
from sim.packages.counterfactuals import Counterfactual, counterfactuals
from sim.packages.play import TrialSettings
from sim.packages.trials import Question, Table, tried_beside
from sim.scenario import Ground
from sim.statistics.clustered import Estimate
from sim.statistics.multiple import holm, together


@dataclass(frozen=True)
class Gain:
    """What a counterfactual gains: more of the projects within the target, and days saved on average."""

    counterfactual: Counterfactual
    within: Estimate
    days: Estimate
    by_chance: float
    """How likely so great a difference is by chance, in either number, given that so many were looked at (Holm)."""


@dataclass(frozen=True)
class Bottleneck:
    """The base, and what each counterfactual gains over it, the most first."""

    within: float
    days: float
    replications: int
    gains: list[Gain]
    refused: dict[str, str]
    """Counterfactuals that cannot be, and why."""
    growing: list[Growth]
    """The queues of the base that grow through the run."""


def bottleneck(
    ground: Ground, how: TrialSettings, question: Question, replications: int, watch: Watch = unwatched
) -> Bottleneck:
    """Plays every counterfactual of a scenario as often as the scenario itself."""
    question.asked_of(groups_of(ground.scenario))
    changes = counterfactuals(ground.scenario)
    packages = [[], *([change.reform] for change in changes)]
    with watch("trying what would help", len(packages)) as step:
        table = tried_beside(ground, packages, how, replications, step)
    return _told(changes, table, question)


def _told(changes: list[Counterfactual], table: Table, question: Question) -> Bottleneck:
    numbers = sorted(table.cases)
    within, days = (table.matrix(numbers, statistic, question) for statistic in ("within", "mean"))
    differences = np.concatenate([less(within[1:], within[0]), less(days[0], days[1:])])
    intervals, chances = together(differences), holm(differences)
    count = len(numbers) - 1
    gains = [
        Gain(
            changes[number - 1], intervals[row], intervals[count + row], float(min(chances[row], chances[count + row]))
        )
        for row, number in enumerate(numbers[1:])
    ]
    gains.sort(key=lambda gain: (-(gain.days.value or 0), -(gain.within.value or 0)))
    return Bottleneck(
        float(within[0].mean()),
        float(days[0].mean()),
        within.shape[1],
        gains,
        {changes[number - 1].what: why for number, why in table.refused.items()},
        table.growing(0),
    )


def document(told: Bottleneck) -> dict[str, Any]:
    """For machines: every counterfactual."""
    return {
        "within_target": told.within,
        "mean_days": told.days,
        "replications": told.replications,
        "counterfactuals": [_gain(gain) for gain in told.gains],
        "refused": told.refused,
        "growing": [one._asdict() for one in told.growing],
    }


def _gain(gain: Gain) -> dict[str, Any]:
    return {
        "kind": gain.counterfactual.kind,
        "what": gain.counterfactual.what,
        "change": gain.counterfactual.change,
        "days_saved": gain.days.value,
        "days_saved_ci": gain.days.interval,
        "within_target_gained": gain.within.value,
        "within_target_gained_ci": gain.within.interval,
        "by_chance": gain.by_chance,
    }
