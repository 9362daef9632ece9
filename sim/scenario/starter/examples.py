"""Examples of changes for a planner's first scenario, about parts that the base has; each about another part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sim.base.errors import ScenarioError
from sim.scenario.load import Ground
from sim.scenario.model import Item, Pool, Process, Scenario
from sim.scenario.quantities import TwoLanguages
from sim.scenario.reforms.model import Reform

FIRST: Final = (
    "parallel-review", "one-window", "agents", "e-seal", "joint-review", "real-estate-one-window", "any-counter",
    "staggered-hours",
)  # fmt: skip
"""Reforms worth trying first."""
MOST: Final = 5


@dataclass(frozen=True)
class Office:
    """A pool, how many there are, and one more."""

    name: str
    servers: int

    @property
    def more(self) -> int:
        """The number of servers the office would have with one more, for the example of a reform."""
        return self.servers + 1


@dataclass(frozen=True)
class Examples:
    """What the examples are about; None where the base has no such part."""

    office: Office | None
    process: str
    per_year: int | None
    promised: str | None
    """The item with the longest promised limit, and half of that."""
    half: float
    slow: str | None
    """Another item, which is reviewed."""
    removable: str | None
    first: str
    """The item after which an added one begins; `last` waits for it, and it runs on `calendar`."""
    last: str
    calendar: str
    legal: bool
    """Whether items of the process are on the legal clock, so that an added one should be, too."""
    titles: dict[str, TwoLanguages]
    """What the offices and items are called by people, as far as they have titles."""


def examples(scenario: Scenario) -> Examples:
    """Examples for a scenario that stands on this one."""
    name, process = next(iter(scenario.processes.items()))
    ends = [one for one in (process.from_, process.until, process.land) if one is not None]
    promised = _longest_promise(process)
    taken = {*ends, promised}
    reviewed = [one for one, item in process.items.items() if "review" in item.steps and one not in taken]
    slow = reviewed[0] if reviewed else None
    taken |= {slow}
    items = list(process.items)
    per_year = process.arrivals.per_year
    half = _days(process.items[promised]) / 2 if promised is not None else 0
    return Examples(
        _office(scenario),
        name,
        None if per_year is None else round(per_year.value * 1.2),
        promised,
        half,
        slow,
        next((one for one in reversed(items) if one not in taken and process.items[one].owner == "government"), None),
        process.from_ or items[0],
        process.until or items[-1],
        scenario.legal_calendar,
        any(step.legal for item in process.items.values() for step in item.steps.values()),
        _titles(scenario.pools) | _titles(process.items),
    )


def _titles(parts: Mapping[str, Pool | Item]) -> dict[str, TwoLanguages]:
    return {name: part.title for name, part in parts.items() if part.title is not None}


def _longest_promise(process: Process) -> str | None:
    known = [name for name, item in process.items.items() if item.promise is not None]
    return max(known, key=lambda name: _days(process.items[name]), default=None)


def _days(item: Item) -> float:
    return item.promise.days.value if item.promise is not None else 0


def _office(scenario: Scenario) -> Office | None:
    """The first reviewers of the base, or else the first pool with servers."""
    staffed = {name: pool for name, pool in scenario.pools.items() if pool.servers is not None}
    reviewers = [name for name, pool in staffed.items() if "reviewers" in pool.tags]
    for name in [*reviewers, *staffed]:
        servers = staffed[name].servers
        assert servers is not None
        return Office(name, int(servers.value))
    return None


def fitting(ground: Ground, own: Reform) -> list[Reform]:
    """Reforms that the base does not have and that go with it, with one another and with the scenario's own changes."""
    had = {*ground.scenario.reforms, *ground.scenario.reforms_in_force}
    known = list(_known(ground, (name for name in FIRST if name not in had)))
    if _goes(ground, [*known[:MOST], own]):
        return known[:MOST]
    chosen: list[Reform] = []
    for reform in known:
        if len(chosen) < MOST and _goes(ground, [*chosen, reform, own]):
            chosen.append(reform)
    return chosen


def _goes(ground: Ground, package: list[Reform]) -> bool:
    try:
        ground.with_package(package)
    except ScenarioError:
        return False
    return True


def _known(ground: Ground, names: Iterable[str]) -> Iterable[Reform]:
    for name in names:
        try:
            yield ground.reform(name)
        except ScenarioError:
            continue
