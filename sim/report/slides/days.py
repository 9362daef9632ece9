"""Slides on which PowerPoint draws days: how they spread, and what each reform takes off them."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import days as whole_days
from sim.base.numerals import signed
from sim.charts.captions import records, target_of
from sim.charts.distribution import conclusion as on_distribution
from sim.charts.sheet import DARK, LIGHT, MIDDLE, WARM
from sim.charts.waterfall import conclusion as on_steps
from sim.report.numbers import days, listed
from sim.report.read import Findings
from sim.report.slides.deck import Deck
from sim.report.slides.native_charts import CLEAR, DAYS, UNSEEN, bars
from sim.report.words import say

Row = dict[str, Any]
Step = tuple[str, float]
"""What it is called, and the days it changes."""
Story = Callable[[Deck, Findings], None]
MOST_STEPS: Final = 10
SMALL: Final = 0.02
"""Of today's days; neighbouring steps that change less become one bar where there are too many."""


def spread_of(clock: str) -> Story:
    """A slide on how a clock spreads under each scenario."""

    def story(deck: Deck, findings: Findings) -> None:
        lang, table = deck.lang, findings.table("distribution")
        rows = table[table["clock"] == clock] if len(table) else table
        title = on_distribution(rows, clock, lang) if len(rows) else say("word.nobody", lang)
        slide = deck.add(title, [say("notes.spread", lang, target=findings.target)])
        told = [row for row in records(rows) if row["n"]]
        if not told:
            return
        before = [float(row["p10"]) for row in told]
        values = {UNSEEN: before}
        for name in ("p25", "p50", "p75", "p90"):
            now = [float(row[name]) for row in told]
            values[say(f"slide.{name}", lang)] = [one - last for one, last in zip(now, before, strict=True)]
            before = now
        names = [f"{row[f'title_{lang}']} ({days(row['p50'])})" for row in told]
        unit = say("slide.spread_unit", lang, unit=say(f"unit.{clock}", lang), target=findings.target)
        colours = (CLEAR, LIGHT, MIDDLE, DARK, LIGHT)
        bars(slide, names, values, form=DAYS, stacked=True, alt=title, unit=unit, colours=colours, labels=False)

    return story


def steps(deck: Deck, findings: Findings) -> None:
    """The way from today to the full package; without one, how the headline clock spreads."""
    table = findings.table("steps")
    rows = records(table[table["days"].notna()]) if len(table) else []
    if len(rows) < 2:
        spread_of(findings.headline)(deck, findings)
        return
    lang, title = deck.lang, on_steps(rows, deck.lang)
    small, climbed = _climb(rows, lang)
    together = [say("notes.together", lang, names=listed(small, lang))] if small else []
    slide = deck.add(title, [say("notes.steps", lang, target=target_of(table)), *together, say("method.luck", lang)])
    first = float(rows[0]["days"])
    totals = [first]
    for _, change in climbed:
        totals.append(totals[-1] + change)
    names = [
        _labelled(rows[0][f"title_{lang}"], whole_days(first), lang),
        *(_labelled(f"+ {name}", signed(change), lang) for name, change in climbed),
        _labelled(say("waterfall.left", lang), whole_days(totals[-1]), lang),
    ]
    unit = say("slide.steps_unit", lang, unit=say(f"unit.{rows[0]['clock']}", lang), target=target_of(table))
    colours = (CLEAR, DARK, LIGHT, WARM)
    parts = _parts(totals, lang)
    bars(slide, names, parts, form=DAYS, stacked=True, alt=title, unit=unit, colours=colours, labels=False)


def _labelled(name: str, number: str, lang: Language) -> str:
    return say("slide.with_days", lang, name=name, number=number)


def _parts(totals: list[float], lang: Language) -> dict[str, list[float]]:
    """The stacks: what holds a bar in its place, days in all, days saved, days added."""
    changes = [after - before for before, after in pairwise(totals)]
    return {
        UNSEEN: [0.0, *(min(pair) for pair in pairwise(totals)), 0.0],
        say("slide.total", lang): [totals[0], *[0.0] * len(changes), totals[-1]],
        say("slide.saved", lang): [0.0, *(max(-change, 0) for change in changes), 0.0],
        say("slide.added", lang): [0.0, *(max(change, 0) for change in changes), 0.0],
    }


def _climb(rows: list[Row], lang: Language) -> tuple[list[str], list[Step]]:
    """The steps as they are shown; of too many, those that change little stand together, and are told by name."""
    changes = [
        (str(row[f"title_{lang}"]), float(row["days"]) - float(before["days"])) for before, row in pairwise(rows)
    ]
    least = SMALL * float(rows[0]["days"]) if len(changes) > MOST_STEPS else 0.0
    small: list[str] = []
    shown: list[list[Step]] = []
    for step in changes:
        if shown and abs(step[1]) < least and abs(shown[-1][-1][1]) < least:
            shown[-1].append(step)
        else:
            shown.append([step])
    for group in (one for one in shown if len(one) > 1):
        small += [_labelled(name, signed(change), lang) for name, change in group]
    return small, [_together(group, lang) for group in shown]


def _together(group: list[Step], lang: Language) -> Step:
    if len(group) == 1:
        return group[0]
    return say("slide.together", lang, n=len(group)), sum(change for _, change in group)
