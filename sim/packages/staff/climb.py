"""The way up and the way back: who brings most for the money is put in next, and who is not missed is taken out again.

What one more brings at each place is played under common luck, as `approvals bottleneck` plays it. As it mostly falls
the more there are already, a place is looked at again only when its last gain would still be the best.
"""

from collections.abc import Sequence

from sim.packages.staff.sample import Sample
from sim.packages.staff.staffings import Box, Staffing, at, plus


def climb(sample: Sample, box: Box, start: Staffing, budget: float | None = None, steps: int = 500) -> list[Staffing]:
    """A way up from *start*, until the promise is kept, everybody is there, or the *budget* is spent.

    Each staffing of the way is the one before with one more, where that brings most for the money; where one more
    brings nothing anywhere, with one more everywhere. It has at most so many *steps*.
    """
    way, what = [start], "who brings most"
    gains = dict.fromkeys(_places_up(box, start, start, budget), float("inf"))
    sample.look([start, *(plus(start, place, 1) for place in gains)], what)
    while len(way) <= steps and not sample.keeps(way[-1], what):
        here = way[-1]
        places = _places_up(box, here, start, budget)
        best = _best(sample, box, here, gains, places)
        if best is None:
            there = tuple(one + (place in places) for place, one in enumerate(here))
            there = there if budget is None or box.cost(there) <= budget else here
        else:
            there = plus(here, best, 1)
        if there == here:
            break
        way.append(there)
    return way


def _places_up(box: Box, here: Staffing, start: Staffing, budget: float | None) -> list[int]:
    """Where one more can be paid for."""
    left = float("inf") if budget is None else budget - box.cost(here)
    return [place for place in box.priced if here[place] < box.high[place] and box.prices[place] <= left]


def _best(sample: Sample, box: Box, here: Staffing, gains: dict[int, float], places: list[int]) -> int | None:
    """The place at which one more brings most for the money; none if it brings nothing anywhere."""
    fresh = set[int]()
    while places:
        place = max(places, key=lambda one: gains[one])
        if place in fresh:
            return place if gains[place] > 0 else None
        gain = sample.mean(plus(here, place, 1), "who brings most") - sample.mean(here, "who brings most")
        gains[place] = gain / box.prices[place]
        fresh.add(place)
    return None


def descend(sample: Sample, box: Box, staffing: Staffing) -> Staffing:
    """Without all that are not missed: one after another is taken out, most money for the least loss first."""
    here, what = staffing, "who is not missed"
    places = [place for place in box.priced if here[place] > box.low[place]]
    sample.look([plus(here, place, -1) for place in places], what)
    losses = {place: _loss(sample, box, here, place, what) for place in places}
    while losses:
        place = min(losses, key=lambda one: losses[one])
        if not sample.keeps(plus(here, place, -1), what):
            del losses[place]
            continue
        here = plus(here, place, -1)
        if here[place] == box.low[place]:
            del losses[place]
        else:
            losses[place] = _loss(sample, box, here, place, what)
    return here


def _loss(sample: Sample, box: Box, here: Staffing, place: int, what: str) -> float:
    """How much of the share one less costs, for each yuan that it saves."""
    return (sample.mean(here, what) - sample.mean(plus(here, place, -1), what)) / box.prices[place]


def without_idle(sample: Sample, box: Box, staffing: Staffing, places: Sequence[int]) -> Staffing:
    """With the fewest at places that cost nothing that lose no more than the zone of indifference, all together."""
    what = "who is not missed"
    enough = sample.mean(staffing, what) - sample.rule.indifference
    here = staffing
    for place in places:
        low, high = box.low[place] - 1, here[place]
        while high - low > 1:
            middle = (low + high) // 2
            there = plus(here, place, middle - here[place])
            if sample.keeps(there, what) and sample.mean(there, what) >= enough:
                high = middle
            else:
                low = middle
        here = at(here, [place], plus(here, place, high - here[place]))
    return here
