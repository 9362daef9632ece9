"""Who is sent back so often that the simulation lets the case go: the bound on attempts, where it is met, and by whom.

Luck is drawn for a bounded number of attempts (`sim.simulation.event_log.MOST_ATTEMPTS`). Whoever would be sent back
once more after the last of them is done, and the log says so. As long as hardly anybody comes so far, the bound changes
nothing; where more than one case in a thousand does, corrections and times are too low, and that is told.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.outcomes.history import History
from sim.simulation.event_log import BOUND, MOST_ATTEMPTS, SELDOM


class Bound(NamedTuple):
    """A step at which cases meet the bound on attempts: the share of a process's measured cases that do."""

    process: str
    item: str
    step: str
    share: float
    attempts: int = MOST_ATTEMPTS


def at_the_bound(history: History) -> pd.DataFrame:
    """For each step at which some measured case met the bound, how many did."""
    plan, log = history.plan, history.log
    met = np.flatnonzero(log.outcome == BOUND)
    met = met[history.measured[log.case[met]]]
    cases = np.unique(np.column_stack([log.step[met], log.case[met]]).astype(np.int64), axis=0)
    steps, counts = np.unique(cases[:, 0], return_counts=True)
    items = [plan.item_names[plan.step_item[step]].partition(".")[2] for step in steps]
    names = [plan.step_names[step] for step in steps]
    return pd.DataFrame({"item": items, "step": names, "cases": counts})


def often_met(process: str, bounds: pd.DataFrame, cases: int) -> list[Bound]:
    """The steps at which more than one case in a thousand met the bound, the worst first, of all replications."""
    if bounds.empty:
        return []
    by_step = bounds.groupby(["item", "step"])[["cases"]].sum().reset_index().sort_values("cases", ascending=False)
    met = zip(by_step["item"], by_step["step"], by_step["cases"], strict=True)
    return [Bound(process, str(item), str(step), n / cases) for item, step, n in met if n > SELDOM * cases]


def bound_in_words(bound: Bound) -> str:
    """What the bound does to the numbers, and what to do about it."""
    who = f"{bound.share:.2%} of {bound.process} cases would be sent back from {bound.item}.{bound.step} more than"
    return (
        f"{who} {bound.attempts - 1} times and are let go then, so that corrections and times are too low: lower again"
    )
