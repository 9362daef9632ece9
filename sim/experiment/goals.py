"""What scenarios are held against: within how many days, on which clock, for what share of the cases.

Each is held against the days of its own target, unless days are asked for; where they differ it is said beside each.
The clock of the headline and the share that makes a promise kept are those of the first scenario, for a ladder is
read on one clock.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sim.base.errors import ScenarioError, UserError, did_you_mean
from sim.base.headline_clocks import HEADLINE
from sim.outcomes.clocks import clocks_of
from sim.scenario import Scenario
from sim.statistics.decision import SURE


class Goal(NamedTuple):
    """The days of the first scenario, or those asked for; the own days that differ, by the scenario's name."""

    days: float
    own: dict[str, float]
    clock: str = HEADLINE
    share: float = SURE

    def of(self, scenario: str) -> float:
        """The days that a scenario is held against."""
        return self.own.get(scenario, self.days)

    @property
    def told(self) -> dict[str, Any]:
        """The headline's clock and the share, as columns of a table; nothing where they are the usual ones."""
        clock = {"headline": self.clock} if self.clock != HEADLINE else {}
        return clock | ({"sure": self.share} if self.share != SURE else {})


Aim = float | Goal
"""One number of days for all, or a goal."""


def days_for(aim: Aim, scenario: str) -> float:
    """The days that a scenario is held against."""
    return aim.of(scenario) if isinstance(aim, Goal) else aim


def goal_of(scenarios: Sequence[Scenario], asked: float | None = None) -> Goal:
    """The days that were asked for; or else those of the first scenario, and which of the others aim at other days.

    Raises `ScenarioError` for a clock that never runs in the process that is asked about.
    """
    first = scenarios[0].target
    clock, share = headline_of(scenarios[0]), SURE if first.share is None else first.share
    if asked is not None:
        return Goal(asked, {}, clock, share)
    own = {one.scenario: one.target.value for one in scenarios if one.target.value != first.value}
    return Goal(first.value, own, clock, share)


def headline_of(scenario: Scenario, source: str = "") -> str:
    """The clock of a scenario's target; *source* is where it was read.

    Raises `ScenarioError` for one that there is not, or that never runs there.
    """
    clock = scenario.target.clock
    if clock is None:
        return HEADLINE
    running = clocks_of(next(iter(scenario.processes.values())))
    if clock not in running:
        message = f"'{clock}' is no clock that runs here{did_you_mean(clock, running)}"
        raise ScenarioError(source or scenario.scenario, "target.clock", message)
    return clock


def days_on(scenario: Scenario, clock: str, asked: float | None) -> float:
    """Within how many days the headline's projects are to be on a clock: as asked, or as the scenario has it.

    Raises `UserError` where other days are asked for than those that a clock of its own is held against.
    """
    own = next(iter(scenario.processes.values())).clocks.get(clock)
    if own is None or own.target is None:
        return scenario.target.value if asked is None else asked
    if asked not in (None, own.target):
        held = f"'{clock}' is held against {own.target:g} days of its own"
        raise UserError(f"--target: found {asked:g}, but {held}: change that in {scenario.scenario}, or drop this")
    return own.target


def other_targets(goal: Goal, first: str) -> list[str]:
    """A sentence, if scenarios with targets of their own are held against that of the *first*."""
    if not goal.own:
        return []
    own = ", ".join(f"{name} {days:g}" for name, days in goal.own.items())
    held = f"All are held against {goal.days:g} days, the target of {first}; their own targets are others: {own}"
    return [f"{held} (--target says which)."]


def own_targets(goal: Goal) -> list[str]:
    """A sentence, if scenarios with other targets are each held against their own."""
    if not goal.own:
        return []
    own = ", ".join(f"{name} {days:g} days" for name, days in goal.own.items())
    return [f"Each is held against its own target: {own}, the others {goal.days:g} (--target sets one for all)."]
