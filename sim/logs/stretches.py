"""Which stretch of a log is which step of a scenario, and how long each took.

A platform stamps states, and a scenario has steps; between two states lie one step or several. The one that takes most
of the time is what is measured, given the others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.survival import Durations, months
from sim.logs.visits import Clock, Moments, Pauses, Visits
from sim.scenario.model import Item, Process, Step
from sim.scenario.quantities import OF_ITEM, UNIT_MINUTES

Kind = Literal["preparation", "acceptance", "corrections", "decision", "special", "delivery", "whole"]
APPLICANTS: Final = ("preparation", "submission", "applicant")
SELDOM: Final = 0.05


@dataclass(frozen=True)
class Stretch:
    """A stretch between two states of an item, and the step that is measured by it."""

    item: str
    kind: Kind
    step: str
    path: str
    """wait, until or again."""
    unit: str
    calendar: str
    given: tuple[str, ...] = ()
    """The other steps in it, whose numbers are taken from the base."""
    after: tuple[str, ...] = ()
    """Of a preparation: the items that come before."""


def stretches(process: Process, known: frozenset[str], legal: str) -> Iterator[Stretch]:
    """All stretches of the items that a log knows, on the calendar *legal* where they are on an item's clock."""
    for name, item in process.items.items():
        if name in known:
            yield from _of_formal(name, item, known, legal) if _accept(item) else _of_other(name, item, known)


def _accept(item: Item) -> str | None:
    return next((name for name, step in item.steps.items() if step.accepts), None)


def _of_formal(name: str, item: Item, known: frozenset[str], legal: str) -> Iterator[Stretch]:
    accept = _accept(item)
    assert accept is not None
    steps = list(item.steps)
    before, later = steps[: steps.index(accept)], steps[steps.index(accept) + 1 :]
    yield from _preparation(name, item, before, known)
    yield from _timed(name, item, accept, "acceptance")
    office = [one for one in later if not _is_delivery(item.steps[one])]
    yield from _decision(name, item, office, legal)
    yield from _special(name, item, [one for one in office if not item.steps[one].legal])
    delivery = [one for one in later if _is_delivery(item.steps[one])]
    if len(delivery) == 1:
        yield from _timed(name, item, delivery[0], "delivery")


def _is_delivery(step: Step) -> bool:
    return step.counts_as == "delivery"


def _timed(name: str, item: Item, step: str, kind: Kind) -> Iterator[Stretch]:
    """A stretch that is one wait in days of a calendar."""
    one = item.steps[step]
    if one.way == "wait" and one.duration.unit in UNIT_MINUTES and one.calendar is not None:
        yield Stretch(name, kind, step, "wait", "days", one.calendar)


def _preparation(name: str, item: Item, before: list[str], known: frozenset[str]) -> Iterator[Stretch]:
    """What the applicant does before the item comes to the office, at first and after a return."""
    waits = [one for one in before if item.steps[one].way == "wait" and item.steps[one].calendar is not None]
    if len(waits) != 1:
        return
    step, others = waits[0], tuple(one for one in before if one != waits[0])
    calendar = str(item.steps[step].calendar)
    if item.steps[step].again is not None:
        yield Stretch(name, "corrections", step, "again", "days", calendar, others)
    needed = tuple(edge.item for edge in item.after if edge.asked)
    if needed and set(needed) <= known:
        yield Stretch(name, "preparation", step, "wait", "days", calendar, others, needed)


def _decision(name: str, item: Item, office: list[str], legal: str) -> Iterator[Stretch]:
    """From acceptance to decision: the wait for a point of the promise, or else the longest wait on the clock."""
    on_clock = [one for one in office if item.steps[one].until_on_clock]
    if len(on_clock) == 1:
        step = on_clock[0]
        given = tuple(one for one in office if one != step and item.steps[one].legal)
        yield Stretch(name, "decision", step, "until", item.steps[step].duration.unit, legal, given)
        return
    longest = _longest_wait(item, [one for one in office if item.steps[one].legal])
    if longest is not None and not on_clock:
        given = tuple(one for one in office if one != longest and item.steps[one].legal)
        yield Stretch(name, "decision", longest, "wait", "days", str(item.steps[longest].calendar), given)


def _special(name: str, item: Item, off_clock: list[str]) -> Iterator[Stretch]:
    """What is off the clock between acceptance and decision, where it is one wait but for what hardly ever happens."""
    usual = [one for one in off_clock if item.steps[one].share.value > SELDOM]
    if len(usual) == 1:
        yield from _timed(name, item, usual[0], "special")


def _of_other(name: str, item: Item, known: frozenset[str]) -> Iterator[Stretch]:
    """An item that nobody accepts: from its begin to its end, or, where no begin is stamped, from what comes before."""
    longest = _longest_wait(item, list(item.steps))
    if longest is not None:
        given = tuple(one for one in item.steps if one != longest)
        needed = tuple(edge.item for edge in item.after if edge.asked)
        after = needed if set(needed) <= known else ()
        yield Stretch(name, "whole", longest, "wait", "days", str(item.steps[longest].calendar), given, after)


def _longest_wait(item: Item, steps: list[str]) -> str | None:
    """The step that waits longest in days of a calendar; None where there is no such step."""
    lengths = {
        one: item.steps[one].duration.distribution.mean() * UNIT_MINUTES[item.steps[one].duration.unit]
        for one in steps
        if item.steps[one].way == "wait" and item.steps[one].duration.unit in UNIT_MINUTES
    }
    return max(lengths, key=lambda one: lengths[one]) if lengths else None


class Timing:
    """How long the stretches of one log took, in days of their calendars or as shares of the promise."""

    def __init__(
        self, visits: Visits, clocks: Mapping[str, Clock], process: Process, rows: Flags | None = None
    ) -> None:
        self.visits, self.clocks, self.process = visits, clocks, process
        self.rows = np.ones(len(visits), dtype=np.bool_) if rows is None else rows
        self.now = Moments(np.full(len(visits), visits.until), np.zeros(len(visits), dtype=np.bool_))
        self.month = months(visits.received.time)
        self._known: dict[tuple[str, ...], Floats] = {}
        self._mine: dict[str, Flags] = {}

    def durations(self, stretch: Stretch) -> Durations:
        """The durations of a stretch, in its unit."""
        match stretch.kind:
            case "acceptance":
                return self._acceptance(stretch)
            case "decision":
                return self._decision(stretch)
            case "corrections" | "special":
                return self._pauses(stretch)
            case "delivery":
                return self._between(stretch, self.visits.decided, self.visits.first("delivered"))
            case "whole":
                begun = self.visits.first("received")
                if begun.there[self._of(stretch)].any():
                    return self._between(stretch, begun, self.visits.decided)
                return self._since_before(stretch)
        return self._preparation(stretch)

    def has(self, stretch: Stretch) -> bool:
        """Whether the log stamps both ends of the stretch at all."""
        return bool(self.durations(stretch).count)

    def _of(self, stretch: Stretch) -> Flags:
        if stretch.item not in self._mine:
            names = self.visits.item_names
            number = names.index(stretch.item) if stretch.item in names else -1
            self._mine[stretch.item] = (self.visits.item == number) & self.rows
        return self._mine[stretch.item]

    def _between(self, stretch: Stretch, begun: Moments, ended: Moments, less: Floats | None = None) -> Durations:
        """From one moment to another; who has not come to the second is open, or left at the end of another kind."""
        clock = self.clocks[stretch.calendar]
        rows = np.flatnonzero(self._of(stretch) & begun.there)
        if not ended.at(rows).there.any():
            rows = rows[:0]
        last = ended.at(rows).or_else(self._left.at(rows))
        spent = clock.at(last) - clock.at(begun.at(rows)) - (less[rows] if less is not None else 0.0)
        return self._made(spent / clock.day, ~ended.there[rows], rows)

    @cached_property
    def _left(self) -> Moments:
        """When each was last seen without the end that is asked for: it ended otherwise, or the log did."""
        return self.visits.gone.or_else(self.visits.ended).or_else(self.now)

    def _made(self, spent: Floats, still: Flags, rows: Flags | Ints) -> Durations:
        return Durations(np.maximum(spent, 0.0), still, self.month[rows])

    def _acceptance(self, stretch: Stretch) -> Durations:
        """To the first answer of the window: accepted, or sent back."""
        visits = self.visits
        asked, accepted = visits.first("corrections-asked"), visits.stamped_accepted
        earlier = asked.there & (~accepted.there | (asked.time < accepted.time))
        answer = Moments(np.where(earlier, asked.time, accepted.time), np.where(earlier, asked.dated, accepted.dated))
        return self._between(stretch, visits.first("received"), answer)

    def _decision(self, stretch: Stretch) -> Durations:
        """On the clock that stops for corrections and special procedures, as a share of what the scenario promises.

        What a row has for its own promise is not asked: an extension then is a part of the distribution.
        """
        visits = self.visits
        found = self._between(stretch, visits.accepted, visits.decided, self._stopped_on(stretch.calendar))
        if stretch.unit not in OF_ITEM:
            return found
        item = self.process.items[stretch.item]
        limit = item.promise if stretch.unit == "promise" and item.promise is not None else item.limit
        days = limit.days.value if limit is not None else 0.0
        return (
            Durations(found.spent / days, found.open, found.block)
            if days > 0
            else found.at(np.zeros(0, dtype=np.int64))
        )

    def _stopped_on(self, calendar: str) -> Floats:
        """How long each stood still after it was accepted, on a calendar."""
        key = ("stopped", calendar)
        if key not in self._known:
            clock, visits = self.clocks[calendar], self.visits
            parts = [self._stopped(visits.pauses(kind), clock) for kind in ("corrections", "special")]
            self._known[key] = parts[0] + parts[1]
        return self._known[key]

    def _stopped(self, pauses: Pauses, clock: Clock) -> Floats:
        """How long each stood still after it was accepted."""
        visits = self.visits
        accepted = clock.at(visits.accepted)[pauses.visit]
        begun = np.maximum(clock.at(pauses.begun), accepted)
        end = visits.decided.or_else(visits.gone).or_else(self.now).at(pauses.visit)
        ended = np.minimum(clock.at(pauses.ended.or_else(end)), clock.at(end))
        paused = np.nan_to_num(np.maximum(ended - begun, 0.0))
        return np.bincount(pauses.visit, weights=paused, minlength=len(visits)).astype(np.float64)

    def _pauses(self, stretch: Stretch) -> Durations:
        clock = self.clocks[stretch.calendar]
        pauses = self.visits.pauses(stretch.kind)
        mine = np.flatnonzero(self._of(stretch)[pauses.visit])
        if not pauses.ended.at(mine).there.any():
            mine = mine[:0]
        visit = pauses.visit[mine]
        last = pauses.ended.at(mine).or_else(self.visits.gone.at(visit)).or_else(self.now.at(visit))
        spent = (clock.at(last) - clock.at(pauses.begun.at(mine))) / clock.day
        return self._made(spent, ~pauses.ended.there[mine], visit)

    def _preparation(self, stretch: Stretch) -> Durations:
        """From the end of the last item before to the receipt, for cases in which all of these are over."""
        visits, clock = self.visits, self.clocks[stretch.calendar]
        last = self._before(stretch)
        rows = self._of(stretch) & np.isfinite(last[visits.case]) & visits.first("received").there
        kept = np.flatnonzero(rows)
        spent = (clock.at(visits.first("received").at(kept)) - last[visits.case[kept]]) / clock.day
        later = spent >= 0
        return self._made(spent[later], np.zeros(int(later.sum()), dtype=np.bool_), kept[later])

    def _before(self, stretch: Stretch) -> Floats:
        """Of each case, when the last item before was over; not finite where one is not over, or none came."""
        visits, done = self.visits, self._done_on(stretch.calendar)
        last = np.full(int(visits.case.max(initial=-1)) + 1, -np.inf)
        numbers = [visits.item_names.index(one) for one in stretch.after if one in visits.item_names]
        before = np.isin(visits.item, numbers)
        np.maximum.at(last, visits.case[before], np.nan_to_num(done[before], nan=np.inf))
        return last

    def _since_before(self, stretch: Stretch) -> Durations:
        """From the end of the last item before to the end of this one; open in cases that need it and lack it."""
        visits, clock = self.visits, self.clocks[stretch.calendar]
        if not stretch.after or stretch.item not in visits.item_names:
            return self._made(np.zeros(0), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.int64))
        last, end = self._before(stretch), np.full(int(visits.case.max(initial=-1)) + 1, np.nan)
        mine = np.flatnonzero(self._of(stretch) & visits.decided.there)
        end[visits.case[mine]] = clock.at(visits.decided.at(mine))
        counted = np.zeros(len(end), dtype=np.bool_)
        counted[visits.case[self.rows]] = True
        all_need = all(share.bounds()[0] >= 1 for share in self.process.items[stretch.item].applies.values())
        still = np.isnan(end) & np.isfinite(last) & ~self._over & all_need
        kept = np.flatnonzero(counted & np.isfinite(last) & (still | (end >= last)))
        now = float(clock.at(self.now.at(np.zeros(1, dtype=np.int64)))[0])
        spent = (np.where(still, now, end) - last)[kept] / clock.day
        first = np.zeros(len(end), dtype=np.int64)
        first[visits.case[::-1]] = np.arange(len(visits))[::-1]
        return self._made(spent, still[kept], first[kept])

    @cached_property
    def _over(self) -> Flags:
        """Which cases have their last item, or were refused."""
        visits, until = self.visits, self.process.until
        number = visits.item_names.index(until) if until in visits.item_names else -1
        ends = ((visits.item == number) & visits.decided.there) | visits.first("refused").there
        over = np.zeros(int(visits.case.max(initial=-1)) + 1, dtype=np.bool_)
        over[visits.case[ends]] = True
        return over

    def _done_on(self, calendar: str) -> Floats:
        """When each was delivered, or else decided, on a calendar."""
        key = ("done", calendar)
        if key not in self._known:
            done = self.visits.first("delivered").or_else(self.visits.decided)
            self._known[key] = self.clocks[calendar].at(done)
        return self._known[key]
