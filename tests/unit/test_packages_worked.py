"""Packages of reforms: how often the search plays, where its verdicts turn, and what each reform earns, in numbers."""

from math import nan, sqrt

import numpy as np
import pytest
from scipy import stats
from test_contributions import QUESTION, catalogue, shares, table
from test_search import A, B, C, Told

from sim.base.errors import UserError
from sim.packages.additions import Addition, additions
from sim.packages.contributions import document, earned, largest
from sim.packages.search import Found, Rule, Verdict, search
from sim.statistics.clustered import NOTHING, Estimate
from sim.statistics.confidence_sequence import bounds

RULE = Rule(probability=0.75, indifference=0.125, first=10, most=400)


class Noted(Told):
    """Packages that note every look; *growing* may say from which number of replications on a queue grows."""

    def __init__(self, reforms, share, may=None, refused=(), growing_from=None):
        super().__init__(reforms, share, refused, may)
        self.looks, self.growing_from = [], growing_from or {}

    def look(self, packages, replications, what):
        self.looks.append((list(packages), replications, what))
        super().look(packages, replications, what)

    def unsteady(self, package):
        return self.played[package] >= self.growing_from.get(package, np.inf)


def searched(reforms, share, rule=RULE, **options) -> tuple[Found, Noted]:
    told = Noted(reforms, share, **options)
    return search(told, rule), told


class TestVerdicts:
    def test_kept_is_what_is_surely_no_more_than_the_indifference_below_the_promise(self):
        """Exactly as promised, every time: never above the promise, but surely above what differs too little."""
        result, told = searched(1, lambda package: 0.75)
        assert result.verdicts == {0: Verdict.KEEPS, A: Verdict.LARGER}
        assert bounds(np.full(told.played[0], 0.75), 0.05 / 4)[0] >= 0.625

    def test_missed_is_what_is_surely_no_more_than_the_indifference_above_it(self):
        result, told = searched(1, lambda package: 0.7421875)
        assert set(result.verdicts.values()) == {Verdict.MISSES}
        assert bounds(np.full(told.played[A], 0.7421875), 0.05 / 4)[1] <= 0.875

    def test_below_the_promise_by_what_arithmetic_leaves_is_as_promised(self):
        result, _ = searched(0, lambda package: 0.75 - 1e-13)
        assert result.verdicts == {0: Verdict.KEEPS}

    def test_a_package_that_may_yet_be_as_promised_does_not_miss_it(self):
        result, _ = searched(0, lambda package: 0.5, may=lambda package: 0.75)
        assert result.verdicts == {0: Verdict.OPEN}
        result, _ = searched(0, lambda package: 0.5, may=lambda package: 0.78125)
        assert result.verdicts == {0: Verdict.OPEN}
        result, _ = searched(0, lambda package: 0.5, may=lambda package: 0.7421875)
        assert result.verdicts == {0: Verdict.MISSES}

    def test_a_little_below_the_promise_is_open_while_it_is_not_sure(self):
        result, _ = searched(0, lambda package: 0.7421875, Rule(0.75, 0.0001, first=10, most=20))
        assert result.verdicts == {0: Verdict.OPEN}

    def test_a_replication_without_such_projects_tells_nothing(self):
        class Gaps(Noted):
            def shares(self, package):
                return np.append(super().shares(package), nan)

            perhaps = shares

        assert search(Gaps(0, lambda package: 1.0), RULE).means == {0: 1.0}
        assert search(Gaps(0, lambda package: 1.0), RULE).verdicts == {0: Verdict.KEEPS}
        assert search(Gaps(0, lambda package: 0.25), RULE).verdicts == {0: Verdict.MISSES}

    def test_a_tie_is_near_at_twice_the_indifference_and_not_beyond(self):
        told = {0: 0.5, A: 1.0, B: 0.25, A | B: 0.0}
        result, _ = searched(2, told.__getitem__)
        assert result.verdicts == {0: Verdict.MISSES, A: Verdict.KEEPS, B: Verdict.MISSES, A | B: Verdict.LARGER}
        assert result.near_ties == [A, 0]

    def test_sets_are_told_smallest_first_and_then_by_number(self):
        found = Found(RULE, dict.fromkeys([7, 4, 3, 6, 1, 0], Verdict.OPEN) | {5: Verdict.KEEPS})
        assert found.those(Verdict.OPEN) == [0, 1, 4, 3, 6, 7]
        assert found.minimal == [5]


class TestLooks:
    RULE = Rule(probability=0.8, indifference=0.0001, first=10, most=60)

    def test_half_as_many_again_until_it_is_the_most(self):
        result, told = searched(2, {0: 0.8, A: 0.1, B: 0.8, A | B: 0.1}.get, self.RULE)
        assert told.looks == [([0, 1, 2, 3], 10, "trying every package")] + [
            ([package], count, f"a closer look at 1 packages of {size}")
            for size, package in enumerate((0, B))
            for count in (15, 23, 35, 53, 60)
        ]
        assert result.verdicts == {0: Verdict.OPEN, A: Verdict.MISSES, B: Verdict.OPEN, A | B: Verdict.MISSES}

    def test_when_the_first_are_the_most_there_is_no_closer_look(self):
        result, told = searched(1, lambda package: 0.8, Rule(0.8, 0.0001, first=10, most=10))
        assert [count for _, count, _ in told.looks] == [10]
        assert result.verdicts == {0: Verdict.OPEN, A: Verdict.OPEN}

    def test_two_of_a_size_are_looked_at_together_until_each_is_sure(self):
        _, told = searched(2, {0: 0.1, A: 0.8, B: 0.8, A | B: 0.1}.get, self.RULE)
        assert told.looks[1] == ([A, B], 15, "a closer look at 2 packages of 1")

    def test_a_queue_found_to_grow_at_a_closer_look_ends_it(self):
        result, told = searched(1, lambda package: 0.8, self.RULE, growing_from={0: 23, A: 10})
        assert result.verdicts == {0: Verdict.UNSTEADY, A: Verdict.UNSTEADY}
        assert told.played == {0: 23, A: 10}

    def test_what_contains_a_package_whose_queue_grows_is_looked_at_itself(self):
        result, _ = searched(1, lambda package: 1.0, growing_from={0: 10})
        assert result.verdicts == {0: Verdict.UNSTEADY, A: Verdict.KEEPS}

    def test_what_does_not_go_together_takes_no_part_of_the_error(self):
        """Three are left of four: each of their bounds may fail once in 2 · 3 parts of a twentieth."""
        result, told = searched(2, lambda package: 0.25, refused=[A | B])
        counts = told.played
        assert result.bounds == {one: bounds(np.full(counts[one], 0.25), 0.05 / 6) for one in (0, A, B)}
        assert result.means == dict.fromkeys((0, A, B), 0.25)
        sure = Rule(probability=0.75, indifference=0.125, confidence=0.99, first=10)
        result, told = searched(0, lambda package: 1.0, sure, may=lambda package: 1.0)
        assert result.bounds[0] == pytest.approx(bounds(np.ones(told.played[0]), 0.01 / 2))

    def test_a_bound_from_above_counts_who_may_yet_be_in_time(self):
        result, told = searched(0, lambda package: 0.25, may=lambda package: 0.5)
        count = told.played[0]
        assert result.bounds[0] == (
            bounds(np.full(count, 0.25), 0.025)[0],
            bounds(np.full(count, 0.5), 0.025)[1],
        )

    def test_the_rule_says_twelve_and_four_hundred_unless_told(self):
        assert Rule(0.9) == Rule(probability=0.9, indifference=0.01, confidence=0.95, first=12, most=400)


class TestShares:
    def test_three_that_meet_in_pairs_are_told_in_pairs(self):
        """One left glove (A) and two right ones (B, C): A gains 3 by each, B and C lose 3 by each other."""
        days = {package: [100 - 6 * bool(package & 1 and package & 6)] for package in range(8)}
        told = shares(days, 7)
        gains = {pair: gain.value for pair, gain in told.interactions.items()}
        assert gains == pytest.approx({(0, 1): 3, (0, 2): 3, (1, 2): -3})

    def test_where_some_orders_are_barred_the_others_count_alike(self):
        """C needs A. Orders A B C, A C B, B A C: A adds 10, 10 and 20; B adds 30, 40, 20; C adds 60, 50, 60."""
        days = {0: [100], 1: [90], 2: [80], 3: [60], 5: [40], 7: [0]}
        told = shares(days, 7)
        assert {place: share.value for place, share in told.shares.items()} == pytest.approx(
            {0: (10 + 10 + 20) / 3, 1: (30 + 40 + 20) / 3, 2: (60 + 50 + 60) / 3}
        )

    def test_what_two_gain_by_each_other_is_told_where_they_meet(self):
        """C needs A, so A and C never meet; A and B meet on nothing, B and C on A: 40 - 10 - 20 and 90 - 30 - 50."""
        told = shares({0: [100], 1: [90], 2: [80], 3: [60], 5: [40], 7: [0]}, 7)
        assert {pair: gain.value for pair, gain in told.interactions.items()} == pytest.approx({(0, 1): 10, (1, 2): 10})

    def test_the_intervals_of_all_shares_hold_together(self):
        """A saves 8 and 12, B 20 and 24: of two rows the t has a tail of 1/80 and one degree of freedom."""
        told = shares({0: [100, 100], 1: [92, 88], 2: [80, 76], 3: [72, 64]}, 3)
        half = float(stats.t.isf(0.025 / 2, 1)) * 2
        assert told.shares[0].interval == pytest.approx([10 - half, 10 + half])
        assert told.shares[1].interval == pytest.approx([22 - half, 22 + half])
        alone = float(stats.t.isf(0.025, 1)) * 4
        assert told.whole.value == 32
        assert told.whole.interval == pytest.approx([32 - alone, 32 + alone])

    def test_of_a_part_of_the_reforms_only_packages_of_them_count(self):
        days = {0: [100], 1: [90], 2: [70], 3: [60], 4: [1], 5: [2], 6: [3], 7: [4]}
        told = shares(days, 3)
        assert {place: share.value for place, share in told.shares.items()} == {0: 10, 1: 30}
        assert told.package == 3
        assert told.statistic == "mean"

    def test_a_single_reform_earns_all_and_meets_nobody(self):
        told = shares({0: [100], 2: [70]}, 2)
        assert {place: share.value for place, share in told.shares.items()} == {1: 30}
        assert told.interactions == {}

    def test_more_in_time_is_a_gain_and_fewer_days_are(self):
        days = {0: [60, 40], 1: [40, 40]}
        assert earned(table(days), 1, "within", QUESTION).whole.value == 0.5
        assert earned(table(days), 1, "mean", QUESTION).whole.value == 10
        assert earned(table(days), 1, "p90", QUESTION).whole.value == 10

    def test_for_machines_every_share_has_its_reforms_name(self):
        told = shares({0: [100, 100], 1: [90, 90], 2: [70, 70], 3: [50, 50]}, 3)
        assert document(told, catalogue(2)) == {
            "package": ["a", "b"],
            "statistic": "mean",
            "whole": 50,
            "whole_ci95": [50, 50],
            "shares": [
                {"reform": "a", "value": 15, "ci": [15, 15]},
                {"reform": "b", "value": 35, "ci": [35, 35]},
            ],
            "interactions": [{"reforms": ["a", "b"], "value": 10, "ci": [10, 10]}],
        }

    def test_the_largest_that_can_be_reached_step_by_step(self):
        """Of three, one order leads to A B and to C; A B C is not to be had, B C does not come without a jump."""
        days = {0: [90], 1: [80], 3: [70], 4: [40], 5: [45], 10: [1]}
        assert largest(catalogue(4), table(days), QUESTION) == [5, 3]
        assert largest(catalogue(4), table(days | {5: [71]}), QUESTION) == [3, 5]
        assert largest(catalogue(1), table({0: [90], 1: [95]}), QUESTION) == [1]
        with pytest.raises(UserError, match="none goes without another"):
            largest(catalogue(2), table({0: [90]}), QUESTION)


class TestHurting:
    SURE_GAIN, SURE_LOSS, OPEN, EDGE = (
        Estimate(2.0, 1.0, 3.0), Estimate(-2.0, -3.0, -1.0), Estimate(0.0, -1.0, 1.0), Estimate(0.0, 0.0, 0.0)
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("within", "days", "hurts", "helps"),
        [
            (SURE_LOSS, OPEN, True, False),
            (OPEN, SURE_GAIN, True, False),
            (SURE_GAIN, OPEN, False, True),
            (OPEN, SURE_LOSS, False, True),
            (SURE_GAIN, SURE_GAIN, True, True),
            (OPEN, OPEN, False, False),
            (EDGE, EDGE, False, False),
            (NOTHING, NOTHING, False, False),
            (NOTHING, SURE_GAIN, True, False),
            (NOTHING, SURE_LOSS, False, True),
            (SURE_LOSS, NOTHING, True, False),
            (SURE_GAIN, NOTHING, False, True),
        ],
    )
    def test_it_hurts_or_helps_where_that_is_no_chance(self, within, days, hurts, helps):
        one = Addition(0, 0, within, days)
        assert (one.hurts, one.helps) == (hurts, helps)

    def test_every_way_to_add_a_reform_to_a_package_that_is_there(self):
        """Neither B and C together nor all three: seven ways, of two replications each."""
        days = {0: [100, 40], 1: [80, 40], 2: [60, 60], 4: [100, 40], 3: [40, 40], 5: [100, 60]}
        told = additions(catalogue(3), table(days), QUESTION)
        assert [(one.package, one.reform) for one in told] == [
            (0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 0), (4, 0)
        ]  # fmt: skip
        assert [one.days.value for one in told] == [-10, -10, 0, -20, 20, -20, 10]
        assert [one.within.value for one in told] == [0, -0.5, 0, 0.5, -0.5, 1, -0.5]
        half = float(stats.t.isf(0.025 / 14, 1)) * sqrt(2 * 10**2) / sqrt(2)
        assert told[0].days.interval == pytest.approx([-10 - half, -10 + half])

    def test_with_the_ground_alone_nothing_is_added(self):
        assert additions(catalogue(2), table({0: [100]}), QUESTION) == []
        assert additions(catalogue(3), table({A: [100], B | C: [50]}), QUESTION) == []
