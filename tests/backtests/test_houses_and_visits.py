"""Houses and everyday matters against what was published about them. A miss is written down as a miss.

Nothing was fitted to these but the number of visits and, after the reform, the share that has to come twice.
"""

import pandas as pd
import pytest

from sim.experiment.replications import Result, Settings, run
from sim.scenario import load_scenario

SETTINGS = Settings(seed=1, replications=2, workers=1)


def played(name: str) -> Result:
    """A shipped scenario with all its replications."""
    return run([load_scenario(f"scenarios/{name}.yaml")], SETTINGS)[0]


@pytest.fixture(scope="module")
def before() -> pd.DataFrame:
    """The houses of 2016."""
    return played("real-estate-2016").permitted()


@pytest.fixture(scope="module")
def after() -> pd.DataFrame:
    """The houses at one window."""
    return played("real-estate-one-window").permitted()


def test_a_house_took_about_eight_trips(before: pd.DataFrame) -> None:
    """Zhejiang before: 8 trips to 5 windows (S25)."""
    assert 7.5 < before["trips"].mean() < 9


def test_a_house_took_about_four_weeks_from_the_contract(before: pd.DataFrame) -> None:
    """World Bank, Shanghai 2016: 28 days from the contract on (S22)."""
    assert 0.85 * 28 < before["first_contact_days"].mean() < 1.15 * 28


def test_most_houses_took_two_to_four_working_weeks(before: pd.DataFrame) -> None:
    """Our own expectation before the runs: 8 to 20 working days."""
    assert before["total_working_days"].between(8, 20).mean() > 0.9


def test_hours_in_the_hall_are_fewer_than_expected(before: pd.DataFrame) -> None:
    """We expected 4 to 8 hours: a miss, for no published wait says how long the lines were, and the clerks keep up."""
    assert 2 < before["on_site_hours"].mean() < 4


def test_nearly_all_are_registered_within_the_law(before: pd.DataFrame) -> None:
    """Thirty working days for each registration (L16); government's whole time on a house is less."""
    assert (before["government_days"] < 30).mean() > 0.99


def test_nine_in_ten_then_come_once(after: pd.DataFrame) -> None:
    """0.879 in a survey (S25); it went into the scenario, so this shows only that nothing else makes people come."""
    assert (after["trips"] == 1).mean() == pytest.approx(0.879, abs=0.01)
    assert (after["trips"] - after["sent_home"]).max() <= 4


def test_the_fastest_then_take_an_hour_and_the_middle_longer(after: pd.DataFrame) -> None:
    """ "One hour, on the spot" (S25) is the fastest without a mortgage here: a miss for everybody else."""
    hours = after[after["class"] == "without-mortgage"]["total_working_days"] * 7
    assert 0.75 < hours.quantile(0.05) < 1.5
    assert hours.median() > 2


def test_nearly_all_are_then_done_in_five_working_days(after: pd.DataFrame) -> None:
    """Five working days, with a mortgage too (S24)."""
    assert 0.88 < (after["total_working_days"] <= 5).mean() < 0.99


def test_the_time_shrinks_by_more_than_two_thirds(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """The State Council's aim for five years (S24)."""
    assert after["total_working_days"].mean() < before["total_working_days"].mean() / 3


def test_seven_hundred_and_ninety_come_to_the_hall_on_a_working_day() -> None:
    """602 million cases in 3,058 halls (S51); so many go into the scenario."""
    scenario = load_scenario("scenarios/everyday-2016.yaml")
    assert scenario.processes["everyday"].arrivals.per_year.value / 250 == pytest.approx(602e6 / 3058 / 250, rel=0.01)


def test_people_are_done_in_little_more_than_half_an_hour_and_the_slowest_tenth_in_an_hour() -> None:
    """No wait in Jiaxing's hall was published: this is what table 7.2 makes of it, and must not drift unseen.

    A third of an hour of it is service; the rest is the line, on days on which a clerk is ill, and lunch breaks.
    """
    hours = played("everyday-2016").permitted()["on_site_hours"]
    assert 0.45 < hours.mean() < 0.7
    assert 0.8 < hours.quantile(0.9) < 1.3
