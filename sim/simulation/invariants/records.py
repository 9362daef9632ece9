"""What holds of each record by itself: it stands for something, and time never runs backwards or gets lost."""

from collections.abc import Iterator

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import NEVER
from sim.simulation.event_log import NOT_YET, OUTCOMES, UNFINISHED, WITHDRAWN
from sim.simulation.invariants.log import SHOWN, Rows, within
from sim.simulation.invariants.waits import is_told_otherwise
from sim.simulation.plan import BOOK, WAIT, WORK


def malformed(rows: Rows) -> Iterator[str]:
    """Numbers that stand for nothing, and records out of order or twice in the log."""
    plan, draws = rows.plan, rows.draws
    known = within(rows.case, draws.cases) & within(rows.step, len(plan.step_names))
    known &= within(rows.outcome, len(OUTCOMES))
    yield from (f"record {row}: no such case, step or outcome" for row in np.flatnonzero(~known)[:SHOWN])
    if not known.all():
        return
    process = np.searchsorted(draws.first_case, rows.case, side="right") - 1
    theirs = (plan.process_first_item[process] <= rows.item) & (rows.item < plan.process_first_item[process + 1])
    theirs &= (rows.item == plan.step_item[rows.step]) & within(rows.attempt, draws.columns[rows.step])
    yield from (f"record {row}: not a step of its item, or of its case" for row in np.flatnonzero(~theirs)[:SHOWN])
    attempts = int(draws.columns.max(initial=1))
    key = (rows.case * len(plan.step_names) + rows.step) * attempts + rows.attempt
    yield from rows.told(np.flatnonzero(np.diff(key) <= 0) + 1, "is out of order, or twice in the log")
    unasked = ~_may_be_asked(rows)
    yield from rows.told(unasked, "asks a pool that its step does not name")
    if unasked.any():
        return
    held = (rows.primitive == WORK) & rows.begun
    of_pool = (plan.pool_first_server[rows.pool] <= rows.server) & (rows.server < plan.pool_first_server[rows.pool + 1])
    yield from rows.told(np.where(held, ~of_pool, rows.server != NOT_YET), "its server is nobody who could do it")


def _may_be_asked(rows: Rows) -> Flags:
    """Whether each record's pool is one that its step names."""
    plan, pools = rows.plan, len(rows.plan.pool_names) + 1
    choosing = np.repeat(np.arange(len(plan.step_names)), np.diff(plan.choice_first))
    asked = np.isin(rows.step * pools + rows.pool, choosing * pools + plan.choice_pool)
    return np.asarray((asked | (rows.pool == _asked_alone(rows))) & (rows.pool >= NOT_YET))


def _asked_alone(rows: Rows) -> Ints:
    """The pool that each record must ask, unless it has the choice: which one does it, may change on a day."""
    plan, pool = rows.plan, rows.plan.step_pool[rows.step].copy()
    for step in np.flatnonzero(np.diff(plan.move_first)).tolist():
        mine = np.flatnonzero(rows.step == step)
        pool[mine] = [plan.pool_at(step, minute) for minute in rows.joined[mine].tolist()]
    return pool


def moments(rows: Rows) -> list[str]:
    """Records in which time runs backwards: each is reached, starts and ends in this order, within the run."""
    waits = rows.primitive == WAIT
    return [
        *rows.told(rows.joined < rows.draws.arrival[rows.case], "is reached before the case came"),
        *rows.told(rows.begun & (rows.start < rows.joined), "starts before it is reached"),
        *rows.told(rows.begun & rows.ended & (rows.end < rows.start), "ends before it starts"),
        *rows.told(rows.ended & (rows.end < rows.joined), "ends before it is reached"),
        *rows.told(np.maximum(rows.end, rows.joined) > rows.plan.horizon, "happens after the horizon"),
        *rows.told(waits & (rows.start != rows.joined), "is a wait and does not start as it is reached"),
    ]


def outcomes(rows: Rows, closed: Ints) -> list[str]:
    """Everything ends as it was drawn, unless the case was closed or the horizon came first."""
    withdrawn, unfinished = rows.outcome == WITHDRAWN, rows.outcome == UNFINISHED
    cut = withdrawn | unfinished
    work, closing = rows.primitive == WORK, closed[rows.case]
    return [
        *rows.told(~cut & (rows.outcome != rows.draws.outcome[rows.luck]), "does not end as drawn"),
        *rows.told(~cut & ~(rows.begun & rows.ended), "is over, but never started or ended"),
        *rows.told(unfinished & rows.ended, "is unfinished and has an end"),
        *rows.told(unfinished & work & ~rows.begun & (closing < NEVER), "still waits though the case is closed"),
        *rows.told(withdrawn & (rows.begun | (rows.primitive == WAIT)), "is in hand and cannot be withdrawn"),
        *rows.told(withdrawn & (rows.end != closing), "is not withdrawn when the case is closed"),
        *rows.told(work & rows.begun & (rows.start > closing), "starts after the case is closed"),
    ]


def minutes(rows: Rows) -> Iterator[str]:
    """The minutes worked, on the calendar they are worked on, are the minutes drawn; and not one is lost at the end."""
    drawn, plain = rows.drawn, ~is_told_otherwise(rows)
    done = rows.begun & rows.ended & plain
    for calendar, here in rows.by_calendar(done):
        before, after = calendar.worked_at(rows.start[here]), calendar.worked_at(rows.end[here])
        yield from rows.told(here[after - before != drawn[here]], "does not take the minutes drawn")
        idle_end = calendar.worked_at(rows.end[here] - 1) - before >= drawn[here]
        yield from rows.told(here[idle_end & (rows.end[here] > rows.start[here])], "ends later than its work")
    for calendar, here in rows.by_calendar(rows.begun & ~rows.ended & plain):
        left = calendar.total - calendar.worked_at(rows.start[here])
        yield from rows.told(here[left >= drawn[here]], "could have been finished before the horizon")
    booked = rows.begun & (rows.primitive == BOOK)
    yield from rows.told(booked & rows.ended & (rows.end - rows.start != drawn), "does not take the minutes drawn")
    finished = rows.start + drawn <= rows.plan.horizon
    yield from rows.told(booked & ~rows.ended & finished, "could have been finished before the horizon")
