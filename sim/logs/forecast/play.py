"""What becomes of open cases when the scenario that starts with them is played: one replication after another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Final, NamedTuple

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.calendars.working_time import DAY, WorkCalendar
from sim.experiment.monthly import months_of
from sim.experiment.replications import Settings, each_replication
from sim.logs.forecast.open_now import OpenNow, place_of_each
from sim.logs.played import Milestones, received_and_approved
from sim.outcomes.history import History
from sim.scenario import Scenario
from sim.simulation.draws.draw import Draws
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

LEVELS: Final = (0.1, 0.5, 0.9)
"""Quantiles that are told: between the outer two lie four of five."""


class Asked(NamedTuple):
    """What is to be found in every replication."""

    process: int
    there: int
    """How many cases are open on the first day; they come first."""
    logged: frozenset[str]
    """The items that the log has."""
    last_item: str | None
    promised: tuple[tuple[int, str], ...]
    """Case and item of each promise."""
    edges: Ints
    """The minutes at which months begin, and the end."""


class Found(NamedTuple):
    """What one replication found."""

    over: Floats
    """The minute at which each open case was over; infinity if it was not by the end."""
    decided: Floats
    """The same of each promised item."""
    holds: Ints
    """The item in which each open case was longest, by number within the process."""
    permits: Ints
    """Month by month, cases that were approved."""
    then_open: Ints
    """At the end of each month, cases in progress that were open on the first day."""
    in_progress: Ints
    """And all of which the log would know."""


@dataclass(frozen=True)
class Forecast:
    """What becomes of the open cases of a log; tables are replications by cases, promises or months."""

    found: OpenNow
    scenario: Scenario
    settings: Settings
    months: tuple[date, ...]
    horizon: int
    """The minute to which it was played."""
    working: WorkCalendar
    over: Floats
    decided: Floats
    due: Floats
    """Of each promise, the minute of its end; negative if it is past."""
    holds: tuple[str, ...]
    """The item in which each case is longest in most replications."""
    permits: Ints
    then_open: Ints
    in_progress: Ints

    @property
    def last_day(self) -> date:
        """The last day that was played."""
        return self.day_of(self.horizon - 1)

    def day_of(self, minute: float) -> date:
        """The day on which a minute lies."""
        return self.found.start + timedelta(days=int(minute // DAY))

    @cached_property
    def remaining(self) -> Floats:
        """Levels by cases: the minutes that are left, infinity beyond the end of what was played."""
        found: Floats = np.quantile(self.over, LEVELS, axis=0, method="inverted_cdf")
        return found

    def working_days(self, minutes: Floats) -> Floats:
        """Minutes from now in working days; infinity stays."""
        known = np.where(np.isfinite(minutes), minutes, 0).astype(np.int64)
        return np.where(np.isfinite(minutes), self.working.worked_at(known) / self.working.day_minutes, np.inf)

    def within(self, days: float) -> Floats:
        """The probability of each case to be over within so many calendar days."""
        chance: Floats = (self.over <= days * DAY).mean(axis=0)
        return chance

    @cached_property
    def by_promise(self) -> Floats:
        """The probability of each promise to be kept."""
        chance: Floats = (self.decided <= self.due).mean(axis=0) if len(self.due) else np.zeros(0)
        return chance

    def gone(self, share: float) -> Floats:
        """By replication, the minute at which a share of the open cases was over; infinity if it was not by the end."""
        count = self.over.shape[1]
        minutes: Floats = np.sort(self.over, axis=1)[:, max(int(np.ceil(share * count - 1e-9)), 1) - 1]
        return minutes


def forecast(
    found: OpenNow, scenario: Scenario, settings: Settings, progress: Callable[[], None] | None = None
) -> Forecast:
    """Plays a scenario that starts with open cases, and asks what becomes of them."""
    plan = lower(scenario)
    number = list(scenario.processes).index(found.process)
    past = plan.pasts[number]
    assert past is not None
    months, edges = months_of(plan)
    place = place_of_each(past.names)
    at = np.argsort(place)
    promised = tuple((int(at[one.case]), one.item) for one in found.promises)
    logged = frozenset(found.log.known_items)
    asked = Asked(number, len(place), logged, found.last_item, promised, edges)
    seen = each_replication(plan, settings, partial(_read, asked=asked), progress)
    names = [name.partition(".")[2] for name in plan.item_names]
    over, decided, holds = (np.array([getattr(one, name) for one in seen]) for name in ("over", "decided", "holds"))
    first = plan.items_of(number).start
    return Forecast(
        found=found,
        scenario=scenario,
        settings=settings,
        months=tuple(months),
        horizon=int(edges[-1]),
        working=plan.calendars[plan.legal_calendar],
        over=over[:, at],
        decided=decided.reshape(len(seen), -1),
        due=_due(found, plan, number),
        holds=tuple(names[first + _most(column)] for column in holds[:, at].T),
        permits=np.array([one.permits for one in seen]),
        then_open=np.array([one.then_open for one in seen]),
        in_progress=np.array([one.in_progress for one in seen]),
    )


def _most(numbers: Ints) -> int:
    return int(np.bincount(numbers).argmax())


def _due(found: OpenNow, plan: Plan, process: int) -> Floats:
    """The minute of the end of each promise, from the first day on."""
    item = {plan.item_names[number].partition(".")[2]: number for number in reversed(plan.items_of(process))}
    due = []
    for one in found.promises:
        clock = plan.calendars[plan.item_clock[item[one.item]]]
        ahead = float(clock.moment(round(one.days * clock.day_minutes)))
        due.append(one.minute if one.minute is not None else ahead)
    return np.array(due, dtype=np.float64)


def _read(plan: Plan, draws: Draws, played: EventLog, asked: Asked) -> Found:
    received, approved, refused = received_and_approved(plan, draws, played, asked.process)
    history = History(plan, draws, played, asked.process)
    reading = _Reading(plan, asked, history)
    over = reading.over(approved, refused)
    came = reading.came(received)
    later = asked.edges[1:, np.newaxis]
    old, new = over[: asked.there], over[asked.there :]
    then_open = (old >= later).sum(axis=1)
    since = ((came[asked.there :] < later) & (new >= later)).sum(axis=1)
    granted = reading.granted(approved, over, refused)
    return Found(
        over=old,
        decided=reading.decided(approved, refused),
        holds=(history.done - history.begun)[: asked.there].argmax(axis=1),
        permits=np.histogram(granted, asked.edges)[0],
        then_open=then_open,
        in_progress=then_open + since,
    )


class _Reading:
    """One replication, in the terms of the log."""

    def __init__(self, plan: Plan, asked: Asked, history: History) -> None:
        self.asked, self.history = asked, history
        self.names = np.array([name.partition(".")[2] for name in plan.item_names], dtype=object)

    def over(self, approved: Milestones, refused: Milestones) -> Floats:
        """The minute at which each case was over, as `known.ends` has it."""
        ended = self._all_approved(approved) if self.asked.last_item is None else self._last_approved(approved)
        np.minimum.at(ended, self._case(refused), refused.minute)
        return ended

    def _case(self, milestones: Milestones) -> Ints:
        return milestones.case - self.history.first_case

    def _last_approved(self, approved: Milestones) -> Floats:
        ended = np.full(self.history.count, np.inf)
        rows = np.flatnonzero(self.names[approved.item] == self.asked.last_item)
        ended[self._case(approved)[rows]] = approved.minute[rows]
        return ended

    def _all_approved(self, approved: Milestones) -> Floats:
        """When the last of the logged items that a case needs was approved."""
        logged = np.isin(self.names[self.history.items], list(self.asked.logged))
        needed = self.history.applies & logged
        done = np.where(needed, np.inf, -np.inf)
        done[self._case(approved), approved.item - self.history.items.start] = np.where(
            logged[approved.item - self.history.items.start], approved.minute, -np.inf
        )
        ended = done.max(axis=1)
        return np.where(needed.any(axis=1), ended, np.inf)

    def came(self, received: Milestones) -> Floats:
        """The minute at which each case stood in the log first."""
        first = np.full(self.history.count, np.inf)
        rows = np.flatnonzero(np.isin(self.names[received.item], list(self.asked.logged)))
        np.minimum.at(first, self._case(received)[rows], received.minute[rows])
        return first

    def granted(self, approved: Milestones, over: Floats, refused: Milestones) -> Floats:
        """The minutes at which cases were over by an approval."""
        fine = np.isfinite(over)
        fine[self._case(refused)] = False
        return over[fine]

    def decided(self, approved: Milestones, refused: Milestones) -> Floats:
        """The minute at which each promised item was decided."""
        wanted = {pair: number for number, pair in enumerate(self.asked.promised)}
        found = np.full(len(wanted), np.inf)
        for one in (approved, refused):
            case = self._case(one)
            for row in np.flatnonzero(case < self.asked.there):
                number = wanted.get((int(case[row]), str(self.names[one.item[row]])))
                if number is not None:
                    found[number] = one.minute[row]
        return found
