"""How long the stretches of a log took: each from its begin to its end, on its own calendar."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.logs.deadline import Peak, peak_of
from sim.logs.limits import promised_days
from sim.logs.stretches import Stretch
from sim.logs.survival import Durations, months
from sim.logs.visits import Clock, Moments, Pauses, Visits
from sim.scenario.model import Process
from sim.scenario.quantities import OF_ITEM


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

        What a row has for its own promise is not asked: an extension then is a part of the distribution. Who was
        decided on his promised day because that is his, takes no less than that.
        """
        days = self._decision_days(stretch)
        peak = self.peak(stretch) if stretch.chased else None
        found = days if peak is None else Durations(days.spent, days.open | peak.inside, days.block)
        if stretch.unit not in OF_ITEM:
            return found
        item = self.process.items[stretch.item]
        limit = item.promise if stretch.unit == "promise" and item.promise is not None else item.limit
        whole = limit.days.value if limit is not None else 0.0
        return (
            Durations(found.spent / whole, found.open, found.block)
            if whole > 0
            else found.at(np.zeros(0, dtype=np.int64))
        )

    def _decision_days(self, stretch: Stretch) -> Durations:
        stopped = self.stopped_on(stretch.calendar)
        return self._between(stretch, self.visits.accepted, self.visits.decided, stopped)

    def peak(self, stretch: Stretch) -> Peak | None:
        """The decisions of a stretch on the promised day."""
        rows = np.flatnonzero(self._of(stretch) & self.visits.accepted.there)
        item, days = self.process.items[stretch.item], self._decision_days(stretch)
        if item.promise is None or not days.count:
            return None
        told = promised_days(self.visits, self.clocks[stretch.calendar])[rows]
        return peak_of(days, np.where(np.isnan(told), item.promise.days.value, told))

    def stopped_on(self, calendar: str) -> Floats:
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
