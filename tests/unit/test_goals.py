"""Each scenario is held against its own target, on the clock and for the share of the first; what differs is told."""

import json
from pathlib import Path

import pytest
from asking import approvals, done, refusal

from sim.experiment.goals import Goal, goal_of, other_targets
from sim.report import read, sentences
from sim.scenario import load_scenarios

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
OWN = "Each is held against its own target: hasty 30 days, the others 50 (--target sets one for all)."
FEW = ("--replications", 1, "--workers", 1)
TOLD = "All are held against 50 days, the target of town; their own targets are others: hasty 30 (--target says which)."


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """The town with a target of 50 days, and another that aims at 30."""
    hasty = tmp_path / "hasty.yaml"
    town = TOWN.read_text(encoding="utf-8")
    hasty.write_text(town.replace("scenario: town", "scenario: hasty\ntarget: 30"), encoding="utf-8")
    return TOWN, hasty


def plainly(text: str) -> str:
    return " ".join(text.split())


def test_the_goal_is_the_first_ones_unless_it_is_asked_for(pair: tuple[Path, Path]) -> None:
    scenarios = load_scenarios(pair)
    assert goal_of(scenarios) == Goal(50, {"hasty": 30})
    assert goal_of(scenarios, 40) == Goal(40, {})
    assert other_targets(goal_of(scenarios), "town") == [TOLD]
    assert other_targets(goal_of(scenarios[:1]), "town") == other_targets(goal_of(scenarios, 40), "town") == []


@pytest.mark.parametrize("command", ["compare", "targets"])
def test_what_compares_holds_both_against_one_target_and_says_so(command: str, pair: tuple[Path, Path]) -> None:
    assert TOLD in plainly(done(command, *pair, *FEW))
    assert "own targets" not in plainly(done(command, *pair, *FEW, "--target", 50))


@pytest.mark.parametrize("command", ["compare", "targets"])
def test_machines_are_told_too(command: str, pair: tuple[Path, Path]) -> None:
    asked = json.loads(done(command, *pair, *FEW, "--json", "-", "--target", 50))
    told = json.loads(done(command, *pair, *FEW, "--json", "-"))
    assert (asked["own_targets"], told["own_targets"], told["target"]) == ({}, {"hasty": 30}, 50)


def test_a_chart_says_so_on_standard_error_and_beside_each_scenario(pair: tuple[Path, Path], tmp_path: Path) -> None:
    figure = ("chart", "chances", *pair, *FEW, "-o", tmp_path / "a.svg")
    assert approvals(*figure).stderr == f"{OWN}\n"
    done(*figure, "--target", 50)


@pytest.mark.long
def test_the_report_says_so_where_it_says_how_it_was_made(pair: tuple[Path, Path], tmp_path: Path) -> None:
    done("answer", *pair, *FEW, "--out", tmp_path / "out")
    kept = [
        json.loads((tmp_path / "out" / name).read_text(encoding="utf-8")) for name in ("answer.json", "report.json")
    ]
    assert [one["own_targets"] for one in kept] == [{"hasty": 30}] * 2
    findings = read.read([tmp_path / "out"])
    [english], [chinese] = (sentences.other_targets(findings, lang) for lang in ("en", "zh"))
    assert english == "Each scenario is held against its own target: “A small town” 30 days, the others 50 days."
    assert chinese == "各情景以自身目标衡量：“小城”为30天，其余为50天。"
    page = tmp_path / "r.html"
    done("report", tmp_path / "out", "-o", page)
    text = page.read_text(encoding="utf-8")
    assert "A small town (≤ 30 days)" in text
    assert "A small town (≤ 50 days)" in text
    assert findings.table("chances").groupby("scenario")["target"].first().to_dict() == {"hasty": 30, "town": 50}


def test_the_answer_holds_each_against_its_own_target(pair: tuple[Path, Path]) -> None:
    told = plainly(done("answer", *pair, *FEW))
    assert OWN in told
    assert "share of projects within the target beside it" in told
    assert "hasty (≤ 30)" in told
    assert "town (≤ 50)" in told
    asked = plainly(done("answer", *pair, *FEW, "--target", 50))
    assert "share of projects within 50 days" in asked
    assert "(≤ 30)" not in asked


def with_target(tmp_path: Path, target: str) -> Path:
    file = tmp_path / "other.yaml"
    text = TOWN.read_text(encoding="utf-8").replace("scenario: town", f"scenario: other\ntarget: {target}")
    file.write_text(text, encoding="utf-8")
    return file


def test_a_target_chooses_the_clock_and_the_share_of_the_headline(tmp_path: Path) -> None:
    file = with_target(tmp_path, "{value: 25, clock: total_working_days, share: 0.8}")
    assert goal_of(load_scenarios([file])) == Goal(25, {}, "total_working_days", 0.8)
    done("answer", file, *FEW[:1], 4, *FEW[2:], "--out", tmp_path / "out")
    told = (tmp_path / "out" / "answer.txt").read_text(encoding="utf-8")
    assert "On filing to permit in working days, only other brings at least 80% of projects within 25 days" in told
    assert "On filing to permit in calendar days, " in told
    findings = read.read([tmp_path / "out"])
    assert (findings.headline, findings.sure) == ("total_working_days", 0.8)
    assert sentences.answer(findings, "en").startswith("Within 25 days from filing to permit in working days: ")
    assert sentences.answer(findings, "zh").startswith("25天内（备案至施工许可的工作日）：")
    assert sentences.answer_rule(findings, "zh") == "“能”指至少80%的项目在目标以内，且95%置信区间整体不低于该比例。"
    done("report", tmp_path / "out", "-o", tmp_path / "r.html", "--lang", "zh")
    done("slides", tmp_path / "out", "-o", tmp_path / "s.pptx")


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("{value: 12, clock: total_working_dys}", "'total_working_dys' is no clock that runs here — did you mean"),
        ("{value: 12, clock: land_to_permit_days}", "'land_to_permit_days' is no clock that runs here — "),
    ],
)
def test_a_clock_that_does_not_run_is_refused(target: str, told: str, tmp_path: Path) -> None:
    assert f"other: target.clock: {told}" in refusal("answer", with_target(tmp_path, target), *FEW)
    assert f"other.yaml: target.clock: {told}" in refusal("check", with_target(tmp_path, target))


def test_all_cases_cannot_be_promised(tmp_path: Path) -> None:
    assert "other.yaml: target.share: " in refusal("check", with_target(tmp_path, "{value: 12, share: 1}"))


def test_the_search_asks_what_the_target_promises(tmp_path: Path) -> None:
    file = with_target(tmp_path, "{value: 25, clock: total_working_days, share: 0.8}")
    (tmp_path / "reforms").mkdir()
    text = "reform: quick\ntitle: Q\nchanges:\n  - {items: survey, steps: [drill], times: {duration: 0.5}}\n"
    (tmp_path / "reforms" / "quick.yaml").write_text(text, encoding="utf-8")
    few = ("--replications", 2, "--most-replications", 2, "--workers", 1)
    told = json.loads(done("smallest", file, "--reforms", "quick", *few, "--json", "-"))
    assert (told["clock"], told["target"], told["rule"]["probability"]) == ("total_working_days", 25, 0.8)
    asked = ("--clock", "total_days", "--probability", 0.7)
    told = json.loads(done("smallest", file, "--reforms", "quick", *few, *asked, "--json", "-"))
    assert (told["clock"], told["rule"]["probability"]) == ("total_days", 0.7)
