"""Slides of studies beside an answer: the smallest package, what money buys, who earned it, targets, assumptions."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.base.language import SEPARATOR
from sim.base.numerals import percent
from sim.charts.captions import clock_of, records, target_of, titles_of
from sim.charts.frontier import Purse
from sim.charts.sheet import DARK, GREY, LIGHT
from sim.experiment.verdict_words import package_in_short
from sim.report.figures import words_of_kind
from sim.report.follows_from import of_study
from sim.report.numbers import listed
from sim.report.parts import Section
from sim.report.read import Findings
from sim.report.slides.deck import Deck
from sim.report.slides.native_charts import bars, points
from sim.report.studies import smallest, targets
from sim.report.words import say

MOST_ROWS: Final = 10
"""Of a table on one slide; what is more comes on the next."""
MOST_BARS: Final = 10
WITHIN: Final = "within"


def package(deck: Deck, findings: Findings) -> None:
    """The smallest package, or the nearest ones."""
    section = smallest(findings, deck.lang)
    if section is not None and section.tables:
        title = package_in_short(findings.studies["smallest"], deck.lang)
        _tables(
            deck,
            section,
            title,
            "notes.package",
            (7, 2, 2),
            section.paragraphs,
            of_study(findings, "smallest", deck.lang),
        )


def measured(deck: Deck, findings: Findings) -> None:
    """Slides on which of the briefing's targets are reached, where the answer measured them."""
    section = targets(findings, deck.lang)
    if section is not None:
        shares = (3.8, 2.8, 1.1, 1.1, 2.2, 1)
        _tables(
            deck,
            section,
            section.paragraphs[0].rstrip(".。"),
            "notes.targets",
            shares,
            section.paragraphs[1:],
            of_study(findings, "targets", deck.lang),
        )


def _tables(
    deck: Deck, section: Section, title: str, note: str, shares: Sequence[float], told: Sequence[str], source: str
) -> None:
    """A slide for each table of a part of the report; a long one goes on on the next."""
    for table in (one for one in section.tables if one.rows and not one.folded):
        for rows in np.array_split(np.array(table.rows, dtype=object), -(-len(table.rows) // MOST_ROWS)):
            slide = deck.add(title, [say(note, deck.lang), *told], source)
            deck.table(slide, table.heads, rows.tolist(), shares, table.words)


def money(deck: Deck, findings: Findings) -> None:
    """Cost to government against the share within the target, of every package."""
    table = findings.table("frontier")
    known = table[table["within"].notna()] if len(table) else table
    if known.empty:
        return
    lang, purse = deck.lang, Purse.of(known, deck.lang)
    title = words_of_kind(findings, "frontier", lang)
    efficient = known[known["efficient"].astype(bool)].sort_values(["cost", WITHIN], kind="stable")
    rest = known.drop(efficient.index)
    bought = [_bought(row, purse) for row in records(efficient)]
    slide = deck.add(title, [say("notes.money", lang), *bought], of_study(findings, "frontier", lang))
    sets = [("frontier.efficient", efficient, DARK), ("frontier.beaten", rest, GREY)]
    shown = [one for one in sets if len(one[1])]
    values = {
        say(key, lang): [(row["cost"] / purse.unit, 100 * row[WITHIN]) for row in records(rows)]
        for key, rows, _ in shown
    }
    across = say("frontier.x", lang, unit=purse.name)
    up = say("frontier.y", lang, target=target_of(known), clock=clock_of(known, lang))
    points(slide, values, across=across, up=up, alt=title, colours=[colour for *_, colour in shown])


def _bought(row: dict[str, object], purse: Purse) -> str:
    names = str(row[f"titles_{purse.lang}"]) if row["reforms"] else ""
    told = listed(names.split(SEPARATOR), purse.lang) if names else say("frontier.nothing", purse.lang)
    share, cost = percent(float(str(row[WITHIN]))), purse.told(float(str(row["cost"])))
    return say("notes.bought", purse.lang, share=share, cost=cost, names=told)


def earned(deck: Deck, findings: Findings) -> None:
    """What each reform has earned of the package's gain."""
    table = findings.table("shares")
    if table.empty:
        return
    lang, kind = deck.lang, "shares-within" if (table["statistic"] == WITHIN).any() else "shares"
    rows = table[table["statistic"] == (WITHIN if kind == "shares-within" else table["statistic"].iloc[0])]
    rows = rows.sort_values("share", ascending=False, kind="stable")
    title, scale = words_of_kind(findings, kind, lang), 100 if kind == "shares-within" else 1
    slide = deck.add(
        title, [say("notes.earned", lang), say("shares.caption", lang)], of_study(findings, "shares", lang)
    )
    told = {"target": target_of(rows), "clock": clock_of(rows, lang)}
    unit = say("shares.x.within" if kind == "shares-within" else "shares.x.days", lang, **told)
    values = {unit: [scale * float(one) for one in rows["share"]]}
    bars(slide, titles_of(rows, lang), values, form="0.0", alt=title, unit=unit, colours=(LIGHT,), least=None)


def influence(deck: Deck, findings: Findings) -> None:
    """The assumptions that move the answer most."""
    table, lang = findings.table("influences"), deck.lang
    rows = table[table["figure"] == WITHIN] if len(table) else table
    if rows.empty:
        return
    rows = rows.sort_values("effect", ascending=False).head(MOST_BARS)
    title = words_of_kind(findings, "tornado-within", lang)
    slide = deck.add(title, [say("notes.influence", lang)], of_study(findings, "sensitivity", lang))
    unit = say("tornado.x.within", lang, target=target_of(rows))
    values = {unit: [100 * float(one) for one in rows["effect"]]}
    bars(slide, titles_of(rows, lang), values, form="0.0", alt=title, unit=unit, colours=(DARK,))
