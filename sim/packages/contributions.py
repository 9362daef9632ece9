"""Who earned the days: what all reforms together gain, shared out among them.

A reform's share is what it adds when it comes, averaged over all orders in which the reforms can come one after another
(Shapley 1953). Where some packages do not go together, over those orders in which every step does (Faigle and Kern
1992). The shares add up to the whole, in every replication.
"""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sim.base.arrays import Floats, beside, less
from sim.base.errors import UserError
from sim.packages.candidates import Catalogue, places, within
from sim.packages.trials import Question, Table
from sim.statistics.clustered import Estimate
from sim.statistics.multiple import together


@dataclass(frozen=True)
class Shares:
    """What the reforms of a package gain over nothing: days saved, or projects more within the target."""

    package: int
    statistic: str
    whole: Estimate
    shares: dict[int, Estimate]
    """By the place of the reform; the intervals of all hold together."""
    interactions: dict[tuple[int, int], Estimate]
    """What two gain by each other: below nothing if they save the same days. Left out where the two never meet."""


def earned(table: Table, package: int, statistic: str, question: Question) -> Shares:
    """The share of each reform of a package in what it gains.

    Raises `UserError` if there is no order in which the reforms can come.
    """
    steps = _Orders([one for one in sorted(table.cases) if within(one, package)], package)
    values = table.matrix(steps.packages, statistic, question) * (1 if statistic == "within" else -1)
    scale = np.abs(values).max(axis=0)
    shares = beside(np.stack([steps.share(place) for place in places(package)]) @ values, scale)
    pairs = {
        pair: weights for pair in combinations(places(package), 2) if (weights := steps.meeting(*pair)) is not None
    }
    met = beside(np.stack(list(pairs.values())) @ values, scale) if pairs else np.empty((0, values.shape[1]))
    return Shares(
        package,
        statistic,
        together(less(values[[-1]], values[[0]]))[0],
        dict(zip(places(package), together(shares), strict=True)),
        dict(zip(pairs, together(met), strict=True)),
    )


def largest(catalogue: Catalogue, table: Table, question: Question) -> list[int]:
    """The packages with the most reforms that can come one after another, the most within the target first.

    Raises `UserError` if no reform can come first.
    """
    reachable = _reached({0}, sorted(table.cases))
    most = max(package.bit_count() for package in reachable)
    if not most:
        names = ", ".join(catalogue.names)
        raise UserError(f"{names}: none goes without another, so none earns anything: try them with those they need")
    those = [package for package in sorted(reachable) if package.bit_count() == most]
    within = table.matrix(those, "within", question).mean(axis=1)
    return [those[place] for place in np.argsort(-within, kind="stable")]


def _reached(start: set[int], packages: list[int]) -> set[int]:
    """The packages that can be reached by adding one reform at a time."""
    known = set(start)
    for package in sorted(packages, key=int.bit_count):
        if any(package ^ 1 << place in known for place in places(package)):
            known.add(package)
    return known


def document(shares: Shares, catalogue: Catalogue) -> dict[str, Any]:
    """What each reform of a package contributes, with interactions of pairs, as a JSON document."""
    names = catalogue.names
    return {
        "package": catalogue.members(shares.package),
        "statistic": shares.statistic,
        "whole": shares.whole.value,
        "whole_ci95": shares.whole.interval,
        "shares": [
            {"reform": names[place], "value": share.value, "ci": share.interval}
            for place, share in shares.shares.items()
        ],
        "interactions": [
            {"reforms": [names[one], names[other]], "value": gain.value, "ci": gain.interval}
            for (one, other), gain in shares.interactions.items()
        ],
    }


class _Orders:
    """The orders in which the reforms of a package can come: how many lead to each package, and on from it."""

    def __init__(self, packages: list[int], whole: int) -> None:
        self.whole, self.packages = whole, packages
        self.row = {package: place for place, package in enumerate(packages)}
        rising = sorted(packages, key=int.bit_count)
        self.up = {0: 1}
        for package in rising[1:]:
            self.up[package] = sum(self.up.get(package ^ 1 << place, 0) for place in places(package))
        self.on = {whole: 1}
        for package in rising[-2::-1]:
            self.on[package] = sum(self.on.get(package | 1 << place, 0) for place in places(whole & ~package))
        if not self.up.get(whole):
            raise UserError(
                "--package: its reforms cannot come one after another, for some do not go without others: "
                "leave one of them out of --package"
            )

    def share(self, place: int) -> Floats:
        """The weight of each package's value in the share of a reform."""
        weights = np.zeros(len(self.packages))
        for package in self.packages:
            after = package | 1 << place
            if after != package and after in self.row:
                orders = self.up[package] * self.on[after] / self.up[self.whole]
                weights[self.row[after]] += orders
                weights[self.row[package]] -= orders
        return weights

    def meeting(self, one: int, other: int) -> Floats | None:
        """The weight of each package's value in what two reforms gain by each other (Owen 1972).

        None if they never come in either order.
        """
        weights, both, total = np.zeros(len(self.packages)), 1 << one | 1 << other, 0
        for package in self.packages:
            corners = [package, package | 1 << one, package | 1 << other, package | both]
            if package & both or any(corner not in self.row for corner in corners):
                continue
            orders = self.up[package] * self.on[corners[3]]
            total += orders
            weights[[self.row[corner] for corner in corners]] += np.array([1, -1, -1, 1]) * orders
        return weights / total if total else None
