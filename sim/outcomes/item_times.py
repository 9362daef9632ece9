"""How long each item of government's takes from acceptance to decision, read off the log, and how late it is.

An item is accepted in the minute in which its first step on the legal clock is reached, and decided when the last such
step is over. Between them lie working days of the legal calendar, also those in which it waits for a correction; late
is what took longer on its own legal clock, which then stands still, than was promised or is allowed. What is not
decided when the run ends, or when its case is withdrawn, has come so far.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.deadlines import Deadlines, allowed_minutes, limit_of, promise_of, worked_minutes
from sim.outcomes.history import ENDED, History
from sim.simulation.event_log import BOUND, DONE, RETURNED, UNFINISHED, WITHDRAWN


class Matters(NamedTuple):
    """A row for each item of a case that was accepted: whose, which, since when, until when, whether undecided."""

    case: Ints
    item: Ints
    accepted: Ints
    until: Ints
    open: Flags


def item_times(history: History, chosen: Ints) -> pd.DataFrame:
    """A row for each accepted item of the *chosen* cases.

    Columns: case; item; days, the working days from acceptance to decision; followed, the calendar days; open, whether
    it was not decided; of_promise and of_limit, the time on its clock as a share of what was promised and of what the
    law allows, not a number where nothing is.
    """
    found = _matters(history)
    among = np.zeros(history.count, dtype=np.bool_)
    among[chosen] = True
    kept = among[found.case]
    spent = history.legal_minutes(found.until) - history.legal_minutes(found.accepted)
    names = [history.plan.item_names[item].partition(".")[2] for item in history.items]
    known = list(dict.fromkeys(names))
    numbers = np.array([known.index(name) for name in names], dtype=np.int64)
    table = {
        "case": history.number[found.case[kept]].astype(np.int32),
        "item": pd.Categorical.from_codes(numbers[found.item[kept]], categories=pd.Index(known, dtype=object)),
        "days": spent[kept] / history.legal_day,
        "followed": (found.until - found.accepted)[kept] / DAY,
        "open": found.open[kept],
        "of_promise": _share_of(history, promise_of(history.plan), found)[kept],
        "of_limit": _share_of(history, limit_of(history.plan), found)[kept],
    }
    return pd.DataFrame(table)


def _matters(history: History) -> Matters:
    log, plan = history.log, history.plan
    legal = plan.step_legal & plan.item_by_government[plan.step_item]
    rows = np.flatnonzero(legal[log.step])
    if plan.item_simulated.any():
        variant, item = history.variant[log.case[rows]], history.items.start + log.item[rows].astype(np.int64)
        rows = rows[~plan.item_simulated[variant, item]]
    place = log.case[rows] * np.int64(len(history.items)) + log.item[rows]
    first = np.flatnonzero(np.diff(place, prepend=-1))
    if not first.size:
        nothing = np.zeros(0, dtype=np.int64)
        return Matters(nothing, nothing, nothing, nothing, nothing.astype(np.bool_))
    case, item = log.case[rows[first]].astype(np.int64), log.item[rows[first]].astype(np.int64)
    accepted = np.minimum.reduceat(log.joined[rows].astype(np.int64), first)
    decided = np.maximum.reduceat(history.ended[rows].astype(np.int64), first)
    cut_off = _cut_off(history)[case, item]
    return Matters(case, item, accepted, np.where(cut_off >= 0, cut_off, decided), cut_off >= 0)


def _cut_off(history: History) -> Ints:
    """The minute to which each item was followed that was not decided, cases by items; -1 for all others.

    Of a refused case every item stops with the step in which it is, or which it waits for.
    """
    log, plan = history.log, history.plan
    last_legal = np.full(len(plan.items), -1, dtype=np.int64)
    np.maximum.at(last_legal, plan.step_item[plan.step_legal], np.flatnonzero(plan.step_legal))
    deciding = last_legal[plan.step_item[log.step]]
    cut_off = np.full((history.count, len(history.items)), -1, dtype=np.int64)
    waiting = ((log.outcome == UNFINISHED) | (log.outcome == WITHDRAWN)) & (log.step <= deciding)
    goes_on = ((log.outcome == DONE) | (log.outcome == BOUND)) & (log.step < deciding)
    goes_on |= (log.outcome == RETURNED) & (log.step <= deciding)
    stopped = goes_on & ((history.fate == ENDED)[log.case]) & (history.ended > history.left[log.case])
    rows = np.flatnonzero(waiting | stopped)
    np.maximum.at(cut_off, (log.case[rows], log.item[rows]), history.ended[rows])
    return cut_off


def _share_of(history: History, deadlines: Deadlines, found: Matters) -> Floats:
    """The time of each matter on its own clock over what is allowed; not a number without a deadline."""
    items = slice(history.items.start, history.items.stop)
    legal = history.on_legal_clock
    place = legal.case * np.int64(len(history.items)) + legal.item
    used = np.bincount(
        place, weights=worked_minutes(history, deadlines.clocks[items]), minlength=history.count * len(history.items)
    ).reshape(history.count, len(history.items))[found.case, found.item]
    allowed = allowed_minutes(history, deadlines)[found.case, found.item]
    return np.where(allowed > 0, used / np.maximum(allowed, 1), np.nan)
