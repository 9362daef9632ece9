"""How long cases take, by what happened in a span of time: who was under way as it began enters at the age he had then.

Without those, a span that is shorter than the cases shows hardly any end: it would tell how long it was, and nothing of
the cases. The product-limit estimate for times that enter late and are cut off: Tsai, Jewell and Wang, A note on the
product-limit estimator under right censoring and left truncation, Biometrika 74 (1987), 883-886.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sim.base.arrays import Flags, Floats

FEWEST_AT_RISK: Final = 5
"""Beyond the age that fewer than these pass within the span, nothing is told: each of them would move it by a fifth."""


@dataclass(frozen=True)
class Period:
    """Cases of a span: the age of each as it entered, the age at which it was last seen, and whether it ended then."""

    entered: Floats
    left: Floats
    ended: Flags

    @property
    def count(self) -> int:
        """How many were under way in the span."""
        return len(self.left)

    @cached_property
    def _in(self) -> Floats:
        return np.sort(self.entered)

    @cached_property
    def _out(self) -> Floats:
        return np.sort(self.left)

    def at_risk(self, ages: Floats) -> Floats:
        """How many pass each age within the span; who enters new counts from age 0 on."""
        before = np.searchsorted(self._in, ages, side="left") + np.searchsorted(self._in, 0.0, "right") * (ages <= 0)
        found: Floats = (before - np.searchsorted(self._out, ages, side="left")).astype(np.float64)
        return found

    @cached_property
    def horizon(self) -> float:
        """The age up to which enough pass; nothing is known beyond it."""
        ages = np.unique(np.concatenate([self.entered, self.left]))
        few = ages[(self.at_risk(ages) < FEWEST_AT_RISK) & (ages > 0)]
        return float(few[0]) if len(few) else float(ages.max(initial=0.0))

    @cached_property
    def _steps(self) -> tuple[Floats, Floats]:
        """The ages at which some end, and the share that has ended with each of them."""
        ages, count = np.unique(self.left[self.ended & (self.left <= self.horizon)], return_counts=True)
        staying = np.cumprod(1 - count / np.maximum(self.at_risk(ages), 1.0))
        return ages, np.asarray(1 - staying, dtype=np.float64)

    def within(self, age: float) -> float:
        """The share that is over at an age; not a number beyond the horizon."""
        return float(self.shares(np.array([age]))[0]) if age <= self.horizon else float("nan")

    def shares(self, ages: Floats) -> Floats:
        """The share that is over at each age."""
        moments, shares = self._steps
        found: Floats = np.concatenate(([0.0], shares))[np.searchsorted(moments, ages, side="right")]
        return found

    def quantile(self, level: float) -> float:
        """The age at which so large a share is over; infinite where that is not reached up to the horizon."""
        moments, shares = self._steps
        place = int(np.searchsorted(shares, level - 1e-12))
        return float(moments[place]) if place < len(moments) else float("inf")


def together(parts: Sequence[Period]) -> Period:
    """The cases of several periods as those of one."""
    columns = ([getattr(part, name) for part in parts] for name in ("entered", "left", "ended"))
    return Period(*(np.concatenate(column) for column in columns))


def area_between(one: Period, other: Period) -> float:
    """The area between two shares over age, in the unit of the ages, as far as both are known: Wasserstein's."""
    end = min(one.horizon, other.horizon)
    ages = np.unique(np.concatenate([[0.0, end], one.left[one.ended], other.left[other.ended]]))
    ages = ages[ages <= end]
    apart = np.abs(one.shares(ages) - other.shares(ages))
    return float((apart[:-1] * np.diff(ages)).sum())
