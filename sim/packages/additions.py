"""Whether more is always better: every way to add a reform to a package, and those in which it hurts."""

from dataclasses import dataclass

from sim.base.arrays import less
from sim.packages.candidates import Catalogue
from sim.packages.trials import Question, Table
from sim.statistics.clustered import Estimate
from sim.statistics.multiple import together


@dataclass(frozen=True)
class Addition:
    """A reform added to a package: what P(T ≤ target) and the mean days gain by it."""

    package: int
    reform: int
    within: Estimate
    days: Estimate

    @property
    def hurts(self) -> bool:
        """Fewer projects are within the target, or they take longer on average, and that is no chance."""
        return (self.within.high is not None and self.within.high < 0) or (
            self.days.low is not None and self.days.low > 0
        )

    @property
    def helps(self) -> bool:
        """More projects are within the target, or they take less long on average, and that is no chance."""
        return (self.within.low is not None and self.within.low > 0) or (
            self.days.high is not None and self.days.high < 0
        )


def additions(catalogue: Catalogue, table: Table, question: Question) -> list[Addition]:
    """Every reform added to every package that it goes together with, paired by replication.

    The intervals of both numbers of all additions hold together.
    """
    packages = sorted(table.cases)
    row = {package: place for place, package in enumerate(packages)}
    pairs = [
        (package, reform)
        for package in packages
        for reform in range(len(catalogue.choices))
        if not package >> reform & 1 and package | 1 << reform in row
    ]
    if not pairs:
        return []
    before = [row[package] for package, _ in pairs]
    after = [row[package | 1 << reform] for package, reform in pairs]
    within, days = (table.matrix(packages, statistic, question) for statistic in ("within", "mean"))
    gained, spent = (together(less(one[after], one[before]), among=2 * len(pairs)) for one in (within, days))
    return [
        Addition(package, reform, gain, time)
        for (package, reform), gain, time in zip(pairs, gained, spent, strict=True)
    ]
