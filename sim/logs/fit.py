"""How a scenario fits a log on time that it was not measured on, beside what two halves of that time differ by.

The scenario is played for as long after a year, and read at the same age: who is open there is open here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.base.language import Language
from sim.base.progress import Watch, unwatched
from sim.calendars.working_time import parse_days
from sim.experiment.replications import play
from sim.logs.log import Log, part_of
from sim.logs.measures import (
    Part,
    cycle_time_distance,
    event_distance,
    ngram_distance,
    total_variation,
)
from sim.logs.played import log_of
from sim.logs.survival import FEWEST, Survival
from sim.logs.words import say
from sim.scenario import Scenario
from sim.simulation.lower import lower

REPLICATIONS: Final = 5
YEAR: Final = 525_960
DAY: Final = 1440
TARGETS: Final = (50.0, 56.0)
ITEMS: Final = 12
"""So many items are told, those with most cases."""


@dataclass(frozen=True)
class Row:
    """One measure: as seen, as played, their difference; and those of two halves, and of the time before."""

    measure: str
    name: str
    seen: float | None
    played: float | None
    difference: float
    floor: float | None
    unit: str
    drift: float | None = None
    """By how much the time on which a scenario was measured differs from this: no scenario can know that."""

    @property
    def within(self) -> bool:
        """Whether what is played differs by no more than two halves of what was seen."""
        return self.floor is None or self.difference <= self.floor

    def title(self, lang: Language) -> str:
        """The measure in words."""
        return say(f"fit.{self.measure}", lang, name=self.name)

    def cells(self) -> list[str]:
        """Seen, played, difference, floor and drift, as they stand in a table."""
        return [_shown(one, self.unit) for one in (self.seen, self.played, self.difference, self.floor, self.drift)]


def _shown(value: float | None, unit: str) -> str:
    if value is None or not np.isfinite(value):
        return ""
    return f"{value:.1%}" if unit == "share" else f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"


@dataclass(frozen=True)
class Fit:
    """A scenario beside a log, measure by measure."""

    scenario: str
    since: str
    until: str
    cases: int
    rows: tuple[Row, ...]

    def sentence(self, lang: Language) -> str:
        """What fits and what does not, in words."""
        beyond = [row.title(lang) for row in self.rows if not row.within]
        key = "all" if not beyond else "some"
        return say(
            f"fit.{key}",
            lang,
            scenario=self.scenario,
            since=self.since,
            until=self.until,
            cases=self.cases,
            within=len(self.rows) - len(beyond),
            rows=len(self.rows),
            beyond=", ".join(beyond),
        )

    def document(self, lang: Language) -> dict[str, Any]:
        """The fit for programs."""
        rows = [{**vars(row), "title": row.title(lang), "within": row.within} for row in self.rows]
        plain = [
            {key: None if isinstance(one, float) and not np.isfinite(one) else one for key, one in row.items()}
            for row in rows
        ]
        told = {"scenario": self.scenario, "since": self.since, "until": self.until, "cases": self.cases}
        return {**told, "sentence": self.sentence(lang), "rows": plain}


def split(log: Log, holdout: float | None) -> tuple[Log, pd.Timestamp | None]:
    """The log as it was known before the last share of its time, and when that begins; all of it without a share."""
    if holdout is None:
        return log, None
    first = pd.Timestamp(log.events["time"].min()).normalize()
    since = (first + (log.until - first) * (1 - holdout)).normalize()
    return before(log, since), since


def before(log: Log, until: pd.Timestamp) -> Log:
    """The log as it was known at an earlier midnight: what came later has not happened."""
    return replace(part_of(log, (log.events["time"] < until).to_numpy(dtype=np.bool_)), until=until)


def fit_of(
    log: Log, scenario: Scenario, since: pd.Timestamp | None = None, seed: int = 1, watch: Watch = unwatched,
    training: Log | None = None,
) -> Fit:  # fmt: skip
    """How a scenario fits the cases of a log that came since a day; without one, those of all but its first fifth.

    Raises `UserError` where too few cases came since.
    """
    first = pd.Timestamp(log.events["time"].min()).normalize()
    begin = since if since is not None else (first + (log.until - first) / 5).normalize()
    name = max(scenario.processes, key=lambda one: len(set(scenario.processes[one].items) & set(log.known_items)))
    process = scenario.processes[name]
    last = process.until if process.until in log.known_items else None
    seen = Part(log, begin, last)
    if int(seen.inside.sum()) < FEWEST:
        raise UserError(
            f"only {int(seen.inside.sum())} cases came since {begin.date()}: take more time for the comparison"
        )
    with watch("playing", REPLICATIONS) as tick:
        played = list(_played(scenario, name, log, begin, last, seed, tick))
    halves = _halves(seen)
    earlier = Part(training, first, last) if training is not None else None
    rows = tuple(_rows(seen, played, halves, earlier))
    day = (log.until - pd.Timedelta(seconds=1)).date()
    return Fit(scenario.scenario, str(begin.date()), str(day), int(seen.inside.sum()), rows)


def _played(
    scenario: Scenario,
    process: str,
    log: Log,
    since: pd.Timestamp,
    last: str | None,
    seed: int,
    tick: Callable[[], None],
) -> Iterator[Part]:
    """The scenario played for as long as what is compared, after a year, and read on the same day of it."""
    length = YEAR + int((log.until - since).days) * DAY
    longer = scenario.model_copy(update={"run": scenario.run.model_copy(update={"length": length})})
    plan = lower(longer)
    number = list(longer.processes).index(process)
    stamped = frozenset(str(state) for state in log.events["state"].unique())
    items = set(log.known_items)
    days = 7 / len(parse_days(scenario.calendars[scenario.legal_calendar].days))
    for draws, events in play(plan, seed, REPLICATIONS):
        found = log_of(plan, draws, events, log.mapping, number, length // DAY * DAY, stamped)
        kept = found.events["item"].isin(list(items)).to_numpy()
        known = part_of(found, kept)
        tick()
        yield Part(known, pd.Timestamp(longer.start) + pd.Timedelta(minutes=YEAR // DAY * DAY), last, days)


def _halves(seen: Part) -> tuple[Part, Part]:
    """What was seen, in two: the first half of its time and the second, each known at the end of its own."""
    middle = (seen.since + (seen.log.until - seen.since) / 2).normalize()
    return Part(before(seen.log, middle), seen.since, seen.last_item), Part(seen.log, middle, seen.last_item)


Measure = Callable[[Part], float]


def _rows(seen: Part, played: list[Part], halves: tuple[Part, Part], earlier: Part | None) -> Iterator[Row]:
    """Every measure; those of one part are compared as they are, distances from what was seen."""
    plain: list[tuple[str, str, Measure, str]] = [
        *(("within", f"{days:.0f}", _within(days), "share") for days in TARGETS),
        ("p50", "", lambda part: part.quantile(0.5), "days"),
        ("p90", "", lambda part: part.quantile(0.9), "days"),
        ("late", "", lambda part: part.over_limit(), "share"),
        ("weekly", "", lambda part: float(part.weekly.mean()), "cases"),
        ("bunching", "", lambda part: float(part.weekly.var(ddof=1) / max(part.weekly.mean(), 1e-9)), "ratio"),
        ("in_progress", "", lambda part: float(part.in_progress.mean()) if len(part.in_progress) else np.nan, "cases"),
        *_of_items(seen),
    ]
    for key, name, measure, unit in plain:
        found, theirs = measure(seen), float(np.mean([measure(one) for one in played]))
        one, other = (measure(half) for half in halves)
        if np.isfinite(found) and np.isfinite(theirs):
            floor = abs(one - other) if np.isfinite(one) and np.isfinite(other) else None
            before_it = measure(earlier) if earlier is not None else float("nan")
            drift = abs(found - before_it) if np.isfinite(before_it) else None
            yield Row(key, name, found, theirs, abs(found - theirs), floor, unit, drift)
    yield from _distances(seen, played, halves, earlier)


def _within(days: float) -> Measure:
    return lambda part: part.share_within(days)[0]


def _of_items(seen: Part) -> list[tuple[str, str, Measure, str]]:
    """The median and the ninth decile of the items that most cases have."""
    rows = seen.inside[seen.log.events["case"].to_numpy()]
    counts = seen.log.events[rows].drop_duplicates(["case", "item"])["item"].astype(str).value_counts()
    names = [str(name) for name in counts.index if counts[name] >= FEWEST and name in seen.log.known_items][:ITEMS]
    return [
        (f"item_{key}", name, _item(name, level), "days")
        for name in names
        for key, level in (("p50", 0.5), ("p90", 0.9))
    ]


def _item(name: str, level: float) -> Measure:
    def measure(part: Part) -> float:
        durations = part.of_item(name)
        return (
            float(Survival(durations).quantiles(np.array([level]))[0])
            if durations.count >= FEWEST / 2
            else float("nan")
        )

    return measure


def _distances(seen: Part, played: list[Part], halves: tuple[Part, Part], earlier: Part | None) -> Iterator[Row]:
    distances: list[tuple[str, Callable[[Part, Part], float], str]] = [
        ("cycle", lambda one, other: cycle_time_distance(one.cases, other.cases), "hours"),
        ("events", lambda one, other: event_distance(one.event_hours, other.event_hours), "hours"),
        ("ngrams", lambda one, other: ngram_distance(one.ngrams, other.ngrams), "share"),
        ("week", lambda one, other: total_variation(one.hours_of_week, other.hours_of_week), "share"),
    ]
    for key, distance, unit in distances:
        apart = float(np.mean([distance(seen, one) for one in played]))
        drift = distance(seen, earlier) if earlier is not None else None
        yield Row(key, "", None, None, apart, distance(*halves), unit, drift)
