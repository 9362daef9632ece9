"""When the promise is missed: for which projects, under which estimates, and on which days it cannot be kept at all."""

from sim.base.headline_clocks import WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import Row, records
from sim.charts.fonts import shortened
from sim.report import sentences
from sim.report.numbers import bounded
from sim.report.read import Findings
from sim.report.words import say


def misses(findings: Findings, lang: Language) -> list[str]:
    """A sentence each: the kinds of project that miss it, the estimates, the number that matters most, the floor."""
    if sentences.of_clock(findings, findings.best, findings.headline) is None:
        return []
    told = [_kinds(findings, lang), _estimates(findings, lang), _most(findings, lang), _floor(findings, lang)]
    return [one for one in told if one]


def in_short(findings: Findings, lang: Language) -> str:
    """One line for a title: the kind of project that misses it most, or how often the estimates do."""
    worst = _worst(findings)
    known = findings.ignorance(findings.best, findings.headline)
    if worst is not None:
        return say("miss.title_kind", lang, group=worst[f"group_{lang}"], share=percent(worst["within"]))
    return say("miss.title", lang) if known is None else say("miss.title_points", lang, share=percent(1 - known.sure))


def _worst(findings: Findings) -> Row | None:
    """The kind of project of the best scenario with the smallest share within the target, below what is promised."""
    table = findings.table("groups")
    if table.empty:
        return None
    mine = table[(table["scenario"] == findings.best) & (table["clock"] == findings.headline)]
    mine = mine[(mine["group"] != "all") & (mine["n"] > 0) & mine["within"].notna()]
    rows = records(mine.sort_values("within", kind="stable"))
    return rows[0] if rows and rows[0]["within"] < findings.sure else None


def _kinds(findings: Findings, lang: Language) -> str:
    worst = _worst(findings)
    if worst is None:
        return ""
    told = {"group": worst[f"group_{lang}"], "share": bounded(worst, "within", lang, share=True)}
    told |= {"target": findings.target_of(findings.best), "clock": say(f"clock.{findings.headline}", lang)}
    return say("miss.kinds", lang, **told)


def _estimates(findings: Findings, lang: Language) -> str:
    known = findings.ignorance(findings.best, findings.headline)
    if known is None:
        return ""
    shares = {name: percent(share) for name, share in known.within.items()}
    return say("miss.estimates", lang, missed=percent(1 - known.sure), numbers=f"{known.numbers:,}", **shares)


def _most(findings: Findings, lang: Language) -> str:
    """The number that moves the share within the target most, where that was studied."""
    document = findings.studies.get("sensitivity")
    factors = [one for one in document["factors"] if (one.get("within") or {}).get("effect")] if document else []
    if not factors:
        return ""
    most = max(factors, key=lambda one: float(one["within"]["effect"]))
    name = shortened(str(most.get("title_zh" if lang == "zh" else "title") or most["name"]))
    return say("miss.most", lang, factor=name, points=f"{100 * most['within']['effect']:.0f}")


def _floor(findings: Findings, lang: Language) -> str:
    """On calendar days: the share within the target, and what is left if the government takes no time."""
    clock = next(one for one in both_clocks(findings.headline) if one == WHOLE)
    row = sentences.of_clock(findings, findings.best, clock)
    if row is None or row["within"] >= findings.sure:
        return ""
    share = say("miss.calendar", lang, share=percent(row["within"]), target=findings.target_of(findings.best))
    floor = sentences.under_the_floor(findings, lang, "miss.floor") if findings.subject == findings.best else None
    return share + (floor or "")
