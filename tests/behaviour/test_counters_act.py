"""Each service at the counters acts as its `mechanism:` says, seen in the log of the shipped base year."""

import numpy as np
import pandas as pd
import pytest
from reformed import World, played, scenario, world

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.payroll import hours_a_year
from sim.outcomes.trips import Visits
from sim.simulation.event_log import RETURNED

COUNTER = 1
"""The process of everyday matters."""
SERVICES = ["staggered-hours", "extended-hours", "appointment", "guided", "sunday-rota"]
NOON = 12 * 60, 13 * 60 + 30
QUIET = (8 * 60 + 30, 9 * 60), (11 * 60, 12 * 60), (13 * 60 + 30, 14 * 60), (16 * 60, 17 * 60)
EARLY, LATE = {"desk-1", "desk-3", "spare-1"}, {"desk-2", "desk-4", "spare-2"}
"""The two groups of groups that lunch early and late, of which the late ones stay longer."""


@pytest.fixture(scope="module")
def base() -> World:
    return world()


@pytest.fixture(scope="module")
def visitors() -> World:
    """The everyday matters of the base year."""
    return world(process=COUNTER)


def within(minutes: Ints, *spans: tuple[int, int]) -> Flags:
    return np.any([(since <= minutes) & (minutes < until) for since, until in spans], axis=0)


def served_by(one: World, rows: Ints, calendars: set[str]) -> Ints:
    """Of these records, those of the servers who are on duty by the calendars."""
    return rows[np.isin(one.history.log.server[rows], sorted(one.on(calendars)))]


def busy_windows(one: World, minute: int) -> set[str]:
    """The windows at which no clerk is free in a minute."""
    log, kept = one.log, one.draws.attendance
    held = set(log.server[(log.start <= minute) & ((log.end > minute) | (log.end < 0)) & (log.server >= 0)].tolist())
    windows = {name for name, pool in one.plan.scenario.pools.items() if "window" in pool.tags}
    first = dict(zip(one.plan.pool_names, one.plan.pool_first_server, strict=False))
    end = dict(zip(one.plan.pool_names, one.plan.pool_first_server[1:], strict=True))
    return {
        name
        for name in windows
        if all(server in held or not kept.hours_of(server).is_open(minute) for server in range(first[name], end[name]))
    }


# One window


def test_at_one_window_nobody_waits_while_a_clerk_is_idle(visitors: World) -> None:
    """In the base nearly everybody who waits sees the clerk of another window idle."""
    rows = visitors.rows("serve")
    waiting = rows[visitors.queued(rows) > 0][:300]
    alone = [len(busy_windows(visitors, int(minute))) for minute in visitors.history.log.joined[waiting]]
    assert np.mean(np.array(alone) < 9) > 0.6

    one = world("one-window", process=COUNTER)
    rows = one.rows("serve")
    waiting = rows[(one.queued(rows) > 0) & within(one.clock(rows, "joined"), (510, 720), (810, 1020))]
    assert len(waiting) < 0.05 * len(rows)
    assert all("one-window" in busy_windows(one, int(minute)) for minute in one.history.log.joined[waiting])


def test_at_one_window_each_clerk_takes_the_papers_of_every_department() -> None:
    one = world("one-window", process=COUNTER)
    rows, log = one.rows("serve"), one.history.log
    departments = pd.Series([one.plan.items[item + one.history.items.start].department for item in log.item[rows]])
    met = departments.groupby(log.server[rows]).nunique()
    assert len(met) == 12
    assert (met >= 8).all()


# The five services


def test_staggered_hours_serve_at_noon_and_before_them_nobody_did(visitors: World) -> None:
    one = world("staggered-hours", process=COUNTER)
    assert not within(visitors.clock(visitors.rows("serve")), NOON).any()
    assert within(one.clock(one.rows("serve")), NOON).mean() > 0.1
    assert one.pool_hours("window") == pytest.approx(visitors.pool_hours("window"), rel=0.001), "the same hours of work"


def test_under_staggered_hours_half_the_clerks_lunch_early_and_half_late_and_bureaus_at_noon() -> None:
    one = world("staggered-hours")
    rows = np.concatenate([one.rows("submit"), one.rows("decide")])
    early, late = (one.clock(served_by(one, rows, group)) for group in (EARLY, LATE))
    assert min(len(early), len(late)) > 1000
    assert not within(early, (690, 780)).any()
    assert within(early, (780, 870)).any()
    assert not within(late, (780, 870)).any()
    assert within(late, (690, 780)).any()
    assert not within(one.clock(one.rows("review")), NOON).any()


def test_staggered_hours_halve_the_wait_behind_one_window_and_lengthen_it_at_windows_of_one_clerk(base: World) -> None:
    """Who comes at his own window's lunch waits before it; one window is never shut at noon."""

    def wait(*names: str) -> float:
        return float(world(*names).permitted["wait_per_trip"].mean())

    assert wait("staggered-hours") > 1.3 * wait()
    assert wait("one-window", "staggered-hours") < 0.6 * wait("one-window") < wait()


def test_extended_hours_serve_until_six_by_two_groups_of_four(visitors: World) -> None:
    one = world("extended-hours", process=COUNTER)
    assert visitors.clock(visitors.rows("serve")).max() < 17 * 60
    evening = one.rows("serve")[one.clock(one.rows("serve")) >= 17 * 60]
    assert len(evening) > 500
    assert one.clock(evening).max() < 18 * 60
    assert set(one.history.log.server[evening].tolist()) <= one.on(LATE)
    paid = [hours_a_year(play.plan) for play in (visitors, one)]
    assert paid[0].overtime == 0
    assert paid[1].overtime == pytest.approx(6 * 250, rel=0.02)
    assert paid[1].usual == paid[0].usual


def test_what_is_handed_in_after_five_waits_for_the_bureau_until_morning() -> None:
    one = world("extended-hours")
    handed_in = one.rows("submit")
    late = handed_in[one.clock(handed_in, "end") > 17 * 60]
    accepted = one.by_case(one.rows("accept"), one.day(one.rows("accept"), "end"))
    days = pd.concat([one.by_case(late, one.day(late, "end")), accepted], axis=1, join="inner")
    assert len(days) > 5
    assert (days[1] > days[0]).all()
    assert one.clock(one.rows("review", "fire-review")).max() < 17 * 60


def test_who_books_is_served_at_a_quiet_hour_and_does_not_queue() -> None:
    one = world("appointment")
    booked = one.having("appointment")
    assert one.who("appointment") == booked
    assert booked.isdisjoint(one.who("submit"))
    rows = one.rows("appointment")
    assert within(one.clock(rows), *QUIET).all()
    missed = one.history.log.outcome[rows] == RETURNED
    assert 0.05 < missed.mean() < 0.15
    slots = pd.Series(one.history.log.start[rows]).value_counts()
    assert slots.max() == 2, "two clerks"


def test_clerks_kept_free_for_appointments_are_missed_at_their_windows_and_nobody_works_slower(visitors: World) -> None:
    one = world("appointment", process=COUNTER)
    for play, kept_free in ((visitors, False), (one, True)):
        spared = served_by(play, play.rows("serve"), {"spare-1", "spare-2"})
        assert len(spared) > 1000
        assert within(play.clock(spared), *QUIET).any() != kept_free
    rows = [play.rows("serve") for play in (visitors, one)]
    work = [play.by_case(some, play.worked(some)) for play, some in zip((visitors, one), rows, strict=True)]
    together = pd.concat(work, axis=1, join="inner")
    assert len(together) > 0.99 * len(rows[0])
    assert (together[0] == together[1]).all()
    assert one.queued(rows[1]).mean() > visitors.queued(rows[0]).mean()


def test_who_comes_in_person_sees_a_guide_first_and_waits_for_him(visitors: World) -> None:
    for process, step in ((0, "submit"), (COUNTER, "serve")):
        one = world("guided", process=process)
        looked, served = one.rows("guide"), one.rows(step)
        seen = one.by_case(looked, one.history.log.end[looked])
        came = one.by_case(served, one.history.log.joined[served])
        assert len(came) > 5000
        assert (seen.reindex(came.index) == came).all(), "from the guide straight to the window"
        assert 0.02 < (one.queued(looked) > 0).mean() < 0.9, "he can be busy"
        assert one.history.log.server[looked].max() - one.history.log.server[looked].min() == 1, "there are two"
        assert not within(one.clock(looked), NOON, (0, 510), (1020, DAY)).any(), "while the hall is open"


def test_only_who_has_seen_a_guide_is_served_sooner_and_has_fewer_papers_sent_back(base: World) -> None:
    """Of the same project's same papers: with a guide the clerk needs 0.85 of the time, without one as long as ever."""
    one = world("guided", "online-filing")
    other = world("online-filing")
    online = sorted(one.having("online"))
    assert not np.isin(one.history.log.case[one.rows("guide")], online).any()
    rows = [play.rows("submit") for play in (other, one)]
    first = [some[play.history.log.attempt[some] == 0] for play, some in zip((other, one), rows, strict=True)]
    work = [play.by_case(some, play.worked(some)) for play, some in zip((other, one), first, strict=True)]
    ratio = (work[1] / work[0]).dropna()
    assert ratio.mean() == pytest.approx(0.85, abs=0.01)
    assert ratio.between(0.75, 0.95).mean() > 0.99, "minutes are whole"
    accepted = [play.rows("accept") for play in (other, one)]
    first = [some[play.history.log.attempt[some] == 0] for play, some in zip((other, one), accepted, strict=True)]
    back = [
        play.by_case(some, play.history.log.outcome[some] == RETURNED)
        for play, some in zip((other, one), first, strict=True)
    ]
    both = pd.concat(back, axis=1, join="inner")
    on_line = both.index.get_level_values(0).isin(online)
    assert (both[0] == both[1])[on_line].all()
    assert (both[1] <= both[0]).all(), "nobody's papers come back for a guide's sake"
    seen = both[~on_line]
    assert seen[1].sum() / seen[0].sum() == pytest.approx(0.85, abs=0.05)


def test_no_guide_looks_at_what_an_agent_has_looked_at() -> None:
    one = world("guided", "agents")
    assert not len(one.rows("guide"))
    assert len(world("guided", "agents", process=COUNTER).rows("guide"))


def test_on_sundays_one_group_of_four_serves_and_is_paid_double(visitors: World) -> None:
    one = world("sunday-rota", process=COUNTER)
    rows = one.rows("serve")
    sunday = one.moments(rows).day_of_week == 6
    assert sunday.mean() > 0.02
    on_duty = pd.Series(one.history.log.server[rows[sunday]]).groupby(one.day(rows[sunday])).nunique()
    assert (on_duty <= 3).mean() > 0.9, "but for the Sundays that make up for a holiday"
    hours = hours_a_year(one.plan)
    assert hours.rest_day == pytest.approx(3 * 6 * 45, rel=0.05), "not on holidays, nor where they work anyway"
    assert hours.usual == hours_a_year(visitors.plan).usual, "nobody has a weekday off for it"
    bureaus = world("sunday-rota")
    reviews = bureaus.moments(bureaus.rows("review"))
    before = world()
    assert (reviews.day_of_week == 6).sum() == pytest.approx(
        (before.moments(before.rows("review")).day_of_week == 6).sum(), rel=0.1
    )


def test_who_finds_his_window_shut_on_a_sunday_comes_again_another_day() -> None:
    one = world("sunday-rota", process=COUNTER)
    rows, kept = one.rows("serve"), one.draws.attendance
    came_on_sunday = one.moments(rows, "joined").day_of_week == 6
    log = one.history.log
    shut = np.array(
        [
            kept.counter_hours(int(pool)).between(day * DAY, (day + 1) * DAY) == 0
            for pool, day in zip(log.pool[rows], one.day(rows, "joined"), strict=True)
        ]
    )
    in_vain = rows[came_on_sunday & shut]
    assert len(in_vain) > 500
    assert (one.day(in_vain) > one.day(in_vain, "joined")).all()
    visits = Visits(one.history)
    assert (visits.trips[in_vain] >= 2).all()
    assert visits.trips[in_vain].mean() < 2.1


def test_with_one_window_nobody_comes_on_a_sunday_in_vain() -> None:
    alone, together = (
        world(*names, process=COUNTER).cases["sent_home"].mean()
        for names in (["sunday-rota"], ["one-window", "sunday-rota"])
    )
    assert together < 0.2 * alone


def test_the_five_services_shorten_waiting_behind_one_window_and_leave_the_total(base: World) -> None:
    """The windows hold a project for hours, the whole takes months: bureaus, notices and designers keep their days."""
    window, both = world("one-window"), world("one-window", *SERVICES)
    assert both.permitted["wait_per_trip"].mean() < 0.7 * window.permitted["wait_per_trip"].mean()
    assert both.permitted["on_site_hours"].mean() < window.permitted["on_site_hours"].mean()
    for play, beside in ((world(*SERVICES), base), (both, window)):
        assert play.permitted["total_days"].mean() == pytest.approx(beside.permitted["total_days"].mean(), rel=0.03)


# Nearer to people


def test_who_has_another_hall_nearer_goes_there_and_the_papers_are_transferred(visitors: World) -> None:
    one = world("any-counter", process=COUNTER)
    near = one.having("near-another-hall")
    assert one.who("serve-elsewhere") == one.who("transfer") == near
    assert one.who("serve").isdisjoint(near)
    assert one.queued(one.rows("serve")).mean() < visitors.queued(visitors.rows("serve")).mean()
    in_south = (one.history.log.pool[one.rows("serve-elsewhere")] == one.plan.pool_names.index("south-hall")).mean()
    assert 0.4 < in_south < 0.5, "the lines even out; of equals the first named"
    assert one.permitted["total_days"].mean() > visitors.permitted["total_days"].mean()


def test_at_another_hall_one_queues_with_its_own_visitors_and_nobody_works_slower(visitors: World) -> None:
    one = world("any-counter", process=COUNTER)
    own = world("any-counter", process=2)
    rows = one.rows("serve-elsewhere")
    usual = visitors.worked(visitors.rows("serve"))
    assert one.worked(rows).mean() == pytest.approx(usual.mean(), rel=0.02)
    assert own.worked(own.rows("attend")).mean() == pytest.approx(15.5, rel=0.02)
    line = pd.concat(
        pd.DataFrame({"ours": ours, "joined": play.history.log.joined[some], "start": play.history.log.start[some]})
        for ours, play, some in ((True, one, one.at_pool("north-hall")), (False, own, own.at_pool("north-hall")))
    ).sort_values(["start", "joined"])
    assert (line["ours"] != line["ours"].shift()).mean() > 0.2, "both stand in one line"
    waited = line["ours"] & (line["start"] > line["joined"])
    assert waited.sum() / line["ours"].sum() > 0.3


def test_a_town_s_own_point_serves_its_people_alone_and_cannot_help_the_other() -> None:
    one = world("township-points", process=COUNTER)
    east, west = one.having("lives-east"), one.having("lives-west")
    assert one.who("serve-east") == one.who("send-east") == east
    assert one.who("serve-west") == one.who("send-west") == west - east
    assert one.who("serve").isdisjoint(east | west)
    doubled = played(scenario("township-points", changes=({"traits": "lives-east", "times": {"all": 2}},)), COUNTER)
    assert doubled.queued(doubled.rows("serve-east")).mean() > 1.5 * one.queued(one.rows("serve-east")).mean()
    assert doubled.queued(doubled.rows("serve-west")).mean() < 1.2 * one.queued(one.rows("serve-west")).mean()


def test_a_town_s_clerk_serves_others_too_and_his_point_is_shut_while_he_is_away(visitors: World) -> None:
    one, others = world("township-points", process=COUNTER), world("township-points", process=2)
    rows, attended = one.rows("serve-east"), others.rows("attend")
    usual = visitors.worked(visitors.rows("serve")).mean()
    assert one.worked(rows).mean() / usual == pytest.approx(18.7 / 15.5, rel=0.02), "a generalist takes a fifth longer"
    assert others.worked(attended).mean() == pytest.approx(18.7, rel=0.03)
    pool = one.plan.pool_names.index("east-town")
    kept, planned = (hours.counter_hours(pool) for hours in (one.draws.attendance, one.plan.attendance))
    away = set((planned.opens // DAY).tolist()) - set((kept.opens // DAY).tolist())
    assert len(away) == pytest.approx(0.1 * len(set((planned.opens // DAY).tolist())), rel=0.35)
    assert away.isdisjoint(one.day(rows).tolist())
    in_vain = rows[np.isin(one.day(rows, "joined"), sorted(away))]
    assert len(in_vain) > 50
    assert (Visits(one.history).trips[in_vain] >= 2).all()


def test_who_lives_in_a_town_goes_to_its_point_even_if_another_hall_is_near() -> None:
    both = world("any-counter", "township-points", process=COUNTER)
    lives = both.having("lives-east") | both.having("lives-west")
    assert both.who("serve-elsewhere") == both.having("near-another-hall") - lives
    assert both.who("serve-east") | both.who("serve-west") == lives


# Agents


def test_every_paper_that_comes_back_less_often_has_been_on_an_agent_s_desk(base: World) -> None:
    one = world("agents")
    looked, handed_in = one.rows("agent"), one.rows("submit")
    seen = one.by_case(looked, one.history.log.end[looked])
    came = one.by_case(handed_in, one.history.log.joined[handed_in])
    assert (seen.reindex(came.index) == came).all()
    assert (one.queued(looked) > 0).mean() > 0.1, "he can be busy"
    before, after = (play.plan.processes[0].items for play in (base, one))
    for name, item in after.items():
        for step_name, step in item.steps.items():
            was = before[name].steps.get(step_name)
            if was is not None and was.returns is not None and step.returns is not None:
                fewer = step.returns.share.value < was.returns.share.value
                assert fewer == ("agent" in item.steps), f"{name}.{step_name}"
    desk = one.plan.pool_names.index("agents")
    first, end = one.plan.pool_first_server[desk : desk + 2]
    for server in range(first, end):
        mine = looked[one.history.log.server[looked] == server]
        there = set((one.draws.attendance.hours_of(server).opens // DAY).tolist())
        assert set(one.day(mine).tolist()) <= there
