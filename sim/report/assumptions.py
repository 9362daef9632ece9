"""Every assumption with its range, source and grade, and its influence if that was studied."""

from typing import Any

from sim.base.language import Language
from sim.charts.captions import records
from sim.report import sentences
from sim.report.numbers import days, known, plain
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.sources import in_language
from sim.report.words import say, words

FIRST = 15


def assumptions(findings: Findings, lang: Language) -> Section | None:
    """Those on which most of a project's time rests."""
    found = records(findings.table("assumptions"))
    if not found:
        return None
    rows = [_row(one, lang) for one in found[:FIRST]]
    title = findings.title(findings.subject, lang)
    first = Table(say("table.assumptions", lang, count=len(rows), title=title), _heads(lang), rows, WORDY)
    paragraphs = [sentences.grades(findings, lang), say("assumptions.chance", lang)]
    notes = [note if isinstance(note, str) else str(note[lang]) for note in findings.about.get("notes", [])]
    head = say("head.assumptions", lang)
    return Section("assumptions", head, paragraphs, [first], notes=notes, notes_title=say("word.remarks", lang))


def annex(findings: Findings, lang: Language) -> Section | None:
    """The annex of the report: the assumptions that its main text leaves out, folded up; None if there are none."""
    found = records(findings.table("assumptions"))[FIRST:]
    if not found:
        return None
    table = Table(
        say("table.all_assumptions", lang, count=len(found)),
        _heads(lang),
        [_row(one, lang) for one in found],
        WORDY,
        folded=True,
    )
    return Section("annex", say("head.annex", lang), [], [table])


def _heads(lang: Language) -> list[str]:
    return [say(f"word.{key}", lang) for key in ("assumption", "value", "range", "grade", "source", "days_on_path")]


WORDY = frozenset({1, 2, 3, 4})


def _row(one: dict[str, Any], lang: Language) -> list[str]:
    grade = one["grade"] if known(one["grade"]) else "none"
    spent = days(one["days"]) if one["days"] >= 0.05 else "–"
    source = in_language(str(one["source"]), lang) if known(one["source"]) else "–"
    return [
        str(one[f"what_{lang}"]),
        value_of(one, lang),
        range_of(one, lang),
        say(f"grade.{grade}", lang),
        source,
        spent,
    ]


def value_of(one: dict[str, Any], lang: Language) -> str:
    """The value with its unit; of chance, its shape."""
    if known(one.get("levels_en")):
        return str(one["value" if lang == "en" else "written_zh"])
    shape = f"shape.{one['shape']}" if known(one["shape"]) and one["shape"] else "shape.fixed"
    unit = f"unit.{one['unit']}"
    told = say(unit, lang) if unit in words() else str(one["unit"])
    return f"{say(shape, lang, points=one['value'])} {told}".strip()


def range_of(one: dict[str, Any], lang: Language) -> str:
    """How low and how high it may be, with × where these are factors; of what is no number, all that it may be."""
    if known(one.get("levels_en")):
        return str(one[f"levels_{lang}"])
    if not known(one["low"]):
        return "–"
    times = "×" if one["factor"] else ""
    return f"{times}{plain(one['low'])}–{times}{plain(one['high'])}"
