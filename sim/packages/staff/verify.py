"""Whether a staffing keeps the promise, and others miss it, in luck that nobody looked at before.

A staffing that was chosen for looking good under some luck looks better under that than it is. So it, and all that has
to miss the promise for it to be the cheapest, are played again in other replications, until each is sure or was played
as often as allowed. As these staffings were named before those replications were looked at, the rule of
`sim.packages.search` holds for all of them together: betting intervals, the error divided evenly (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from sim.packages.search import Rule, Verdict
from sim.packages.staff.sample import World
from sim.packages.staff.staffings import Staffing
from sim.statistics.confidence_sequence import bounds, exceeds, falls_below

LOOKS: Final = 1.5
"""At each look so many times as many replications."""
OTHERS: Final = 8
"""Who is to miss the promise is played up to an eighth as often as who is to keep it: that is sooner seen."""


@dataclass
class Verified:
    """What other luck says: of the staffing that is to keep the promise, and of those that are to miss it."""

    keeping: Staffing | None
    replications: range
    verdicts: dict[Staffing, Verdict] = field(default_factory=dict)
    bounds: dict[Staffing, tuple[float, float]] = field(default_factory=dict)
    counts: dict[Staffing, int] = field(default_factory=dict)

    @property
    def keeps(self) -> bool:
        """Whether the staffing surely keeps the promise."""
        return self.keeping is not None and self.verdicts[self.keeping] == Verdict.KEEPS

    def missing(self) -> list[Staffing]:
        """Those that surely miss the promise, or have no steady state."""
        return [one for one, verdict in self.verdicts.items() if verdict in (Verdict.MISSES, Verdict.UNSTEADY)]

    def open(self) -> list[Staffing]:
        """Those of which neither is sure."""
        return [one for one, verdict in self.verdicts.items() if verdict == Verdict.OPEN]


def verify(
    world: World, rule: Rule, keeping: Staffing | None, missing: Sequence[Staffing], block: range, error: float
) -> Verified:
    """Plays a staffing that is to keep the promise, and some that are to miss it, in the replications of a *block*.

    But for a chance of *error*, no verdict is wrong by more than the zone of indifference.
    """
    asked = [one for one in dict.fromkeys([keeping, *missing]) if one is not None]
    told = Verified(keeping, block, dict.fromkeys(asked, Verdict.OPEN))
    each, count, left = error / (2 * max(len(asked), 1)), rule.first, asked
    while left:
        replications = range(block.start, block.start + count)
        world.look(left, replications, "held against other luck")
        for one in left:
            told.counts[one] = count
            told.verdicts[one] = _verdict(world, one, replications, rule, each, told.keeping == one)
        most = {one: rule.most if one == keeping else max(rule.most // OTHERS, rule.first) for one in left}
        left = [one for one in left if told.verdicts[one] == Verdict.OPEN and count < most[one]]
        if keeping is not None and told.verdicts[keeping] == Verdict.MISSES:
            break
        count = min(rule.most, ceil(count * LOOKS))
    for one in asked:
        replications = range(block.start, block.start + told.counts[one])
        told.bounds[one] = _bounds(world, one, replications, each)
        if told.verdicts[one] != Verdict.MISSES and world.unsteady(one, replications):
            told.verdicts[one] = Verdict.UNSTEADY
    return told


def _verdict(
    world: World, staffing: Staffing, replications: range, rule: Rule, error: float, is_to_keep: bool
) -> Verdict:
    """Sure but for the zone of indifference; that which is to keep the promise is given up where it surely does not."""
    within, perhaps = (kind(staffing, replications) for kind in (world.within, world.perhaps))
    if is_to_keep:
        if falls_below(perhaps, rule.probability, error):
            return Verdict.MISSES
        return Verdict.KEEPS if exceeds(within, rule.probability - rule.indifference, error) else Verdict.OPEN
    return Verdict.MISSES if falls_below(perhaps, rule.probability + rule.indifference, error) else Verdict.OPEN


def _bounds(world: World, staffing: Staffing, replications: range, error: float) -> tuple[float, float]:
    """Sure bounds of P: from below of who is within the target, from above with those who may be."""
    within, perhaps = (kind(staffing, replications) for kind in (world.within, world.perhaps))
    return bounds(within, error)[0], bounds(perhaps, error)[1]
