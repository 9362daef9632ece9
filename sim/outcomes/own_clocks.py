"""Clocks that a scenario declares for itself, for every case (`sim.scenario.own_clocks`).

A clock starts the first time that its first moment comes, and ends the last time that its other does: who is sent back
and goes through it again is on the clock all the while. A case that does not need one of the two items, or does not go
through one of the two steps, has no such clock, nor has one in which the end comes before the beginning. Of a case that
is still under way it tells what it has come to so far, which is nothing before it has started.
"""

from dataclasses import dataclass

import numpy as np

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.history import OPEN, History
from sim.scenario.own_clocks import ClockPoint, OwnClock
from sim.simulation.event_log import UNFINISHED, WITHDRAWN

NEVER = -1
"""In place of a minute that did not come."""


@dataclass(frozen=True)
class OwnDays:
    """The clock of that name: a function from the history of a process to the days of each case."""

    name: str

    def __call__(self, history: History) -> Floats:
        """The days of each case; not a number for those that have no such clock."""
        days = np.full(history.count, np.nan)
        rules_of_case = history.plan.variant_rules[history.variant]
        for number, rules in enumerate(history.plan.rules):
            process = list(rules.scenario.processes.values())[history.process]
            mine = rules_of_case == number
            if mine.any():
                days[mine] = _days(history, process.clocks[self.name], number)[mine]
        return days


def _days(history: History, clock: OwnClock, rules: int) -> Floats:
    """The days of each case, as if all went by these rules."""
    since = _first(history, clock, rules)
    until = _last(history, clock, rules)
    under_way = (history.fate == OPEN) & _needs_both(history, clock, rules)
    started = since != NEVER
    until = np.where(under_way & ~_is_over(history, clock, rules), history.plan.horizon, until)
    runs = started & (until != NEVER) & (until >= since)
    return np.where(runs, _between(history, clock, since, until), np.where(under_way & ~started, 0.0, np.nan))


def _between(history: History, clock: OwnClock, since: Ints, until: Ints) -> Floats:
    """The days between two minutes of each case, on the clock's calendar."""
    if clock.calendar is None:
        return (until - since) / DAY
    from sim.outcomes.open_minutes import all_worked_at  # with numba, which takes its time

    number = list(history.plan.scenario.calendars).index(clock.calendar)
    worked = [all_worked_at(history.plan.timetables, number, np.maximum(minutes, 0)) for minutes in (until, since)]
    return (worked[0] - worked[1]) / history.plan.calendars[number].day_minutes


def _first(history: History, clock: OwnClock, rules: int) -> Ints:
    """The minute in which each case comes to the first moment for the first time."""
    rows = _rows(history, clock.from_, rules)
    if not clock.starts_at_end:
        return _earliest(history, rows, history.log.joined[rows])
    if clock.from_.step is None:
        return np.where(_done(history, clock.from_, rules), _latest(history, rows), NEVER)
    over = rows[_gone_through(history, rows)]
    return _earliest(history, over, history.ended[over])


def _last(history: History, clock: OwnClock, rules: int) -> Ints:
    """The minute in which each case comes to the other moment for the last time."""
    rows = _rows(history, clock.until, rules)
    if clock.ends_at_end:
        if clock.until.step is None:
            return np.where(_done(history, clock.until, rules), _latest(history, rows), NEVER)
        return _latest(history, rows[_gone_through(history, rows)])
    if clock.until.step is None:
        return _earliest(history, rows, history.log.joined[rows])
    last = np.full(history.count, NEVER, dtype=np.int64)
    np.maximum.at(last, history.log.case[rows], history.log.joined[rows])
    return last


def _rows(history: History, point: ClockPoint, rules: int) -> Ints:
    """The records of an item, or of one of its steps."""
    item = _number(history, point, rules)
    if point.step is None:
        return np.flatnonzero(history.log.item == item)
    steps = history.plan.steps_of(history.items.start + item)
    names = [history.plan.step_names[step] for step in steps]
    return np.flatnonzero(history.log.step == steps.start + names.index(point.step))


def _number(history: History, point: ClockPoint, rules: int) -> int:
    """The number of an item within its process."""
    plan = history.plan
    return next(
        item - history.items.start
        for item in history.items
        if plan.item_rules[item] == rules and plan.item_names[item].partition(".")[2] == point.item
    )


def _gone_through(history: History, rows: Ints) -> Flags:
    """Which records are over, and not because their case was withdrawn."""
    outcome = history.log.outcome[rows]
    over: Flags = (outcome != UNFINISHED) & (outcome != WITHDRAWN)
    return over


def _done(history: History, point: ClockPoint, rules: int) -> Flags:
    """For which cases an item was taken up, and nothing of it is still under way."""
    rows = _rows(history, point, rules)
    done = np.zeros(history.count, dtype=np.bool_)
    done[history.log.case[rows]] = True
    done[history.log.case[rows[~_gone_through(history, rows)]]] = False
    return done


def _is_over(history: History, clock: OwnClock, rules: int) -> Flags:
    """For which cases nothing can move the end of the clock any more: the item with which it ends is done, or reached.

    Before that, who has come to the end may be sent back and come to it again.
    """
    if clock.until.step is None and not clock.ends_at_end:
        reached: Flags = _last(history, clock, rules) != NEVER
        return reached
    return _done(history, clock.until, rules)


def _needs_both(history: History, clock: OwnClock, rules: int) -> Flags:
    """Which cases need both items."""
    first, last = (history.applies[:, _number(history, one, rules)] for one in (clock.from_, clock.until))
    needs: Flags = first & last
    return needs


def _earliest(history: History, rows: Ints, minutes: Ints) -> Ints:
    never = np.iinfo(np.int64).max
    found = np.full(history.count, never, dtype=np.int64)
    np.minimum.at(found, history.log.case[rows], minutes)
    return np.where(found == never, NEVER, found)


def _latest(history: History, rows: Ints) -> Ints:
    found = np.full(history.count, NEVER, dtype=np.int64)
    np.maximum.at(found, history.log.case[rows], history.ended[rows])
    return found
