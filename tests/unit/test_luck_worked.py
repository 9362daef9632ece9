"""Streams, quantiles, arrivals and rounding: every number worked out another way than in `sim`."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import blake2b
from math import exp, log, sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import special, stats

from sim.base.arrays import Floats
from sim.scenario.quantities import Distribution, Duration
from sim.simulation.draws.arrivals import arrival_minutes
from sim.simulation.draws.distributions import TABLE_CELLS, Tables, quantiles
from sim.simulation.draws.passes import between
from sim.simulation.draws.philox import fill, product
from sim.simulation.draws.returns import return_shares
from sim.simulation.draws.rounding import GRID, _by_luck, up_or_down
from sim.simulation.draws.streams import Streams, joined, uniforms
from sim.simulation.plan import Expected, Length


class TestStreams:
    @pytest.mark.parametrize(("count", "attempt"), [(0, 0), (1, 0), (9, 0), (9, 3), (1000, 15)])
    def test_a_stream_is_philox_with_the_digest_of_its_names_as_key(self, count: int, attempt: int) -> None:
        digest = blake2b(b"7\x1f2\x1fprojects\x1fpermit\x1fminutes", digest_size=16).digest()
        key = [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")]
        philox = np.random.Philox(
            key=np.array(key, dtype=np.uint64), counter=np.array([0, 0, 0, attempt], dtype=np.uint64)
        )
        expected = np.random.Generator(philox).random(count)
        found = uniforms(count, 7, 2, "projects", "permit", "minutes", attempt=attempt)
        assert found.tolist() == expected.tolist()

    @pytest.mark.parametrize("attempt", [0, 1, 63])
    @pytest.mark.parametrize("rows", [[], [0], [3, 4], [0, 1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 17, 4000, 4001, 2**31 - 1]])
    def test_any_number_of_a_stream_can_be_calculated_without_those_before(self, rows: list[int], attempt: int) -> None:
        streams, names = Streams(7, 2), ("projects", "permit", "minutes")
        keys, u = streams.round_keys([joined("others"), joined(*names)]), np.zeros(len(rows) + 2)
        fill(u, keys, 1, attempt, np.array(rows, dtype=np.int32), 0, len(rows), 0)
        near = [row for row in rows if row < 5000]
        assert u[: len(near)].tolist() == streams.uniforms(5000, *names, attempt=attempt)[near].tolist()
        assert (u[len(rows) :] == 0).all()
        if len(near) < len(rows):
            key = streams.keys([joined(*names)])[0]
            far = np.random.Philox(key=key, counter=np.array([2**29 - 1, 0, 0, attempt], dtype=np.uint64))
            assert u[len(rows) - 1] == np.random.Generator(far).random(4)[3]

    def test_a_part_of_the_rows_is_filled_and_rows_count_from_a_place(self) -> None:
        streams, u = Streams(7, 2), np.zeros(5)
        keys, rows = streams.round_keys([joined("a")]), np.array([90, 100, 101, 106, 107], dtype=np.int32)
        fill(u, keys, 0, 0, rows, 1, 4, 100)
        assert u.tolist() == [0, *streams.uniforms(7, "a")[[0, 1, 6]], 0]

    @pytest.mark.parametrize("one", [0, 1, 2**32, 2**63 + 5, 2**64 - 1])
    def test_a_product_is_two_words(self, one: int) -> None:
        other = 0xD2E7470EE14C6C93
        high, low = product(np.uint64(one), np.uint64(other))
        assert (int(high) << 64) + int(low) == one * other

    def test_what_was_asked_before_changes_nothing(self) -> None:
        streams = Streams(1, 0)
        assert (streams.uniforms(5, "a") == uniforms(5, 1, 0, "a", attempt=0)).all()
        first = [streams.uniforms(count, "a") for count in (3, 5, 3)]
        streams.uniforms(7, "b", attempt=2)
        assert (streams.uniforms(5, "a") == first[1]).all()
        assert (first[0] == first[2]).all()
        assert (first[1][:3] == first[0]).all()


U = np.array([0, 2.0**-20, 0.1, 0.25, 1 / 3, 0.5, 0.9, 0.999, 1 - 2.0**-30])
CV = 0.8
VARIANCE = log(1 + CV**2)


class TestQuantiles:
    @pytest.mark.parametrize(
        ("shape", "expected"),
        [
            ({"fixed": 7}, np.full(len(U), 7.0)),
            ({"uniform": (2, 8)}, stats.uniform.ppf(U, 2, 6)),
            ({"triangular": (1, 2, 6)}, stats.triang.ppf(U, 0.2, 1, 5)),
            ({"triangular": (3, 3, 3)}, np.full(len(U), 3.0)),
            ({"exponential": 5}, stats.expon.ppf(U, scale=5)),
            ({"gamma": {"mean": 5, "cv": 0.8}}, stats.gamma.ppf(U, CV**-2, scale=5 * CV**2)),
            ({"gamma": {"mean": 5, "cv": 0}}, np.full(len(U), 5.0)),
            ({"gamma": {"mean": 5, "cv": 1e-10}}, np.full(len(U), 5.0)),
            (
                {"lognormal": {"mean": 5, "cv": 0.8}},
                stats.lognorm.ppf(np.maximum(U, 2.0**-54), sqrt(VARIANCE), scale=5 * exp(-VARIANCE / 2)),
            ),
            ({"empirical": [10, 1, 4]}, np.array([1.0, 1, 1, 1, 4, 4, 10, 10, 10])),
            ({"pert": (4, 4, 4)}, np.full(len(U), 4.0)),
        ],
    )
    def test_the_quantiles_are_those_of_scipy(self, shape, expected) -> None:
        assert quantiles(Distribution(**shape), U) == pytest.approx(expected, rel=1e-9, abs=1e-9)

    def test_the_beta_of_pert_is_exact_at_its_cells_and_straight_between(self) -> None:
        """Low 1, mode 2, high 6: shapes 1 + 4/5 and 1 + 16/5."""
        cells = np.array([0, 1, 17, 4096, 8190, 8191])
        low, high = (1 + 5 * special.betaincinv(1.8, 4.2, (cells + more) / TABLE_CELLS) for more in (0, 1))
        chance = Distribution(pert=(1, 2, 6))
        assert TABLE_CELLS == 8192
        assert quantiles(chance, cells / TABLE_CELLS) == pytest.approx(low, rel=1e-12)
        assert quantiles(chance, (cells + 0.25) / TABLE_CELLS) == pytest.approx(0.75 * low + 0.25 * high, rel=1e-12)

    def test_the_tables_of_many_at_once_tell_the_same_to_the_last_digit(self) -> None:
        """In the kernel and beside it; of other shapes it is said that they have none."""
        shapes = [{"pert": (1, 2, 6)}, {"exponential": 5}, {"fixed": 7}, {"pert": (0, 9, 9)}, {"pert": (2, 4, 12)}]
        tables = Tables([Distribution(**shape) for shape in shapes])
        assert list(tables.others) == [1]
        for number in (0, 2, 3, 4):
            beside = quantiles(Distribution(**shapes[number]), U)
            standard = np.array([between(tables.tables, u, tables.table[number]) for u in U])
            assert (tables.low[number] + tables.width[number] * standard).tolist() == beside.tolist()


def comes(
    arrivals: dict, uniforms: Callable[[int], Floats], expected: Expected | None = None, length: int = 1000
) -> list[int]:
    """When cases come from 2016-01-04 on in so many minutes."""
    told = SimpleNamespace(**({"interval": None, "at": None, "most": None, "bunching": None} | arrivals))
    plan = SimpleNamespace(
        processes=[SimpleNamespace(arrivals=told)],
        expected_arrivals=[expected],
        arrival_calendar=[-1],
        scenario=SimpleNamespace(start=date(2016, 1, 4), run=SimpleNamespace(length=length)),
    )
    return arrival_minutes(plan, 0, uniforms).tolist()


class Stream:
    """A stream that is known, with a note of how many numbers were asked for."""

    def __init__(self, *gaps: float) -> None:
        """Uniform numbers whose exponentials of mean 1 are these *gaps*, and then gaps of 1."""
        self.gaps, self.asked = list(gaps), []

    def __call__(self, count: int) -> Floats:
        self.asked.append(count)
        return 1 - np.exp(-np.array((self.gaps + [1.0] * count)[:count]))


class TestArrivals:
    EXPECTED = Expected(np.array([0, 100, 300]), np.array([0.0, 2.0, 3.0]))
    """Two cases in the first hundred minutes, one in the next two hundred."""

    def test_in_a_pattern_the_stream_runs_through_the_cases_expected_so_far(self) -> None:
        stream = Stream(0.5, 0.5, 0.513, 0.987, 0.4, 0.2)
        assert comes({}, stream, self.EXPECTED) == [25, 50, 75, 200, 280]
        assert comes({"most": 3}, stream, self.EXPECTED) == [25, 50, 75]
        assert comes({}, stream, self.EXPECTED, length=200) == [25, 50, 75]

    def test_however_many_come_the_stream_is_asked_until_it_is_past_the_end(self) -> None:
        many = Expected(np.array([0, 1000]), np.array([0.0, 1000.0]))
        stream = Stream(*[0.5] * 3000)
        assert comes({}, stream, many) == [minute for minute in range(1000) for _ in (0, 1)][1:]
        assert len(stream.asked) > 1
        assert all(later == 2 * one for one, later in zip(stream.asked, stream.asked[1:], strict=False))

    def test_at_intervals_the_first_comes_after_one(self) -> None:
        """Gaps of exponentials of mean 12 minutes that are doubled: the sums, to the nearest minute."""
        interval = Duration.model_validate({"minutes": {"exponential": 12}, "times": 2})
        assert comes({"interval": interval}, Stream(0.5, 1, 0.27, 0.01), length=80) == [12, 36, 42, 43, 67]
        assert comes({"interval": interval, "most": 2}, Stream(0.5, 1, 0.27)) == [12, 36]
        hourly = Duration.model_validate({"hours": 1})
        assert comes({"interval": hourly}, Stream(), length=180) == [60, 120]
        assert len(comes({"interval": hourly}, Stream(), length=60 * 300 + 1)) == 300

    def test_given_moments_come_in_order_and_none_at_the_end_of_the_run(self) -> None:
        moments = [
            datetime(2016, 1, 5, 0, 1),
            datetime(2016, 1, 4, 9, 0),
            datetime(2016, 1, 5, 0, 0),
            datetime(2016, 1, 4, 9, 0),
        ]
        assert comes({"at": moments}, Stream(), length=1441) == [540, 540, 1440]
        assert comes({"at": moments}, Stream(), length=1442) == [540, 540, 1440, 1441]
        assert comes({"at": []}, Stream()) == comes({}, Stream()) == []


def length(minutes: float = 1, **shape) -> Length:
    return Length(Distribution(**shape), minutes)


class TestRounding:
    @pytest.mark.parametrize(
        ("told", "scaled", "by_luck"),
        [
            (length(fixed=2), False, False),
            (length(fixed=1.5), False, True),
            (length(fixed=10.5), False, True),
            (length(fixed=0.999), False, True),
            (length(60, fixed=0.1), False, False),
            (length(fixed=2 + 1e-7), False, False),
            (length(fixed=2 - 1e-7), False, False),
            (length(fixed=2), True, True),
            (length(fixed=9), True, True),
            (length(fixed=10), True, False),
            (length(fixed=11), True, False),
            (length(fixed=0), True, False),
            (length(empirical=[0]), True, False),
            (length(empirical=[1.4]), False, True),
            (length(empirical=[7.6]), False, True),
            (length(empirical=[8.4]), False, False),
            (length(empirical=[8.4]), True, False),
            (length(60, empirical=[0.14]), False, False),
            (length(empirical=[9.5]), False, True),
            (length(empirical=[10.4]), False, False),
            (length(empirical=[1, 2]), False, False),
            (length(exponential=0.2), False, True),
            (length(exponential=5), False, False),
        ],
    )
    def test_luck_rounds_where_the_nearest_minute_would_change_a_mean_by_a_twentieth(
        self, told, scaled, by_luck
    ) -> None:
        """Of 8.4 minutes 0.4 are less than a twentieth, of 7.6 and 9.5 (to the even ten) they are more."""
        assert _by_luck(told, scaled=scaled) is by_luck

    def test_the_nearest_minutes_are_looked_at_in_equal_parts(self) -> None:
        assert GRID.mean() == 0.5
        assert (GRID[0], GRID[-1]) == (0.5 / 2048, 2047.5 / 2048)

    def test_the_part_of_a_minute_is_the_share_that_is_rounded_up(self) -> None:
        minutes = np.array([2.25, 2.25, 2.25, 3.0, 3 - 1e-7, 0.0, 0.5])
        assert up_or_down(np.array([3 - 1e-7]), np.array([1 - 5e-8])).tolist() == [3]
        assert up_or_down(minutes, np.array([0.2, 0.25, 0.3, 0.0, 0.0, 0.0, 0.499])).tolist() == [3, 2, 2, 3, 3, 0, 1]


class TestReturning:
    THREE = Distribution(empirical=[0.5, 1, 2])

    @staticmethod
    def shares(first: float, later: float, power: float, attempt: int, chance: Distribution, *complexity: float):
        luck = SimpleNamespace(returns_first=first, returns_later=later, returns_power=power)
        return return_shares(luck, attempt, chance, np.array(complexity))

    def test_first_and_later_shares_and_powers_worked_out(self) -> None:
        """Odds of 1/2, 1 and 2 give shares of 1/3, 1/2 and 2/3, a half on average; squared, 1/5, 1/2 and 4/5."""
        assert self.shares(0.5, 0, 1, 0, self.THREE, 0.5, 1, 2) == pytest.approx([1 / 3, 1 / 2, 2 / 3])
        assert self.shares(0, 0.5, 2, 1, self.THREE, 0.5, 1, 2) == pytest.approx([1 / 5, 1 / 2, 4 / 5])
        assert self.shares(0, 0.5, 2, 7, self.THREE, 0.5) == pytest.approx([1 / 5])

    def test_with_no_power_or_a_share_of_all_or_nothing_complexity_does_not_count(self) -> None:
        assert self.shares(0.3, 0.1, 0, 0, self.THREE, 0.5, 2) == 0.3
        assert self.shares(0.3, 0.1, 0, 1, self.THREE, 0.5, 2) == 0.1
        assert self.shares(1, 0, 2, 0, self.THREE, 0.5, 2) == 1
        assert self.shares(1, 0, 2, 1, self.THREE, 0.5, 2) == 0

    def test_where_all_are_alike_the_share_is_theirs_however_large_the_power(self) -> None:
        """One kind of project, of complexity 3: at odds that come with its power, its share is what is stated."""
        for power in (1, 10, 50):
            assert self.shares(0.2, 0, power, 0, Distribution(fixed=3), 3) == pytest.approx([0.2])

    def test_over_a_distribution_the_mean_is_over_four_thousand_equal_parts(self) -> None:
        everyone = 2 * (np.arange(4000) + 0.5) / 4000
        found = self.shares(0.3, 0, 1, 0, Distribution(uniform=(0, 2)), *everyone)
        assert found.mean() == pytest.approx(0.3, abs=1e-10)
        odds = found / (1 - found)
        assert odds == pytest.approx(odds[1999] * everyone / everyone[1999])
