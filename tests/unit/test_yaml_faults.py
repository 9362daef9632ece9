"""A text that is not YAML: the fault is told on the line where it is, not where reading stopped, and by its name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.yaml_file import read_yaml

TOWN = (Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml").read_text(encoding="utf-8").splitlines()
DROPPED = '"[]{},:'
FULL_WIDTH = {
    ":": "：＝",
    ",": "，、；",
    '"': "“”",
    "[": "［【",
    "]": "］】",
    "{": "｛",
    "}": "｝",
    "-": "－–",
    " ": "\u3000\u00a0",
}


def refusal(folder: Path, text: str, load=read_yaml) -> str:
    """Why a text is refused; empty if it is not."""
    file = folder / "town.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        load(file)
    except ScenarioError as error:
        return str(error).removeprefix(f"{file}: ")
    return ""


def spoilt(sign: str, instead: str) -> Iterator[tuple[int, str]]:
    """The town with something else in place of a sign, at each place in turn, and the number of that line."""
    for number, line in enumerate(TOWN):
        if not line.lstrip().startswith("#"):
            for found in re.finditer(re.escape(sign), line):
                lines = [*TOWN[:number], line[: found.start()] + instead + line[found.end() :], *TOWN[number + 1 :]]
                yield number + 1, "\n".join(lines) + "\n"


@pytest.mark.parametrize(("sign", "instead"), [(sign, one) for sign, several in FULL_WIDTH.items() for one in several])
def test_a_full_width_sign_anywhere_is_told_on_its_line_by_its_name(sign, instead, tmp_path):
    told = [(line, refusal(tmp_path, text)) for line, text in spoilt(sign, instead)]
    named = [
        (line, said)
        for line, said in told
        if f"'{instead}'".encode("unicode_escape").decode() in said or instead in said
    ]
    assert all(re.search(rf"\bline {line}\b", said) for line, said in named)
    assert len(named) >= 0.9 * len(told)
    assert [said for line, said in told if (line, said) not in named and said] == []


@pytest.mark.parametrize("sign", list(DROPPED))
def test_what_is_left_out_is_told_on_no_other_line(sign, tmp_path):
    told = [(line, refusal(tmp_path, text)) for line, text in spoilt(sign, "")]
    by_line = [(line, re.search(r"\blines? (\d+)(?: to (\d+))?", said)) for line, said in told]
    assert sum(found is not None for _, found in by_line) >= 0.5 * len(told)
    assert [(line, found[0]) for line, found in by_line if found and str(line) not in found.groups()] == []


def test_a_tab_is_told_by_its_name(tmp_path):
    for line, text in spoilt("  ", "\t"):
        said = refusal(tmp_path, text)
        assert not said or said.startswith(f"line {line}: not YAML: a tab stands before the first word")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\ntarget 50\nb: 2\n", "line 2: not YAML: found 'target 50', no ': ' in it: write 'key: value'"),
        (
            "b: 2\nc:\n  a:1\n  d: 2\n",
            "line 3: not YAML: found 'a:1', a colon needs a space behind it: write 'key: value'",
        ),
        (
            "a: office\n  b 2\nc: 3\n",
            "a: found one text on lines 1 to 2: is a ':' missing on line 2? Else put it in quotes",
        ),
        ("a: 1\n b: 2\n", "line 2: not YAML: indented deeper than 'a: 1', which has a value: indent both alike"),
        ("a: x: y\n", "line 1: not YAML: a second ': ' on the line: put text with a colon in quotes"),
        ('a: "x\nb: 1\nc: 2\n', "line 1: not YAML: a quote is opened here and never closed: close it"),
        (
            'a: "x\nb: 1\nc: "y"\n',
            "line 1: not YAML: a quote is opened here and closed only on line 3: close it on its line",
        ),
        ("a: [1, 2\nb: 1\nc: 2\n", "line 1: not YAML: '[' is opened here and not closed: add ']'"),
        ("b: 1\na: {x: 1, # two\n  y: [2, 3]\n", "line 2: not YAML: '{' is opened here and not closed: add '}'"),
        ("a: 1\nb: [[1, 2\n", "line 2: not YAML: '[' is opened here and never closed: add ']'"),
        ("a: {x: 1 # one\n  y: 2}\n", "line 1: not YAML: no ',' between this line and the next: add it"),
        ("a: {x: 1}}\nb: 2\n", "line 1: not YAML: found '}', which closes nothing: take it out"),
        ("target　50：\n", "line 1: found the full-width space '\\u3000': write a plain space"),
        ("a: ５０\n", "a: on line 1 found the full-width digit '５': write '5'"),
        ("a: {b：1}\n", "a: on line 1 found the full-width colon '：': write ':' and a space"),
        ("title: {en: “Water, safety”, zh: 水}\n", "title.en: on line 1 found the full-width quote '“': write '\"'"),
    ],
)
def test_each_fault_has_its_line_and_its_remedy(text, told, tmp_path):
    assert refusal(tmp_path, text) == told


TEXTS = """
title: {en: “Sea” – a port（new）, zh: 港口：一、二；“三”}
notes: [改动：甲，乙, {en: a – b, zh: "（一）"}]
complexity_source: 统计年鉴，2016：表３
items: {source: {title: 水源：一}}
changes: [{set: {title.zh: 审批（一）, source: “公报”}}]
extends: [城市（一）]
"""


def test_texts_and_file_names_are_written_as_one_likes(tmp_path):
    assert refusal(tmp_path, TEXTS) == ""
    assert "on line 2 found" in refusal(tmp_path, TEXTS.replace("zh: 港", "zh： 港"))


def test_a_file_that_is_not_there_for_a_full_width_sign(tmp_path):
    text = "scenario: mine\ntitle: Mine\nextends: base，other\n"
    assert refusal(tmp_path, text, load_scenario).endswith("; found the full-width comma '，': write ',' and a space")
