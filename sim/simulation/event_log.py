"""The event log: what happened, one record for each time a case goes through a step.

Who comes first within one minute is decided by the tie rule, `sim.simulation.tie_rule`.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

DONE: Final = 0
RETURNED: Final = 1
REFUSED: Final = 2
BOUND: Final = 3
WITHDRAWN: Final = 4
UNFINISHED: Final = 5
MOST_ATTEMPTS: Final = 64
"""The last attempt at which a step decides; if it would return the case once more, that is "done at the bound"."""

SELDOM: Final = 0.001
"""The share of cases up to which that is not spoken of."""

OUTCOMES: Final = ("done", "returned", "refused", "done at the bound", "withdrawn", "unfinished")

NOT_YET: Final = -1
"""Stands in the log for a minute that did not come, and for a server where nobody serves."""


class EventLog(NamedTuple):
    """The records in the order (case, item, step, attempt); all columns have the same length.

    >>> import sim
    >>> plan = sim.lower(sim.load_scenario("tests/scenarios/valid/town.yaml"))
    >>> log = sim.simulate(plan, sim.draw(plan, seed=1, replication=0))
    >>> log._fields[:6], log.case.dtype.name, len(log.case)
    (('case', 'item', 'step', 'attempt', 'joined', 'start'), 'int32', 385)
    """

    case: NDArray[np.int32]
    item: NDArray[np.int16]
    step: NDArray[np.int16]
    attempt: NDArray[np.int16]
    joined: NDArray[np.int32]
    """The minute the step was reached: a wait begins, work queues, a slot is asked for."""
    start: NDArray[np.int32]
    """The minute the server took it or the slot began; -1 if it never did. A wait starts as it is joined."""
    end: NDArray[np.int32]
    """The minute it was over; -1 if the horizon came first."""
    pool: NDArray[np.int16]
    """The number of the pool that was asked, where there was a choice the one that was joined; -1 for waits."""
    server: NDArray[np.int32]
    """The number of the server, through all pools; -1 for waits and bookings."""
    outcome: NDArray[np.int8]


def canonical(columns: EventLog) -> EventLog:
    """The log's records in its order (case, step, attempt), each column in the log's type."""
    order = np.lexsort((columns.attempt, columns.step, columns.case))
    types = EventLog.__annotations__
    narrow = {name: np.dtype(types[name].__args__[1].__args__[0]) for name in EventLog._fields}
    return EventLog(*(np.asarray(column)[order].astype(narrow[name]) for name, column in columns._asdict().items()))
