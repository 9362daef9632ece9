"""What it costs: today, the package on top, a project and a day saved; that prices are assumptions is always said."""

from sim.base.language import Language
from sim.experiment.cost_words import cost_table, costs_in_words
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.words import say


def costs(findings: Findings, lang: Language) -> Section | None:
    """The part on costs; nothing where the scenario has no prices."""
    table = findings.table("costs")
    if table.empty or not (table["scenario"] == table["against"]).any():
        return None
    told = costs_in_words(
        table, findings.best, lambda name: say("ignorance.quoted", lang, title=findings.title(name, lang)), lang
    )
    caption, heads, cells = cost_table(table, lambda name: findings.title(name, lang), lang)
    return Section("costs", say("head.costs", lang), told, [Table(caption, heads, cells)])
