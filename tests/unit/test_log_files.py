"""Files of a log as they come: in any encoding, separator and format; and the bad ones, each told in one sentence."""

import gzip
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from asking import refusal
from small_logs import HEADS, STATES_MAP, many, states, two_cases, written

from sim.logs.files.read import read_table
from sim.logs.read import read_log
from sim.logs.stamps import read_stamps


def book(file: Path, rows: list[list[Any]], merged: str = "") -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    made.save(file)
    return file


# Times


@pytest.mark.parametrize(
    ("written_as", "moment"),
    [
        ("2019-03-05T09:05:30", "2019-03-05 09:05:30"),
        ("2019/3/5 9:05", "2019-03-05 09:05:00"),
        ("2019年3月5日 下午2:05", "2019-03-05 14:05:00"),
        ("2019年3月5日14时5分", "2019-03-05 14:05:00"),
        ("2019-03-05 02:05:07 PM", "2019-03-05 14:05:07"),
        ("上午", None),
        ("20190305090500", "2019-03-05 09:05:00"),
        ("43529.3784722", "2019-03-05 09:05:00"),
        ("2019-03-05T01:05:00Z", "2019-03-05 09:05:00"),
        ("2019-03-05 02:05:00+01:00", "2019-03-05 09:05:00"),
        ("05/03/2019", None),
        ("2019-02-29", None),
        ("2019-13-01", None),
    ],
)
def test_a_time_as_it_is_written(written_as: str, moment: str | None) -> None:
    read = read_stamps(pd.Series([written_as]), "Asia/Shanghai")
    assert (None if read.unread[0] else str(pd.Timestamp(read.time[0]))) == moment


def test_a_day_without_a_clock_time_is_known_as_such() -> None:
    cells = pd.Series(["2019年3月5日", "20190305", "43529", "2019-03-05 00:00", "2019-03-05 00:01", ""])
    read = read_stamps(cells, "Asia/Shanghai")
    assert read.dated.tolist() == [True, True, True, True, False, False]
    assert not read.unread.any()


def test_stamps_of_another_zone_are_brought_into_that_of_the_offices() -> None:
    read = read_stamps(pd.Series(["2019-03-05 01:05"]), "Asia/Shanghai", "UTC")
    assert str(read.time[0]) == "2019-03-05T09:05:00"


# Formats

TABLE = [["项目代码", "事项"], ["一号", "施工许可"], ["二号", "规划许可"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in TABLE).encode(encoding))
    table = read_table([file])
    assert [table.heads, *table.frame.to_numpy().tolist()] == TABLE
    assert table.row.tolist() == [2, 3]


def test_a_packed_file_is_unpacked_by_its_first_bytes(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_bytes(gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n"))
    assert read_table([file]).frame.to_numpy().tolist() == [["1", "2"], ["3", "4"]]


def test_xlsx_with_dates_numbers_and_serials(tmp_path: Path) -> None:
    rows = [["案件", "时间", "天"], ["1", datetime(2019, 3, 5, 9, 5), 20], ["2", 43529.5, 7.5]]
    table = read_table([book(tmp_path / "log.xlsx", rows)])
    assert table.frame.to_numpy().tolist() == [["1", "2019-03-05 09:05:00", "20"], ["2", "43529.5", "7.5"]]


def test_parquet_with_typed_moments_gives_the_log_of_the_text(tmp_path: Path) -> None:
    frame = pd.DataFrame([row.split(",") for row in two_cases()], columns=pd.Index(HEADS.split(",")))
    map_file = written(tmp_path, states(two_cases()))
    text = read_log(map_file)
    frame.assign(blsj=pd.to_datetime(frame["blsj"]), blzt=frame["blzt"].astype(float)).to_parquet(
        tmp_path / "p.parquet"
    )
    assert read_log(map_file, [tmp_path / "p.parquet"]).digest == text.digest


def test_of_a_hundred_columns_those_that_matter_are_read(tmp_path: Path) -> None:
    heads = ",".join(f"x{number}" for number in range(96))
    rows = [f"{HEADS},{heads}", *(f"{row},{','.join(['?'] * 96)}" for row in two_cases())]
    log = read_log(written(tmp_path, "\n".join(rows)))
    assert log.digest == read_log(written(tmp_path, states(two_cases()))).digest


def test_several_files_of_one_kind_are_one_table(tmp_path: Path) -> None:
    (tmp_path / "early.csv").write_text(states(two_cases()[:3]), encoding="utf-8")
    (tmp_path / "late.csv").write_text(states(two_cases()[3:]), encoding="utf-8")
    map_file = written(tmp_path, states(two_cases()))
    whole = read_log(map_file)
    parts = {**STATES_MAP, "tables": {"rows": ["early.csv", "late.csv"]}}
    assert read_log(written(tmp_path, states(two_cases()), parts)).digest == whole.digest


# Bad files: each a sentence with file, row and remedy


def told(folder: Path, content: str | bytes, name: str = "log.csv", document: dict[str, object] | None = None) -> str:
    """How `log check` refuses a log, without the folder."""
    map_file = written(folder, content, document, name)
    before = sorted(file.read_bytes() for file in folder.iterdir())
    refused = refusal("log", "check", "--map", map_file, "-o", folder / "page.html")
    assert sorted(file.read_bytes() for file in folder.iterdir()) == before
    return refused.replace(f"{folder}/", "")


def test_a_gzip_file_that_is_cut_off(tmp_path: Path) -> None:
    packed = gzip.compress(states([f"A{n},planning,1,2019-03-{n % 28 + 1:02d}" for n in range(3000)]).encode())
    refused = told(tmp_path, packed[: len(packed) // 2], "log.csv.gz")
    assert refused.startswith("log.csv.gz: row ")
    assert refused.endswith(": the gzip file ends too soon, it is cut off: copy it again")


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    text = f"{HEADS}\nA,建设工程规划许可,1,2019-03-05\n".encode() + "B,建设工程规划许可,1,2019-03-06\n".encode(
        "gb18030"
    )
    assert told(tmp_path, text) == (
        "log.csv: row 3: two encodings in one file: row 2 is UTF-8, row 3 is not: save each part as UTF-8 "
        "before joining them"
    )


def test_an_xlsx_behind_a_password(tmp_path: Path) -> None:
    assert told(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "log.xlsx") == (
        "log.xlsx: is protected by a password, or in the format before 2007: save it without one as .xlsx or as CSV"
    )


def test_merged_heads(tmp_path: Path) -> None:
    file = book(tmp_path / "made.xlsx", [["gcdm", None, "blzt"], ["A", "planning", "1"]], "A1:B1")
    content = file.read_bytes()
    file.unlink()
    assert told(tmp_path, content, "log.xlsx") == (
        "log.xlsx: sheet 'Sheet', row 1: the heads have merged cells (A1:B1): unmerge them, one name a column in the "
        "first row"
    )


def test_a_formula_in_a_cell(tmp_path: Path) -> None:
    rows = [HEADS.split(","), ["A", "planning", "1", "2019-03-05"], ["A", "planning", "11", "=D2+5"]]
    file = book(tmp_path / "made.xlsx", rows)
    content = file.read_bytes()
    file.unlink()
    assert told(tmp_path, content, "log.xlsx") == (
        "log.xlsx: sheet 'Sheet', row 3, column 'blsj': holds a formula: copy the column and paste it as values"
    )


def test_an_empty_sheet(tmp_path: Path) -> None:
    file = book(tmp_path / "made.xlsx", [])
    content = file.read_bytes()
    file.unlink()
    assert told(tmp_path, content, "log.xlsx") == "log.xlsx: sheet 'Sheet': is empty: is this the right file?"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "log.csv: is empty: is this the right file?"),
        (HEADS, "log.csv: has heads and no rows: is this the right file and sheet?"),
        (
            states(two_cases()[:5]),
            "log.csv: row 2: all rows are of one case: nothing can be measured from it; mind the column of cases",
        ),
        (
            states([f"A{n},planning,{code},2019-03-05" for n in range(9) for code in (1, 11)]),
            "log.csv: row 2: every event is on 2019-03-05: that may be the day of the export; map another column",
        ),
        (
            states([f"A{n},planning,1,2019-03-{n + 1:02d} 09:00" for n in range(9)]),
            "log.csv: rows 2 to 10: no row says that anything was over: map a code or a column to one of approved, "
            "approved-owing, refused, or set finished",
        ),
        (
            states(['A,"planning,1,2019-03-05']),
            "log.csv: row 2: a quote is not closed here or further down: close it, or take it away",
        ),
        (
            states(["A,planning,1,5.3.2019"]),
            "log.csv: no row has a time that can be read (column 'blsj', first in log.csv: row 2)",
        ),
        ("gcdm,spsxbm,blzt,blsi\nA,p,1,2019-03-05\n", "log.csv: row 1: no column 'blsj' — did you mean 'blsi'?"),
        (
            "gcdm,spsxbm,blzt,blsj,blsj\nA,p,1,x,y\n",
            "log.csv: row 1, column 'blsj': stands there twice: give one another name",
        ),
    ],
)
def test_a_file_from_which_nothing_can_be_learned(tmp_path: Path, content: str, sentence: str) -> None:
    assert told(tmp_path, content) == sentence


def test_items_that_nobody_mapped(tmp_path: Path) -> None:
    document = {**STATES_MAP, "item": {"column": "spsxbm", "names": {"other": "other"}}}
    assert told(tmp_path, states(many()), document=document) == (
        "log.csv: row 2: none of its 1 items is named in the map: name them under item.names"
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    map_file = written(tmp_path, states(two_cases()))
    refused = refusal("log", "check", tmp_path / "none.csv", "--map", map_file)
    assert refused == f"{tmp_path}/none.csv: cannot be read (No such file or directory): check the name"


# Bombs


def test_a_small_file_that_unpacks_to_more_than_any_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gigabyte of nothing is a megabyte when it is packed; no more is unpacked than may be."""
    monkeypatch.setattr("sim.logs.files.table.LARGEST", 100_000)
    (tmp_path / "log.csv.gz").write_bytes(gzip.compress(b"0" * 1_000_000))
    told = refusal(
        "log", "check", "--map", written(tmp_path, (tmp_path / "log.csv.gz").read_bytes(), name="log.csv.gz")
    )
    assert (
        told == f"{tmp_path / 'log.csv.gz'}: unpacks to more than 100,000 bytes: give it in parts, or unpack it first"
    )


def test_so_is_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.logs.files.xlsx_file.LARGEST", 100_000)
    book(tmp_path / "log.xlsx", [HEADS.split(","), *(["0" * 1000] * 4 for _ in range(200))])
    told = refusal("log", "check", "--map", written(tmp_path, (tmp_path / "log.xlsx").read_bytes(), name="log.xlsx"))
    assert told == f"{tmp_path / 'log.xlsx'}: unpacks to more than 100,000 bytes: give it in parts, or as CSV"


def test_entities_that_multiply_are_refused_in_xes(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY e0 "ha">{entities}]><log><string key="a" value="&e9;"/></log>'
    told = refusal("log", "check", "--map", written(tmp_path, bomb, name="log.xes"))
    assert told.startswith(f"{tmp_path / 'log.xes'}: ")


def test_a_log_that_has_none_of_the_columns_of_its_map_is_told_which_is_missing(tmp_path: Path) -> None:
    told = refusal("log", "check", "--map", written(tmp_path, "C1,1,2018-01-08\nC1,11,2018-01-09\n"))
    where = f"{tmp_path / 'log.csv'}: row 1"
    assert told == f"{where}: has none of the columns that the map names (found C1, 1, 2018-01-08): is it the heads?"
