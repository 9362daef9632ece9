"""The same results give the same bytes: at another moment, in another time zone and language, with other hashes."""

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import small
from pypdf import PdfReader

from sim.report import html
from sim.report.slides.answer import write_slides
from sim.report.slides.archive import timeless

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN = VALID / "town.yaml"
PROGRAM = """
import sys
from sim.cli import main
town, found = sys.argv[1:]
for command in (
    ["report", found, "-o", "page.html"],
    ["report", found, "-o", "page.pdf", "--lang", "zh"],
    ["slides", found, "-o", "slides.pptx"],
    ["chart", "holding", found + "/holding.csv", "-o", "holding.png", "-o", "holding.svg", "--table", "holding.csv"],
    ["map", town, "-o", "map.svg", "-o", "map.png"],
    ["run", town, "--replications", "2", "--workers", "1", "--events", "events.parquet", "--json", "run.json"],
    ["run", town, "--replications", "2", "--workers", "1", "--events", "events.csv", "--json", "run.json"],
):
    main(command, standalone_mode=False)
"""
PLAYED = """
import sys
from sim.cli import main
town, workers = sys.argv[1:]
few = ["--replications", "3", "--workers", workers]
clock = ["--clock", "total_days"]
packages = ["--reforms", "more-clerks,evening-shift", "--most-replications", "9", "-o", "packages", "--json", "p.json"]
stages = ["--screen", "2", "--samples", "2", "--points", "20", "--repeat", "2", "--json", "sensitivity.json"]
for command in (
    ["answer", "town.yaml", "town-reformed.yaml", *few, "--out", "answer"],
    ["targets", "town.yaml", "town-reformed.yaml", *few, "--json", "targets.json"],
    ["compare", "town.yaml", "town-reformed.yaml", *few, "--json", "compare.json"],
    ["smallest", "town.yaml", *clock, *packages, *few],
    ["sensitivity", "town.yaml", *clock, *stages, *few],
    ["sweep", "study.yaml", "-o", "swept", "--workers", workers],
):
    main(command, standalone_mode=False)
"""
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8", "COLUMNS": "80"}
THERE = {
    "PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8", "COLUMNS": "200",
    "TERM": "dumb", "NO_COLOR": "1",
}  # fmt: skip


def made(folder: Path, program: str, place: dict[str, str], *told: object) -> dict[str, bytes]:
    """Every file that a program writes, made in a process of its own somewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | place
    subprocess.run(
        [sys.executable, "-c", program, *map(str, told)],
        cwd=folder, env=environment, check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.long
def test_every_kind_of_file_is_the_same_wherever_it_is_made(tmp_path):
    found = small.written(tmp_path / "found")
    here, there = (
        made(tmp_path / name, PROGRAM, place, TOWN, found) for name, place in (("here", HERE), ("there", THERE))
    )
    assert {name.rpartition(".")[2] for name in here} == {
        "html", "pdf", "pptx", "png", "svg", "csv", "parquet", "json"
    }  # fmt: skip
    assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.long
def test_what_is_played_is_the_same_on_any_number_of_workers_in_any_folder(tmp_path):
    """Answers, studies and the folders that are gone on with: every byte of every file."""
    folders = tmp_path / "here", tmp_path / "my files" / "我的 方案"
    for folder in folders:
        (folder / "reforms").mkdir(parents=True)
        for file in (*VALID.glob("town*.yaml"), *VALID.glob("reforms/*.yaml")):
            shutil.copy(file, folder / file.relative_to(VALID))
        study = (VALID.parents[1] / "unit" / "studies" / "town.yaml").read_text(encoding="utf-8")
        (folder / "study.yaml").write_text(study.replace("../../scenarios/valid/", ""), encoding="utf-8")
    places = zip(folders, (HERE, THERE), (1, 2), strict=True)
    here, there = (made(folder, PLAYED, place, TOWN, workers) for folder, place, workers in places)
    assert len(here) > 40
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []


def test_slides_hold_no_moment_but_one(found, tmp_path):
    write_slides(found, "en", tmp_path / "slides.pptx")
    with ZipFile(tmp_path / "slides.pptx") as slides:
        assert {part.date_time for part in slides.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        workbooks = [slides.read(name) for name in slides.namelist() if name.endswith(".xlsx")]
    assert workbooks
    for one in workbooks:
        with ZipFile(BytesIO(one)) as workbook:
            assert {part.date_time for part in workbook.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            about = workbook.read("docProps/core.xml")
        assert about.count(b"1980-01-01T00:00:00Z") == about.count(b"<dcterms:") > 0


def test_an_archive_keeps_its_parts_and_their_order():
    given, names = BytesIO(), ["[Content_Types].xml", "b", "a"]
    with ZipFile(given, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    with ZipFile(BytesIO(timeless(given.getvalue()))) as archive:
        assert archive.namelist() == names
        assert [archive.read(name).decode() for name in names] == names


@pytest.mark.usefixtures("without_letters")
def test_a_pdf_does_not_say_when_it_was_made(found, tmp_path):
    pytest.importorskip("plutoprint")
    html.write_pdf(html.page(found, "en", paper=True), tmp_path / "page.pdf")
    assert "/CreationDate" not in (PdfReader(tmp_path / "page.pdf").metadata or {})
