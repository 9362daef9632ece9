"""The boxes of `sim.statistics.prim`, looked for again by a slow twin written from what its module says of itself."""

from math import comb, inf, isnan, nan

import numpy as np
import pytest
from scipy import stats

from sim.statistics.prim import Box, Tried, boxes, inside, telling, tried

Points = list[int]


class Twin:
    """Points by columns, and at which of them it happens; boxes are dictionaries of limits, groups lists of points."""

    def __init__(self, values: np.ndarray, happens: np.ndarray, density: float = 0.8, most: int = 4) -> None:
        self.rows, self.happens = values.tolist(), happens.tolist()
        self.values, self.hits, self.density, self.most = values, happens, density, most
        everything = range(values.shape[1])
        self.columns = list(everything) if len(values) >= 20 * values.shape[1] else self.telling()

    def telling(self) -> list[int]:
        """The columns up to the last one, in the order of their odds, that has at most its part of a tenth."""
        odds = [self.mann_whitney(self.values[:, column]) for column in range(self.values.shape[1])]
        order = sorted(range(len(odds)), key=odds.__getitem__)
        good = [rank for rank, column in enumerate(order, 1) if odds[column] <= 0.1 * rank / len(odds)]
        return sorted(order[: max(good, default=0)])

    def mann_whitney(self, column: np.ndarray) -> float:
        known = ~np.isnan(column)
        one, other = column[known & self.hits], column[known & ~self.hits]
        return float(stats.mannwhitneyu(one, other).pvalue) if len(one) and len(other) else 1.0

    def within(self, limits: dict, points: Points) -> Points:
        return [at for at in points if all(low < self.rows[at][one] < high for one, (low, high) in limits.items())]

    def caught(self, points: Points) -> int:
        return sum(self.happens[at] for at in points)

    def dense(self, points: Points) -> float:
        return self.caught(points) / len(points)

    def boxes(self) -> list[Box]:
        left, found = list(range(len(self.rows))), []
        self.least = max(0.05 * len(left), 1)
        while len(found) < self.most and self.caught(left) >= self.least:
            limits = self.one_box(left)
            held = self.within(limits, left)
            if not limits or self.dense(held) <= self.dense(left):
                break
            coverage = self.caught(held) / sum(self.happens)
            found.append(Box(limits, coverage, self.dense(held), len(held) / len(self.rows)))
            left = [at for at in left if at not in held]
        return found

    def one_box(self, points: Points) -> dict:
        path = [{}]
        while (smaller := self.peeled(path[-1], points)) is not None:
            path.append(smaller)
        held = [self.within(limits, points) for limits in path]
        enough = [place for place, one in enumerate(held) if self.dense(one) >= self.density]
        if enough:
            chosen = max(enough, key=lambda place: self.dense(held[place]) * self.caught(held[place]))
        else:
            chosen = max(range(len(path)), key=lambda place: (self.dense(held[place]), self.caught(held[place])))
        return self.without_chance(self.widened(path[chosen], points), points)

    def peeled(self, limits: dict, points: Points) -> dict | None:
        """The side whose slice, a twentieth of the box but at least a point, brings most density for each point."""
        held, best, most = self.within(limits, points), None, -inf
        for column in self.columns:
            known = sorted(self.rows[at][column] for at in held if not isnan(self.rows[at][column]))
            if not known or known[0] == known[-1]:
                continue
            thick = max(round(0.05 * len(known)), 1)
            low, high = limits.get(column, (-inf, inf))
            for ends in ((known[thick - 1], high), (low, known[len(known) - thick])):
                rest = self.within({**limits, column: ends}, points)
                if self.least <= len(rest) < len(held):
                    gain = (self.dense(rest) - self.dense(held)) / (len(held) - len(rest))
                    if gain > most:
                        best, most = {**limits, column: ends}, gain
        return best

    def widened(self, limits: dict, points: Points) -> dict:
        while True:
            held = self.within(limits, points)
            for wider in self.wider(limits, points, max(round(0.05 * len(held)), 1)):
                more = self.within(wider, points)
                if len(more) > len(held) and self.dense(more) >= self.dense(held):
                    limits = wider
                    break
            else:
                return limits

    def wider(self, limits: dict, points: Points, thick: int):
        """Each limit a slice of different values farther out, or gone where there are no more."""
        for column, (low, high) in limits.items():
            others = self.within({one: ends for one, ends in limits.items() if one != column}, points)
            known = sorted({self.rows[at][column] for at in others if not isnan(self.rows[at][column])})
            below, above = [one for one in known if one <= low], [one for one in known if one >= high]
            if below:
                yield {**limits, column: (below[-thick - 1] if len(below) > thick else -inf, high)}
            if above:
                yield {**limits, column: (low, above[thick] if len(above) > thick else inf)}

    def without_chance(self, limits: dict, points: Points) -> dict:
        limits = {column: ends for column, ends in limits.items() if ends != (-inf, inf)}
        while limits:
            odds = {column: self.odds(limits, column, points) for column in limits}
            weakest = max(odds, key=odds.__getitem__)
            if odds[weakest] <= 0.05:
                break
            del limits[weakest]
        return limits

    def odds(self, limits: dict, column: int, points: Points) -> float:
        """Of so many hits or more, when each point hits as often as in the box without this limit."""
        held = self.within(limits, points)
        chance = self.dense(self.within({one: ends for one, ends in limits.items() if one != column}, points))
        n, hits = len(held), self.caught(held)
        return sum(comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(hits, n + 1))


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """30 to 119 points in two to four columns, some counts or with gaps; it happens in a corner, or also by chance."""
    luck = np.random.default_rng(seed)
    points, columns = int(luck.integers(30, 120)), int(luck.integers(2, 5))
    values = luck.random((points, columns))
    values[:, 1] = luck.integers(0, 5, points)
    corner = (values[:, 0] > luck.uniform(0.3, 0.8)) & (values[:, 1] >= luck.integers(0, 3))
    second = (values[:, 0] < 0.25) & (values[:, -1] > 0.5) if seed % 2 else np.zeros(points, dtype=bool)
    happens = np.where(corner | second, luck.random(points) < 0.9, luck.random(points) < 0.1 * (seed % 3))
    if seed % 4 == 0:
        values[luck.random(points) < 0.2, -1] = nan
    happens[:2] = [True, False]
    return values, happens


def same(found: list[Box], expected: list[Box]) -> None:
    assert [box.limits for box in found] == [box.limits for box in expected]
    for box, other in zip(found, expected, strict=True):
        assert (box.coverage, box.density, box.mass) == pytest.approx((other.coverage, other.density, other.mass))


@pytest.mark.parametrize("seed", range(40))
def test_the_boxes_are_those_of_the_twin(seed):
    values, happens = drawn(seed)
    same(boxes(values, happens), Twin(values, happens).boxes())
    same(boxes(values, happens, 0.95, 2), Twin(values, happens, 0.95, 2).boxes())
    same(boxes(values, happens, 0.5, 1), Twin(values, happens, 0.5, 1).boxes())


@pytest.mark.parametrize("seed", range(40))
def test_the_telling_columns_are_those_of_the_twin(seed):
    values, happens = drawn(seed)
    assert telling(values, happens).tolist() == Twin(values, happens).telling()


def test_a_limit_itself_is_outside():
    assert inside({0: (1.0, 3.0)}, np.array([[1.0], [2.0], [3.0], [nan]])).tolist() == [False, True, False, False]


@pytest.mark.parametrize(("points", "found"), [(40, 1), (39, 0)])
def test_with_twenty_points_a_column_every_column_is_looked_at(points, found):
    """It happens in the middle, which by itself tells nothing: neither above nor below."""
    values = np.column_stack([np.arange(points), np.arange(points) % 2])
    assert len(boxes(values.astype(float), abs(values[:, 0] - (points - 1) / 2) < 8)) == found


class TestOnOtherPoints:
    @pytest.mark.parametrize("seed", range(8))
    def test_a_box_is_held_against_what_is_found_without_a_tenth(self, seed):
        """Only where at least half of what is in either of the two is in both is it found again."""
        values, happens = drawn(seed)
        found = boxes(values, happens)
        part = np.random.Generator(np.random.Philox(7)).permutation(len(values)) % 10
        expected = []
        mine = self.apart(found, values)
        for own in mine:
            again = points = hits = 0
            for number in range(10):
                rest = [at for at in range(len(values)) if part[at] != number]
                if not 0 < happens[rest].sum() < len(rest):
                    continue
                others = self.apart(boxes(values[rest], happens[rest]), values)
                alike = [len(own & one & {*rest}) / max(len((own | one) & {*rest}), 1) for one in others]
                if alike and max(alike) >= 0.5:
                    again += 1
                    held = [at for at in others[alike.index(max(alike))] if part[at] == number]
                    points, hits = points + len(held), hits + int(happens[held].sum())
            expected.append(Tried(again, 10, points, hits))
        assert tried(found, values, happens, seed=7) == expected

    @staticmethod
    def apart(found: list[Box], values: np.ndarray) -> list[set[int]]:
        """The points of each box that are in none before it."""
        told: list[set[int]] = []
        for box in found:
            told.append({int(at) for at in np.flatnonzero(inside(box.limits, values))}.difference(*told))
        return told

    def test_where_it_happens_everywhere_or_nowhere_else_a_part_tells_nothing(self):
        """It happens at one point: without the part that holds it, it happens nowhere."""
        values = np.arange(40.0)[:, None]
        told = tried([Box({0: (38.0, inf)})], values, values[:, 0] == 39, seed=1)
        assert told[0].again <= 9

    def test_the_density_on_other_points_has_wilsons_interval(self):
        one = Tried(again=9, points=20, hits=15)
        z2 = stats.norm.ppf(0.975) ** 2
        middle, half = (15 + z2 / 2) / (20 + z2), np.sqrt(z2 * (15 * 5 / 20 + z2 / 4)) / (20 + z2)
        assert one.density == 0.75
        assert one.interval == pytest.approx((middle - half, middle + half))
        assert (Tried().density, Tried().interval) == (None, None)
        assert Tried(points=1, hits=1).density == 1
        assert Tried(points=1).interval is not None
