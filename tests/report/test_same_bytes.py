"""The same results give the same bytes: at another moment, in another time zone and language, with other hashes."""

import os
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

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
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
HERE = {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8"}
THERE = {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}


def made(folder: Path, found: Path, place: dict[str, str]) -> dict[str, bytes]:
    """Every kind of file that the program writes, made in a process of its own somewhere."""
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | place
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(TOWN), str(found)],
        cwd=folder, env=environment, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.mark.long
def test_every_kind_of_file_is_the_same_wherever_it_is_made(tmp_path):
    found = small.written(tmp_path / "found")
    here, there = (made(tmp_path / name, found, place) for name, place in (("here", HERE), ("there", THERE)))
    assert {name.rpartition(".")[2] for name in here} == {
        "html", "pdf", "pptx", "png", "svg", "csv", "parquet", "json"
    }  # fmt: skip
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
