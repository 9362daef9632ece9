"""Betting on a mean: what a capital grows to, and the interval that follows from it."""

import numpy as np
import pytest

from sim.statistics.confidence_sequence import STAKES, bounds, exceeds, falls_below, log_capital


def test_a_fortune_grows_by_what_every_stake_wins():
    """Two replications with everybody in time, bet on more than half: a stake s turns 1 into (1 + s)²."""
    assert log_capital(np.ones(2), 0.5) == pytest.approx(np.log(np.mean((1 + STAKES) ** 2)))


def test_what_comes_out_as_expected_wins_nothing():
    assert log_capital(np.full(10, 0.3), 0.3) == pytest.approx(0.0)


def test_the_order_of_the_replications_does_not_matter():
    values = np.random.default_rng(1).random(20)
    assert log_capital(values, 0.4) == pytest.approx(log_capital(np.sort(values), 0.4))


def test_the_bounds_lie_where_the_fortune_suffices():
    values = np.random.default_rng(1).beta(9, 1, 30)
    low, high = bounds(values, 0.01)
    assert low < values.mean() < high
    assert log_capital(values, low) == pytest.approx(np.log(100), abs=1e-4)
    assert exceeds(values, low - 1e-6, 0.01)
    assert not exceeds(values, low + 1e-6, 0.01)
    assert falls_below(values, high + 1e-6, 0.01)
    assert not falls_below(values, high - 1e-6, 0.01)


def test_bounds_mirror():
    values = np.random.default_rng(2).random(15)
    low, high = bounds(values, 0.05)
    assert bounds(1 - values, 0.05) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_never_varied_may_still_vary(value):
    """Ten replications with everybody in time do not prove that there is never a bad year."""
    low, high = bounds(np.full(10, value), 0.025)
    assert high - low > 0.2


def test_without_replications_nothing_is_known_and_gaps_are_left_out():
    assert bounds(np.empty(0), 0.05) == pytest.approx((0.0, 1.0), abs=1e-6)
    assert bounds(np.array([0.2, np.nan, 0.4]), 0.05) == bounds(np.array([0.2, 0.4]), 0.05)


def test_the_interval_covers_at_all_looks_together():
    """Looked at after every replication, 200 games of the worst kind: at 10 % on a side, at most 1 in 5 may fail."""
    numbers, failed = np.random.default_rng(3), 0
    for _ in range(200):
        values = (numbers.random(60) < 0.8).astype(float)
        failed += any(
            exceeds(values[:count], 0.8, 0.1) or falls_below(values[:count], 0.8, 0.1) for count in range(1, 61)
        )
    assert failed <= 40
