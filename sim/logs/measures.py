"""What a log looks like in numbers, so that two of them can be compared: times, arrivals, work in progress, sequences.

Distances of the field: cycle-time distance and relative event distribution are Wasserstein's of hours (Chapela-Campa et
al., Business Process Management 2023), the n-gram distance is half the sum of differences of shares.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from sim.base.arrays import Flags, Floats
from sim.logs.log import Log
from sim.logs.states import STATES
from sim.logs.survival import Durations, Survival, months
from sim.logs.visits import Visits, always, case_starts

HOUR: Final = 3600
NGRAM: Final = 3
LEVELS: Final = (np.arange(200) + 0.5) / 200


@dataclass(frozen=True)
class Part:
    """The cases of a log that came within a span, as they were known at its end."""

    log: Log
    since: pd.Timestamp
    last_item: str | None
    calendar_days: float = 1.4
    """Calendar days to a day of promises: working days are five a week."""

    @cached_property
    def visits(self) -> Visits:
        """The instances of items of the whole log."""
        return Visits(self.log)

    @cached_property
    def start(self) -> "np.ndarray":
        """The first moment of each case of the whole log."""
        return case_starts(self.log)

    @cached_property
    def inside(self) -> Flags:
        """Which cases came within the span."""
        found: Flags = self.start >= np.datetime64(self.since, "s")
        return found

    @cached_property
    def changes(self) -> Flags:
        """Which events change a state; what only touches an item is not played."""
        return (self.log.events["state"] != "touched").to_numpy(dtype=np.bool_)

    @cached_property
    def cases(self) -> Durations:
        """How long cases take, in calendar days: to the approval of the last item, or until all they began is over."""
        return self._durations(self.inside)

    def _durations(self, rows: Flags) -> Durations:
        visits, clock = self.visits, always(self.log)
        count = len(self.start)
        ended = clock.at(visits.ended)
        if self.last_item is not None and self.last_item in visits.item_names:
            mine = visits.item == visits.item_names.index(self.last_item)
            approved = clock.at(visits.last("approved", "approved-owing"))
            end = _by_case(visits.case[mine], approved[mine], count)
            refused = _by_case(visits.case, clock.at(visits.last("refused")), count)
        else:
            end = _by_case(visits.case, np.where(visits.open, np.inf, ended), count)
            end, refused = np.where(np.isinf(end), np.nan, end), np.full(count, np.nan)
        begun = (self.start - clock.start).astype(np.int64) / 60
        now = float((visits.until - clock.start).astype(np.int64)) / 60
        still = np.isnan(end)
        last = np.where(still, np.where(np.isnan(refused), now, refused), end)
        spent = np.maximum(last - begun, 0) / 1440
        return Durations(spent[rows], still[rows], months(self.start[rows]))

    def share_within(self, days: float) -> tuple[float, float, float]:
        """The share of cases that are through within so many calendar days."""
        return Survival(self.cases).within(days)

    def quantile(self, level: float) -> float:
        """A quantile of the cases' time, in calendar days."""
        return float(Survival(self.cases).quantiles(np.array([level]))[0])

    @cached_property
    def weekly(self) -> Floats:
        """Arrivals of each whole week."""
        day = (self.start[self.inside] - np.datetime64(self.since, "s")).astype(np.int64) // 86_400
        weeks = (self.log.until - self.since).days // 7
        return np.bincount(day[day < weeks * 7] // 7, minlength=max(weeks, 1)).astype(np.float64)

    @cached_property
    def in_progress(self) -> Floats:
        """Cases of the span that are under way at the end of each month of it."""
        edges = pd.date_range(self.since, self.log.until, freq="ME") + pd.Timedelta(days=1)
        moments = edges.to_numpy("datetime64[s]")
        begun = self.start[self.inside]
        days = self.cases
        over = begun + (days.spent * 86_400).astype("timedelta64[s]")
        open_then = [(begun < at) & ((over >= at) | days.open) for at in moments]
        found: Floats = np.array([flags.sum() for flags in open_then], dtype=np.float64)
        return found

    def over_limit(self) -> float:
        """Of the decided items that have a promise, the share that took longer, in working days on average of weeks."""
        visits, items = self.visits, self.log.items
        clock = always(self.log)
        begun = clock.at(visits.accepted.or_else(visits.received)) / 1440
        decided = clock.at(visits.decided) / 1440
        due = items["due"].to_numpy("datetime64[s]")
        promised = items["promise"].fillna(items["limit"]).to_numpy(np.float64) * self.calendar_days + begun
        known_due = (due - clock.start).astype("timedelta64[s]").astype(np.float64) / 86_400 + 1
        last = np.where(np.isnat(due), promised, known_due)
        rows = self.inside[visits.case] & ~np.isnan(decided) & ~np.isnan(last)
        return float((decided[rows] > last[rows]).mean()) if rows.any() else float("nan")

    def of_item(self, name: str) -> Durations:
        """From receipt to the end of an item, in calendar days."""
        visits, clock = self.visits, always(self.log)
        rows = self.inside[visits.case]
        rows &= visits.item == (visits.item_names.index(name) if name in visits.item_names else -1)
        ended = visits.decided.or_else(visits.gone)
        now = float((visits.until - clock.start).astype(np.int64)) / 60
        last = np.where(ended.there, clock.at(ended), now)
        spent = np.maximum(last - clock.at(visits.received), 0) / 1440
        return Durations(spent[rows], ~visits.decided.there[rows], months(visits.received.time[rows]))

    @cached_property
    def event_hours(self) -> Floats:
        """Of every event, how many hours after its case's first."""
        case = self.log.events["case"].to_numpy()
        rows = self.inside[case] & self.changes
        since = self.log.events["time"].to_numpy("datetime64[s]") - self.start[case]
        hours: Floats = since[rows].astype(np.int64) / HOUR
        return hours

    @cached_property
    def hours_of_week(self) -> Floats:
        """The share of timed events in each hour of the week."""
        events = self.log.events
        rows = self.inside[events["case"].to_numpy()] & ~events["dated"].to_numpy() & self.changes
        time = events["time"][rows]
        hour = time.dt.day_of_week.to_numpy() * 24 + time.dt.hour.to_numpy()
        return np.bincount(hour, minlength=168) / max(len(hour), 1)

    @cached_property
    def ngrams(self) -> pd.Series:
        """The share of each run of three events of a case, told by item and state, in the order of time."""
        events = self.log.events[self.inside[self.log.events["case"].to_numpy()] & self.changes]
        events = events.sort_values(["case", "time", "item", "state"], kind="stable")
        names = {name: place for place, name in enumerate(sorted(map(str, events["item"].cat.categories)))}
        item = events["item"].astype(str).map(names).to_numpy(np.int64)
        code = item * len(STATES) + events["state"].cat.codes.to_numpy(np.int64)
        label = pd.Series(events["item"].astype(str).to_numpy() + " " + events["state"].astype(str).to_numpy())
        case = events["case"].to_numpy()
        if len(code) < NGRAM:
            return pd.Series(dtype=float)
        whole = (case[: 1 - NGRAM] == case[NGRAM - 1 :]) if NGRAM > 1 else np.ones(len(case), dtype=np.bool_)
        place = np.flatnonzero(whole)
        found = label.iloc[place].to_numpy()
        for step in range(1, NGRAM):
            found = found + " > " + label.iloc[place + step].to_numpy()
        return pd.Series(found).value_counts(normalize=True)


def _by_case(case: "np.ndarray", value: Floats, count: int) -> Floats:
    """The greatest value of each case; not a number where it has none."""
    found = np.full(count, -np.inf)
    np.maximum.at(found, case, np.nan_to_num(value, nan=-np.inf, posinf=np.inf))
    return np.where(found == -np.inf, np.nan, found)


def cycle_time_distance(one: Durations, other: Durations) -> float:
    """How many hours apart two distributions of durations are, with the weights of Kaplan and Meier."""
    first, second = (Survival(durations).quantiles(LEVELS) for durations in (one, other))
    return float(np.abs(first - second).mean() * 24)


def event_distance(one: Floats, other: Floats) -> float:
    """How many hours apart two distributions of events after their case's first are."""
    return float(stats.wasserstein_distance(one, other)) if len(one) and len(other) else float("nan")


def total_variation(one: Floats, other: Floats) -> float:
    """Half the sum of differences of two lists of shares."""
    return float(np.abs(one - other).sum() / 2)


def ngram_distance(one: pd.Series, other: pd.Series) -> float:
    """Half the sum of differences of the shares of runs of events."""
    return float(one.sub(other, fill_value=0.0).abs().sum() / 2)
