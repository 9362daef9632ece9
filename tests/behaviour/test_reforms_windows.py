"""Each reform at the windows at work: who comes when, queues where, travels how often, and who is paid for it."""

import numpy as np
import pytest
from reformed import World, played, scenario, world

COUNTER = 1
"""The process of everyday matters."""
SERVICES = ["staggered-hours", "extended-hours", "appointment", "guided", "sunday-rota"]


@pytest.fixture(scope="module")
def base() -> World:
    return world()


@pytest.fixture(scope="module")
def visitors() -> World:
    """The everyday matters of the base year."""
    return world(process=COUNTER)


def hours_of(one: World) -> set[int]:
    """The hours of the day at which everyday matters are taken up."""
    return set(one.moments(one.rows("serve")).hour)


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
    assert not (one.history.log.outcome[one.rows("accept", "fire-review")] == 1).any()


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
        rows = [play.rows(step, "fire-review") for play in (base, one)]
        assert one.minutes(rows[1]).mean() < 0.95 * base.minutes(rows[0]).mean()
    assert one.permitted["corrections"].mean() < 0.9 * base.permitted["corrections"].mean()


# The five services


def test_staggered_hours_open_the_windows_at_noon_for_the_same_hours_of_work(visitors: World) -> None:
    one = world("staggered-hours", process=COUNTER)
    assert one.pool_hours("window") == pytest.approx(visitors.pool_hours("window"))
    noon = one.moments(one.rows("serve"))
    assert 12 in set(noon.hour)
    at_noon = visitors.moments(visitors.rows("serve"))
    assert not (
        (at_noon.hour * 60 + at_noon.minute >= 12 * 60) & (at_noon.hour * 60 + at_noon.minute < 13 * 60 + 30)
    ).any()


def test_extended_hours_are_paid_for_by_more_hours(visitors: World) -> None:
    one = world("extended-hours", process=COUNTER)
    assert 17 in hours_of(one)
    assert 17 not in hours_of(visitors)
    assert one.pool_hours("window") / visitors.pool_hours("window") == pytest.approx(1 + 6 / 12 / 7, rel=0.02)


def test_on_sundays_one_group_of_four_serves_and_is_paid_for_it(visitors: World) -> None:
    one = world("sunday-rota", process=COUNTER)
    rows = one.rows("serve")
    sundays = one.moments(rows).day_of_week == 6
    assert sundays.mean() > 0.02
    served = one.history.log
    by_sunday = {day: set() for day in one.moments(rows[sundays]).strftime("%F")}
    for day, server in zip(one.moments(rows[sundays]).strftime("%F"), served.server[rows[sundays]], strict=True):
        by_sunday[day].add(int(server))
    on_duty = [len(servers) for servers in by_sunday.values()]
    assert np.mean(np.array(on_duty) <= 4) > 0.9, "but for the Sundays that make up for a holiday"
    more = one.pool_hours("window") - visitors.pool_hours("window")
    assert more == pytest.approx(3 * 6 * 45 * one.years, rel=0.05), "not on holidays, nor where they work anyway"


def test_who_books_does_not_queue_and_the_clerks_kept_free_are_missed_elsewhere(visitors: World) -> None:
    one = world("appointment")
    booked = one.having("appointment")
    assert one.who("appointment") == booked
    assert booked.isdisjoint(one.who("submit"))
    missed = one.history.log.outcome[one.rows("appointment")] == 1
    assert 0.05 < missed.mean() < 0.15
    others = world("appointment", process=COUNTER)
    assert others.queued(others.rows("serve")).mean() > visitors.queued(visitors.rows("serve")).mean()


def test_a_guide_makes_service_shorter_and_fewer_papers_come_back_at_acceptance(base: World) -> None:
    one = world("guided")
    rows = [play.rows("submit", "fire-review") for play in (base, one)]
    assert np.median(one.minutes(rows[1])) == pytest.approx(0.85 * np.median(base.minutes(rows[0])), rel=0.1)
    back = [(play.history.log.outcome[play.rows("accept")] == 1).mean() for play in (base, one)]
    assert back[1] < 0.93 * back[0]


def test_the_five_services_together_shorten_waiting_and_leave_the_total(base: World) -> None:
    """The windows hold a project for hours, the whole takes months: bureaus, notices and designers keep their days."""
    windows = world(*SERVICES)
    assert windows.permitted["on_site_hours"].mean() < 0.9 * base.permitted["on_site_hours"].mean()
    assert windows.permitted["total_days"].mean() == pytest.approx(base.permitted["total_days"].mean(), rel=0.03)


def test_longer_hours_help_visitors_where_one_window_serves_for_all(visitors: World) -> None:
    """Who comes at noon or on a Sunday to a window of one department finds it shut more often than not."""

    def waits(*names: str) -> float:
        return float(world(*names, process=COUNTER).cases["on_site_hours"].mean())

    longer = ["staggered-hours", "sunday-rota"]
    assert waits(*longer) > waits()
    assert waits("one-window", *longer) < 1.05 * waits("one-window") < waits()


# Nearer to people


def test_a_town_s_own_point_serves_its_people_alone_and_cannot_help_the_other() -> None:
    one = world("township-points", process=COUNTER)
    east, west = one.having("lives-east"), one.having("lives-west")
    assert one.who("serve-east") == east
    assert one.who("serve-west") == west - east
    assert one.who("serve").isdisjoint(east | west)
    assert one.who("send-east") == east
    doubled = played(scenario("township-points", changes=({"traits": "lives-east", "times": {"all": 2}},)), COUNTER)
    assert doubled.queued(doubled.rows("serve-east")).mean() > 1.5 * one.queued(one.rows("serve-east")).mean()
    assert doubled.queued(doubled.rows("serve-west")).mean() < 1.2 * one.queued(one.rows("serve-west")).mean()


def test_who_has_another_hall_nearer_goes_there_and_the_papers_are_transferred(visitors: World) -> None:
    one = world("any-counter", process=COUNTER)
    near = one.having("near-another-hall")
    assert one.who("serve-elsewhere") == one.who("transfer") == near
    assert one.who("serve").isdisjoint(near)
    assert one.queued(one.rows("serve")).mean() < visitors.queued(visitors.rows("serve")).mean()
    halls = [one.plan.pool_first_server[one.plan.pool_names.index(name)] for name in ("north-hall", "south-hall")]
    in_south = (one.history.log.server[one.rows("serve-elsewhere")] >= halls[1]).mean()
    assert 0.3 < in_south < 0.5, "the lines even out"
    assert one.permitted["total_days"].mean() > visitors.permitted["total_days"].mean()


def test_who_lives_in_a_town_goes_to_its_point_even_if_another_hall_is_near() -> None:
    both = world("any-counter", "township-points", process=COUNTER)
    lives = both.having("lives-east") | both.having("lives-west")
    assert both.who("serve-elsewhere") == both.having("near-another-hall") - lives
    assert both.who("serve-east") | both.who("serve-west") == lives


def test_who_asks_first_comes_with_complete_papers_or_not_at_all(base: World, visitors: World) -> None:
    one, counter = world("complaints-platform"), world("complaints-platform", process=COUNTER)
    back = [(play.history.log.outcome[play.rows("accept")] == 1).mean() for play in (base, one)]
    assert back[1] < 0.96 * back[0]
    assert len(counter.rows("serve")) == pytest.approx(0.85 * len(visitors.rows("serve")), rel=0.02)
