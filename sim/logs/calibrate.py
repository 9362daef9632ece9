"""From a log and a base to a scenario that holds what was measured, and a word on every number that was not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import numpy as np

from sim.base.errors import ScenarioError
from sim.base.progress import Watch, unwatched
from sim.logs.adjust import ROUNDS, Chased, Curves, Moved, as_played, with_estimates
from sim.logs.curves import curve_of
from sim.logs.deadline import Peak
from sim.logs.edges import SeenEdge, seen_edges, without
from sim.logs.estimates import ChasedEstimate, CurveEstimate, Estimate, NumberEstimate, Sample, Subject, mean_of
from sim.logs.language import LATEST, PROMISE, changes
from sim.logs.log import FEWEST as FEWEST_SHOWN
from sim.logs.log import Log
from sim.logs.numbers import Numbers, handlers_a_week
from sim.logs.replay import lead_days
from sim.logs.stretches import Stretch, clock_calendar, stretches
from sim.logs.survival import FEWEST, Durations, Survival
from sim.logs.timing import Timing
from sim.logs.visits import Visits, clocks
from sim.scenario import Scenario
from sim.scenario.model import Item, Process


@dataclass(frozen=True)
class Left:
    """A number or duration of the base that stays as it was, and why."""

    address: str
    why: str
    n: int = 0
    open: int = 0


@dataclass(frozen=True)
class Calibration:
    """What a log tells of a scenario."""

    log: Log
    base: Scenario
    process: str
    estimates: tuple[Estimate, ...]
    left: tuple[Left, ...]
    """What could have been measured and was not."""
    short: dict[str, float] = field(default_factory=dict)
    """Durations that stay longer as played than measured, by address: by how many times, for others take longer."""
    seed: int = 1
    edges: tuple[SeenEdge, ...] = ()
    """What comes before what, by the log."""
    measured: Curves = field(default_factory=list)
    """The stretches that were measured, and how long each takes in the log with all that is in it."""

    def scenario(self) -> Scenario:
        """The base with what was measured in place of its own numbers."""
        return with_estimates(self.base, self.estimates, self.log.digest)

    def document(self, name: str, base: str, *, edges: bool = False) -> dict[str, Any]:
        """The scenario that holds what was measured, as its file says it; *base* is what it extends.

        With *edges*, what the log contradicts is no longer waited for.
        """
        last = (self.log.until - timedelta(seconds=1)).date()
        events, digest = len(self.log.events), self.log.digest
        dropped = without(list(self.edges), self.process) if edges else []
        note = {
            "en": f"Measured on a log of {events:,} events to {last}, digest {digest}; the rest is the base's.",
            "zh": f"依据截至{last}的{events:,}个事件的日志测量，摘要{digest}；其余沿用基准情景。",
        }
        return {
            "scenario": name,
            "title": {"en": f"{self.base.title.en}, calibrated", "zh": f"{self.base.title.zh}（已校准）"},
            "extends": base,
            "changes": [*changes(self.estimates, self.log.digest), *dropped],
            "notes": [note],
        }


def calibrate(log: Log, base: Scenario, seed: int = 1, watch: Watch = unwatched, *, play: bool = True) -> Calibration:
    """Measures on a log what it tells of a scenario.

    Without *play*, steps are what their stretch takes, whatever else is in it. Raises `ScenarioError` if no item of the
    scenario is in the log, or if the scenario's reforms begin on dates.
    """
    if base.before:
        raise ScenarioError(base.scenario, "", "its reforms begin on dates: name a scenario in which one rule holds")
    name = _process(log, base)
    process, visits, calendars = base.processes[name], Visits(log), clocks(base, log)
    hours = calendars[process.arrivals.calendar or base.legal_calendar]
    lead = lead_days(base, name, frozenset(log.known_items), seed)
    numbers = Numbers(
        log, visits, name, process, hours, lambda item: calendars[clock_calendar(item, base.legal_calendar)], lead
    )
    found: list[Estimate] = [*numbers.estimates(), *_servers(log, base, process)]
    timing = Timing(visits, calendars, with_estimates(base, found, log.digest).processes[name])
    chosen, chased = _apart(name, stretches(process, frozenset(log.known_items), base.legal_calendar), timing)
    curves, left = _curves(name, chosen, timing)
    left += [Left(*one) for one in numbers.untold]
    moved = Moved(curves, chased, {})
    if play and curves:
        with watch("playing", ROUNDS * 4) as tick:
            moved = as_played(log, base, name, found, moved, seed, tick)
    edges = tuple(seen_edges(process, visits))
    return Calibration(log, base, name, (*found, *moved.estimates), tuple(left), moved.short, seed, edges, curves)


def _apart(process: str, all_stretches: Iterable[Stretch], timing: Timing) -> tuple[list[Stretch], list[Chased]]:
    """The stretches; of those with a peak on the promised day what makes it, and the rest of them apart from it.

    The rest is told as a share of the limit, which stays where a promise is cut, if the item has one.
    """
    found, chased = [], []
    for whole in all_stretches:
        peak = timing.peak(whole) if whole.kind == "decision" else None
        if peak is None or not peak.steep or not timing.durations(whole).at(~peak.inside).enough:
            found.append(whole)
            continue
        item = timing.process.items[whole.item]
        own_limit = whole.unit == "promise" and item.limit is not None
        stretch = replace(whole, chased=True, unit="limit" if own_limit else whole.unit)
        found.append(stretch)
        one = _chased(process, stretch, peak, item)
        chased.append(Chased(stretch, one, curve_of(timing.durations(replace(stretch, chased=False)))))
    return found, chased


def _chased(process: str, stretch: Stretch, peak: Peak, item: Item) -> ChasedEstimate:
    assert item.promise is not None
    at = tuple(map(float, peak.at / item.promise.days.value))
    subject = Subject("items", stretch.item, process, stretch.step)
    return ChasedEstimate(subject, f"{LATEST}.{PROMISE}.share", *peak.share, Sample(peak.n), "chased", at=at)


def _process(log: Log, base: Scenario) -> str:
    """The process of which most items are in the log."""
    shared = {name: len(set(process.items) & set(log.known_items)) for name, process in base.processes.items()}
    best = max(shared, key=lambda name: shared[name])
    if not shared[best]:
        items = ", ".join(list(base.processes[best].items)[:6])
        message = f"none of the log's items is one of its own: name them in the map as it does ({items}, …)"
        raise ScenarioError(base.scenario, f"processes.{best}.items", message)
    return best


def _curves(process: str, chosen: Sequence[Stretch], timing: Timing) -> tuple[Curves, list[Left]]:
    """The curve of each stretch that was seen often enough, and the others."""
    curves, left = [], []
    for stretch in chosen:
        subject = Subject("items", stretch.item, process, stretch.step)
        all_of_it = timing.durations(replace(stretch, chased=False))
        sample = Sample(all_of_it.count, all_of_it.open_count)
        if all_of_it.enough:
            curves.append((stretch, _curve(subject, stretch, timing.durations(stretch), sample)))
        else:
            over = sample.n - sample.open
            why = "unstamped" if not sample.n else "open" if over >= FEWEST else "few"
            left.append(Left(f"{subject.address}.{stretch.path}", why, sample.n, sample.open))
    return curves, left


def _curve(subject: Subject, stretch: Stretch, durations: Durations, sample: Sample) -> CurveEstimate:
    """The distribution of a stretch, with the range of its mean by months."""
    durations = durations.without_given_up()
    survival, curve = Survival(durations), curve_of(durations)
    mean, low, high = survival.mean()
    scale = max(mean_of(curve), 1e-9)
    half = max(mean - low, high - mean) if np.isfinite(high) else scale
    bounds = max(1 - half / scale, 0.05), 1 + half / scale
    found = CurveEstimate(
        subject, stretch.path, stretch.unit, tuple(map(float, curve)), *bounds, sample, stretch.kind, stretch.given
    )
    return replace(found, left_over=survival.left_over)


def _servers(log: Log, base: Scenario, process: Process) -> list[NumberEstimate]:
    """The upper end of how many servers a pool has: no more than handlers stamp its items in the fullest week."""
    found = []
    for name, pool in base.pools.items():
        items = [
            item
            for item, one in process.items.items()
            if any(step.way == "work" and step.pools == [name] for step in one.steps.values())
        ]
        if pool.servers is None or pool.servers.range is None or not items or not set(items) <= set(log.known_items):
            continue
        most, stamps = handlers_a_week(log, items)
        low, high = pool.servers.range
        if stamps >= 200 and low <= most < high:
            value = min(pool.servers.value, most)
            sample = Sample(stamps)
            found.append(
                NumberEstimate(
                    Subject("pools", name), "servers", value, low, most, sample, "handlers", bound="handlers"
                )
            )
    return found


def map_items(log: Log, base: Scenario) -> list[str]:
    """Items of the log that the scenario does not have; where the map names none, only those of some cases."""
    known = {item for process in base.processes.values() for item in process.items}
    cases = log.events.groupby("item", observed=True)["case"].nunique()
    often = {str(name) for name in cases.index[cases >= FEWEST_SHOWN]}
    told = set(log.known_items) if log.mapping.item.names is not None else often & set(log.known_items)
    return sorted(told - known)
