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
from sim.logs.period import Period
from sim.logs.states import STATES
from sim.logs.visits import Clock, Visits, always, case_starts

HOUR: Final = 3600
NGRAM: Final = 3


@dataclass(frozen=True)
class Part:
    """What happened in a log from a day on, as it was known at its end."""

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
    def happened(self) -> Flags:
        """Which events are of the span."""
        return (self.log.events["time"] >= self.since).to_numpy(dtype=np.bool_)

    @cached_property
    def cases(self) -> Period:
        """How long cases take, in calendar days: to the approval of the last item, or until all they began is over.

        Who is refused before that, or withdraws, is not followed further.
        """
        ended, left = self._over
        since, now = (self._minutes(np.datetime64(moment, "s")) for moment in (self.since, self.log.until))
        last = np.where(np.isnan(ended), np.where(np.isnan(left), now, left), ended)
        entered = np.maximum(since - self._begun, 0.0)
        rows = (last > since) | self.inside
        spent = np.maximum(last - self._begun, 0.0)
        return Period(entered[rows] / 1440, spent[rows] / 1440, ~np.isnan(ended[rows]))

    def _minutes(self, moments: "np.ndarray | np.datetime64") -> Floats:
        return np.asarray((moments - self._clock.start).astype("timedelta64[s]").astype(np.int64) / 60)

    @cached_property
    def _clock(self) -> Clock:
        return always(self.log)

    @cached_property
    def _begun(self) -> Floats:
        return self._minutes(self.start)

    @cached_property
    def _over(self) -> tuple[Floats, Floats]:
        """When each case of the whole log had all it came for, and when it was given up; not a number where not."""
        visits, clock, count = self.visits, self._clock, len(self.start)
        if self.last_item is None or self.last_item not in visits.item_names:
            end = _by_case(visits.case, np.where(visits.open, np.inf, clock.at(visits.ended)), count)
            return np.where(np.isinf(end), np.nan, end), np.full(count, np.nan)
        mine = visits.item == visits.item_names.index(self.last_item)
        approved = clock.at(visits.last("approved", "approved-owing"))
        return _by_case(visits.case[mine], approved[mine], count), self._given_up

    @cached_property
    def _given_up(self) -> Floats:
        """When each case was refused, or withdrew and nothing came after that; not a number where neither is so."""
        visits, count = self.visits, len(self.start)
        refused = _by_case(visits.case, self._clock.at(visits.last("refused")), count)
        withdrawn = _by_case(visits.case, self._clock.at(visits.last("withdrawn", "revoked")), count)
        events = self._minutes(self.log.events["time"].to_numpy("datetime64[s]"))
        latest = _by_case(self.log.events["case"].to_numpy(), events, count)
        return np.where(np.isnan(refused), np.where(withdrawn >= np.floor(latest), withdrawn, np.nan), refused)

    def share_within(self, days: float) -> float:
        """The share of cases that are through within so many calendar days; not a number where none is so old."""
        return self.cases.within(days)

    def quantile(self, level: float) -> float:
        """A quantile of the cases' time, in calendar days; infinite where it is not reached."""
        return self.cases.quantile(level)

    @cached_property
    def weekly(self) -> Floats:
        """Arrivals of each whole week."""
        day = (self.start[self.inside] - np.datetime64(self.since, "s")).astype(np.int64) // 86_400
        weeks = (self.log.until - self.since).days // 7
        return np.bincount(day[day < weeks * 7] // 7, minlength=max(weeks, 1)).astype(np.float64)

    @cached_property
    def in_progress(self) -> Floats:
        """Cases that are under way at the end of each month of the span."""
        edges = pd.date_range(self.since, self.log.until, freq="ME") + pd.Timedelta(days=1)
        moments = edges.to_numpy("datetime64[s]")
        ended, left = self._over
        last = np.where(np.isnan(ended), np.where(np.isnan(left), np.inf, left), ended)
        open_then = [(self.start < at) & (last >= self._minutes(at)) for at in moments]
        found: Floats = np.array([flags.sum() for flags in open_then], dtype=np.float64)
        return found

    def over_limit(self, item: str | None = None) -> float:
        """Of the decided items that have a promise, the share that took longer, in working days on average of weeks.

        Of one *item* only, if it is named.
        """
        visits, items, clock = self.visits, self.log.items, self._clock
        begun = clock.at(visits.accepted.or_else(visits.received)) / 1440
        decided = clock.at(visits.decided) / 1440
        due = items["due"].to_numpy("datetime64[s]")
        promised = items["promise"].fillna(items["limit"]).to_numpy(np.float64) * self.calendar_days + begun
        since = float(self._minutes(np.datetime64(self.since, "s"))) / 1440
        known_due = (due - clock.start).astype("timedelta64[s]").astype(np.float64) / 86_400 + 1
        last = np.where(np.isnat(due), promised, known_due)
        rows = (decided >= since) & ~np.isnan(last)
        if item is not None:
            rows &= visits.item == (visits.item_names.index(item) if item in visits.item_names else -1)
        return float((decided[rows] > last[rows]).mean()) if rows.any() else float("nan")

    def of_item(self, name: str) -> Period:
        """From receipt to the end of an item, in calendar days, of those under way in the span."""
        visits, clock = self.visits, self._clock
        mine = visits.item == (visits.item_names.index(name) if name in visits.item_names else -1)
        since, now = (float(self._minutes(np.datetime64(moment, "s"))) for moment in (self.since, self.log.until))
        begun, decided, gone = (clock.at(one)[mine] for one in (visits.received, visits.decided, visits.gone))
        last = np.where(np.isnan(decided), np.where(np.isnan(gone), now, gone), decided)
        rows = (last > since) | (begun >= since)
        entered, left = np.maximum(since - begun, 0.0), np.maximum(last - begun, 0.0)
        return Period(entered[rows] / 1440, left[rows] / 1440, ~np.isnan(decided[rows]))

    @cached_property
    def event_hours(self) -> Floats:
        """Of every event, how many hours after its case's first."""
        case = self.log.events["case"].to_numpy()
        rows = self.happened & self.changes
        since = self.log.events["time"].to_numpy("datetime64[s]") - self.start[case]
        hours: Floats = since[rows].astype(np.int64) / HOUR
        return hours

    @cached_property
    def hours_of_week(self) -> Floats:
        """The share of timed events in each hour of the week."""
        events = self.log.events
        rows = self.happened & ~events["dated"].to_numpy() & self.changes
        time = events["time"][rows]
        hour = time.dt.day_of_week.to_numpy() * 24 + time.dt.hour.to_numpy()
        return np.bincount(hour, minlength=168) / max(len(hour), 1)

    @cached_property
    def ngrams(self) -> pd.Series:
        """The share of each run of three events of a case, told by item and state, in the order of time."""
        events = self.log.events[self.happened & self.changes]
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


def event_distance(one: Floats, other: Floats) -> float:
    """How many hours apart two distributions of events after their case's first are."""
    return float(stats.wasserstein_distance(one, other)) if len(one) and len(other) else float("nan")


def total_variation(one: Floats, other: Floats) -> float:
    """Half the sum of differences of two lists of shares."""
    return float(np.abs(one - other).sum() / 2)


def ngram_distance(one: pd.Series, other: pd.Series) -> float:
    """Half the sum of differences of the shares of runs of events."""
    return float(one.sub(other, fill_value=0.0).abs().sum() / 2)
