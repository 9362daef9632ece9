"""The smallest package that keeps the promise, found by trying all of them and looking closer only where it is close.

Every package is first played a few times. Then, from the smallest sets to the largest, a package is played more until
its interval says that it keeps the promise or that it does not. A package that contains one that does is never a
smallest one, whatever it does itself, so it is not looked at more closely; nothing is concluded about it.

Whoever is still under way when the run ends is not within the target, unless he may still be: then he counts for
neither side. A package under which a queue grows through the run has no steady state, and gets no verdict.

The guarantee: but for a chance of 1 − *confidence* in all, every package said to keep the promise has P(T ≤ target) of
at least *probability* − *indifference*, and every one said to miss it has at most *probability* + *indifference*. It
holds for all packages at once (Bonferroni), however often they were looked at (`sim.statistics.confidence_sequence`),
whatever the distribution of the replications.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from typing import Protocol

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats
from sim.packages.candidates import within
from sim.statistics.confidence_sequence import bounds, exceeds, falls_below


class Verdict(StrEnum):
    """Whether a package keeps the promise, as far as is known."""

    KEEPS = "keeps it"
    MISSES = "misses it"
    OPEN = "undecided"
    LARGER = "contains one that keeps it"
    UNSTEADY = "has no steady state"
    REFUSED = "does not go together"


@dataclass(frozen=True)
class Rule:
    """What is promised, how sure the verdicts are to be, and how much may be played."""

    probability: float
    indifference: float = 0.01
    confidence: float = 0.95
    first: int = 12
    most: int = 400


class Packages(Protocol):
    """The packages that are tried: how many there are, and what is known of them."""

    @property
    def packages(self) -> range:
        """The numbers of all packages; the bits of a number are the reforms that are in it."""

    @property
    def refused(self) -> dict[int, str]:
        """Those that do not go together, as far as they were looked at, and why."""

    def look(self, packages: list[int], replications: int, what: str) -> None:
        """Plays packages until each was played so often."""

    def shares(self, package: int) -> Floats:
        """The share within the target in each replication played, of all whose time is asked about."""

    def perhaps(self, package: int) -> Floats:
        """The share within the target in each replication, if all cases still under way that may be within it are."""

    def unsteady(self, package: int) -> bool:
        """Whether some queue grows through the run, so that its days depend on how long is simulated."""


@dataclass
class Found:
    """The verdict on every package, its estimated probability, and bounds that hold for all packages together."""

    rule: Rule
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    means: dict[int, float] = field(default_factory=dict)
    bounds: dict[int, tuple[float, float]] = field(default_factory=dict)

    def those(self, verdict: Verdict) -> list[int]:
        """The packages with a verdict, smallest sets first."""
        return sorted(
            (package for package, one in self.verdicts.items() if one == verdict),
            key=lambda package: (package.bit_count(), package),
        )

    @property
    def minimal(self) -> list[int]:
        """The packages that keep the promise and contain none that does."""
        return self.those(Verdict.KEEPS)

    @property
    def near_ties(self) -> list[int]:
        """The undecided packages, and those that keep or miss the promise by no more than twice the indifference."""
        decided = [*self.those(Verdict.KEEPS), *self.those(Verdict.MISSES)]
        near = 2 * self.rule.indifference
        close = [one for one in decided if abs(self.means[one] - self.rule.probability) <= near]
        return [*close, *self.those(Verdict.OPEN)]


def search(trials: Packages, rule: Rule) -> Found:
    """Tries packages, the smallest sets first, until each has a verdict or was played as often as the rule allows."""
    trials.look(list(trials.packages), rule.first, "trying every package")
    found = Found(rule, dict.fromkeys(trials.refused, Verdict.REFUSED))
    left = [package for package in trials.packages if package not in trials.refused]
    error = (1 - rule.confidence) / (2 * len(left))
    found.verdicts |= {package: Verdict.UNSTEADY for package in left if trials.unsteady(package)}
    for size in sorted({package.bit_count() for package in left}):
        level = [package for package in left if package.bit_count() == size]
        solved = found.minimal
        for package in level:
            if package not in found.verdicts and any(within(smaller, package) for smaller in solved):
                found.verdicts[package] = Verdict.LARGER
        _decide([package for package in level if package not in found.verdicts], trials, found, error)
    found.means = {package: float(np.nanmean(trials.shares(package))) for package in left}
    found.bounds = {package: _bounds(trials, package, error) for package in left}
    return found


def _bounds(trials: Packages, package: int, error: float) -> tuple[float, float]:
    """Sure bounds of P: from below of who is within the target, from above with those who may be."""
    return bounds(trials.shares(package), error)[0], bounds(trials.perhaps(package), error)[1]


def _decide(packages: list[int], trials: Packages, found: Found, error: float) -> None:
    """Plays packages until each keeps the promise or misses it, or was played as often as allowed."""
    rule, replications = found.rule, found.rule.first
    undecided = packages
    while undecided:
        for package in undecided:
            found.verdicts[package] = _verdict(trials.shares(package), trials.perhaps(package), rule, error)
        undecided = [package for package in undecided if found.verdicts[package] == Verdict.OPEN]
        if replications >= rule.most:
            return
        replications = min(rule.most, ceil(replications * 1.5))
        if undecided:
            size = undecided[0].bit_count()
            trials.look(undecided, replications, f"a closer look at {len(undecided)} packages of {size}")
            unsteady = [package for package in undecided if trials.unsteady(package)]
            found.verdicts |= dict.fromkeys(unsteady, Verdict.UNSTEADY)
            undecided = [package for package in undecided if package not in unsteady]


def _verdict(shares: Floats, perhaps: Floats, rule: Rule, error: float) -> Verdict:
    """On the side of the promise where its estimate is, if that is sure but for the zone of indifference.

    To keep it, those count who are within the target; to miss it, also those who may still be.
    """
    if np.nanmean(shares) >= rule.probability - ARITHMETIC:
        sure = exceeds(shares, rule.probability - rule.indifference, error)
        return Verdict.KEEPS if sure else Verdict.OPEN
    surely = falls_below(perhaps, rule.probability + rule.indifference, error)
    return Verdict.MISSES if surely and np.nanmean(perhaps) < rule.probability else Verdict.OPEN
