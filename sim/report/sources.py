"""The annex of sources: the laws and pages that the assumptions of a report cite by a code such as L1 or S37.

What a code stands for is kept in `sources.yaml` beside this file, and told in full in `docs/sources.md`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.charts.captions import records
from sim.report.numbers import known
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.words import say
from sim.scenario.yaml_file import read_yaml

FILE: Final = Path(__file__).with_name("sources.yaml")
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


@cache
def listed() -> dict[str, dict[str, Any]]:
    """Every source by its code."""
    return dict(read_yaml(FILE, as_quoted=True))


def _row(code: str, lang: Language) -> list[str]:
    one = listed()[code]
    when = one.get("date") or one.get("version") or "–"
    title = str(one["title"][lang])
    return [code, title, one.get("publisher", "–"), when, one.get("grade", "–"), one["address"] or "–"]
