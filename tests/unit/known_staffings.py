"""Worlds of staffings whose best is known: open Jackson networks in line, and knapsacks; what is played has noise.

A replication has a hundred cases that meet the same luck under every staffing, and a hundred that do not.
"""

from collections.abc import Callable
from functools import cache
from itertools import product
from math import factorial

import numpy as np

from sim.packages.search import Rule, Verdict
from sim.packages.staff.search import Found
from sim.packages.staff.staffings import Box

CASES = 100


class Known:
    """A world in which each staffing's true share of cases in time is known."""

    def __init__(self, share: Callable[[tuple[int, ...]], float], seed: int = 1, growing=lambda staffing: False):
        self.share, self.seed, self.growing = share, seed, growing
        self.played: set[tuple[tuple[int, ...], int]] = set()
        self.common: dict[int, np.ndarray] = {}
        self.known: dict[tuple[tuple[int, ...], int], float] = {}

    def look(self, staffings, replications, what):
        self.played |= {(staffing, number) for staffing in staffings for number in replications}

    def within(self, staffing, replications):
        assert {(staffing, number) for number in replications} <= self.played, "only what was played is known"
        return np.array([self._one(staffing, number) for number in replications])

    def perhaps(self, staffing, replications):
        return self.within(staffing, replications)

    def unsteady(self, staffing, replications):
        return self.growing(staffing)

    def _one(self, staffing, number):
        if (staffing, number) not in self.known:
            if number not in self.common:
                self.common[number] = np.sort(np.random.default_rng([self.seed, number]).random(CASES))
            share = self.share(staffing)
            own = np.random.default_rng([self.seed, number, *staffing]).binomial(CASES, share)
            self.known[staffing, number] = (int(np.searchsorted(self.common[number], share)) + own) / (2 * CASES)
        return self.known[staffing, number]


def best_cost(box: Box, share, least: float) -> float:
    """What the cheapest staffing costs that brings at least this share; infinitely much if none does."""
    every = product(*(range(low, high + 1) for low, high in zip(box.low, box.high, strict=True)))
    return min((box.cost(one) for one in every if share(one) >= least), default=np.inf)


def wrong(found: Found, share, rule: Rule) -> bool:
    """Whether anything that was called sure is wrong by more than the zone of indifference."""
    low, high = rule.probability - rule.indifference, rule.probability + rule.indifference
    truth = share(found.staffing)
    if found.verdict == Verdict.KEEPS and truth < low:
        return True
    if found.verdict == Verdict.MISSES and truth >= high:
        return True
    return found.floor is not None and found.floor > best_cost(found.box, share, high) + 1e-9


def tandem_box() -> Box:
    """Clerks at a first counter, the speed of one machine, clerks at a last counter; and a place nobody needs."""
    return Box((1, 1, 1, 1), (9, 5, 9, 2), (4, 2, 5, 1), (3.0, 5.0, 2.0, 1.0), (3.0, 1.2, 4.0, 0.1))


@cache
def tandem_share(staffing: tuple[int, ...], target: float = 14.0) -> float:
    """Of cases that pass M/M/c, M/M/1 and M/M/c one after another, the share that is through within the target.

    One case comes in a unit of time; work takes 3, 1.2 and 4 on average, the second divided by the speed. Their
    sojourn times are independent, for only the first and the last counter have several clerks (Burke, Annals of
    Mathematical Statistics 40, 1969, 1144-1152).
    """
    first, speed, last, _ = staffing
    grid = np.linspace(0, target, 721)
    density = [_density(grid, 3.0, first), _density(grid, 1.2 / speed, 1), _density(grid, 4.0, last)]
    step = grid[1]
    together = density[0]
    for other in density[1:]:
        together = _convolved(together, other, step)
    return float(np.clip(np.trapezoid(together, dx=step), 0, 1))


def _convolved(one, other, step):
    """The density of a sum of two, on the same grid, by the trapezoidal rule."""
    whole = np.convolve(one, other)[: len(one)]
    return step * (whole - (one[0] * other + one * other[0]) / 2)


def _density(grid, work, servers):
    """The density of the time in an M/M/c queue at which one case comes in a unit of time; none without a balance."""
    if work >= servers:
        return np.zeros_like(grid)
    rate, load = 1 / work, work
    below = sum(load**k / factorial(k) for k in range(servers))
    full = load**servers / factorial(servers) * servers / (servers - load)
    waits, drain = full / (below + full), servers * rate - 1
    alone = rate * np.exp(-rate * grid)
    if abs(drain - rate) < 1e-9:
        return (1 - waits) * alone + waits * rate**2 * grid * np.exp(-rate * grid)
    queued = rate * drain / (drain - rate) * (np.exp(-rate * grid) - np.exp(-drain * grid))
    return (1 - waits) * alone + waits * queued


def knapsack_box() -> Box:
    """Three places of different worth and price."""
    return Box((0, 0, 0), (4, 4, 4), (1, 1, 1), (7.0, 5.0, 4.0), (2.0, 2.0, 2.0))


def knapsack_share(rule: Rule) -> Callable[[tuple[int, ...]], float]:
    """Who has enough keeps the promise by just the zone of indifference, all others miss it by a little more: the
    hardest case that the guarantee covers.
    """

    def share(staffing: tuple[int, ...]) -> float:
        worth = int(np.dot(staffing, (9, 7, 5)))
        return rule.probability + rule.indifference * (1 if worth >= 38 else -1.02)

    return share
