"""Morris's trajectories: every level is seen, in turn, and effects are those of the whole way."""

from math import nan

import numpy as np
import pytest

from sim.scenario.quantities import TwoLanguages
from sim.studies.design.factors import Factor, Spot, Spread
from sim.studies.design.trajectories import elementary_effects, levels_of, trajectories, unseen

NAME = TwoLanguages(en="a number", zh="一个数")
REVIEWERS = Factor("reviewers", NAME, spread=Spread(4, 8, 6, whole=True))
TIME = Factor("time", NAME, spread=Spread(0.7, 1.4, 1))
SWITCH = Factor("switch", NAME, reform="switch", levels=(0.0, 1.0))
DESKS = Factor("desks", NAME, levels=(1.0, 2.0, 6.0))
SEATS = Factor("seats", NAME, reform="joint", spots=(Spot("joint", ("seats",)),), levels=(nan, 4.0, 8.0))


def values(factors: list[Factor], placed: np.ndarray) -> np.ndarray:
    return np.column_stack([factor.at(placed[:, place]) for place, factor in enumerate(factors)])


@pytest.mark.parametrize("seed", range(5))
def test_few_trajectories_see_every_value_of_every_count_and_switch(seed):
    """Of 343 factors, 36 saw one pair of levels only in four of Morris's own, and reviewers of planning never 4."""
    factors = [REVIEWERS] * 100 + [SWITCH, DESKS]
    seen = values(factors, trajectories(factors, 4, seed))
    assert all(set(seen[:, place]) == {4, 5, 6, 7, 8} for place in range(100))
    assert (set(seen[:, 100]), set(seen[:, 101])) == ({0, 1}, {1, 2, 6})
    assert unseen(factors, seen) == {}


@pytest.mark.parametrize("count", [2, 4, 7])
def test_between_bounds_every_pair_of_levels_is_stepped_between_equally_often(count):
    placed = trajectories([TIME] * 50, count, 1).reshape(count, 51, 50)
    for place in range(50):
        pairs = [frozenset(np.unique(placed[number, :, place]).round(6).tolist()) for number in range(count)]
        known = [frozenset({0.0, 0.666667}), frozenset({0.333333, 1.0})]
        assert set(pairs) == set(known)
        assert abs(pairs.count(known[0]) - pairs.count(known[1])) <= 1


def test_each_step_moves_one_factor_and_each_factor_once():
    factors = [REVIEWERS, TIME, SWITCH, DESKS, SEATS]
    placed = trajectories(factors, 3, 7).reshape(3, 6, 5)
    moved = np.diff(placed, axis=1) != 0
    assert (moved.sum(axis=1) == 1).all()
    assert (moved.sum(axis=2) == 1).all()


def test_what_was_not_seen_is_told():
    factors = [REVIEWERS, TIME, SEATS]
    assert unseen(factors, values(factors, trajectories(factors, 2, 1))) == {"reviewers": [6]}
    assert np.isnan(unseen([SEATS], np.array([[4.0], [8.0]]))["seats"]).tolist() == [True]


def test_a_count_of_many_values_is_seen_from_end_to_end():
    many = Factor("many", NAME, spread=Spread(1, 60, 20, whole=True))
    assert many.at(levels_of(many, 4)).tolist() == [1, 9, 18, 26, 35, 43, 52, 60]


def test_a_number_of_one_value_is_not_moved_and_does_nothing():
    one = Factor("one", NAME, spread=Spread(3, 3.4, 3, whole=True))
    placed = trajectories([one, TIME], 2, 1)
    assert set(one.at(placed[:, 0])) == {3}
    assert elementary_effects(placed, [one, TIME], placed[:, 1])[0].tolist() == [0, 0]


def test_numbers_that_move_together_are_seen_at_the_values_of_each():
    """Two counts under one path, each with its own range: their position has as many levels as both have values."""
    spots = tuple(Spot("", (name,), Spread(1, high, whole=True)) for name, high in (("a", 2), ("b", 3)))
    both = Factor("both", NAME, spots=spots)
    placed = trajectories([both], 4, 1)
    seen = {tuple(pair) for pair in both.told(placed[:, 0]).tolist()}
    assert seen == {(1, 1), (1, 2), (2, 2), (2, 3)}


def test_effects_are_those_of_the_way_from_end_to_end():
    factors = [REVIEWERS, TIME, SWITCH, DESKS]
    placed = trajectories(factors, 4, 3)
    seen = values(factors, placed)
    answers = 10 * seen[:, 0] + 3 * placed[:, 1] - 5 * seen[:, 2]
    effects = elementary_effects(placed, factors, answers)
    assert effects == pytest.approx(np.array([[40.0] * 4, [3.0] * 4, [-5.0] * 4, [0.0] * 4]))
