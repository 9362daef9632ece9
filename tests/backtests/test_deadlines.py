"""From accepted to decided in the base year, against the table of elapsed days it was made from, and a real log."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.base.arrays import Floats
from sim.outcomes.history import PERMITTED, History
from sim.outcomes.measure import measure
from sim.scenario import Scenario, as_document, load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

ELAPSED = {
    "filing": (1, 3, 5), "registrations": (3, 5, 8), "planning-conditions": (3, 7, 12),
    "land-pre-examination": (4, 8, 15), "land-use-permit": (3, 5, 10), "land-title": (4, 8, 20),
    "eia-decision": (6, 10, 20), "energy-decision": (4, 8, 15), "soil-water-decision": (3, 5, 12),
    "scheme-review": (5, 10, 20), "preliminary-design-review": (5, 7, 15), "planning-permit": (4, 7, 15),
    "fire-review": (7, 12, 20), "air-defence": (3, 7, 15), "lightning": (4, 8, 15), "construction-permit": (3, 6, 11),
}  # fmt: skip
"""Table 7.1: working days when active, low, mode and high."""

REPLICATIONS = 8


@cache
def histories(*, queues: bool) -> list[History]:
    """The base year, with its own bureaus or with bureaus that are never short of people.

    A few have a lightning review of their own, as in the first half of the year, so that it can be measured.
    """
    document = as_document(load_scenario("scenarios/practice-2016.yaml"))
    document["processes"]["investment"]["items"]["lightning"]["applies"]["all"]["value"] = 0.2
    for pool in document["pools"].values():
        if "reviewers" in pool["tags"] and not queues:
            pool["servers"] = {"value": 400}
    plan = lower(Scenario.model_validate(document))
    luck = [draw(plan, 1, replication) for replication in range(REPLICATIONS)]
    return [History(plan, draws, simulate(plan, draws), 0) for draws in luck]


def days(history: History, item: str) -> Floats:
    """The working days that each permitted project's item was on its clock."""
    names = [history.plan.item_names[one].partition(".")[2] for one in history.items]
    log, number = history.log, names.index(item)
    rows = np.flatnonzero(history.plan.step_legal[log.step] & (log.item == number) & (log.end >= 0))
    worked = history.legal_minutes
    spent = worked(log.end[rows].astype(np.int64)) - worked(log.joined[rows].astype(np.int64))
    used = np.bincount(log.case[rows], spent, history.count)[history.measured & (history.fate == PERMITTED)]
    return np.asarray(used[used > 0] / history.legal_day)


def elapsed(*, queues: bool) -> dict[str, float]:
    """The mean days of each item, as a share of the mean of the table's."""
    return {
        item: float(np.concatenate([days(one, item) for one in histories(queues=queues)]).mean())
        / ((low + 4 * mode + high) / 6)
        for item, (low, mode, high) in ELAPSED.items()
    }


def test_without_queues_accepted_to_decided_is_the_elapsed_time_of_the_table() -> None:
    shares = elapsed(queues=False)
    assert np.mean(list(shares.values())) == pytest.approx(1, abs=0.04)
    assert {item for item, share in shares.items() if not 0.8 < share < 1.2} == set()


def test_queues_cost_only_what_goes_beyond_the_time_that_is_filled_anyway() -> None:
    with_queues, without = elapsed(queues=True), elapsed(queues=False)
    more = {item: with_queues[item] / without[item] for item in ELAPSED}
    assert all(share > 0.98 for share in more.values())
    assert np.median(list(more.values())) < 1.03


def cases() -> pd.DataFrame:
    found = [measure(one.plan, one.draws, one.whole_log).cases for one in histories(queues=True)]
    together = pd.concat(found)
    return together[together["fate"] == "permitted"]


def test_about_as_many_come_out_overdue_as_in_a_real_log() -> None:
    """39.7 % over the deadline (S70), in another country and with another law: near, and not fitted."""
    assert 0.35 < cases()["overdue_share"].mean() < 0.55


def test_hardly_any_takes_longer_than_the_law_allows() -> None:
    """Chinese offices report next to none (Wuhu 2011: 13 in more than 80,000)."""
    assert cases()["over_limit_share"].mean() < 0.03
