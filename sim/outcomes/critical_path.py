"""What held each case up: its total time split exactly, to the minute, into who and what held it.

From the permit back: of the items the last one waited for, the one done last held it up; and so on back to first
contact. Along an item, its records follow one another without a gap, so the records of the critical items are the path.
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.outcomes.history import History, Names
from sim.simulation.plan import Plan

KINDS: Final = 3
QUEUE: Final = 0
FIRST: Final = 1
AGAIN: Final = 2
"""The kinds of time at a step: waiting for its pool, its first attempt, its later attempts."""


def critical_items(history: History) -> Flags:
    """Which items of which cases lie on the critical path; of two done at once, the first."""
    from sim.outcomes.flow import order_of, trace  # with numba, which takes its time

    critical = np.zeros((history.count, len(history.items)), dtype=np.bool_)
    critical[np.arange(history.count), history.last_item] = True
    trace(order_of(history), np.require(history.variant, requirements=["C", "W"]), history.done, critical)
    return critical


def critical_path(history: History, cases: Ints) -> pd.DataFrame:
    """The critical path of *cases* between filing and permit.

    Columns: case; item, step; holder (what: queue, review, correction, notice …); who; again (at a
    later attempt); minutes, of which `off` were
    nights, weekends and holidays of whoever was waited for. The minutes of a case add up to its total time.
    """
    if not len(cases):
        return _table(history, *np.zeros((6, 0), dtype=np.int64))
    from sim.outcomes.stays import times_of  # with numba, which takes its time

    wanted = np.zeros((history.count, 1), dtype=np.bool_)
    wanted[cases] = True
    return _table(history, *times_of(history, critical_items(history) & wanted))


def _table(history: History, case: Ints, step: Ints, pool: Ints, kind: Ints, minutes: Ints, off: Ints) -> pd.DataFrame:
    """The kinds of time of stays of cases at steps, told in names."""
    names, told = _names(history.plan), step * KINDS + kind
    return pd.DataFrame(
        {
            "case": history.number[case],
            "item": names.item.of(history.plan.step_item[step]),
            "step": names.step.of(step),
            "holder": names.holder.of(told),
            "who": names.who.of(np.where(names.asked[told], len(names.asked) + pool, told)),
            "again": kind == AGAIN,
            "minutes": minutes,
            "off": off,
        }
    )


class _Named(NamedTuple):
    """What steps and the kinds of time there are called; *asked* says where one waits for the pool that was asked."""

    item: Names
    step: Names
    holder: Names
    who: Names
    asked: Flags


@lru_cache(maxsize=1)
def _names(plan: Plan) -> _Named:
    bodies = _bodies(plan)
    who = [body or (step.pools or [""])[0] for step, three in zip(plan.steps, bodies, strict=True) for body in three]
    return _Named(
        item=Names([name.partition(".")[2] for name in plan.item_names]),
        step=Names(plan.step_names),
        holder=Names([holder for step in plan.steps for holder in _holders(step.counts_as)]),
        who=Names([*who, *plan.pool_names]),
        asked=np.array([body is None for three in bodies for body in three], dtype=np.bool_),
    )


def _holders(counts_as: str | None) -> tuple[str, str, str]:
    """What the three kinds of time at a step are called; preparing again is correcting."""
    name = counts_as or "service"
    return "queue", name, "correction" if name == "preparation" else name


def _bodies(plan: Plan) -> list[tuple[str | None, str | None, str | None]]:
    """Who is waited for in the three kinds of time at each step, where it is not the pool that was asked."""
    bodies = []
    for step, item, party in zip(plan.steps, plan.step_item, plan.step_party, strict=True):
        owner = None if step.pools else plan.items[item].department or plan.items[item].owner
        busy = step.by or ("applicant" if party == "applicant" else owner)
        bodies.append((owner, busy, busy))
    return bodies
