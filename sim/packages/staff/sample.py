"""What is known of staffings under common luck: enough to look for the best, not to be sure of it.

All are played in the same replications, so that they are compared under the same luck. Far from the promise a few are
enough; who is near it is played in more. That more people do no harm is taken for granted here, as long as one only
looks: `harm` says on how many pairs that was checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from sim.base.arrays import ARITHMETIC, Floats, less
from sim.packages.search import Rule
from sim.packages.staff.staffings import Staffing, covers
from sim.statistics.multiple import together

NEAR: Final = 2.0
"""Within so many standard errors of the promise one looks closer."""
CLEAR: Final = 1.0
"""Who is farther below it than so many standard errors misses it clearly."""


class World(Protocol):
    """Where staffings are played. Its replications are independent; the same one means the same luck for all."""

    def look(self, staffings: Sequence[Staffing], replications: range, what: str) -> None:
        """Plays staffings in these replications, as far as they are not yet."""

    def within(self, staffing: Staffing, replications: range) -> Floats:
        """The share within the target in each of these replications, of all whose time is asked about."""

    def perhaps(self, staffing: Staffing, replications: range) -> Floats:
        """The same, if all cases still under way that may be within it are."""

    def unsteady(self, staffing: Staffing, replications: range) -> bool:
        """Whether some queue grows through the run, so that its days depend on how long is simulated."""


@dataclass(frozen=True)
class Harm:
    """Pairs of staffings that differ at one place: with more people there, how many surely help, and how many harm."""

    pairs: int = 0
    helps: int = 0
    hurts: int = 0


@dataclass
class Sample:
    """Estimates of staffings: of each the mean share within the target; *most* bounds what one staffing is played."""

    world: World
    rule: Rule
    most: int
    means: dict[Staffing, float] = field(default_factory=dict)
    counts: dict[Staffing, int] = field(default_factory=dict)
    _keeping: list[Staffing] = field(default_factory=list)
    _missing: list[Staffing] = field(default_factory=list)

    @property
    def played(self) -> int:
        """How many replications were played of all staffings together."""
        return sum(self.counts.values())

    def look(self, staffings: Iterable[Staffing], what: str) -> None:
        """Plays staffings, those near the promise more often."""
        left, count = list(dict.fromkeys(staffings)), self.rule.first
        while left:
            fresh = [one for one in left if self.counts.get(one, 0) < count]
            self.world.look(fresh, range(count), what)
            for one in fresh:
                self._take(one, count)
            left = [one for one in left if self.counts[one] < self.most and self._near(one)]
            count = min(2 * count, self.most)

    def look_closer(self, most: int) -> None:
        """From now on staffings are played up to so often; what was concluded is thought over again."""
        self.most = most
        self._keeping.clear()
        self._missing.clear()

    def mean(self, staffing: Staffing, what: str) -> float:
        """The estimate of a staffing, played if it was not yet."""
        self.look([staffing], what)
        return self.means[staffing]

    def keeps(self, staffing: Staffing, what: str) -> bool:
        """Whether a staffing keeps the promise, by the estimate; one in which a queue grows does not."""
        if any(covers(staffing, one) for one in self._keeping):
            return True
        if any(covers(one, staffing) for one in self._missing):
            return False
        does = self.mean(staffing, what) >= self.rule.probability - ARITHMETIC and not self._unsteady(staffing)
        (self._keeping if does else self._missing).append(staffing)
        return does

    def clearly_misses(self, staffing: Staffing, what: str) -> bool:
        """Whether a staffing misses the promise by more than the sample may be wrong: others will see it, too."""
        if self.keeps(staffing, what):
            return False
        if staffing not in self.means:
            return True
        below = self.rule.probability - self.means[staffing]
        return below > CLEAR * self._error(staffing) or self._unsteady(staffing)

    def harm(self) -> Harm:
        """Whether more people at one place hurt, in the first replications of all pairs that were played."""
        count = min(self.counts.values(), default=0)
        pairs = _pairs(list(self.counts))
        if count < 2 or not pairs:
            return Harm()
        shares = {one: self.world.within(one, range(count)) for one in self.counts}
        gains = np.stack([less(shares[other], shares[one]) for one, other in pairs])
        told = together(gains[:, ~np.isnan(gains).any(axis=0)])
        helps = sum(gain.low is not None and gain.low > 0 for gain in told)
        hurts = sum(gain.high is not None and gain.high < 0 for gain in told)
        return Harm(len(pairs), helps, hurts)

    def _take(self, staffing: Staffing, count: int) -> None:
        self.counts[staffing] = count
        self.means[staffing] = float(np.nanmean(self.world.within(staffing, range(count))))

    def _near(self, staffing: Staffing) -> bool:
        return abs(self.means[staffing] - self.rule.probability) < NEAR * self._error(staffing)

    def _error(self, staffing: Staffing) -> float:
        """The standard error of the estimate."""
        values = self.world.within(staffing, range(self.counts[staffing]))
        return float(np.nanstd(values, ddof=1)) / len(values) ** 0.5 if len(values) > 1 else np.inf

    def _unsteady(self, staffing: Staffing) -> bool:
        return self.world.unsteady(staffing, range(self.counts[staffing]))


def _pairs(staffings: list[Staffing]) -> list[tuple[Staffing, Staffing]]:
    """All pairs of which the second has more at one place, and as many at all others."""
    table = np.array(staffings)
    found = []
    for one, there in zip(staffings, table, strict=True):
        more = table - there
        larger = ((more != 0).sum(axis=1) == 1) & (more.max(axis=1) > 0)
        found += [(one, staffings[number]) for number in np.flatnonzero(larger).tolist()]
    return found
