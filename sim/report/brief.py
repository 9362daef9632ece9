"""The brief: one page of A4 for those who decide, with the answer on two clocks, whose days, three decisions, when not.

A page on paper is one page exactly: the letters are as large as they may be for that.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import records
from sim.charts.parties import by_party
from sim.report import sentences
from sim.report.decisions import decisions
from sim.report.html import HTML_LANG, book_of, template_of
from sim.report.lettering import bold_of, fonts_of
from sim.report.misses import misses
from sim.report.numbers import days, known
from sim.report.read import Findings
from sim.report.words import say

SIZES: Final = (11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.0, 6.0)
"""Points of the letters of the brief; those of small print are nine tenths of them."""
NARROWEST: Final = 6.0
"""Percent of a bar in which a number has room."""


def brief(findings: Findings, lang: Language, file: Path) -> str:
    """The page in letters in which it fits one sheet of A4; *file* is named where it cannot be laid out."""
    told, template = _told(findings, lang), template_of("brief.html.j2")
    plain = template.render(**told, fonts={}, bold="", size=SIZES[0])
    fonts, bold = fonts_of(plain, lang), bold_of(plain)
    pages = (template.render(**told, fonts=fonts, bold=bold, size=size) for size in SIZES)
    if file.suffix != ".pdf" and find_spec("plutoprint") is None:
        return next(pages)
    page = ""
    for page in pages:
        if book_of(page, file).get_page_count() == 1:
            break
    return page


def _told(findings: Findings, lang: Language) -> dict[str, Any]:
    """What stands on the page, by its part."""
    heads = [say(f"decide.{key}", lang) for key in ("what", "why", "cost")]
    words = {key: say(key, lang) for key in ("brief.subtitle", "brief.whose", "decide.head", "miss.head")}
    return {
        "lang": HTML_LANG[lang],
        "title": sentences.question(findings, lang),
        "answer": sentences.answer(findings, lang),
        "numbers": [one for clock in both_clocks(findings.headline) if (one := _number(findings, clock, lang))],
        "whose": _whose(findings, lang),
        "heads": heads,
        "decisions": decisions(findings, lang),
        "misses": misses(findings, lang),
        "foot": _foot(findings, lang),
        "words": words,
    }


def _number(findings: Findings, clock: str, lang: Language) -> dict[str, str] | None:
    """The share of projects within the target on a clock, its range of chance, and that of ignorance."""
    row = sentences.of_clock(findings, findings.subject, clock)
    if row is None:
        return None
    low, high = row.get("within_low"), row.get("within_high")
    has_range = known(low) and known(high)
    ends = {"low": percent(low), "high": percent(high)} if has_range else {}
    told = {"clock": say(f"clock.{clock}", lang), "target": findings.target_of(findings.subject)}
    ignorance = findings.ignorance(findings.subject, clock)
    shares = {} if ignorance is None else {name: percent(share) for name, share in ignorance.within.items()}
    return {
        "share": percent(row["within"]),
        "what": say(f"brief.{clock if clock in (HEADLINE, WHOLE) else 'other'}", lang, **told),
        "chance": say("brief.chance" if has_range else "brief.no_chance", lang, **ends),
        "ignorance": say("brief.untested" if ignorance is None else "brief.ignorance", lang, **shares),
    }


def _whose(findings: Findings, lang: Language) -> dict[str, Any]:
    """The days of each party before and after, with how much of the longest way that is; nothing if nobody told."""
    table = findings.table("parties")
    if table.empty or not table["days"].sum():
        return {}
    spent = by_party(table)
    longest = float(spent.sum().max())
    names = {str(row["scenario"]): findings.title(row["scenario"], lang) for row in records(table)}
    return {
        "heads": [say("brief.party", lang), *names.values()],
        "bars": [_bar(spent[one], name, longest) for one, name in names.items()],
        "rows": [
            (str(party), say(f"party.{party}", lang), [days(float(spent.loc[party, one])) for one in names])
            for party in spent.index
        ],
        "all": [say("brief.all", lang), *(days(float(spent[one].sum())) for one in names)],
    }


def _bar(spent: "pd.Series[float]", name: str, longest: float) -> tuple[str, list[tuple[str, float, str]]]:
    """A scenario, and by party the part of the longest way in percent, with its days where they have room."""
    parts = [(str(party), 100 * float(number) / longest, float(number)) for party, number in spent.items()]
    return name, [(party, part, days(number) if part > NARROWEST else "") for party, part, number in parts if part]


def _foot(findings: Findings, lang: Language) -> str:
    """From what all this follows."""
    mine = next(one for one in findings.about["scenarios"] if one["scenario"] == findings.subject)
    title = findings.title(findings.subject, lang)
    return say("brief.foot", lang, title=title, digest=mine["digest"], ran=sentences.ran(findings, lang))
