"""Slides on one project before and after: the chain of items that held it up, and how many days each of them took."""

from typing import Any, Final

from pptx.util import Emu, Inches, Pt

from sim.charts.captions import first_line, records, title_of
from sim.charts.critical import Link, chain
from sim.charts.roles import ROLES, SOLID
from sim.report.figures import words_of_kind
from sim.report.read import Findings
from sim.report.slides.deck import BODY, SOFT, Box, Deck
from sim.report.slides.native_charts import CLEAR, UNSEEN, bars
from sim.report.words import say

ACROSS: Final = 7
"""Items of a chain in one row."""
GAP: Final = Inches(0.12)
HEAD: Final = Inches(0.36)
MOST_ROWS: Final = 18
NAME_WIDTH: Final = 19.0
"""Of an item beside its bar, in Chinese characters."""
PLAIN, GONE, NEW = "#deebf7", "#eeeeee", "#fdd0a2"
"""What stays in the chain, what the reform takes out of it, and what it puts into it."""


def _sides(findings: Findings) -> list[tuple[dict[str, Any], list[Link]]]:
    """Each scenario of the project with its chain."""
    table = findings.table("one_project")
    sides = [rows for _, rows in table.groupby("scenario", sort=False)] if len(table) else []
    found = [(records(rows)[0], chain(rows)) for rows in sides]
    return [(row, links) for row, links in found if links]


def chains(deck: Deck, findings: Findings) -> None:
    """The items that follow one another from first contact to permit, before and after."""
    sides, lang = _sides(findings), deck.lang
    if len(sides) < 2:
        return
    (_, first), (row, last) = sides
    title = say("slide.chain", lang, before=len(first), after=len(last), title=title_of(row, lang))
    slide = deck.add(title, [say("notes.chain", lang)])
    left, top, width, height = BODY
    each = Emu(int(height / 2))
    names = [{link.item for link in links} for _, links in sides]
    for place, (told, links) in enumerate(sides):
        colour = (GONE, NEW)[place]
        other = names[1 - place]
        box = (left, Emu(top + place * each), width, each)
        head = say("slide.chain_of", lang, title=title_of(told, lang), n=len(links))
        _boxes(deck, slide, head, [(one.title[lang], PLAIN if one.item in other else colour) for one in links], box)
    deck.write(
        slide, [say("slide.chain_key", lang)], (left, Emu(top + height - Inches(0.3)), width, Inches(0.3)), 12, SOFT
    )


def _boxes(deck: Deck, slide: Any, head: str, items: list[tuple[str, str]], box: Box) -> None:
    """Boxes from left to right and row by row, in the order in which one waits for another."""
    left, top, width, height = box
    deck.write(slide, [head], (left, top, width, HEAD), 16, bold=True)
    rows = -(-len(items) // ACROSS)
    wide = Emu(int((width - (ACROSS - 1) * GAP) / ACROSS))
    high = Emu(int(min((height - HEAD - Inches(0.3)) / rows - GAP, Inches(0.72))))
    for place, (name, colour) in enumerate(items):
        down, across = divmod(place, ACROSS)
        spot = (left + across * (wide + GAP), top + HEAD + down * (high + GAP), wide, high)
        deck.arrow(slide, f"{place + 1}  {name}", colour, spot)


def critical(deck: Deck, findings: Findings) -> None:
    """The project's Gantt chart reduced to what held it up, before and after, over the same days."""
    sides, lang = _sides(findings), deck.lang
    if len(sides) < 2:
        return
    title = words_of_kind(findings, "gantt", lang)
    slide = deck.add(title, [say("notes.critical", lang)])
    left, top, width, height = BODY
    parties = [party for party in ROLES if any(link.days.get(party) for _, links in sides for link in links)]
    key = [(say(f"party.{party}", lang), SOLID[party]) for party in parties]
    deck.key(slide, key, (left, Emu(top + height - HEAD), width, HEAD))
    longest = max(link.since + sum(link.days.values()) for _, links in sides for link in links)
    for place, (row, links) in enumerate(sides):
        box = (Emu(left + place * int(width / 2)), top, Emu(int(width / 2)), Emu(height - HEAD))
        _gantt(deck, slide, links[-MOST_ROWS:], (title_of(row, lang), longest), box)


def _gantt(deck: Deck, slide: Any, links: list[Link], told: tuple[str, float], box: Box) -> None:
    title, longest = told
    left, top, width, height = box
    deck.write(slide, [title], (left, top, width, HEAD), 16, bold=True)
    parties = [party for party in ROLES if any(link.days.get(party) for link in links)]
    values: dict[str, list[float]] = {UNSEEN: [link.since for link in links]}
    values |= {say(f"party.{party}", deck.lang): [link.days.get(party, 0.0) for link in links] for party in parties}
    colours = [CLEAR, *(SOLID[party] for party in parties)]
    names = [first_line(link.title[deck.lang], NAME_WIDTH) for link in links]
    unit = say("gantt.x", deck.lang)
    under = (left, Emu(top + HEAD), width, Emu(height - HEAD))
    chart = bars(
        slide, names, values, form="0", stacked=True, alt=title, unit=unit, colours=colours, box=under,
        most=longest, labels=False,
    )  # fmt: skip
    chart.font.size = Pt(10)
