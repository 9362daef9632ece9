"""How a scenario fits a log on time that it was not measured on, beside what two halves of that time differ by.

What is compared is what happened in that time, also to cases that came before. The scenario is played for as long, and
read as a log that begins as long before: who is not in the log there is not in it here, and who is open is open.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.base.language import Language
from sim.base.progress import Watch, unwatched
from sim.calendars.working_time import parse_days
from sim.experiment.replications import play
from sim.logs.as_known import as_stamped, before, known_at
from sim.logs.log import Log, part_of
from sim.logs.measures import (
    Part,
    event_distance,
    ngram_distance,
    total_variation,
)
from sim.logs.period import area_between, together
from sim.logs.played import log_of
from sim.logs.survival import FEWEST
from sim.logs.visits import case_starts
from sim.logs.words import say
from sim.scenario import Scenario
from sim.simulation.lower import lower

REPLICATIONS: Final = 5
YEAR: Final = 365
MOST_PAST: Final = 3 * YEAR
"""Days: who came longer before is hardly ever under way."""
DAY: Final = 1440
HOURS: Final = 24
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

    def document(self, lang: Language) -> dict[str, Any]:
        """The row for programs: what is not reached in what was followed is named, for JSON has no number for it."""
        told = vars(self)
        endless = [key for key, one in told.items() if isinstance(one, float) and not np.isfinite(one)]
        beyond = [key for key in endless if np.isinf(told[key])]
        return {
            **told,
            **dict.fromkeys(endless),
            "not_reached": beyond,
            "title": self.title(lang),
            "within": self.within,
        }

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> "Row":
        """The row of which this is the document."""
        told = {key: document[key] for key in cls.__dataclass_fields__} | dict.fromkeys(document["not_reached"], np.inf)
        return cls(**told | {"difference": np.nan if told["difference"] is None else told["difference"]})

    def cells(self, lang: Language) -> list[str]:
        """Seen, played, difference, floor and drift, as they stand in a table."""
        seen, played = (_shown(one, self.unit, say("fit.beyond", lang)) for one in (self.seen, self.played))
        return [seen, played, *(_shown(one, self.unit) for one in (self.difference, self.floor, self.drift))]


def _shown(value: float | None, unit: str, beyond: str = "") -> str:
    """A number of a table; *beyond* where it is not reached in what was followed."""
    if value is None or not np.isfinite(value):
        return "" if value is None else beyond
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
        compared = [row for row in self.rows if row.floor is not None]
        beyond = [row.title(lang) for row in compared if not row.within]
        key = "all" if not beyond else "some"
        return say(
            f"fit.{key}",
            lang,
            scenario=self.scenario,
            since=self.since,
            until=self.until,
            cases=self.cases,
            within=len(compared) - len(beyond),
            rows=len(compared),
            beyond=", ".join(beyond),
        )

    def document(self, lang: Language) -> dict[str, Any]:
        """The fit for programs."""
        told = {"scenario": self.scenario, "since": self.since, "until": self.until, "cases": self.cases}
        return {**told, "sentence": self.sentence(lang), "rows": [row.document(lang) for row in self.rows]}

    @classmethod
    def of_document(cls, document: dict[str, Any]) -> "Fit":
        """The fit of which this is the document."""
        rows = tuple(Row.of_document(one) for one in document["rows"])
        return cls(document["scenario"], document["since"], document["until"], document["cases"], rows)


def split(log: Log, holdout: float | None) -> tuple[Log, pd.Timestamp | None]:
    """The log as it was known before the last share of its time, and when that begins; all of it without a share."""
    if holdout is None:
        return log, None
    first = pd.Timestamp(log.events["time"].min()).normalize()
    since = (first + (log.until - first) * (1 - holdout)).normalize()
    return known_at(as_stamped(log), since), since


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
        played = list(played_parts(scenario, name, log, begin, last, seed, REPLICATIONS, tick))
    halves = _halves(seen)
    earlier = Part(training, first, last) if training is not None else None
    rows = tuple(_rows(seen, played, halves, earlier))
    day = (log.until - pd.Timedelta(seconds=1)).date()
    return Fit(scenario.scenario, str(begin.date()), str(day), int(seen.inside.sum()), rows)


def played_parts(
    scenario: Scenario,
    process: str,
    log: Log,
    since: pd.Timestamp,
    last: str | None,
    seed: int,
    replications: int,
    tick: Callable[[], None],
) -> Iterator[Part]:
    """The scenario played for as long as what is compared, as a log that begins as long before it."""
    past = min(int((since - pd.Timestamp(log.events["time"].min()).normalize()).days), MOST_PAST)
    lead = max(YEAR, past)
    length = lead + int((log.until - since).days)
    longer = scenario.model_copy(update={"run": scenario.run.model_copy(update={"length": length * DAY})})
    plan, begin = lower(longer), pd.Timestamp(longer.start) + pd.Timedelta(days=lead)
    number = list(longer.processes).index(process)
    stamped = frozenset(str(state) for state in log.events["state"].unique())
    items = list(log.known_items)
    days = 7 / len(parse_days(scenario.calendars[scenario.legal_calendar].days))
    for draws, events in play(plan, seed, replications):
        found = log_of(plan, draws, events, log.mapping, number, length * DAY, stamped)
        known = part_of(found, found.events["item"].isin(items).to_numpy())
        tick()
        yield Part(come_since(known, begin - pd.Timedelta(days=past)), begin, last, days)


def come_since(log: Log, day: pd.Timestamp) -> Log:
    """The cases of a log of which nothing was stamped before a day."""
    came = case_starts(log) >= np.datetime64(day, "s")
    return part_of(log, came[log.events["case"].to_numpy()])


def _halves(seen: Part) -> tuple[Part, Part]:
    """What was seen, in two: the first half of its time and the second, each known at the end of its own."""
    middle = (seen.since + (seen.log.until - seen.since) / 2).normalize()
    return Part(before(seen.log, middle), seen.since, seen.last_item), Part(seen.log, middle, seen.last_item)


Measure = Callable[[Sequence[Part]], float]
"""Of a part, or of what several replications tell together."""


def _rows(seen: Part, played: list[Part], halves: tuple[Part, Part], earlier: Part | None) -> Iterator[Row]:
    """Every measure; those of one part are compared as they are, distances from what was seen."""
    plain: list[tuple[str, str, Measure, str]] = [
        *(("within", f"{days:.0f}", _within(days), "share") for days in TARGETS),
        ("p50", "", lambda parts: together([part.cases for part in parts]).quantile(0.5), "days"),
        ("p90", "", lambda parts: together([part.cases for part in parts]).quantile(0.9), "days"),
        ("late", "", _mean(lambda part: part.over_limit()), "share"),
        ("weekly", "", _mean(lambda part: float(part.weekly.mean())), "cases"),
        ("bunching", "", _mean(_bunching), "ratio"),
        ("in_progress", "", _mean(_in_progress), "cases"),
        *_of_items(seen),
    ]
    for key, name, measure, unit in plain:
        found, theirs = measure([seen]), measure(played)
        one, other = (measure([half]) for half in halves)
        if np.isnan(found) or np.isnan(theirs) or (np.isinf(found) and np.isinf(theirs)):
            continue
        before_it = measure([earlier]) if earlier is not None else float("nan")
        yield Row(key, name, found, theirs, _apart(found, theirs), _told(one, other), unit, _told(found, before_it))
    yield from _distances(seen, played, halves, earlier)


def _apart(one: float, other: float) -> float:
    return abs(one - other) if np.isfinite(one) or np.isfinite(other) else float("nan")


def _told(one: float, other: float) -> float | None:
    """By how much two differ, where both are known."""
    return abs(one - other) if np.isfinite(one) and np.isfinite(other) else None


def _within(days: float) -> Measure:
    return lambda parts: together([part.cases for part in parts]).within(days)


def _mean(measure: Callable[[Part], float]) -> Measure:
    return lambda parts: float(np.mean([measure(part) for part in parts]))


def _bunching(part: Part) -> float:
    weekly = part.weekly
    return float(weekly.var(ddof=1) / max(weekly.mean(), 1e-9)) if len(weekly) > 1 else float("nan")


def _in_progress(part: Part) -> float:
    return float(part.in_progress.mean()) if len(part.in_progress) else float("nan")


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
    return lambda parts: together([part.of_item(name) for part in parts]).quantile(level)


def _distances(seen: Part, played: list[Part], halves: tuple[Part, Part], earlier: Part | None) -> Iterator[Row]:
    distances: list[tuple[str, Callable[[Part, Part], float], str]] = [
        ("cycle", lambda one, other: area_between(one.cases, other.cases) * HOURS, "hours"),
        ("events", lambda one, other: event_distance(one.event_hours, other.event_hours), "hours"),
        ("ngrams", lambda one, other: ngram_distance(one.ngrams, other.ngrams), "share"),
        ("week", lambda one, other: total_variation(one.hours_of_week, other.hours_of_week), "share"),
    ]
    for key, distance, unit in distances:
        apart = float(np.mean([distance(seen, one) for one in played]))
        drift = distance(seen, earlier) if earlier is not None else None
        yield Row(key, "", None, None, apart, distance(*halves), unit, drift)
