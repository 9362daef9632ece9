"""Small scenarios whose whole course is worked out by hand, to the minute. All of them play in June 2016.

Mo Tu We Th Fr Sa Su       9 to 11 June are the Dragon Boat holidays; Sunday the 12th makes up for Friday.
 6  7  8  9 10 11 12       The office is open 08:30-12:00 and 13:30-17:00: seven hours, 420 minutes, a day.
13 14 15 16 17 18 19
20 21 22 23 24 25 26
"""

from datetime import datetime

import pytest

from sim.calendars.working_time import to_moment
from sim.outcomes.measure import measure
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.validation import validated
from sim.simulation.event_log import MOST_ATTEMPTS, NOT_YET
from sim.simulation.reserves import calls_of


def june(day, hour, minute=0):
    return datetime(2016, 6, day, hour, minute)


# When people are there


def test_three_days_of_review_across_a_holiday_and_a_weekend(play):
    """One hour on Wednesday the 8th, all of Sunday the 12th and Monday, six hours on Tuesday.

    The second file comes half an hour before the weekend and takes until Wednesday, half an hour before closing time.
    """
    assert play("weekend").story() == [
        (0, "fire", "review", 0, june(8, 16), june(8, 16), june(14, 16), "done"),
        (1, "fire", "review", 0, june(17, 16, 30), june(17, 16, 30), june(22, 16, 30), "done"),
    ]


def test_what_comes_at_night_waits_for_the_morning(play):
    """Friday the 10th is a holiday, so the file that comes that evening is taken on Sunday morning.

    On Monday at 16:50 ten minutes are left, and the other ten are worked on Tuesday; what comes at closing time waits.
    """
    assert play("overnight").story() == [
        (0, "filing", "acceptance", 0, june(10, 18), june(12, 8, 30), june(12, 8, 50), "done"),
        (1, "filing", "acceptance", 0, june(13, 16, 50), june(13, 16, 50), june(14, 8, 40), "done"),
        (2, "filing", "acceptance", 0, june(13, 17), june(14, 8, 40), june(14, 9), "done"),
    ]


def test_half_the_counter_is_at_lunch(play):
    """The first clerk lunches 12:00-13:00, the second 13:00-14:00; twenty minutes for each applicant.

    The first applicant's clerk leaves for lunch half-way and finishes after it. Meanwhile the second clerk serves alone
    and leaves the fourth applicant half-way in turn; the fifth waits for the first clerk.
    """
    run = play("lunch")
    assert run.story() == [
        (0, "card", "service", 0, june(6, 11, 50), june(6, 11, 50), june(6, 13, 10), "done"),
        (1, "card", "service", 0, june(6, 12, 5), june(6, 12, 5), june(6, 12, 25), "done"),
        (2, "card", "service", 0, june(6, 12, 10), june(6, 12, 25), june(6, 12, 45), "done"),
        (3, "card", "service", 0, june(6, 12, 50), june(6, 12, 50), june(6, 14, 10), "done"),
        (4, "card", "service", 0, june(6, 13, 5), june(6, 13, 10), june(6, 13, 30), "done"),
    ]
    assert run.log.server.tolist() == [0, 1, 1, 1, 0]


# Meetings and appointments


def test_a_meeting_missed_by_one_minute(play):
    """Papers handed in on Tuesday at 14:00 are two working days old on Thursday at 14:00; a minute later, a week later.

    The very first would have made Thursday the 9th, but that is a holiday, and no make-up day is a Thursday.
    """
    assert play("meeting").story() == [
        (0, "drawings", "meeting", 0, june(6, 9), june(16, 14), june(16, 15), "done"),
        (1, "drawings", "meeting", 0, june(14, 14), june(16, 14), june(16, 15), "done"),
        (2, "drawings", "meeting", 0, june(14, 14, 1), june(23, 14), june(23, 15), "done"),
    ]


def test_a_full_agenda(play):
    """Two seats: of the two that come in the same minute, the lower number has the last one.

    Two others come on the day of the full session, one of them too late for it anyhow; they share the next with the
    one who had to yield, as far as there are seats.
    """
    assert [(case, start) for case, *_, start, _, _ in play("agenda").story()] == [
        (0, june(16, 14)),
        (1, june(16, 14)),
        (2, june(23, 14)),
        (3, june(23, 14)),
        (4, june(30, 14)),
    ]


def test_an_appointment_that_is_not_kept(play):
    """Who does not come asks again when the appointment is over, and again has to wait a working day.

    The desk is kept for him: the second applicant, five minutes later, has to take the next half hour.
    """
    assert play("no-show").story() == [
        (0, "transfer", "visit", 0, june(6, 10, 10), june(7, 10, 30), june(7, 10, 50), "returned"),
        (0, "transfer", "visit", 1, june(7, 10, 50), june(8, 11), june(8, 11, 20), "done"),
        (1, "transfer", "visit", 0, june(6, 10, 15), june(7, 11), june(7, 11, 20), "returned"),
        (1, "transfer", "visit", 1, june(7, 11, 20), june(8, 11, 30), june(8, 11, 50), "done"),
    ]


# What an office does about a backlog


def called(run):
    """From when until when the reserve of the first pool was called."""
    minutes = zip(*(column.tolist() for column in calls_of(run.plan, run.log, 0)), strict=True)
    start = run.plan.scenario.start
    return [(to_moment(since, start), to_moment(until, start)) for since, until in minutes]


def test_the_reserve_finishes_what_it_has_in_hand(play):
    """Five wait for one examiner at 08:30, so he will stay on; by 16:00 two do, which is not yet one.

    At 17:30 he takes the fifth file of the day, and one is left: from 17:31 on nothing more is begun that evening, but
    the file is finished at 19:30. On Tuesday the fourth is finished in office hours, as it was begun.
    """
    run = play("overtime")
    assert [(start, end) for *_, start, end, _ in run.story()] == [
        (june(13, 8, 30), june(13, 10, 30)),
        (june(13, 10, 30), june(13, 14)),
        (june(13, 14), june(13, 16)),
        (june(13, 16), june(14, 9, 30)),
        (june(13, 17, 30), june(13, 19, 30)),
        (june(14, 9, 30), june(14, 11, 30)),
    ]
    assert run.log.server.tolist() == [0, 0, 0, 0, 1, 0]
    assert called(run) == [(june(13, 8, 31), june(13, 17, 31))]


def test_help_comes_and_goes_between_two_minutes(play):
    """Two are left waiting at 09:00, so the lent clerk takes one at 09:01; at 10:00 nobody is.

    So at 10:01, free again, she takes nobody, and who comes in that minute waits for the clerk of the house.
    """
    run = play("lent-staff")
    assert [
        (start, server) for (*_, start, _, _), server in zip(run.story(), run.log.server.tolist(), strict=True)
    ] == [
        (june(13, 9), 0),
        (june(13, 9, 1), 1),
        (june(13, 10), 0),
        (june(13, 11), 0),
    ]
    assert called(run) == [(june(13, 9, 1), june(13, 10, 1))]


def test_nobody_is_called_for_who_is_refused_meanwhile(play):
    """Two wait at 09:00, and help would come at 14:00; at 11:00 one of them is refused, and one may wait."""
    run = play("refused-before-the-call")
    assert [(case, item, start) for case, item, _, _, _, start, _, _ in run.story()] == [
        (0, "card", june(13, 9)),
        (1, "card", june(14, 9)),
        (2, "siting", june(13, 9)),
        (2, "card", None),
    ]
    assert called(run) == [(june(13, 9, 1), june(13, 11, 1))]


def test_an_extra_session_for_who_would_wait_longer_than_a_week(play):
    """Thursday the 16th is three days off, and full with two; the 23rd is nine days off, so the third goes on Monday.

    A minute less than a week, and exactly a week, are not longer. On Friday the 17th both seats of the 23rd are taken;
    the second seat of Monday goes, and who comes then has Monday the 27th, sooner than the 30th.
    """
    run = play("extra-session")
    assert [start for *_, start, _, _ in run.story()] == [
        june(16, 14),
        june(16, 14),
        june(20, 14),
        june(23, 14),
        june(23, 14),
        june(20, 14),
        june(27, 14),
    ]


# Who goes first


@pytest.mark.parametrize("story", ["due-date", "priority"])
def test_the_house_goes_before_the_second_factory(play, story):
    """The reviewer is busy with the first factory until Tuesday 09:00; the second is handed in before the house.

    In one story what is promised sooner goes first: accepted on Monday the 13th, the house is due on Thursday and the
    factory on Monday fortnight. In the other nothing is promised, but the class of the house goes first.
    """
    told = play(story).story()
    assert [(record.case, record.item, record.start) for record in told if record.step == "review"] == [
        (0, "factory", june(13, 9)),
        (1, "factory", june(15, 9)),
        (2, "house", june(14, 9)),
    ]


def test_everything_of_a_minute_settles_before_anybody_is_served(play):
    """At 10:00 the reviewer is free, and the urgent case comes; its submission takes no time, so it waits by then."""
    assert play("settled").story() == [
        (0, "filing", "review", 0, june(13, 9), june(13, 9), june(13, 10), "done"),
        (1, "filing", "review", 0, june(13, 9, 30), june(13, 11), june(13, 12), "done"),
        (2, "repair", "submission", 0, june(13, 10), june(13, 10), june(13, 10), "done"),
        (2, "repair", "review", 0, june(13, 10), june(13, 10), june(13, 11), "done"),
    ]


def test_the_free_server_of_the_lowest_number(play):
    """Three come together and are taken by clerks 2, 3 and 4 (0 and 1 are reviewers), who are free again at 09:30.

    The next comes in that minute and has clerk 2, and the last, a minute later, clerk 3.
    """
    run = play("lowest-number")
    assert run.log.server.tolist() == [2, 3, 4, 2, 3]
    assert [start for *_, start, _, _ in run.story()] == [*[june(13, 9)] * 3, june(13, 9, 30), june(13, 9, 31)]


def test_who_is_overdue_jumps_the_queue(play):
    """The first house is still on time on Tuesday at 09:00, its last minute, so the second enquiry is taken.

    On Wednesday that house is overdue, and goes before whoever came before it; the second is in its last minute. On
    Thursday the second house is overdue longer than the factory, which came first. The last enquiry waits for all.
    """
    reviews = [record for record in play("escalation").story() if record.step == "review"]
    assert sorted((record.start, record.case, record.item) for record in reviews) == [
        (june(13, 9), 0, "enquiry"),
        (june(14, 9), 1, "enquiry"),
        (june(15, 9), 4, "house"),
        (june(16, 9), 5, "house"),
        (june(17, 9), 3, "factory"),
        (june(20, 9), 2, "enquiry"),
    ]


# The clock of an item


def ends(run, step):
    """When each case was through a step, first to last time."""
    return [(record.case, record.end) for record in run.story() if record.step == step]


def test_files_fill_the_time_allowed(play):
    """Four days from Monday morning are over on Thursday evening; what is reviewed by then waits for it.

    The queue costs the first four nothing, the fourth in its last minute. The others are let go as they are reviewed.
    """
    assert ends(play("released"), "circulate") == [
        *((case, june(16, 17)) for case in range(4)),
        (4, june(17, 17)),
        (5, june(20, 17)),
    ]


def test_what_stops_the_clock_of_an_item(play):
    """Reviewed till Tuesday the 14th, corrected till Tuesday the 21st, reviewed on Wednesday, on notice till Friday.

    So three of the five days promised have run, and the others are Monday and Tuesday.
    """
    assert ends(play("interrupted"), "circulate") == [(0, june(28, 17))]


def test_a_paper_that_is_owed_comes_while_the_review_goes_on(play):
    """Five days of the firm's, eight hours each, from Monday 08:30 on, are over at 08:30 the Monday after.

    The reviews are over on Tuesday, on Thursday and on the second Monday evening, when the paper has been there.
    """
    assert ends(play("owed"), "hand-in") == [(0, june(20, 8, 30)), (1, june(20, 8, 30)), (2, june(20, 17))]


def test_who_is_chased_is_let_go_by_a_point_on_his_clock(play):
    """Reviewed on Wednesday, and so let go when five days have run, on Friday; the other at once, on the 20th."""
    assert ends(play("chased"), "extend") == [(0, june(17, 17)), (1, june(20, 17))]


def test_a_correction_puts_off_the_day_an_item_is_due(play):
    """Handed in again on Monday the 20th at 17:00, the factory has two days left: it is due on Wednesday at 17:00.

    So it goes behind the house that is due on Wednesday at 16:00, before which it would have been without the
    correction, and before the house due on Thursday at 09:00, behind which it would be if it were promised anew.
    """
    reviews = [record for record in play("put-off").story() if record.step == "review"]
    assert sorted((record.start, record.item) for record in reviews) == [
        (june(13, 8, 30), "factory"),
        (june(17, 8, 30), "enquiry"),
        (june(22, 8, 30), "house"),
        (june(23, 8, 30), "factory"),
        (june(24, 8, 30), "house"),
    ]


def test_who_has_a_yellow_card_goes_first(play, scenario_file):
    """The house is due on Thursday, the factory on Monday after; but half of the factory's ten days have run."""

    def order(scenario):
        reviews = [record for record in play(scenario).story() if record.step == "review"]
        return [record.item for record in sorted(reviews, key=lambda record: record.start)]

    document = as_document(load_scenario(scenario_file("yellow-card")))
    assert order("yellow-card") == ["enquiry", "factory", "house"]
    del document["pools"]["reviewers"]["escalates_at"]
    assert order(Scenario.model_validate(document)) == ["enquiry", "house", "factory"]


def test_late_is_what_took_more_of_its_clock_than_was_promised_or_than_the_law_allows(play, scenario_file):
    """The first is let go in the last minute of the five days promised, the other a day later, within the law's twenty.

    What an intermediary does is no item of government's: it is never late, and on no clock of government's.
    """
    document = as_document(load_scenario(scenario_file("chased")))
    late = measure(*play("chased")).cases
    assert (late["overdue_share"].tolist(), late["over_limit_share"].tolist()) == ([0, 1], [0, 0])
    assert late["government_days"].tolist() == [5, 6]
    permit = document["processes"]["permits"]["items"]["permit"]
    permit["limit"] = {"days": {"value": 5.5}}
    assert measure(*play(Scenario.model_validate(document))).cases["over_limit_share"].tolist() == [0, 1]
    permit["owner"] = "intermediary"
    of_intermediary = measure(*play(Scenario.model_validate(document))).cases
    assert {"government_days", "promised_days", "overdue_share"}.isdisjoint(of_intermediary.columns)


# Any counter in the city

WEST, EAST = 0, 1


def test_the_shortest_line(play):
    """Two clerks in the west, one in the east, who is not there on Mondays; who joins the line is not told.

    Four come at 09:00 and look one after another: both halls are empty, so the west, first named; nobody in the east;
    one for two clerks against one for one; and two for two against one for one, so the west again. At 09:10 there are
    three for two in the west; at 10:05 one; at 16:55 nobody.
    """
    run = play("any-counter")
    assert run.log.pool.tolist() == [WEST, EAST, WEST, WEST, EAST, WEST, WEST]
    assert run.log.server.tolist() == [0, 2, 1, 0, 2, 1, 0]
    assert [start for *_, start, _, _ in run.story()] == [
        june(13, 9),
        june(14, 8, 30),
        june(13, 9),
        june(13, 10),
        june(14, 9, 30),
        june(13, 10, 5),
        june(13, 16, 55),
    ]


def test_who_was_refused_stands_in_no_line(play):
    """At 09:30 two are at the counter in the east and three in the west, of whom two are refused in that minute."""
    run = play("refused-in-line")
    assert run.story()[-5:] == [
        (1, "west", "service", 0, june(13, 9, 10), None, june(13, 9, 30), "withdrawn"),
        (1, "sketch", "draw", 0, june(13, 9, 10), june(13, 9, 10), june(13, 9, 30), "done"),
        (1, "sketch", "service", 0, june(13, 9, 30), None, june(13, 9, 30), "withdrawn"),
        (1, "siting", "review", 0, june(13, 9, 10), june(13, 9, 10), june(13, 9, 30), "refused"),
        (2, "card", "service", 0, june(13, 9, 30), june(13, 13, 30), june(13, 14, 30), "done"),
    ]
    assert run.log.pool.tolist() == [WEST, EAST, EAST, WEST, NOT_YET, WEST, NOT_YET, WEST]


# Closing time


def test_who_still_waits_at_closing_time_goes_home(play):
    """Those sent home come back in their order, in the minute of opening.

    The first is served at once, and so is the second, who comes before lunch; though his clerk's work is booked until
    Sunday morning, the next day open, he is let finish: neither makes another trip. The third waits for ten minutes,
    goes home, comes back on Sunday, and waits from 08:30 to 09:50. The fourth comes in the minute of closing, in vain,
    and again on Sunday at 08:30, and waits until 16:20. The fifth waits over two lunches and goes home once; the last
    twice, on Sunday and on Monday.
    """
    run = play("sent-home")
    assert [start for *_, start, _, _ in run.story()] == [
        june(7, 9),
        june(8, 11, 50),
        june(12, 9, 50),
        june(12, 16, 20),
        june(13, 14, 20),
        june(14, 10, 50),
    ]
    cases = measure(*run).cases
    assert cases["sent_home"].tolist() == [0, 0, 1, 1, 1, 2]
    assert cases["trips"].tolist() == [1, 1, 2, 2, 2, 3]
    waits = [0, 0, 10 + 80, 470, 360 + 350, 10 + 510 + 140]
    assert (cases["on_site_hours"] * 60).tolist() == pytest.approx([300 + wait for wait in waits])
    per_trip = [wait / trips for wait, trips in zip(waits, cases["trips"], strict=True)]
    assert (cases["wait_per_trip"] * 60).tolist() == pytest.approx(per_trip)


def test_before_a_shut_window_one_waits_for_a_while_and_then_goes_home(play):
    """Lunch is waited through, a night is not; who is there when the window opens stands ahead of who only then comes.

    The first comes at 12:10 and waits for 80 minutes. The third is sent home at 17:00, the fourth finds the window
    shut, and the fifth is there on Tuesday at 06:49, 101 minutes too early: all three come at 08:30. The sixth waits
    before the door from 07:00 on and is served next; the seventh comes in the minute of opening.
    """
    run = play("shut-window")
    assert [start for *_, start, _, _ in run.story()] == [
        june(6, 13, 30),
        june(6, 16, 20),
        june(7, 9, 50),
        june(7, 10, 50),
        june(7, 11, 50),
        june(7, 8, 50),
        june(7, 14, 20),
        june(7, 15, 20),
    ]
    cases = measure(*run).cases
    assert cases["sent_home"].tolist() == [0, 0, 1, 1, 1, 0, 0, 0]
    assert cases["trips"].tolist() == [1, 1, 2, 2, 2, 1, 1, 1]
    waits = [80, 0, 20 + 80, 140, 200, 110, 350, 409]
    assert (cases["on_site_hours"] * 60).tolist() == pytest.approx([60 + wait for wait in waits])


def test_who_went_home_is_overdue_behind_the_paper_that_lay_there(play):
    """Both are due at 14:46, while the clerk talks to another until 15:00. The visitor was there first, at 11:00, but
    went home at noon and came again at 14:30; the paper has lain there since 11:30.
    """
    starts = {item: start for _, item, step, *_, start, _, _ in play("overdue-at-noon").story() if step == "service"}
    assert starts == {"talk": june(6, 10), "letter": june(6, 15), "card": june(6, 15, 30)}


@pytest.mark.parametrize(
    ("calendar", "came", "times"),
    [
        ({"hours": "18:00-24:00", "also": [{"days": "tue-sat", "hours": "00:00-02:00"}]}, "2016-01-05T01:30", [0, 1]),
        ({"hours": "18:00-02:00"}, "2016-01-05T01:30", [0, 1]),
        ({"hours": "18:00-02:00"}, "2016-01-05T00:30", [0, 0]),
        ({"hours": "18:00-02:00"}, "2016-01-04T23:30", [0, 0]),
        ({"hours": "10:00-18:00"}, "2016-01-05T17:30", [0, 1]),
        ({"hours": ["09:00-11:30", "13:30-18:00"]}, "2016-01-05T11:00", [0, 0]),
        ({"hours": ["09:00-11:30", "15:00-18:00"]}, "2016-01-05T11:00", [0, 1]),
        ({"hours": ["08:00-10:00", "18:00-20:00"]}, "2016-01-05T09:30", [0, 1]),
        ({"days": "mon-sun", "hours": "00:00-24:00"}, "2016-01-05T23:30", [0, 0]),
        ({"days": "mon-sun", "hours": ["06:00-18:00", "18:00-02:00"]}, "2016-01-06T01:30", [0, 1]),
    ],
)
def test_a_counter_closes_when_it_is_shut_for_the_night_not_at_midnight(play, scenario_file, calendar, came, times):
    """Two come together to a clerk who takes an hour for each; who does not get his turn goes home."""
    document = as_document(load_scenario(scenario_file("night-counter")))
    document["calendars"]["evening"] = {"days": "mon-fri", **calendar}
    document["processes"]["matters"]["arrivals"]["at"] = [came, came]
    cases = measure(*play(validated(Scenario, document, "counter"))).cases
    assert cases["sent_home"].tolist() == times
    assert cases["trips"].tolist() == [1 + more for more in times]


# What may become of an item


def test_a_return_stops_the_legal_clock(play):
    """Two days of review, five days for the applicant to correct, another day of review.

    The legal clock runs three working days; in all it took eight, and half an hour each to prepare and at the window.
    """
    run = play("correction")
    assert run.story() == [
        (0, "fire", "preparation", 0, june(6, 8, 30), june(6, 8, 30), june(6, 9), "done"),
        (0, "fire", "submit", 0, june(6, 9), june(6, 9), june(6, 9), "done"),
        (0, "fire", "submit", 1, june(8, 9, 15), june(8, 9, 15), june(16, 9, 15), "done"),
        (0, "fire", "accept", 0, june(6, 9), june(6, 9), june(6, 9, 15), "done"),
        (0, "fire", "accept", 1, june(16, 9, 15), june(16, 9, 15), june(16, 9, 30), "done"),
        (0, "fire", "review", 0, june(6, 9, 15), june(6, 9, 15), june(8, 9, 15), "returned"),
        (0, "fire", "review", 1, june(16, 9, 30), june(16, 9, 30), june(17, 9, 30), "done"),
    ]
    office = run.plan.calendars[run.plan.legal_calendar]
    legal = [step.legal for step in run.plan.steps]
    rows = zip(run.log.step, run.log.joined, run.log.end, strict=True)
    assert sum(office.between(int(joined), int(end)) for step, joined, end in rows if legal[step]) == 3 * 420
    assert office.between(int(run.log.joined.min()), int(run.log.end.max())) == 8 * 420 + 60


def test_a_refused_case(play):
    """The site is refused on Wednesday evening, and the case is closed.

    The design that is in hand is finished on Friday and the landscape review on Thursday, but the seal after it does
    not begin; the fire review never found an examiner and is withdrawn; nobody asks for the permit.
    """
    assert play("refused").story() == [
        (0, "siting", "review", 0, june(13, 8, 30), june(13, 8, 30), june(15, 17), "refused"),
        (0, "design", "review", 0, june(13, 8, 30), june(13, 8, 30), june(17, 17), "done"),
        (0, "fire", "review", 0, june(13, 8, 30), None, june(15, 17), "withdrawn"),
        (0, "landscape", "preparation", 0, june(13, 8, 30), june(13, 8, 30), june(14, 17), "done"),
        (0, "landscape", "review", 0, june(14, 17), june(14, 17), june(16, 17), "done"),
    ]


def test_a_step_that_does_not_happen(play):
    """It leaves no record, takes no time, and neither returns nor refuses."""
    assert play("skipped-step").story() == [
        (0, "filing", "acceptance", 0, june(13, 8, 30), june(13, 8, 30), june(13, 9, 30), "done"),
        (0, "filing", "review", 0, june(13, 9, 30), june(13, 9, 30), june(13, 11, 30), "done"),
    ]


def test_an_item_that_is_not_needed_is_passed_through(play):
    """The permit waits for what the forest office would have waited for: for filing and, longer, for land."""
    assert play("passed-through").story() == [
        (0, "filing", "review", 0, june(13, 8, 30), june(13, 8, 30), june(13, 9, 30), "done"),
        (0, "land", "review", 0, june(13, 8, 30), june(13, 8, 30), june(13, 10, 30), "done"),
        (0, "permit", "seal", 0, june(13, 10, 30), june(13, 10, 30), june(13, 11, 30), "done"),
    ]


def test_never_good_enough(play):
    """After 64 hours of review, seven hours a day, the office gives in, and the log says so. Then it is sealed."""
    reviews = play("bound").story()
    seal = reviews.pop()
    assert [record.attempt for record in reviews] == list(range(MOST_ATTEMPTS))
    assert [record.outcome for record in reviews] == ["returned"] * (MOST_ATTEMPTS - 1) + ["done at the bound"]
    assert seal == (0, "filing", "seal", 0, june(24, 9, 30), june(24, 9, 30), june(24, 10, 30), "done")


def test_the_end_of_the_world(play):
    """At midnight after Wednesday the 15th: what is under way has no end, what nobody took up has no start either.

    The next committee meets on Thursday, too late. The hearing begins on Wednesday at 16:00 and would last ten hours.
    """
    assert play("horizon").story() == [
        (0, "listing", "notice", 0, june(13, 8, 30), june(13, 8, 30), None, "unfinished"),
        (0, "design", "review", 0, june(13, 8, 30), june(13, 8, 30), None, "unfinished"),
        (0, "fire", "review", 0, june(13, 8, 30), None, None, "unfinished"),
        (0, "drawings", "meeting", 0, june(13, 8, 30), None, None, "unfinished"),
        (0, "hearing", "meeting", 0, june(13, 8, 30), june(15, 16), None, "unfinished"),
        (0, "filing", "review", 0, june(13, 8, 30), june(13, 8, 30), june(13, 9, 30), "done"),
    ]
