"""The event log: what happened, one record for each time a case goes through a step.

The tie rule, which every engine obeys. In each minute, first everything settles: arrivals, ends of waits and of work,
and whatever follows from them at once, until nothing of this minute is left; who comes to a step asks the pool that
does it in this minute. Then whoever has come to a step with the choice of several pools joins one, in the order (case,
item): the one with the fewest waiting and held for each of its servers, on shift or not, those before him in this order
included and those withdrawn left out; of equals the first named. Then the waiting work is allocated, pool by pool, in
the order (priority, due minute, minute it came, case, item), where priority and due minute count only in pools of
that discipline; each to the free on-shift server of the lowest number. In a pool that escalates, who is pressing at
that moment (the minute is past at which the pool's share of the promise has run) goes before all who are not, the
earliest due first. A booking is given the earliest slot with a free seat in the same order. If allocation makes
something happen in the same minute, all this is done again.

Whether a reserve is called is decided between two minutes, by how many the last one left waiting for its pool when
everything in it had happened, those at home from a shut counter among them, those withdrawn left out: with more than
the bound it is called from the next minute on, with no more than the lower bound it is sent back from the next minute
on, otherwise it stays as it is; before the first minute it is not called. Within a minute nothing changes about it. Its
servers have the highest numbers of their pool, and take work only in minutes in which they are called and on shift;
what they have in hand they finish on their calendar, called or not. In a line counts whom they hold, but not they
themselves.

A booking looks first for the earliest regular slot with a free seat. If that begins later than the bound after the
minute from which the case could come (its lead time over), or there is none, the earliest extra slot with a free seat
is booked instead, if it begins sooner.

The clock of an item, by which it is due, stands at nothing when the item is first accepted: when a step that accepts is
over and has not returned it. It runs, in minutes of the legal calendar, while a step that is on the legal clock is gone
through, its queue included, and stands still while another is. An item is due in the minute in which its promise will
have run if the clock runs from the moment it joined the queue; nothing moves that minute while it waits. A wait until a
point on the clock, or no later than one, is over when the clock shows it, at once if it does already.

It came in the minute it joined. But who waits in person at a counter goes home when that shuts, or is shut as he comes,
for longer than people's patience, and comes again in the minute in which it opens: so who waits before the door stands
ahead of him.

A refused case is closed. What is in hand runs to its end; what only waits for somebody is withdrawn; nothing new starts
after that minute.
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
