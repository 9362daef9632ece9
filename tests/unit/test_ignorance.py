"""The range of ignorance of small made-up sweeps: which shares it tells, what it refuses, and what is said of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import UserError
from sim.experiment.ignorance import STUDIED, Ignorance, document_of, from_document, known_of
from sim.experiment.verdict_words import how_far, in_words
from sim.scenario import digest, load_scenario
from sim.studies.discovery import ignorance_of
from sim.studies.sweep import Finished

TOWN = Path("tests/scenarios/valid/town.yaml")
RANGE = {"name": "pools.clerks.servers", "kind": "range"}


def finished(within: list[float], *factors: dict[str, Any]) -> Finished:
    """A sweep in which so many projects were within the target at each point, of ten."""
    points = pd.DataFrame({"point": range(len(within)), "pools.clerks.servers": np.linspace(1, 3, len(within))})
    runs = pd.DataFrame(
        {
            "point": range(len(within)), "replication": 0, "class": "all", "total_days.n": 10,
            "total_days.mean": 40.0, "total_days.within": within, "total_days.unfinished": 0.0,
        }
    )  # fmt: skip
    manifest = {
        "scenario": "town", "scenario_digest": "0123456789ab", "target": 50, "replications": 1,
        "factors": list(factors) or [RANGE], "written": {"factors": [{"every": "range"}]},
    }  # fmt: skip
    return Finished(Path("out/ranges"), manifest, points, runs)


def test_the_shares_over_the_points_are_told_by_their_quantiles() -> None:
    """From nobody to everybody in twentieths: the middle has half, and 0.9 and more have three points of 21."""
    found = ignorance_of(finished([place / 20 for place in range(21)]), "total_days", "all")
    assert found.within == pytest.approx({"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9})
    assert found.sure == pytest.approx(3 / 21)
    assert (found.points, found.numbers, found.target, found.is_sure) == (21, 1, 50, False)


def test_a_point_at_which_nobody_finished_counts_as_missed() -> None:
    found = ignorance_of(finished([float("nan")] * 3 + [1.0] * 17), "total_days", "all")
    assert found.points == 20
    assert found.sure == pytest.approx(17 / 20)


def test_a_choice_is_no_ignorance() -> None:
    told = "out/ranges: switches 'agents', which is a choice and no ignorance: sweep the ranges alone"
    with pytest.raises(UserError, match=told):
        ignorance_of(finished([1.0] * 20, RANGE, {"name": "agents", "kind": "reform"}), "total_days", "all")


def test_some_guesses_are_not_all() -> None:
    some = finished([1.0] * 20)
    some.manifest["written"] = {"factors": [{"path": "pools.clerks.servers"}]}
    with pytest.raises(UserError, match="out/ranges: moves some of the guesses only: sweep all of them"):
        ignorance_of(some, "total_days", "all")


def test_few_points_tell_no_range() -> None:
    with pytest.raises(UserError, match="19 points are too few to tell a range: sweep at least 20"):
        ignorance_of(finished([1.0] * 19), "total_days", "all")


FOUND = Ignorance(
    "town", "0123456789ab", "total_days", "all", 50, 512, 4, 343,
    {"p10": 0.34, "p25": 0.77, "p50": 0.86, "p75": 0.9, "p90": 0.95}, 0.26,
)  # fmt: skip


def test_it_is_read_as_it_was_written() -> None:
    assert from_document(json.loads(json.dumps(document_of(FOUND))), Path("x.json")) == FOUND


@pytest.mark.parametrize("spoilt", [{}, {**document_of(FOUND), "within": {}}, {**document_of(FOUND), "sure": "all"}])
def test_what_is_spoilt_is_told_with_its_file(spoilt: dict[str, Any]) -> None:
    with pytest.raises(UserError, match=r"x\.json: is no range of ignorance"):
        from_document(spoilt, Path("x.json"))


def test_what_comes_with_the_program_holds_for_the_very_scenario_alone(tmp_path: Path) -> None:
    town = load_scenario(TOWN)
    known = replace(FOUND, scenario_digest=digest(town))
    (tmp_path / "town.json").write_text(json.dumps({"ignorance": document_of(known)}), encoding="utf-8")
    assert known_of(town, "total_days", 50, tmp_path) == known
    assert known_of(town, "government_days", 50, tmp_path) is None
    assert known_of(town, "total_days", 60, tmp_path) is None
    changed = town.model_copy(update={"title": town.title.model_copy(update={"en": "Another town"})})
    assert known_of(changed, "total_days", 50, tmp_path) is None
    assert known_of(town, "total_days", 50, tmp_path / "nothing") is None


def test_a_yes_says_no_more_than_was_studied() -> None:
    assert in_words("yes", None, "en") == "yes, if every estimate is right"
    assert in_words("yes", None, "zh") == "若各项估计均准确，则能"
    assert (
        in_words("yes", FOUND, "en") == "yes with the estimates as they are, and at 26% of the points of their ranges"
    )
    assert in_words("yes", replace(FOUND, sure=0.93), "en") == "yes"
    assert in_words("no", None, "en") == "no"


def test_it_is_told_in_one_sentence() -> None:
    assert how_far(FOUND, "town", "en") == (
        "Beyond chance: with 343 guessed numbers of town anywhere in their ranges at once, 86% of projects are within "
        "50 days from filing to permit in the middle of 512 points, 77% to 90% at half of them, at most 34% at one in "
        "ten; nine projects in ten make it at 26% of the points."
    )
    assert "尚未研究小城" in how_far(None, "小城", "zh")


@pytest.mark.parametrize("file", sorted(STUDIED.glob("*.json")), ids=lambda file: file.stem)
def test_what_comes_with_the_program_was_made_of_the_scenario_as_it_is(file: Path) -> None:
    """Whoever changes a scenario sweeps it again: approvals sweep studies/when-do-we-miss.yaml -o out/miss."""
    found = json.loads(file.read_text(encoding="utf-8"))["ignorance"]
    scenario = load_scenario(file.stem)
    assert known_of(scenario, found["clock"], found["target"]) is not None
    assert found["points"] >= 100


def test_the_headline_s_package_was_studied() -> None:
    assert (STUDIED / "full-reform.json").is_file()
