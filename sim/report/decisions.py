"""What those who decide are asked to decide: three things, each with why and at what cost, from the numbers."""

from typing import Any, Final, NamedTuple

from sim.base.headline_clocks import both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import records
from sim.charts.frontier import LARGE, Purse
from sim.experiment.verdict_words import package_in_short
from sim.report import sentences
from sim.report.numbers import days, known
from sim.report.read import Findings
from sim.report.studies import titles_of_reforms
from sim.report.tables_of_answer import one_line
from sim.report.words import say

MOST_NAMED: Final = 6
"""Reforms of a package that are told by name."""


class Decision(NamedTuple):
    """Something to be decided, why, and what it costs."""

    what: str
    why: str
    cost: str


def decisions(findings: Findings, lang: Language) -> list[Decision]:
    """Which days to promise, which package to adopt, what to find out first; none where nobody was permitted."""
    days = _which_days(findings, lang)
    if days is None:
        return []
    return [days, *(one for one in (_package(findings, lang), _find_out(findings, lang)) if one is not None)]


def _which_days(findings: Findings, lang: Language) -> Decision | None:
    """A promise says which days it means: those of the headline, where fewer projects keep it on the other clock."""
    rows = [sentences.of_clock(findings, findings.best, clock) for clock in both_clocks(findings.headline)]
    if any(row is None for row in rows):
        return None
    first, second = (row for row in rows if row is not None)
    told = {"target": findings.target_of(findings.best), "share": percent(first["within"])}
    told |= {
        "clock": say(f"unit.{first['clock']}", lang),
        "other": one_line(say(f"short.{second['clock']}", lang), lang),
    }
    told |= {"other_share": percent(second["within"]), "title": findings.title(findings.best, lang)}
    return Decision(say("decide.days", lang, **told), say("decide.days_why", lang, **told), say("decide.free", lang))


def _package(findings: Findings, lang: Language) -> Decision | None:
    """The cheapest package that was found to keep the promise; else the scenario that keeps it best."""
    document = findings.studies.get("smallest")
    if document is not None and document["minimal"]:
        return _smallest(document, lang)
    row = sentences.of_clock(findings, findings.best, findings.headline)
    if findings.best == findings.base or row is None:
        return None
    told: dict[str, Any] = {"title": findings.title(findings.best, lang)}
    told |= {"verdict": sentences.verdict_on(findings, row, lang)}
    told |= {"share": percent(row["within"]), "target": findings.target_of(findings.best)}
    return Decision(say("decide.package", lang, **told), say("decide.package_why", lang, **told), _more(findings, lang))


def _smallest(document: dict[str, Any], lang: Language) -> Decision:
    reforms = document.get("cheapest") or document["minimal"][0]
    titles = titles_of_reforms(document, lang)
    names = [titles.get(name, name) for name in reforms]
    more = [say("decide.others", lang, n=len(names) - MOST_NAMED)] if len(names) > MOST_NAMED else []
    found = next(one for one in document["packages"] if one["reforms"] == reforms)
    told = say("word.list", lang).join([*names[:MOST_NAMED], *more])
    cost = found["cost"]
    return Decision(
        say("decide.smallest", lang, names=told),
        package_in_short(document, lang),
        say("decide.unknown", lang) if cost is None else say("decide.a_year", lang, cost=_money(cost, lang)),
    )


def _more(findings: Findings, lang: Language) -> str:
    """What the best scenario costs the government more than the base, with its interval."""
    table = findings.table("costs")
    rows = records(table[table["scenario"] == findings.best]) if len(table) else []
    if not rows or not known(rows[0]["more"]):
        return say("decide.unknown", lang)
    more = float(rows[0]["more"])
    told = {"cost": _money(abs(more), lang), "bounds": ""}
    low, high = rows[0]["more_low"], rows[0]["more_high"]
    if known(low) and known(high):
        ends = (_money(float(one), lang) for one in (low, high))
        told["bounds"] = say("decide.bounds", lang, **dict(zip(("low", "high"), ends, strict=True)))
    return say("decide.cost_more" if more >= 0 else "decide.cost_less", lang, **told)


def _money(cost: float, lang: Language) -> str:
    """So many million yuan, or ten thousands; less than a tenth of that in yuan."""
    unit = LARGE[lang]
    return Purse(lang, unit if abs(cost) >= unit / 10 else 1.0).told(cost)


def _find_out(findings: Findings, lang: Language) -> Decision | None:
    """What is worth most to know first, where that was studied; else the guess on which most of the time rests."""
    document = findings.studies.get("worth")
    telling = [one for one in document["knowing"] if one["telling"]] if document is not None else []
    if telling:
        return _ask(telling[0], lang)
    table = findings.table("assumptions")
    guesses = records(table[table["grade"] == "estimate"].head(1)) if len(table) else []
    if not guesses or not guesses[0]["days"]:
        return None
    told = {"what": guesses[0][f"what_{lang}"], "days": days(guesses[0]["days"])}
    return Decision(
        say("decide.measure", lang, **told), say("decide.measure_why", lang, **told), say("decide.files", lang)
    )


def _ask(one: dict[str, Any], lang: Language) -> Decision:
    """A number that is worth knowing: of whom it is asked, or how many files tell it."""
    name = one.get("title_zh" if lang == "zh" else "title") or one["name"]
    told = {"what": name, "who": one[f"who_{lang}"], "files": one.get("enough") or 0}
    share = one["share"]["value"] if one["share"] is not None else None
    cost = "decide.question" if one["way"] == "ask" else "decide.so_many" if one.get("enough") else "decide.files"
    return Decision(
        say("decide.ask" if one["way"] == "ask" else "decide.time", lang, **told),
        say("decide.ask_why", lang, share=percent(share)),
        say(cost, lang, **told),
    )
