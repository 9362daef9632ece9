"""Time per item, queues and time to refusal: small worlds with exact answers."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from asking import done, refusal
from openpyxl import load_workbook

from sim.experiment import tables
from sim.experiment.replications import Result, Settings, run
from sim.scenario import Scenario, load_scenario
from sim.scenario.validation import validated

HERE = Path(__file__).parent
VALID = HERE.parent / "scenarios" / "valid"
MONDAY = "2016-01-11 09:00"
Document = dict[str, Any]


def town(items: Document, arrivals: list[str], process: Document | None = None, **more: Any) -> Result:
    """One process in a week from Monday 2016-01-11, with an office of seven hours a day; played once."""
    document = {
        "scenario": "behind",
        "title": "Behind",
        "start": "2016-01-11",
        "run": {"length": "7 days", "follow": "0 days"},
        "calendars": {
            "office": {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]},
            "always": {"days": "mon-sun", "hours": "00:00-24:00"},
        },
        "pools": {"clerk": {"servers": 1, "calendar": "office"}},
        "processes": {"firms": {"arrivals": {"at": arrivals}, "items": items, **(process or {})}},
        **more,
    }
    return played(validated(Scenario, document, "behind"))


def played(scenario: Scenario) -> Result:
    return run([scenario], Settings(seed=1, replications=1, workers=1))[0]


def waiting(hours: float, calendar: str = "office", **more: Any) -> Document:
    return {"wait": {"hours": {"fixed": hours}}, "calendar": calendar, **more}


def items_of(result: Result) -> pd.DataFrame:
    return tables.details([result])["item_times"].set_index("item")


# Time per item


def test_an_item_takes_from_acceptance_to_decision_the_time_in_which_it_is_corrected_among_it() -> None:
    """The plan of the first firm: on the clock Monday 14:30 to 17:00, 09:00 to 10:30 and 13:00 to 17:00 on Tuesday."""
    found = played(load_scenario(HERE / "scenarios" / "two-offices.yaml")).tables["item_times"].frame()
    first = found[(found["case"] == 0) & (found["item"] == "plan")].iloc[0]
    assert first["days"] == (150 + 420) / 420
    assert first["of_promise"] == (150 + 90 + 240) / 420
    assert not first["open"]


def test_who_is_later_than_promised_may_be_sooner_than_the_law_allows() -> None:
    """Six, ten and fourteen hours, of which seven are promised and fourteen allowed."""
    classes = {name: {"share": share} for name, share in (("one", 1.0),)}
    steps = {
        "review": waiting(6, legal=True),
        "look": {**waiting(4, legal=True), "having": "large"},
    }
    items = {"permit": {"promise": 1, "limit": 2, "steps": steps}}
    large, small = (
        items_of(town(items, [MONDAY], {"classes": classes, "traits": {"large": share}})).loc["permit"]
        for share in (1.0, 0.0)
    )
    assert (large["mean"], large["late_promise"], large["late_limit"]) == (10 / 7, 1.0, 0.0)
    assert (small["mean"], small["late_promise"], small["late_limit"]) == (6 / 7, 0.0, 0.0)
    assert (large["promise"], large["limit"]) == (1.0, 2.0)


def test_an_item_that_is_not_decided_is_counted_as_such_and_not_left_out() -> None:
    """On Monday one is decided in an hour; who comes on Sunday waits beyond the end, and is not late yet."""
    items = {"permit": {"promise": 1, "steps": {"review": waiting(1, legal=True)}}}
    result = town(items, [MONDAY, "2016-01-17 10:00"])
    permit = items_of(result).loc["permit"]
    assert result.tables["item_times"].frame()["open"].tolist() == [False, True]
    assert result.tables["item_times"].frame()["days"].tolist() == [1 / 7, 0.0]
    assert (permit["n"], permit["unfinished"]) == (2, 0.5)
    assert (permit["mean"], permit["late_promise"]) == (1 / 14, 0.0)
    assert permit["at_least"] == "mean p50 p90 late_promise"


def test_what_is_undecided_beyond_its_promise_is_late_already() -> None:
    items = {"permit": {"promise": 1, "steps": {"review": waiting(70, legal=True)}}}
    permit = items_of(town(items, [MONDAY])).loc["permit"]
    assert (permit["mean"], permit["late_promise"]) == (5.0, 1.0)
    assert permit["at_least"].split() == ["mean", "p50", "p90"]


def test_an_item_is_undecided_where_its_case_is_refused_elsewhere() -> None:
    """After an hour the other item refuses; the permit stops with the step in which it is, two hours of three."""
    permit = {"review": waiting(2, legal=True), "look": waiting(1, legal=True)}
    items = {"permit": {"steps": permit}, "other": {"steps": {"review": waiting(1, legal=True, refuses=1)}}}
    found = town(items, [MONDAY]).tables["item_times"].frame().set_index("item")
    assert found["open"].to_dict() == {"permit": True, "other": False}
    assert found["days"].to_dict() == {"permit": 2 / 7, "other": 1 / 7}


def test_an_item_is_undecided_where_it_waits_for_somebody_as_its_case_is_refused() -> None:
    """The clerk is with the first for two hours; the second, who waits, is refused after one."""
    permit = {"review": {"work": "2 hours", "pool": "clerk", "legal": True}}
    refusing = {"review": waiting(1, legal=True, refuses=1)}
    items = {"permit": {"steps": permit}, "other": {"steps": refusing}}
    found = town(items, [MONDAY] * 2).tables["item_times"].frame()
    assert found[found["item"] == "permit"]["open"].tolist() == [False, True]
    assert found[found["item"] == "permit"]["days"].tolist() == [2 / 7, 1 / 7]


def test_what_waits_to_be_delivered_is_decided() -> None:
    items = {"permit": {"steps": {"review": waiting(1, legal=True), "delivery": waiting(100)}}}
    found = town(items, [MONDAY]).tables["item_times"].frame()
    assert (found["open"].tolist(), found["days"].tolist()) == ([False], [1 / 7])


def test_who_never_accepts_anything_has_no_table_of_items() -> None:
    assert tables.details([town({"errand": {"steps": {"wait": waiting(1)}}}, [MONDAY])])["item_times"].empty


# Queues


def test_how_many_wait_and_for_how_long() -> None:
    """Three come at nine; the clerk takes three hours for each, lunch between: one waits four hours, one seven."""
    items = {"permit": {"steps": {"review": {"work": "3 hours", "pool": "clerk", "legal": True}}}}
    result = town(items, [MONDAY] * 3)
    clerk = tables.details([result])["pools"].set_index("pool").loc["clerk"]
    assert clerk["came"] == 3
    assert clerk["mean"] == pytest.approx((0 + 4 + 7) / 24 / 3)
    assert clerk["p90"] == pytest.approx(7 / 24)
    assert clerk["waiting"] == pytest.approx((4 + 7) / (7 * 24))
    assert clerk["held"] == pytest.approx(9 / 35)
    assert (clerk["unfinished"], clerk["at_least"]) == (0.0, "")


def test_who_is_never_served_has_waited_to_the_end() -> None:
    """The clerk is with the first for the whole week."""
    items = {"permit": {"steps": {"review": {"work": "40 hours", "pool": "clerk", "legal": True}}}}
    clerk = tables.details([town(items, [MONDAY] * 2)])["pools"].iloc[0]
    assert (clerk["unfinished"], clerk["at_least"]) == (0.5, "mean p90")
    assert clerk["p90"] == 7 - 9 / 24


# Time to refusal


def test_after_how_long_who_is_refused_and_by_which_item() -> None:
    """Filed after a day; refused after an hour by the first office, or after three by the second."""
    items = {
        "filing": {"steps": {"preparation": waiting(24, "always"), "submission": waiting(0, "always")}},
        "soon": {"after": ["filing"], "having": "bad", "steps": {"review": waiting(1, legal=True, refuses=1)}},
        "late": {"after": ["filing"], "lacking": "bad", "steps": {"review": waiting(3, legal=True, refuses=1)}},
    }
    for share, by, hours in ((1.0, "soon", 1), (0.0, "late", 3)):
        refused = tables.details([town(items, [MONDAY], {"from": "filing", "traits": {"bad": share}})])["refusals"]
        assert refused["item"].tolist() == ["any", by] * 2
        told = refused.iloc[0]
        assert (told["group"], told["n"], told["share"], told["before_filing"]) == ("all", 1, 1.0, 0)
        assert told["mean"] == told["p90"] == pytest.approx(hours / 24)
        assert told["contact_mean"] == pytest.approx(1 + hours / 24)


def test_who_is_refused_before_filing_has_no_days_from_it() -> None:
    items = {
        "entry": {"steps": {"review": waiting(2, legal=True, refuses=1)}},
        "filing": {"after": ["entry"], "steps": {"submission": waiting(1)}},
    }
    told = tables.details([town(items, [MONDAY], {"from": "filing"})])["refusals"].iloc[0]
    assert (told["n"], told["before_filing"], told["mean"]) == (1, 1, None)
    assert told["contact_mean"] == pytest.approx(2 / 24)


def test_who_is_still_under_way_may_yet_be_refused() -> None:
    """One of three is refused; of the two who came late nothing is known, so his share is one third at least."""
    items = {"permit": {"steps": {"review": waiting(5, legal=True, refuses=1)}}}
    told = tables.details([town(items, [MONDAY, "2016-01-17 10:00", "2016-01-17 10:00"])])["refusals"].iloc[0]
    assert (told["n"], told["unfinished"]) == (1, pytest.approx(2 / 3))
    assert told["mean"] == pytest.approx(6 / 24)


def test_nobody_refused_is_no_table() -> None:
    items = {"permit": {"steps": {"review": waiting(1, legal=True)}}}
    assert tables.details([town(items, [MONDAY])])["refusals"].empty


# On the screen


def test_a_run_shows_what_stands_behind_it() -> None:
    said = done("run", "practice-2016", "--replications", 1, "--workers", 1)
    assert "Time per item, accepted to decided, in working days" in said
    assert "and 12 items that take less: --details" in said
    assert "entry-meeting" in said[said.index("Utilisation, mean number waiting") :]
    assert "land-listing" in said[said.index("Refused, and after how many calendar days from filing") :]
    every = done("run", "practice-2016", "--replications", 1, "--workers", 1, "--details")
    assert "--details" not in every
    assert "\nfiling " in every[every.index("Time per item") :], "which is not among the ten longest"
    assert "\nfiling " not in said


def test_an_answer_says_where_the_rest_stands_or_shows_it() -> None:
    said = done("answer", VALID / "town.yaml", "--replications", 2, "--workers", 1)
    assert "Time per item, queues, time to refusal: --details, or results.xlsx of --out." in " ".join(said.split())
    every = done("answer", VALID / "town.yaml", "--replications", 2, "--workers", 1, "--details")
    assert every.index("Time per item, accepted to decided") < every.index("On the government's legal clock")


def test_what_stands_behind_is_told_to_machines_too() -> None:
    told = json.loads(done("run", VALID / "town.yaml", "--replications", 2, "--workers", 1, "--json", "-"))
    assert {row["item"] for row in told["item_times"]} == {"drawings", "permit"}
    assert [row["pool"] for row in told["pools"]] == ["clerks", "fire"]
    assert told["refusals"] == []


def test_options_that_do_not_go_together_are_refused() -> None:
    town_file = VALID / "town.yaml"
    said = refusal("run", town_file, "--details", "--json", "-")
    assert said == "--details: does not go with --json: drop one of the two"


def test_a_workbook_is_written_in_the_asked_language(tmp_path: Path) -> None:
    command = ("answer", VALID / "town.yaml", "--replications", 1, "--workers", 1, "--out", tmp_path, "--lang", "zh")
    done(*command)
    assert load_workbook(tmp_path / "results.xlsx").sheetnames[:3] == ["总体结果", "分类结果", "各事项办理时间"]
    assert all(file.read_bytes().startswith(BOM_UTF8) for file in tmp_path.glob("*.csv"))
