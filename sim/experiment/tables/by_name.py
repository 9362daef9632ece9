"""Tables made by playing scenarios, by the name of the table."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from sim.base.errors import UserError
from sim.base.progress import Watch
from sim.experiment.goals import Aim, goal_of, own_targets
from sim.experiment.replications import Progress, Result, Settings, run
from sim.experiment.tables.counters import counters
from sim.experiment.tables.hours import hours
from sim.experiment.tables.months import months
from sim.experiment.tables.one_case import one_project
from sim.experiment.tables.scenarios import chances, distribution, holding, parties, steps
from sim.scenario import Scenario, load_scenarios
from sim.scenario.ladder import ladder

Tell = Callable[[str], object]

OF_RESULTS: Final[dict[str, Callable[[list[Result], Aim], pd.DataFrame]]] = {
    "distribution": distribution,
    "chances": chances,
    "holding": holding,
    "parties": parties,
    "steps": steps,
}
OF_LOGS: Final[dict[str, Callable[[Scenario, Settings, Progress], pd.DataFrame]]] = {
    "hours": hours,
    "counters": counters,
}
PLAYED: Final = (*OF_RESULTS, *OF_LOGS, "one_project", "months")


def of_results(results: list[Result], target: Aim) -> dict[str, pd.DataFrame]:
    """The tables that follow from results: distribution, chances, holding."""
    return {name: OF_RESULTS[name](results, target) for name in ("distribution", "chances", "holding")}


def made(
    name: str, sources: list[str], settings: Settings, target: float | None, watch: Watch, tell: Tell = print
) -> pd.DataFrame:
    """The table of that name, of the scenarios named; *tell* says what should be known beside it.

    Raises `UserError` if these are too few or too many, or share a name.
    """
    if name == "steps" and len(sources) != 1:
        raise UserError(f"found {len(sources)} scenarios: give the one whose package is taken step by step")
    if name == "one_project" and len(sources) != 2:
        raise UserError(f"found {len(sources)} scenarios: give two, before and after")
    if name == "months" and len(sources) != 1:
        raise UserError(f"found {len(sources)} scenarios: give the one that is told month by month")
    scenarios = ladder(sources[0]) if name == "steps" else load_scenarios(sources)
    if name == "one_project":
        before, after = scenarios
        return one_project(before, after, settings)
    with watch("playing", len(scenarios) * settings.replications) as step:
        if name in OF_LOGS:
            return pd.concat([OF_LOGS[name](scenario, settings, step) for scenario in scenarios], ignore_index=True)
        goal = goal_of(scenarios, target)
        for sentence in own_targets(goal):
            tell(sentence)
        if name == "months":
            return months(scenarios[0], settings, goal.days, step)
        return OF_RESULTS[name](run(scenarios, settings, step), goal)
