"""The best of some packages, and how sure that is: they are played more until the others are known to be no better.

All packages meet the same luck, so each is held against the best by the differences of single replications. At each
look these have Student's intervals, of all ordered pairs together (Bonferroni), and each look may err half as often as
the one before, so that all looks together keep the confidence. A package that the best is surely ahead of is beaten and
leaves the race; one that is surely not ahead of the best by more than the zone of indifference is alike.

Unlike the verdicts on a promise (`sim.packages.search`) this takes the differences of replications for about normal:
intervals by betting assume nothing, but between two shares that differ by a point they need thousands of replications.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from sim.base.arrays import Floats, less
from sim.packages.study import Study
from sim.statistics.clustered import Estimate
from sim.statistics.quantiles import student


class Standing(StrEnum):
    """How a package stands beside the best."""

    BEST = "best"
    ALIKE = "alike"
    OPEN = "open"
    BEATEN = "beaten"


@dataclass(frozen=True)
class RaceRule:
    """How sure it is to be, what difference matters to nobody, and how much may be played."""

    indifference: float = 0.01
    confidence: float = 0.95
    first: int = 12
    most: int = 200


@dataclass
class Race:
    """How each package stands, and how far the best is ahead of it."""

    rule: RaceRule
    best: int
    standings: dict[int, Standing] = field(default_factory=dict)
    leads: dict[int, Estimate] = field(default_factory=dict)

    def those(self, standing: Standing) -> list[int]:
        """The packages that stand so, those least behind first."""
        mine = [package for package, one in self.standings.items() if one == standing]
        return sorted(mine, key=lambda package: (self.leads[package].value or 0, package))


def run_race(study: Study, packages: Sequence[int], rule: RaceRule) -> Race:
    """The best of the packages; those not beaten are played until nothing is open, or as often as is allowed."""
    found, running, replications, look = Race(rule, packages[0]), [*packages], rule.first, 0
    while True:
        look += 1
        study.look(running, replications, f"{len(running)} packages, {replications} replications")
        values = study.table.matrix(running, "within", study.question)
        tail = (1 - rule.confidence) / 2**look / max(len(packages) * (len(packages) - 1), 1)
        _judge(found, running, values, tail)
        running = [package for package in running if found.standings[package] != Standing.BEATEN]
        if not found.those(Standing.OPEN) or replications >= rule.most:
            return found
        replications = min(2 * replications, rule.most)


def _judge(found: Race, running: Sequence[int], values: Floats, tail: float) -> None:
    """Holds each running package against the best of them; *values* are packages by replications."""
    best = int(np.argmax(values.mean(axis=1)))
    found.best = running[best]
    leads = leads_of(values[best], values, tail)
    for package, lead in zip(running, leads, strict=True):
        found.leads[package] = lead
        found.standings[package] = _standing(lead, found.rule.indifference)
    found.standings[found.best] = Standing.BEST


def leads_of(best: Floats, values: Floats, tail: float) -> list[Estimate]:
    """How far the best is ahead of each row of *values*, with Student's interval that errs by *tail* on either side."""
    ahead = np.stack([less(best, row) for row in values])
    centres, count = ahead.mean(axis=1), ahead.shape[1]
    if count < 2:
        return [Estimate(float(centre)) for centre in centres]
    half = float(-student(tail, count - 1)) * ahead.std(axis=1, ddof=1) / np.sqrt(count)
    bounds = zip(centres.tolist(), (centres - half).tolist(), (centres + half).tolist(), strict=True)
    return [Estimate(centre, low, high) for centre, low, high in bounds]


def _standing(lead: Estimate, indifference: float) -> Standing:
    if lead.low is None:
        return Standing.OPEN
    if lead.low > 0:
        return Standing.BEATEN
    return Standing.ALIKE if lead.low >= -indifference else Standing.OPEN
