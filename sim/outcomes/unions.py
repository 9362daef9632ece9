"""Intervals of time of one case after another: in order, joined where one goes on, united where they overlap."""

from typing import Final

from sim.base.arrays import Floats, Ints
from sim.outcomes.open_minutes import Table
from sim.simulation.jit import entry, machine_code, stamp

STAMP: Final = stamp(__name__)


@entry
def unite(owner: Ints, start: Ints, end: Ints, length: Floats, _stamp: Table) -> None:
    """Adds up for each *owner*, whose intervals stand together, how long any of them lasts; puts them in order."""
    begin = 0
    while begin < len(owner):
        behind = sort_run(owner, start, end, begin)
        reached = start[begin]
        for row in range(begin, behind):
            length[owner[begin]] += max(end[row] - max(start[row], reached), 0)
            reached = max(reached, end[row])
        begin = behind


@entry
def join(owner: Ints, start: Ints, end: Ints, _stamp: Table) -> int:
    """Puts each owner's intervals in order, and makes one of those that follow one another without a gap.

    What is left stands at the beginning; returns how many there are.
    """
    begin, count = 0, 0
    while begin < len(owner):
        behind = sort_run(owner, start, end, begin)
        for row in range(begin, behind):
            if row > begin and start[row] == end[count - 1]:
                end[count - 1] = end[row]
            else:
                owner[count], start[count], end[count] = owner[row], start[row], end[row]
                count += 1
        begin = behind
    return count


@machine_code
def sort_run(owner: Ints, start: Ints, end: Ints, begin: int) -> int:
    """Puts the intervals of the owner of row *begin* in order; returns where those of the next one begin.

    They mostly are in order, so each is moved up to its place.
    """
    row = begin + 1
    while row < len(owner) and owner[row] == owner[begin]:
        since, until, place = start[row], end[row], row
        while place > begin and (start[place - 1] > since or (start[place - 1] == since and end[place - 1] > until)):
            start[place], end[place] = start[place - 1], end[place - 1]
            place -= 1
        start[place], end[place] = since, until
        row += 1
    return row
