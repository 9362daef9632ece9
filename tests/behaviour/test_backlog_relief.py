"""What an office does about a queue of months, on the shipped scenarios: nothing while queues are short, then a lot."""

import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reformed import FOLDER, World, played, scenario

from sim.base.errors import ScenarioError
from sim.outcomes.measure import measure
from sim.scenario import Scenario, load_scenario
from sim.scenario.load import load_root
from sim.simulation.reserves import calls_of, sessions_held

FEW = {"pools": {"named": ["planning"]}, "set": {"servers": 4}}
MANY = {"processes": ["investment"], "set": {"arrivals.per_year": 300}}
"""As few reviewers of planning, and as many projects, as there may be: too few for what comes."""
PACKAGE = ("parallel-review", "joint-review", "limits-20")


NOBODY_WATCHES = {"pools": {"tag": "reviewers"}, "set": {"reserve": None}}
"""As if no bureau did anything about its queue: in the base year all do, from the beginning."""


def planned(*changes: Any) -> World:
    return played(scenario(*PACKAGE, changes=(FEW, MANY, *changes)))


@pytest.fixture(scope="module")
def left_alone() -> World:
    return planned(NOBODY_WATCHES)


@pytest.fixture(scope="module")
def relieved() -> World:
    return planned()


def of_pool(one: World, pool: str) -> int:
    return one.plan.pool_names.index(pool)


def test_reviewers_stay_on_in_the_evening_while_the_pile_is_high(relieved: World) -> None:
    planning = of_pool(relieved, "planning")
    rows = np.flatnonzero(np.isin(relieved.history.log.server, list(relieved.plan.reserve_servers(planning))))
    begun = relieved.moments(rows)
    assert len(rows) > 50
    assert set(begun.strftime("%a")) <= {"Mon", "Tue", "Wed", "Thu"}
    assert ((begun.hour * 60 + begun.minute >= 17 * 60 + 30) & (begun.hour * 60 + begun.minute < 19 * 60 + 30)).all()
    since, until = calls_of(relieved.plan, relieved.log, planning)
    start = relieved.history.log.start[rows].astype(np.int64)
    assert (np.searchsorted(since, start, side="right") == np.searchsorted(until, start, side="right") + 1).all()


def test_a_queue_that_nobody_watches_grows_and_one_that_is_watched_does_not(left_alone: World, relieved: World) -> None:
    assert left_alone.permitted["government_days"].mean() > 1.2 * relieved.permitted["government_days"].mean()
    assert left_alone.plan.scenario.pools["planning"].reserve is None


def test_overtime_is_paid_and_counted(left_alone: World, relieved: World) -> None:
    before, after = (measure(one.plan, one.draws, one.log) for one in (left_alone, relieved))
    assert after.year["reserve_hours_per_year"].item() > 100
    assert after.year["overtime_hours_per_year"].item() == pytest.approx(after.year["reserve_hours_per_year"].item())
    assert after.year["staff_cost_per_year"].item() > before.year["staff_cost_per_year"].item()
    pools = after.pools.set_index("pool")
    assert pools.loc["planning", "reserve_hours"] > 0
    assert pools.loc["planning", "servers"] == pools.loc["planning", "reserve"] == 4


def test_the_committee_meets_on_tuesdays_too_when_two_thursdays_are_full() -> None:
    """With three seats it cannot keep up; the expert panel, with eight, never needs another day."""
    seats = {"pools": {"named": ["joint-committee"]}, "set": {"seats": 3}}
    one = played(scenario(*PACKAGE, changes=(seats,)))
    held = {name: sessions_held(one.plan, one.log, of_pool(one, name)) for name in ("joint-committee", "expert-panel")}
    assert len(held["joint-committee"]) > 10
    assert len(held["expert-panel"]) == 0
    rows = one.rows("circulate", "scheme-review")
    tuesday = np.isin(one.history.log.start[rows], held["joint-committee"])
    assert set(one.moments(rows[tuesday]).strftime("%a")) == {"Tue"}
    assert set(one.moments(rows[~tuesday]).strftime("%a")) == {"Thu"}


def test_a_base_has_it_from_the_beginning_with_one_line(tmp_path: Path) -> None:
    """And everything that stands on that base; whoever names it once more is told so."""
    shutil.copytree(FOLDER, tmp_path / "scenarios")
    file = tmp_path / "scenarios" / "practice-2016.yaml"
    base, full = load_scenario(file), load_scenario(file.with_name("full-reform.yaml"))
    assert all(has_reserve(one) for one in (base, full))
    assert (base.reforms, base.reforms_in_force, full.reforms_in_force) == ([], ["backlog-relief"], ["backlog-relief"])
    assert load_root(file) is None
    assert load_root(file.with_name("full-reform.yaml")) == base
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub("in_force: .*", "", text), encoding="utf-8")
    assert not has_reserve(load_scenario(file))
    twice = file.with_name("agents.yaml")
    file.write_text(text, encoding="utf-8")
    packaged = twice.read_text(encoding="utf-8").replace("[agents]", "[agents, backlog-relief]")
    twice.write_text(packaged, encoding="utf-8")
    with pytest.raises(ScenarioError, match="'backlog-relief' is in the base already: leave it out"):
        load_scenario(twice)


def has_reserve(one: Scenario) -> bool:
    return one.pools["planning"].reserve is not None and one.pools["expert-panel"].extra_sessions is not None
