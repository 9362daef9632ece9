"""A city's own list of items, filled into the form: it becomes the process, and what it leaves out is not there."""

import shutil
from pathlib import Path

import openpyxl
import pytest
from filling import fill

from sim.base.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.document_file import read_document
from sim.scenario.starter.write import form

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
FILING = {"事项名称": "filing", "计时": "起点"}
FIRE = {
    "事项名称": "消防设计审查", "部门": "消防", "环节类型": "licence", "法定时限": 15, "承诺时限": 3,
    "适用情形": "land", "前置事项": "filing",
}  # fmt: skip
PERMIT = {"事项名称": "permit", "承诺时限": 4, "前置事项": "消防设计审查、filing"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with the town, its fire brigade with a Chinese title, and a form on it."""
    folder = tmp_path_factory.mktemp("begun")
    text = TOWN.read_text(encoding="utf-8").replace("title: Fire brigade", "title: {en: Fire brigade, zh: 消防}")
    (folder / "town.yaml").write_text(text, encoding="utf-8")
    file = folder / "mine.xlsx"
    file.write_bytes(form(file, str(folder / "town.yaml"), "zh"))
    return folder


@pytest.fixture
def mine(begun, tmp_path, monkeypatch):
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("mine.xlsx")


def listed(file, *rows):
    book = openpyxl.load_workbook(file)
    page = book["事项清单"]
    heads = [cell.value for cell in page[1]]
    for number, row in enumerate(rows, start=3):
        for head, value in row.items():
            page.cell(number, heads.index(head) + 1).value = value
    book.save(file)


def test_an_item_list_becomes_the_process(mine):
    listed(mine, FILING, FIRE, PERMIT)
    assert read_document(mine)["changes"] == [
        {
            "process": "projects",
            "add": {
                "items": {
                    "matter-2": {
                        "title": "消防设计审查", "like": "licence", "department": "fire", "limit": {"days": 15},
                        "promise": {"days": 3}, "after": [{"item": "filing"}], "applies": {"all": 0, "land": 1},
                    }
                }
            },
        },
        {"process": "projects", "items": ["survey", "drawings"], "remove": True},
        {
            "process": "projects",
            "items": ["permit"],
            "set": {"promise.days": 4, "after": [{"item": "matter-2"}, {"item": "filing"}]},
        },
        {"processes": ["projects"], "set": {"from": "filing"}},
    ]  # fmt: skip
    process = load_scenario(mine).processes["projects"]
    assert {name: [edge.item for edge in item.after] for name, item in process.items.items()} == {
        "filing": [], "permit": ["filing", "matter-2"], "matter-2": ["filing"],
    }  # fmt: skip
    assert [*process.items["matter-2"].steps] == ["submit", "review"]
    assert process.items["matter-2"].steps["review"].pool == "fire"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([FILING, {**FIRE, "环节类型": None}, PERMIT],
         "事项清单 A4: '消防设计审查': the base has no item of this title: "
         "say in the column of usual steps what it is like"),
        ([FILING, {**FIRE, "前置事项": "规划"}, PERMIT],
         "事项清单 J4: '规划' is not in this list: list it, or take it away here"),
        ([FILING, {**FIRE, "承诺时限": "三天"}, PERMIT], "事项清单 G4: found '三天': give a number"),
        ([FILING, FIRE, FILING, PERMIT], "事项清单 A5: 'filing' stands in 事项清单 A3 already: keep one row"),
        ([FILING, FIRE, {**PERMIT, "计时": "起点"}], "事项清单 L5: two items are marked as the start: keep one"),
        ([FILING, FIRE],
         "事项清单: the clock has no end, for 'permit' is not listed: mark the item with which it is"),
        ([FILING, {**FIRE, "部门": "规划局"}, PERMIT], "事项清单 C4: no '规划局' in the sheet 部门: "
         "add it there, or give a name or title that stands there"),
        ([FILING, {**FIRE, "环节类型": "许可"}, PERMIT], "事项清单 E4: no template '许可'"),
        ([{"事项代号": "filing"}], "事项清单 A3: empty: name the item"),
    ],
    ids=["steps", "before", "number", "twice", "two starts", "no end", "department", "template", "name"],
)  # fmt: skip
def test_what_is_wrong_with_the_list_is_told_at_its_cell(mine, rows, message):
    listed(mine, *rows)
    with pytest.raises(ScenarioError) as mistake:
        load_scenario(mine)
    assert str(mistake.value).startswith(f"mine.xlsx: {message}")


def test_what_another_sheet_says_of_an_item_that_is_not_listed_is_not_passed_over(mine):
    listed(mine, FILING, FIRE, PERMIT)
    fill(mine, ("事项", "drawings", "承诺时限", 3))
    with pytest.raises(ScenarioError, match=r"事项 T5: 'drawings' is not in the sheet 事项清单"):
        load_scenario(mine)
