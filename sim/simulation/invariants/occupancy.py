"""Who is there: Little's law over the whole log, and how long the lines are."""

from collections.abc import Iterator

import numpy as np

from sim.base.arrays import Ints
from sim.simulation.invariants.log import Rows, wide


def presence(rows: Rows) -> Iterator[str]:
    """Little's law over the whole log: the area under the number of cases present is the sum of their sojourns.

    A case is present while any of its records is open, and its sojourn is from its arrival to its last end; so the two
    differ if it is ever nowhere. (Little, A proof for the queuing formula L = λW, Operations Research 9, 1961.)
    """
    if not len(rows.case):
        return
    order = np.lexsort((rows.joined, rows.case))
    era = rows.case[order] * (rows.plan.horizon + 1)
    joined, latest = rows.joined[order], np.maximum.accumulate(rows.until[order] + era)
    comes = joined + era > np.append(np.int64(-1), latest[:-1])
    goes = np.append(comes[1:], True)
    sojourns = np.zeros(rows.draws.cases, dtype=np.int64)
    np.maximum.at(sojourns, rows.case, rows.until - rows.draws.arrival[rows.case])
    present = area(joined[comes], (latest - era)[goes])
    if present != sojourns.sum():
        yield f"the cases are present for {present} minutes together, but stay for {sojourns.sum()}"


def area(comes: Ints, goes: Ints) -> int:
    """The area under the number present, which rises by one at each of *comes* and falls by one at each of *goes*.

    -1 if more have gone than come at any time.
    """
    times = np.concatenate((comes, goes))
    order = np.argsort(times, kind="stable")
    number = np.cumsum(np.repeat([1, -1], [len(comes), len(goes)])[order])
    return int((number[:-1] * np.diff(times[order])).sum()) if (number >= 0).all() else -1


def so_far(minutes: Ints, moments: Ints) -> Ints:
    """How many of *minutes* have come by each of *moments*."""
    return wide(np.searchsorted(np.sort(minutes), moments, side="right"))


def choices(rows: Rows) -> Iterator[str]:
    """Who has the choice joins the shortest line, as far as can be told: what else its own minute held is left open."""
    plan = rows.plan
    for step in np.flatnonzero(np.diff(plan.choice_first)).tolist():
        choice = plan.choice_of(step)
        for place, pool in enumerate(choice):
            here = np.flatnonzero((rows.step == step) & (rows.pool == pool))
            servers, (least, _) = plan.pool_servers[pool], _lines(rows, pool, rows.joined[here])
            for other in choice[:place] + choice[place + 1 :]:
                _, most = _lines(rows, other, rows.joined[here])
                longer = least * plan.pool_servers[other] - most * servers
                found = longer >= (0 if other in choice[:place] else 1)
                yield from rows.told(here[found], f"joins a longer line than that of '{plan.pool_names[other]}'")


def _lines(rows: Rows, pool: int, moments: Ints) -> tuple[Ints, Ints]:
    """How many at least, and at most, stand in a pool's line or are held by it in each of these minutes."""
    joined, until = rows.joined[rows.pool == pool], rows.until[rows.pool == pool]
    least = so_far(joined, moments - 1) - so_far(until, moments)
    return least, so_far(joined, moments) - so_far(until, moments - 1)
