"""By when items are to be decided, as promised and as the law has it, and the time on the clocks that count for it."""

from typing import NamedTuple

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.outcomes.history import History
from sim.simulation.plan import Plan


class Deadlines(NamedTuple):
    """By when items are to be decided: minutes, variants by items, without and with the extension; by which clocks."""

    minutes: Ints
    extension: Ints
    clocks: Ints


def promise_of(plan: Plan) -> Deadlines:
    """What is promised."""
    return Deadlines(plan.item_promise, plan.item_promise_extension, plan.item_clock)


def limit_of(plan: Plan) -> Deadlines:
    """What the law allows."""
    return Deadlines(plan.item_limit, plan.item_limit_extension, plan.item_limit_clock)


def allowed_minutes(history: History, deadlines: Deadlines) -> Ints:
    """The minutes that each item of each case may take, 0 without a deadline: cases by items.

    The extension counts for who went through a step that extends.
    """
    items = slice(history.items.start, history.items.stop)
    allowed: Ints = deadlines.minutes[history.variant, items]
    if deadlines.extension.any():
        allowed = allowed + deadlines.extension[history.variant, items] * _extended(history)
    return allowed


def worked_minutes(history: History, clocks: Ints) -> Ints:
    """The minutes of every record on the legal clock, on the calendar on which its item's deadline is counted."""
    legal, plan = history.on_legal_clock, history.plan
    if (clocks == plan.legal_calendar).all():
        return legal.worked
    since, until = (column[legal.row].astype(np.int64) for column in (history.log.joined, history.ended))
    of_record = clocks[legal.item]
    worked: Ints = plan.timetables.worked_at(of_record, until) - plan.timetables.worked_at(of_record, since)
    return worked


def _extended(history: History) -> Flags:
    """Whose promise and limit were extended: cases by items."""
    extended = np.zeros((history.count, len(history.items)), dtype=np.bool_)
    rows = np.flatnonzero(history.plan.step_extends[history.log.step])
    extended[history.log.case[rows], history.log.item[rows]] = True
    return extended
