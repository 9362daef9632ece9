"""The annex of sources: the laws and pages that the assumptions of a report cite by a code such as L1 or S37.

What a code stands for is kept in `sources.yaml` beside this file, and told in full in `docs/sources.md`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.base.phrases import Phrases
from sim.charts.captions import records
from sim.report.numbers import known
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.words import say
from sim.scenario.yaml_file import read_yaml

FILE: Final = Path(__file__).with_name("sources.yaml")
CHINESE: Final = Path(__file__).with_name("sources_in_chinese.yaml")
"""What sources say, by their English."""
ARTICLE: Final = re.compile(r" art\. (\d+(?:-\d+)?)")
UNITS: Final = (("wd", "个工作日"), ("cd", "个日历天"), ("d", "天"))
SIGNS: Final = (
    (": ", "："), ("; ", "；"), (", ", "，"), ("ASM from ", "ASM据"), ("briefing，first point", "简报第一点"),
    ("Yulin", "榆林"), ("Taizhou", "台州"),
)  # fmt: skip
"""What stands before a colon, and so is no part of a phrase."""
CODE: Final = re.compile(r"(?<!7\.1 )(?<!7\.2 )(?<![\w.-])([LS]\d{1,2})(?![\w-])")
"""A code; but `7.1 L3` is a line of the table of durations."""
COLUMNS: Final = ("code", "title", "publisher", "date", "grade", "address")


def sources(findings: Findings, lang: Language) -> Section | None:
    """What is cited, each with title, publisher, date and address; None where nothing is."""
    told = [str(one["source"]) for one in records(findings.table("assumptions")) if known(one["source"])]
    notes = [str(note) for note in findings.about.get("notes", [])]
    rows = [_row(code, lang) for code in cited(" ".join([*told, *notes]))]
    if not rows:
        return None
    heads = [say(f"sources.{key}", lang) for key in COLUMNS]
    table = Table(say("sources.caption", lang, count=len(rows)), heads, rows, frozenset({1, 2, 3, 4, 5}), folded=True)
    return Section("sources", say("head.sources", lang), [say("sources.lead", lang)], [table])


def cited(text: str) -> list[str]:
    """The codes in a text for which a source is known, laws first, in the order of their numbers."""
    found = {code for code in CODE.findall(text) if code in listed()}
    return sorted(found, key=lambda code: (code[0], int(code[1:])))


def in_language(source: str, lang: Language) -> str:
    """What a scenario says of the source of a number, in this language; codes stay as they are."""
    if lang == "en":
        return source
    told = ARTICLE.sub(r"第\1条", _phrases().chinese(" ".join(source.split()), {}))
    for unit, said in UNITS:
        told = re.sub(rf"(?<=\d) {unit}\b", said, told)
    for sign, wide in SIGNS:
        told = told.replace(sign, wide)
    return told


@cache
def _phrases() -> Phrases:
    return Phrases(read_yaml(CHINESE, as_quoted=True))


@cache
def listed() -> dict[str, dict[str, Any]]:
    """Every source by its code."""
    return dict(read_yaml(FILE, as_quoted=True))


def _row(code: str, lang: Language) -> list[str]:
    one = listed()[code]
    when = one.get("date") or one.get("version", {}).get(lang) or "–"
    title = str(one["title"][lang])
    return [code, title, one.get("publisher", "–"), when, one.get("grade", "–"), one["address"] or "–"]
