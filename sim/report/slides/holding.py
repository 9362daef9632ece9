"""Slides on whose the days are, and on who holds projects up, before and after."""

from typing import Final

from sim.charts.captions import titles_of
from sim.charts.holders import holders, in_words
from sim.charts.parties import by_party
from sim.charts.parties import conclusion as on_parties
from sim.charts.roles import SOLID
from sim.report.figures import words_of_kind
from sim.report.read import Findings
from sim.report.slides.deck import Deck
from sim.report.slides.native_charts import DAYS, bars
from sim.report.words import say

HELD: Final = 8


def whose_days(deck: Deck, findings: Findings) -> None:
    """The days of a project by who has it in hand, a stacked bar before and one after; none where nobody told."""
    lang, table = deck.lang, findings.table("parties")
    if table.empty or not table["days"].sum():
        return
    spent = by_party(table)
    title = on_parties(table, spent, lang)
    slide = deck.add(title, [say("notes.parties", lang), say("parties.caption", lang)])
    parties = [str(party) for party in spent.index]
    rows = spent.to_numpy(float).tolist()
    values = {say(f"party.{party}", lang): row for party, row in zip(parties, rows, strict=True)}
    colours = [SOLID[party] for party in parties]
    names = titles_of(table.drop_duplicates("scenario"), lang)
    bars(slide, names, values, form=DAYS, stacked=True, alt=title, unit=say("holding.x", lang), colours=colours)


def held_up(deck: Deck, findings: Findings) -> None:
    """Who holds projects up, before and after: the largest of both sides, then the rest."""
    lang, table = deck.lang, findings.table("holding")
    mine = table[table["scenario"].isin(findings.pair)] if len(table) else table
    title = words_of_kind(findings, "holding", lang)
    slide = deck.add(title, [say("notes.holding", lang)])
    if mine.empty:
        return
    held = holders(mine, HELD)
    sides = titles_of(mine.drop_duplicates("scenario"), lang)
    values = {side: [one.days[place] for one in held] for place, side in enumerate(sides)}
    names = [in_words(mine, one, lang) for one in held]
    bars(slide, names, values, form="0.0", alt=title, unit=say("table.holding", lang))
