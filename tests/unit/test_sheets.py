"""Tables in files: Excel opens them by double click, a title is no formula, and what is read is what was written."""

from codecs import BOM_UTF8
from pathlib import Path

import pandas as pd
import pytest

from sim.base.sheets import read_csv, write_table
from sim.report.tables.files import read_table

ROW = {
    "scenario": "2016", "title_en": "Today", "title_zh": "现状", "holder": "review", "who": "office", "days": -2.5,
    "off_days": 1.0, "who_en": "Office", "who_zh": None,
}  # fmt: skip


def holding(**told: object) -> pd.DataFrame:
    return pd.DataFrame([{**ROW, **told}, {**ROW, "scenario": "2017", **told}])


def again(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    write_table(table, folder / "table.csv")
    return read_csv(folder / "table.csv")


def test_a_csv_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path):
    write_table(holding(), tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(BOM_UTF8 + b"scenario,title_en")
    assert "现状" in content.decode("utf-8-sig")
    assert b"\r" not in content


def test_a_table_is_read_with_and_without_the_mark(tmp_path):
    write_table(holding(), tmp_path / "with.csv")
    (tmp_path / "without.csv").write_bytes((tmp_path / "with.csv").read_bytes().removeprefix(BOM_UTF8))
    for name in ("with", "without"):
        table = read_table("holding", tmp_path / f"{name}.csv")
        assert table.columns[0] == "scenario"
        assert table.to_dict("records")[0] | {"who_zh": None} == ROW


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 577", "'+86 577"),
        ("-draft", "'-draft"),
        ("@home", "'@home"),
        ("＝1", "'＝1"),
        ("\tindented", "'\tindented"),
        ("'=1", "''=1"),
        ("-5 to 3", "'-5 to 3"),
        ("-5", "-5"),
        ("'quoted'", "'quoted'"),
        ("a=b", "a=b"),
    ],
)
def test_a_text_that_a_spreadsheet_would_reckon_out_stands_behind_an_apostrophe(tmp_path, title, written):
    write_table(holding(title_en=title), tmp_path / "table.csv")
    assert pd.read_csv(tmp_path / "table.csv", dtype=str)["title_en"].to_list() == [written] * 2
    assert read_csv(tmp_path / "table.csv")["title_en"].to_list() == [title] * 2


def test_negative_numbers_stay_numbers(tmp_path):
    write_table(holding(), tmp_path / "table.csv")
    assert b",-2.5," in (tmp_path / "table.csv").read_bytes()
    assert again(holding(), tmp_path)["days"].to_list() == [-2.5, -2.5]


@pytest.mark.parametrize("title", ["007", "1e5", "NA", "null", "nan", "True", "2016-01-01", 'a,b\n"c"', "办,公"])
def test_a_title_stays_the_text_it_is(tmp_path, title):
    assert again(holding(title_en=title), tmp_path)["title_en"].to_list() == [title] * 2


def test_what_is_not_known_is_not_known_again(tmp_path):
    table = again(holding(days=None), tmp_path)
    assert table["days"].isna().all()
    assert table["who_zh"].isna().all()
    assert table["scenario"].to_list() == ["2016", "2017"]


def test_characters_that_no_output_can_hold_are_replaced(tmp_path):
    assert again(holding(title_en="Small\voffice"), tmp_path)["title_en"].to_list() == ["Small�office"] * 2


@pytest.mark.parametrize("table", [pd.DataFrame(), holding().iloc[:0], pd.DataFrame({"scenario": []})])
def test_a_table_of_nothing_is_a_table(tmp_path, table):
    write_table(table, tmp_path / "table.csv")
    assert read_table("holding", tmp_path / "table.csv").empty
