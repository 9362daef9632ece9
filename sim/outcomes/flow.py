"""When each item of each case could begin and was done, and which of them held the case up, in machine code.

Of each kind of case the items are told in order, each after all that it waits for.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from sim.base.arrays import Flags, Ints
from sim.outcomes.open_minutes import Table
from sim.simulation.jit import entry, stamp
from sim.simulation.plan import Plan

if TYPE_CHECKING:
    from sim.outcomes.history import History

STAMP: Final = stamp(__name__)


class Order(NamedTuple):
    """The items of every kind of case in order: kinds by places; and what the item at each place waits for."""

    item: Ints
    before_first: Ints
    before_end: Ints
    before: Ints
    stamp: Table


@entry
def flow(order: Order, variant: Ints, begun: Ints, done: Ints) -> None:
    """What is done at *done* at the earliest begins when all it waits for is done, and is not done before it begins."""
    for case in range(len(variant)):
        for place in range(begun.shape[1]):
            item = order.item[variant[case], place]
            for number in range(order.before_first[variant[case], place], order.before_end[variant[case], place]):
                begun[case, item] = max(begun[case, item], done[case, order.before[number]])
            done[case, item] = max(begun[case, item], done[case, item])


@entry
def trace(order: Order, variant: Ints, done: Ints, critical: Flags) -> None:
    """From the items that are critical back: of those one waited for, the one done last; of several, the first."""
    for case in range(len(variant)):
        for place in range(done.shape[1] - 1, -1, -1):
            first, end = order.before_first[variant[case], place], order.before_end[variant[case], place]
            if first < end and critical[case, order.item[variant[case], place]]:
                last = order.before[first]
                for number in range(first + 1, end):
                    if done[case, order.before[number]] > done[case, last]:
                        last = order.before[number]
                critical[case, last] = True


def order_of(history: "History") -> Order:
    """The order of the items of a process."""
    return _orders(history.plan)[history.process]


@lru_cache(maxsize=1)
def _orders(plan: Plan) -> list[Order]:
    """Of each process; kinds of case of another one have no place there."""
    return [_order(plan, process) for process in range(len(plan.processes))]


def _order(plan: Plan, process: int) -> Order:
    shape = len(plan.variant_process), len(plan.items_of(process))
    item, first, end = np.zeros((3, *shape), dtype=np.int64)
    before: list[int] = []
    for variant in np.flatnonzero(plan.variant_process == process).tolist():
        for place, (number, waits) in enumerate(plan.in_order[variant].items()):
            item[variant, place], first[variant, place] = number, len(before)
            before += waits
            end[variant, place] = len(before)
    return Order(item, first, end, np.array(before, dtype=np.int64), STAMP)
