"""What is spent on a unit of what is gained: Fieller's interval, by hand and by how often it holds the truth."""

import numpy as np
import pytest

from sim.statistics.paired import Statistic
from sim.statistics.ratio import price, ratio_of, surely_above_nothing

TRUTH = 3.0


def statistic(values) -> Statistic:
    values = np.asarray(values, dtype=np.float64)
    return Statistic(float(values.mean()), (values - values.mean()) / len(values))


def test_what_is_certain_has_an_interval_of_no_width():
    found = price(statistic([6, 6, 6]), statistic([2, 2, 2]))
    assert (found.value, found.low, found.high) == (3, 3, 3)


def test_by_hand():
    """Spent 10 for sure, gained 4, 5 and 6: 5 ± 4.303·√(1/3), so the ends are 10/7.484 and 10/2.516."""
    found = price(statistic([10, 10, 10]), statistic([4, 5, 6]))
    assert (found.value, found.low, found.high) == pytest.approx((2, 10 / 7.4843, 10 / 2.5157), rel=1e-3)


def test_what_moves_together_leaves_the_price_as_it_is():
    found = price(statistic([12, 15, 18]), statistic([4, 5, 6]))
    assert (found.low, found.high) == pytest.approx((3, 3))


@pytest.mark.parametrize("gained", [[-1, 0, 3], [0, 0, 0], [-5, -4, -6], [7]])
def test_of_what_is_not_surely_gained_there_is_no_price(gained):
    spent = statistic([1.0] * len(gained))
    assert not surely_above_nothing(statistic(gained))
    assert price(spent, statistic(gained)) is None


def test_of_a_lower_bound_there_is_no_price():
    whole = statistic([4, 5, 6])
    assert price(whole, Statistic(whole.value, whole.influence_values, at_least=True)) is None


def test_a_ratio_is_linear_in_what_each_replication_adds():
    found = ratio_of(statistic([10, 14]), statistic([2, 2]))
    assert found.value == 6
    assert found.influence_values.tolist() == [-0.5, 0.5]


def test_the_interval_holds_the_truth_as_often_as_it_says():
    """2,000 tables of 12 replications each; what is gained is some 4 of its standard errors."""
    numbers, held, told = np.random.default_rng(1), 0, 0
    for _ in range(2000):
        gained = numbers.normal(1.0, 0.8, 12)
        spent = TRUTH * gained + numbers.normal(0, 1, 12)
        found = price(statistic(spent), statistic(gained))
        told += found is not None
        held += found is not None and found.low <= TRUTH <= found.high
    assert told > 1800
    assert 0.935 < held / told < 0.97
