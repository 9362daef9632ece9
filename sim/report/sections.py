"""The parts of a report, in the order in which somebody who decides wants to read them."""

from collections.abc import Callable
from typing import Final

from sim.base.language import Language
from sim.report import sentences
from sim.report.assumptions import annex, assumptions
from sim.report.costs import costs
from sim.report.evidence import evidence
from sim.report.figures import embedded, pictures
from sim.report.parts import Picture, Section
from sim.report.read import Findings
from sim.report.sources import sources
from sim.report.studies import influence, other_influences, smallest, targets
from sim.report.tables_of_answer import clocks, floors, groups, holding, meanings, provenance
from sim.report.words import say
from sim.report.worth import worth

Part = Callable[[Findings, Language], Section | None]


def sections(findings: Findings, lang: Language) -> list[Section]:
    """Every part for which there is something to say, but for the annexes."""
    return _made(PARTS, findings, lang)


def annexes(findings: Findings, lang: Language) -> list[Section]:
    """The annexes for which there is something to say."""
    return _made(ANNEXES, findings, lang)


def _made(parts: tuple[Part, ...], findings: Findings, lang: Language) -> list[Section]:
    made = (part(findings, lang) for part in parts)
    return [section for section in made if section is not None]


def _clocks(findings: Findings, lang: Language) -> Section:
    paragraphs = [sentences.answer_rule(findings, lang)]
    if int(findings.about["scenarios"][0]["replications"]) == 1:
        paragraphs.append(say("word.one_replication", lang))
    tables = [clocks(findings, lang), meanings(findings, lang), groups(findings, lang)]
    return Section("clocks", say("head.clocks", lang), paragraphs, [table for table in tables if table.rows])


def _charts(findings: Findings, lang: Language) -> Section:
    drawn = pictures(findings, ("chances", "distribution", "waterfall"), lang)
    why = findings.about.get("left_out", {}).get("steps")
    closing = [say("word.left_out", lang, why=why)] if why else []
    return Section("charts", say("head.charts", lang), pictures=drawn, closing=closing)


def _holding(findings: Findings, lang: Language) -> Section:
    drawn = pictures(findings, ("parties", "holding", "gantt", "counters-by-hour", "counter"), lang)
    table = holding(findings, lang)
    shown = [*drawn, *_map(findings, lang)]
    return Section("holding", say("head.holding", lang), [], [table] if table.rows else [], shown, first=2)


def _map(findings: Findings, lang: Language) -> list[Picture]:
    if lang not in findings.maps:
        return []
    return [embedded(findings.maps[lang], say("figure.map", lang, title=findings.title(findings.subject, lang)))]


def _floors(findings: Findings, lang: Language) -> Section | None:
    table = floors(findings, lang)
    if not table.rows:
        return None
    lead = sentences.under_the_floor(findings, lang)
    return Section("floors", say("head.floors", lang), [lead] if lead else [], [table])


def _method(findings: Findings, lang: Language) -> Section:
    told = [say(f"method.{key}", lang) for key in ("what", "luck", "intervals")]
    ran = sentences.ran(findings, lang)
    return Section(
        "method",
        say("head.method", lang),
        [
            *told,
            *sentences.other_targets(findings, lang),
            *sentences.holidays_by_law(findings, lang),
            *sentences.not_here(findings, lang),
            ran,
        ],
        [provenance(findings, lang)],
    )


def _again(findings: Findings, lang: Language) -> Section:
    commands = [findings.about["command"], findings.about["report"]] if "report" in findings.about else []
    return Section(
        "again", say("head.again", lang), [say("again.lead", lang)], code=commands or [findings.about["command"]]
    )


PARTS: Final[tuple[Part, ...]] = (
    _clocks, _charts, smallest, costs, _holding, _floors, targets, influence, worth, evidence, assumptions,
    _method, _again,
)  # fmt: skip
ANNEXES: Final[tuple[Part, ...]] = (annex, other_influences, sources)
"""Long tables, which a PDF has in a file of their own."""
