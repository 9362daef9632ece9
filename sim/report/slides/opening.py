"""The first slide: what was asked, three numbers that are seen from the last row, and the answer in one sentence."""

from typing import Final

from pptx.util import Emu, Inches

from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import days as whole_days
from sim.base.numerals import percent
from sim.report import sentences
from sim.report.numbers import bounds
from sim.report.read import Findings
from sim.report.slides.deck import BODY, EDGE, Deck
from sim.report.words import say

NUMBERS, SENTENCE = Inches(1.9), Inches(4.75)
"""From the top."""
GAP: Final = Inches(0.3)
ARROW: Final = "→"

Figure = tuple[str, str]
"""A number, and what it is."""


def opening(deck: Deck, findings: Findings) -> None:
    """The slide that a session begins with."""
    lang = deck.lang
    notes = [say("notes.answer", lang), sentences.answer_rule(findings, lang), *sentences.caveats(findings, lang)]
    slide = deck.add(sentences.question(findings, lang), notes)
    left, _, width, _ = BODY
    figures = _figures(findings, lang)
    each = Emu(int((width - 2 * GAP) / 3))
    for place, (figure, words) in enumerate(figures):
        deck.figure(slide, figure, [words], (left + place * (each + GAP), NUMBERS, each, Inches(2.7)))
    deck.band(slide, (EDGE, SENTENCE, Inches(0.08), Inches(1.5)))
    told = [sentences.answer(findings, lang), *sentences.how_far_it_goes(findings, lang)]
    deck.write(slide, told, (Inches(0.85), SENTENCE, Inches(11.8), Inches(1.5)), 20)


def _figures(findings: Findings, lang: Language) -> list[Figure]:
    """The share within the target on both main clocks, and the median before and after; none if nobody is permitted."""
    found = []
    for clock in both_clocks(findings.headline):
        row = sentences.of_clock(findings, findings.subject, clock)
        if row is None:
            return []
        told: dict[str, object] = {
            "verdict": sentences.verdict_on(findings, row, lang),
            "bounds": bounds(row, "within", lang),
        }
        key = clock if clock in (HEADLINE, WHOLE) else "other"
        told |= {"clock": say(f"clock.{clock}", lang), "target": findings.target_of(findings.subject)}
        words = say(f"opening.{key}", lang, **told)
        found.append((percent(row["within"]), words))
    return [*found, _medians(findings, lang)]


def _medians(findings: Findings, lang: Language) -> Figure:
    rows = [sentences.of_clock(findings, name, WHOLE) for name in findings.pair]
    known = [(row, name) for row, name in zip(rows, findings.pair, strict=True) if row is not None]
    titles = f" {ARROW} ".join(f"“{findings.title(name, lang)}”" for _, name in known)
    figure = f" {ARROW} ".join(whole_days(row["p50"]) for row, _ in known)
    return figure, say("opening.medians", lang, titles=titles)
