"""What knowing is worth, in problems whose answer is known in closed form, and how often the intervals hold it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from sim.base.arrays import Floats
from sim.statistics.information import Benefits, of_columns, of_everything, part_of_sample
from sim.studies.worth.collecting import likelihoods

POINTS = 500


def normal_loss(mean: float, spread: float) -> float:
    """How much better it is to take the better of 0 and a normal benefit than that which is better on average."""
    ratio = mean / spread
    return spread * float(stats.norm.pdf(ratio)) + mean * float(stats.norm.cdf(ratio)) - max(mean, 0.0)


def certain(brought: Floats) -> Benefits:
    """Benefits without chance."""
    options = brought.shape[1]
    return Benefits(brought, np.zeros((options, options)))


@dataclass(frozen=True)
class Known:
    """A decision between options whose benefits are linear in a normal number that can be asked about."""

    name: str
    lines: tuple[tuple[float, float], ...]
    """Of each option the benefit on average, and how much the number adds to it."""
    rest: tuple[float, ...]
    """How much each is moved by something else, that cannot be asked about."""

    def drawn(self, points: int, random: np.random.Generator) -> tuple[Floats, Benefits]:
        asked, other = random.normal(size=points), random.normal(size=(points, len(self.lines)))
        brought = [
            mean + slope * asked + rest * other[:, place]
            for place, ((mean, slope), rest) in enumerate(zip(self.lines, self.rest, strict=True))
        ]
        return asked[:, None], certain(np.column_stack(brought))

    @property
    def worth(self) -> float:
        """Of two options in closed form; of three the integral over the upper hull of the lines."""
        if len(self.lines) == 2:
            (_, _), (mean, slope) = self.lines
            return normal_loss(mean, abs(slope))
        return quad(self._best, -9, 9, limit=500)[0] - max(mean for mean, _ in self.lines)

    def _best(self, asked: float) -> float:
        return max(mean + slope * asked for mean, slope in self.lines) * float(stats.norm.pdf(asked))


def two_actions(name: str, mean: float, slope: float) -> Known:
    """To do something or not: all that it brings has the variance 1."""
    return Known(name, ((0.0, 0.0), (mean, slope)), (0.0, sqrt(1 - slope**2)))


KNOWN = [
    two_actions("to do it is better", 0.5, 0.7),
    two_actions("not to do it is better", -0.5, 0.7),
    two_actions("both alike", 0.0, 0.7),
    two_actions("much else is not known", 0.3, 0.4),
    Known("three packages", ((0.0, 0.0), (0.2, 0.8), (0.1, -0.6)), (0.5, 0.5, 0.5)),
]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_a_worth_known_in_closed_form_is_found(known: Known):
    column, benefits = known.drawn(4_000, np.random.default_rng(1))
    found = of_columns(column, benefits, 1)
    assert found.value == pytest.approx(known.worth, abs=0.03)
    assert found.value - 0.04 < found.low < found.value < found.high < found.value + 0.04
    assert found.odds < 1e-6


@pytest.mark.long
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_the_interval_holds_the_truth_in_93_to_97_of_100(known: Known):
    found = [of_columns(*known.drawn(POINTS, np.random.default_rng(seed)), seed) for seed in range(500)]
    held = sum(one.low <= known.worth <= one.high for one in found)
    assert 0.93 * 500 <= held <= 0.97 * 500


def test_knowing_everything_is_the_normal_loss():
    """The same benefit, 0.5 on average with the standard deviation 1, at 20,000 points."""
    gain = stats.norm.ppf((np.arange(20_000) + 0.5) / 20_000) + 0.5
    found = of_everything(certain(np.column_stack([np.zeros(len(gain)), gain])))
    assert found.value == pytest.approx(normal_loss(0.5, 1.0), abs=1e-3)
    assert found.low < normal_loss(0.5, 1.0) < found.high


def test_chance_in_the_answers_is_nothing_that_could_be_known():
    """A standard deviation of 1 between points; chance of a replication adds 4, so that of the mean of four adds 1."""
    random = np.random.default_rng(2)
    truth, shared = random.normal(0.5, 1.0, 4_000), random.normal(0, 3, 4)
    table = truth[:, None] + random.normal(0, 2, (4_000, 4)) + (shared - shared.mean())
    both = np.stack([np.zeros(table.shape), table], axis=2)
    found = of_everything(Benefits.of(both.mean(axis=1), both))
    raw = of_everything(certain(both.mean(axis=1)))
    assert found.value == pytest.approx(normal_loss(0.5, 1.0), abs=0.03)
    assert raw.value == pytest.approx(normal_loss(0.5, sqrt(2)), abs=0.04)
    assert found.low < normal_loss(0.5, 1.0) < found.high


def test_of_several_packages_the_covariance_of_chance_is_taken_off():
    """Two packages move against each other; their chance is one and the same, and no difference between them."""
    random = np.random.default_rng(3)
    truth, chance = random.normal(0, 1, 2_000), random.normal(0, 3, (2_000, 2))
    tables = np.stack([truth[:, None] + chance, -truth[:, None] + chance], axis=2)
    found = of_everything(Benefits.of(tables.mean(axis=1), tables))
    assert found.value == pytest.approx(normal_loss(0.0, 2.0), abs=0.06)


def test_what_changes_no_decision_is_worth_nothing():
    """However much it moves the benefit: the option is better everywhere."""
    asked = np.random.default_rng(4).random((200, 1))
    found = of_columns(asked, certain(np.column_stack([np.zeros(200), 1 + asked[:, 0]])), 1)
    assert (found.value, found.low) == (0, 0)
    assert found.high < 0.01
    everything = of_everything(certain(np.column_stack([np.zeros(200), 1 + asked[:, 0]])))
    assert everything.value == 0
    assert found.share_of(everything) is None


def test_options_that_are_one_leave_nothing_to_decide():
    alike = np.random.default_rng(5).random((50, 1)).repeat(2, axis=1)
    for found in (of_everything(certain(alike)), of_columns(alike[:, :1], certain(alike), 1)):
        assert (found.value, found.low, found.high, found.odds) == (0, 0, 0, 1)


def test_a_number_that_tells_nothing_looks_so_in_19_of_20():
    telling = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        gain = random.normal(0.3, 1, 200)
        found = of_columns(random.random((200, 1)), certain(np.column_stack([np.zeros(200), gain])), seed)
        telling += found.odds < 0.05
    assert telling <= 10


def test_the_share_of_knowing_everything_has_an_interval_of_its_own():
    """Of two that add, variances 0.49 and 0.51; both options are alike, so that the first is worth 0.7 of the loss."""
    column, benefits = KNOWN[2].drawn(2_000, np.random.default_rng(6))
    share = of_columns(column, benefits, 1).share_of(of_everything(benefits))
    assert share is not None
    assert share[0] == pytest.approx(0.7, abs=0.04)
    assert share[1] < 0.7 < share[2]


def conditional(gain: Callable[[Floats], Floats], values: Floats) -> Floats:
    return gain(values)[:, None]


@pytest.mark.parametrize("files", [1, 5, 50])
def test_counting_files_is_worth_what_the_beta_binomial_says(files: int):
    """Any share is as likely as any other: after k of n files it is (k + 1)/(n + 2) on average."""
    shares = (np.arange(1_000) + 0.5) / 1_000
    counted = np.arange(files + 1)
    after = np.maximum((counted + 1) / (files + 2) - 0.6, 0).mean()
    whole = 0.4**2 / 2
    likely = likelihoods("count", shares, files, 1)
    assert part_of_sample(conditional(lambda share: share - 0.6, shares), likely) == pytest.approx(
        after / whole, abs=0.01
    )


@pytest.mark.parametrize("files", [1, 5, 50])
def test_timing_files_is_worth_what_the_inverse_gamma_says(files: int):
    """A mean time of 1 on average that is inverse gamma of shape 4: after n times it is (3 + their sum)/(3 + n)."""
    times = stats.invgamma.ppf((np.arange(800) + 0.5) / 800, 4, scale=3)
    limit = 1.2
    drawn = np.random.default_rng(7).gamma(files, np.repeat(times, 50))
    after = np.maximum(limit - (3 + drawn) / (3 + files), 0).mean()
    whole = np.maximum(limit - times, 0).mean()
    part = part_of_sample(conditional(lambda time: limit - time, times), likelihoods("time", times, files, 1))
    best = max(limit - 1, 0)
    assert part == pytest.approx((after - best) / (whole - best), abs=0.03)


def test_more_files_bring_more_and_never_more_than_knowing():
    times = np.linspace(0.5, 2, 300)
    parts = [
        part_of_sample(conditional(lambda time: 1.2 - time, times), likelihoods("time", times, files, 1))
        for files in (1, 10, 100, 10_000)
    ]
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1, abs=0.01)
    assert parts[0] < 0.6
