"""From today to the full package, a reform at a time."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import days, signed
from sim.charts.captions import Row, intervals, ran, records, title_of, titles_of
from sim.charts.sheet import DARK, GAIN, GREY, INK, LOSS, Sheet, nothing, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 24
HEIGHT: Final = 0.62


def waterfall(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """Days of today, what each further reform takes off, and what is left. *table*: `sim.experiment.tables.steps`."""
    known = table[table["days"].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "waterfall", ran(table, lang))
    rows = records(known)
    with sheet(axes, lang, 2.6 + 0.4 * (len(rows) + 1)) as paper:
        _label(paper, known)
        _total(paper, 0, rows[0]["days"], GREY, "///")
        for place in range(1, len(rows)):
            _step(paper, place, rows[place - 1]["days"], rows[place])
        if len(rows) > 1:
            _total(paper, len(rows), rows[-1]["days"], DARK, "")
        paper.head(conclusion(rows, lang))
        lines = intervals(known, lang, "change_low", "change_high", words="waterfall.interval")
        paper.foot(paper.say("waterfall.caption"), lines, ran(table, lang))
    return paper.axes


def _total(paper: Sheet, place: int, number: float, colour: str, hatch: str) -> None:
    paper.axes.barh(place, number, HEIGHT, color=colour, hatch=hatch, edgecolor="#555555", linewidth=0.8)
    paper.tell(days(number), (number, place), fontweight="bold")


def _step(paper: Sheet, place: int, before: float, row: Row) -> None:
    """What one more reform changes: pale and to the left what it saves, hatched what it adds."""
    change = row["days"] - before
    paper.axes.barh(place, change, HEIGHT, before, linewidth=0.8, **(GAIN if change <= 0 else LOSS))
    paper.axes.vlines(before, place - 1 + HEIGHT / 2, place + HEIGHT / 2, color="#888888", linewidth=0.7)
    low, high, reach = row["change_low"], row["change_high"], max(before, row["days"])
    if low == low and high == high:
        paper.axes.hlines(place, before + low, before + high, color=INK, linewidth=1.4)
        reach = max(reach, before + high)
    paper.tell(signed(change), (reach, place))


def _label(paper: Sheet, rows: pd.DataFrame) -> None:
    first, *others = titles_of(rows, paper.lang)
    left = [paper.say("waterfall.left")] if others else []
    paper.rows([first, *(f"+ {title}" for title in others), *left], TITLE_WIDTH)
    target = float(rows["target"].iloc[0])
    paper.target(target)
    paper.axes.set_xlim(0, 1.1 * max(target, float(rows["days"].max())))
    paper.axes.set_xlabel(paper.say(f"unit.{rows['clock'].iloc[0]}") + paper.say("general.on_average"))
    paper.grid()


def conclusion(rows: list[Row], lang: Language) -> str:
    """What the first reform does alone, and what all of them do."""
    today, last, target = (float(number) for number in (rows[0]["days"], rows[-1]["days"], rows[0]["target"]))
    told: Row = {"today": days(today), "last": days(last), "target": target, "saved": days(abs(today - last))}
    if len(rows) == 1:
        return say("waterfall.only", lang, title=title_of(rows[0], lang), **told)
    first = float(rows[1]["days"])
    told |= {"first": title_of(rows[1], lang), "alone": days(abs(today - first))}
    parts = ["saves" if first <= today else "costs", "reaches" if first <= target else "misses"]
    if len(rows) > 2:
        parts.append("all" if last <= today else "all_cost")
    return "".join(say(f"waterfall.{part}", lang, **told) for part in parts)
