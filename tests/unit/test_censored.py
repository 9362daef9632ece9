"""Kaplan and Meier's weights, by hand; and intervals of cases not all of which were followed to their end."""

import numpy as np
import pytest

from sim.statistics import censored, clustered, paired
from sim.statistics.censored import KaplanMeier, Sample

FOUR = Sample(
    values=np.array([20.0, 30.0, 50.0, 60.0]),
    clusters=np.array([0, 0, 1, 1]),
    followed=np.array([2.0, 3.0, 5.0, 6.0]),
    open=np.array([False, True, False, True]),
)
"""Ended after 2 and 5, still under way after 3 and 6."""


def drawn(seed: int, count: int = 400, last: float = 200.0) -> tuple[Sample, np.ndarray]:
    """Times that are exponential with mean 60, followed for 20 to *last* days, on a clock that runs half as fast."""
    luck = np.random.Generator(np.random.Philox(seed))
    times, followed = luck.exponential(60, count), luck.uniform(20, last, count)
    under_way = times > followed
    seen = np.minimum(times, followed)
    return Sample(seen / 2, luck.integers(0, 20, count), seen, under_way), times / 2


def test_who_was_cut_off_hands_his_weight_to_those_followed_longer() -> None:
    weighted = KaplanMeier(FOUR)
    assert weighted.weights == pytest.approx([1 / 4, 0, 3 / 8, 3 / 8])
    assert weighted.left_over == pytest.approx(3 / 8)
    assert censored.mean(FOUR).value == pytest.approx(20 / 4 + 50 * 3 / 8 + 60 * 3 / 8)
    assert censored.mean(FOUR).at_least


def test_a_share_counts_whom_it_cannot_tell_for_neither_side() -> None:
    beyond, before = censored.share_within(FOUR, 55), censored.share_within(FOUR, 65)
    assert beyond.value == pytest.approx(5 / 8)
    assert not beyond.at_least
    assert before.value == pytest.approx(5 / 8)
    assert before.at_least
    assert before.high == 1


def test_a_quantile_among_the_open_ones_is_a_lower_bound() -> None:
    assert censored.quantile(FOUR, 0.2).value == 20
    assert not censored.quantile(FOUR, 0.5).at_least
    assert censored.quantile(FOUR, 0.9) == clustered.Estimate(60.0, at_least=True)


def test_without_open_cases_all_is_as_before() -> None:
    values, clusters = np.array([3.0, 1.0, 4.0, 1.0, 5.0]), np.array([0, 1, 1, 2, 2])
    sample = Sample.complete(values, clusters)
    assert censored.mean(sample) == clustered.mean(values, clusters)
    assert censored.share_within(sample, 3) == clustered.share(values <= 3, clusters)
    assert censored.quantile(sample, 0.5) == clustered.quantile(values, clusters, 0.5)
    influences = KaplanMeier(sample).mean(values).influence_values
    assert influences == pytest.approx((values - values.mean()) / 5)


def test_the_pulls_are_the_derivative_by_the_weight_of_a_case() -> None:
    sample, _ = drawn(seed=3)
    found = KaplanMeier(sample).mean(sample.values)
    everybody = np.arange(len(sample.values))

    def value(chosen: np.ndarray) -> float:
        some = Sample(*(column[chosen] for column in sample))
        return KaplanMeier(some).mean(some.values).value

    for case in (0, 17, 399):
        more, less = value(np.append(everybody, case)), value(np.delete(everybody, case))
        assert (more - less) / 2 == pytest.approx(found.influence_values[case], rel=1e-3, abs=1e-6)
    assert found.influence_values.sum() == pytest.approx(0, abs=1e-12)


def test_open_cases_on_another_clock_do_not_bias_it() -> None:
    """A mean over those who ended would be a tenth too low."""
    estimates = [censored.mean(drawn(seed, last=600.0)[0]).value for seed in range(60)]
    ended = [float(sample.values[~sample.open].mean()) for sample, _ in (drawn(seed, last=600.0) for seed in range(60))]
    assert np.mean(estimates) == pytest.approx(30, rel=0.02)
    assert np.mean(ended) < 28


@pytest.mark.parametrize("statistic", ["share", "median"])
def test_intervals_hold_the_truth(statistic: str) -> None:
    truths = {"share": 1 - np.exp(-50 / 60), "median": 30 * np.log(2)}
    held = 0
    for seed in range(300):
        sample, _ = drawn(seed)
        found = censored.share_within(sample, 25) if statistic == "share" else censored.quantile(sample, 0.5)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truths[statistic] <= found.high
    assert held >= 275  # of 300; at 95 % fewer than that come once in a thousand times


def test_a_difference_of_lower_bounds_tells_nothing() -> None:
    sample, _ = drawn(seed=1)
    mean, share = censored.mean_of(sample, 20), censored.share_of(sample, 25, 20)
    complete = censored.mean_of(Sample.complete(sample.values, sample.clusters), 20)
    assert mean.at_least
    told = paired.together([mean - complete, share - share])
    assert told[0] == clustered.NOTHING
    assert told[1].value == 0


def test_a_change_of_cases_that_all_ended_at_last_is_told() -> None:
    sample, truth = drawn(seed=1, last=600.0)
    ended = Sample(sample.values, sample.clusters, sample.followed, sample.open)
    assert censored.change(ended, ended, 20).value in (0.0, None)
    complete = Sample.complete(truth, sample.clusters)
    assert censored.change(complete, Sample.complete(truth / 2, sample.clusters), 20).value == pytest.approx(-0.5)
