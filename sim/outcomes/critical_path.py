"""What held each case up: its total time split exactly, to the minute, into who and what held it.

From the permit back: of the items the last one waited for, the one done last held it up; and so on back to first
contact. Along an item, its records follow one another without a gap, so the records of the critical items are the path.
"""

from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.outcomes.history import History, Records, named
from sim.simulation.plan import WAIT, WORK, Plan

BLOCK: Final = 20_000
"""So many cases are worked on at once, to spare memory."""

QUEUE: Final = 0
FIRST: Final = 1
AGAIN: Final = 2
"""The three kinds of time at a step: waiting for its pool, its first attempt, its later attempts."""


def critical_items(history: History) -> Flags:
    """Which items of which cases lie on the critical path; of two done at once, the first."""
    critical = np.zeros((history.count, len(history.items)), dtype=np.bool_)
    critical[np.arange(history.count), history.last_item] = True
    for variant, cases in history.variants:
        for item, before in reversed(history.plan.in_order[variant].items()):
            held = cases[critical[cases, item]]
            if before and held.size:
                last = np.array(before)[np.argmax(history.done[held][:, before], axis=1)]
                critical[held, last] = True
    return critical


def critical_path(history: History, cases: Ints) -> pd.DataFrame:
    """The critical path of *cases* between filing and permit.

    Columns: case; item, step; holder (what: queue, review, correction, notice …); who; again (at a
    later attempt); minutes, of which `off` were
    nights, weekends and holidays of whoever was waited for. The minutes of a case add up to its total time.
    """
    critical = critical_items(history) if len(cases) else np.zeros((history.count, len(history.items)), dtype=np.bool_)
    blocks = range(0, max(len(cases), 1), BLOCK)
    tables = [_path_of(history, critical, cases[first : first + BLOCK]) for first in blocks]
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def _path_of(history: History, critical: Flags, cases: Ints) -> pd.DataFrame:
    """The path of some of the cases, given which items are critical for which."""
    log = history.log
    wanted = np.zeros(history.count, dtype=np.bool_)
    wanted[cases] = True
    begun = history.item_starts
    held = (wanted[:, np.newaxis] & critical)[log.case[begun], log.item[begun]]
    mine = log.at(np.flatnonzero(np.repeat(held, np.diff(begun, append=len(log.case)))))
    case, step = mine.case, mine.step
    joined, start, end = (np.maximum(column, history.filed[case]) for column in (mine.joined, mine.start, mine.end))
    while_queued, while_busy = _calendars(history, mine)
    stay = (case * len(history.plan.steps) + step) * (len(history.plan.pool_names) + 1) + mine.pool + 1
    starts = np.flatnonzero(np.diff(stay, prepend=-1))
    place = np.repeat(np.arange(len(starts)) * 3, np.diff(starts, append=len(stay)))
    places = np.concatenate([place + QUEUE, place + np.where(mine.attempt > 0, AGAIN, FIRST)])
    minutes = np.concatenate([start - joined, end - start])
    off = np.concatenate([_off(history, while_queued, joined, start), _off(history, while_busy, start, end)])
    spent, idle = (np.bincount(places, one, minlength=3 * len(starts)).astype(np.int64) for one in (minutes, off))
    case, step, pool = (np.repeat(column[starts], 3) for column in (case, step, mine.pool))
    return _table(history.plan, history.number[case], step, pool, spent, idle)


def _table(plan: Plan, case: Ints, step: Ints, pool: Ints, minutes: Ints, off: Ints) -> pd.DataFrame:
    """The three kinds of time of each stay of a case at a step, told in names; what took no time is left out."""
    kind = np.tile([QUEUE, FIRST, AGAIN], len(case) // 3)
    kept = np.flatnonzero(minutes)
    told = (step * 3 + kind)[kept]
    table = {
        "case": case[kept],
        "item": named(plan.step_item[step[kept]], [name.partition(".")[2] for name in plan.item_names]),
        "step": named(step[kept], plan.step_names),
        "holder": named(told, [holder for step in plan.steps for holder in _holders(step.counts_as)]),
        "who": _who(plan, told, pool[kept]),
        "again": kind[kept] == AGAIN,
    }
    return pd.DataFrame(table | {"minutes": minutes[kept], "off": off[kept]})


def _holders(counts_as: str | None) -> tuple[str, str, str]:
    """What the three kinds of time at a step are called; preparing again is correcting."""
    name = counts_as or "service"
    return "queue", name, "correction" if name == "preparation" else name


def _who(plan: Plan, told: Ints, pool: Ints) -> "pd.Categorical[str]":
    """Who is waited for in the kind of time that is *told*: a body of the step's, or else the *pool* that was asked."""
    bodies = _bodies(plan)
    names = [body or (step.pools or [""])[0] for step, three in zip(plan.steps, bodies, strict=True) for body in three]
    asked = np.array([body is None for three in bodies for body in three], dtype=np.bool_)
    return named(np.where(asked[told], len(names) + pool, told), [*names, *plan.pool_names])


def _bodies(plan: Plan) -> list[tuple[str | None, str | None, str | None]]:
    """Who is waited for in the three kinds of time at each step, where it is not the pool that was asked."""
    bodies = []
    for step, item, party in zip(plan.steps, plan.step_item, plan.step_party, strict=True):
        owner = None if step.pools else plan.items[item].department or plan.items[item].owner
        busy = step.by or ("applicant" if party == "applicant" else owner)
        bodies.append((owner, busy, busy))
    return bodies


def _calendars(history: History, records: Records) -> tuple[Ints, Ints]:
    """On which calendar off-shift time is told, while waiting for somebody and while it is done; -1 for none.

    Who waits for a pool, on that on which its first server is on duty; who is served, on that which the server keeps;
    who waits for a meeting or a slot, on the legal calendar.
    """
    plan = history.plan
    works, waits = plan.step_primitive == WORK, plan.step_primitive == WAIT
    on_duty = np.append(plan.server_calendar, plan.legal_calendar)
    there = np.append(history.draws.attendance.server_calendar, plan.legal_calendar)
    of_step = np.where(waits, plan.step_calendar, -1)
    served = works[records.step]
    queued = np.where(served, on_duty[plan.pool_first_server[records.pool]], plan.legal_calendar)
    return queued, np.where(served, there[records.server], of_step[records.step])


def _off(history: History, calendars: Ints, start: Ints, end: Ints) -> Ints:
    """The minutes between *start* and *end* in which the calendar is closed; none where there is no calendar."""
    off = np.zeros(len(start), dtype=np.int64)
    passing = np.flatnonzero((end > start) & (calendars >= 0))
    calendars, start, end = calendars[passing], start[passing], end[passing]
    off[passing] = end - start - history.draws.attendance.timetables.worked_between(calendars, start, end)
    return off
