"""What a variance is made of: the budget by hand, and the regression by a slow twin that leaves out point by point."""

from math import exp, sqrt

import numpy as np
import pytest
from scipy import stats

from sim.base.arrays import Floats
from sim.statistics.regression import Answered, explained, share_document, share_in_words
from sim.statistics.variance import Budget, budget, components

ANSWERS = np.array([[1.0, 3], [4, 8], [4, 10]])
"""Three points in two replications: means of points 2, 6 and 7, of replications 3 and 7, of all 5."""


class TestBudget:
    def test_points_replications_and_the_rest_have_their_mean_squares(self) -> None:
        """The rest is 1, -1; 0, 0; -1, 1: squares of 4 on 2 · 1. Points: 14/2 less 2/2; replications: 8 less 2/3."""
        assert components(ANSWERS) == pytest.approx((6, 8 - 2 / 3, 2))

    def test_chance_is_what_all_share_and_what_is_left_and_the_mean_of_some_has_a_part_of_it(self) -> None:
        found = budget(ANSWERS, replications=4, seed=1)
        chance = 8 - 2 / 3 + 2
        assert (found.inputs, found.chance, found.runs) == pytest.approx((6, chance, chance / 4))
        assert found.total == pytest.approx(6 + chance * 5 / 4)
        assert found.shares == pytest.approx(
            {
                "unknown_inputs": 6 / found.total,
                "chance": chance / found.total,
                "too_few_runs": chance / 4 / found.total,
            }
        )

    def test_the_interval_is_that_of_a_thousand_draws_of_points(self) -> None:
        answers = np.random.default_rng(1).normal(10, 1, (7, 4)) + 2.0 * np.arange(7)[:, None] ** 0.5
        luck = np.random.Generator(np.random.Philox(5))
        shares = []
        for _ in range(1000):
            inputs, shared, left = components(answers[luck.integers(7, size=7)])
            inputs, chance = max(inputs, 0.0), max(shared + left, 0.0)
            shares.append(inputs / (inputs + chance + chance / 3))
        assert budget(answers, 3, 5).inputs_interval == pytest.approx(np.quantile(shares, [0.025, 0.975]))

    def test_a_part_below_nothing_is_none(self) -> None:
        """Both points have the same mean and so have the replications: all is left over, 1 on 1 · 1."""
        crossed = np.array([[1.0, 2], [2, 1]])
        assert components(crossed) == (-0.5, -0.5, 1)
        found = budget(crossed, 2, 1)
        assert (found.inputs, found.chance, found.runs) == (0, 0.5, 0.25)

    def test_what_is_nothing_beside_the_answers_is_none(self) -> None:
        tiny, slight = (1000 + size * ANSWERS for size in (1e-4, 1e-2))
        assert budget(tiny, 2, 1).shares is None
        assert budget(tiny, 2, 1).inputs_interval == (0, 0)
        assert budget(slight, 2, 1).inputs == pytest.approx(6e-4, rel=1e-3)
        assert Budget(0.0, 0.0, 0.0, (0.0, 0.0)).shares is None

    @pytest.mark.parametrize("shape", [(1, 2), (2, 1), (1, 1)])
    def test_it_needs_two_points_in_two_replications(self, shape: tuple[int, int]) -> None:
        points, replications = shape
        with pytest.raises(
            ValueError, match=f"^{points} points in {replications} replications: a budget needs at least"
        ):
            components(np.ones(shape))
        assert components(np.ones((2, 2))) == (0, 0, 0)


class TestAnswered:
    def test_the_chance_of_a_point_is_what_its_replications_leave(self) -> None:
        """Square sums 2, 0 and 2 on one degree, widened by 3/2 for the mean of three points; halved for that of two."""
        answered = Answered.of(ANSWERS.mean(axis=1), ANSWERS)
        assert answered.is_repeated
        assert answered.chance == pytest.approx([1.5, 0, 1.5])
        assert answered.squares == pytest.approx([9 * 1.5, 1 * 1.5, 4 * 1.5])
        assert answered.chance_share == pytest.approx(1 / 7)
        assert answered.chance.mean() == pytest.approx(components(ANSWERS)[2] / 2)

    def test_two_points_in_two_replications_tell_it_and_fewer_do_not(self) -> None:
        assert Answered.of(ANSWERS[:2].mean(axis=1), ANSWERS[:2]).is_repeated
        for table in (ANSWERS[:1], ANSWERS[:, :1]):
            answered = Answered.of(table.mean(axis=1), table)
            assert not answered.is_repeated
            assert answered.chance.tolist() == [0.0] * len(table)
            assert answered.chance_share is None

    def test_the_share_of_chance_is_no_more_than_all_and_untold_of_what_never_varies(self) -> None:
        crossed = np.array([[1.0, 2], [2, 1.1]])
        assert Answered.of(crossed.mean(axis=1), crossed).chance_share == 1
        assert Answered.of(np.ones(2), crossed).chance_share is None

    def test_what_is_no_chance_is_told_where_it_is_two_errors_above_nothing(self) -> None:
        """Every point lies 1 from the mean, which is widened by 8/7; at half of the points chance is 1, or 2."""
        values = np.array([0.0, 0, 0, 0, 2, 2, 2, 2])
        squares = np.full(8, 8 / 7)
        chance = np.array([0.0, 1, 0, 1, 0, 1, 0, 1])
        answered = Answered(values, chance, is_repeated=True)
        parts = squares - chance
        assert answered.net == pytest.approx(8 / 7 - 0.5)
        assert answered.net > 1.96 * parts.std(ddof=1) / sqrt(8)
        assert Answered(values, chance * 2, is_repeated=True).net is None
        assert Answered(np.ones(8), chance, is_repeated=True).net is None

    def test_a_share_is_told_in_percent_and_for_machines(self) -> None:
        assert share_in_words((0.254, 0.1, 0.4)) == "25% [10%, 40%]"
        assert share_document((0.25, 0.1, 0.4)) == {"value": 0.25, "ci95": [0.1, 0.4]}
        assert share_document(None) is None


def matern(distance: float, jagged: bool) -> float:
    if jagged:
        return exp(-distance)
    width = 2 * sqrt(5) * distance
    return (1 + width + width**2 / 3) * exp(-width)


def kernel(row: Floats, other: Floats, jagged: bool) -> float:
    """The product over the columns of one and what is alike in them, less one; "none" is like "none" alone."""
    product = 1.0
    for mine, theirs in zip(row, other, strict=True):
        if np.isnan(mine) or np.isnan(theirs):
            product *= 1 + float(np.isnan(mine) and np.isnan(theirs))
        else:
            product *= 1 + matern(abs(mine - theirs), jagged)
    return product - 1


def features(columns: Floats, centres: Floats, jagged: bool) -> Floats:
    """Nyström's: what has no strength, to a billionth of the strongest, is left out."""
    among = np.array([[kernel(one, other, jagged) for other in centres] for one in centres])
    strength, axes = np.linalg.eigh(among)
    kept = strength > 1e-9 * strength[-1]
    to_centres = np.array([[kernel(row, other, jagged) for other in centres] for row in columns])
    return to_centres @ axes[:, kept] / np.sqrt(strength[kept])


def ridge(inputs: Floats, outputs: Floats, penalty: float) -> tuple[Floats, float, float]:
    """Slopes, what is added, and degrees of freedom, with the level left free."""
    centred = inputs - inputs.mean(axis=0)
    square = centred.T @ centred
    shrinking = np.linalg.solve(square + penalty * np.eye(len(square)), centred.T)
    slopes = shrinking @ (outputs - outputs.mean())
    return slopes, float(outputs.mean() - inputs.mean(axis=0) @ slopes), float(np.trace(centred @ shrinking))


def left_out(inputs: Floats, outputs: Floats, penalty: float) -> float:
    """The mean squared error of each point by a fit to the others."""
    errors = []
    for point in range(len(outputs)):
        others = np.arange(len(outputs)) != point
        slopes, level, _ = ridge(inputs[others], outputs[others], penalty)
        errors.append((outputs[point] - level - inputs[point] @ slopes) ** 2)
    return float(np.mean(errors))


def twin(columns: Floats, answered: Answered, seed: int, centres: Floats) -> tuple[float, float, float]:
    """`explained`, in the slow way: ten folds, two kernels, fifteen penalties, each point left out in turn."""
    low, high = np.nanmin(columns, axis=0), np.nanmax(columns, axis=0)
    placed = (columns - low) / (high - low)
    values, many = answered.values, len(columns)
    fold = np.random.Generator(np.random.Philox(seed)).permutation(many) % 10
    choices = [features(placed, centres, jagged) for jagged in (True, False)]
    errors, freedom = np.empty(many), np.empty(many)
    for number in range(10):
        inner, out = fold != number, fold == number
        tried = [
            (left_out(inputs[inner], values[inner], penalty), place, penalty)
            for place, inputs in enumerate(choices)
            for penalty in 10.0 ** np.linspace(-5, 5, 15)
        ]
        _, place, penalty = min(tried)
        slopes, level, degrees = ridge(choices[place][inner], values[inner], penalty)
        errors[out] = (values[out] - level - choices[place][out] @ slopes) ** 2
        freedom[out] = degrees / inner.sum()
    net = (answered.squares - answered.chance).mean()
    left = errors / (1 + freedom)
    share = (answered.squares - left).mean() / net
    influences = (answered.squares - left - share * (answered.squares - answered.chance)) / net
    slight = sqrt(2 * max(freedom.mean() * many, 4)) / many * left.mean() / net
    missed = (errors - left).mean() / net
    half = stats.norm.ppf(0.975) * sqrt(influences.std(ddof=1) ** 2 / many + slight**2 + missed**2)
    share = max(share, 0.0)
    low_end, high_end = max(share - half, 0.0), share + half
    return min(share, 1.0), min(low_end, 1.0), min(high_end, 1.0)


def placed_centres(columns: Floats) -> Floats:
    low, high = np.nanmin(columns, axis=0), np.nanmax(columns, axis=0)
    return np.unique((columns - low) / (high - low), axis=0)


@pytest.mark.parametrize("seed", range(4))
def test_what_one_column_explains_is_what_the_twin_says(seed: int) -> None:
    """Twenty-four points: every one a centre. A slope, a kink, a threshold, and nothing at all, each with luck."""
    luck = np.random.default_rng(seed)
    column = luck.random((24, 1)) * 3 + 1
    shape = [column[:, 0], abs(column[:, 0] - 2), 1.0 * (column[:, 0] > 3), np.zeros(24)][seed]
    table = 3 * shape[:, None] + luck.normal(0, 1 if seed < 3 else 1e-3, (24, 4)) + luck.normal(0, 1, 4)
    answered = Answered.of(table.mean(axis=1) + (seed == 3) * luck.random(24), table)
    found = explained(column, answered, seed)
    assert found == pytest.approx(twin(column, answered, seed, placed_centres(column)), abs=1e-5)


@pytest.mark.parametrize("seed", range(2))
def test_what_two_columns_explain_together_is_what_the_twin_says(seed: int) -> None:
    """A product, and a count that is "none" where a switch is off."""
    luck = np.random.default_rng(seed)
    columns = luck.random((26, 2)) * 2
    if seed:
        columns[:, 0] = luck.integers(0, 2, 26)
        columns[columns[:, 0] == 0, 1] = np.nan
    shape = np.nan_to_num(columns[:, 0] * columns[:, 1], nan=1.0)
    table = 4 * shape[:, None] + luck.normal(0, 0.3, (26, 3))
    answered = Answered.of(table.mean(axis=1), table)
    found = explained(columns, answered, seed)
    assert found == pytest.approx(twin(columns, answered, seed, placed_centres(columns)), abs=1e-5)


def test_of_many_values_of_one_column_twenty_five_evenly_spread_are_centres() -> None:
    luck = np.random.default_rng(5)
    column = luck.permutation(37.0 * np.arange(37))[:, None] / 36
    answers = column[:, 0] ** 2 + luck.normal(0, 20, 37)
    answered = Answered.of(answers, answers[:, None])
    centres = placed_centres(column)[np.linspace(0, 36, 25).round().astype(int)]
    assert explained(column, answered, 5) == pytest.approx(twin(column, answered, 5, centres), abs=1e-5)
