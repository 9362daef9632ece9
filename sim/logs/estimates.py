"""What a log tells of one number of a scenario: the value, the 95 % range, from how many, and how many were open."""

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.statistics.quantiles import beta, normal, student

ITEM: Final = "processes.{}.items.{}"
LEVEL: Final = 0.975
"""Of each bound of a range."""
LEVELS: Final = np.arange(20) / 20
"""At these levels a distribution is told by its quantiles, with straight lines between; beyond the last by its mean."""


@dataclass(frozen=True)
class Subject:
    """What of a scenario a number belongs to: a process, a trait of it, an item, a step of an item, or a pool."""

    kind: str
    name: str
    process: str = ""
    step: str = ""

    @property
    def address(self) -> str:
        """Its dotted address in the resolved scenario."""
        match self.kind:
            case "processes":
                return f"processes.{self.name}"
            case "traits":
                return f"processes.{self.process}.traits.{self.name}"
            case "pools":
                return f"pools.{self.name}"
        item = ITEM.format(self.process, self.name)
        return f"{item}.steps.{self.step}" if self.step else item


@dataclass(frozen=True)
class Sample:
    """On what an estimate rests."""

    n: int
    open: int = 0


@dataclass(frozen=True)
class NumberEstimate:
    """A plain number: its value and its 95 % range."""

    subject: Subject
    path: str
    value: float
    low: float
    high: float
    sample: Sample
    method: str
    """The key of the words that say how it was estimated."""
    bound: str = ""
    """What only cuts the range, where the number stays an estimate: handlers of a week, or the limit."""

    @property
    def address(self) -> str:
        """The address of the number in the resolved scenario."""
        return f"{self.subject.address}.{self.path}"


@dataclass(frozen=True)
class ChasedEstimate(NumberEstimate):
    """The share of cases that are chased: decided as their promise ends, if they were not before."""

    at: tuple[float, ...] = (1.0,)
    """By when, as shares of the promise: quantiles at `sim.logs.deadline.PLACES`."""

    def sooner(self, by: float) -> "ChasedEstimate":
        """The same sooner by a share of the promise."""
        return replace(self, at=tuple(max(one - by, 0.01) for one in self.at))


@dataclass(frozen=True)
class CurveEstimate:
    """A duration: its distribution, and the 95 % range of a factor on the whole of it."""

    subject: Subject
    path: str
    unit: str
    """days, promise or limit."""
    curve: tuple[float, ...]
    """The values at `LEVELS`, and the mean of what is beyond the last."""
    low: float
    high: float
    sample: Sample
    method: str
    given: tuple[str, ...] = ()
    """Steps of the same stretch whose own numbers were taken from the base."""
    left_over: float = 0.0
    """The share of which is only known that it takes longer than all that is over."""
    others: dict[str, float] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The address of the duration in the resolved scenario."""
        return f"{self.subject.address}.{self.path}"

    @property
    def mean(self) -> float:
        """The mean, in its unit."""
        return mean_of(np.array(self.curve))

    def with_curve(self, curve: Floats) -> "CurveEstimate":
        """The same with another curve, which then rises and is not negative; its range moves with the mean."""
        rising = np.maximum.accumulate(np.maximum(curve, 0.0))
        half_low, half_high = (1 - self.low) * self.mean, (self.high - 1) * self.mean
        mean = max(mean_of(rising), 1e-9)
        low, high = max(1 - half_low / mean, 0.05), min(1 + half_high / mean, 20.0)
        return replace(self, curve=tuple(float(one) for one in rising), low=low, high=high)


def mean_of(curve: Floats) -> float:
    """The mean of a curve: of the straight lines between its quantiles, and of what is beyond."""
    quantiles, step = curve[:-1], 1 - LEVELS[-1]
    return float(((quantiles[1:] + quantiles[:-1]) / 2).sum() * step + curve[-1] * step)


Estimate = NumberEstimate | CurveEstimate


def share(hits: int, count: int) -> tuple[float, float, float]:
    """A share with Jeffreys' interval; at none and at all the interval reaches to the end."""
    value = hits / count
    low = 0.0 if hits == 0 else float(beta((1 - LEVEL), hits + 0.5, count - hits + 0.5))
    high = 1.0 if hits == count else float(beta(LEVEL, hits + 0.5, count - hits + 0.5))
    return value, min(low, value), max(high, value)


def share_by_block(hits: Floats, block: np.ndarray) -> tuple[float, float, float]:
    """A share with an interval that is at least Jeffreys', and wider where months differ by more than chance."""
    count, total = len(hits), int(hits.sum())
    value, low, high = share(total, count)
    excess = dispersion(hits - value, block, value * (1 - value))
    if excess > 1:
        value, low, high = share_of(value, count / excess)
    return value, low, high


def share_of(value: float, count: float) -> tuple[float, float, float]:
    """A share that rests on so many independent cases, not necessarily a whole number of them."""
    low = 0.0 if value <= 0 else float(beta(1 - LEVEL, value * count + 0.5, (1 - value) * count + 0.5))
    high = 1.0 if value >= 1 else float(beta(LEVEL, value * count + 0.5, (1 - value) * count + 0.5))
    return value, min(low, value), max(high, value)


def dispersion(residuals: Floats, block: np.ndarray, variance: float) -> float:
    """By how much sums over blocks vary more than independent cases would; 1 where that is not beyond chance."""
    numbers, place = np.unique(block, return_inverse=True)
    if len(numbers) < 6 or variance <= 0:
        return 1.0
    size = np.bincount(place)
    squares = np.bincount(place, weights=residuals) ** 2 / (size * variance)
    ratio, freedom = float(squares.mean()), len(numbers) - 1
    beyond = 1 + float(normal(LEVEL)) * np.sqrt(2 / freedom)
    return ratio if ratio > beyond else 1.0


def rate(count: int, dispersed: float, freedom: int) -> tuple[float, float]:
    """The factors of a 95 % range on a count whose variance is so many times its mean."""
    half = float(student(LEVEL, max(freedom, 1))) * np.sqrt(dispersed / max(count, 1))
    return float(np.exp(-half)), float(np.exp(half))
