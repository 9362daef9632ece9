"""Every code that a scenario or a document cites is listed, in the document of sources and in the annex of a report."""

import re
from pathlib import Path

import pytest

from sim.report.sources import cited, listed

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "docs" / "sources.md"
CITING = [
    *ROOT.glob("scenarios/**/*.yaml"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("*.md"),
    ROOT / "scenarios" / "README.md",
]
CODE = re.compile(r"(?<!7\.1 )(?<!7\.2 )(?<![\w.-])([LSV]\d{1,2})(?![\w-])")
LINE = re.compile(r"\b7\.1 ([A-Z]\d)\b")
NO_SOURCES = {"S0", "L0"}
"""A step of a calculation by hand, and the item of expropriation, which comes before a project."""


def rows() -> dict[str, list[str]]:
    """The rows of the document's tables, by their first cell."""
    cells = [line.strip("| \n").split(" | ") for line in SOURCES.read_text(encoding="utf-8").splitlines()]
    return {one[0]: one for one in cells if len(one) > 1}


@pytest.mark.parametrize("file", CITING, ids=lambda file: file.name)
def test_every_code_that_is_cited_is_listed(file):
    told = file.read_text(encoding="utf-8")
    assert set(CODE.findall(told)) - NO_SOURCES <= rows().keys()
    heads = [one.split()[0] for one in rows() if re.match(r"[A-Z]\d", one) and " " in one]
    lines = {item for head in heads for item in head.split("/")}
    assert set(LINE.findall(told)) <= lines


def test_the_document_lists_what_reports_list_with_the_same_address():
    told = rows()
    for code, one in listed().items():
        assert told[code][1:3] == [one["title"]["en"], one["title"]["zh"]]
        if code.startswith("S"):
            assert told[code][-1] == (one["address"] or "not known")
    assert {code for code in told if re.fullmatch(r"[LS]\d+", code)} == listed().keys()


def test_the_codes_of_a_text_are_found_laws_first_and_a_line_of_the_table_is_none():
    assert cited("S37 and L10 art. 5, L9; ASM 7.1 L3, S0, XL1, S371") == ["L9", "L10", "S37"]
