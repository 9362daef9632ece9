"""Slides for the end of a session: when the promise is missed, and what is to be decided."""

from sim.report.decisions import decisions
from sim.report.misses import in_short, misses
from sim.report.read import Findings
from sim.report.slides.deck import BODY, Deck
from sim.report.words import say


def missed(deck: Deck, findings: Findings) -> None:
    """For which projects, under which estimates and on which days the promise is missed."""
    told = misses(findings, deck.lang)
    if told:
        slide = deck.add(in_short(findings, deck.lang), [say("notes.missed", deck.lang)])
        deck.write(slide, told, BODY, 22)


def decide(deck: Deck, findings: Findings) -> None:
    """What those who sit in the room are asked to decide, why, and at what cost."""
    asked = decisions(findings, deck.lang)
    if asked:
        slide = deck.add(say("decide.head", deck.lang), [say("notes.decide", deck.lang)])
        heads = ["", *(say(f"decide.{key}", deck.lang) for key in ("what", "why", "cost"))]
        rows = [[str(number), one.what, one.why, one.cost] for number, one in enumerate(asked, 1)]
        deck.table(slide, heads, rows, (0.4, 4, 4.6, 2.6), {1, 2, 3})
