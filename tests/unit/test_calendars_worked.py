"""Calendars put together and taken apart, each against a plain count of minutes, one boolean each."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars.holidays import NO_HOLIDAYS, HolidayTable, overridden
from sim.calendars.working_time import DAY, ShiftRule, WorkCalendar, calendar_of, parse_days

HORIZON = 3 * DAY
EDGES = [0, 1, 540, 720, 810, 1020, DAY - 1, DAY, DAY + 1, DAY + 540, 2 * DAY, 2 * DAY + 60, HORIZON - 1, HORIZON]
INTERVALS = st.lists(
    st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES)).filter(lambda pair: pair[0] < pair[1]), max_size=4
)


def counted(intervals) -> np.ndarray:
    """For each minute whether it is open."""
    is_open = np.zeros(HORIZON, dtype=bool)
    for opens, closes in intervals:
        is_open[opens:closes] = True
    return is_open


def runs(is_open: np.ndarray) -> list[tuple[int, int]]:
    """From where to where minutes are open without a break."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_open, [False]))))
    return [(int(opens), int(closes)) for opens, closes in edges.reshape(-1, 2)]


@given(INTERVALS, INTERVALS)
def test_without_another_what_is_left_is_open_here_and_not_there(one, other):
    mine, theirs = (WorkCalendar.from_intervals(some, HORIZON) for some in (one, other))
    assert mine.without(theirs).sessions() == runs(counted(one) & ~counted(other))
    assert mine.without(theirs).horizon == HORIZON


@given(INTERVALS, INTERVALS)
def test_in_common_is_what_is_open_in_both(one, other):
    mine, theirs = (WorkCalendar.from_intervals(some, HORIZON) for some in (one, other))
    both = counted(one) & counted(other)
    common = mine.common_with(theirs)
    assert common.worked_at(HORIZON) == both.sum()
    assert counted(common.sessions()).tolist() == both.tolist()
    assert common.day_minutes == mine.day_minutes
    longer = WorkCalendar.from_intervals(one, HORIZON + DAY)
    assert longer.common_with(theirs).horizon == theirs.common_with(longer).horizon == HORIZON


@given(st.lists(INTERVALS, min_size=1, max_size=3))
def test_of_several_is_what_is_open_in_any(several):
    calendars = [WorkCalendar.from_intervals(some, HORIZON) for some in several]
    assert WorkCalendar.of_several(calendars).sessions() == runs(counted([pair for some in several for pair in some]))


@given(INTERVALS, st.lists(st.booleans(), min_size=3, max_size=3))
def test_without_days_all_their_minutes_are_shut_from_midnight_to_midnight(intervals, away):
    calendar = WorkCalendar.from_intervals(intervals, HORIZON)
    left = calendar.without_days(np.array(away))
    assert left.sessions() == runs(counted(intervals) & ~np.repeat(away, DAY))
    assert (left.horizon, left.day_minutes) == (HORIZON, calendar.day_minutes)


@given(INTERVALS, st.sampled_from(EDGES), st.sampled_from(EDGES))
def test_minutes_by_day_are_those_of_the_hours_that_open_on_it(intervals, since, until):
    """Hours of no more than a day belong where they open, longer ones to each day."""
    calendar = WorkCalendar.from_intervals(intervals, HORIZON)
    expected = [0] * -(-until // DAY)
    for opens, closes in calendar.sessions():
        for minute in range(max(opens, since), min(closes, until)):
            expected[(minute if closes - opens > DAY else opens) // DAY] += 1
    assert calendar.minutes_by_day(since, until).tolist() == expected


def test_what_is_open_after_the_horizon_counts_for_the_usual_day_alone():
    calendar = WorkCalendar.from_intervals([(540, 600), (DAY + 540, DAY + 720), (2 * DAY + 540, 2 * DAY + 720)], DAY)
    assert calendar.sessions() == [(540, 600)]
    assert calendar.day_minutes == 60
    cut = WorkCalendar.from_intervals([(540, 720), (DAY + 540, DAY + 600)], DAY + 560)
    assert cut.sessions() == [(540, 720), (DAY + 540, DAY + 560)]
    assert WorkCalendar.from_intervals([(DAY, DAY + 60)], DAY).day_minutes == 0


def test_open_by_one_rule_and_closed_by_another():
    """Open from nine to five, closed on Tuesdays, and from noon to one on every day."""
    start = date(2016, 1, 4)
    always, tuesdays = parse_days("mon-sun"), parse_days("tue")
    opened = (ShiftRule(always, ((540, 1020),), NO_HOLIDAYS),)
    closed = (ShiftRule(tuesdays, ((0, DAY),), NO_HOLIDAYS), ShiftRule(always, ((720, 780),), NO_HOLIDAYS))
    day = [(540, 720), (780, 1020)]
    assert calendar_of(opened, start, 3 * DAY, closed).sessions() == [
        *day,
        *((2 * DAY + opens, 2 * DAY + closes) for opens, closes in day),
    ]
    assert calendar_of(opened, start, DAY).sessions() == [(540, 1020)]


@pytest.mark.parametrize("every", [1, 2, 3])
def test_a_rota_opens_in_its_weeks_which_begin_on_monday(every):
    """From Wednesday, 6 January 2016, for six weeks: week 0 ends on Sunday the 10th."""
    start = date(2016, 1, 6)
    for offset in range(every):
        rule = ShiftRule(frozenset(range(7)), ((540, 600),), NO_HOLIDAYS, every, offset)
        opened = [opens // DAY for opens, _ in WorkCalendar.from_rules([rule], start, 42 * DAY).sessions()]
        assert opened == [day for day in range(42) if (day + 2) // 7 % every == offset]


class TestOverridden:
    GENERAL = HolidayTable(
        frozenset({date(2016, 5, 2), date(2016, 6, 9)}),
        frozenset({date(2016, 6, 12)}),
        date(2016, 1, 1),
        date(2016, 12, 31),
    )

    @staticmethod
    def own(first: date, last: date) -> HolidayTable:
        return HolidayTable(frozenset({first}), frozenset({last}), first, last)

    def test_the_own_days_hold_from_the_first_to_the_last_and_the_general_ones_beside_them(self):
        told = overridden(self.GENERAL, self.own(date(2016, 5, 2), date(2016, 6, 9)))
        assert (told.off, told.on) == ({date(2016, 5, 2)}, {date(2016, 6, 9), date(2016, 6, 12)})
        told = overridden(self.GENERAL, self.own(date(2016, 5, 3), date(2016, 6, 12)))
        assert (told.off, told.on) == ({date(2016, 5, 2), date(2016, 5, 3)}, {date(2016, 6, 12)})
        assert (told.first, told.last) == (date(2016, 1, 1), date(2016, 12, 31))

    @pytest.mark.parametrize(
        ("first", "last", "known"),
        [
            (date(2017, 1, 1), date(2017, 2, 1), (date(2016, 1, 1), date(2017, 2, 1))),
            (date(2015, 2, 1), date(2015, 12, 31), (date(2015, 2, 1), date(2016, 12, 31))),
        ],
    )
    def test_they_may_adjoin_but_leave_no_gap(self, first, last, known):
        told = overridden(self.GENERAL, self.own(first, last))
        assert (told.first, told.last) == known
        later = {"first": first.replace(day=2), "last": last}
        earlier = {"first": first, "last": last.replace(day=30) if last.month == 12 else last}
        gap = later if first.year == 2017 else earlier
        with pytest.raises(ValueError, match="leaves a gap to what is known"):
            overridden(self.GENERAL, self.own(**gap))
