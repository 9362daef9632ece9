"""Slides on which PowerPoint draws days: how they spread, and what each reform takes off them."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import days as whole_days
from sim.base.numerals import signed
from sim.charts.captions import records, target_of
from sim.charts.distribution import conclusion as on_distribution
from sim.charts.roles import AFTER, BEFORE
from sim.charts.sheet import DARK, LIGHT, MIDDLE, WARM
from sim.charts.waterfall import conclusion as on_steps
from sim.charts.waterfall import step_in_words, steps_of
from sim.report.numbers import listed
from sim.report.read import Findings
from sim.report.slides.deck import Deck
from sim.report.slides.native_charts import CLEAR, DAYS, UNSEEN, bars, fill_point, label_points
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
        names = [str(row[f"title_{lang}"]) for row in told]
        unit = say("slide.spread_unit", lang, unit=say(f"unit.{clock}", lang), target=findings.target)
        colours = (CLEAR, LIGHT, MIDDLE, DARK, LIGHT)
        aim = _aim(findings.target, lang)
        chart = bars(
            slide,
            names,
            values,
            form=DAYS,
            stacked=True,
            alt=title,
            unit=unit,
            colours=colours,
            labels=False,
            target=aim,
        )
        _, _, _, upper, last = chart.plots[0].series
        label_points(upper, [whole_days(row["p50"]) for row in told], at_end=False, is_dark=True)
        label_points(last, [whole_days(row["p90"]) for row in told], at_end=True, is_dark=False)

    return story


def _aim(target: float, lang: Language) -> tuple[float, str]:
    """Where the line of the target stands, and what is written at it."""
    return target, say("general.target", lang, target=target)


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
    names = [str(rows[0][f"title_{lang}"]), *(f"+ {name}" for name, _ in climbed), say("waterfall.left", lang)]
    unit = say("slide.steps_unit", lang, unit=say(f"unit.{rows[0]['clock']}", lang), target=target_of(table))
    colours = (CLEAR, DARK, LIGHT, WARM)
    parts = _parts(totals, lang)
    aim = _aim(target_of(table), lang)
    chart = bars(
        slide, names, parts, form=DAYS, stacked=True, alt=title, unit=unit, colours=colours, labels=False, target=aim
    )
    _, whole, saved, added = chart.plots[0].series
    changes = [signed(change) for _, change in climbed]
    label_points(whole, [whole_days(first), *[""] * len(changes), whole_days(totals[-1])], at_end=True, is_dark=True)
    for series, is_loss in ((saved, False), (added, True)):
        mine = [told if (change > 0) == is_loss else "" for told, (_, change) in zip(changes, climbed, strict=True)]
        label_points(series, ["", *mine, ""], at_end=False, is_dark=False)
    for place in (0, len(names) - 1):
        fill_point(whole, place, (BEFORE, AFTER)[place > 0])


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
    merged = steps_of(rows, [str(row[f"title_{lang}"]) for row in rows])
    changes = [(step_in_words(step, lang), step.change) for step in merged]
    least = SMALL * float(rows[0]["days"]) if len(changes) > MOST_STEPS else 0.0
    small = [name for step in merged if len(step.names) > 1 for name in step.names]
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
