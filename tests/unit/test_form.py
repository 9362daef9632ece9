"""The form in Excel: what is filled in becomes a scenario, nothing of one is lost, and every command takes it."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from asking import approvals, done, refusal
from filling import fill

from sim.base.library import SHIPPED
from sim.logs.keep import named_from
from sim.scenario import digest, load_scenario, load_written, resolve
from sim.scenario.document_file import read_document
from sim.scenario.form import in_other_form
from sim.studies.design import load_study

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
FEW = ("--replications", "2", "--workers", "1")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with the town, and a form on it as it was begun."""
    folder = tmp_path_factory.mktemp("begun")
    shutil.copytree(VALID, folder, dirs_exist_ok=True)
    form = folder / "my-town.xlsx"
    assert approvals("new", form, "--from", folder / "town.yaml", "--lang", "zh").exit_code == 0
    return folder


@pytest.fixture
def form(begun, tmp_path, monkeypatch):
    """The form, to be filled in."""
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("my-town.xlsx")


@pytest.fixture
def filled_in(form):
    """The form as a planner saves it."""
    fill(
        form,
        ("人员", "fire", "人数", 3),
        ("人员", "fire", "人数 · 最低", 2),
        ("人员", "fire", "人数 · 最高", 4),
        ("人员", "fire", "人数 · 可信度", "实测"),
        ("人员", "fire", "其余", "{servers: {n: 12}}"),
        ("项目", "projects", "每年件数", 60),
        ("改革", "evening-shift", "采用", "否"),
        ("改革", "more-clerks", "采用", "是"),
        ("事项", "drawings", "承诺时限", 7),
        ("用时", ("projects", "survey", "drill"), "最短", 8),
        ("日历", "office", "星期", "周一至周六"),
        ("总体", "target", "数值", 40),
        ("依据", 3, "中文", "按局里的统计。"),
    )
    return form


def test_a_form_that_nobody_filled_in_is_its_base(form):
    assert read_document(form) == {
        "scenario": "my-town", "title": {"zh": "我的方案（my-town）", "en": "My town"}, "extends": "town",
    }  # fmt: skip
    base, mine = resolve("town.yaml"), resolve(form)
    assert {key for key in mine if mine[key] != base.get(key)} == {"scenario", "title"}


def test_what_a_planner_fills_in_is_all_that_is_changed(filled_in):
    said = read_document(filled_in)
    assert {key: part for key, part in said.items() if key not in ("scenario", "title", "extends")} == {
        "target": 40,
        "reforms": ["more-clerks"],
        "changes": [
            {"processes": ["projects"], "set": {"arrivals.per_year": 60}},
            {
                "pools": ["fire"],
                "set": {"servers": {"value": 3, "range": [2, 4], "grade": "measured", "n": 12}},
            },
            {"process": "projects", "items": ["drawings"], "set": {"promise.days": 7}},
            {
                "process": "projects",
                "items": ["survey"],
                "steps": ["drill"],
                "set": {"wait": {"days": {"fixed": 8}}},
            },
            {"calendars": ["office"], "set": {"days": "mon-sat"}},
        ],
        "notes": ["按局里的统计。"],
    }


def test_what_is_said_as_a_whole_keeps_the_rest_as_the_base_shows_it(form):
    fill(form, ("总体", "run.length", "数值", "2 年"))
    run = load_scenario(form).run
    assert (run.length, run.warm_up, run.cool_down) == (2 * 525_960, 2 * 43_830, 43_830)


def test_new_rows_are_new_parts_and_dropped_ones_are_gone(form):
    fill(
        form,
        ("部门", 20, "代号", "water"), ("部门", 20, "增减", "新增"), ("部门", 20, "中文名称", "水利局"),
        ("人员", 20, "代号", "water"), ("人员", 20, "增减", "新增"), ("人员", 20, "人数", 1),
        ("人员", 20, "日历", "office"),
        ("事项", 20, "流程", "projects"), ("事项", 20, "代号", "water-plan"), ("事项", 20, "增减", "新增"),
        ("事项", 20, "部门", "水利局"), ("事项", 20, "环节类型", "licence"), ("事项", 20, "承诺时限", 5),
        ("事项", 20, "前置事项", "filing"),
        ("适用", 30, "流程", "projects"), ("适用", 30, "事项", "water-plan"), ("适用", 30, "类别", "all"),
        ("适用", 30, "比例", 0.2),
        ("事项", "survey", "增减", "取消"),
    )  # fmt: skip
    items = load_scenario(form).processes["projects"].items
    assert [*items] == ["filing", "drawings", "permit", "water-plan"]
    new = items["water-plan"]
    assert (new.department, new.applies["all"].value, new.steps["review"].pool) == ("water", 0.2, "water")


def test_every_command_takes_it(filled_in):
    assert f"my-town.xlsx: good ({digest(load_scenario(filled_in))})" in approvals("check", filled_in).stdout
    assert "scenario: my-town" in approvals("resolve", filled_in).stdout
    assert "P(T ≤ 40)" in done("run", filled_in, *FEW)
    assert "my-town" in done("compare", "town.yaml", filled_in, *FEW)
    factors = "factors: [{path: pools.clerks.servers, levels: [2, 3]}]"
    Path("study.yaml").write_text(f"study: mine\nscenario: my-town.xlsx\n{factors}\ndesign: full_factorial\n")
    assert load_study("study.yaml").size == 2


def test_a_workbook_becomes_yaml_and_yaml_a_workbook_under_the_same_name(filled_in):
    assert approvals("new", "my-town.yaml", "--from", filled_in).exit_code == 0
    assert digest(load_scenario("my-town.yaml")) == digest(load_scenario(filled_in))
    again = refusal("new", filled_in, "--from", "my-town.yaml")
    assert again == "my-town.xlsx: is there already, and is left as it is: choose another name"


def test_a_scenario_may_stand_on_a_workbook(filled_in):
    assert approvals("new", "plan.yaml", "--from", filled_in).exit_code == 0
    assert "extends: my-town.xlsx\n" in Path("plan.yaml").read_text(encoding="utf-8")
    assert load_written("plan.yaml").base["scenario"] == "my-town"
    assert named_from(filled_in, Path("measured.yaml")) == "my-town.xlsx"


def test_the_same_scenario_makes_the_same_bytes(form):
    before = form.read_bytes()
    form.unlink()
    assert approvals("new", form, "--from", "town.yaml", "--lang", "zh").exit_code == 0
    assert form.read_bytes() == before


def test_the_form_helps_who_fills_it_in(form):
    book = openpyxl.load_workbook(form)
    assert book.sheetnames == [
        "填表说明", "总体", "项目", "类别", "特征", "部门", "人员", "事项", "适用", "用时", "日历", "改革", "价格",
        "事项清单", "依据", "其他",
    ]  # fmt: skip
    page = book["人员"]
    place = next(cell.column_letter for cell in page[1] if cell.value == "人数")
    helped = [one for one in page.data_validations.dataValidation if f"{place}3:" in str(one.sqref)]
    assert [(one.type, one.promptTitle, one.prompt) for one in helped] == [("decimal", "人数", "人；整数")]
    listed = next(one for one in book["改革"].data_validations.dataValidation if one.type == "list")
    assert listed.formula1 == '"是,否"'
    assert page.freeze_panes == "C3"


QUICK = ("practice-2016", "full-reform-opening")
"""One that stands alone, and one with cases on its desks."""
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
