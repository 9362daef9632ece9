"""`approvals staff` as a planner meets it: a town in which two reviewers have work for three."""

import json
from pathlib import Path

import pytest
import yaml
from asking import approvals, done, refusal

from sim.packages.staff.as_scenario import _base
from sim.packages.staff.places import as_reforms, box_of, changes, enough, places_of
from sim.scenario import load_ground, load_scenario
from sim.simulation.lower import lower

TOWN = Path(__file__).parent / "scenarios" / "staff" / "town.yaml"
QUICK = ("--indifference", "0.05", "--workers", "1")
HOURS = 2922.667
"""Of a shift of eight hours on every day of a year."""


def words(*arguments: object) -> str:
    """What the command prints, however its lines are broken."""
    return " ".join(done("staff", TOWN, *QUICK, *arguments).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the usual question has kept, so that it is played once."""
    folder = tmp_path_factory.mktemp("staff") / "kept"
    words("-o", folder)
    return folder


@pytest.fixture(scope="module")
def told(folder):
    return json.loads(done("staff", TOWN, *QUICK, "-o", folder, "--json", "-"))


def test_who_is_needed_what_it_costs_and_that_nothing_cheaper_does_it(folder):
    said = words("-o", folder)
    assert "Reviewers 2 3 3 +292,267 100%" in said
    assert "As today: Clerks: office, 1, Clerks: office, 2, Surveyors, The board, seats." in said
    assert "With today's staff there is no steady state, for a queue grows, at “Reviewers”, by 12 cases a month" in said
    assert "It takes 1 person more than today, and 292,267 CNY a year more than today (146,133 to 584,533" in said
    assert "No staffing that costs less keeps it, if more people never do harm." in said
    assert "and none surely hurts" in said
    assert "With at least 95.0% confidence for all that is called sure: the staffing brings at least 75.0%" in said
    assert "give --save FILE.yaml" in said


def test_all_of_it_in_chinese(folder):
    said = words("-o", folder, "--lang", "zh").replace(" ", "")
    assert "审查人员233+292,267100%" in said
    assert "按现有人员没有稳定状态：“审查人员”的排队每月增加12件" in said
    assert "需要比现在多1人，每年比现在多292,267元（随工时单价可为146,133至584,533元）" in said
    assert "若增加人员从无害处，则任何更省的配置都不能兑现。" in said


def test_a_machine_is_told_every_number(told):
    assert (told["verdict"], told["is_cheapest"], told["unit"]) == ("keeps it", True, "CNY")
    assert [(place["name"], place["now"], place["needed"]) for place in told["places"]] == [
        ("clerks (office, 1)", 1, 1), ("clerks (office, 2)", 1, 1), ("reviewers", 2, 3), ("surveyors", 2, 2),
        ("board", 4, 4),
    ]  # fmt: skip
    assert told["changes"] == [{"pools": ["reviewers"], "set": {"servers": 3}}]
    assert told["floor"] == told["found"]["cost_more"] == pytest.approx(100 * HOURS, abs=1)
    assert told["found"]["measured_cost_more"] == pytest.approx(100 * HOURS, abs=1), "no reserve, and nothing paid out"
    low, high = told["found"]["bounds"]
    assert 0.75 < low < told["found"]["within_target"] < high
    assert told["today"]["growing"][0]["pool"] == "reviewers"
    assert told["frontier"][0]["people_more"] == 0
    assert {"scenario", "digest", "seed", "engine", "version", "clock", "target", "class", "rule"} <= told.keys()


def test_the_same_question_plays_nothing_again(folder, told):
    before = {path: path.stat().st_mtime_ns for path in (folder / "chunks").iterdir()}
    again = json.loads(done("staff", TOWN, *QUICK, "-o", folder, "--json", "-"))
    assert again == told
    assert {path: path.stat().st_mtime_ns for path in (folder / "chunks").iterdir()} == before
    assert "holds another table of staffings" in refusal("staff", TOWN, *QUICK, "-o", folder, "--seed", 2)


def extends(scenario, file):
    return _base(file, str(scenario))


def test_a_staffing_is_saved_as_a_scenario_and_the_command_that_checks_it_is_told(tmp_path, folder, monkeypatch):
    town = tmp_path / "town.yaml"
    town.write_text(TOWN.read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / "staffed.yaml"
    result = approvals("staff", town, *QUICK, "--save", file)
    assert result.exit_code == 0
    assert f"wrote {file}" in result.stderr
    command = f"approvals answer {file} --target 6 --seed 2 --replications 100"
    assert command in result.stdout, "in one line, so that it can be typed"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["extends"] == "town.yaml"
    assert load_scenario(file).pools["reviewers"].servers.value == 3
    assert extends(town, tmp_path / "plans" / "other.yaml") == "../town.yaml"
    monkeypatch.chdir(tmp_path)
    assert extends("town.yaml", Path("plans/other.yaml")) == "../town.yaml"
    assert extends("practice-2016", Path("plans/other.yaml")) == "practice-2016"


def test_where_staff_cannot_keep_it_that_is_said_with_what_holds_projects_up_then():
    said = words("--target", 0.9)
    assert "Staff alone cannot keep it: with the most that was allowed everywhere" in said
    assert "What holds projects up then, from filing to permit: " in said
    assert "The most that was tried" in said
    assert "No staffing" not in said
    assert "--save" not in said


def test_a_budget_that_does_not_reach():
    said = words("--budget", 1000)
    assert "The budget of 1,000 CNY a year does not buy the promise, if more people never do harm" in said
    assert "as many people as today" in said


def test_a_budget_that_reaches_is_no_more_than_said(folder):
    assert "The budget" not in words("-o", folder, "--budget", 300_000)


def test_as_many_people_as_a_package_is_worth():
    """Review in three fifths of the time brings nearly all in time; so does a third reviewer, and two are too few."""
    said = words("--instead-of", "form")
    assert "What the package form brings with today's staff" in said
    assert "Reviewers 2 3" in said or "Reviewers 2 4" in said


def test_only_these_pools_and_nobody_less():
    said = json.loads(done("staff", TOWN, *QUICK, "--pools", "surveyors,board", "--no-fewer", "--json", "-"))
    assert said["verdict"] == "misses it"
    assert [place["name"] for place in said["places"]] == ["surveyors", "board"]
    assert said["unit"] == "people", "government pays neither"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--pools", "reviewer"), "--pools: no pool 'reviewer' — did you mean 'reviewers'?"),
        (("--pools", "board,board"), "--pools: 'board' is named twice: once is enough"),
        (("--pools", ","), "--pools: nothing is named"),
        (("--instead-of", "forms"), "forms"),
        (("--instead-of", "form", "--probability", "0.5"), "--probability: is what the package of --instead-of brings"),
        (("--indifference", "0.3"), "--indifference: 0.3 reaches beyond 0 or 1 from 0.8"),
        (("--class", "villas"), "no projects 'villas'"),
        (("--clock", "days"), "'days'"),
    ],
)
def test_what_cannot_be_asked(options, why):
    assert why in refusal("staff", TOWN, *options)


# What may be staffed


def test_places_have_prices_bounds_and_a_need():
    places = places_of(lower(load_scenario(TOWN)), None)
    box = box_of(places, no_fewer=False)
    assert [(place.pool, place.way, place.now) for place in places] == [
        ("clerks", "shifts", 1), ("clerks", "shifts", 1), ("reviewers", "servers", 2), ("surveyors", "servers", 2),
        ("board", "seats", 4),
    ]  # fmt: skip
    assert box.prices == pytest.approx((100 * HOURS, 100 * HOURS, 100 * HOURS, 0, 0), abs=1)
    assert places[2].needed == pytest.approx(2.5), "ten hours every four"
    assert (box.low, box.high) == ((1, 1, 1, 2, 4), (3, 3, 9, 4, 8))
    assert box_of(places, no_fewer=True).low == (1, 1, 2, 2, 4)
    assert enough(places, box) == (1, 1, 3, 2, 4)


def test_a_staffing_is_put_into_force_as_a_file_would():
    ground = load_ground(TOWN)
    places = places_of(lower(ground.scenario), None)
    assert as_reforms(ground.scenario, places, (1, 1, 2, 2, 4)) == []
    two = {"servers": 2, "calendar": "office"}
    one = {"servers": 1, "calendar": "office"}
    assert changes(ground.scenario, places, (1, 2, 2, 2, 6)) == [
        {"pools": ["clerks"], "set": {"shifts": [one, two]}},
        {"pools": ["board"], "set": {"seats": 6}},
    ]
    staffed = ground.with_package(as_reforms(ground.scenario, places, (1, 2, 2, 2, 6)))
    assert [int(shift.servers.value) for shift in staffed.pools["clerks"].shifts] == [1, 2]
    assert staffed.pools["board"].seats.value == 6
    assert staffed.pools["reviewers"] == ground.scenario.pools["reviewers"]
