"""Which reforms to try, if nobody names any: each is played alone, and those that act on the clock are proposed.

All are played under the luck of the scenario without them, so a reform of things that are not on the clock saves
nothing at all. Proposed are those that save a tenth of a day or more in every replication, the most first, and as many
as can be tried in all their combinations within minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sim.base.arrays import Floats, less
from sim.base.errors import UserError
from sim.base.progress import Watch, unwatched
from sim.experiment.goals import goal_of
from sim.experiment.groups import ALL, groups_of
from sim.experiment.parallel import Workers
from sim.outcomes.clocks import require_clock
from sim.packages.play import TrialSettings
from sim.packages.trials import Question, tried_beside
from sim.scenario import Ground, load_ground
from sim.scenario.reforms.model import Reform

MOST_PROPOSED: Final = 7
"""They make 128 packages."""
REPLICATIONS: Final = 4
"""Of each reform alone."""
LEAST: Final = 0.1
"""Days saved; less is nothing that anybody makes a reform for."""


@dataclass(frozen=True)
class Alone:
    """What a reform does by itself, replication by replication."""

    reform: str
    title: dict[str, str]
    """By language."""
    saved: Floats
    """Mean days on the clock."""
    gained: Floats
    """The share more within the target."""

    @property
    def days(self) -> float:
        """The days that it saves on average."""
        return float(self.saved.mean())

    @property
    def acts(self) -> bool:
        """Whether it shortens the clock in every replication."""
        return bool(self.saved.min() >= LEAST)


@dataclass(frozen=True)
class Proposal:
    """Every reform that can be played alone, those that save most first, and why others cannot."""

    clock: str
    question: Question
    alone: tuple[Alone, ...]
    refused: dict[str, str]

    @property
    def proposed(self) -> tuple[Alone, ...]:
        """Those that are to be tried in all their combinations."""
        return tuple(one for one in self.alone if one.acts)[:MOST_PROPOSED]

    @property
    def names(self) -> list[str]:
        """The names of those."""
        return [one.reform for one in self.proposed]

    @property
    def acting(self) -> list[Alone]:
        """Those that act too, and are not among them, for there are so many that act more."""
        return [one for one in self.alone if one.acts][MOST_PROPOSED:]

    @property
    def idle(self) -> list[Alone]:
        """Those that do not surely shorten the clock: they act on other things, or lengthen it."""
        return [one for one in self.alone if not one.acts]


def propose(
    ground: Ground, how: TrialSettings, question: Question, watch: Watch = unwatched, agreed: Sequence[Reform] = ()
) -> Proposal:
    """The reforms beside a scenario that act on the clock asked about, found by playing each alone beside the *agreed*.

    Raises `UserError` if none does.
    """
    taken = [one.reform for one in agreed]
    reforms = [ground.reform(name) for name in ground.reforms_beside if name not in taken]
    packages = [[*agreed], *([*agreed, reform] for reform in reforms)]
    with watch("each reform alone", len(packages)) as step:
        table = tried_beside(ground, packages, how, REPLICATIONS, step)
    known = sorted(table.cases)
    days, within = (table.matrix(known, statistic, question) for statistic in ("mean", "within"))
    saved, gained = less(days[0], days[1:]), less(within[1:], within[0])
    alone = [
        Alone(reform.reform, vars(reform.title), *both)
        for reform, *both in zip([reforms[number - 1] for number in known[1:]], saved, gained, strict=True)
    ]
    refused = {reforms[number - 1].reform: why for number, why in table.refused.items()}
    found = Proposal(how.clock, question, tuple(sorted(alone, key=lambda one: (-one.days, one.reform))), refused)
    if not found.names:
        told = f"none of the {len(reforms)} reforms beside {ground.file} shortens {how.clock} by itself"
        raise UserError(f"--reforms: {told}: name those that are to be tried together")
    return found


def propose_for(
    scenario: str | Path,
    *,
    target: float | None = None,
    clock: str | None = None,
    group: str = ALL,
    seed: int = 1,
    engine: str = "compiled",
    workers: Workers = 0,
    watch: Watch = unwatched,
) -> Proposal:
    """The same for the file of a scenario, on the clock and with the days of its target where none are given."""
    ground = load_ground(scenario)
    goal = goal_of([ground.scenario], target)
    clock = clock or goal.clock
    require_clock(clock, ground.scenario)
    question = Question(goal.days, group).asked_of(groups_of(ground.scenario))
    return propose(ground, TrialSettings(seed, clock, engine, workers), question, watch)


def proposal_document(found: Proposal) -> dict[str, Any]:
    """For machines: every reform that was played alone."""
    return {
        "clock": found.clock,
        "target": found.question.target,
        "class": found.question.group,
        "replications": REPLICATIONS,
        "proposed": found.names,
        "alone": [
            {
                "reform": one.reform,
                "days_saved": one.days,
                "days_saved_least_and_most": [float(one.saved.min()), float(one.saved.max())],
                "within_target_gained": float(one.gained.mean()),
                "acts": one.acts,
            }
            for one in found.alone
        ],
        "refused": found.refused,
    }
