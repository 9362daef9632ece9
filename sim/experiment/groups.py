"""Groups of projects to ask about: all, those of a class, and of these those with a trait (`class+trait`)."""

from typing import Final

import pandas as pd

from sim.base.arrays import Flags
from sim.scenario import Scenario

ALL: Final = "all"


def groups_of(scenario: Scenario) -> list[str]:
    """Every group of the headline's projects."""
    process = next(iter(scenario.processes.values()))
    return [ALL, *process.classes, *(f"{kind}+{trait}" for kind in process.classes for trait in process.traits)]


def is_class(group: str) -> bool:
    """Whether a group is a whole class of projects."""
    return group != ALL and "+" not in group


def in_group(cases: pd.DataFrame, group: str) -> Flags:
    """Which rows of a table with columns `class` and `traits` are of the group."""
    if group == ALL:
        return cases["class"].notna().to_numpy(bool)
    kind, _, trait = group.partition("+")
    of_class = (cases["class"] == kind).to_numpy(bool)
    if not trait:
        return of_class
    having = {traits for traits in cases["traits"].unique() if trait in str(traits).split("+")}
    return of_class & cases["traits"].isin(having).to_numpy(bool)
