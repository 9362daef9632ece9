"""The cheapest staffing that nothing known speaks against, and what may be concluded from one that misses the promise.

Where more people do no harm, a staffing that misses it says the same of all that have no more anywhere: who keeps it
has more than that somewhere. Each such *cut* is a linear condition on whole numbers, so the cheapest staffing that
meets all is found exactly (HiGHS, by `scipy.optimize.milp`). It costs at most what the cheapest costs that keeps the
promise: the cuts prove a bound. To cut off as much as can be, a staffing that misses is first enlarged for as long as
it does.

The scheme is that of cutting planes for staffing (Atlason, Epelman, Henderson, Management Science 54, 2008; Cezik and
L'Ecuyer, Management Science 54, 2008). Their cuts need the share to be concave in the staff; these only that it rises.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from sim.packages.staff.staffings import Box, Staffing, at, plus

Misses = Callable[[Staffing], bool]
"""Whether a staffing misses the promise."""
Level = tuple[int, int]
"""A place, and that there are at least so many there: one unknown of the program, 0 or 1."""
FEWEST: Final = 1e-7
"""Of equal costs the fewest people: the price of anyone, as a share of the largest."""


def cheapest(box: Box, cuts: Sequence[Staffing]) -> Staffing | None:
    """The cheapest staffing that has more than each of the cuts somewhere, of equals that with the fewest people.

    None if there is none within the bounds.
    """
    from scipy.optimize import Bounds, milp

    levels = [
        (place, level)
        for place, (low, high) in enumerate(zip(box.low, box.high, strict=True))
        for level in range(low + 1, high + 1)
    ]
    beyond = [[(place, most + 1) for place, most in enumerate(cut) if most < box.high[place]] for cut in cuts]
    if not all(beyond):
        return None
    if not cuts:
        return box.low
    largest = max(box.prices, default=0.0) or 1.0
    prices = np.array([box.prices[place] / largest + FEWEST for place, _ in levels])
    conditions = _conditions(levels, beyond)
    found = milp(
        prices, integrality=np.ones(len(levels), dtype=np.int64), bounds=Bounds(0, 1), constraints=conditions,
        options={"mip_rel_gap": 0},
    )  # fmt: skip
    assert found.x is not None, found.message
    there = list(box.low)
    for (place, _), taken in zip(levels, np.round(found.x).astype(int).tolist(), strict=True):
        there[place] += taken
    return tuple(there)


def _conditions(levels: list[Level], beyond: list[list[Level]]) -> Any:
    """Of each cut at least one level is reached; and no level before the one below it."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import coo_array

    column = {level: number for number, level in enumerate(levels)}
    below = [
        (column[place, level - 1], column[place, level]) for place, level in levels if (place, level - 1) in column
    ]
    entries = [(row, column[level], 1.0) for row, those in enumerate(beyond) for level in those]
    for row, (under, over) in enumerate(below, len(beyond)):
        entries += [(row, under, 1.0), (row, over, -1.0)]
    rows, columns, values = zip(*entries, strict=True)
    matrix = coo_array((values, (rows, columns)), shape=(len(beyond) + len(below), len(levels))).tocsr()
    return LinearConstraint(matrix, np.repeat([1.0, 0.0], [len(beyond), len(below)]), np.inf)


def by_load(box: Box, misses: Misses) -> list[Staffing]:
    """A cut for each place at which so few that all of them would be busy all the time are too few by themselves."""
    found = []
    for place in box.priced:
        busy = int(box.needed[place])
        if box.low[place] <= busy < box.high[place]:
            cut = plus(box.high, place, busy - box.high[place])
            while cut[place] < box.high[place] and misses(cut):
                found.append(cut)
                cut = plus(cut, place, 1)
    return found


def enlarged(box: Box, staffing: Staffing, misses: Misses) -> Staffing:
    """A staffing that misses the promise, made as large as may be so that it still does; the idle places first."""
    found = staffing
    waiting = [[place for place in box.by_pressure(staffing) if staffing[place] < box.high[place]]]
    while waiting:
        places = waiting.pop()
        if misses(larger := at(found, places, box.high)):
            found = larger
        elif len(places) == 1:
            found = _risen(box, found, places[0], misses)
        else:
            half = len(places) // 2
            waiting += [places[half:], places[:half]]
    return found


def _risen(box: Box, staffing: Staffing, place: int, misses: Misses) -> Staffing:
    """With as many at one place as may be there so that it still misses the promise; with the most it does not."""
    misses_with, keeps_with = staffing[place], box.high[place]
    while keeps_with - misses_with > 1:
        middle = (misses_with + keeps_with) // 2
        if misses(plus(staffing, place, middle - staffing[place])):
            misses_with = middle
        else:
            keeps_with = middle
    return plus(staffing, place, misses_with - staffing[place])
