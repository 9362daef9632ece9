"""The plain numbers that a log tells: how many come, of what kind, what they need, how often they are sent back."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY
from sim.logs.estimates import (
    LEVEL,
    NumberEstimate,
    Sample,
    Subject,
    dispersion,
    rate,
    share_by_block,
    share_of,
)
from sim.logs.log import Log
from sim.logs.survival import FEWEST, MOST_OPEN, months
from sim.logs.visits import Clock, Moments, Visits, case_starts
from sim.scenario.check_arrivals import parse_months
from sim.scenario.model import Item, Process
from sim.statistics.quantiles import normal

YEAR: Final = np.timedelta64(365, "D")
DAY_LONG: Final = np.timedelta64(1, "D")
SEASONS: Final = 24
"""A season is measured on no fewer months than these."""
LONGEST_LEAD: Final = 14.0
"""Days from first contact to the first stamp beyond which the months of stamps are not those in which cases come."""
MOSTLY: Final = 0.5
"""A number of days is that of most rows, or it is not one number."""


class Numbers:
    """The estimators of plain numbers on one log, for one process of a scenario."""

    def __init__(
        self,
        log: Log,
        visits: Visits,
        process_name: str,
        process: Process,
        office: Clock,
        legal: Clock,
        lead: float = 0.0,
    ) -> None:
        self.log, self.visits, self.name, self.process, self.office = log, visits, process_name, process, office
        self.legal = legal
        self.lead = lead
        """Days from first contact to what the log stamps first."""
        self.start = case_starts(log)
        self.block = months(self.start)
        self.untold: list[tuple[str, str, int, int]] = []
        """Addresses that could not be measured: why, of how many, how many open."""

    def estimates(self) -> Iterator[NumberEstimate]:
        """All of them."""
        yield from self._arrivals()
        yield from self._season()
        yield from self._classes()
        yield from self._traits()
        for name, item in self.process.items.items():
            if name in self.log.known_items and name in self.visits.item_names:
                yield from self._applies(name, item)
                yield from self._returns(name, item)
                yield from self._refuses(name, item)
                yield from self._days(name, item)

    def _leave(self, address: str, why: str, n: int = 0, still: int = 0) -> None:
        self.untold.append((address, why, n, still))

    # How many come

    def _monthly(self) -> tuple[Ints, Floats]:
        """Cases by whole month of the log, without a first one that is cut, and the office's open minutes in each."""
        last = self.visits.until.astype("datetime64[M]")
        first = self.start.min().astype("datetime64[M]") + 1
        count = int((last - first).astype(np.int64))
        if count <= 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        month = (self.start.astype("datetime64[M]") - first).astype(np.int64)
        edges = (first + np.arange(count + 1)).astype("datetime64[s]")
        minutes = (edges - self.office.start).astype(np.int64) // 60
        opened = np.diff(self.office.calendar.worked_at(np.minimum(minutes, self.office.calendar.horizon)))
        inside = (month >= 0) & (month < count)
        return np.bincount(month[inside], minlength=count).astype(np.int64), opened.astype(np.float64)

    def _expected(self, opened: Floats, first: int) -> Floats:
        """The relative number of cases by month that the base's season and the open hours lead to expect."""
        weight = np.ones(13)
        for key, number in self.process.arrivals.season.items():
            weight[list(parse_months(key))] = number.value
        return opened * weight[(first + np.arange(len(opened))) % 12 + 1]

    def _dispersion(self) -> tuple[float, int]:
        """By how much monthly numbers vary more than independent arrivals would, and with how many degrees."""
        counts, opened = self._monthly()
        if len(counts) < 6 or not counts.sum():
            return 1.0, 5
        first = int(self.start.min().astype("datetime64[M]").astype(np.int64)) + 1
        expected = self._expected(opened, first % 12)
        expected *= counts.sum() / max(expected.sum(), 1e-9)
        ratio = float(((counts - expected) ** 2 / np.maximum(expected, 1e-9)).sum() / (len(counts) - 1))
        return max(ratio, 1.0), len(counts) - 1

    def _arrivals(self) -> Iterator[NumberEstimate]:
        """The last twelve months, for a mean over years of which each has another level is that of none."""
        subject = Subject("processes", self.name)
        if self.process.arrivals.per_year is None:
            return
        until = self.visits.until
        span = min(YEAR.astype("timedelta64[s]"), until - self.start.min())
        count = int((self.start >= until - span).sum())
        days = span.astype(np.int64) / 86_400
        if count < FEWEST or days < 180:
            self._leave(f"{subject.address}.arrivals.per_year", "few", count)
            return
        value = count * 365.25 / days
        low, high = rate(count, *self._dispersion())
        yield NumberEstimate(subject, "arrivals.per_year", value, value * low, value * high, Sample(count), "arrivals")

    def _season(self) -> Iterator[NumberEstimate]:
        """The weight of each group of months that the base tells apart, against all others."""
        season, (counts, opened) = self.process.arrivals.season, self._monthly()
        subject = Subject("processes", self.name)
        groups = {key: set(parse_months(key)) for key in season}
        rest = set(range(1, 13)) - set().union(*groups.values()) if groups else set()
        whole = len(counts) // 12 * 12
        if not groups or not rest or len(counts) < SEASONS or self.lead > LONGEST_LEAD:
            for key in season:
                why = "lead" if self.lead > LONGEST_LEAD else "season_short"
                self._leave(f"{subject.address}.arrivals.season.{key}", why, len(counts))
            return
        first = int(self.start.min().astype("datetime64[M]").astype(np.int64)) + 1
        month = (first + np.arange(len(counts))) % 12 + 1
        recent = np.arange(len(counts)) >= len(counts) - whole
        dispersed, _ = self._dispersion()
        base = self._rate(counts, opened, recent & np.isin(month, sorted(rest)))
        for key, numbers in groups.items():
            count, each = self._rate(counts, opened, recent & np.isin(month, sorted(numbers)))
            if min(count, base[0]) < FEWEST:
                self._leave(f"{subject.address}.arrivals.season.{key}", "few", count)
                continue
            value = each / base[1]
            half = float(normal(LEVEL)) * np.sqrt(dispersed * (1 / count + 1 / base[0]))
            low, high = value * np.exp(-half), value * np.exp(half)
            yield NumberEstimate(subject, f"arrivals.season.{key}", value, low, high, Sample(count), "season")

    def _rate(self, counts: Ints, opened: Floats, rows: Flags) -> tuple[int, float]:
        return int(counts[rows].sum()), float(counts[rows].sum() / max(opened[rows].sum(), 1e-9))

    # Of what kind

    def _classes(self) -> Iterator[NumberEstimate]:
        """Shares of classes; one that is not in the map keeps its own, and the others share the rest."""
        known = [name for name in self.process.classes if (self.log.cases["class"] == name).any()]
        told = self.log.cases["class"].isin(known).to_numpy()
        subject = Subject("processes", self.name)
        if set(known) != set(self.process.classes) or told.sum() < FEWEST:
            for name in self.process.classes if len(self.process.classes) > 1 else ():
                self._leave(f"{subject.address}.classes.{name}.share", "classes", int(told.sum()))
            return
        if len(known) < 2:
            return
        shares = {name: (self.log.cases["class"] == name).to_numpy()[told].astype(np.float64) for name in known}
        values = {name: round(float(hits.mean()), 6) for name, hits in shares.items()}
        values[known[0]] = round(1 - sum(value for name, value in values.items() if name != known[0]), 6)
        for name, hits in shares.items():
            _, low, high = share_by_block(hits, self.block[told])
            value = values[name]
            sample = Sample(int(told.sum()))
            yield NumberEstimate(
                subject, f"classes.{name}.share", value, min(low, value), max(high, value), sample, "share"
            )

    def _group(self, key: str, others: set[str]) -> Flags:
        """The cases that a number by class is about: those of the class, or all that are of none that is named."""
        found = self.log.cases["class"]
        return ((found == key) if key != "all" else ~found.isin(others - {"all"})).to_numpy(dtype=np.bool_)

    def _traits(self) -> Iterator[NumberEstimate]:
        for trait, shares in self.process.traits.items():
            subject = Subject("traits", trait, self.name)
            for key in shares:
                address = f"{subject.address}.{key}"
                if trait not in self.log.cases:
                    self._leave(address, "trait")
                    continue
                group = self._group(key, set(shares))
                if group.sum() < FEWEST:
                    self._leave(address, "few", int(group.sum()))
                    continue
                hits = self.log.cases[trait].to_numpy(dtype=np.float64)[group]
                value, low, high = share_by_block(hits, self.block[group])
                yield NumberEstimate(subject, key, value, low, high, Sample(int(group.sum())), "share")

    # What they need

    def _over(self) -> tuple[Floats, Flags]:
        """When each case had all that it needs, in days since it came, and whether it has: its last item is approved.

        Who is refused before that is not followed further. Without a last item it is when all that was begun is over.
        """
        visits, last = self.visits, self.process.until
        days = (visits.ended.time - self.start[visits.case]).astype("timedelta64[s]").astype(np.float64) / 86_400
        ended, still = ~np.isnan(days) & visits.ended.there, visits.open
        cases = len(self.start)
        if last is not None and last in visits.item_names:
            ends = visits.first("approved", "approved-owing").there & (visits.item == visits.item_names.index(last))
            over = np.bincount(visits.case[ends], minlength=cases) > 0
        else:
            ends, over = ended, np.bincount(visits.case[still], minlength=cases) == 0
        when = np.zeros(cases)
        np.maximum.at(when, visits.case[ends], days[ends])
        followed = (self.visits.until - self.start).astype("timedelta64[s]").astype(np.float64) / 86_400
        return np.where(over, when, followed), over

    def _applies(self, name: str, item: Item) -> Iterator[NumberEstimate]:
        """The share of cases that come to an item before they are over, by Aalen and Johansen."""
        subject = Subject("items", name, self.name)
        mine = self.visits.item == self.visits.item_names.index(name)
        came = np.zeros(len(self.start), dtype=np.bool_)
        came[self.visits.case[mine]] = True
        begun = np.full(len(self.start), np.inf)
        days = (self.visits.received.time - self.start[self.visits.case]).astype("timedelta64[s]").astype(np.float64)
        np.minimum.at(begun, self.visits.case[mine], days[mine] / 86_400)
        when, over = self._over()
        able = self._able(item)
        for key, number in item.applies.items():
            if number.range is None and number.value in (0.0, 1.0):
                continue
            address = f"{subject.address}.applies.{key}"
            group = self._group(key, set(item.applies))
            if able is None or not group.any():
                self._leave(address, "trait" if able is None else "few", int(group.sum()))
                continue
            rows = group & able
            yield from self._needed(subject, key, np.minimum(begun, when)[rows], came[rows], over[rows])

    def _able(self, item: Item) -> Flags | None:
        """The cases that may need an item by their traits; None where a trait is not in the log."""
        traits = [*([item.having] if item.having else []), *item.lacking]
        if any(trait not in self.log.cases for trait in traits):
            return None
        found = np.ones(len(self.start), dtype=np.bool_)
        for trait in traits:
            has = self.log.cases[trait].to_numpy(dtype=np.bool_)
            found &= has if trait == item.having else ~has
        return found

    def _needed(self, subject: Subject, key: str, when: Floats, came: Flags, over: Flags) -> Iterator[NumberEstimate]:
        known = came | over
        n, still = len(when), int((~known).sum())
        address = f"{subject.address}.applies.{key}"
        if n - still < FEWEST or still > MOST_OPEN * n:
            self._leave(address, "few" if n - still < FEWEST else "open", n, still)
            return
        comes, ends = incidence(when, came, over & ~came)
        value, low, high = share_of(comes / max(comes + ends, 1e-9), float(known.sum()))
        yield NumberEstimate(subject, f"applies.{key}", value, low, high, Sample(n, still), "applies")

    # How often they are sent back

    def _returns(self, name: str, item: Item) -> Iterator[NumberEstimate]:
        """By the first answer at the window, and by the first after acceptance."""
        accept = next((step for step, one in item.steps.items() if one.accepts), None)
        if accept is None:
            return
        steps = [step for step, one in item.steps.items() if one.returns and one.returns.reason == "correction"]
        place = list(item.steps).index(accept)
        before = [step for step in steps if list(item.steps).index(step) <= place]
        after = [step for step in steps if list(item.steps).index(step) > place]
        visits = self.visits
        mine = visits.item == visits.item_names.index(name)
        accepted = visits.accepted
        begun = visits.first("received")
        early = visits.count("corrections-asked", accepted)
        late = visits.count("corrections-asked", visits.decided) - np.where(accepted.there, early, 0)
        if before == [accept]:
            yield from self._first_and_again(name, accept, item, early, (begun, accepted), mine)
        if len(after) == 1:
            answered = accepted.there & mine
            yield from self._first_and_again(
                name, after[0], item, late, (accepted, visits.decided), answered, again=False
            )
        for step in before if before != [accept] else after if len(after) > 1 else ():
            self._leave(f"{Subject('items', name, self.name, step).address}.returns.share", "several")

    def _first_and_again(
        self,
        name: str,
        step: str,
        item: Item,
        asked: Ints,
        ends: tuple[Moments, Moments],
        rows: Flags,
        *,
        again: bool = True,
    ) -> Iterator[NumberEstimate]:
        """The share that is sent back at first, and of those that come again; who has no answer yet is open.

        *ends* are the moments between which the answer comes. Who is sent back hears it sooner than who passes, so the
        shares are those of Aalen and Johansen.
        """
        subject = Subject("items", name, self.name, step)
        returns = item.steps[step].returns
        assert returns is not None
        passed = ends[1].there
        returned, through = (asked > 0) & rows, passed & rows
        known = returned | through
        still = int((rows & ~known).sum())
        value = self._sent_back(ends, returned, through, rows)
        yield from self._told(subject, "returns.share", int(known.sum()), value, still)
        if returns.again is None:
            return
        if not again:
            self._leave(f"{subject.address}.returns.again", "again")
            return
        if self.log.mapping.log.form == "wide":
            self._leave(f"{subject.address}.returns.again", "lost", int(returned.sum()))
            return
        repeats = int(np.maximum(asked[rows] - 1, 0).sum())
        tries = repeats + int((returned & passed).sum())
        yield from self._told(subject, "returns.again", tries, repeats / max(tries, 1), 0)

    def _sent_back(self, ends: tuple[Moments, Moments], returned: Flags, through: Flags, rows: Flags) -> float:
        """The share of answers that send back, by Aalen and Johansen."""
        visits, (begin, end) = self.visits, ends
        asked = visits.first_after("corrections-asked", begin)
        now = np.full(len(visits), visits.until)
        last = np.where(returned & asked.there, asked.time, np.where(through, end.time, now))
        when = (last - begin.time).astype("timedelta64[s]").astype(np.float64)
        kept = rows & begin.there
        if not kept.any():
            return 0.0
        back, on = incidence(when[kept], returned[kept], (through & ~returned)[kept])
        return back / max(back + on, 1e-9)

    def _told(self, subject: Subject, path: str, n: int, share: float, still: int) -> Iterator[NumberEstimate]:
        if n < FEWEST or still > MOST_OPEN * (n + still):
            self._leave(f"{subject.address}.{path}", "few" if n < FEWEST else "open", n + still, still)
            return
        value, low, high = share_of(share, n)
        yield NumberEstimate(subject, path, value, low, high, Sample(n + still, still), "returns")

    def _refuses(self, name: str, item: Item) -> Iterator[NumberEstimate]:
        """The share of passes through the one step that may refuse which end so: refused, sent back or approved."""
        steps = [step for step, one in item.steps.items() if one.refuses.range is not None]
        if len(steps) != 1:
            return
        subject, visits = Subject("items", name, self.name, steps[0]), self.visits
        mine = visits.item == visits.item_names.index(name)
        refused = int((visits.last("refused").there & mine).sum())
        late = visits.count("corrections-asked", visits.decided) - visits.count("corrections-asked", visits.accepted)
        sent_back = int(late[mine & visits.accepted.there].sum()) if item.steps[steps[0]].returns else 0
        passes = int((visits.decided.there & mine).sum()) + sent_back
        still = int((visits.open & mine).sum())
        if passes < FEWEST:
            self._leave(f"{subject.address}.refuses", "few", passes + still, still)
            return
        value, low, high = share_of(refused / passes, passes)
        yield NumberEstimate(subject, "refuses", value, low, high, Sample(passes + still, still), "refuses")

    # Limits

    def _days(self, name: str, item: Item) -> Iterator[NumberEstimate]:
        """The limit and the promise that most rows name; exact."""
        rows = self.log.items[self.log.items["item"] == name]
        for path in ("limit", "promise"):
            days = rows[path].dropna()
            if getattr(item, path) is None:
                continue
            if path == "promise" and days.empty and (name in self.visits.item_names):
                days = self._promised(name)
            if len(days) < FEWEST:
                continue
            counts = days.value_counts()
            most = float(str(counts.sort_index().idxmax()))
            address = f"{Subject('items', name, self.name).address}.{path}.days"
            if counts[most] < MOSTLY * len(days):
                self._leave(address, "differ", len(days))
                continue
            yield NumberEstimate(
                Subject("items", name, self.name), f"{path}.days", most, most, most, Sample(len(days)), "days"
            )

    def _promised(self, name: str) -> pd.Series:
        """The whole days from acceptance to the day on which each is due, on the office's calendar."""
        due = self.log.items["due"].to_numpy("datetime64[s]")
        rows = (self.visits.item == self.visits.item_names.index(name)) & ~np.isnat(due)
        begun = self.legal.at(self.visits.accepted)
        end = self.legal.at(
            Moments(np.asarray(due + DAY_LONG, dtype="datetime64[s]"), np.zeros(len(due), dtype=np.bool_))
        )
        days = np.floor((end - begun) / self.legal.day)[rows]
        return pd.Series(days[days > 0])


def incidence(when: Floats, first: Flags, second: Flags) -> tuple[float, float]:
    """The shares that end in one way and in another, by Aalen and Johansen, as far as they were followed."""
    order = np.argsort(when, kind="stable")
    moments, place = np.unique(when[order], return_inverse=True)
    at_risk = len(when) - np.concatenate(([0], np.cumsum(np.bincount(place))))[:-1]
    one, other = (np.bincount(place, weights=flags[order], minlength=len(moments)) for flags in (first, second))
    surviving = np.concatenate(([1.0], np.cumprod(1 - (one + other) / at_risk)))[:-1]
    return float((surviving * one / at_risk).sum()), float((surviving * other / at_risk).sum())


def handlers_a_week(log: Log, items: list[str]) -> tuple[int, int]:
    """The most handlers who stamp these items in one week, and how many stamps that rests on."""
    events = log.events[log.events["item"].isin(items) & (log.events["handler"] >= 0)]
    if events.empty:
        return 0, 0
    week = events["time"].to_numpy("datetime64[D]").astype(np.int64) // 7
    by_week = pd.DataFrame({"week": week, "handler": events["handler"].to_numpy()}).drop_duplicates()
    return int(by_week.groupby("week").size().max()), len(events)


__all__ = ["DAY", "Numbers", "dispersion", "handlers_a_week", "incidence"]
