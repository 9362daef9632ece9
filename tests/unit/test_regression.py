"""What regression says of functions whose indices are known, and how often its intervals hold them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from sim.base.arrays import Floats, varies
from sim.statistics.regression import Answered, explained

WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99])
ALONE = 1 / (3 * (1 + WEIGHTS) ** 2)
WHOLE = float(np.prod(1 + ALONE) - 1)
ISHIGAMI = 0.5 + 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 18 + 49 / 8
FIRST, SECOND = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2 / ISHIGAMI, 49 / 8 / ISHIGAMI
PAIR = 0.01 * np.pi**8 * (1 / 18 - 1 / 50) / ISHIGAMI


def uniform(points: int, random: np.random.Generator) -> Floats:
    return random.random((points, 6))


def counts_and_switches(points: int, random: np.random.Generator) -> Floats:
    """A count from 4 to 8, a switch that is on at three in ten, and numbers between 0 and 1."""
    numbers = random.random((points, 6))
    numbers[:, 0] = random.integers(4, 9, points)
    numbers[:, 1] = random.random(points) < 0.3
    return numbers


def ishigami(x: Floats) -> Floats:
    return np.asarray(Ishigami.evaluate(np.pi * (2 * x[:, :3] - 1)))


def sobol_g(x: Floats) -> Floats:
    return np.asarray(Sobol_G.evaluate(x, a=WEIGHTS))


def additive(x: Floats) -> Floats:
    """Variances 2 of the count, 3.36 of the switch, 3 of a number."""
    return x[:, 0] + 4 * x[:, 1] + 6 * x[:, 2]


def product_of_two(x: Floats) -> Floats:
    return 12 * (x[:, 0] - 0.5) * (x[:, 1] - 0.5)


def threshold(x: Floats) -> Floats:
    """One in five counts fails, whatever the rest; else one switch in three."""
    return np.where((x[:, 0] == 4) | (x[:, 1] == 1), 1.0, 0.0)


@dataclass(frozen=True)
class Known:
    name: str
    function: Callable[[Floats], Floats]
    columns: list[int]
    share: float
    variance: float
    drawn: Callable[[int, np.random.Generator], Floats] = uniform


FAILS = 1 - 0.8 * 0.7
KNOWN = [
    Known("ishigami-1", ishigami, [0], FIRST, ISHIGAMI),
    Known("ishigami-2", ishigami, [1], SECOND, ISHIGAMI),
    Known("ishigami-3", ishigami, [2], 0.0, ISHIGAMI),
    Known("ishigami-12", ishigami, [0, 1], FIRST + SECOND, ISHIGAMI),
    Known("ishigami-13", ishigami, [0, 2], FIRST + PAIR, ISHIGAMI),
    Known("g-1", sobol_g, [0], ALONE[0] / WHOLE, WHOLE),
    Known("g-2", sobol_g, [1], ALONE[1] / WHOLE, WHOLE),
    Known("g-4", sobol_g, [3], ALONE[3] / WHOLE, WHOLE),
    Known("g-12", sobol_g, [0, 1], float(np.prod(1 + ALONE[:2]) - 1) / WHOLE, WHOLE),
    Known("count", additive, [0], 2 / 8.36, 8.36, counts_and_switches),
    Known("switch", additive, [1], 3.36 / 8.36, 8.36, counts_and_switches),
    Known("number", additive, [2], 3 / 8.36, 8.36, counts_and_switches),
    Known("count-and-switch", additive, [0, 1], 5.36 / 8.36, 8.36, counts_and_switches),
    Known("one-of-two", product_of_two, [0], 0.0, 1.0),
    Known("both-of-two", product_of_two, [0, 1], 1.0, 1.0),
    Known("threshold", threshold, [0], 0.16 * 0.49 / (FAILS * (1 - FAILS)), FAILS * (1 - FAILS), counts_and_switches),
    Known("beside-it", threshold, [3], 0.0, FAILS * (1 - FAILS), counts_and_switches),
]  # fmt: skip


def asked(known: Known, points: int, seed: int, chance: float, replications: int = 4) -> tuple[float, float, float]:
    """The share in points with luck: *chance* times the variance in a replication, and some that all points share."""
    random = np.random.default_rng(seed)
    inputs = known.drawn(points, random)
    luck = random.normal(0, np.sqrt(chance * known.variance), (points, replications)) + random.normal(
        0, 1, replications
    )
    table = known.function(inputs)[:, None] + luck
    found = explained(inputs[:, known.columns], Answered.of(table.mean(axis=1), table), seed)
    assert found is not None
    return found


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_a_known_share_is_found(known: Known):
    share, low, high = asked(known, 1_000, 1, chance=0.2)
    assert share == pytest.approx(known.share, abs=0.06)
    assert low - 0.005 <= known.share <= high + 0.005
    assert 0 <= low <= share <= high <= 1


@pytest.mark.long
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
@pytest.mark.parametrize("points", [100, 300])
def test_the_intervals_hold_the_truth_in_about_19_of_20(known: Known, points: int):
    """Of 200; fewer than 180 would come in one of a thousand if it were 19 in 20."""
    found = [asked(known, points, seed, chance=0.5) for seed in range(200)]
    held = sum(low - 0.005 <= known.share <= high + 0.005 for _, low, high in found)
    assert held >= 180


@pytest.mark.parametrize("answer", [0.0, 0.92, 1e6])
def test_an_answer_that_is_constant_but_for_rounding_has_no_indices(answer: float):
    inputs = np.random.default_rng(1).random((60, 2))
    answers = answer * (1 + 4e-15 * np.sign(inputs[:, 0] - 0.5))
    assert not varies(answers)
    assert explained(inputs, Answered.of(answers, answers[:, None]), 1) is None


def test_a_small_answer_has_indices_like_a_large_one():
    inputs = np.random.default_rng(1).random((100, 1))
    small, large = (explained(inputs, Answered.of(scale * inputs[:, 0], scale * inputs), 1) for scale in (1e-12, 1e12))
    assert small == pytest.approx(large)
    assert small == pytest.approx((1, 1, 1), abs=1e-3)


def test_what_differs_by_chance_alone_has_no_indices():
    table = np.random.default_rng(2).normal(50, 3, (400, 4))
    answered = Answered.of(table.mean(axis=1), table)
    assert explained(np.random.default_rng(3).random((400, 1)), answered, 1) is None
    assert answered.chance_share == pytest.approx(1, abs=0.15)


def test_of_one_replication_chance_is_not_known_and_explains_nothing():
    random = np.random.default_rng(4)
    inputs, luck = random.random((500, 2)), random.normal(0, np.sqrt(1 / 12), 500)
    answered = Answered.of(inputs[:, 0] + luck, (inputs[:, 0] + luck)[:, None])
    assert answered.chance_share is None
    share, nothing = (explained(inputs[:, [place]], answered, 1) for place in (0, 1))
    assert share is not None
    assert nothing is not None
    assert share[0] == pytest.approx(0.5, abs=0.05)
    assert nothing[:2] == (0, 0)


def test_chance_is_taken_off_the_whole():
    """Luck is half of a replication's variance, a fifth of that of the mean of four; the number explains the rest."""
    random = np.random.default_rng(5)
    inputs = random.random((800, 1))
    table = inputs + random.normal(0, np.sqrt(1 / 12), (800, 4))
    answered = Answered.of(table.mean(axis=1), table)
    assert answered.chance_share == pytest.approx(0.2, abs=0.02)
    share = explained(inputs, answered, 1)
    assert share is not None
    assert share[0] == pytest.approx(1, abs=0.02)


def test_the_luck_that_all_points_share_is_no_chance_between_them():
    table = np.arange(40.0)[:, None] + np.array([0.0, 100, -50])
    assert Answered.of(table.mean(axis=1), table).chance_share == pytest.approx(0)


def test_a_number_of_a_reform_that_is_off_has_no_value_there():
    random = np.random.default_rng(6)
    is_on, seats = random.random(600) < 0.5, random.integers(4, 9, 600).astype(float)
    answers = np.where(is_on, seats, 10.0)
    columns = np.where(is_on, seats, np.nan)[:, None]
    told = explained(columns, Answered.of(answers, answers[:, None]), 1)
    assert told is not None
    assert told[0] == pytest.approx(1, abs=0.01)


def test_a_number_that_is_not_moved_explains_nothing():
    inputs = np.random.default_rng(7).random((50, 1))
    answered = Answered.of(inputs[:, 0], inputs)
    assert explained(np.ones((50, 1)), answered, 1) == (0, 0, 0)
    share = explained(np.column_stack([inputs, np.ones(50)]), answered, 1)
    assert share == explained(inputs, answered, 1)
