"""What one window does to a house: the mechanism, case by case, in the shipped scenarios; and who shares a line."""

import pandas as pd
import pytest

from sim.experiment.event_table import events_table
from sim.scenario import load_scenario
from sim.scenario.model import Run
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.invariants import broken_invariants
from sim.simulation.lower import lower

BRIEF = Run(length="1 month", follow="1 year")
DESKS = ["transaction-review", "taxes", "registration"]


def events(name: str) -> pd.DataFrame:
    """The first month of a shipped scenario: every record, with the pool it is at."""
    plan = lower(load_scenario(f"scenarios/{name}.yaml").model_copy(update={"run": BRIEF}))
    draws = draw(plan, 1, 0)
    log = simulate(plan, draws)
    assert broken_invariants(plan, draws, log) == []
    return events_table(plan, draws, log)


def by_case(records: pd.DataFrame, column: str, how: str) -> pd.DataFrame:
    """For each case and item, the first or last moment."""
    return records.pivot_table(column, "case", "item", how)


@pytest.fixture(scope="module")
def before() -> pd.DataFrame:
    return events("real-estate-2016")


@pytest.fixture(scope="module")
def after() -> pd.DataFrame:
    return events("real-estate-one-window")


def test_before_each_department_starts_when_the_one_before_it_is_done(before: pd.DataFrame) -> None:
    start, end = by_case(before, "joined", "min"), by_case(before, "end", "max")
    assert len(start) > 1500
    assert (start["taxes"] == end["transaction-review"]).all()
    assert (start["registration"] == end["taxes"]).all()


def test_behind_one_window_all_start_when_the_application_is_accepted(after: pd.DataFrame) -> None:
    start, end = by_case(after, "joined", "min"), by_case(after, "end", "max")
    assert (start["transaction-review"] == end["application"]).all()
    assert (start["taxes"] == end["application"]).all()
    free = end["discharge"].isna()
    assert 0.5 < free.mean() < 0.8
    assert (start["registration"] == end["application"])[free].all()
    assert (start["registration"] == end["discharge"])[~free].all()


def test_the_certificate_is_printed_when_the_last_is_done(after: pd.DataFrame) -> None:
    start, end = by_case(after, "joined", "min"), by_case(after, "end", "max")
    assert (start["certificate"] == end[DESKS].max(axis=1)).all()


def test_the_windows_of_the_departments_are_empty(before: pd.DataFrame, after: pd.DataFrame) -> None:
    windows = {"contract-window", "transaction-window", "deed-tax-window", "home-registration-window"}
    assert windows < set(before["pool"])
    assert not windows & set(after["pool"])
    assert "transfer-window" in set(after["pool"])


def test_the_same_houses_are_bought_with_a_mortgage_and_the_same_still_carry_one(
    before: pd.DataFrame, after: pd.DataFrame
) -> None:
    for item in ("mortgage", "discharge"):
        assert set(before[before["item"] == item]["case"]) == set(after[after["item"] == item]["case"])


def test_in_the_city_projects_houses_and_people_stand_in_one_line() -> None:
    met = events("city").groupby("pool")["process"].agg(set)
    assert met["home-registrars"] == {"investment", "real-estate"}
    assert met["market-supervision-counter"] == {"investment", "everyday"}
    assert met["planning-window"] == {"investment", "everyday"}
    assert met["deed-tax-window"] == {"real-estate"}


def of_january_sundays(records: pd.DataFrame) -> pd.DataFrame:
    """What joined a line at an open window on a Sunday; February has a Sunday on which everybody works."""
    joined = records["joined"]
    at_a_window = records["pool"].str.contains("window|counter")
    return records[at_a_window & (joined < "2016-02-01") & (joined.dt.day_of_week == 6)]


def test_on_sundays_people_come_and_are_served_while_no_project_is_handed_in() -> None:
    sundays = of_january_sundays(events("city-sunday"))
    assert len(sundays) > 100
    assert set(sundays["process"]) == {"everyday"}
    early = sundays[sundays["joined"].dt.hour < 15]
    assert (early["end"].dt.date == early["joined"].dt.date).mean() > 0.9
    assert of_january_sundays(events("city")).empty
