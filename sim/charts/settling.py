"""How an estimate settles as replications add up, and how many more it takes to know it as closely as wanted."""

from math import ceil
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import Row, clock_of, ran, records, target_of
from sim.charts.sheet import DARK, INK, LIGHT, nothing, sheet
from sim.charts.words import say

HEIGHT: Final = 4.6
"""Inches."""


def settling(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", goal: float = 0.01) -> Axes:
    """The share within the target and its interval after so many replications; *goal*: half the width that is wanted.

    *table*: `sim.experiment.tables.settling`.
    """
    known = table[table["within_low"].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "settling", ran(table, lang))
    counts, low, high = (known[name].to_numpy(float) for name in ("count", "within_low", "within_high"))
    with sheet(axes, lang, HEIGHT) as paper:
        paper.axes.fill_between(counts, 100 * low, 100 * high, color=LIGHT, linewidth=0)
        paper.axes.plot(counts, 100 * known["within"], color=DARK, linewidth=2)
        paper.axes.vlines(counts[-1], 100 * low[-1], 100 * high[-1], color=INK, linewidth=1.6)
        paper.axes.axhline(100 * float(known["within"].iloc[-1]), color=DARK, linestyle=":", linewidth=1)
        paper.axes.set_xlim(1, 1.02 * counts[-1])
        paper.axes.set_xlabel(paper.say("settling.x"))
        paper.axes.set_ylabel(paper.say("settling.y", target=target_of(known)))
        paper.grid("both")
        paper.head(conclusion(records(known)[-1], clock_of(known, lang), goal, lang))
        paper.foot(paper.say("settling.caption"), ran(known.tail(1), lang))
    return paper.axes


def conclusion(last: Row, clock: str, goal: float, lang: Language) -> str:
    """How closely the share is known in the end, and how many replications the goal takes."""
    width = (float(last["within_high"]) - float(last["within_low"])) / 2
    told = {
        "count": last["count"],
        "within": percent(float(last["within"])),
        "target": float(last["target"]),
        "clock": clock,
        "width": f"{100 * width:.1f}",
        "goal": f"{100 * goal:g}",
        "needed": f"{ceil(round(int(last['count']) * (width / goal) ** 2, 6)):,}",
    }
    return say("settling.enough" if width <= goal else "settling.more", lang, **told)
