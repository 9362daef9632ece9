"""Differences under the same luck, worked out by hand."""

import numpy as np
import pytest
from scipy import stats

from sim.statistics.clustered import Estimate
from sim.statistics.paired import Statistic, mean_of, quantile_of, share_of, together


def test_a_mean_is_pulled_by_each_replication() -> None:
    """Cases 1, 2, 3 in one replication and 6 in the other: the mean is 3, pulled down by 3/4 and up by 3/4."""
    mean = mean_of(np.array([1.0, 2, 3, 6]), np.array([0, 0, 0, 1]), 2)
    assert mean.value == 3
    assert mean.influence_values.tolist() == [-0.75, 0.75]
    assert mean.error == pytest.approx(np.sqrt(2 * 2 * 0.75**2))


def test_a_replication_without_cases_pulls_nothing() -> None:
    assert mean_of(np.array([1.0, 3]), np.array([0, 2]), 3).influence_values.tolist() == [-0.5, 0, 0.5]


def test_what_all_replications_share_cancels() -> None:
    """The other scenario saves two days in every case, whatever the luck: nothing is uncertain."""
    days, clusters = np.array([10.0, 30, 50, 20]), np.array([0, 0, 1, 1])
    saved = mean_of(days - 2, clusters, 2) - mean_of(days, clusters, 2)
    assert saved.value == -2
    assert saved.error == pytest.approx(0)


def test_a_quantile_moves_against_the_share_below_it() -> None:
    """Values spread evenly over 0 to 1: the slope of their quantile function is one."""
    values = np.linspace(0, 1, 10_001)
    clusters = np.repeat([0, 1], [5_000, 5_001])
    quantile = quantile_of(values, clusters, 2, 0.5)
    below = share_of(values <= 0.5, clusters, 2)
    assert quantile.value == 0.5
    assert quantile.influence_values == pytest.approx(-below.influence_values, rel=1e-3)


def test_one_difference_has_students_interval() -> None:
    one = together([Statistic(5.0, np.array([-1.0, 0, 1]))])[0]
    reach = stats.t.ppf(0.975, 2) * np.sqrt(1.5 * 2)
    assert [one.low, one.high] == pytest.approx([5 - reach, 5 + reach])


def test_many_differences_that_move_as_one_are_no_less_certain() -> None:
    influences = np.random.default_rng(1).standard_normal(30)
    alone = together([Statistic(0.0, influences)])[0]
    same = together([Statistic(0.0, influences * factor) for factor in (1, 2, -3)])[0]
    assert same.high == pytest.approx(alone.high, rel=0.01)


def test_many_that_move_on_their_own_are_wider_and_narrower_than_bonferronis() -> None:
    influences = np.random.default_rng(1).standard_normal((10, 200))
    first = together([Statistic(0.0, row) for row in influences])[0]
    error = Statistic(0.0, influences[0]).error
    assert first.high is not None
    assert stats.t.ppf(0.975, 199) < first.high / error < stats.t.ppf(1 - 0.025 / 10, 199)


def test_without_replications_or_chance_there_is_no_interval() -> None:
    assert together([Statistic(3.0, np.zeros(1))])[0].interval is None
    assert together([Statistic(3.0, np.zeros(5))])[0].interval is None
    assert together([]) == []


def test_two_numbers_that_are_the_same_but_for_their_last_digits_do_not_differ() -> None:
    influences = np.array([0.1 + 0.2, -0.3, 0.0])
    one, other = Statistic(0.1 + 0.2, influences), Statistic(0.3, np.array([0.3, -0.3, 0.0]))
    assert one.value != other.value
    assert together([one - other]) == [Estimate(0.0)]
