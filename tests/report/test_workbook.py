"""The tables of an answer as one workbook: headings in the asked language, texts are no formulas, the same bytes."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
import small
from openpyxl import load_workbook

from sim.base.language import Language
from sim.experiment import answer
from sim.experiment.goals import Goal
from sim.experiment.replications import Settings, run
from sim.outcomes.costs import YEARLY
from sim.outcomes.measure import UNITS
from sim.report import answer_files, keep
from sim.report.column_words import WORDING, heading
from sim.report.tables.columns import COLUMNS
from sim.report.workbook import SHEETS, write_workbook
from sim.scenario import load_scenario

VALID = Path("tests/scenarios/valid")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
HOSTILE = ("=1+1", "+86", "-draft", "@home", "＝1", "http://example.org", '=HYPERLINK("http://example.org")')


def sheets(tables: dict[str, pd.DataFrame], folder: Path, lang: Language) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each sheet, headings first."""
    write_workbook(tables, folder / "results.xlsx", lang)
    book = load_workbook(folder / "results.xlsx")
    return {sheet.title: list(sheet.values) for sheet in book}


@pytest.fixture(scope="module")
def gathered() -> dict[str, pd.DataFrame]:
    """All tables of an answer for a town and its reform, with a goal that tells its clock and its share."""
    files = {"town": str(VALID / "town.yaml"), "town-reformed": str(VALID / "town-reformed.yaml")}
    results = run([load_scenario(file) for file in files.values()], Settings(1, 2, workers=1))
    found = answer.find(results, Goal(40, {}, "total_days", 0.8), lambda: None)
    return {**answer_files.tables_of(found), **keep.gather(keep.plan_of(found, files))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_with_rows_is_a_sheet_and_every_column_has_a_heading(gathered, tmp_path, lang):
    found = sheets(gathered, tmp_path, lang)
    assert [*found] == [WORDING.say(f"sheet.{name}", lang) for name in SHEETS if len(gathered.get(name, ()))]
    assert {*gathered} == {*SHEETS} - {"costs"}
    assert all(isinstance(head, str) for rows in found.values() for head in rows[0])
    if lang == "zh":
        assert not [head for rows in found.values() for head in rows[0] if head.isascii()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_are_words_for_whatever_a_table_may_hold(lang):
    known = WORDING.words()
    assert [name for name in {*UNITS, *YEARLY} if not {f"response.{name}", f"clock.{name}"} & known.keys()] == []
    told = {name for columns in COLUMNS.values() for name in columns if not name.endswith(("_en", "_zh"))}
    of_other_files = {"figure", "effect", "effect_spread", "first", "total", "telling", "x", "y", "reforms", "cost"}
    of_other_files |= {"efficient", "perhaps_efficient", "statistic", "whole", "reform", "month", "backlog"}
    assert [name for name in sorted(told - of_other_files) if not heading("chances", name, lang)] == []


def test_names_stand_by_their_titles_and_intervals_by_both_ends(tmp_path):
    rows = sheets({"groups": small.groups(), "holding": small.holding()}, tmp_path, "zh")
    head, first = rows["分类结果"][0], dict(zip(rows["分类结果"][0], rows["分类结果"][1], strict=True))
    assert "group_zh" not in head
    assert (first["情景代号"], first["情景"], first["项目类别"]) == ("today", "现状", "全部")
    assert first["计时口径"] == "政府审批工作日"
    assert (first["达标比例"], first["达标比例（95%区间下限）"], first["达标比例（95%区间上限）"]) == (0.4, 0.3, 0.5)
    held = [dict(zip(rows["卡点"][0], row, strict=True)) for row in rows["卡点"][1:]]
    assert [(row["环节"], row["责任方"]) for row in held[:2]] == [("审查", "办公室"), ("补正材料", "申请企业")]


def test_the_responses_are_told_in_words_with_their_units(gathered, tmp_path):
    rows = sheets({"responses": gathered["responses"], "pools": gathered["pools"]}, tmp_path, "zh")["全部指标"]
    told = {(row[1], row[2]): row for row in rows[1:]}
    assert told["备案至施工许可的日历天", "全部"][3] == "天"
    assert "clerks：工时占用比例" in {name for name, _ in told}


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_a_text_whatever_it_begins_with(tmp_path, title):
    table = small.chances().assign(title_zh=title)
    write_workbook({"chances": table}, tmp_path / "results.xlsx", "zh")
    sheet = load_workbook(tmp_path / "results.xlsx").active
    cell = sheet["B2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (title, "s", None)


def test_the_same_tables_give_the_same_bytes_without_a_moment(tmp_path):
    for name in ("one", "two"):
        write_workbook({"chances": small.chances()}, tmp_path / f"{name}.xlsx", "en")
    content = (tmp_path / "one.xlsx").read_bytes()
    assert content == (tmp_path / "two.xlsx").read_bytes()
    with ZipFile(BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


def test_a_share_is_shown_in_percent_and_what_is_not_known_is_empty(tmp_path):
    table = small.chances(intervals=False)
    write_workbook({"chances": table}, tmp_path / "results.xlsx", "en")
    sheet = load_workbook(tmp_path / "results.xlsx").active
    row = dict(zip([one.value for one in sheet[1]], sheet[2], strict=True))
    assert row["share within the target"].number_format == "0.0%"
    assert row["median"].number_format == "#,##0.00"
    assert row["share within the target, 95 % from"].value is None
