"""Some reforms on a common ground, and all the packages that can be made of them.

A package is numbered by its reforms: reform *i* is in it if bit *i* of the number is set. So 0 is the ground as it is,
and a package is within another if all its bits are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from sim.base.errors import UserError
from sim.scenario import Ground, Scenario, load_ground
from sim.scenario.reforms.model import Reform

MOST_REFORMS: Final = 12


class Cost(NamedTuple):
    """What something costs the government a year, and how low and how high that may be."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Choice:
    """A reform that may be taken or left."""

    name: str
    title: str
    cost: Cost | None = None
    """By its own file; None where that does not say."""


@dataclass(frozen=True)
class Catalogue:
    """The reforms to choose from, in the order in which they were named, and every package of them."""

    choices: tuple[Choice, ...]

    @property
    def names(self) -> list[str]:
        """The names of the reforms that may be in a package, in the order of its bits."""
        return [choice.name for choice in self.choices]

    @property
    def packages(self) -> range:
        """Every combination, the empty one included."""
        return range(1 << len(self.choices))

    def members(self, package: int) -> list[str]:
        """The names of the reforms of a package."""
        return [self.choices[place].name for place in places(package)]

    def package(self, names: Iterable[str]) -> int:
        """The number of the package of these reforms."""
        return sum(1 << self.names.index(name) for name in names)

    def cost(self, package: int) -> Cost | None:
        """What a package costs a year; None if one of its reforms does not say."""
        costs = [cost for place in places(package) if (cost := self.choices[place].cost) is not None]
        if len(costs) < package.bit_count():
            return None
        return Cost(*(sum(one[bound] for one in costs) for bound in range(3)))

    @property
    def without_cost(self) -> list[str]:
        """The reforms whose files do not say what they cost."""
        return [choice.name for choice in self.choices if choice.cost is None]


@dataclass(frozen=True)
class Candidates:
    """The reforms themselves, and the scenario they are tried on."""

    ground: Ground
    reforms: tuple[Reform, ...]

    def catalogue(self) -> Catalogue:
        """Their names, titles and costs."""
        return Catalogue(tuple(Choice(one.reform, str(one.title), _cost(one)) for one in self.reforms))

    def scenario(self, package: int) -> Scenario:
        """The ground with a package applied. Raises `ScenarioError` if its reforms do not go together."""
        return self.ground.with_package([self.reforms[place] for place in places(package)])


def _cost(reform: Reform) -> Cost | None:
    if reform.cost is None:
        return None
    yearly = reform.cost.per_year
    return Cost(yearly.value, *yearly.bounds())


def load_candidates(scenario: str | Path, names: list[str]) -> Candidates:
    """The reforms of these names beside a scenario's file, with the scenario."""
    if not names:
        raise UserError("--reforms: none is named: give one to twelve, as in agents,e-seal")
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"--reforms: '{name}' is named twice: once is enough")
    if len(names) > MOST_REFORMS:
        raise UserError(
            f"--reforms: {len(names)} are named, which make {2 ** len(names):,} packages: name at most {MOST_REFORMS}"
        )
    ground = load_ground(scenario)
    for name in names:
        if name in (*ground.scenario.reforms, *ground.scenario.reforms_in_force):
            raise UserError(f"--reforms: '{name}' is in {ground.file} already: leave it out, or name its base instead")
    return Candidates(ground, tuple(ground.reform(name, "--reforms") for name in names))


def places(package: int) -> list[int]:
    """Which reforms are in a package."""
    return [place for place in range(package.bit_length()) if package >> place & 1]


def within(smaller: int, larger: int) -> bool:
    """Whether every reform of one package is in the other."""
    return smaller & larger == smaller
