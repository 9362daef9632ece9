"""What to ask first: what knowing each number is worth before something is decided."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import clock_of, first_line, intervals, ran, records, target_of, titles_of
from sim.charts.sheet import GAIN, INK, SMALL, nothing, sheet

TITLE_WIDTH: Final = 34
WHO_WIDTH: Final = 18
MOST: Final = 12


def worth(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", most: int = MOST) -> Axes:
    """What each number that surely tells something is worth, as a share of knowing all, with its interval.

    *table*: `sim.report.tables.worth_table`; the *most* largest are shown.
    """
    rows = table[table["telling"] & (table["share"] > 0)] if len(table) else table
    rows = rows.sort_values("share", ascending=False, kind="stable").head(most) if len(rows) else rows
    if rows.empty:
        return nothing(axes, lang, "worth", ran(table, lang, "design"))
    shares, low, high = (100 * rows[name].to_numpy(float) for name in ("share", "share_low", "share_high"))
    ends = np.nan_to_num(high, nan=0.0).clip(min=shares)
    with sheet(axes, lang, 2.4 + 0.5 * len(rows)) as paper:
        paper.axes.barh(np.arange(len(rows)), shares, 0.6, linewidth=0.8, **GAIN)
        paper.axes.hlines(np.arange(len(rows)), low, high, color=INK, linewidth=1.4)
        for place, row in enumerate(records(rows)):
            told = paper.say(f"worth.{row['way']}", who=first_line(str(row[f"who_{lang}"]), WHO_WIDTH))
            paper.tell(f"{percent(row['share'])} · {told}", (float(ends[place]), place))
        paper.rows(titles_of(rows, lang), TITLE_WIDTH)
        paper.axes.tick_params(axis="y", labelsize=SMALL)
        paper.axes.set_xlim(0, 1.6 * float(ends.max()))
        paper.axes.set_xlabel(paper.say("worth.x"))
        paper.grid()
        first = {"factor": titles_of(rows, lang)[0], "share": percent(float(rows["share"].iloc[0]))}
        paper.head(paper.say("worth.title", **first))
        asked = paper.say("worth.caption", shown=len(rows), all=len(table), clock=clock_of(rows, lang),
                          target=target_of(rows))  # fmt: skip
        paper.foot(asked, intervals(rows, lang, "share_low", "share_high"), ran(table, lang, "design"))
    return paper.axes
