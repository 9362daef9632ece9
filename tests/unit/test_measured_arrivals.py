"""Arrivals as a log shows them: levels by year, weeks in which more come than in others, intervals of open hours."""

from datetime import datetime

import numpy as np
import pytest

from sim.calendars.working_time import to_moment
from sim.scenario import Scenario, as_document
from sim.scenario.addresses import as_keys, with_numbers
from sim.scenario.quantities import Number
from sim.scenario.reforms.change_numbers import _scale
from sim.scenario.titles.titles import title_of
from sim.scenario.validation import validated
from sim.simulation.draws.draw import draw
from sim.simulation.lower import lower

OFFICE = {"days": "mon-fri", "hours": ["08:30-12:00", "13:30-17:00"]}
WEEK = 7 * 1440
PER_YEAR = "processes.projects.arrivals.per_year"


def city(length="3 years", start="2018-01-01", **arrivals):
    return validated(
        Scenario,
        {
            "scenario": "city",
            "title": "A city",
            "start": start,
            "run": {"length": length, "follow": "1 day"},
            "legal_calendar": "office",
            "calendars": {"office": OFFICE},
            "processes": {"projects": {"arrivals": arrivals, "items": {"permit": {}}}},
        },
        "city",
    )


def expected_by_year(scenario):
    """How many cases are expected in 2018, 2019 and 2020."""
    [expected] = lower(scenario).expected_arrivals
    ends = np.array([0, 365, 730, 1095]) * 1440
    return np.diff(np.interp(ends, expected.minutes, expected.cases))


def test_each_year_has_its_level_and_the_pattern_is_the_same():
    by_year = expected_by_year(city(per_year={2018: 365.25, 2019: 730.5, 2020: 100}, season={"jan": 2}))
    alike = expected_by_year(city(per_year=365.25, season={"jan": 2}))
    assert by_year == pytest.approx(alike * [1, 2, 100 / 365.25])


def test_the_rate_changes_in_the_minutes_in_which_the_pattern_does_and_in_no_others():
    weights = {
        "season": {"jan": 2},
        "weekdays": {"tue": 1.5, "wed": 1.5},
        "hours": {"09:00-10:00": 3, "11:00-14:00": 2},
    }
    scenario = city("5 weeks", "2018-01-20", per_year=1000, calendar="office", **weights)
    [expected], [office] = lower(scenario).expected_arrivals, lower(scenario).calendars
    rate = []
    for minute in range(5 * WEEK):
        now = to_moment(minute, scenario.start)
        hour = 3 if now.hour == 9 else 2 if 11 <= now.hour < 14 else 1
        of_day = (2 if now.month == 1 else 1) * (1.5 if now.weekday() in (1, 2) else 1)
        rate.append(of_day * hour * office.is_open(minute))
    changes = [0, *(minute for minute in range(1, 5 * WEEK) if rate[minute] != rate[minute - 1]), 5 * WEEK]
    assert expected.minutes.tolist() == changes
    each = np.diff(expected.cases) / np.diff(expected.minutes)
    assert each / each.max() == pytest.approx(np.array(rate)[changes[:-1]] / max(rate))


def test_scenarios_that_differ_in_how_many_come_share_their_pattern():
    some, more = (lower(city(per_year=number, season={"feb": 3})).expected_arrivals[0] for number in (100, 250))
    assert some.minutes is more.minutes
    assert more.cases == pytest.approx(some.cases * 2.5)


def test_years_that_are_not_named_are_as_the_last_or_as_is_said():
    last = city(per_year={2018: 300, 2019: 200}).processes["projects"].arrivals.per_year
    said = city(per_year={"value": 250, "by_year": {"2018": 300}}).processes["projects"].arrivals.per_year
    assert [last.of(year) for year in (2018, 2019, 2021)] == [300, 200, 200]
    assert [said.of(year) for year in (2018, 2019, 2021)] == [300, 250, 250]


def test_the_level_of_a_year_has_an_address_and_a_name():
    scenario, keys = city(per_year={2018: 300, 2019: 200}), as_keys(f"{PER_YEAR}.by_year.2019")
    changed = with_numbers(scenario, {keys: 220}, "city").processes["projects"].arrivals.per_year
    assert [changed.of(year) for year in (2018, 2019, 2020)] == [300, 220, 200]
    assert title_of(keys, as_document(scenario)).en == "projects: cases in 2019"


def test_a_factor_acts_on_all_years():
    number = {"value": 200.0, "by_year": {"2018": {"value": 300.0, "range": [280.0, 320.0]}}}
    _scale(number, Number(value=0.5))
    assert number == {"value": 100.0, "by_year": {"2018": {"value": 150.0, "range": [140.0, 160.0]}}}


def weekly(scenario, replications=8):
    """The numbers of cases in whole weeks, Monday to Sunday, of several replications."""
    plan = lower(scenario)
    weeks = plan.scenario.run.length // WEEK - 1
    first = (7 - plan.scenario.start.weekday()) % 7 * 1440
    arrivals = [draw(plan, 1, replication).arrival for replication in range(replications)]
    return np.array([np.histogram(one, first + np.arange(weeks + 1) * WEEK)[0] for one in arrivals]).ravel()


@pytest.mark.parametrize("bunching", [1.0, 2.0, 3.6])
def test_the_variance_of_the_cases_in_a_week_is_so_many_times_their_mean(bunching):
    """Of 8 times 519 weeks: by chance the ratio is off by two or three hundredths of itself."""
    counts = weekly(city(length="10 years", start="2010-01-07", per_year=1000, bunching=bunching))
    assert counts.mean() == pytest.approx(1000 * 7 / 365.25, rel=0.02)
    assert counts.var() / counts.mean() == pytest.approx(bunching, rel=0.08)


def test_without_bunching_the_same_cases_come_as_if_it_were_one():
    alone, one = (draw(lower(city(per_year=200, **more)), 1, 0).arrival for more in ({}, {"bunching": 1}))
    assert alone.tolist() == one.tolist()


def test_an_interval_passes_only_in_open_hours():
    """Every half day of the office; what is over as it closes is over as it opens again."""
    scenario = city(length="8 days", interval={"minutes": 210}, calendar="office")
    plan = lower(scenario)
    told = [to_moment(int(minute), scenario.start) for minute in draw(plan, 1, 0).arrival]
    assert told[:3] == [datetime(2018, 1, 1, 13, 30), datetime(2018, 1, 2, 8, 30), datetime(2018, 1, 2, 13, 30)]
    assert told[8:] == [datetime(2018, 1, 5, 13, 30), datetime(2018, 1, 8, 8, 30), datetime(2018, 1, 8, 13, 30)]


def test_days_of_an_interval_are_working_days_of_its_calendar():
    plan = lower(city(length="15 days", interval={"days": 2.5}, calendar="office"))
    told = [to_moment(int(minute), plan.scenario.start) for minute in draw(plan, 1, 0).arrival]
    assert told == [
        datetime(2018, 1, 3, 13, 30),
        datetime(2018, 1, 8, 8, 30),
        datetime(2018, 1, 10, 13, 30),
        datetime(2018, 1, 15, 8, 30),
    ]
