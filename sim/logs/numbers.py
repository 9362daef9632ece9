"""The plain numbers that a log tells: how many come, of what kind, what they need, how often they are sent back."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.arrivals import Arrivals
from sim.logs.estimates import (
    NumberEstimate,
    Sample,
    Subject,
    share_by_block,
    share_of,
)
from sim.logs.limits import limits
from sim.logs.log import Log
from sim.logs.survival import FEWEST, MOST_OPEN, months
from sim.logs.visits import Clock, Moments, Visits, case_starts
from sim.scenario.model import Item, Process


class Numbers:
    """The estimators of plain numbers on one log, for one process of a scenario."""

    def __init__(
        self,
        log: Log,
        visits: Visits,
        process_name: str,
        process: Process,
        office: Clock,
        clock_of: Callable[[Item], Clock],
        lead: float = 0.0,
    ) -> None:
        self.log, self.visits, self.name, self.process, self.office = log, visits, process_name, process, office
        self.clock_of = clock_of
        """The clock of an item."""
        self.lead = lead
        """Days from first contact to what the log stamps first."""
        self.start = case_starts(log)
        self.block = months(self.start)
        self.untold: list[tuple[str, str, int, int]] = []
        """Addresses that could not be measured: why, of how many, how many open."""

    def estimates(self) -> Iterator[NumberEstimate]:
        """All of them."""
        arrivals = Arrivals(self.log, self.start, self.name, self.process, self.office, self.lead)
        yield from arrivals.estimates()
        self.untold += arrivals.untold
        yield from self._classes()
        yield from self._traits()
        for name, item in self.process.items.items():
            if name in self.log.known_items and name in self.visits.item_names:
                yield from self._applies(name, item)
                yield from self._returns(name, item)
                yield from self._refuses(name, item)
                subject = Subject("items", name, self.name)
                found, differ = limits(self.log, self.visits, self.clock_of(item), subject, item)
                yield from found
                for address, count in differ:
                    self._leave(address, "differ", count)

    def _leave(self, address: str, why: str, n: int = 0, still: int = 0) -> None:
        self.untold.append((address, why, n, still))

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
            if (
                self.log.mapping.log.form == "wide"
            ):  # one correction a row: who had one before acceptance hides the next
                answered &= early == 0
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
