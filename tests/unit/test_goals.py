"""The target of the first scenario is used for all, and it is said if another's own is another."""

import json
from pathlib import Path

import pytest
from asking import approvals, done

from sim.experiment.goals import Goal, goal_of, other_targets
from sim.report import read, sentences
from sim.scenario import load_scenarios

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
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


@pytest.mark.parametrize("command", ["answer", "compare", "targets"])
def test_every_command_of_several_scenarios_says_so(command: str, pair: tuple[Path, Path]) -> None:
    assert TOLD in plainly(done(command, *pair, *FEW))
    assert "own targets" not in plainly(done(command, *pair, *FEW, "--target", 50))


@pytest.mark.parametrize("command", ["compare", "targets"])
def test_machines_are_told_too(command: str, pair: tuple[Path, Path]) -> None:
    asked = json.loads(done(command, *pair, *FEW, "--json", "-", "--target", 50))
    told = json.loads(done(command, *pair, *FEW, "--json", "-"))
    assert (asked["own_targets"], told["own_targets"], told["target"]) == ({}, {"hasty": 30}, 50)


def test_a_chart_says_so_on_standard_error(pair: tuple[Path, Path], tmp_path: Path) -> None:
    figure = ("chart", "chances", *pair, *FEW, "-o", tmp_path / "a.svg")
    assert approvals(*figure).stderr == f"{TOLD}\n"
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
    assert english.endswith("the target of “A small town”. Their own targets are others: “A small town” 30.")
    assert chinese.endswith("其自身目标不同：“小城”为30天。")
    page = tmp_path / "r.html"
    done("report", tmp_path / "out", "-o", page)
    assert "Their own targets are others" in page.read_text(encoding="utf-8")
