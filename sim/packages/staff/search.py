"""The cheapest staffing that keeps the promise: found under common luck, proved under other luck.

First one looks (`climb`): from those who can do the work at all, who brings most for the money comes in until the
promise is kept; who is not missed goes out again. Then one looks for anything cheaper (`cuts`): as long as the cheapest
staffing that no cut speaks against misses the promise, it makes one more cut. All this is under common luck, a sample,
looked at more closely near the promise and, where other luck does not bear it out, more closely altogether.

What was found is held against other luck (`verify`), together with all that has to miss the promise for nothing cheaper
to keep it. The guarantee, but for a chance of 1 − *confidence* in all: the staffing said to keep the promise has
P(T ≤ target) of at least *probability* − *indifference*; and none that costs less than the *floor* has *probability* +
*indifference* or more, if more people do no harm, or else none of those that were named. Each time that other luck is
asked it is luck never used before, and has a part of the error of its own (a half, a quarter, an eighth …).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from sim.packages.search import Rule, Verdict
from sim.packages.staff.climb import climb, descend, without_idle
from sim.packages.staff.cuts import by_load, cheapest, enlarged
from sim.packages.staff.sample import Harm, Sample, World
from sim.packages.staff.staffings import Box, Staffing, at
from sim.packages.staff.verify import Verified, verify

CLOSER: Final = 8
"""So many times the first replications are played where it is close; twice that at each further round."""
ROUNDS: Final = 3
"""So often other luck is asked at most."""
BLOCK: Final = 100_000
"""The replications that are other luck begin at this number, and so much apart for each time they are asked."""


@dataclass
class Found:
    """The staffing that keeps the promise, and how far it is known that none cheaper does."""

    box: Box
    rule: Rule
    verdict: Verdict
    """Keeps it; misses it: even with the most everywhere; or open."""
    staffing: Staffing
    """Which keeps the promise or may; the most everywhere where not even that does."""
    asked: list[Verified] = field(default_factory=list)
    """What other luck said, each time it was asked."""
    way: list[Staffing] = field(default_factory=list)
    """The staffings of the way up from those who can do the work at all."""
    floor: float | None = None
    """No staffing that costs less keeps the promise, if more people do no harm; None where not even that is known."""
    harm: Harm = field(default_factory=Harm)
    near: list[Staffing] = field(default_factory=list)
    """Cheaper ones, or as many as these, of which it is not known whether they miss the promise."""

    @property
    def is_cheapest(self) -> bool:
        """Whether nothing cheaper keeps the promise, if more people do no harm."""
        cost = self.box.cost(self.staffing)
        return self.verdict == Verdict.KEEPS and self.floor is not None and not self.box.is_cheaper(self.floor, cost)

    def missing(self) -> list[Staffing]:
        """All that surely miss the promise."""
        return [one for verified in self.asked for one in verified.missing()]

    def least(self) -> Staffing:
        """For each place, how many it takes there at least, however many there are elsewhere."""
        fewest = list(self.box.low)
        for one in self.missing():
            short = [place for place, there in enumerate(one) if there < self.box.high[place]]
            if len(short) == 1:
                fewest[short[0]] = max(fewest[short[0]], one[short[0]] + 1)
        return tuple(fewest)

    def verified(self, staffing: Staffing) -> Verified | None:
        """What other luck said of a staffing, when it was asked last."""
        return next((one for one in reversed(self.asked) if staffing in one.verdicts), None)


@dataclass
class Search:
    """A search that goes on: the sample, the cuts so far, and what other luck said."""

    world: World
    box: Box
    rule: Rule
    start: Staffing
    most_played: int
    """So many replications are played for the sample at most, of all staffings together."""
    sample: Sample = field(init=False)
    cuts: list[Staffing] = field(default_factory=list)
    asked: list[Verified] = field(default_factory=list)
    way: list[Staffing] = field(default_factory=list)
    best: Staffing = ()
    """The cheapest that keeps the promise under common luck, as far as was looked."""

    def __post_init__(self) -> None:
        self.sample = Sample(self.world, self.rule, CLOSER * self.rule.first)

    def run(self) -> Found:
        """Looks, and asks other luck, until that bears out what was found or was asked as often as allowed."""
        found = self._round()
        while found.verdict != Verdict.MISSES and not found.is_cheapest and len(self.asked) < ROUNDS:
            if self.sample.played >= self.most_played or (found.verdict == Verdict.KEEPS and not self._differs()):
                break
            self.sample.look_closer(2 * self.sample.most)
            self.cuts = [cut for cut in self.cuts if not self.sample.keeps(cut, "looking for a cheaper one")]
            found = self._round()
        return replace(found, harm=self.sample.harm())

    def ask(self, keeping: Staffing | None, missing: Sequence[Staffing]) -> Verified:
        """Holds staffings against luck that was never used before."""
        turn = len(self.asked) + 1
        block, error = range(turn * BLOCK, (turn + 1) * BLOCK), (1 - self.rule.confidence) / 2**turn
        known = {one for verified in self.asked for one in verified.missing()}
        fresh = [one for one in missing if one not in known]
        self.asked.append(verify(self.world, self.rule, keeping, fresh, block, error))
        return self.asked[-1]

    def afford(self, budget: float) -> Staffing:
        """Who brings most for a budget, put in one after another; held against other luck."""
        box = self.box.all_free
        bought = climb(self.sample, box, at(self.box.now, box.free, box.high), budget)[-1]
        if not any(bought in verified.verdicts for verified in self.asked):
            self.ask(None, [bought])
        return bought

    def _round(self) -> Found:
        if not self.sample.keeps(self.box.high, "with the most everywhere"):
            if not self.way:
                self.way = climb(
                    self.sample, self.box.all_free, at(self.start, self.box.free, self.box.high), steps=MOST_STEPS
                )
            missing = bool(self.ask(None, [self.box.high]).missing())
            return self._found(Verdict.MISSES if missing else Verdict.OPEN, self.box.high)
        return self._held(self._solved())

    def _solved(self) -> Staffing:
        """The cheapest staffing that keeps the promise under common luck, or the cheapest that was found in time."""
        box = self.box.all_free
        best = self._first() if not self.way else self.best
        if not self.sample.keeps(best, "looking for a cheaper one"):
            best = self.way[-1] if self.sample.keeps(self.way[-1], "looking for a cheaper one") else box.high
        while self.sample.played < self.most_played:
            there = cheapest(box, self.cuts)
            if there is None or not box.is_cheaper(box.cost(there), box.cost(best)):
                break
            if self.sample.keeps(there, "looking for a cheaper one"):
                best = there
                break
            self.cuts.append(enlarged(box, there, self._misses))
        self.best = best
        return without_idle(self.sample, self.box, best, self.box.free)

    def _first(self) -> Staffing:
        """The way up, and back without who is not missed; and what the load alone cuts off."""
        box = self.box.all_free
        self.way = climb(self.sample, box, at(self.start, box.free, box.high))
        self.cuts += by_load(box, self._misses)
        return descend(self.sample, box, self.way[-1])

    def _held(self, best: Staffing) -> Found:
        """What other luck says of the best, and of all cuts that it takes for nothing cheaper to be left."""
        known = [one.keeping for one in self.asked if one.keeps and one.keeping is not None]
        kept = min(known, key=self.box.cost, default=None)
        is_new = kept is None or self.box.is_cheaper(self.box.cost(best), self.box.cost(kept))
        told = self.ask(best if is_new else None, self._needed(self.box.cost(best)))
        if not is_new or told.keeps:
            return self._found(Verdict.KEEPS, best if is_new or kept is None else kept)
        self.cuts.append(at(best, self.box.free, self.box.high))
        return self._found(Verdict.OPEN, best) if kept is None else self._found(Verdict.KEEPS, kept)

    def _needed(self, cost: float) -> list[Staffing]:
        """The cuts that it takes for nothing cheaper to be left; those near the promise are left out if they may be."""
        box, kept = self.box.all_free, list(self.cuts)
        least = _floor(box, kept)
        aim = cost if least is None else min(cost, least)
        for cut in sorted(self.cuts, key=lambda one: (-self.sample.means.get(one, 0.0), one)):
            others = [one for one in kept if one != cut]
            floor = _floor(box, others)
            if floor is None or not box.is_cheaper(floor, aim):
                kept = others
        return kept

    def _found(self, verdict: Verdict, staffing: Staffing) -> Found:
        missing = [one for verified in self.asked for one in verified.missing()]
        cost = self.box.cost(staffing)
        floor = _floor(self.box.all_free, missing)
        near = [
            one for verified in self.asked for one in verified.open() if one != staffing and one not in set(missing)
        ]
        return Found(
            self.box, self.rule, verdict, staffing, self.asked, self.way,
            cost if floor is None or not self.box.is_cheaper(floor, cost) else floor, near=near,
        )  # fmt: skip

    def _misses(self, staffing: Staffing) -> bool:
        return self.sample.clearly_misses(staffing, "looking for a cheaper one")

    def _differs(self) -> bool:
        """Whether other luck sees something on the other side of the promise than common luck does."""
        last = self.asked[-1]
        return any(
            float(np.nanmean(self.world.within(one, self._played(last, one)))) >= self.rule.probability
            for one in last.open()
        )

    def _played(self, verified: Verified, staffing: Staffing) -> range:
        start = verified.replications.start
        return range(start, start + verified.counts[staffing])


MOST_STEPS: Final = 25
"""The way up is not followed further where its end does not keep the promise."""


def _floor(box: Box, missing: Sequence[Staffing]) -> float | None:
    """What any staffing costs at least that is not within one of the *missing*; None if there is none."""
    there = cheapest(box, missing)
    return None if there is None else box.cost(there)


def search(world: World, box: Box, rule: Rule, start: Staffing | None = None, most_played: int = 1500) -> Found:
    """The cheapest staffing of a box that keeps the promise; *start* is who can do the work at all."""
    return Search(world, box, rule, start or box.low, most_played).run()
