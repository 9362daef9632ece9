"""Responses of few cases, each number by hand: who is asked about, what stands in the rows, what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from sim.base.errors import UserError
from sim.calendars.working_time import DAY
from sim.experiment.replications import Result, Settings, run
from sim.experiment.responses import (
    all_responses,
    days_on_path,
    groups_of_cases,
    holding_up,
    measured,
    require_known,
    sample_of,
    usual,
    yearly,
)
from sim.outcomes.costs import YEARLY
from sim.scenario import Scenario, load_scenario

HERE = Path(__file__).parent / "scenarios"
DAILY, TWO = HERE / "daily.yaml", HERE / "two-processes.yaml"


@pytest.fixture(scope="module")
def daily() -> Result:
    """A case a day, and of each the same six days: two of asking, three of drawing, one until the permit."""
    return run([load_scenario(DAILY)], Settings(1, 2, workers=1))[0]


def with_people_first() -> Scenario:
    """The two families with that first which has no legal clock."""
    two = load_scenario(TWO)
    return two.model_copy(update={"processes": dict(reversed(two.processes.items()))})


def test_the_critical_path_of_a_case_adds_up_to_its_days(daily: Result) -> None:
    assert holding_up(daily).groupby("holder", observed=True)["days"].sum().sum() == pytest.approx(6)
    path = days_on_path(daily)
    permitted = len(daily.permitted())
    assert path["days"].tolist() == pytest.approx((path["minutes"] / DAY / permitted).tolist())
    assert path["days"].sum() == pytest.approx(6)


def test_a_year_s_costs_are_means_of_the_replications(daily: Result) -> None:
    rows = {str(row["name"]): row for row in yearly(daily)}
    assert list(rows) == list(YEARLY)
    for name, row in rows.items():
        known = daily.year[name].dropna()
        assert (row["process"], row["n"]) == (None, len(known))
        assert row["mean"] == pytest.approx(known.mean()) if len(known) else row["mean"] is None
    assert [row for row in all_responses(daily, 50) if row["name"] in YEARLY] == list(rows.values())


def test_who_is_under_way_has_a_time_on_a_clock_that_is_not_his_last() -> None:
    cases = pd.DataFrame(
        {
            "total_days": [6.0, 4.0, None],
            "promised_days": [2.0, 3.0, 2.0],
            "fate": ["permitted", "unfinished", "unfinished"],
            "followed": [9.0, 4.0, 1.0],
            "replication": [0, 1, 1],
        }
    )
    times, _, _, under_way = sample_of(cases, "total_days")
    assert (times.tolist(), under_way.tolist()) == ([6, 4], [False, True])
    known_at_once, _, _, under_way = sample_of(cases, "promised_days")
    assert (known_at_once.tolist(), under_way.tolist()) == ([2, 3, 2], [False] * 3)


def test_a_class_without_a_case_is_no_group_and_all_is_always_one(daily: Result) -> None:
    assert list(groups_of_cases(daily)) == ["all", *daily.cases["class"].unique()]
    nobody = daily.with_tables(cases=daily.cases.iloc[:0])
    assert list(groups_of_cases(nobody)) == ["all"]


def test_what_is_looked_at_is_what_all_scenarios_have() -> None:
    firms, people = load_scenario(TWO), with_people_first()
    assert usual([firms]) == ["government_days", "total_days"]
    assert usual([people]) == ["total_days"]
    assert usual([firms, people]) == usual([people, firms]) == ["total_days"]


def test_of_responses_that_nobody_usually_looks_at_the_first_of_the_first_is(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"firms": ["trips", "documents", "corrections"], "people": ["corrections", "documents"]}
    monkeypatch.setattr("sim.experiment.responses.responses_of", lambda process: known[process])
    firms, people = (
        Scenario.model_construct(processes={"only": name})  # type: ignore[dict-item]
        for name in known
    )
    assert usual([firms, people]) == ["documents"]
    assert usual([people, firms]) == ["corrections"]
    monkeypatch.setitem(known, "people", ["wait_per_trip"])
    with pytest.raises(UserError, match=r"^the scenarios have no response in common: name others$"):
        usual([firms, people])


def test_what_a_scenario_does_not_have_is_refused_with_the_nearest(daily: Result) -> None:
    with pytest.raises(UserError, match="no response 'total_dais' — did you mean 'total_days'"):
        require_known(daily.scenario, "total_dais")
    with pytest.raises(UserError, match="no kind of project 'al' — did you mean 'all'"):
        require_known(daily.scenario, "total_days", "al")
    require_known(daily.scenario, "total_days")


def test_a_response_that_no_case_has_is_refused(daily: Result) -> None:
    assert len(measured(daily, "total_days", "all")) == len(daily.cases)
    nobody = daily.with_tables(cases=daily.cases.iloc[:0])
    with pytest.raises(UserError, match=r"^daily: no project of 'all' has total_days: lengthen the run"):
        measured(nobody, "total_days", "all")
