"""Does the promised probability of correct selection hold? Searches among packages whose true P is known.

Run with `python tests/coverage/selection.py`. Every problem has five reforms and so 32 packages, of which all with at
least *size* reforms keep the promise and all others miss it, each by exactly the zone of indifference: the hardest case
that the guarantee covers. The replications' shares come from distributions that are as unlike a year's share as may be.
A search is right if none of its verdicts is wrong. At 95 % confidence at least 95 of 100 searches must be right.
"""

import argparse
from collections.abc import Callable
from math import comb

import numpy as np
from scipy import stats

from sim.base.arrays import Floats
from sim.packages.search import Found, Rule, Verdict, search

REFORMS = 5
Shares = Callable[[np.random.Generator, float, int], Floats]


def beta(spread: float) -> Shares:
    """Shares around their mean, with a standard deviation of *spread*."""

    def draw(numbers: np.random.Generator, mean: float, count: int) -> Floats:
        size = mean * (1 - mean) / spread**2 - 1
        return numbers.beta(mean * size, (1 - mean) * size, count)

    return draw


def all_or_none(numbers: np.random.Generator, mean: float, count: int) -> Floats:
    """Years in which all projects are in time, and years in which none is."""
    return (numbers.random(count) < mean).astype(float)


def rare_disaster(numbers: np.random.Generator, mean: float, count: int) -> Floats:
    """Nearly always a little better than the mean, and now and then a year that goes wrong altogether."""
    usual = mean + 0.02
    return np.where(numbers.random(count) < 0.02 / usual, 0.0, usual)


DISTRIBUTIONS: dict[str, Shares] = {
    "beta, standard deviation 0.03": beta(0.03),
    "beta, standard deviation 0.15": beta(0.15),
    "all or none": all_or_none,
    "rare disaster": rare_disaster,
}


class Known:
    """Packages whose probability is known: above the promise from *size* reforms on, below it with fewer."""

    def __init__(self, numbers: np.random.Generator, rule: Rule, size: int, shares: Shares) -> None:
        self.numbers, self.rule, self.size, self.draw = numbers, rule, size, shares
        self.packages, self.refused = range(1 << REFORMS), dict[int, str]()
        self.played = {package: np.empty(0) for package in self.packages}

    def keeps(self, package: int) -> bool:
        return package.bit_count() >= self.size

    def look(self, packages: list[int], replications: int, what: str) -> None:
        for package in packages:
            zone = self.rule.indifference * (1 if self.keeps(package) else -1)
            more = self.draw(self.numbers, self.rule.probability + zone, replications - len(self.played[package]))
            self.played[package] = np.concatenate([self.played[package], more])

    def perhaps(self, package: int) -> Floats:
        """The same: everybody ends."""
        return self.shares(package)

    def unsteady(self, package: int) -> bool:
        """No queue grows."""
        return False

    def shares(self, package: int) -> Floats:
        return self.played[package]

    def wrong(self, found: Found) -> bool:
        """Whether any verdict is."""
        false = {True: Verdict.MISSES, False: Verdict.KEEPS}
        return any(verdict == false[self.keeps(package)] for package, verdict in found.verdicts.items())


def measure(shares: Shares, searches: int, rule: Rule, seed: int) -> tuple[int, int, float]:
    """How many searches are right; in how many of them everything was decided; replications a package."""
    right = decided = 0
    spent = 0.0
    for number in range(searches):
        known = Known(np.random.default_rng([seed, number]), rule, 1 + number % (REFORMS + 1), shares)
        found = search(known, rule)
        right += not known.wrong(found)
        solved = not found.those(Verdict.OPEN)
        decided += solved
        if solved and not known.wrong(found):
            assert len(found.minimal) == (comb(REFORMS, known.size) if known.size <= REFORMS else 0)
        spent += np.mean([len(played) for played in known.played.values()])
    return right, decided, spent / searches


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rules = {
        "P 0.9 ± 0.05, 95 %": Rule(0.9, 0.05, 0.95, 12, 400),
        "P 0.5 ± 0.05, 95 %": Rule(0.5, 0.05, 0.95, 12, 400),
        "P 0.9 ± 0.05, 50 %": Rule(0.9, 0.05, 0.5, 12, 400),
    }
    print("| promise and confidence | shares of a replication | right | at least | all decided | replications |")
    print("|---|---|---|---|---|---|")
    for promise, rule in rules.items():
        for name, shares in DISTRIBUTIONS.items():
            right, decided, spent = measure(shares, asked.searches, rule, asked.seed)
            low = stats.beta.ppf(0.025, right, asked.searches - right + 1)
            cells = [f"{right / asked.searches:.1%}", f"{low:.1%}", f"{decided / asked.searches:.0%}", f"{spent:.0f}"]
            print("| " + " | ".join([promise, name, *cells]) + " |", flush=True)


if __name__ == "__main__":
    main()
