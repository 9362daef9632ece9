"""What money buys: of all packages, those that no other beats with more projects in time for no more money."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.arrays import less
from sim.base.errors import UserError
from sim.packages.candidates import Catalogue, Cost
from sim.packages.trials import Question, Table
from sim.statistics.clustered import Estimate, proportion
from sim.statistics.multiple import together


@dataclass(frozen=True)
class Point:
    """A package on the chart of cost against P(T ≤ target)."""

    package: int
    cost: Cost
    within: Estimate
    """Its own interval, at 95 %."""
    rival: int
    """The best package that costs no more; itself, if there is none."""
    lead: Estimate
    """How far it is ahead of its rival; the intervals of all packages hold together."""

    @property
    def efficient(self) -> bool:
        """By the estimates, nothing that costs no more brings more projects within the target, or as many."""
        return self.rival == self.package

    @property
    def perhaps(self) -> bool:
        """Not efficient by the estimates, but that may be chance."""
        return not self.efficient and (self.lead.high is None or self.lead.high > 0)


def frontier(catalogue: Catalogue, table: Table, question: Question) -> list[Point]:
    """Every package whose cost is known and that has a steady state, cheapest first, of equals the best first."""
    steady = [package for package in sorted(table.cases) if not table.growing(package)]
    costs = {package: cost for package in steady if (cost := table.cost(catalogue, package)) is not None}
    if not costs:
        raise UserError("no package of the table has both a steady state and a known cost: there is nothing to compare")
    within = {package: share_of(table, package, question) for package in costs}
    order = sorted(costs, key=lambda package: (costs[package].value, -(within[package].value or 0), package))
    rivals, best = [], order[0]
    for package in order:
        best = package if (within[package].value or 0) > (within[best].value or 0) else best
        rivals.append(best)
    values = dict(zip(order, table.matrix(order, "within", question), strict=True))
    ahead = [less(values[package], values[rival]) for package, rival in zip(order, rivals, strict=True)]
    leads = together(np.stack(ahead))
    return [
        Point(package, costs[package], within[package], rival, lead)
        for package, rival, lead in zip(order, rivals, leads, strict=True)
    ]


def share_of(table: Table, package: int, question: Question) -> Estimate:
    """P(T ≤ target) of a package: the mean of its replications, with the interval of a share."""
    yearly = table.yearly(package, "within", question)
    known = yearly[~np.isnan(yearly)]
    if len(known) < 2:
        return Estimate(float(known.mean()) if len(known) else None)
    cases = int(question.concerns(table.cases[package]).sum())
    return proportion(float(known.mean()), float(known.std(ddof=1) / np.sqrt(len(known))), cases, len(known))


def document(point: Point, catalogue: Catalogue) -> dict[str, Any]:
    """For machines, and for a chart."""
    return {
        "reforms": catalogue.members(point.package),
        "cost": point.cost.value,
        "cost_range": [point.cost.low, point.cost.high],
        "within_target": point.within.value,
        "within_target_ci95": point.within.interval,
        "efficient": point.efficient,
        "perhaps_efficient": point.perhaps,
        "rival": catalogue.members(point.rival),
        "lead": point.lead.value,
        "lead_ci": point.lead.interval,
    }
