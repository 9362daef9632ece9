"""Time is whole minutes: how a length that is none becomes one without changing what it is on average.

A length that is certain and no whole number of minutes is rounded up or down by luck, as often as keeps its mean: of a
minute and a half, half take one and half take two. So is a random one if rounding it to the nearest minute would change
its mean by more than `MOST_CHANGED`, and a certain one of few minutes on which a factor of luck acts. All others are
rounded to the nearest minute, which changes hardly anything.
"""

from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats
from sim.simulation.draws.distributions import quantiles
from sim.simulation.plan import Length, Plan

MOST_CHANGED: Final = 0.05
LONG: Final = 0.5 / MOST_CHANGED
"""Minutes on average; half a minute more or less changes the mean of a longer length by no more than that."""
GRID: Final = (np.arange(2048) + 0.5) / 2048
NOTHING: Final = 1e-6
"""A part of a minute that only the computer's arithmetic has put there."""


def rounded_by_luck(plan: Plan) -> Flags:
    """For each luck of the plan at the first attempt, then at later ones: whether luck rounds its length."""
    return np.array(
        [
            _by_luck(length, scaled=luck.complexity or luck.department >= 0)
            for luck in plan.lucks
            for length in (luck.first, luck.later)
        ],
        dtype=np.bool_,
    )


def _by_luck(length: Length, *, scaled: bool) -> bool:
    mean = length.chance.mean() * length.minutes
    if length.chance.fixed is not None:
        return abs(mean - round(mean)) > NOTHING or (scaled and 0 < mean < LONG)
    if mean >= LONG or not mean:
        return False
    exact = quantiles(length.chance, GRID) * length.minutes
    return bool(abs(np.rint(exact).mean() - exact.mean()) > MOST_CHANGED * exact.mean())


def up_or_down(minutes: Floats, luck: Floats) -> Floats:
    """Each of *minutes* to the next whole number below or above, so that the mean over *luck* is the number itself."""
    below = np.floor(minutes + NOTHING)
    rounded: Floats = below + (luck < minutes - below)
    return rounded
