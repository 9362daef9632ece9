"""One town day by day, from the event log of one replication: with whom each project stands, how many are permitted.

A project has several things going on at once; it stands with the one that will be over last. Days are sampled at noon.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from sim.base.arrays import Ints
from sim.base.language import Language
from sim.calendars.working_time import DAY
from sim.experiment.replications import play
from sim.outcomes.history import ENDED, PERMITTED, History
from sim.scenario import Scenario, digest
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

MOST_DAYS: Final = 366
MOST_DRAWN: Final = 1500
"""Projects of one town; of more, only each so-manieth is drawn, so that the page stays small."""
NOON: Final = DAY // 2
NOT_HERE, PERMIT, REFUSED = -3, -1, -2
"""Where a project is that has not come yet, has its permit, or was refused."""

Lane = tuple[str, str]
"""Whose a step is: a party, and of government which department."""


@dataclass(frozen=True)
class Town:
    """A scenario that was played once; its days are counted from when measuring begins."""

    history: History

    @classmethod
    def of(cls, scenario: Scenario, seed: int, engine: str) -> "Town":
        """The town in the first replication of a seed."""
        plan = lower(scenario)
        draws, log = next(play(plan, seed, 1, engine))
        return cls(History(plan, draws, log, 0))

    @property
    def plan(self) -> Plan:
        """The scenario as it was played."""
        return self.history.plan

    @cached_property
    def days(self) -> int:
        """How many days there are to be seen."""
        return max(1, min(MOST_DAYS, (self.plan.horizon - self.plan.measured_from) // DAY))

    @cached_property
    def lanes(self) -> list[Lane]:
        """By step, whose it is."""
        items = [self.plan.items[item] for item in self.plan.step_item]
        return [
            ("agent", "") if step.counts_as == "agent" else (party, (item.department or "") * (party == "government"))
            for step, party, item in zip(self.plan.steps, self.plan.step_party, items, strict=True)
        ]

    def title_of(self, lane: Lane) -> dict[Language, str] | None:
        """What a department is called; None of a party, which has only a word."""
        department = lane[1]
        if not department:
            return None
        title = self.plan.scenario.departments[department].title
        return {"en": department, "zh": department} if title is None else {"en": title.en, "zh": title.zh}

    def document(self, days: int, lanes: list[Lane]) -> dict[str, Any]:
        """What the page shows of it in so many days, with the lanes by their places."""
        drawn = self._drawn(days)
        every = -(-len(drawn) // MOST_DRAWN)
        kept = drawn[self.history.number[drawn] % every == 0] if every > 1 else drawn
        where = self._where(kept, days, lanes)
        scenario = self.plan.scenario
        return {
            "title": {"en": scenario.title.en, "zh": scenario.title.zh},
            "digest": digest(scenario),
            "projects": [
                [int(number), *_runs(row)] for number, row in zip(self.history.number[kept], where, strict=True)
            ],
            "all": len(drawn),
            "every": max(every, 1),
            **self._counts(days),
        }

    def _noons(self, days: int) -> Ints:
        noons: Ints = self.plan.measured_from + NOON + DAY * np.arange(days, dtype=np.int64)
        return noons

    def _drawn(self, days: int) -> Ints:
        """The projects that are to be seen on any of the days, in the order in which they come."""
        first, last = self._noons(days)[[0, -1]]
        seen = (self.history.arrival <= last) & (self.history.left > first)
        return np.flatnonzero(seen)

    def _counts(self, days: int) -> dict[str, list[int]]:
        """By day: how many were permitted and refused since the first, and how many are in hand."""
        noons, left, fate = self._noons(days), self.history.left, self.history.fate
        begin = self.plan.measured_from
        gone = {
            name: np.searchsorted(np.sort(left[(fate == kind) & (left > begin)]), noons, side="right")
            for name, kind in (("permits", PERMITTED), ("refused", ENDED))
        }
        came = np.searchsorted(np.sort(self.history.arrival), noons, side="right")
        over = np.searchsorted(np.sort(left), noons, side="right")
        return {**{name: counts.tolist() for name, counts in gone.items()}, "hand": (came - over).tolist()}

    def _where(self, cases: Ints, days: int, lanes: list[Lane]) -> Ints:
        """Cases by days: twice the place of the lane, one more where it waits; or what became of it."""
        history, begin = self.history, self.plan.measured_from + NOON
        place = np.full(history.count, -1)
        place[cases] = np.arange(len(cases))
        where = np.full((len(cases), days), NOT_HERE, dtype=np.int64)
        lane = np.array([lanes.index(one) for one in self.lanes])
        log, ended = history.log, np.where(history.log.end < 0, self.plan.horizon, history.log.end)
        rows = np.flatnonzero((place[log.case] >= 0) & (ended > begin))
        rows = rows[np.argsort(ended[rows], kind="stable")]
        started = np.where(log.start < 0, ended, log.start)
        joined, taken, over = (_day(minutes[rows], begin, days) for minutes in (log.joined, started, ended))
        code = 2 * lane[log.step[rows]]
        for row, since, until, end, number in zip(place[log.case[rows]], joined, taken, over, code, strict=True):
            where[row, since:until] = number + 1
            where[row, until:end] = number
        gone = _day(history.left[cases], begin, days)
        for row, (day, fate) in enumerate(zip(gone, history.fate[cases], strict=True)):
            where[row, day:] = PERMIT if fate == PERMITTED else REFUSED
        return _filled(where)


def _day(minutes: Ints, begin: int, days: int) -> Ints:
    """The first noon that is not before each minute."""
    return np.clip(-(-(minutes - begin) // DAY), 0, days)


def _filled(where: Ints) -> Ints:
    """A project between two things that go on stands where it was: what lasts no noon is not to be seen."""
    for day in range(1, where.shape[1]):
        gap = (where[:, day] == NOT_HERE) & (where[:, day - 1] != NOT_HERE)
        where[gap, day] = where[gap, day - 1]
    return where


def _runs(row: Ints) -> list[int]:
    """The days on which something changes, each with what it is then."""
    starts = np.flatnonzero(np.diff(row, prepend=NOT_HERE))
    return [int(one) for start in starts for one in (start, row[start])]
