"""What a calibrated city says: waits that end at the deadline, measured shapes, classes, a backlog with a past."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from sim.outcomes.measure import measure
from sim.outcomes.payroll import presence
from sim.scenario import Scenario, as_document
from sim.scenario.validation import validated
from sim.simulation.draws.streams import uniforms

DAY = 420
"""Working minutes of a day of the office."""


def june(day, hour, minute=0):
    return datetime(2016, 6, day, hour, minute)


def minutes_of(run, step, calendar="office"):
    """The open minutes that each case spent at a step, by case."""
    rows = np.flatnonzero(run.log.step == run.plan.step_names.index(step))
    hours = run.plan.calendars[list(run.plan.scenario.calendars).index(calendar)]
    spent = hours.worked_at(run.log.end[rows].astype(np.int64)) - hours.worked_at(run.log.joined[rows].astype(np.int64))
    return dict(zip(run.log.case[rows].tolist(), spent.tolist(), strict=True))


# Deadlines


def test_a_shorter_promise_moves_the_spike_at_the_deadline_and_nothing_else(play):
    before, after = play("measured/deadline"), play("measured/deadline-limits-20")
    decided, sooner = minutes_of(before, "decide"), minutes_of(after, "decide")
    assert len(decided) == len(sooner) == 200
    spike = {case for case, minutes in decided.items() if minutes == 10 * DAY}
    assert 80 <= len(spike) <= 120
    assert {case for case, minutes in sooner.items() if minutes == 8 * DAY} == spike
    assert all(abs(sooner[case] - 0.8 * decided[case]) <= 1 for case in decided)
    assert minutes_of(before, "notice", "always") == minutes_of(after, "notice", "always")


def test_quantiles_in_a_file_beside_keep_their_atom(play):
    """Half of the notices last seven days to the minute, the others up to fourteen, each as its luck says."""
    luck = uniforms(200, 1, 0, "investment", "publication", "notice", "minutes")
    days = np.interp(luck, [0, 0.5, 1], [7, 7, 14])
    noticed = minutes_of(play("measured/deadline"), "notice", "always")
    assert [noticed[case] for case in range(200)] == np.rint(days * 1440).astype(int).tolist()
    assert (luck < 0.5).sum() == list(noticed.values()).count(7 * 1440)


# Classes, and deadlines in days of the week


def courses(run):
    """For each class of case, when its steps were over."""
    of_case = [run.plan.variant_class[kind] for kind in run.draws.variant]
    return {(of_case[one.case], one.step, one.end) for one in run.story()}


def test_who_is_large_takes_longer_and_is_extended(play):
    """The clock runs over the holidays; the large one, accepted an hour later, is decided on the second deadline."""
    run = play("measured/extended")
    assert courses(run) == {
        ("small", "accept", june(6, 10)),
        ("small", "decide", june(13, 10)),
        ("large", "accept", june(6, 11)),
        ("large", "decide", june(13, 11)),
        ("large", "extend", june(20, 11)),
    }
    assert measure(run.plan, run.draws, run.log).cases["overdue_share"].tolist() == [0, 0, 0, 0]


def test_a_reform_acts_on_what_is_said_of_some_classes_and_leaves_the_extension(play):
    assert courses(play("measured/extended-half")) == {
        ("small", "accept", june(6, 9, 30)),
        ("small", "decide", june(9, 21, 30)),
        ("large", "accept", june(6, 10)),
        ("large", "decide", june(9, 22)),
        ("large", "extend", june(16, 22)),
    }


def test_without_the_extension_who_took_the_second_deadline_is_late(play):
    """What is late is what took longer than it was promised: seven days and not fourteen."""
    run = play("measured/extended")
    short = replace(run.plan, item_promise_extension=run.plan.item_promise_extension * 0)
    late = measure(short, run.draws, run.log).cases["overdue_share"]
    of_case = [run.plan.variant_class[kind] for kind in run.draws.variant]
    assert late.tolist() == [float(name == "large") for name in of_case]


def test_what_is_promised_in_days_of_the_week_is_told_in_working_days(play):
    """The office is open on 53 of the 74 days, so seven days of the week are five working days and a little."""
    plan = play("measured/extended").plan
    office, always = plan.calendars[0], plan.calendars[1]
    days = (office.total / office.day_minutes) / (always.total / 1440)
    assert plan.promised_days.ravel() == pytest.approx([7 * days] * len(plan.variant_class))
    assert 7 * days == pytest.approx(7 * 53 / 74)


# A backlog with a past


def test_open_cases_go_on_from_where_they_stand_with_what_they_have_behind_them(play):
    """The first has half a day of acceptance left, the second three of five days of review and six of its promise.

    The promise of the third has run, so it is decided at once; the fourth is looked at, though hardly anybody is; the
    last begins the notice. None of them does again what it has done.
    """
    run = play("measured/open")
    assert run.plan.pasts[0].names == ("2015-001", "2015-002", "2015-004", "2015-003", "2015-005")
    assert [(*one[:3], one.end) for one in run.story() if one.case < 5] == [
        (0, "permit", "accept", june(6, 12)),
        (0, "permit", "review", june(14, 12)),
        (0, "permit", "decide", june(21, 12)),
        (0, "publication", "notice", june(28, 12)),
        (1, "permit", "review", june(8, 17)),
        (1, "permit", "decide", june(14, 17)),
        (1, "publication", "notice", june(21, 17)),
        (2, "permit", "decide", june(6, 0)),
        (2, "publication", "notice", june(13, 0)),
        (3, "publication", "notice", june(13, 0)),
        (4, "permit", "look", june(6, 12)),
        (4, "permit", "review", june(16, 12)),
        (4, "permit", "decide", june(21, 12)),
        (4, "publication", "notice", june(28, 12)),
    ]


def test_who_comes_then_has_the_same_luck_with_and_without_them(play):
    """The same case, number 0 of those who come."""
    run, document = play("measured/open"), as_document(play("measured/open").plan.scenario)
    alone = play(validated(Scenario, {key: part for key, part in document.items() if key != "start_with"}, "alone"))
    assert [one[1:] for one in run.story() if one.case == 5] == [one[1:] for one in alone.story()]


# Weekdays


def test_on_a_day_with_half_the_time_the_same_work_takes_twice_as_long(play):
    """Eighty minutes take a hundred of the shift on Monday; on Friday six quarters of an hour and ten minutes.

    Of each half hour the first is his.

    What comes on Friday at 16:50 finds that half hour spent and waits for Monday.
    """
    run = play("measured/fridays")
    assert [(one.joined, one.start, one.end) for one in run.story()] == [
        (june(13, 8, 30), june(13, 8, 30), june(13, 10, 10)),
        (june(17, 8, 30), june(17, 8, 30), june(17, 11, 40)),
        (june(17, 16, 50), june(20, 8, 30), june(20, 10, 10)),
    ]


def test_what_the_clerk_has_for_it_in_a_week_is_paid(play):
    """Seven hours a day, of which he has four fifths on four days and two fifths on Friday."""
    run = play("measured/fridays")
    hours = run.plan.calendars[int(run.plan.server_calendar[0])].between(0, 7 * 1440) / 60
    assert hours * presence(run.plan)[0, 0] == pytest.approx(7 * (4 * 0.8 + 0.4))
