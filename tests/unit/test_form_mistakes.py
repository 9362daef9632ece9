"""Mistakes in a form: each is told with file, sheet and cell, what was found there, and what to do about it."""

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from asking import refusal
from filling import fill

from sim.base.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.starter.write import form

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
OWN = " (changed by the scenario's own changes)"


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A folder with the town and a form on it in which nothing is filled in."""
    folder = tmp_path_factory.mktemp("clean")
    shutil.copy(TOWN, folder)
    file = folder / "mine.xlsx"
    file.write_bytes(form(file, str(folder / "town.yaml"), "zh"))
    return folder


@pytest.fixture
def mine(clean, tmp_path, monkeypatch):
    """The form, to be filled in."""
    shutil.copytree(clean, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("mine.xlsx")


def told(file):
    with pytest.raises(ScenarioError) as mistake:
        load_scenario(file)
    return str(mistake.value)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([("人员", "clerks", "人数", "八")], "人员 H3: found '八': give a number"),
        ([("人员", "clerks", "人数", True)], "人员 H3: found 'True': give a number"),
        (
            [("人员", "clerks", "人数", 2.5)],
            f"人员 H3: 2.5 is not a count: give a whole number from 1 to 100,000{OWN}",
        ),
        ([("人员", "clerks", "人数", "=5+3")], "人员 H3: holds a formula: copy the cell and paste it as a value"),
        ([("人员", "clerks", "人数", "#REF!")], "人员 H3: holds the error #REF!: write the value"),
        ([("人员", "clerks", "人数 · 最低", 3)], "人员 I3: stands beside no number: give the number, too"),
        (
            [("人员", "clerks", "人数", 8), ("人员", "clerks", "人数 · 最低", 1)],
            "人员 H3: a range has two ends: give the highest, too",
        ),
        (
            [("人员", "clerks", "人数", 8), ("人员", "clerks", "人数 · 可信度", "猜")],
            "人员 L3: found '猜': give one of the list — known: 估计, 公布, 实测, 法定",
        ),
        ([("改革", 3, "采用", "行")], "改革 C3: found '行': give one of the list — known: 否, 是"),
        (
            [("改革", 3, "起始日期", "2016-05-01")],
            "改革 D3: the reform is not taken: say yes beside it, or empty the cell",
        ),
        ([("人员", 30, "代号", "clarks"), ("人员", 30, "人数", 3)],
         "人员 A30: no pool 'clarks' — did you mean 'clerks'?"),
        ([("人员", 30, "人数", 3)], "人员 A30: empty, beside '3': name the part that the row is about"),
        ([("人员", "clerks", "日历", "ofice")], f"人员 N3: no calendar 'ofice' — did you mean 'office'?{OWN}"),
        ([("类别", 3, "比例", 0.9)], "类别: the shares add up to 1.5: they must add up to 1"),
        ([("总体", "start", "数值", "2016年13月1日")],
         "总体 D7: found '2016年13月1日': give a day, such as 2017-04-01"),
        (
            [("总体", "extends", "数值", "towm")],
            "总体 D6: no scenario 'towm' — did you mean 'town'?",
        ),
        ([("人员", "clerks", "其余", "{levels")], "人员 AO3: not YAML: '{' is opened here and not closed: add '}'"),
        ([("其他", 3, "内容", "foo")], "其他 A3: half a row: give what it is and what it says, or take it away"),
        ([("人员", 30, "代号", "clerks"), ("人员", 30, "人数", 3)],
         "人员 A30: 'clerks' stands in 人员 A3 already: keep one row"),
        (
            [("事项", "filing", "增减", "取消"), ("事项", "filing", "承诺时限", 3)],
            "事项 T3: the row is dropped: leave its other cells empty",
        ),
        ([("用时", 3, "增减", "新增")], "用时 E3: found '新增': here it can be drop only"),
        (
            [("用时", 3, "分布", "三点"), ("用时", 3, "最短", 5)],
            "用时 N3: found 1 numbers: the shape pert has 3",
        ),
    ],
    ids=lambda value: "" if isinstance(value, list) else value[:30],
)  # fmt: skip
def test_a_cell_that_is_filled_in_wrongly_is_named(mine, cells, message):
    fill(mine, *cells)
    assert told(mine) == f"mine.xlsx: {message}"


def test_a_command_tells_it_and_shows_no_traceback(mine):
    fill(mine, ("人员", "clerks", "人数", "八"))
    assert refusal("run", mine) == "mine.xlsx: 人员 H3: found '八': give a number"


SHEETS = {
    "merged heading": (
        lambda book: book["人员"].merge_cells("A1:B1"),
        "人员 A1:B1: the cells are merged, so that it is not clear for what they stand: unmerge them",
    ),
    "merged cells": (
        lambda book: book["人员"].merge_cells("C4:C5"),
        "人员 C4:C5: the cells are merged, so that it is not clear for what they stand: unmerge them",
    ),
    "no heading": (
        lambda book: book["人员"].delete_rows(1, 2),
        "人员 A1: no heading 'clerks' in this sheet: restore it, or begin a column of your own with 'Remark' or '备注'",
    ),
    "empty sheet": (
        lambda book: book["人员"].delete_rows(1, 99),
        "人员 A1: no heading '代号' or 'Name' in the first row: restore the headings",
    ),
    "beside the table": (
        lambda book: book["人员"].cell(5, 60, 3),
        "人员 BH5: stands under no heading: "
        "take it away, or give its column a heading that begins with 'Remark' or '备注'",
    ),
    "another name": (
        lambda book: setattr(book["人员"], "title", "人手"),
        "sheet '人手': the form has no sheet of this name: call it so, or begin its name with 'Remark' or '备注'",
    ),
    "twice": (
        lambda book: book["人员"].cell(1, 3, "代号"),
        "人员 C1: the heading '代号' stands there twice: keep one",
    ),
    "no form": (
        lambda book: book.remove(book["总体"]),
        "no sheet '总体' or 'Overall', so it is no scenario: begin with 'approvals new my-city.xlsx'",
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_is_not_as_it_was_is_named(mine, name):
    spoil, message = SHEETS[name]
    book = openpyxl.load_workbook(mine)
    spoil(book)
    book.save(mine)
    assert told(mine).partition(" — known")[0] == f"mine.xlsx: {message}"


def test_remarks_of_ones_own_are_left_alone(mine):
    book = openpyxl.load_workbook(mine)
    book.create_sheet("备注（局里）")["A1"] = "=1+1"
    book["人员"].cell(1, 60, "备注")
    book["人员"].cell(3, 60, "问过张科长")
    book.save(mine)
    assert load_scenario(mine).pools["clerks"].servers.value == 2


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "is protected by a password, or in the format before 2007: save it without one, as .xlsx",
        ),
        (b"", "is no xlsx file (BadZipFile): save it anew as .xlsx"),
        (b"PK\x03\x04" + bytes(99), "is no xlsx file (BadZipFile): save it anew as .xlsx"),
        (b"x" * 10_000_001, "more than 10,000,000 bytes: is this the right file?"),
    ],
    ids=["password", "empty", "cut off", "long"],
)
def test_what_is_no_workbook_is_told(mine, raw, message):
    mine.write_bytes(raw)
    assert told(mine) == f"mine.xlsx: {message}"


def test_a_workbook_that_unpacks_without_end_is_not_unpacked(mine):
    with zipfile.ZipFile(mine, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet99.xml", bytes(100_000_001))
    assert told(mine) == "mine.xlsx: unpacks to more than 100,000,000 bytes: is this the right file?"


def test_a_damaged_sheet_is_told(mine):
    held = {}
    with zipfile.ZipFile(mine) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    held["xl/worksheets/sheet3.xml"] = held["xl/worksheets/sheet3.xml"][:400]
    with zipfile.ZipFile(mine, "w") as packed:
        for name, content in held.items():
            packed.writestr(name, content)
    assert told(mine) == "mine.xlsx: is damaged (ParseError): save it anew as .xlsx"


def test_a_workbook_that_is_not_there_is_told(mine):
    assert told("theirs.xlsx") == "theirs.xlsx: cannot be read (No such file or directory): check the name"


def test_what_two_cells_of_a_row_say_is_not_passed_over(mine):
    fill(mine, ("事项", "drawings", "承诺时限", 3), ("事项", "drawings", "其余", "{promise: {calendar: office}}"))
    assert told(mine).endswith("'promise.days' is said in another cell of the row, too: keep one of the two")
