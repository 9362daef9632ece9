"""Who earned the days, on tables of packages written by hand."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import UserError
from sim.packages.additions import additions
from sim.packages.candidates import Catalogue, Choice, places
from sim.packages.contributions import earned, largest
from sim.packages.play import Tried
from sim.packages.trials import Question, Table

QUESTION = Question(target=50)


def catalogue(count):
    return Catalogue(tuple(Choice(name, name) for name in "abcdefgh"[:count]))


def table(days):
    """A table in which each package has one project a replication; *days* has the numbers of each."""
    found = Table("total_days")
    for package, values in days.items():
        cases = pd.DataFrame({"replication": range(len(values)), "total_days": np.array(values, float)})
        found.add(
            Tried(
                package,
                cases.assign(**{"class": "case", "traits": "", "fate": "permitted", "cost": np.nan}),
            )
        )
    return found


def shares(days, package, statistic="mean"):
    return earned(table(days), package, statistic, QUESTION)


def test_reforms_that_do_not_meet_earn_what_they_save():
    told = shares({0: [100], 1: [90], 2: [70], 3: [60]}, 3)
    assert {place: share.value for place, share in told.shares.items()} == {0: 10, 1: 30}
    assert told.interactions[0, 1].value == pytest.approx(0)
    assert told.whole.value == 40


def test_what_either_saves_is_shared_and_the_overlap_told():
    told = shares({0: [100], 1: [80], 2: [80], 3: [80]}, 3)
    assert {place: share.value for place, share in told.shares.items()} == {0: 10, 1: 10}
    assert told.interactions[0, 1].value == -20


def test_what_only_both_bring_is_shared_and_the_gain_told():
    told = shares({0: [100], 1: [100], 2: [100], 3: [80]}, 3)
    assert {place: share.value for place, share in told.shares.items()} == {0: 10, 1: 10}
    assert told.interactions[0, 1].value == 20


def test_left_and_right_gloves():
    """One left glove, two right ones, a pair saves 6 days: the left one earns 4, each right one 1."""
    days = {package: [100 - 6 * bool(package & 1 and package & 6)] for package in range(8)}
    told = shares(days, 7)
    assert [told.shares[place].value for place in range(3)] == pytest.approx([4, 1, 1])


def test_the_shares_are_the_average_over_all_orders_and_add_up_in_every_replication():
    numbers = np.random.default_rng(1)
    days = {package: numbers.uniform(10, 100, 5) for package in range(16)}
    told = shares(days, 15)
    for place in range(4):
        added = []
        for order in permutations(range(4)):
            before = sum(1 << other for other in order[: order.index(place)])
            added.append(days[before] - days[before | 1 << place])
        assert told.shares[place].value == pytest.approx(np.mean(added))
    assert sum(share.value for share in told.shares.values()) == pytest.approx(told.whole.value, abs=1e-12)


def test_shares_of_the_probability_add_up_too():
    numbers = np.random.default_rng(2)
    days = {package: numbers.uniform(10, 100, 40) for package in range(8)}
    told = shares(days, 7, "within")
    assert sum(share.value for share in told.shares.values()) == pytest.approx(told.whole.value, abs=1e-12)
    assert told.whole.value == pytest.approx(np.mean(days[7] <= 50) - np.mean(days[0] <= 50))


def test_luck_that_all_packages_meet_does_not_widen_an_interval():
    luck = np.random.default_rng(3).uniform(0, 1000, 6)
    told = shares({package: luck - 10 * package.bit_count() for package in range(4)}, 3)
    assert told.shares[0].interval == pytest.approx([10, 10])


def test_a_reform_that_needs_another_comes_after_it():
    """B needs A: the only order is A, B, so A earns what it saves alone and B the rest."""
    told = shares({0: [100], 1: [80], 3: [30]}, 3)
    assert {place: share.value for place, share in told.shares.items()} == {0: 20, 1: 50}
    assert told.interactions == {}


def test_reforms_that_need_each_other_cannot_come_one_after_another():
    with pytest.raises(UserError, match="cannot come one after another"):
        shares({0: [100], 3: [30]}, 3)


def test_of_alternatives_the_largest_package_with_the_most_in_time_comes_first():
    """A and B exclude each other; C goes with both. With B and C more are in time."""
    days = {0: [90], 1: [80], 2: [70], 4: [60], 5: [60], 6: [40]}
    assert largest(catalogue(3), table(days), QUESTION) == [6, 5]
    told = shares(days, 6)
    assert {place: share.value for place, share in told.shares.items()} == {1: 20, 2: 30}


def test_where_no_reform_can_come_first_none_earns_anything():
    with pytest.raises(UserError, match=r"^a, b: none goes without another, so none earns anything: try them with"):
        largest(catalogue(2), table({0: [100], 3: [80]}), QUESTION)


def test_places_of_a_package():
    assert places(0b1010) == [1, 3]


def test_what_differs_in_the_last_digits_only_is_no_gain():
    """0.1 + 0.2 days beside 0.3, in four replications: nobody gains, nothing meets, nothing hurts."""
    same, other = [0.1 + 0.2] * 4, [0.3] * 4
    assert same != other
    days = {0: other, 1: same, 2: same, 3: other}
    told = shares(days, 3)
    nothing = [told.whole, *told.shares.values(), *told.interactions.values()]
    assert [(one.value, one.low, one.high) for one in nothing] == [(0.0, 0.0, 0.0)] * 4
    added = additions(catalogue(2), table(days), QUESTION)
    assert [(one.hurts, one.helps) for one in added] == [(False, False)] * 4
