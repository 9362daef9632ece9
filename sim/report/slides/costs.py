"""The slide on costs: before and after in a table, and below it what a day saved costs and that prices are assumed."""

from pptx.util import Emu, Inches

from sim.report.costs import costs as in_report
from sim.report.read import Findings
from sim.report.slides.deck import BODY, Deck
from sim.report.words import say

TABLE = Inches(2.9)
"""The room for two rows."""
SHARES = (2.6, 2.4, 3.4)
"""The widths of the scenario, of what it costs, and of what it adds, beside 1.5 for each column more."""


def costs(deck: Deck, findings: Findings) -> None:
    """What today costs and what the best package adds; no slide where there are no prices."""
    section = in_report(findings, deck.lang)
    if section is None:
        return
    told, [table] = section.paragraphs, section.tables
    names = [findings.title(name, deck.lang) for name in findings.pair]
    rows = [row for row in table.rows if row[0] in names]
    first = 1 if len(rows) > 1 else 0
    slide = deck.add(told[first].rstrip(".。"), [say("notes.costs", deck.lang), *told])
    deck.table(slide, table.heads, rows, [*SHARES, *[1.5] * (len(table.heads) - len(SHARES))])
    left, top, width, height = BODY
    box = (left, Emu(top + TABLE), width, Emu(height - TABLE))
    deck.write(slide, [table.caption, *told[first + 1 :]], box, 16)
