"""What the records of each item of each case say together, in one walk over the log."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.base.arrays import Flags, Ints, Numbers
from sim.outcomes.open_minutes import Table, columns_for, empty
from sim.simulation.event_log import RETURNED, WITHDRAWN
from sim.simulation.jit import at, entry, stamp
from sim.simulation.plan import Plan

if TYPE_CHECKING:
    from sim.outcomes.history import History

STAMP: Final = stamp(__name__, "sim.simulation.event_log")
STEP: Final = np.dtype(
    [("says", "i8"), ("says_returned", "i8"), ("on_paper", "i1"), ("accepts", "i1"), ("delivers", "i1")]
)
"""What going through a step says, as binary digits; and what being returned there says besides."""


class Matters(NamedTuple):
    """A row for each item of each case that was taken up."""

    case: Ints
    item: Ints
    said: Ints
    """What its records say, as binary digits; what was never done says nothing."""
    journeys: Ints
    taken_up: Ints
    """The minute in which its first record was begun."""
    accepted: Ints
    """When it was accepted for the last time, -1 if never."""
    decided: Ints
    """When the last of its steps before delivery was over, -1 if none was."""


class Followed(NamedTuple):
    """The log of one process, which of its items are followed, and room for what is found."""

    case: NDArray[np.int32]
    item: NDArray[np.int16]
    step: NDArray[np.int16]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    outcome: NDArray[np.int8]
    journeys: NDArray[np.int16]
    items: Flags
    steps: Table
    matters: Matters
    stamp: Table


@entry
def follow(log: Followed) -> int:
    """Puts the records of every item of every case together; returns how many matters there are."""
    number, found, last_case, last_item = -1, log.matters, -1, -1
    for row in range(len(log.case)):
        if log.items[log.item[row]]:
            step, end = at(log.steps, log.step[row]), log.end[row]
            if log.case[row] != last_case or log.item[row] != last_item:
                number, last_case, last_item = number + 1, log.case[row], log.item[row]
                found.case[number], found.item[number], found.taken_up[number] = last_case, last_item, log.start[row]
                found.said[number] = found.journeys[number] = 0
                found.accepted[number] = found.decided[number] = -1
            if end >= 0 and log.outcome[row] != WITHDRAWN:
                found.said[number] |= step.says | (step.says_returned if log.outcome[row] == RETURNED else 0)
            found.journeys[number] += log.journeys[row]
            if step.accepts:
                found.accepted[number] = max(found.accepted[number], end)
            if not step.delivers:
                found.decided[number] = max(found.decided[number], end)
    return number + 1


def matters_of(history: "History", journeys: Numbers, items: Flags, says: Ints, sent_back: int) -> Matters:
    """Of which of its *items* each case had which; *journeys* are those of each record.

    *says* is what going through each step says, *sent_back* what it says that a paper was returned.
    """
    log, steps = history.log, _steps(history.plan)
    steps.says, steps.says_returned = says, np.where(steps.on_paper, sent_back, 0)
    most = int(np.count_nonzero(history.applies[:, items]))
    found = Matters(*np.empty((len(Matters._fields), most), dtype=np.int64))
    columns = columns_for(log, Followed)
    count = follow(Followed(**columns, journeys=journeys, items=items, steps=steps, matters=found, stamp=STAMP))
    return Matters(*(column[:count] for column in found))


@lru_cache(maxsize=1)
def _steps(plan: Plan) -> Table:
    steps = empty(STEP, len(plan.steps))
    steps.on_paper, steps.accepts = ~np.isin(plan.step_returned_for, ["", "no-show"]), plan.step_accepts
    steps.delivers = [one.counts_as == "delivery" for one in plan.steps]
    return steps
