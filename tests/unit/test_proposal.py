"""Which reforms are proposed where none is named: those that shorten the clock asked about, each played alone."""

import json
import shutil
from pathlib import Path

import pytest
from asking import done, refusal

from sim.cli.show.proposal import show_proposal
from sim.packages.proposal import propose_for
from sim.packages.words import WORDING
from sim.report.study_documents import checked_study, kind_of

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village" / "village.yaml"
ASKED = ("--clock", "total_days", "--probability", "0.8", "--indifference", "0.15", "--workers", "1")
PROPOSED = ["no-scheme", "half-scheme", "half-drawings", "no-fire"]


def smallest(*others: object) -> str:
    few = ("--replications", "4", "--most-replications", "40")
    return " ".join(done("smallest", VILLAGE, *ASKED, *few, *others).split())


def test_without_reforms_those_that_act_on_the_clock_are_proposed_and_tried():
    said = smallest()
    assert "those that save most calendar days from filing to permit, everything in, each played alone" in said
    assert "no-scheme No scheme review 40.0 [40.0–40.0]" in said
    assert "extra-form (-10.0)." in said
    assert "fire-first ('fire-first' needs 'half-drawings'" in said
    assert f"All 16 packages of them are tried. To choose others: --reforms {','.join(PROPOSED)},…" in said
    assert "The smallest packages that bring 80% of projects within 60 days" in said


def test_the_proposal_is_told_in_chinese():
    assert "未指定 --reforms" in smallest("--lang", "zh")


def test_the_document_has_what_each_reform_does_alone(tmp_path):
    file = tmp_path / "told.json"
    assert smallest("--json", file) == ""
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["proposal"]["proposed"] == PROPOSED
    alone = {one["reform"]: one for one in told["proposal"]["alone"]}
    assert alone["half-scheme"]["days_saved_least_and_most"] == pytest.approx([20, 20])
    assert (alone["extra-form"]["acts"], alone["no-fire"]["acts"]) == (False, True)
    assert "needs 'half-drawings'" in told["proposal"]["refused"]["fire-first"]
    assert len(told["packages"]) == 16
    assert kind_of(told) == "smallest"
    checked_study("smallest", told, file)


def test_that_no_reform_acts_is_told_with_the_remedy(tmp_path):
    alone = tmp_path / "village.yaml"
    shutil.copy(VILLAGE, alone)
    told = refusal("smallest", alone, *ASKED)
    assert f"reforms beside {alone} shortens total_days by itself: name those that are to be tried together" in told


def test_reforms_that_are_named_are_tried_and_nothing_is_proposed():
    assert "each played alone" not in smallest("--reforms", "no-fire")


def test_every_word_is_there_in_both_languages():
    assert all({"en", "zh"} == said.keys() for said in WORDING.words().values())


@pytest.mark.long
def test_on_practice_2016_the_reforms_of_the_government_clock_are_found(capsys):
    """Hours of the counters and couriers are not on it; a joint review puts the drawings on it."""
    found = propose_for("practice-2016", workers=1)
    assert found.names == [
        "instant-items", "limits-20", "district-assessment", "e-seal", "electronic-supervision", "mock-approval",
        "fewer-preconditions",
    ]  # fmt: skip
    assert [one.reform for one in found.acting][:2] == ["performance-assessment", "agents"]
    idle = {one.reform: one.days for one in found.idle}
    assert idle["joint-review"] < -3
    assert idle["courier"] == pytest.approx(0, abs=0.1)
    assert idle["extended-hours"] == pytest.approx(0, abs=0.1)
    show_proposal(found, "en")
    assert "instant-items" in capsys.readouterr().out
    show_proposal(found, "zh")
    assert "即办件" in capsys.readouterr().out
