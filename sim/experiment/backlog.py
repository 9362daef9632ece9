"""At which items the cases stand on an average day: what a reform finds on its first day, if nothing is cleared before.

A case stands at every item that has begun for it and is not done. Places where hardly ever anybody stands are counted
with the place from which most of the same is still to do, so that the whole numbers add up to the cases in progress.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from sim.base.arrays import Ints
from sim.base.errors import ScenarioError
from sim.experiment.replications import Progress, Settings, each_replication
from sim.outcomes.history import OPEN, History
from sim.scenario import Scenario
from sim.scenario.epochs import rules_of
from sim.scenario.model import Process
from sim.scenario.precedence import classes_standing_at, followers, share_of
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import UNFINISHED, EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

Place = frozenset[str]
"""The items at which a case stands at the same time."""
RARE = 0.5
"""Cases on an average day below which a place is counted with another."""


@dataclass(frozen=True)
class CasesAtPlace:
    """How many cases stand at a place on an average day: mean of the replications, the lowest and the highest."""

    items: tuple[str, ...]
    cases: int
    mean: float
    low: float
    high: float


def standing_cases(
    scenario: Scenario,
    process: str,
    settings: Settings,
    target: Scenario | None = None,
    progress: Progress | None = None,
) -> list[CasesAtPlace]:
    """Where the cases of a process stand on an average day of a scenario, most cases first.

    With a *target*, where they stand when they are taken over into it: what it removed is no longer to do, what it
    merged or split is to do as long as a part of it is; where its reforms begin on dates, by its first rules. Raises
    `ScenarioError` if nobody stands anywhere, or if the scenario's own reforms begin on dates.
    """
    if scenario.before:
        why = "its reforms begin on dates, so cases stand under several rules"
        raise ScenarioError(scenario.scenario, "", f"{why}: name a scenario in which one holds all the time")
    number = list(scenario.processes).index(process)
    found = each_replication(lower(scenario), settings, partial(_places, process=number), progress)
    here = scenario.processes[process]
    there = rules_of(target)[0].scenario.processes[process] if target is not None else here
    where = _Takeover(here, there).place
    moved = [_moved(one, where) for one in found]
    _require_somebody(found, scenario, process, "is in progress between warm-up and cool-down: lengthen the run")
    _require_somebody(
        moved, target or scenario, process, "that is in progress has anything left to do: leave start_with out"
    )
    mean = {place: sum(one.get(place, 0.0) for one in moved) / len(moved) for place in set().union(*moved)}
    nearest = _nearest(mean, there)
    folded = [_moved(one, nearest.__getitem__) for one in moved]
    order = list(there.items)
    return _rounded([{_named(place, order): cases for place, cases in one.items()} for one in folded])


def _require_somebody(places: list[dict[Place, float]], scenario: Scenario, process: str, why: str) -> None:
    """Refuses replications in which nobody stands anywhere."""
    if not any(places):
        raise ScenarioError(scenario.scenario, f"processes.{process}", f"no case {why}")


def _places(plan: Plan, draws: Draws, log: EventLog, process: int) -> dict[Place, float]:
    """The mean number of cases at each place between warm-up and cool-down."""
    history = History(plan, draws, log, process)
    names = list(plan.processes[process].items)
    since, until = plan.measured_from, plan.measured_until
    begun, over = np.clip(history.begun, since, until), np.clip(_over(history), since, until)
    minutes: dict[Place, int] = defaultdict(int)
    for case in np.flatnonzero((over > begun).any(axis=1)):
        for moment, later in pairwise(np.unique([begun[case], over[case]])):
            at = np.flatnonzero((begun[case] <= moment) & (over[case] > moment))
            if at.size:
                minutes[frozenset(names[item] for item in at)] += int(later - moment)
    return {place: spent / (until - since) for place, spent in minutes.items()}


def _over(history: History) -> Ints:
    """The minute each item is off the case's way: it is done, or the case has ended, or never before the horizon."""
    over = np.where(history.applies, history.done, history.begun)
    log = history.log
    open_rows = np.flatnonzero((log.outcome == UNFINISHED) & (history.fate[log.case] == OPEN))
    over[log.case[open_rows], log.item[open_rows]] = history.plan.horizon
    return np.minimum(over, history.left[:, np.newaxis])


def _moved(places: dict[Place, float], where: Callable[[Place], Place]) -> dict[Place, float]:
    """The number of cases at each place after all have been moved; cases with nothing left to do are gone."""
    moved: dict[Place, float] = defaultdict(float)
    for place, cases in places.items():
        if where(place):
            moved[where(place)] += cases
    return dict(moved)


class _Takeover:
    """Where a case of one process stands when it is taken over into another, reformed one."""

    def __init__(self, here: Process, there: Process) -> None:
        self.here, self.there = here, there
        self.known: dict[Place, Place] = {}

    def place(self, place: Place) -> Place:
        """The first items of all that is still to do."""
        if place not in self.known:
            left = _still_to_do(self.here, place)
            kept = {name for name in left if name in self.there.items}
            made = {name for name, item in self.there.items.items() if left & set(item.instead_of or [])}
            after = _followers(self.there, kept | made)
            ahead = (kept | made).union(*(after[name] for name in kept | made))
            first = ahead - set().union(*(after[name] for name in ahead))
            self.known[place] = frozenset(self._marked(name, place) for name in first)
        return self.known[place]

    def _marked(self, name: str, place: Place) -> str:
        """The item, with a question mark if the case may not need it: it did not stand there, or fewer need it now."""
        item, classes = self.there.items[name], classes_standing_at(self.here, place)
        if place & set(item.instead_of or []):
            return name
        before = self.here.items[name] if name in place else None
        certain = all(share_of(item, one) >= (share_of(before, one) if before else 1) for one in classes)
        return name if certain else f"{name}?"


def _still_to_do(process: Process, place: Place) -> set[str]:
    names = {name.removesuffix("?") for name in place}
    after = _followers(process, names)
    return names.union(*(after[name] for name in names))


def _followers(process: Process, place: set[str]) -> dict[str, set[str]]:
    """What follows each item, for the first class of case that may stand at this place."""
    classes = classes_standing_at(process, place) or list(process.classes)
    return followers(process, classes[0], frozenset())


def _nearest(mean: dict[Place, float], process: Process) -> dict[Place, Place]:
    """Each place, or where it is rare the common one from which most of the same is to do."""
    common = [place for place, cases in mean.items() if cases >= RARE] or list(mean)
    left = {place: _still_to_do(process, place) for place in mean}
    order = {place: (-mean[place], sorted(place)) for place in common}
    return {
        place: place if place in order else min(common, key=lambda one: (len(left[one] ^ left[place]), order[one]))
        for place in mean
    }


def _named(place: Place, order: list[str]) -> tuple[str, ...]:
    return tuple(sorted(place, key=lambda name: order.index(name.removesuffix("?"))))


def _rounded(replications: list[dict[tuple[str, ...], float]]) -> list[CasesAtPlace]:
    """Whole numbers that add up to the rounded sum of the means: the largest remainders are rounded up."""
    places = sorted(set().union(*replications))
    table = np.array([[one.get(place, 0.0) for place in places] for one in replications]).reshape(-1, len(places))
    mean = table.mean(axis=0)
    whole = np.floor(mean)
    missing = round(mean.sum() - whole.sum())
    whole[np.argsort(whole - mean, kind="stable")[:missing]] += 1
    rows = zip(places, whole.astype(int).tolist(), mean.tolist(), table.min(axis=0), table.max(axis=0), strict=True)
    standing = [CasesAtPlace(place, cases, mean, float(low), float(high)) for place, cases, mean, low, high in rows]
    return sorted(standing, key=lambda one: (-one.mean, one.items))
