"""Reforms at the windows at work: who is accepted when, travels how often, and what is sent; see test_counters_act."""

import numpy as np
import pytest
from reformed import World, world

COUNTER = 1
"""The process of everyday matters."""


@pytest.fixture(scope="module")
def base() -> World:
    return world()


@pytest.fixture(scope="module")
def visitors() -> World:
    """The everyday matters of the base year."""
    return world(process=COUNTER)


# One window


def test_one_window_accepts_a_stage_at_once_and_delivers_when_the_last_is_ready() -> None:
    one = world("one-window")
    stage = ["fire-review", "air-defence", "lightning"]
    needed = one.needs("air-defence") & (one.done("construction-permit") > 0) & (one.history.fate == 0)
    for item in stage:
        assert (one.begun(item) == one.done("drawings-acceptance"))[needed].all()
    slowest = np.max([one.done(item) for item in stage], axis=0)
    assert (one.begun("drawings-outlet") == slowest)[needed].all()
    returned = one.history.log.outcome[one.rows("accept", "drawings-acceptance")] == 1
    assert 0.2 < returned.mean() < 0.5
    assert not (one.history.log.outcome[one.rows("accept", "air-defence")] == 1).any()


def test_one_window_pools_the_windows_and_saves_trips(base: World, visitors: World) -> None:
    one = world("one-window", process=COUNTER)
    assert one.queued(one.rows("serve")).mean() < 0.5 * visitors.queued(visitors.rows("serve")).mean()
    assert world("one-window").permitted["trips"].mean() < 0.75 * base.permitted["trips"].mean()


# On line, by courier, by electronic seal, with shared data


def test_who_manages_on_line_never_comes_to_hand_in_and_is_accepted_in_office_hours(base: World) -> None:
    one = world("online-filing")
    online = one.having("online")
    assert 0.5 < len(online) / one.history.count < 0.7
    assert online.isdisjoint(one.who("submit"))
    assert len(one.who("submit")) == one.history.count - len(online)
    ends = one.moments(one.rows("accept"), "end")
    assert set(ends.hour) <= {8, 9, 10, 11, 12, 13, 14, 15, 16, 17}
    assert one.permitted["trips"].mean() < 0.75 * base.permitted["trips"].mean()


def test_a_courier_travels_at_weekends_too_and_nobody_comes_to_fetch(base: World) -> None:
    one = world("courier")
    assert (base.moments(base.rows("deliver"), "end").day_of_week < 5).mean() > 0.95
    assert (one.moments(one.rows("deliver"), "end").day_of_week >= 5).mean() > 0.1
    fetched = len(base.rows("deliver")) / base.history.count
    assert base.permitted["trips"].mean() - one.permitted["trips"].mean() == pytest.approx(fetched, rel=0.1)


def test_an_electronic_seal_waits_for_no_signing_day(base: World) -> None:
    one = world("e-seal")
    signed = [play.moments(play.rows("seal", "planning-permit")) for play in (base, one)]
    assert set(signed[0].day_of_week) <= {1, 4}
    assert {0, 1, 2, 3, 4} <= set(signed[1].day_of_week)
    assert one.minutes(one.rows("seal", "planning-permit")).mean() < 24 * 60


def test_what_government_has_is_neither_prepared_nor_missed_nor_checked_again(base: World) -> None:
    one = world("data-sharing")
    for step in ("prepare", "accept"):
        rows = [play.rows(step, "planning-permit") for play in (base, one)]
        assert one.minutes(rows[1]).mean() < 0.95 * base.minutes(rows[0]).mean()
    assert one.permitted["corrections"].mean() < 0.9 * base.permitted["corrections"].mean()


# Complaints


def test_who_asks_first_comes_with_complete_papers_or_not_at_all(base: World, visitors: World) -> None:
    one, counter = world("complaints-platform"), world("complaints-platform", process=COUNTER)
    back = [(play.history.log.outcome[play.rows("accept")] == 1).mean() for play in (base, one)]
    assert back[1] < 0.96 * back[0]
    assert len(counter.rows("serve")) == pytest.approx(0.85 * len(visitors.rows("serve")), rel=0.02)
