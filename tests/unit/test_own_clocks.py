"""Clocks of a scenario's own: exact days of small stories, who has none, and where they appear."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from asking import done, refusal

from sim.base import own_clocks
from sim.base.errors import UserError
from sim.experiment.goals import days_on
from sim.experiment.replications import Settings, run
from sim.experiment.responses import response, responses
from sim.outcomes.clocks import clock_of, clocks_of, is_clock, main_clocks
from sim.outcomes.history import History
from sim.scenario import Scenario, as_document, digest, load_scenario
from sim.scenario.check import check_parts
from sim.scenario.validation import validated
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

HERE = Path(__file__).parent
VALID = HERE.parent / "scenarios" / "valid"
Document = dict[str, Any]
HOUR = 60
MONDAY = "2016-01-11 09:00"


def offices(**clocks: Document) -> Scenario:
    """The two firms of two-offices.yaml with these clocks; see the story in test_outcomes.py."""
    document = as_document(load_scenario(HERE / "scenarios" / "two-offices.yaml"))
    named = {f"{name}-days": {"title": name, **clock} for name, clock in clocks.items()}
    document["processes"]["build"]["clocks"] = named
    return made(document)


def made(document: Document) -> Scenario:
    scenario = validated(Scenario, document, "own")
    check_parts(scenario, "own")
    return scenario


def days(scenario: Scenario, name: str = "own-days") -> list[float]:
    plan = lower(scenario)
    draws = draw(plan, 1, 0)
    return clock_of(name)(History(plan, draws, simulate(plan, draws), 0)).tolist()


def town(items: Document, clock: Document, **more: Any) -> Scenario:
    """A week from Monday 2016-01-11; cases come on Monday at nine unless something else is said."""
    process = {"arrivals": {"at": [MONDAY]}, "items": items, "clocks": {"own-days": {"title": "Own", **clock}}}
    return made(
        {
            "scenario": "own",
            "title": "Own",
            "start": "2016-01-11",
            "run": {"length": "7 days", "follow": "0 days"},
            "calendars": {
                "office": {"days": "mon-fri", "hours": ["09:00-12:00", "13:00-17:00"]},
                "always": {"days": "mon-sun", "hours": "00:00-24:00"},
            },
            "processes": {"firms": {**process, **more}},
        }
    )


def waiting(hours: float, calendar: str = "office", **more: Any) -> Document:
    return {"wait": {"hours": {"fixed": hours}}, "calendar": calendar, **more}


# Exact days


def test_a_clock_runs_from_the_start_of_an_item_to_the_end_of_another() -> None:
    """The first firm begins its plan on Monday at 11:00, and its drawings are done on Wednesday at 17:00."""
    scenario = offices(own={"from": "plan", "until": "drawings"})
    assert days(scenario)[0] == (2 * 24 + 6) / 24


def test_it_may_count_the_working_days_of_a_calendar() -> None:
    """Of those hours the office is open for five on Monday, seven on Tuesday and seven on Wednesday."""
    scenario = offices(own={"from": "plan", "until": "drawings", "calendar": "office"})
    assert days(scenario)[0] == (5 + 7 + 7) / 7


def test_who_is_sent_back_is_on_the_clock_from_the_first_time_to_the_last() -> None:
    """The plan is handed in at 14:30 on Monday for the first time, and reviewed until 17:00 on Tuesday the second."""
    since = {"item": "plan", "step": "submission", "at": "end"}
    until = {"item": "plan", "step": "review"}
    assert days(offices(own={"from": since, "until": until}))[0] == (24 + 2.5) / 24
    reached = {**until, "at": "start"}
    assert days(offices(own={"from": since, "until": reached}))[0] == (24 + 12 - 14.5) / 24


def test_a_case_that_does_not_need_an_item_or_skips_a_step_has_no_such_clock() -> None:
    for having, found in (("large", [1.0]), ("small", [])):
        steps = {"look": waiting(24, "always"), "visit": {**waiting(0, "always"), "having": "large"}}
        clock = {"from": "permit", "until": {"item": "permit", "step": "visit"}}
        traits = {"large": float(having == "large"), "small": 1.0}
        told = days(town({"permit": {"steps": steps}}, clock, traits=traits))
        assert [one for one in told if not np.isnan(one)] == found
    items = {
        "other": {"applies": 0, "steps": {"look": waiting(1)}},
        "permit": {"after": ["other"], "steps": {"look": waiting(1)}},
    }
    assert np.isnan(days(town(items, {"from": "other", "until": "permit"}))).all()


def test_it_is_said_of_how_many_it_is_told() -> None:
    steps = {"look": waiting(24, "always"), "visit": {**waiting(0, "always"), "having": "large"}}
    clock = {"from": "permit", "until": {"item": "permit", "step": "visit"}}
    arrivals = {"arrivals": {"at": [MONDAY] * 40}, "traits": {"large": 0.5}}
    result = run([town({"permit": {"steps": steps}}, clock, **arrivals)], Settings(1, 1, workers=1))[0]
    having = (result.cases["own-days"].notna()).sum()
    assert 0 < having < 40
    assert response(result, "own-days", "all", 50)["n"] == having
    assert response(result, "total_days", "all", 50)["n"] == 40


def test_a_case_under_way_tells_what_it_has_come_to_and_is_counted_as_open() -> None:
    """The last item begins on Tuesday at nine and lasts beyond the end of the week."""
    items = {
        "first": {"steps": {"look": waiting(24, "always")}},
        "last": {"after": ["first"], "steps": {"look": waiting(900, "always")}},
    }
    clock = {"from": "last", "until": "last"}
    scenario = town(items, clock)
    assert days(scenario) == [7 - 1 - 9 / 24]
    row = response(run([scenario], Settings(1, 1, workers=1))[0], "own-days", "all", 50)
    assert (row["n"], row["unfinished"], row["at_least"]) == (1, 1.0, ["mean", "p50", "p90", "within_target"])


def test_a_clock_that_has_not_begun_has_come_to_nothing() -> None:
    items = {
        "first": {"steps": {"look": waiting(900, "always")}},
        "last": {"after": ["first"], "steps": {"look": waiting(1)}},
    }
    assert days(town(items, {"from": "last", "until": "last"})) == [0.0]


def test_an_end_that_comes_before_the_beginning_is_no_clock() -> None:
    items = {"slow": {"steps": {"look": waiting(30, "always")}}, "quick": {"steps": {"look": waiting(1, "always")}}}
    assert np.isnan(days(town(items, {"from": {"item": "slow", "at": "end"}, "until": "quick"}))).all()
    assert days(town(items, {"from": {"item": "quick", "at": "end"}, "until": "slow"})) == [29 / 24]


# What it is held against


def test_it_is_held_against_its_own_target_or_else_that_of_the_scenario() -> None:
    """It takes a day: within two, but not within half a day."""
    items = {"permit": {"steps": {"look": waiting(24, "always")}}}
    for own, within in (({"target": 2}, 1.0), ({"target": 0.5}, 0.0), ({}, 1.0)):
        scenario = town(items, {"from": "permit", "until": "permit", **own})
        row = response(run([scenario], Settings(1, 1, workers=1))[0], "own-days", "all", 50)
        assert row["within_target"] == within
    assert days_on(town(items, {"from": "permit", "until": "permit", "target": 2}), "own-days", None) == 2
    assert days_on(town(items, {"from": "permit", "until": "permit"}), "own-days", None) == 50


def test_other_days_than_its_own_target_cannot_be_asked_for() -> None:
    scenario = town({"permit": {"steps": {"look": waiting(1)}}}, {"from": "permit", "until": "permit", "target": 2})
    with pytest.raises(UserError, match=r"^--target: found 3, but 'own-days' is held against 2 days of its own: "):
        days_on(scenario, "own-days", 3.0)


def test_a_scenario_without_own_clocks_is_as_it_was() -> None:
    assert "clocks" not in as_document(load_scenario("practice-2016"))["processes"]["investment"]
    known = json.loads((Path("scenarios") / "ignorance" / "full-reform.json").read_text(encoding="utf-8"))
    assert known["ignorance"]["scenario_digest"] == digest(load_scenario("full-reform"))


# Names and words


def test_its_name_says_what_it_is() -> None:
    scenario = offices(own={"from": "plan", "until": "drawings", "calendar": "office"})
    process = scenario.processes["build"]
    assert [*clocks_of(process)][-1] == main_clocks(process)[-1] == "own-days"
    assert is_clock("own-days")
    assert not is_clock("trips")
    assert not is_clock("-days")
    units = {row["name"]: row["unit"] for row in responses(run([scenario], Settings(1, 1, workers=1))[0], 50)}
    assert units["own-days"] == "working days"


def test_what_nobody_has_told_stands_for_itself() -> None:
    assert own_clocks.text("clock.never-told-days", "en") == "on “never-told-days”"
    assert own_clocks.text("clock.total_days", "en") is None
    assert own_clocks.text("head.never-told-days", "en") is None


# Everywhere

TOWN = """
scenario: my-town
extends: town
title: {en: My town, zh: 我的小城}
clocks:
  fire-days:
    title: {en: Fire check, zh: 消防审查}
    from: drawings
    until: {item: permit, step: review, at: end}
    calendar: office
    target: 3
"""
FEW = ("--replications", 2, "--workers", 1)


@pytest.fixture
def my_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A town of one's own in a folder of its own, and its reforms."""
    (tmp_path / "reforms").mkdir()
    for file in ("town.yaml", "reforms/more-clerks.yaml", "reforms/evening-shift.yaml"):
        (tmp_path / file).write_bytes((VALID / file).read_bytes())
    (tmp_path / "my-town.yaml").write_text(TOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def test_an_answer_and_its_report_tell_it(my_town: Path) -> None:
    said = done("answer", "my-town.yaml", *FEW, "--out", "out")
    assert "fire: Fire check in working days, within 3 as it says itself" in said
    about = json.loads(Path("out/report.json").read_text(encoding="utf-8"))["clocks"]["fire-days"]
    assert about["meaning_en"] == (
        "From the start of “drawings” to the end of “permit”, review, in working days of the calendar “office”."
    )
    assert "fire-days" in Path("out/chances.csv").read_text(encoding="utf-8-sig")
    own_clocks.learn({"fire-days": own_clocks.Words("x", "x", "x", "x", working=False)})
    done("report", "out", "-o", "page.html", "--lang", "zh")
    page = Path("page.html").read_text(encoding="utf-8")
    assert "消防审查≤3天" in page
    assert "从“drawings”开始到“permit”（review）结束，按“office”日历的工作日计。" in page
    done("slides", "out", "-o", "slides.pptx")


def test_a_run_and_a_comparison_tell_it(my_town: Path) -> None:
    told = json.loads(done("run", "my-town.yaml", *FEW, "--json", "-"))
    assert {row["name"] for row in told["responses"]} >= {"fire-days", "total_days"}
    other = TOWN.replace("my-town", "my-other") + "reforms: [more-clerks]\n"
    Path("my-other.yaml").write_text(other, encoding="utf-8")
    asked = ("--response", "fire-days", "--json", "-")
    [compared] = json.loads(done("compare", "my-town.yaml", "my-other.yaml", *FEW, *asked))["comparisons"]
    assert (compared["response"], compared["unit"]) == ("fire-days", "working days")
    assert compared["differences"]["mean"]["difference"] < 0


def test_a_target_names_it(my_town: Path) -> None:
    text = TOWN.replace("    target: 3\n", "") + "target: {value: 4, clock: fire-days, share: 0.8}\n"
    Path("my-town.yaml").write_text(text, encoding="utf-8")
    said = " ".join(done("answer", "my-town.yaml", *FEW).split())
    assert "On Fire check in working days, " in said[said.index("By kind of project") :]
    assert "80% of projects within 4 days" in said


def test_smallest_packages_are_searched_on_it_and_the_page_of_them_has_its_tab(my_town: Path) -> None:
    asked = ("--reforms", "more-clerks,evening-shift", "--clock", "fire-days", "--most-replications", 4, *FEW)
    said = " ".join(done("smallest", "my-town.yaml", *asked, "-o", "table").split())
    assert "within 3 days on “Fire check”" in said
    done("what-if", "table", "-o", "page.html")
    page = Path("page.html").read_text(encoding="utf-8")
    assert '"unit.fire-days":{"en":"working days, “Fire check”","zh":"“消防审查”工作日"}' in page


def test_what_makes_it_vary_can_be_asked(my_town: Path) -> None:
    little = ("--screen", 2, "--samples", 2, "--points", 20, "--repeat", 2)
    said = done("sensitivity", "my-town.yaml", "--clock", "fire-days", *little, *FEW)
    assert "fire-days" in said


def test_what_asks_for_other_days_is_refused(my_town: Path) -> None:
    said = refusal("bottleneck", "my-town.yaml", "--clock", "fire-days", "--target", 5, *FEW)
    assert said.startswith("--target: found 5, but 'fire-days' is held against 3 days of its own")


# Reforms


def test_a_merged_item_goes_on_under_its_new_name(my_town: Path) -> None:
    reform = {
        "reform": "one-review",
        "title": "One",
        "source": "S1",
        "changes": [
            {
                "items": ["filing", "survey", "drawings"],
                "merge": {
                    "into": "all-in-one",
                    "item": {"steps": {"review": {"work": "1 hour", "pool": "clerks"}}, "off_clock": "x"},
                },
            }
        ],
    }
    Path("reforms/one-review.yaml").write_text(yaml.safe_dump(reform), encoding="utf-8")
    Path("my-town.yaml").write_text(TOWN + "reforms: [one-review]\n", encoding="utf-8")
    clock = load_scenario("my-town.yaml").processes["projects"].clocks["fire-days"]
    assert (clock.from_.item, clock.until.item) == ("all-in-one", "permit")


# The example of the READMEs


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_example_runs(readme: str, tmp_path: Path) -> None:
    text = (HERE.parents[1] / readme).read_text(encoding="utf-8")
    [example] = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "scheme-days" in block]
    (tmp_path / "my-clocks.yaml").write_text(example, encoding="utf-8")
    row = response(
        run([load_scenario(tmp_path / "my-clocks.yaml")], Settings(1, 1, workers=1))[0], "scheme-days", "all", 50
    )
    assert row["n"] > 200
    assert row["unit"] == "working days"
    assert 0 < row["within_target"] < 1
