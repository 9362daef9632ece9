"""What approval costs, against one firm worked out by hand; who is paid for which hours; what reforms cost a year."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from sim.outcomes.costs import per_year, unpriced
from sim.outcomes.measure import Outcomes, measure
from sim.outcomes.payroll import helped_a_year, hours_a_year
from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.simulation.reserves import helped_hours

HERE = Path(__file__).parent
SHOP = HERE / "scenarios" / "one-shop.yaml"
WEEKS = 525_960 / (7 * 1440)
"""How many weeks a year has: the shop's run lasts one."""


def measured(file: Path) -> Outcomes:
    plan = lower(load_scenario(file))
    draws = draw(plan, seed=1, replication=0)
    return measure(plan, draws, simulate(plan, draws))


def shop(folder: Path, **parts: Any) -> Path:
    """The shop with some of its parts replaced; None leaves one out."""
    document = {**yaml.safe_load(SHOP.read_text(encoding="utf-8")), **parts}
    file = folder / "shop.yaml"
    given = {key: part for key, part in document.items() if part is not None}
    file.write_text(yaml.safe_dump(given, sort_keys=False))
    return file


def pools(**more: dict[str, Any]) -> dict[str, Any]:
    """The shop's pools, of some of which more is said."""
    given = yaml.safe_load(SHOP.read_text(encoding="utf-8"))["pools"]
    return {name: {**pool, **more.get(name, {})} for name, pool in given.items()}


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    return measured(SHOP)


def test_the_government_pays_for_what_a_case_makes_it_do(outcomes: Outcomes) -> None:
    """Three half hours at the window, two hours of review and one more; a parcel of 12, a design of 300."""
    case = outcomes.cases.iloc[0]
    assert case["staff_hours"] == 3 * 0.5 + 2 + 1
    assert case["government_fees"] == 300
    assert case["government_outlays"] == 300 + 12
    assert case["government_cost"] == 312 + 4.5 * 100


def test_the_applicant_pays_with_money_and_with_hours(outcomes: Outcomes) -> None:
    """Three trips of 1.5 hours and 40 yuan, with half an hour each; five papers of 2 hours, a correction of 8."""
    case = outcomes.cases.iloc[0]
    assert (case["trips"], case["on_site_hours"], case["corrections"], case["documents"]) == (3, 1.5, 1, 5)
    assert case["applicant_hours"] == 3 * 1.5 + 1.5 + 5 * 2 + 8
    assert case["applicant_travel"] == 120
    assert case["applicant_cost"] == 1000 + 120 + 24 * 60


def test_the_hours_on_shift_are_those_of_whom_government_pays(outcomes: Outcomes) -> None:
    """A week of 35 hours of two reviewers and of a clerk, whose days are an hour longer, and three on Sunday.

    Designers are paid by fees, though they review the form, and a pool at which nothing is done has other work.
    """
    hours = hours_a_year(lower(load_scenario(SHOP)))
    assert hours.usual == pytest.approx((2 * 35 + 35) * WEEKS)
    assert hours.overtime == pytest.approx(5 * WEEKS)
    assert hours.rest_day == pytest.approx(3 * WEEKS)
    year = outcomes.year.iloc[0]
    assert year["staff_hours_per_year"] == pytest.approx((105 + 5 + 3) * WEEKS)
    assert year["overtime_hours_per_year"] == pytest.approx(8 * WEEKS)


def test_the_hours_after_midnight_are_paid_as_those_of_the_evening_before(tmp_path: Path) -> None:
    """Monday to Friday from 18:00 to 02:00: eight hours, of which seven are those of the legal day, and no rest day."""
    document = yaml.safe_load(SHOP.read_text(encoding="utf-8"))
    calendars = {**document["calendars"], "night": {"days": "mon-fri", "hours": "18:00-02:00"}}
    pools = {name: {**pool, "calendar": "night"} for name, pool in document["pools"].items()}
    hours = hours_a_year(lower(load_scenario(shop(tmp_path, calendars=calendars, pools=pools))))
    assert hours.usual == pytest.approx((2 + 1) * 35 * WEEKS)
    assert hours.overtime == pytest.approx((2 + 1) * 5 * WEEKS)
    assert hours.rest_day == 0


def test_a_year_pays_for_shifts_at_the_premium_of_the_law_not_for_work(outcomes: Outcomes) -> None:
    year, case = outcomes.year.iloc[0], outcomes.cases.iloc[0]
    assert year["staff_cost_per_year"] == pytest.approx((105 + 1.5 * 5 + 2 * 3) * 100 * WEEKS)
    assert year["reform_cost_per_year"] == 0
    assert year["government_cost_per_year"] == pytest.approx(year["staff_cost_per_year"] + 312 * WEEKS)
    assert year["applicant_cost_per_year"] == pytest.approx(case["applicant_cost"] * WEEKS)
    assert year["applicant_hours_per_year"] == pytest.approx(24 * WEEKS)


def test_of_reviewers_with_other_work_only_a_share_is_charged(tmp_path: Path) -> None:
    """Half of their time is for other work, so that three hours of review take the shop six."""
    file = shop(tmp_path, pools=pools(reviewers={"availability": 0.5}))
    assert measured(file).cases["staff_hours"][0] == 3 * 0.5 + 2 + 1
    assert sum(hours_a_year(lower(load_scenario(file)))) == pytest.approx((113 - 35) * WEEKS)


def test_leave_and_sickness_are_paid_and_who_is_there_anyway_is_not(tmp_path: Path) -> None:
    away = shop(tmp_path, pools=pools(window={"absence": 0.5}))
    assert sum(hours_a_year(lower(load_scenario(away)))) == pytest.approx(113 * WEEKS)
    elsewhere = shop(tmp_path, pools=pools(window={"paid": False}))
    assert sum(hours_a_year(lower(load_scenario(elsewhere)))) == pytest.approx(70 * WEEKS)


def test_a_year_counts_the_cases_of_every_process() -> None:
    costs = {"government_outlays": [1.0, 2.0], "applicant_hours": [3.0, 4.0], "applicant_cost": [5.0, 6.0]}
    plan = lower(load_scenario(SHOP))
    draws = draw(plan, seed=1, replication=0)
    year = per_year(plan, {}, simulate(plan, draws), [pd.DataFrame(costs), pd.DataFrame(costs)]).iloc[0]
    assert year["government_outlays_per_year"] == pytest.approx(6 * WEEKS)
    assert year["applicant_cost_per_year"] == pytest.approx(22 * WEEKS)


def test_without_prices_hours_on_shift_are_known_and_money_is_not(tmp_path: Path) -> None:
    found = measured(shop(tmp_path, costs=None))
    case, year = found.cases.iloc[0], found.year.iloc[0]
    assert case[["government_cost", "applicant_cost", "applicant_hours"]].isna().all()
    assert (case["documents"], case["government_outlays"]) == (5, 312)
    assert year["staff_hours_per_year"] == pytest.approx(113 * WEEKS)
    assert year[["staff_cost_per_year", "government_cost_per_year", "applicant_cost_per_year"]].isna().all()


# What an office does about a backlog costs, too

BACKLOGS = HERE.parent / "behaviour" / "scenarios"
SPANS = 525_960 / (60 * 1440)
"""How many of their runs a year has."""


def year_of(name: str) -> "pd.Series[float]":
    return measured(BACKLOGS / f"{name}.yaml").year.iloc[0]


def test_evening_hours_of_a_reserve_are_paid_as_overtime_while_it_is_there() -> None:
    """It is sent back at 17:31, and stays until 19:30 for what it has in hand: two hours, half as much again."""
    pools, year = measured(BACKLOGS / "overtime.yaml").pools.iloc[0], year_of("overtime")
    own = pools["hours"] - 2
    assert (pools["servers"], pools["reserve"], pools["reserve_hours"]) == (1, 1, 2)
    assert pools["utilisation"] == pytest.approx(12 / (own + 2))
    assert (year["reserve_hours_per_year"], year["overtime_hours_per_year"]) == pytest.approx((2 * SPANS, 2 * SPANS))
    assert year["staff_cost_per_year"] == pytest.approx((own + 1.5 * 2) * 100 * SPANS)


def test_a_night_of_a_reserve_is_of_the_day_on_which_it_begins(tmp_path: Path) -> None:
    """Friday from 23:00 to 01:00 on Saturday: two hours of overtime, and none of a rest day."""
    document = yaml.safe_load((BACKLOGS / "overtime.yaml").read_text(encoding="utf-8"))
    document["calendars"]["evening"] = {"days": "fri", "hours": "23:00-01:00"}
    document["processes"]["permits"]["arrivals"] = {"at": ["2016-06-17 08:30:00"] * 6}
    (tmp_path / "night.yaml").write_text(yaml.safe_dump(document))
    plan = lower(load_scenario(tmp_path / "night.yaml"))
    draws = draw(plan, seed=1, replication=0)
    hours = helped_a_year(plan, helped_hours(plan, draws.attendance, simulate(plan, draws)))
    assert hours == pytest.approx((0, 2 * SPANS, 0))


def test_staff_lent_in_office_hours_are_paid_as_usual() -> None:
    """From 09:01, when she is called, to 10:01, when she has finished and is called no more."""
    year = year_of("lent-staff")
    assert (year["reserve_hours_per_year"], year["overtime_hours_per_year"]) == pytest.approx((SPANS, 0))


def test_only_the_share_of_its_hours_that_goes_to_this_work_is_charged(tmp_path: Path) -> None:
    document = yaml.safe_load((BACKLOGS / "overtime.yaml").read_text(encoding="utf-8"))
    document["pools"]["examiners"] |= {"availability": 0.5}
    document["processes"]["permits"]["items"]["drawings"]["steps"]["review"]["work"] = "1 hours"
    (tmp_path / "half.yaml").write_text(yaml.safe_dump(document))
    assert measured(tmp_path / "half.yaml").year.iloc[0]["reserve_hours_per_year"] == pytest.approx(SPANS)


def test_extra_sessions_are_paid_for_if_somebody_booked_them() -> None:
    """Two Mondays of eight."""
    year = year_of("extra-session")
    assert year["extra_sessions_per_year"] == pytest.approx(2 * SPANS)
    assert year["staff_cost_per_year"] == pytest.approx(10_000 * SPANS)


def test_where_there_is_no_reserve_and_no_extra_session_nothing_is_told_of_them(outcomes: Outcomes) -> None:
    assert outcomes.year.iloc[0][["reserve_hours_per_year", "extra_sessions_per_year"]].isna().all()


# What reforms cost


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shop as a base, two reforms that say what they cost and one that does not."""
    (tmp_path / "reforms").mkdir()
    shop(tmp_path)
    for name, cost in (("signs", {"per_year": {"value": 500, "range": [100, 900]}}), ("lamps", {"per_year": 70})):
        reform(tmp_path, name, cost=cost)
    reform(tmp_path, "flags")
    return tmp_path


def reform(folder: Path, name: str, **parts: Any) -> None:
    changes = [{"add": {"calendars": {name: {"days": "mon", "hours": "09:00-12:00"}}}}]
    text = yaml.safe_dump({"reform": name, "title": name, "changes": changes, **parts})
    (folder / "reforms" / f"{name}.yaml").write_text(text)


def extension(folder: Path, name: str, base: str, *reforms: str, **parts: Any) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(
        yaml.safe_dump({"scenario": name, "title": name, "extends": base, "reforms": list(reforms), **parts})
    )
    return file


def test_the_yearly_costs_of_a_package_add_up_over_all_it_stands_on(folder: Path) -> None:
    extension(folder, "lit", "shop", "lamps")
    both = extension(folder, "both", "lit", "signs")
    scenario = load_scenario(both)
    assert {name: cost.value for name, cost in scenario.reform_costs.items()} == {"lamps": 70, "signs": 500}
    assert scenario.reform_costs["signs"].range == (100, 900)
    plain, reformed = measured(folder / "shop.yaml").year.iloc[0], measured(both).year.iloc[0]
    assert reformed["reform_cost_per_year"] == 570
    assert reformed["government_cost_per_year"] == pytest.approx(plain["government_cost_per_year"] + 570)


def test_a_reform_that_does_not_say_what_it_costs_is_named(folder: Path) -> None:
    scenario = load_scenario(extension(folder, "flagged", "shop", "flags", "lamps"))
    assert unpriced(scenario) == ["flags"]
    assert unpriced(load_scenario(folder / "shop.yaml")) == []


def test_a_scenario_may_have_prices_of_its_own(folder: Path) -> None:
    prices = yaml.safe_load(SHOP.read_text(encoding="utf-8"))["costs"]
    dear = extension(folder, "dear", "shop", costs={**prices, "staff_hour": 200})
    assert measured(dear).cases["government_cost"][0] == 312 + 4.5 * 200
