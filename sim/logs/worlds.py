"""Joint worlds: what is left of the ranges of a calibrated scenario once each world is played and held against the log.

Hours of work, heads, availability and queues are not told apart by durations between states, but not all of their
combinations give the log that was seen. Worlds are drawn from the ranges. In each, what was measured is moved until
stretches take as long as in the log: where reviewers are few, files lie for less time beside. Each is then played for
as long as the log and read as it would be stamped, and those are kept of which nothing is implausible (history
matching: Vernon, Goldstein and Bower, Galaxy formation, Bayesian Analysis 5 (2010), 619-670).
"""

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats
from sim.base.errors import ScenarioError
from sim.base.progress import Watch, unwatched
from sim.experiment.cluster import Shared
from sim.experiment.parallel import Workers, call_all
from sim.logs.as_known import before
from sim.logs.calibrate import Calibration
from sim.logs.estimates import CurveEstimate, mean_of
from sim.logs.fit import played_parts
from sim.logs.log import Log
from sim.logs.measures import Part
from sim.logs.replay import played_curves, played_timings
from sim.logs.stretches import Stretch
from sim.logs.survival import FEWEST
from sim.scenario import Scenario, load_written
from sim.scenario.addresses import Changes, Keys, address, as_keys, with_numbers
from sim.scenario.validation import validated
from sim.studies.design.factors import BASE, Factor
from sim.studies.design.load import Design, design_on, standing_alone
from sim.studies.design.model import Study

IMPLAUSIBLE: Final = 3.0
"""Beyond so many standard errors of chance, sampling and drift a world is not that of the log."""
REPLICATIONS: Final = 12
"""So often the calibrated scenario is played to see what chance does to a log of this length."""
FEWEST_OF_SHARES: Final = 60
"""Shares of fewer are too far from normal for standard errors to say what is implausible."""
SHOWN: Final = ("pools", "departments", "processes", "calendars")
"""Parts of a scenario that a log may show something of."""
TURNS: Final = 2
"""So often what was measured is moved in each world."""
LEAST, MOST = 0.02, 50.0
"""So far a duration may be moved, as a factor."""
MOVED: Final = 3.0
"""Standard errors by which a number has moved from the middle of all that were tried."""
MEASURES: Final = ("median", "p90", "late", "returns", "open")
OFF: Final = (0.05, 0.05, 0.02, 0.02, 0.02)
"""By so much each of these may be off in any model of it: logarithms of days, and shares."""


World = tuple[Changes, Floats]
"""The numbers of a world, and its measures."""


@dataclass(frozen=True)
class Joint:
    """The worlds of the ranges that give the log which was seen, as far as chance and drift allow."""

    table: pd.DataFrame
    """A row for each world that is kept, a column for each number, by its address."""
    tried: int
    empty: int
    """Worlds in which the parts of the scenario do not go together."""
    excluded: dict[str, int]
    """How many worlds each measure excludes, the most first."""
    moved: dict[str, tuple[float, float]]
    """Numbers that are no longer where they were: their mean over all that were tried and over those that are kept."""

    def document(self) -> dict[str, Any]:
        """What is told of them in the evidence."""
        moved = {name: {"tried": one, "kept": other} for name, (one, other) in self.moved.items()}
        told = {"tried": self.tried, "kept": len(self.table), "empty": self.empty, "numbers": self.table.shape[1]}
        return {**told, "excluded_by": self.excluded, "moved": moved}


def joint_worlds(
    file: Path, calibration: Calibration, count: int, workers: Workers = 1, watch: Watch = unwatched
) -> Joint:
    """Draws worlds from the ranges of a calibrated scenario's file and keeps those that give the log.

    Raises `ScenarioError` if no number of the scenario that a log may show has a range.
    """
    log, process, seed = calibration.log, calibration.process, calibration.seed
    design = _design(file, process, count, seed)
    since = pd.Timestamp(log.events["time"].min()).normalize()
    last = design.written.processes[process].until
    view = _View(process, log, since, last if last in log.known_items else None)
    with watch("playing", REPLICATIONS + count) as tick:
        usual = view.played(design.written, seed, REPLICATIONS, tick)
        shared = Shared(pickle.dumps((design, view, _Solver.of(calibration), seed)))
        calls = ((shared, place) for place in range(design.size))
        found = list(_gathered(call_all(_one_world, calls, workers, "compiled", most=count), tick))
    return _kept(design, view, usual, found)


def _design(file: Path, process: str, count: int, seed: int) -> Design:
    """The points of the worlds: one factor for all numbers that are one assumption."""
    document = {
        "study": "worlds",
        "scenario": str(file),
        "factors": [{"every": "range"}],
        "design": {"latin_hypercube": count},
        "seed": seed,
    }
    written = standing_alone(load_written(file))
    design = design_on(written, validated(Study, document, str(file)), str(file), file)
    mine = [place for place, factor in enumerate(design.factors) if _shows(factor, process)]
    if not mine:
        raise ScenarioError(str(file), "", "no number that a log may show has a range: there are no worlds to draw")
    return Design(
        design.study, design.source, design.studied, [design.factors[n] for n in mine], design.points[:, mine]
    )


def _shows(factor: Factor, process: str) -> bool:
    """Whether a log of a process may show something of all numbers of a factor."""
    spots = [spot.keys for spot in factor.spots if spot.where == BASE]
    if len(spots) < len(factor.spots) or not spots:
        return False
    return all(keys[0] in SHOWN and (keys[0] != "processes" or keys[1] == process) for keys in spots)


@dataclass(frozen=True)
class _View:
    """What is looked at in a log: the items that most cases have, and the log itself."""

    process: str
    log: Log
    since: pd.Timestamp
    last: str | None

    @cached_property
    def names(self) -> list[str]:
        """The items of which enough is seen."""
        visits = Part(self.log, self.since, self.last).visits
        count = np.bincount(visits.item, minlength=len(visits.item_names))
        return [
            name
            for name, n in zip(visits.item_names, count, strict=True)
            if n >= FEWEST and name in self.log.known_items
        ]

    def played(self, scenario: Scenario, seed: int, replications: int, tick: Callable[[], None]) -> Floats:
        """The measures of some replications of a scenario: replications by measures."""
        parts = played_parts(scenario, self.process, self.log, self.since, self.last, seed, replications, tick)
        return np.array([measures(part, self.names) for part in parts])


def measures(part: Part, names: list[str]) -> Floats:
    """What is compared: of each item the logarithms of median and p90, and its shares late, sent back and open."""
    return np.array([value for name in names for value in _of_item(part, name)])


def _of_item(part: Part, name: str) -> Iterator[float]:
    visits, times = part.visits, part.of_item(name)
    mine = visits.item == (visits.item_names.index(name) if name in visits.item_names else -1)
    for level in (0.5, 0.9):
        value = times.quantile(level) if times.count else float("nan")
        yield float(np.log(max(value, 0.01))) if np.isfinite(value) else float("nan")
    if mine.sum() < FEWEST_OF_SHARES:
        yield from [float("nan")] * 3
        return
    yield part.over_limit(name)
    yield float(visits.count("corrections-asked", visits.decided)[mine].mean())
    yield float(visits.open[mine].mean())


@dataclass(frozen=True)
class _Solver:
    """Moves what was measured in a world until it takes as long as in the log."""

    process: str
    log: Log
    stretches: tuple[Stretch, ...]
    targets: tuple[float, ...]
    addresses: tuple[Keys, ...]
    """Of the factors on the durations that are moved."""
    means: tuple[float, ...]
    """Of these durations, where their factor is one."""

    @classmethod
    def of(cls, calibration: Calibration) -> "_Solver":
        """All that was measured, but for what stands apart from a peak."""
        said = {one.address: one.mean for one in calibration.estimates if isinstance(one, CurveEstimate)}
        chosen = [(stretch, one) for stretch, one in calibration.measured if not stretch.chased]
        return cls(
            calibration.process,
            calibration.log,
            tuple(stretch for stretch, _ in chosen),
            tuple(one.mean for _, one in chosen),
            tuple(as_keys(f"{one.address}.times") for _, one in chosen),
            tuple(max(said[one.address], 1e-9) for _, one in chosen),
        )

    def solved(self, scenario: Scenario, drawn: Changes, seed: int) -> tuple[Scenario, Changes]:
        """The world with moved factors; those that were *drawn* say how far the log itself may be off."""
        stamped = frozenset(str(state) for state in self.log.events["state"].unique())
        factors = {keys: drawn.get(keys, 1.0) for keys in self.addresses}
        for turn in range(TURNS):
            timings = list(
                played_timings(scenario, self.process, self.log.mapping, stamped, seed + turn, replications=1)
            )
            played = played_curves(timings, list(self.stretches))
            for keys, mean, target, curve in zip(self.addresses, self.means, self.targets, played, strict=True):
                if curve is not None:
                    more = mean_of(curve) - target * drawn.get(keys, 1.0)
                    factors[keys] = float(np.clip(factors[keys] - more / mean, LEAST, MOST))
            scenario = with_numbers(scenario, factors, scenario.scenario)
        return scenario, factors


def _one_world(packed: bytes, place: int) -> World | None:
    """The numbers of one world and its measures; nothing where its parts do not go together."""
    design, view, solver, seed = _unpacked(packed)
    drawn = {
        spot.keys: factor.of_spot(spot, value)
        for factor, value in zip(design.factors, design.points[place].tolist(), strict=True)
        for spot in factor.spots
    }
    try:
        scenario, moved = solver.solved(design.scenario(design.points[place]), drawn, seed + 1 + place)
        return drawn | moved, view.played(scenario, seed + 1 + place, 1, lambda: None)[0]
    except ScenarioError:
        return None


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Design, _View, _Solver, int]:
    """As sent to a worker, unpacked once for all its worlds."""
    found: tuple[Design, _View, _Solver, int] = pickle.loads(packed)
    return found


def _gathered(found: Iterator[World | None], tick: Callable[[], None]) -> Iterator[World | None]:
    for one in found:
        tick()
        yield one


def _kept(design: Design, view: _View, usual: Floats, found: list[World | None]) -> Joint:
    """The worlds of which no measure is implausible."""
    whole = Part(view.log, view.since, view.last)
    middle = (view.since + (view.log.until - view.since) / 2).normalize()
    halves = Part(before(view.log, middle), view.since, view.last), Part(view.log, middle, view.last)
    seen, (one, other) = measures(whole, view.names), (measures(half, view.names) for half in halves)
    worlds = [world for world in found if world is not None]
    played = np.array([measured for _, measured in worlds]).reshape(len(worlds), len(seen))
    beyond = np.nan_to_num(np.abs(played - seen) / _error(usual, one - other, len(view.names))) > IMPLAUSIBLE
    kept = np.asarray(~beyond.any(axis=1), dtype=np.bool_)
    titles = [f"{name} {state}" for name in view.names for state in MEASURES]
    count = pd.Series(beyond.sum(axis=0), index=titles).sort_values(ascending=False, kind="stable")
    excluded = {str(name): int(n) for name, n in count[count > 0].head(12).items()}
    table = pd.DataFrame([{address(keys): value for keys, value in numbers.items()} for numbers, _ in worlds])
    rows = table[kept].reset_index(drop=True)
    return Joint(rows, len(found), len(found) - len(worlds), excluded, _moved(table, kept))


def _error(usual: Floats, halves: Floats, items: int) -> Floats:
    """The standard error of each measure: of chance in the log and in a world, of drift, and of any model."""
    there = np.isfinite(usual).sum(axis=0) > 1
    known = (one[np.isfinite(one)] for one in usual.T)
    chance = np.array([one.var(ddof=1) if ok else 0.0 for one, ok in zip(known, there, strict=True)])
    drift = np.nan_to_num(np.maximum(halves**2 / 4 - chance, 0.0))
    return np.asarray(np.sqrt(2 * chance + drift + np.tile(np.square(OFF), items)), dtype=np.float64)


def _moved(table: pd.DataFrame, kept: Flags) -> dict[str, tuple[float, float]]:
    """Numbers whose mean over the worlds that are kept is not that over all, beyond chance."""
    if kept.sum() < 2:
        return {}
    error = table.std(ddof=0) / np.sqrt(kept.sum())
    shift = (table[kept].mean() - table.mean()).abs() / error.clip(lower=1e-12)
    names = shift[shift > MOVED].sort_values(ascending=False, kind="stable").index
    return {str(name): (float(table[name].mean()), float(table[kept][name].mean())) for name in names}
