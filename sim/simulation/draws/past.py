"""What cases of the backlog have behind them: where in a chain they stand, and for how long they have been there.

What comes before the step at which a case stands is done, whatever luck would have said of it. The step itself
happens, and takes what is left of it given that it has lasted so long: of two with the same luck, who has waited longer
waits longer in all, and nobody is done before now. With F the distribution of the whole time and u the luck, the whole
time is its quantile at u + (1 - u) F(spent).
"""

from copy import copy

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Floats
from sim.scenario.quantities import Distribution
from sim.simulation.draws.distributions import SURELY, quantiles
from sim.simulation.plan import Past

HALVINGS = 53
"""The greatest uniform number there is."""


class Begun:
    """At which step of one item the cases of a process stand that are there on the first day."""

    def __init__(self, past: Past, item: int, count: int) -> None:
        mine = np.flatnonzero(past.item == item)
        self.step = np.full(count, -1, dtype=np.int64)
        self.spent, self.used = np.zeros(count), np.zeros(count, dtype=np.int64)
        self.step[past.case[mine]] = past.step[mine]
        self.spent[past.case[mine]], self.used[past.case[mine]] = past.spent[mine], past.used[mine]
        self.stretch, self.sent_back = np.ones(count), np.zeros(count, dtype=np.bool_)
        self.stretch[past.case[mine]], self.sent_back[past.case[mine]] = past.stretch[mine], past.sent_back[mine]

    def sent(self, *, back: bool) -> "Begun":
        """Those alone that were sent back to where they stand, or that were not."""
        found = copy(self)
        found.step = np.where(self.sent_back == back, self.step, -1)
        return found

    def at(self, step: int, cases: NDArray[np.int32]) -> NDArray[np.int32]:
        """Those of the cases that stand at a step."""
        there: NDArray[np.int32] = cases[self.step[cases] == step]
        return there


def begun_at(past: Past | None, item: int, count: int) -> Begun | None:
    """Where the cases of a process stand in an item; None where none of them is in the middle of it."""
    return Begun(past, item, count) if past is not None and (past.item == item).any() else None


def whole_given(chance: Distribution, u: Floats, spent: Floats) -> Floats:
    """The whole of what takes longer than *spent*, in the unit of *chance*, at each luck *u*."""
    beyond = np.minimum(u + (1 - u) * share_up_to(chance, spent), SURELY)
    return np.maximum(quantiles(chance, beyond), spent)


def share_up_to(chance: Distribution, values: Floats) -> Floats:
    """The probability of at most each value: the last share at which the quantile is no more, by halving."""
    low, high = np.zeros(len(values)), np.ones(len(values))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = quantiles(chance, np.minimum(middle, SURELY)) <= values
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.where(values > 0, np.where(quantiles(chance, np.full(len(values), SURELY)) <= values, 1.0, low), 0.0)
