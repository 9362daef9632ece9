"""What a city's own log has measured of its scenario, if the evidence of a calibration is given with the answer."""

from collections import Counter
from typing import Any, Final

from sim.base.language import Language
from sim.logs.fit import Fit
from sim.logs.words import say
from sim.report.parts import Section, Table
from sim.report.read import Findings

SHOWN: Final = ("measured", "bounded")


def evidence(findings: Findings, lang: Language) -> Section | None:
    """What was measured, first where the base was wrong; why the rest was not; worlds that are left; and the fit."""
    document = findings.studies.get("calibration")
    if document is None:
        return None
    shown = [one for one in document["numbers"] if one["status"] in SHOWN]
    wrong = [one for one in shown if one.get("outside")]
    tables = [
        _measured(say("calibrate.outside", lang), wrong, lang),
        _measured(say("calibrate.others", lang), [one for one in shown if one not in wrong], lang, folded=True),
        _untouched(document, lang),
        *_fit_table(document, lang),
    ]
    title = say("report.head", lang, cases=document["log"]["cases"])
    return Section("evidence", title, _told(document, lang), [table for table in tables if table.rows])


def _told(document: dict[str, Any], lang: Language) -> list[str]:
    log = document["log"]
    told = [
        say("report.log", lang, base=document["base"], **{key: log[key] for key in ("cases", "events", "digest")}),
        say("calibrate.summary", lang, digest=log["digest"], **document["count"]),
    ]
    if worlds := document.get("worlds"):
        key = "kept" if worlds["kept"] > 1 else "none"
        told.append(say(f"worlds.{key}", lang, **{name: worlds[name] for name in ("kept", "tried", "numbers")}))
    if fit := document.get("fit"):
        told.append(Fit.of_document(fit).sentence(lang))
    return told


def _measured(caption: str, numbers: list[dict[str, Any]], lang: Language, *, folded: bool = False) -> Table:
    heads = [say(f"calibrate.{key}", lang) for key in ("number", "base", "value", "n", "open", "why")]
    rows = [
        [
            one[f"title_{lang}"],
            _with_range(one["base"], one["base_range"]),
            _with_range(one["value"], one["range"]),
            *(_count(one.get(key), lang) for key in ("n", "open")),
            say(f"why.{one['reason']}", lang, other="…"),
        ]
        for one in numbers
    ]
    return Table(caption, heads, rows, words=frozenset({5}), folded=folded)


def _with_range(value: float | None, span: list[float] | None) -> str:
    if value is None:
        return "–"
    if span is None or span[0] >= span[1]:
        return _number(value)
    return f"{_number(value)} [{_number(span[0])}–{_number(span[1])}]"


def _number(value: float) -> str:
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _count(count: int | str | None, lang: Language) -> str:
    """A count; one that is told only as below the fewest is a text in the document."""
    if isinstance(count, str):
        return say("check.few", lang, fewest=count.removeprefix("<"))
    return "–" if count is None else f"{count:,}"


def _untouched(document: dict[str, Any], lang: Language) -> Table:
    counts = Counter(one["reason"] for one in document["numbers"] if one["status"] not in SHOWN)
    rows = [[say(f"why.{why}", lang, other="…"), f"{count:,}"] for why, count in counts.most_common()]
    heads = [say("calibrate.why", lang), say("calibrate.count", lang)]
    return Table(say("calibrate.untouched", lang), heads, rows, folded=True)


def _fit_table(document: dict[str, Any], lang: Language) -> list[Table]:
    if (found := document.get("fit")) is None:
        return []
    fit = Fit.of_document(found)
    heads = [say(f"fit.{key}", lang) for key in ("measure", "seen", "played", "difference", "floor", "drift")]
    rows = [[row.title(lang), *row.cells(lang)] for row in fit.rows]
    return [Table(say("fit.title", lang), heads, rows)]
