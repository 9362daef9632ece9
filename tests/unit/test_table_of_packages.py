"""What is read off a table of packages written by hand: yearly statistics, groups, and what a package costs."""

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import UserError
from sim.packages.candidates import Catalogue, Choice, Cost
from sim.packages.play import Tried
from sim.packages.trials import Question, Table
from sim.statistics.multiple import holm, together

CASES = pd.DataFrame(
    [
        (0, "own", "", "permitted", 40.0),
        (0, "own", "prepared", "permitted", 60.0),
        (0, "land", "", "refused", np.nan),
        (1, "land", "prepared", "permitted", 80.0),
        (2, "own", "", "permitted", 20.0),
        (2, "land", "", "permitted", 30.0),
        (2, "land", "", "unfinished", 35.0),
        (2, "land", "", "unfinished", 90.0),
    ],
    columns=["replication", "class", "traits", "fate", "total_days"],
).assign(cost=np.nan)
QUEUES = pd.DataFrame(
    {
        "replication": [0, 0, 1, 1, 2, 2],
        "pool": ["desk", "bureau"] * 3,
        "before": [5.0, 20, 6, 30, 4, 25],
        "last": [6.0, 140, 5, 160, 5, 150],
        "days_before": [1.0, 30, 1, 31, 1, 29],
        "days_last": [1.0, 70, 1, 75, 1, 72],
        "months": 12.0,
    }
)


def table(**costs):
    """A table of packages 0, 1 … with the same cases and these costs a year, one for each replication."""
    found = Table("total_days")
    for package, yearly in enumerate(costs.values()):
        cost = np.array(yearly, float)[CASES["replication"]]
        found.add(Tried(package, CASES.assign(cost=cost)))
    return found


@pytest.mark.parametrize(
    ("statistic", "group", "expected"),
    [
        ("mean", "all", [50, 80, 43.75]),
        ("within", "all", [0.5, 0, 0.5]),
        ("perhaps", "all", [0.5, 0, 0.75]),
        ("p50", "all", [50, 80, 32.5]),
        ("mean", "own", [50, np.nan, 20]),
        ("mean", "land", [np.nan, 80, 155 / 3]),
        ("mean", "own+prepared", [60, np.nan, np.nan]),
    ],
)
def test_each_replication_gives_one_number(statistic, group, expected):
    yearly = table(ground=[1, 1, 1]).yearly(0, statistic, Question(50, group))
    assert yearly.tolist() == pytest.approx(expected, nan_ok=True)


def test_packages_are_compared_in_the_replications_that_all_have():
    found = table(ground=[1, 1, 1], other=[1, 1, 1])
    assert found.matrix([0, 1], "mean", Question(50, "own")).tolist() == [[50, 20], [50, 20]]


def test_of_projects_that_no_replication_has_nothing_is_told():
    found = table(ground=[1, 1, 1])
    told = "^--class own\\+green: no project came that has this clock, in a replication of each package: lengthen"
    with pytest.raises(UserError, match=told):
        found.matrix([0], "mean", Question(50, "own+green"))


def test_what_is_left_open_and_what_is_missing():
    found = table(ground=[1, 1, 1])
    assert found.left_open(0, Question(50)) == pytest.approx(2 / 7)
    assert found.left_open(0, Question(50, "own")) == 0
    with pytest.raises(UserError, match="1 packages of the table have not been tried yet"):
        found.require_all(range(2))


def test_a_queue_that_grows_in_every_replication_is_told():
    found = Table("total_days")
    found.add(Tried(0, CASES, QUEUES))
    (growth,) = found.growing(0)
    assert growth.pool == "bureau"
    assert growth.a_month == pytest.approx((120 + 130 + 125) / 3 / 12)


def test_a_queue_that_grows_by_chance_or_by_nothing_to_speak_of_is_not():
    found = Table("total_days")
    found.add(Tried(0, CASES, QUEUES.assign(last=[6, 140, 5, 10, 5, 80], days_last=QUEUES["days_last"])))
    found.add(Tried(1, CASES, QUEUES.assign(days_last=QUEUES["days_before"])))
    assert found.growing(0) == []
    assert found.growing(1) == []


def test_a_package_costs_what_its_years_cost_more_than_those_of_the_ground():
    choices = Choice("a", "A", Cost(100, 80, 150)), Choice("b", "B")
    found = table(ground=[1000, 1100, 1200], a=[1200, 1300, 1400], b=[0, 0, 0])
    assert found.cost(Catalogue(choices), 0) == Cost(0, 0, 0)
    assert found.cost(Catalogue(choices), 1) == Cost(200, 180, 250)
    assert found.cost(Catalogue(choices), 2) is None


def test_without_prices_a_package_costs_what_the_files_say():
    found = table(ground=[np.nan] * 3, a=[np.nan] * 3)
    assert found.cost(Catalogue((Choice("a", "A", Cost(100, 80, 150)),)), 1) == Cost(100, 80, 150)


def test_intervals_that_hold_together_are_wider():
    differences = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]])
    alone, _ = together(differences, among=1)
    both, _ = together(differences)
    assert alone.value == both.value == 2
    assert alone.interval == pytest.approx([2 - 2.48414, 2 + 2.48414], abs=1e-4)
    assert both.low < alone.low < alone.high < both.high
    assert together(differences[:, :1])[0].interval is None


def test_holm_adjusts_the_smallest_most_and_keeps_the_order():
    numbers = np.random.default_rng(1)
    differences = np.stack([numbers.normal(mean, 1, 8) for mean in (3.0, 0.9, 0.0)] + [np.zeros(8), np.ones(8)])
    told = holm(differences)
    assert told[4] == 0
    assert told[0] < 0.05 < told[2]
    assert told[3] == 1
    assert (np.argsort(told[:3]) == [0, 1, 2]).all()
