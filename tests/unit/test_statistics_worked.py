"""Intervals of clustered cases, each number worked out on the spot from the formula that is cited for it."""

from math import atan, inf, nan, pi, sqrt

import numpy as np
import pytest
from scipy import stats

from sim.statistics import censored, clustered, confidence_sequence, multiple, paired
from sim.statistics.censored import KaplanMeier, Sample
from sim.statistics.clustered import NOTHING, Estimate
from sim.statistics.decision import is_unsteady, verdict, verdict_of
from sim.statistics.paired import Statistic, around

T1, T2, T11 = (float(stats.t.ppf(0.975, freedom)) for freedom in (1, 2, 11))
GREATEST = 3.969603189168816
"""Of four replications and two statistics that move on their own, as it was when this was written."""


def cases(*replications: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of each replication, one after another, and which replication each is from."""
    counts = [len(one) for one in replications]
    return np.array([value for one in replications for value in one]), np.repeat(np.arange(len(counts)), counts)


def clopper_pearson(hits: float, size: float) -> list[float]:
    return [
        stats.beta.ppf(0.025, hits, size - hits + 1) if hits else 0.0,
        stats.beta.ppf(0.975, hits + 1, size - hits) if size > hits else 1.0,
    ]


class TestShare:
    def test_cases_that_hang_together_tell_as_much_as_few(self) -> None:
        """Replications of four with 4, 2 and 0 hits: the error squared is 3/2 (1/6² + 1/6²) = 1/12, worth 3 cases."""
        hits, clusters = cases([1, 1, 1, 1], [1, 1, 0, 0], [0, 0, 0, 0])
        size = 0.25 / (1 / 12) * (T11 / T2) ** 2
        found = clustered.share(hits > 0, clusters)
        assert found.value == 0.5
        assert found.interval == pytest.approx(clopper_pearson(size / 2, size), rel=1e-9)

    def test_they_never_tell_more_than_as_many_as_there_are(self) -> None:
        """With 3, 2 and 2 hits of four the replications differ less than chance would have it: worth 12, not 35."""
        hits, clusters = cases([1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 0, 0])
        size = 12 * (T11 / T2) ** 2
        assert clustered.share(hits > 0, clusters).interval == pytest.approx(
            clopper_pearson(size * 7 / 12, size), rel=1e-9
        )

    def test_replications_that_are_all_alike_tell_as_much_as_their_cases(self) -> None:
        hits, clusters = cases([1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0])
        size = 12 * (T11 / T2) ** 2
        assert clustered.share(hits > 0, clusters).interval == pytest.approx(clopper_pearson(size / 4, size), rel=1e-9)

    def test_two_replications_suffice_and_a_number_that_is_missing_is_no_replication(self) -> None:
        """One hit in four, 1 of 2 and 0 of 2: influences of ±1/8, so 3/16 over 2 · 2/64, which is worth 3."""
        hits = np.array([True, False, False, False])
        size = 3 * (stats.t.ppf(0.975, 3) / T1) ** 2
        expected = pytest.approx(clopper_pearson(size / 4, size), rel=1e-9)
        assert clustered.share(hits, np.array([0, 0, 1, 1])).interval == expected
        assert clustered.share(hits, np.array([3, 3, 7, 7])).interval == expected

    def test_a_single_replication_and_nobody_have_none(self) -> None:
        assert clustered.share(np.array([True]), np.array([4])) == Estimate(1.0)
        assert clustered.share(np.array([], dtype=bool), np.array([], dtype=np.int64)) == NOTHING


class TestMean:
    def test_two_replications_have_students_interval_with_one_degree_of_freedom(self) -> None:
        found = clustered.mean(np.array([104.0, 110.0]), np.array([2, 5]))
        assert found.interval == pytest.approx([107 - T1 * 3, 107 + T1 * 3])

    def test_replications_of_different_size_pull_by_their_cases(self) -> None:
        """6 and 6 beside 0: the mean is 4, pulled by 4/3 up and 4/3 down; the error is the root of 2 · 2 · 16/9.

        Of 100 more each it is as wide; of what is never negative, nothing below zero is left of it.
        """
        values, clusters = np.array([6.0, 6, 0]), np.array([0, 0, 1])
        assert clustered.mean(values, clusters).interval == pytest.approx([0, 4 + T1 * 8 / 3])
        found = clustered.mean(values + 100, clusters)
        assert found.interval == pytest.approx([104 - T1 * 8 / 3, 104 + T1 * 8 / 3])

    def test_an_interval_needs_both_bounds(self) -> None:
        assert Estimate(1.0, 0.5, 2.0).interval == [0.5, 2.0]
        assert Estimate(1.0, 0.5).interval is None
        assert Estimate(1.0, high=2.0).interval is None


class TestChange:
    def test_a_replication_that_one_side_lacks_leaves_no_pairs(self) -> None:
        """Three replications before and three after, but only two of them the same."""
        before, after = (np.ones(3), np.array([0, 1, 2])), (np.full(3, 2.0), np.array([1, 2, 3]))
        assert clustered.change(before, after) == Estimate(1.0)

    def test_two_pairs_have_an_interval(self) -> None:
        """From 8 and 12 to 6 and 4: half, pulled by (1 − −1)/10 · ½ up and down; with two, the error is its double."""
        clusters = np.array([0, 1])
        found = clustered.change((np.array([8.0, 12]), clusters), (np.array([6.0, 4]), clusters))
        assert found.value == -0.5
        assert found.interval == pytest.approx([-0.5 - T1 * 0.2, -0.5 + T1 * 0.2])


class TestQuantile:
    VALUES = np.array([1.0, 2, 4, 8, 16, 32, 64, 128, 256])

    @pytest.mark.parametrize(("level", "below"), [(0.5, 5), (0.9, 8), (0.05, 1)])
    def test_the_interval_of_the_share_below_is_moved_to_the_level(self, level: float, below: int) -> None:
        """Woodruff: nine replications of a case each; up to the median are 5/9, so both ends go down by 1/18."""
        low, high = clopper_pearson(min(8, 9) * below / 9, min(8, 9))
        shift = level - below / 9
        expected = np.quantile(self.VALUES, [max(low + shift, 0), min(high + shift, 1)])
        found = clustered.quantile(self.VALUES, np.arange(9), level)
        assert found.value == np.quantile(self.VALUES, level)
        assert found.interval == pytest.approx(expected)

    def test_where_many_are_the_same_the_shift_is_large(self) -> None:
        """Eight of ten took no day: the median is 0, below it are four fifths, so the interval ends below there."""
        values = np.array([0.0] * 8 + [5, 9])
        size = 9  # 0.8 · 0.2 over 10/9 · 0.16/10
        low, high = clopper_pearson(0.8 * size, size)
        found = clustered.quantile(values, np.arange(10), 0.5)
        assert found == Estimate(0.0, 0.0, float(np.quantile(values, high - 0.3)))
        assert low - 0.3 > 0
        assert clustered.quantile(np.array([]), np.array([], dtype=np.int64), 0.5) == NOTHING


class TestDifferences:
    def test_of_two_sides_one_lower_bound_is_enough(self) -> None:
        told, least = Statistic(3.0, np.zeros(2)), Statistic(2.0, np.zeros(2), at_least=True)
        assert (told - least).at_least
        assert (least - told).at_least
        assert not (told - told).at_least
        assert (told - least).value == 1

    def test_one_replication_has_no_error(self) -> None:
        assert np.isnan(Statistic(3.0, np.zeros(1)).error)
        assert Statistic(3.0, np.array([1.0, -1.0])).error == 2

    @pytest.mark.parametrize(
        ("level", "error", "count", "expected"),
        [
            (0.5, 0.15, 100, (0.2, 0.8)),
            (0.5, 0.01, 100, (0.3, 0.7)),
            (0.1, 0.1, 400, (0, 0.3)),
            (0.9, 0.1, 400, (0.7, 1)),
        ],
    )
    def test_the_slope_is_taken_two_errors_or_two_roots_of_the_cases_away(self, level, error, count, expected) -> None:
        assert around(level, error, count) == pytest.approx(expected)

    def test_a_quantile_is_pulled_by_the_share_below_times_the_slope(self) -> None:
        """Sixteen squares, the lower eight in one replication but for the last: a share of ½, pulled 3/8 either way."""
        values, clusters = np.arange(16.0) ** 2, np.repeat([0, 1, 0, 1], [7, 1, 1, 7])
        found = paired.quantile_of(values, clusters, 2, 0.5)
        below = np.array([7 - 8 / 2, 1 - 8 / 2]) / 16
        error = sqrt(2 * (below**2).sum())
        low, high = max(0.5 - 2 * error, 0), min(0.5 + 2 * error, 1)
        slope = (np.quantile(values, high) - np.quantile(values, low)) / (high - low)
        assert found.value == np.quantile(values, 0.5) == 56.5
        assert found.influence_values == pytest.approx(-below * slope)

    def test_with_many_cases_the_slope_is_taken_where_the_error_says(self) -> None:
        values, clusters = np.arange(10_000.0) ** 2, np.tile([0, 1], 5_000)
        clusters[:400] = 0  # 5,200 cases with 2,700 below, beside 4,800 with 2,300
        share = np.array([2_700 - 5_200 / 2, 2_300 - 4_800 / 2]) / 10_000
        bandwidth = 2 * sqrt(2 * (share**2).sum())
        assert bandwidth > 2 / 100
        slope = float(np.diff(np.quantile(values, [0.5 - bandwidth, 0.5 + bandwidth]))[0]) / (2 * bandwidth)
        assert paired.quantile_of(values, clusters, 2, 0.5).influence_values == pytest.approx(-share * slope)

    def test_of_one_replication_the_slope_is_taken_two_roots_away(self) -> None:
        values = np.arange(100.0)
        found = paired.quantile_of(values, np.zeros(100, dtype=np.int64), 1, 0.5)
        assert found.influence_values == pytest.approx([0.0])
        assert found.value == 49.5

    def test_two_replications_have_an_interval(self) -> None:
        told = paired.together([Statistic(5.0, np.array([0.25, -0.25]))])[0]
        assert told.interval == pytest.approx([5 - T1 * 0.5, 5 + T1 * 0.5])

    def test_what_never_moves_makes_nothing_else_less_sure(self) -> None:
        small = Statistic(5.0, np.array([0.1, 0.0, -0.1]))
        told = paired.together([small, Statistic(1.0, np.zeros(3)), Statistic(2.0, np.ones(3), at_least=True)])
        half = T2 * sqrt(1.5 * 0.02)
        assert told[0].interval == pytest.approx([5 - half, 5 + half])
        assert told[1:] == [Estimate(1.0), NOTHING]

    def test_the_same_table_is_the_same_at_every_asking(self) -> None:
        """Two that move against each other and one of its own; read off the same hundred thousand numbers each time."""
        influences = np.array([[0.2, 0.1, -0.1, -0.2], [-0.2, -0.1, 0.1, 0.2], [0.1, -0.2, 0.2, -0.1]])
        told = paired.together([Statistic(0.0, row) for row in influences])
        assert told == paired.together([Statistic(0.0, row) for row in influences])
        errors = [float(one.high / Statistic(0.0, row).error) for one, row in zip(told, influences, strict=True)]
        assert errors == pytest.approx([GREATEST] * 3, rel=1e-9)
        assert float(stats.t.ppf(0.975, 3)) < GREATEST < float(stats.t.ppf(1 - 0.025 / 2, 3))


def handed_on(sample: Sample, counts: np.ndarray) -> np.ndarray:
    """The weights of cases that came so many times each: who is cut off hands his to all who were followed longer.

    Those cut off when nobody ends any more keep theirs, and share it evenly.
    """
    followed, is_open = sample.followed, sample.open
    weights = counts / counts.sum()
    last_end = followed[~is_open].max(initial=-inf)
    for case in np.lexsort((is_open, followed)):
        longer = followed > followed[case]
        if is_open[case] and followed[case] < last_end:
            weights[longer] += weights[case] * counts[longer] / counts[longer].sum()
            weights[case] = 0.0
    last = is_open & (followed >= last_end)
    weights[last] = weights[last].sum() * counts[last] / counts[last].sum() if last.any() else 0.0
    return weights


def drawn(seed: int) -> Sample:
    """Nine cases of four replications, followed for 1 to 5 days, with many at the same moment."""
    luck = np.random.default_rng(seed)
    is_open = luck.random(9) < (seed % 5) / 5 + 0.1
    return Sample(luck.integers(1, 6, 9) * 3.0, luck.integers(0, 4, 9), luck.integers(1, 6, 9) * 1.0, is_open)


def pulled(sample: Sample, values: np.ndarray) -> np.ndarray:
    """By how much the weighted mean moves when a case comes a little more than once."""
    little, ones = 1e-5, np.ones(len(values))
    steps = [
        np.dot(handed_on(sample, ones + little * one), values) - np.dot(handed_on(sample, ones - little * one), values)
        for one in np.eye(len(values))
    ]
    return np.array(steps) / (2 * little)


def by_replication(sample: Sample, values: np.ndarray) -> np.ndarray:
    """The influences of the replications that have cases."""
    each = pulled(sample, values)
    return np.array([each[sample.clusters == one].sum() for one in np.unique(sample.clusters)])


def left(sample: Sample) -> float:
    """The weight of those who have not ended."""
    return float(handed_on(sample, np.ones(len(sample.values)))[sample.open].sum())


SEEDS = range(60)


class TestCensored:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_weights_and_influences_are_what_handing_on_gives(self, seed: int) -> None:
        sample = drawn(seed)
        weighted = KaplanMeier(sample)
        weights = handed_on(sample, np.ones(9))
        assert weighted.weights == pytest.approx(weights)
        assert weighted.some_left == (weights[sample.open].sum() > 1e-9)
        found = weighted.mean(sample.values)
        assert found.value == pytest.approx(np.dot(weights, sample.values))
        assert found.influence_values == pytest.approx(pulled(sample, sample.values), abs=1e-6)

    @pytest.mark.parametrize("seed", [seed for seed in SEEDS if not drawn(seed).all_ended])
    def test_a_mean_has_the_interval_of_its_influences_or_is_a_lower_bound(self, seed: int) -> None:
        sample = drawn(seed)
        influences = by_replication(sample, sample.values)
        centre = float(np.dot(handed_on(sample, np.ones(9)), sample.values))
        found = censored.mean(sample)
        assert found.value == pytest.approx(centre)
        assert found.at_least == (left(sample) > 1e-9)
        if found.at_least:
            assert found.interval is None
        else:
            half = clustered.half_width(influences)
            assert half is not None
            assert found.interval == pytest.approx([max(centre - half, 0), centre + half], abs=1e-4)

    @pytest.mark.parametrize("seed", [seed for seed in SEEDS if not drawn(seed).all_ended])
    def test_a_share_reaches_from_who_is_in_time_to_who_may_still_be(self, seed: int) -> None:
        sample, weights = drawn(seed), handed_on(drawn(seed), np.ones(9))
        within = sample.values <= 9
        sure = within & ~sample.open
        found = censored.share_within(sample, 9)
        low, high = (self.proportion(sample, weights, hits) for hits in (sure, within))
        assert found.value == pytest.approx(weights[sure].sum())
        assert found.interval == pytest.approx([low.low, high.high], rel=1e-4)
        assert found.at_least == bool(weights[within].sum() - weights[sure].sum() > 1e-9)

    @pytest.mark.parametrize("level", [0.2, 0.45, 0.8])
    @pytest.mark.parametrize("seed", [seed for seed in SEEDS if not drawn(seed).all_ended])
    def test_a_quantile_is_read_off_the_weights(self, seed: int, level: float) -> None:
        sample, weights = drawn(seed), handed_on(drawn(seed), np.ones(9))
        never = np.where(sample.open, inf, sample.values)
        centre, highest = (self.quantile(values, weights, level) for values in (sample.values, never))
        found = censored.quantile(sample, level)
        assert found.value == centre
        if highest > centre:
            assert found == Estimate(centre, at_least=True)
            return
        below = self.proportion(sample, weights, sample.values <= centre)
        assert below.low is not None
        assert below.high is not None
        assert below.value is not None
        low = self.quantile(sample.values, weights, max(below.low + level - below.value, 0))
        high = self.quantile(never, weights, min(below.high + level - below.value, 1))
        assert not found.at_least
        assert found.interval == (None if high == inf else [min(low, centre), max(high, centre)])

    @pytest.mark.parametrize("seed", [seed for seed in SEEDS if not drawn(seed).all_ended])
    def test_statistics_to_be_compared_have_a_pull_for_each_replication(self, seed: int) -> None:
        sample, weights = drawn(seed), handed_on(drawn(seed), np.ones(9))
        within = sample.values <= 9

        def replications(values: np.ndarray) -> np.ndarray:
            return np.bincount(sample.clusters, pulled(sample, values), 5)

        mean = censored.mean_of(sample, 5)
        assert mean.influence_values == pytest.approx(replications(sample.values), abs=1e-5)
        assert mean.at_least == (left(sample) > 1e-9)
        share = censored.share_of(sample, 9, 5)
        assert share.value == pytest.approx(weights[within & ~sample.open].sum())
        assert share.influence_values == pytest.approx(replications((within & ~sample.open).astype(float)), abs=1e-5)
        assert share.at_least == bool(weights[within & sample.open].sum() > 1e-9)
        self.quantile_of(sample, weights, replications)

    def quantile_of(self, sample: Sample, weights: np.ndarray, replications) -> None:
        never = np.where(sample.open, inf, sample.values)
        centre, highest = (self.quantile(values, weights, 0.45) for values in (sample.values, never))
        below = replications((sample.values <= centre).astype(float))
        bandwidth = max(2 * sqrt(5 / 4 * (below**2).sum()), 2 / sqrt(9))
        low, high = max(0.45 - bandwidth, 0), min(0.45 + bandwidth, 1)
        ends = (self.quantile(sample.values, weights, level) for level in (high, low))
        found = censored.quantile_of(sample, 0.45, 5)
        assert (found.value, found.at_least) == (centre, highest > centre)
        assert found.influence_values == pytest.approx(-below * (next(ends) - next(ends)) / (high - low), abs=1e-4)

    @staticmethod
    def proportion(sample: Sample, weights: np.ndarray, hits: np.ndarray) -> Estimate:
        share = float(weights[hits].sum())
        error = float(clustered.standard_error(by_replication(sample, hits.astype(float))))
        share = 0.0 if share < 1e-9 else 1.0 if share > 1 - 1e-9 else share
        return clustered.proportion(share, error if error > 1e-9 else 0.0, 9, len(np.unique(sample.clusters)))

    @staticmethod
    def quantile(values: np.ndarray, weights: np.ndarray, level: float) -> float:
        """The smallest value with so much weight up to it, of those that have any."""
        order = [case for case in np.argsort(values, kind="stable") if weights[case] > 0]
        reached = np.cumsum(weights[order])
        return float(values[order][min(np.searchsorted(reached, level - 1e-9), len(order) - 1)])

    @pytest.mark.parametrize("seed", SEEDS)
    def test_all_and_nobody_are_told_exactly_whatever_the_arithmetic_leaves(self, seed: int) -> None:
        sample = drawn(seed)
        every, none = censored.share_within(sample, 99), censored.share_within(sample, 0)
        assert (every.value == 1) == (left(sample) < 1e-9)
        assert every.high == 1
        assert (none.value, none.low) == (0, 0)

    def test_of_one_replication_nothing_is_sure(self) -> None:
        one = Sample(np.array([1.0, 2, 3]), np.zeros(3, dtype=np.int64), np.array([1.0, 2, 3]), np.arange(3) == 1)
        assert censored.mean(one) == Estimate(pytest.approx(1 / 3 + 2))
        assert censored.share_within(one, 1) == Estimate(pytest.approx(1 / 3))
        assert censored.quantile(one, 0.9) == Estimate(3.0)
        assert censored.quantile_of(one, 0.9, 1).influence_values == pytest.approx([0.0])

    def test_a_change_is_told_where_all_weight_has_ended(self) -> None:
        """Open after two days, but followed longer and ended later are others: no lower bound on either side."""
        clusters, followed = np.array([0, 0, 1, 1]), np.array([1.0, 2, 3, 4])
        before = Sample(np.array([10.0, 20, 30, 40]), clusters, followed, np.array([False, True, False, False]))
        after = before._replace(values=np.array([5.0, 10, 10, 30]))
        old, new = (float(np.dot(handed_on(one, np.ones(4)), one.values)) for one in (before, after))
        ratio = new / old
        half = clustered.half_width(
            (by_replication(after, after.values) - ratio * by_replication(before, before.values)) / old
        )
        assert half is not None
        found = censored.change(before, after, 2)
        assert found.value == pytest.approx(ratio - 1)
        assert found.interval == pytest.approx([ratio - 1 - half, ratio - 1 + half], abs=1e-6)
        assert not found.at_least
        alone = [one._replace(clusters=np.zeros(4, dtype=np.int64)) for one in (before, after)]
        assert censored.change(*alone, 1) == Estimate(pytest.approx(ratio - 1))
        complete = Sample.complete(before.values, clusters)
        assert censored.change(complete, after, 2).value == pytest.approx(new / 25 - 1)
        assert censored.change(before, Sample.complete(after.values, clusters), 2).value == pytest.approx(
            13.75 / old - 1
        )

    def test_a_change_of_lower_bounds_of_nothing_and_of_nobody_is_not_told(self) -> None:
        clusters, followed = np.array([0, 0, 1, 1]), np.array([1.0, 2, 3, 4])
        told = Sample(np.array([10.0, 20, 30, 40]), clusters, followed, np.array([False, True, False, False]))
        least = told._replace(open=np.array([False, False, False, True]))
        nothing = told._replace(values=np.zeros(4))
        nobody = Sample(*(column[:0] for column in least))
        for before, after in ((told, least), (least, told), (nothing, told), (nobody, told), (told, nobody)):
            assert censored.change(before, after, 2) == NOTHING


class TestVerdicts:
    @pytest.mark.parametrize(("low", "high"), [(None, 0.95), (0.91, None), (nan, 0.95), (0.91, nan), (nan, nan)])
    def test_with_one_bound_nothing_is_sure(self, low: float | None, high: float | None) -> None:
        assert verdict(0.92, low, high) == "unknown"

    def test_a_row_with_a_growing_queue_has_none(self) -> None:
        row = {"within": 0.95, "within_low": 0.92, "within_high": 0.97}
        assert verdict_of(row | {"growing": "bureau"}) == "unsteady"
        assert verdict_of(row | {"growing": ""}) == verdict_of(row | {"growing": nan}) == verdict_of(row) == "yes"
        assert is_unsteady({"growing": "bureau"})
        assert not is_unsteady({"growing": True})

    def test_nobody_in_time_is_no(self) -> None:
        assert verdict(0.0, 0.0, 0.95) == "no"
        assert verdict(0.001, 0.0, 0.95) == "open"


class TestPairs:
    DIFFERENCES = np.array([[1.0, 2, 3], [-4, -5, -6], [-1, 0, 2], [0, 0, 0]])

    @staticmethod
    def chance(t: float) -> float:
        """Of so great a t to either side, with two degrees of freedom."""
        return 1 - t / sqrt(t**2 + 2)

    def test_holm_multiplies_the_smallest_by_all_and_the_next_by_one_less(self) -> None:
        first, second = self.chance(5 * sqrt(3)), self.chance(2 * sqrt(3))
        assert multiple.holm(self.DIFFERENCES[:2]) == pytest.approx([second, 2 * first])
        assert multiple.holm(self.DIFFERENCES) == pytest.approx([3 * second, 4 * first, 1, 1])

    def test_none_is_told_surer_than_one_before_it(self) -> None:
        """The t of 4, 4.1 and 4.2: three times the least chance is more than twice the next, which takes that over."""
        rows = np.array([np.array([-1.0, 0, 1]) + t / sqrt(3) for t in (4.0, 4.1, 4.2)])
        assert multiple.holm(rows) == pytest.approx([3 * self.chance(4.2)] * 3)

    def test_two_replications_suffice_and_one_does_not(self) -> None:
        assert multiple.holm(np.array([[1.0, 3.0]])) == pytest.approx([1 - 2 / pi * atan(2)])
        assert multiple.holm(np.array([[1.0], [2.0]])).tolist() == [1, 1]
        told = multiple.together(np.array([[1.0, 3.0]]))[0]
        assert told.interval == pytest.approx([2 - T1, 2 + T1])
        assert multiple.together(np.array([[1.0]])) == [Estimate(1.0)]

    def test_what_never_varies_is_certain_or_nothing(self) -> None:
        assert multiple.holm(np.array([[2.0, 2, 2], [-2, -2, -2], [0, 0, 0]])).tolist() == [0, 0, 1]

    def test_the_error_is_shared_out_among_the_rows_or_as_many_as_are_said(self) -> None:
        half = float(stats.t.ppf(1 - 0.025 / 4, 2)) / sqrt(3)
        assert multiple.together(self.DIFFERENCES)[0].interval == pytest.approx([2 - half, 2 + half])
        assert multiple.together(self.DIFFERENCES[:1], among=4)[0].interval == pytest.approx([2 - half, 2 + half])
        assert multiple.together(np.empty((0, 3))) == []


class TestBetting:
    def test_bounds_are_found_as_finely_as_thirty_halvings_find_them(self) -> None:
        values, needed = np.random.default_rng(4).random(12), np.log(1 / 0.05)
        low, high = confidence_sequence.bounds(values, 0.05)
        for told, numbers in ((low, values), (1 - high, 1 - values)):
            assert confidence_sequence.log_capital(numbers, told) >= needed
            assert confidence_sequence.log_capital(numbers, told + 2**-29) < needed

    def test_without_replications_the_bounds_are_all_there_is(self) -> None:
        assert confidence_sequence.bounds(np.empty(0), 0.05) == (0.0, 1.0)

    def test_just_enough_is_enough(self) -> None:
        """One replication with everybody in time, bet on a half: a stake s wins s, nine sixteenths in the mean."""
        values = np.ones(1)
        assert confidence_sequence.exceeds(values, 0.5, 16 / 25 + 1e-9)
        assert not confidence_sequence.exceeds(values, 0.5, 16 / 25 - 1e-9)
        assert confidence_sequence.falls_below(1 - values, 0.5, 16 / 25 + 1e-9)
        assert not confidence_sequence.falls_below(1 - values, 0.5, 16 / 25 - 1e-9)
        assert confidence_sequence.exceeds(np.array([1.0, nan]), 0.5, 16 / 25 + 1e-9)
