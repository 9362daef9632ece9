"""Staffings: so many at each place where somebody may be put, within bounds and at prices."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

Staffing = tuple[int, ...]
"""So many servers, or seats, at each place."""

SAME: Final = 1e-6
"""Costs that differ by less than this share of the largest price are the same."""


@dataclass(frozen=True)
class Box:
    """What is to choose: for each place the fewest and the most there may be, how many are there, and what one costs.

    *prices* are those of a year of one more, none below nothing; *needed* is the work offered, in servers or seats that
    would be busy all the time.
    """

    low: Staffing
    high: Staffing
    now: Staffing
    prices: tuple[float, ...]
    needed: tuple[float, ...]

    def cost(self, staffing: Staffing) -> float:
        """What a year of a staffing costs more than today's; less than nothing if it is cheaper."""
        return sum(price * (there - now) for price, there, now in zip(self.prices, staffing, self.now, strict=True))

    def is_cheaper(self, one: float, other: float) -> bool:
        """Whether a cost is less than another by more than the computer's arithmetic leaves of nothing."""
        return one < other - SAME * max(self.prices, default=0.0)

    @property
    def priced(self) -> list[int]:
        """The places at which one more costs something."""
        return [place for place, price in enumerate(self.prices) if price > 0]

    @property
    def free(self) -> list[int]:
        """The places at which one more costs the government nothing."""
        return [place for place, price in enumerate(self.prices) if price <= 0]

    @property
    def all_free(self) -> "Box":
        """The same, with as many as may be wherever that costs nothing."""
        return replace(self, low=at(self.low, self.free, self.high))

    def by_pressure(self, staffing: Staffing) -> list[int]:
        """All places, those with the least to do for each that is there first."""
        return sorted(range(len(staffing)), key=lambda place: self.needed[place] / max(staffing[place], 1))


def at(staffing: Staffing, places: Sequence[int], other: Staffing) -> Staffing:
    """A staffing with as many at some places as another one has there."""
    there = list(staffing)
    for place in places:
        there[place] = other[place]
    return tuple(there)


def plus(staffing: Staffing, place: int, more: int) -> Staffing:
    """A staffing with so many more at one place."""
    return (*staffing[:place], staffing[place] + more, *staffing[place + 1 :])


def covers(larger: Staffing, smaller: Staffing) -> bool:
    """Whether a staffing has at least as many everywhere as another."""
    return all(one >= other for one, other in zip(larger, smaller, strict=True))
