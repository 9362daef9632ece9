"""The target that several scenarios are held against, and whose own target it is not."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.scenario import Scenario


class Goal(NamedTuple):
    """The days that all scenarios are held against, and the own targets that differ, by the scenario's name."""

    days: float
    own: dict[str, float]


def goal_of(scenarios: Sequence[Scenario], asked: float | None = None) -> Goal:
    """The days that were asked for; or else those of the first scenario, and which of the others aim at other days."""
    if asked is not None:
        return Goal(asked, {})
    days = scenarios[0].target.value
    return Goal(days, {one.scenario: one.target.value for one in scenarios if one.target.value != days})


def other_targets(goal: Goal, first: str) -> list[str]:
    """A sentence, if some scenario has another target of its own; *first* is the scenario whose target it is."""
    if not goal.own:
        return []
    own = ", ".join(f"{name} {days:g}" for name, days in goal.own.items())
    held = f"All are held against {goal.days:g} days, the target of {first}; their own targets are others: {own}"
    return [f"{held} (--target says which)."]
