"""In which order to begin reforms: what is possible month by month under a yearly budget, and the best of it.

Each year frees the budget once more: in its first year the reforms begun cost no more than that a year, in the second
no more than twice that, and so on. At most so many begin a year, evenly spread over it. What cannot be paid yet waits
for the year that can pay it.

An order is judged by the share of the projects filed in each month that are within the target, averaged over the
months, as if those filed in a month fared as under the reforms begun by then for good: old projects keep the old rules,
so they do, but for queues that empty slowly. Of few reforms all orders are looked at (dynamic programming over the
reforms begun and the last month in which one began); of more, one after another is put at the end that helps most,
and then reforms are exchanged, left out and put in while that helps. Orders found so are then played with their dates.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final, NamedTuple

from sim.base.arrays import ARITHMETIC

YEAR: Final = 12
EXACT: Final = 7
"""Of so many reforms all orders are looked at."""


class Begin(NamedTuple):
    """A reform, by its place, and the month from the first in which it begins."""

    reform: int
    month: int


@dataclass(frozen=True)
class Terms:
    """What an order must keep to, and what packages bring and cost."""

    agreed: int
    """The package that is there from the first month."""
    reforms: tuple[int, ...]
    """The places of those that may begin."""
    months: int
    budget: float
    """CNY a year, freed anew each year."""
    most: int
    """So many begin a year."""
    share: Callable[[int], float | None]
    """Of a package, the projects within the target; None if it cannot be."""
    cost: Callable[[int], float | None]
    """Of a package, CNY a year more than what is agreed; None where that is not known."""

    @property
    def slots(self) -> list[int]:
        """The months in which a reform may begin."""
        years = -(-self.months // YEAR)
        slots = [YEAR * year + place * YEAR // self.most for year in range(years) for place in range(self.most)]
        return [month for month in slots if month < self.months]

    def slot_for(self, package: int, first: int) -> int | None:
        """The first slot from *first* on in which a package can be paid; None if there is none, or it cannot be."""
        cost = self.cost(package)
        if cost is None or self.share(package) is None:
            return None
        slots = self.slots
        paid = (
            slot for slot in range(first, len(slots)) if cost <= self.budget * (1 + slots[slot] // YEAR) + ARITHMETIC
        )
        return next(paid, None)


def begins_of(sequence: Sequence[int], terms: Terms) -> tuple[Begin, ...]:
    """When each reform of a sequence begins; those that can be paid in no month, or go with nothing, are left out."""
    package, slot, begins = terms.agreed, 0, list[Begin]()
    for reform in sequence:
        found = terms.slot_for(package | 1 << reform, slot)
        if found is not None:
            begins.append(Begin(reform, terms.slots[found]))
            package, slot = package | 1 << reform, found + 1
    return tuple(begins)


def worth_of(begins: Sequence[Begin], terms: Terms) -> float:
    """The share within the target, averaged over the months."""
    package, since, total = terms.agreed, 0, 0.0
    for begin in begins:
        total += (begin.month - since) * (terms.share(package) or 0)
        package, since = package | 1 << begin.reform, begin.month
    return (total + (terms.months - since) * (terms.share(package) or 0)) / terms.months


def best_order(terms: Terms) -> tuple[Begin, ...]:
    """The best order; of few reforms of all there are, of more the best that exchanging finds."""
    return exact(terms) if len(terms.reforms) <= EXACT else climbed(terms)


def exact(terms: Terms) -> tuple[Begin, ...]:
    """The best of all orders, by dynamic programming."""
    slots = terms.slots

    @cache
    def from_here(package: int, slot: int, since: int) -> tuple[float, tuple[Begin, ...]]:
        share = terms.share(package) or 0
        best: tuple[float, tuple[Begin, ...]] = ((terms.months - since) * share, ())
        for reform in terms.reforms:
            found = None if package >> reform & 1 else terms.slot_for(package | 1 << reform, slot)
            if found is None:
                continue
            month = slots[found]
            later, begins = from_here(package | 1 << reform, found + 1, month)
            worth = (month - since) * share + later
            if worth > best[0] + ARITHMETIC:
                best = worth, (Begin(reform, month), *begins)
        return best

    return from_here(terms.agreed, 0, 0)[1]


def climbed(terms: Terms) -> tuple[Begin, ...]:
    """The best order that adding the most helpful one, and then exchanging, leads to."""
    best: tuple[Begin, ...] = ()
    while better := _better(best, terms, _longer):
        best = better
    while better := _better(best, terms, neighbours):
        best = better
    return best


def _better(
    begins: tuple[Begin, ...], terms: Terms, ways: Callable[[tuple[Begin, ...], Terms], Iterator[tuple[Begin, ...]]]
) -> tuple[Begin, ...] | None:
    found = max(ways(begins, terms), key=lambda one: worth_of(one, terms), default=None)
    better = found is not None and worth_of(found, terms) > worth_of(begins, terms) + ARITHMETIC
    return found if better else None


def _longer(begins: tuple[Begin, ...], terms: Terms) -> Iterator[tuple[Begin, ...]]:
    sequence = [begin.reform for begin in begins]
    for reform in terms.reforms:
        if reform not in sequence:
            yield begins_of([*sequence, reform], terms)


def neighbours(begins: tuple[Begin, ...], terms: Terms) -> Iterator[tuple[Begin, ...]]:
    """The orders that differ by two exchanged, by one left out, and by another one put in its place."""
    sequence = [begin.reform for begin in begins]
    others = [reform for reform in terms.reforms if reform not in sequence]
    for one, other in combinations(range(len(sequence)), 2):
        changed = [*sequence]
        changed[one], changed[other] = changed[other], changed[one]
        yield begins_of(changed, terms)
    for place in range(len(sequence)):
        rest = [*sequence[:place], *sequence[place + 1 :]]
        yield begins_of(rest, terms)
        for reform in others:
            yield begins_of([*sequence[:place], reform, *sequence[place + 1 :]], terms)
