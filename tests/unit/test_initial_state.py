"""Where cases stand on an average day, what becomes of them in a reformed process, and the block that is printed."""

import json
from pathlib import Path

import pytest
import yaml
from asking import refusal
from click.testing import CliRunner

from sim.cli import main
from sim.experiment.backlog import standing_cases
from sim.experiment.replications import Settings
from sim.scenario import load_scenario

HERE = Path(__file__).parent / "scenarios"
ONCE = Settings(seed=1, replications=1, workers=1)


def standing(target: str | None = None) -> dict[str, tuple[int, float]]:
    reformed = load_scenario(HERE / f"{target}.yaml") if target else None
    found = standing_cases(load_scenario(HERE / "daily.yaml"), "projects", ONCE, reformed)
    return {" + ".join(one.items): (one.cases, pytest.approx(one.mean)) for one in found}


def printed(*arguments: object) -> str:
    result = CliRunner().invoke(main, ["backlog", *map(str, arguments), "--replications", "1", "--workers", "1"])
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_as_many_stand_at_an_item_as_days_it_takes():
    assert standing() == {"ask": (2, 2), "draw": (2, 2), "draw + hang": (1, 1), "permit": (1, 1)}


def test_taken_over_they_begin_what_was_merged_and_skip_what_was_removed():
    """Who hung and drew, or asked, must hang first, if they need it: fewer do now."""
    assert standing("daily-shorter") == {"hang?": (3, 3), "drawn-permit": (3, 3)}


def test_who_stands_hardly_ever_somewhere_is_counted_where_most_is_the_same():
    document = yaml.safe_load((HERE / "daily.yaml").read_text(encoding="utf-8"))
    document["processes"]["projects"]["items"]["hang"]["steps"]["wait"]["wait"] = "0.3 days"
    from sim.scenario.model import Scenario
    from sim.scenario.validation import validated

    found = standing_cases(validated(Scenario, document, "daily"), "projects", ONCE)
    assert {one.items: one.cases for one in found} == {("draw",): 3, ("ask",): 2, ("permit",): 1}
    assert sum(one.mean for one in found) == pytest.approx(6)


def test_the_block_can_be_pasted_into_a_scenario(tmp_path: Path):
    block = printed(HERE / "daily.yaml")
    file = tmp_path / "daily-opening.yaml"
    file.write_text((HERE / "daily.yaml").read_text(encoding="utf-8") + block, encoding="utf-8")
    assert "# Cases in progress on an average day: 6.0, of\n# daily" in block
    start_with = load_scenario(file).start_with
    assert start_with is not None
    assert {place: cases.value for place, cases in start_with["projects"].items()} == {
        "ask": 2, "draw": 2, "draw + hang": 1, "permit": 1,
    }  # fmt: skip


def test_the_same_for_machines():
    document = json.loads(printed(HERE / "daily.yaml", "--json", "-"))
    assert document["start_with"]["projects"]["ask"]["value"] == 2


def test_a_process_that_is_not_there_is_refused_with_the_nearest():
    result = CliRunner().invoke(main, ["backlog", str(HERE / "daily.yaml"), "--process", "project"])
    assert result.stderr == "approvals: daily: no process 'project' — did you mean 'projects'?\n"


def test_where_nobody_stands_it_is_said(tmp_path: Path):
    """The one case comes on the third day and is gone on the ninth; measured is from the thirtieth."""
    text = (HERE / "daily.yaml").read_text(encoding="utf-8")
    (tmp_path / "daily.yaml").write_text(text.replace("interval: 1 days", "at: ['2018-01-03 00:00']"), encoding="utf-8")
    assert refusal("backlog", tmp_path / "daily.yaml", "--replications", 2, "--workers", 1) == (
        "daily: processes.projects: no case is in progress between warm-up and cool-down: lengthen the run"
    )


def test_where_nobody_has_anything_left_to_do_it_is_said(tmp_path: Path):
    """Who stands at the permit has asked already, and more is not wanted any longer."""
    whole = yaml.safe_load((HERE / "daily.yaml").read_text(encoding="utf-8"))
    items = whole["processes"]["projects"]["items"]
    whole["processes"]["projects"]["items"] = {
        "ask": {"steps": {"wait": {"wait": "0 days", "calendar": "always"}}},
        "permit": items["permit"] | {"after": ["ask"]},
    }
    (tmp_path / "whole.yaml").write_text(yaml.safe_dump(whole | {"scenario": "whole"}), encoding="utf-8")
    del whole["processes"]["projects"]["items"]["permit"]
    (tmp_path / "short.yaml").write_text(yaml.safe_dump(whole | {"scenario": "short"}), encoding="utf-8")
    assert refusal(
        "backlog", tmp_path / "whole.yaml", "--for", tmp_path / "short.yaml", "--replications", 1, "--workers", 1
    ) == ("short: processes.projects: no case that is in progress has anything left to do: leave start_with out")


def test_the_shipped_opening_has_as_many_cases_as_practice_has_in_progress():
    opening = load_scenario("full-reform-opening")
    assert opening.start_with is not None
    assert sum(cases.value for cases in opening.start_with["investment"].values()) == 204
    assert opening.run.warm_up == 0
