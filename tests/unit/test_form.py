"""The form in Excel: what is filled in becomes a scenario, nothing of one is lost, and mistakes name their cell."""

import json
import shutil
from pathlib import Path

import pytest
from asking import approvals
from filling import fill

from sim.base.library import SHIPPED
from sim.scenario import load_scenario, resolve
from sim.scenario.document_file import read_document
from sim.scenario.form import in_other_form

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN = VALID / "town.yaml"


@pytest.fixture
def form(tmp_path, monkeypatch):
    """A form on practice-2016, as it was begun."""
    monkeypatch.chdir(tmp_path)
    assert approvals("new", "my-city.xlsx", "--lang", "zh").exit_code == 0
    return Path("my-city.xlsx")


def test_a_form_that_nobody_filled_in_is_its_base(form):
    assert read_document(form) == {
        "scenario": "my-city", "title": {"zh": "我的方案（my-city）", "en": "My city"}, "extends": "practice-2016",
    }  # fmt: skip
    base, mine = resolve("practice-2016"), resolve(form)
    assert {key for key in mine if mine[key] != base.get(key)} == {"scenario", "title"}


def test_what_a_planner_fills_in_is_all_that_is_changed(form):
    fill(
        form,
        ("人员", "planning", "人数", 8),
        ("改革", "e-seal", "采用", "是"),
        ("改革", "courier", "采用", "是"),
        ("项目", "investment", "每年件数", 260),
    )
    assert {key: part for key, part in read_document(form).items() if key in ("reforms", "changes")} == {
        "reforms": ["courier", "e-seal"],
        "changes": [
            {"processes": ["investment"], "set": {"arrivals.per_year": 260}},
            {"pools": ["planning"], "set": {"servers": 8}},
        ],
    }
    mine = load_scenario(form)
    assert (mine.pools["planning"].servers.value, mine.processes["investment"].arrivals.per_year.value) == (8, 260)
    assert mine.reforms == ["courier", "e-seal", "own-changes"]


QUICK = ("practice-2016", "full-reform-opening", "city-sunday-in-lieu")
"""One that stands alone, one with cases on its desks, one with changes that have no column."""
SHIPPED_NAMES = sorted(file.stem for file in SHIPPED.glob("*.yaml"))


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in SHIPPED_NAMES]
)
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_every_shipped_scenario_is_the_same_as_a_form(name, lang, tmp_path):
    source, file = SHIPPED / f"{name}.yaml", tmp_path / f"{name}.xlsx"
    file.write_bytes(in_other_form(source, file, lang))
    assert json.dumps(resolve(file)) == json.dumps(resolve(source))  # names in the same order, too


@pytest.mark.parametrize("source", sorted(VALID.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_valid_scenario_is_the_same_as_a_form_and_again_as_yaml(source, tmp_path):
    shutil.copytree(VALID, tmp_path, dirs_exist_ok=True)
    workbook = tmp_path / f"{source.stem}.xlsx"
    workbook.write_bytes(in_other_form(source, workbook, "zh"))
    assert json.dumps(resolve(workbook)) == json.dumps(resolve(source))
    again = tmp_path / source.name
    again.write_bytes(in_other_form(workbook, again, "zh"))
    assert resolve(again) == resolve(source)
