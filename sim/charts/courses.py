"""Orders of reforms by month: the share within the target of the projects filed in each, and when reforms begin."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import clock_of, ran, records, target_of
from sim.charts.sheet import DARK, GREY, SMALL, Sheet, nothing, sheet

HEIGHT: Final = 4.6
"""Inches."""
TICKS: Final = 12
BEST, NONE = "best", "none"


def courses(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """The best order beside the course on which nothing begins; a line where a reform begins, with its name.

    *table*: a row for each month and course (`best`, `none`): month, within, begins (the titles of what begins then, in
    both languages), target, clock, replications, seed.
    """
    known = table[table["within"].notna()] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "months", ran(table, lang))
    with sheet(axes, lang, HEIGHT) as paper:
        for course, colour, style in ((BEST, DARK, "o-"), (NONE, GREY, "s--")):
            rows = known[known["course"] == course]
            label = paper.say(f"courses.{course}")
            paper.axes.plot(_at(rows), 100 * rows["within"], style, color=colour, markersize=4, label=label)
        _begins(paper, table[table["course"] == BEST])
        shown = table[table["course"] == BEST].iloc[:: -(-int((table["course"] == BEST).sum()) // TICKS)]
        paper.axes.set_xticks(_at(shown), [str(month)[:7] for month in shown["month"]])
        paper.axes.set_ylim(-3, 112)
        paper.axes.set_ylabel(paper.say("courses.y", target=target_of(table), clock=clock_of(table, lang)))
        paper.legend(*paper.axes.get_legend_handles_labels(), SMALL, loc="lower right")
        paper.grid("y")
        paper.head(conclusion(known, lang, paper))
        paper.foot(ran(table, lang))
    return paper.axes


def conclusion(known: pd.DataFrame, lang: Language, paper: Sheet) -> str:
    """From what share to what share the last months get."""
    last = {course: rows["within"].iloc[-3:].mean() for course, rows in known.groupby("course")}
    told = {course: percent(float(last.get(course, float("nan")))) for course in (BEST, NONE)}
    return paper.say("courses.head", target=target_of(known), **told)


def _begins(paper: Sheet, best: pd.DataFrame) -> None:
    """A line and a name in each month in which a reform begins, one name below the other."""
    begun = [
        row for row in records(best) if isinstance(row[f"begins_{paper.lang}"], str) and row[f"begins_{paper.lang}"]
    ]
    for number, row in enumerate(begun):
        month = pd.DataFrame([row])
        at = _at(month)[0] - 0.5
        paper.axes.axvline(at, color=GREY, linestyle=":", linewidth=1.4)
        paper.tell(str(row[f"begins_{paper.lang}"]), (at, 110 - 8 * (number % 4)), fontsize=SMALL, va="top")


def _at(rows: pd.DataFrame) -> list[int]:
    """Where months stand: a step apart."""
    return [12 * date.year + date.month for date in pd.to_datetime(rows["month"])]
