"""Where in an item a case stands: at which step, for how long, what the item's clock shows, and what is promised of it.

A platform stamps states. Who was received stands at the acceptance; who was accepted, at the step by which the time to
the decision is measured; who was asked for corrections, at the preparation; who is in a special procedure, there; who
was approved and not served, at the delivery.
"""

from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Floats
from sim.logs.log import Log
from sim.logs.played import APPLICANTS
from sim.logs.stamps import Stamps
from sim.logs.stretches import Kind, Stretch, clock_calendar, stretches
from sim.logs.timing import Timing
from sim.logs.visits import Moments, Visits, clocks
from sim.scenario import Scenario
from sim.scenario.model import Item, Process, Step
from sim.simulation.draws.past import share_up_to

MARGIN: Final = 1e-6
TIMED: Final = "wait"
"""Only of what merely takes time can it be told how much of it has gone."""


class Place(NamedTuple):
    """A step at which a case stands, for how many days of its calendar, and what the item's clock shows."""

    step: str | None
    spent: float = 0.0
    used: float = 0.0
    promise: float = 0.0
    """What its row promises, in days of the clock; 0: what the item promises to all."""
    sent_back: int = 0


class Places:
    """The instances of the items of a log in the terms of one process of a scenario; *visits* numbers them."""

    def __init__(self, log: Log, scenario: Scenario, process: str) -> None:
        self.log, self.process = log, scenario.processes[process]
        self.visits, self.clocks, self.legal = Visits(log), clocks(scenario, log), scenario.legal_calendar
        self.timing = Timing(self.visits, self.clocks, self.process)
        self.measured = _measured(self.process, log, self.legal)
        self.now = Moments(np.array([self.visits.until]), np.zeros(1, dtype=np.bool_))
        self._waiting: dict[tuple[str, float], float] = {}
        """By item and days, the probability that its preparation takes longer."""

    @cached_property
    def _served(self) -> set[str]:
        """The items of which the log stamps when they are delivered, so that it can be told who waits for it."""
        stamped = {self.visits.item_names[item] for item in np.unique(self.visits.item[self.delivered.there])}
        return {item for item in stamped if (item, "delivery") in self.measured and item != self.process.until}

    @cached_property
    def delivered(self) -> Moments:
        """When each was served."""
        return self.visits.first("delivered")

    def is_over(self, visit: int, item: str) -> bool:
        """Whether nothing of an item is left to do, not even its delivery."""
        if self.visits.open[visit]:
            return False
        return not (item in self._served and self.visits.decided.there[visit] and not self.delivered.there[visit])

    def place(self, visit: int, item: str) -> Place:
        """Where a case stands in an item that is open, or approved and not served."""
        if not any(step.accepts for step in self.process.items[item].steps.values()):
            return self._since("whole", item, self.visits.received, visit)
        return self._on_clock(visit, item, self._place(visit, item))

    def _place(self, visit: int, item: str) -> Place:
        if self.visits.decided.there[visit]:
            return self._since("delivery", item, self.visits.decided, visit)
        if self._paused["corrections"].there[visit]:
            return self._since("corrections", item, self._paused["corrections"], visit)._replace(sent_back=1)
        if not self.visits.accepted.there[visit]:
            return self._since("acceptance", item, self._back.or_else(self.visits.received), visit)
        if self._paused["special"].there[visit] and (item, "special") in self.measured:
            return self._since("special", item, self._paused["special"], visit)
        return self._deciding(visit, item)

    def _since(self, kind: Kind, item: str, moments: Moments, visit: int) -> Place:
        """At the step of a stretch, since a moment; where none is measured, at the step that it would be."""
        stretch = self.measured.get((item, kind))
        if stretch is None:
            return Place(_usual(self.process.items[item], kind))
        one = np.array([visit])
        return Place(stretch.step, self._days(stretch, self.clocks[stretch.calendar].at(moments.at(one))))

    def _days(self, stretch: Stretch, since: Floats, stopped: float = 0.0) -> float:
        """From a moment until now, in days of the calendar of a stretch; nothing of what has to be worked on."""
        if self.process.items[stretch.item].steps[stretch.step].primitive != TIMED:
            return 0.0
        clock = self.clocks[stretch.calendar]
        return _tidy((float(clock.at(self.now)[0]) - float(since[0]) - stopped) / clock.day)

    def _deciding(self, visit: int, item: str) -> Place:
        stretch = self.measured.get((item, "decision"))
        if stretch is None:
            return Place(_usual(self.process.items[item], "decision"))
        stopped = float(self.timing.stopped_on(stretch.calendar)[visit])
        since = self.clocks[stretch.calendar].at(self.visits.accepted.at(np.array([visit])))
        return Place(stretch.step, 0.0 if stretch.path == "until" else self._days(stretch, since, stopped))

    def _on_clock(self, visit: int, item: str, place: Place) -> Place:
        """With what the clock of an item shows that was accepted before, and what its row promises."""
        steps = list(self.process.items[item].steps)
        accept = next(number for number, name in enumerate(steps) if self.process.items[item].steps[name].accepts)
        if not self.visits.accepted.there[visit] or (steps.index(str(place.step)) <= accept and not place.sent_back):
            return place
        used = self._used(visit, item)
        left = self._own_left(visit, item, used)
        return place._replace(used=used, promise=_tidy(np.floor(used + left + MARGIN)) if left is not None else 0.0)

    def _own_left(self, visit: int, item: str, used: float) -> float | None:
        """How many days are left until what the row itself promises, negative if it is past; None if it says nothing.

        Until a day ahead they are as long as they were on average in the log.
        """
        if self.process.items[item].promise is None:
            return None
        if np.isnat(self._due[visit]):
            told = float(self.log.items["promise"].iloc[visit])
            return told - used if told == told else None
        clock, end = self.clocks[self.clock_of(item)], self._due[visit] + np.timedelta64(1, "D")
        ahead = _minutes(end - self.visits.until)
        if ahead > 0:
            return ahead * clock.calendar.total / max(clock.calendar.horizon, 1) / clock.day
        moment = Moments(np.array([end]), np.zeros(1, dtype=np.bool_))
        return float(clock.at(moment)[0] - clock.at(self.now)[0]) / clock.day

    def _used(self, visit: int, item: str) -> float:
        """What the clock of an item shows, in days of its calendar."""
        name = self.clock_of(item)
        clock, accepted = self.clocks[name], self.visits.accepted.at(np.array([visit]))
        last = self.visits.decided.at(np.array([visit])).or_else(self.now)
        passed = float(clock.at(last)[0] - clock.at(accepted)[0]) - float(self.timing.stopped_on(name)[visit])
        return _tidy(passed / clock.day)

    def clock_of(self, item: str) -> str:
        """The calendar on which the clock of an item runs."""
        return clock_calendar(self.process.items[item], self.legal)

    def preparing(self, item: str, since: float) -> Place:
        """At the preparation of an item that has not come to the office, since what was before it was over."""
        stretch = self.measured.get((item, "preparation")) or self.measured.get((item, "whole"))
        steps = self.process.items[item].steps
        if stretch is None or stretch.step != next(iter(steps), None):
            first = next(iter(steps.items()), None)
            if first is None or first[1].way != TIMED or first[1].calendar is None or first[1].accepts:
                return Place(None)
            stretch = Stretch(item, "preparation", first[0], TIMED, "days", first[1].calendar)
        moment = np.array([int(since)]).astype("datetime64[s]")
        clock = self.clocks[stretch.calendar]
        return Place(stretch.step, self._days(stretch, clock.at(Moments(moment, np.zeros(1, dtype=np.bool_)))))

    def not_yet(self, item: str, since: float) -> float:
        """The probability that an item that could begin at a moment, in seconds, is not at the office by now."""
        name, step = next(iter(self.process.items[item].steps.items()), (None, None))
        if item not in self._received or name is None or step is None:
            return 1.0
        if step.counts_as not in APPLICANTS and not _is_delivery(step):
            return 0.0 if since < float(self.visits.until.astype(np.int64)) else 1.0
        place, duration = self.preparing(item, since), step.duration
        if place.step != name or duration.unit != "days":
            return 1.0
        key = item, round(place.spent, 1)
        if key not in self._waiting:
            share = share_up_to(duration.distribution, np.array([key[1] / duration.times.value]))
            self._waiting[key] = 1 - float(share[0])
        return self._waiting[key]

    @cached_property
    def _received(self) -> set[str]:
        """The items of which the log stamps when they come to the office."""
        return {
            self.visits.item_names[item] for item in np.unique(self.visits.item[self.visits.first("received").there])
        }

    @cached_property
    def _paused(self) -> dict[str, Moments]:
        """Since when each item stands still, for corrections or for a special procedure; NaT where it does not."""
        return {kind: self._last_pause(kind, ended=False) for kind in ("corrections", "special")}

    @cached_property
    def _back(self) -> Moments:
        """When the corrections of each item came in last."""
        return self._last_pause("corrections", ended=True)

    def _last_pause(self, kind: str, *, ended: bool) -> Moments:
        pauses = self.visits.pauses(kind)
        rows = np.flatnonzero(pauses.ended.there == ended)
        moments = pauses.ended if ended else pauses.begun
        found = Moments(np.full(len(self.visits), np.datetime64("NaT", "s")), np.zeros(len(self.visits), np.bool_))
        found.time[pauses.visit[rows]], found.dated[pauses.visit[rows]] = moments.time[rows], moments.dated[rows]
        return found

    def promise(self, visit: int, item: str) -> tuple[float | None, float] | None:
        """By which minute after the log an open item is promised, and how many days of its clock are left until then.

        By the day that its row says, or else by as many days as the row or the scenario promises, on the clock that
        stands still for corrections, as if it ran from now on. None where nothing is promised, or it is not accepted.
        """
        due = self._due[visit]
        if not np.isnat(due):
            return _minutes(due + np.timedelta64(1, "D") - self.visits.until), 0.0
        days = self._promised_days(visit, item)
        if days is None or not self.visits.accepted.there[visit]:
            return None
        left = days - self._used(visit, item)
        return (None if left > 0 else self._missed(item, left)), left

    @cached_property
    def _due(self) -> Stamps:
        due: Stamps = self.log.items["due"].to_numpy("datetime64[s]")
        return due

    def _promised_days(self, visit: int, item: str) -> float | None:
        """What the row promises, or the scenario."""
        row, one = self.log.items.iloc[visit], self.process.items[item]
        limit = one.promise or one.limit
        told = [row["promise"], row["limit"], limit.of(None) if limit is not None else np.nan]
        return next((float(days) for days in told if days == days), None)

    def _missed(self, item: str, left: float) -> float:
        """The minute, before the end of the log, since which the promise of an item is past."""
        clock = self.clocks[self.clock_of(item)]
        worked = int(clock.at(self.now)[0] + left * clock.day)
        return clock.calendar.moment(max(worked, 0)) - _minutes(self.visits.until - clock.start)


def _measured(process: Process, log: Log, legal: str) -> dict[tuple[str, Kind], Stretch]:
    return {(one.item, one.kind): one for one in stretches(process, frozenset(log.known_items), legal)}


def _is_delivery(step: Step) -> bool:
    return step.counts_as == "delivery"


def _usual(item: Item, kind: Kind) -> str | None:
    """At which step a case stands whose stretch is not measured."""
    steps = list(item.steps)
    accept = next((place for place, name in enumerate(steps) if item.steps[name].accepts), None)
    if accept is None:
        return steps[0] if steps else None
    match kind:
        case "corrections":
            return steps[0]
        case "acceptance":
            return steps[accept]
    later = [name for name in steps[accept + 1 :] if _is_delivery(item.steps[name]) == (kind == "delivery")]
    return later[0] if later else steps[-1]


def _minutes(span: np.timedelta64) -> float:
    return float(span.astype("timedelta64[s]").astype(np.int64)) / 60


def _tidy(days: float) -> float:
    return max(round(days, 4), 0.0) if days == days else 0.0
