"""How long something still takes of which it is known how long it has lasted."""

import numpy as np
import pytest

from sim.scenario.quantities import Distribution
from sim.simulation.draws.distributions import quantiles
from sim.simulation.draws.past import share_up_to, whole_given

EVEN = (np.arange(20_000) + 0.5) / 20_000
SHAPES = [
    {"pert": (1, 4, 20)},
    {"lognormal": {"mean": 8, "cv": 1.2}},
    {"gamma": {"mean": 8, "cv": 0.5}},
    {"empirical": [1, 2, 2, 9, 14]},
    {"quantiles": [(0, 0), (0.2, 0), (0.4, 5), (0.7, 5), (0.9, 12)], "tail": {"exponential": 4}},
]


def given(shape, spent):
    return whole_given(Distribution(**shape), EVEN, np.full(len(EVEN), float(spent)))


def test_of_an_exponential_wait_the_rest_does_not_depend_on_its_age():
    fresh = quantiles(Distribution(exponential=10), EVEN)
    for spent in (0.5, 10, 40):
        assert given({"exponential": 10}, spent) - spent == pytest.approx(fresh, rel=1e-6)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: next(iter(shape)))
@pytest.mark.parametrize("spent", [1.5, 5, 11])
def test_the_whole_of_what_has_lasted_so_long_is_that_of_those_who_last_longer(shape, spent):
    """P(X > t | X > spent) at a few t, counted among all who last longer."""
    all_of_them = quantiles(Distribution(**shape), EVEN)
    longer = all_of_them[all_of_them > spent]
    whole = given(shape, spent)
    assert whole.min() >= spent
    for t in (spent, 6, 9, 12.5, 15):
        assert (whole > t).mean() == pytest.approx((longer > t).mean(), abs=2e-3)


def test_what_has_lasted_longer_than_it_ever_does_is_over():
    assert given({"uniform": (1, 4)}, 6).tolist() == [6.0] * len(EVEN)
    assert given({"fixed": 4}, 6).tolist() == [6.0] * len(EVEN)
    assert given({"fixed": 4}, 3).tolist() == [4.0] * len(EVEN)


def test_an_atom_is_up_to_itself():
    chance = Distribution(quantiles=[(0, 0), (0.2, 0), (0.4, 5), (0.7, 5), (1, 12)])
    assert share_up_to(chance, np.array([0.0, 1e-9, 5.0, 12.0])) == pytest.approx([0, 0.2, 0.7, 1])
