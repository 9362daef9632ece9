"""Stories with exact answers, then the calendar against a plain count of minutes, one boolean each."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby

import chinese_calendar
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendars.holidays import (
    CHINA_FIRST,
    CHINA_LAST,
    CHINA_RULED,
    NO_HOLIDAYS,
    HolidayTable,
    china_holidays,
    load_holidays,
)
from sim.calendars.lookup import Timetables
from sim.calendars.working_time import (
    DAY,
    NEVER,
    ShiftRule,
    WorkCalendar,
    parse_days,
    parse_hours,
    to_minute,
    to_moment,
)

MON_FRI = parse_days("mon-fri")
OFFICE_HOURS = (parse_hours("08:30-12:00"), parse_hours("13:30-17:00"))
HALL_HOURS = (parse_hours("09:00-17:00"),)
CHINA_2016_18 = china_holidays(date(2016, 1, 1), date(2018, 12, 31))


def office(start: date, days: int = 60, holidays: HolidayTable = CHINA_2016_18) -> WorkCalendar:
    return WorkCalendar.from_rules([ShiftRule(MON_FRI, OFFICE_HOURS, holidays)], start, days * DAY)


def open_dates(calendar: WorkCalendar, start: date) -> list[date]:
    return sorted({to_moment(opens, start).date() for opens, _ in calendar.sessions()})


# An office day


def test_an_office_is_open_from_its_opening_minute_until_just_before_closing_time():
    calendar = office(date(2017, 3, 6), days=1)
    assert calendar.sessions() == [(510, 720), (810, 1020)]
    assert [calendar.is_open(t) for t in (509, 510, 719, 720, 809, 810, 1019, 1020)] == [
        *(False, True, True, False),
        *(False, True, True, False),
    ]
    assert calendar.worked.tolist() == [0, 210]
    assert calendar.total == calendar.day_minutes == 420


def test_work_is_carried_over_lunch():
    calendar = office(date(2017, 3, 6))
    assert calendar.add(690, 60) == 840
    assert calendar.between(690, 840) == 60


def test_work_that_fills_the_shift_ends_at_closing_time():
    calendar = office(date(2017, 3, 6))
    assert calendar.add(510, 210) == 720
    assert calendar.add(510, 211) == 811
    assert calendar.add(510, 420) == 1020
    assert calendar.add(510, 421) == DAY + 511


def test_no_work_is_done_at_once_even_when_closed():
    calendar = office(date(2017, 3, 6))
    assert calendar.add(0, 0) == 0
    assert calendar.add(720, 0) == 720


def test_work_begun_when_closed_waits_for_the_opening():
    calendar = office(date(2017, 3, 6))
    assert calendar.next_opening(720) == 810
    assert calendar.add(720, 1) == 811
    assert calendar.next_opening(600) == 600


def test_the_horizon_cuts_work_off():
    calendar = office(date(2017, 3, 6), days=2)
    assert calendar.add(510, 840) == DAY + 1020
    assert calendar.add(510, 841) == NEVER
    assert calendar.next_opening(DAY + 1020) == NEVER
    assert calendar.add(5 * DAY, 1) == NEVER


def test_what_never_comes_stays_away():
    calendar = office(date(2017, 3, 6), days=2)
    assert calendar.add(NEVER, 0) == calendar.add(NEVER, 5) == calendar.next_opening(NEVER) == NEVER
    assert not calendar.is_open(NEVER)
    assert calendar.between(0, NEVER) == 840


def test_late_lunches_of_half_the_clerks_keep_the_hall_open_at_noon():
    late = (parse_hours("08:30-13:30"), parse_hours("15:00-17:00"))
    rules = [ShiftRule(MON_FRI, hours, NO_HOLIDAYS) for hours in (OFFICE_HOURS, late)]
    assert WorkCalendar.from_rules(rules, date(2017, 3, 6), DAY).sessions() == [(510, 1020)]


def test_the_first_moment_with_so_many_open_minutes_before_it():
    calendar = office(date(2017, 3, 6), days=2)
    asked = [0, 1, 210, 211, 420, 421, 840, 841]
    moments = [0, 511, 720, 811, 1020, DAY + 511, DAY + 1020, NEVER]
    assert [calendar.moment(worked) for worked in asked] == moments
    assert calendar.moment(np.array(asked)).tolist() == moments


def test_negative_work_is_refused():
    with pytest.raises(ValueError, match="work=-1"):
        WorkCalendar.always(DAY).add(0, -1)


def test_an_interval_that_runs_backwards_is_refused():
    with pytest.raises(ValueError, match=r"between\(5, 4\)"):
        WorkCalendar.always(DAY).between(5, 4)


# Weeks, holidays and rotas


def test_a_review_begun_on_friday_afternoon_ends_on_monday():
    friday = date(2017, 3, 10)
    assert to_moment(office(friday).add(16 * 60, 120), friday) == datetime(2017, 3, 13, 9, 30)


def test_a_review_goes_on_through_a_make_up_working_saturday():
    friday = date(2017, 9, 29)
    calendar = office(friday)
    assert to_moment(calendar.add(16 * 60, 120), friday) == datetime(2017, 9, 30, 9, 30)
    assert to_moment(calendar.add(16 * 60, 60 + 420 + 1), friday) == datetime(2017, 10, 9, 8, 31)


def test_a_make_up_day_opens_whole_weeks_and_its_own_weekday_but_no_other_part_week():
    saturday = date(2017, 9, 30)

    def opens(days: str) -> bool:
        return ShiftRule(parse_days(days), HALL_HOURS, CHINA_2016_18).opens_on(saturday, saturday)

    assert [opens(days) for days in ("mon-fri", "mon-sun", "sat", "mon-thu", "sun")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_one_clerk_in_four_is_on_the_sunday_rota():
    wednesday = date(2017, 3, 1)
    rotas = [ShiftRule(frozenset({6}), HALL_HOURS, CHINA_2016_18, 4, clerk) for clerk in range(4)]
    sundays = [open_dates(WorkCalendar.from_rules([r], wednesday, 56 * DAY), wednesday) for r in rotas]
    assert sundays == [
        [date(2017, 3, 5)],
        [date(2017, 3, 12), date(2017, 4, 9)],
        [date(2017, 3, 19), date(2017, 4, 16)],
        [date(2017, 3, 26), date(2017, 4, 23)],
    ]


def test_the_sunday_rota_rests_on_a_holiday_sunday():
    """2 April 2017 is in the tomb-sweeping holiday, so the first clerk's second Sunday above is missing."""
    assert date(2017, 4, 2) in CHINA_2016_18.off
    rota = ShiftRule(frozenset({6}), HALL_HOURS, CHINA_2016_18)
    assert not rota.opens_on(date(2017, 4, 2), date(2017, 3, 1))


def test_a_rota_turns_over_on_monday_whatever_day_the_scenario_starts():
    even = ShiftRule(frozenset(range(7)), HALL_HOURS, NO_HOLIDAYS, every_weeks=2)
    sunday = date(2017, 3, 5)
    assert open_dates(WorkCalendar.from_rules([even], sunday, 10 * DAY), sunday) == [
        sunday,
        date(2017, 3, 13),
        date(2017, 3, 14),
    ]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"weekdays": frozenset({7})}, "weekday 7"),
        ({"hours": ((600, 600),)}, r"hours \(600, 600\)"),
        ({"hours": ((600, 1441),)}, r"hours \(600, 1441\)"),
        ({"every_weeks": 0}, "week 0 of 0"),
        ({"every_weeks": 4, "week_offset": 4}, "week 4 of 4"),
    ],
)
def test_impossible_rules_are_refused(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        ShiftRule(**{"weekdays": MON_FRI, "hours": HALL_HOURS, "holidays": NO_HOLIDAYS} | change)


# The Chinese working year


def days_of(year: int, text: str) -> set[date]:
    """The dates of a list such as "01-01 02-08…12", as the State Council's notices are summarised."""
    found = set()
    for part in text.split():
        first, _, last = part.partition("…")
        month, day = map(int, first.split("-"))
        found |= {date(year, month, n) for n in range(day, int(last or day) + 1)}
    return found


WORKING_YEARS = [
    (
        2016,
        250,
        "01-01 02-08…12 04-04 05-02 06-09…10 09-15…16 10-03…07",
        "02-06 02-14 06-12 09-18 10-08 10-09",
    ),
    (
        2017,
        249,
        "01-02 01-27 01-30…31 02-01…02 04-03…04 05-01 05-29…30 10-02…06",
        "01-22 02-04 04-01 05-27 09-30",
    ),
    (
        2018,
        250,
        "01-01 02-15…16 02-19…21 04-05…06 04-30 05-01 06-18 09-24 10-01…05 12-31",
        "02-11 02-24 04-08 04-28 09-29…30 12-29",
    ),
]


@pytest.mark.parametrize(("year", "working_days", "off", "on"), WORKING_YEARS)
def test_the_working_year(year, working_days, off, on):
    first, last = date(year, 1, 1), date(year, 12, 31)
    table = china_holidays(first, last)
    assert {day for day in table.off if day.weekday() < 5} == days_of(year, off)
    assert table.on == days_of(year, on)
    assert len(open_dates(office(first, (last - first).days + 1, table), first)) == working_days


def test_the_table_agrees_with_its_source_on_every_date():
    start, days = CHINA_FIRST, (CHINA_LAST - CHINA_FIRST).days + 1
    week = ShiftRule(MON_FRI, HALL_HOURS, china_holidays(CHINA_FIRST, CHINA_LAST))
    expected = set(chinese_calendar.get_workdays(CHINA_FIRST, CHINA_LAST))
    assert {day for n in range(days) if week.opens_on(day := start + timedelta(n), start)} == expected


@pytest.mark.parametrize(
    ("working_days", "shortest", "longest"),
    [(20, 26, 36), (30, 40, 50), (50, 68, 78), (100, 141, 153), (120, 170, 181)],
)
def test_working_days_in_calendar_days(working_days, shortest, longest):
    """From the end of one working day to the end of the n-th after it: the starting day does not count."""
    start, end = date(2016, 1, 1), date(2019, 12, 31)
    calendar = office(start, (end - start).days + 1, china_holidays(start, end))
    evenings = [closes for _, closes in calendar.sessions() if closes % DAY == 1020]
    begun = [t for t in evenings if to_moment(t, start).year <= 2018]
    taken = [(calendar.add(t, working_days * calendar.day_minutes) - t) // DAY for t in begun]
    assert (min(taken), max(taken)) == (shortest, longest)


@pytest.mark.parametrize("beyond", [CHINA_FIRST - timedelta(1), CHINA_RULED + timedelta(1)])
def test_years_without_a_notice_or_a_rule_ask_for_an_override_file(beyond):
    with pytest.raises(ValueError, match=f"{beyond}.*override file"):
        china_holidays(min(beyond, CHINA_FIRST), max(beyond, CHINA_RULED))


def test_a_horizon_past_the_table_asks_for_an_override_file():
    assert office(date(2018, 12, 30), days=2).total == 0
    with pytest.raises(ValueError, match=r"2018-12-30\.\.2019-01-01 .*override file"):
        office(date(2018, 12, 30), days=3)


def test_no_holidays_knows_all_dates():
    assert office(date(2100, 1, 4), 1, NO_HOLIDAYS).total == 420


# Override files


def test_an_override_file_lists_dates_and_pairs():
    table = load_holidays(
        {
            "from": date(2027, 1, 1),
            "to": date(2027, 12, 31),
            "off": [date(2027, 1, 1), [date(2027, 2, 5), date(2027, 2, 7)]],
            "on": [date(2027, 1, 30)],
        }
    )
    assert table == HolidayTable(
        off=frozenset({date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7)}),
        on=frozenset({date(2027, 1, 30)}),
        first=date(2027, 1, 1),
        last=date(2027, 12, 31),
    )


def test_an_override_file_may_list_nothing():
    assert not load_holidays({"from": date(2027, 1, 1), "to": date(2027, 12, 31)}).off


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"holidays": []}, "holidays: unknown key"),
        ({"from": None}, "from: found None"),
        ({"to": "2027-12-31"}, "to: found '2027-12-31'"),
        ({"to": datetime(2027, 12, 31, 8)}, "to: found datetime"),
        ({"to": date(2026, 1, 1)}, "from: 2027-01-01 is after to: 2026-01-01"),
        ({"off": date(2027, 5, 1)}, "off: found datetime.date"),
        ({"off": [[date(2027, 5, 3), date(2027, 5, 1)]]}, r"off: found \[2027-05-03, 2027-05-01\]"),
        ({"off": [[date(2027, 5, 3)]]}, r"off: found \[2027-05-03\]"),
        ({"on": [[date(2027, 5, 1), date(2027, 5, 2)]]}, r"on: found \[datetime"),
        ({"off": [date(2027, 5, 1)], "on": [date(2027, 5, 1)]}, "off, on: 2027-05-01 is in both"),
        (
            {"off": [[date(2027, 5, 1), date(2027, 5, 3)]], "on": [date(2027, 5, 3), date(2027, 5, 2)]},
            "off, on: 2027-05-02 is in both",
        ),
        ({"off": [date(2028, 1, 1)]}, r"off: 2028-01-01 is outside"),
        ({"on": [date(2026, 12, 31)]}, r"on: 2026-12-31 is outside"),
    ],
)
def test_a_wrong_override_file_is_refused_by_key_and_value(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        load_holidays({"from": date(2027, 1, 1), "to": date(2027, 12, 31)} | change)


# Calendars from intervals


def test_overlapping_and_adjoining_intervals_become_one():
    calendar = WorkCalendar.from_intervals([(30, 40), (0, 10), (10, 20), (15, 18)], 100)
    assert calendar.sessions() == [(0, 20), (30, 40)]
    assert calendar.opens.dtype == calendar.closes.dtype == calendar.worked.dtype == np.int64


def test_the_horizon_cuts_an_interval_but_not_the_usual_day():
    calendar = WorkCalendar.from_intervals([(540, 1020), (DAY + 540, DAY + 1020)], DAY + 600)
    assert calendar.sessions() == [(540, 1020), (DAY + 540, DAY + 600)]
    assert (calendar.total, calendar.day_minutes) == (540, 480)


@pytest.mark.parametrize("interval", [(5, 5), (6, 5), (-1, 5)])
def test_impossible_intervals_are_refused(interval):
    with pytest.raises(ValueError, match="must be 0 <= open < close"):
        WorkCalendar.from_intervals([interval], 100)


@pytest.mark.parametrize("make", [WorkCalendar.always, partial(WorkCalendar.from_intervals, ())])
def test_a_negative_horizon_is_refused(make):
    with pytest.raises(ValueError, match="horizon=-1"):
        make(-1)


@pytest.mark.parametrize(
    "calendar",
    [
        WorkCalendar.from_rules([], date(2017, 3, 6), 7 * DAY),
        WorkCalendar.from_intervals([(200, 300)], 200),
        WorkCalendar.always(0),
    ],
)
def test_a_calendar_may_never_open(calendar):
    assert calendar.sessions() == []
    assert calendar.total == calendar.day_minutes == calendar.worked_at(50) == 0
    assert calendar.worked_at(np.array([0, 50])).tolist() == [0, 0]
    assert not calendar.is_open(5)
    assert calendar.next_opening(5) == calendar.add(5, 1) == NEVER
    assert calendar.add(5, 0) == 5


def test_always_is_one_interval_with_long_days():
    calendar = WorkCalendar.always(1000)
    assert calendar.sessions() == [(0, 1000)]
    assert (calendar.day_minutes, calendar.total) == (1440, 1000)
    assert calendar.add(17, 900) == 917


# Over midnight


EVENING = (parse_hours("18:00-02:00"),)


def test_a_night_shift_belongs_to_the_day_on_which_it_opens():
    """Monday to Friday from 18:00 to 02:00: nobody is there in the night to Monday, but in the one to Saturday."""
    calendar = WorkCalendar.from_rules([ShiftRule(MON_FRI, EVENING, NO_HOLIDAYS)], date(2017, 3, 6), 14 * DAY)
    opened = [day * DAY + 1080 for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert calendar.sessions() == [(opens, opens + 480) for opens in opened]
    assert calendar.day_minutes == 480
    assert calendar.add(1080, 480 + 1) == DAY + 1081


def test_the_night_before_the_start_lasts_into_it():
    calendar = WorkCalendar.from_rules([ShiftRule(MON_FRI, EVENING, NO_HOLIDAYS)], date(2017, 3, 7), DAY)
    assert calendar.sessions() == [(0, 120), (1080, 1440)]


def test_a_night_shift_is_off_if_the_day_on_which_it_opens_is():
    """The National Day of 2016 is a Saturday: the shift of Friday lasts into it, the next opens on 8 October."""
    start = date(2016, 9, 29)
    calendar = WorkCalendar.from_rules([ShiftRule(MON_FRI, EVENING, CHINA_2016_18)], start, 10 * DAY)
    sessions = [(to_moment(opens, start), to_moment(closes, start)) for opens, closes in calendar.sessions()]
    assert sessions == [
        (datetime(2016, 9, 29), datetime(2016, 9, 29, 2)),
        (datetime(2016, 9, 29, 18), datetime(2016, 9, 30, 2)),
        (datetime(2016, 9, 30, 18), datetime(2016, 10, 1, 2)),
        (datetime(2016, 10, 8, 18), datetime(2016, 10, 9)),
    ]


def test_a_night_written_as_two_parts_is_the_same_night():
    parts = [
        ShiftRule(MON_FRI, (parse_hours("18:00-24:00"),), NO_HOLIDAYS),
        ShiftRule(parse_days("tue-sat"), (parse_hours("00:00-02:00"),), NO_HOLIDAYS),
    ]
    one, two = (
        WorkCalendar.from_rules(rules, date(2017, 3, 6), 28 * DAY)
        for rules in ([ShiftRule(MON_FRI, EVENING, NO_HOLIDAYS)], parts)
    )
    assert one.sessions() == two.sessions()
    assert one.day_minutes == two.day_minutes == 480


@pytest.mark.parametrize("days", ["thu", "mon,thu", "mon-fri", "mon-sun"])
def test_the_day_of_a_night_office_is_its_night(days):
    rule = ShiftRule(parse_days(days), (parse_hours("20:00-08:00"),), NO_HOLIDAYS)
    calendar = WorkCalendar.from_rules([rule], date(2017, 3, 6), 28 * DAY)
    assert calendar.day_minutes == 720


def test_who_is_never_closed_has_days_of_24_hours():
    for days in ("mon-fri", "mon-sun"):
        rule = ShiftRule(parse_days(days), (parse_hours("00:00-24:00"),), NO_HOLIDAYS)
        assert WorkCalendar.from_rules([rule], date(2017, 3, 6), 28 * DAY).day_minutes == DAY


def test_the_minutes_of_a_night_are_those_of_its_day():
    calendar = WorkCalendar.from_intervals([(510, 720), (1080, 1560), (DAY + 1320, 4 * DAY)], 5 * DAY)
    assert calendar.minutes_by_day(0, 5 * DAY).tolist() == [690, 120, DAY, DAY, 0]
    assert calendar.minutes_by_day(600, DAY + 60).tolist() == [120 + 420, 0]


def test_the_usual_day_is_the_most_frequent_and_the_longer_of_two():
    def week(*daily: int) -> int:
        spans = [(n * DAY, n * DAY + minutes) for n, minutes in enumerate(daily) if minutes]
        return WorkCalendar.from_intervals(spans, len(daily) * DAY).day_minutes

    assert week(420, 420, 0, 0, 0, 480) == 420
    assert week(480, 420, 0) == 480


# Clock and words


def test_minutes_and_moments_are_each_others_inverse():
    start = date(2017, 3, 6)
    assert to_minute(datetime(2017, 3, 7, 8, 30), start) == DAY + 510
    assert to_moment(DAY + 510, start) == datetime(2017, 3, 7, 8, 30)
    assert to_minute(datetime(2017, 3, 5, 23, 59), start) == -1


@pytest.mark.parametrize("moment", [datetime(2017, 3, 7, 8, 30, 1), datetime(2017, 3, 7, 8, tzinfo=UTC)])
def test_a_moment_is_local_and_whole_minutes(moment):
    with pytest.raises(ValueError, match="found 2017-03-07"):
        to_minute(moment, date(2017, 3, 6))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("08:30-12:00", (510, 720)),
        ("9:00-24:00", (540, 1440)),
        ("00:00-24:00", (0, 1440)),
        ("18:00-02:00", (1080, 1560)),
        ("22:00-00:00", (1320, 1440)),
        ("20:00-08:00", (1200, 1920)),
    ],
)
def test_hours(text, hours):
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    [
        *("", "08:30", "12:00-08:30", "08:30-08:30", "08:60-12:00", "08:30-24:01", "24:00-24:00", "8.30-12"),
        *("20:00-08:01", "24:00-02:00", "18:00-26:00", "00:00-00:00"),
    ],
)
def test_wrong_hours_are_refused(text):
    with pytest.raises(ValueError, match=f"found hours '{text}'; give"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [("mon-fri", {0, 1, 2, 3, 4}), ("thu", {3}), ("mon,wed-thu", {0, 2, 3}), ("sat, sun", {5, 6})],
)
def test_days(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["", "monday", "fri-mon", "mon-", "-mon", "mon-tue-wed", "mon,,tue"])
def test_wrong_days_are_refused(text):
    with pytest.raises(ValueError, match=f"found days '{text}'; give"):
        parse_days(text)


# Against a plain count of minutes

MINUTES = st.lists(st.integers(0, 6), max_size=12).map(
    lambda runs: [number % 2 == 1 for number, length in enumerate(runs) for _ in range(length)]
)
INSTANTS = st.integers(0, 45)


def calendar_of(minutes: list[bool]) -> WorkCalendar:
    """Each open minute is an interval of its own, so that merging is tested too."""
    open_minutes = [(t, t + 1) for t, is_open in enumerate(minutes) if is_open]
    return WorkCalendar.from_intervals(open_minutes, len(minutes))


def slow_add(minutes: list[bool], t: int, work: int) -> int:
    while work > 0:
        if t >= len(minutes):
            return NEVER
        work -= minutes[t]
        t += 1
    return t


def slow_next_opening(minutes: list[bool], t: int) -> int:
    return next((later for later in range(t, len(minutes)) if minutes[later]), NEVER)


@given(MINUTES)
def test_intervals_are_the_runs_of_open_minutes(minutes):
    runs = [[t for t, _ in run] for is_open, run in groupby(enumerate(minutes), lambda m: m[1]) if is_open]
    assert calendar_of(minutes).sessions() == [(run[0], run[-1] + 1) for run in runs]


@given(MINUTES, INSTANTS)
def test_instants_agree_with_the_count(minutes, t):
    calendar = calendar_of(minutes)
    assert calendar.is_open(t) == (t < len(minutes) and minutes[t])
    assert calendar.worked_at(t) == sum(minutes[:t])
    assert calendar.next_opening(t) == slow_next_opening(minutes, t)


@given(MINUTES, INSTANTS, INSTANTS)
def test_spans_agree_with_the_count(minutes, a, length):
    assert calendar_of(minutes).between(a, a + length) == sum(minutes[a : a + length])


@given(MINUTES, INSTANTS, st.integers(0, 20))
def test_work_agrees_with_the_count(minutes, t, work):
    assert calendar_of(minutes).add(t, work) == slow_add(minutes, t, work)


@given(MINUTES, st.lists(INSTANTS))
def test_an_array_of_instants_is_each_instant(minutes, instants):
    calendar = calendar_of(minutes)
    worked = calendar.worked_at(np.array(instants, dtype=np.int64))
    assert worked.dtype == np.int64
    assert worked.tolist() == [calendar.worked_at(t) for t in instants]


@given(MINUTES, INSTANTS, st.integers(0, 20))
def test_between_undoes_add(minutes, t, work):
    calendar = calendar_of(minutes)
    left = calendar.between(t, NEVER)
    done = calendar.add(t, work)
    assert calendar.between(t, done) == min(work, left)
    assert (done == NEVER) == (work > left)


@given(MINUTES, INSTANTS, INSTANTS)
def test_add_undoes_between_up_to_closed_time(minutes, a, length):
    calendar, b = calendar_of(minutes), a + length
    done = calendar.add(a, calendar.between(a, b))
    assert a <= done <= b
    assert calendar.between(done, b) == 0


@given(MINUTES, INSTANTS, st.integers(0, 10), st.integers(0, 10))
def test_work_in_two_pieces_takes_as_long_as_in_one(minutes, t, first, second):
    calendar = calendar_of(minutes)
    assert calendar.add(calendar.add(t, first), second) == calendar.add(t, first + second)


@given(st.lists(MINUTES, min_size=1, max_size=4), st.lists(st.tuples(st.integers(0, 3), INSTANTS, INSTANTS)))
def test_calendars_side_by_side_are_each_calendar(several, asked):
    calendars = [calendar_of(minutes) for minutes in several]
    spans = [(number % len(calendars), start, start + length) for number, start, length in asked]
    number, start, end = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    timetables = Timetables(calendars)
    assert timetables.worked_between(number, start, end).tolist() == [calendars[n].between(a, b) for n, a, b in spans]
    assert timetables.worked_at(0, end).tolist() == [calendars[0].worked_at(t) for t in end.tolist()]


def test_hours_that_close_within_minutes_of_each_other_are_told_apart():
    hectic = WorkCalendar.from_intervals([(8, 9), (12, 14), (600, 700)], 5 * DAY)
    quiet = WorkCalendar.from_intervals([(0, 3 * DAY)], 5 * DAY)
    moments = np.arange(-3, 5 * DAY + 3)
    for number, calendar in enumerate([quiet, hectic]):
        assert (Timetables([quiet, hectic]).worked_at(number, moments) == calendar.worked_at(moments)).all()
