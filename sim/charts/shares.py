"""Who earned the days: what a package gains, shared out among its reforms."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import days, signed
from sim.charts.captions import clock_of, intervals, ran, records, target_of, titles_of
from sim.charts.sheet import GAIN, INK, LOSS, Sheet, nothing, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 26
WITHIN: Final = "within"


def shares(
    table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", statistic: str | None = None
) -> Axes:
    """Each reform's Shapley share in the days saved, or in the projects more within the target, with its interval.

    *table*: `sim.report.tables.shares`; *statistic*: mean, p50, p90 or within; default: the table's first.
    """
    rows = table[table["share"].notna()] if len(table) else table
    what = statistic if statistic is not None or rows.empty else str(rows["statistic"].iloc[0])
    rows = rows[rows["statistic"] == what].sort_values("share", ascending=False, kind="stable") if len(rows) else rows
    if rows.empty:
        return nothing(axes, lang, "shares", ran(table, lang))
    with sheet(axes, lang, 2.4 + 0.46 * len(rows)) as paper:
        _bars(paper, rows, 100 if what == WITHIN else 1)
        paper.rows(titles_of(rows, lang), TITLE_WIDTH)
        told = {"target": target_of(rows), "clock": clock_of(rows, lang)}
        paper.axes.set_xlabel(paper.say("shares.x.within" if what == WITHIN else "shares.x.days", **told))
        paper.head(conclusion(rows, lang, is_share=what == WITHIN))
        lines = intervals(rows, lang, "share_low", "share_high", words="shares.interval")
        paper.foot(paper.say("shares.caption"), lines, ran(table, lang))
    return paper.axes


def _bars(paper: Sheet, rows: pd.DataFrame, scale: int) -> None:
    axes = paper.axes
    for place, row in enumerate(records(rows)):
        gain, low, high = (scale * float(row[name]) for name in ("share", "share_low", "share_high"))
        axes.barh(place, gain, 0.62, linewidth=0.8, **(GAIN if gain >= 0 else LOSS))
        axes.hlines(place, low, high, color=INK, linewidth=1.5)
        paper.tell(signed(gain), (float(np.nanmax([gain, high, 0])), place))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.1)
    paper.grid()


def conclusion(rows: pd.DataFrame, lang: Language, *, is_share: bool) -> str:
    """The title of the chart in words: which reform contributes most, and how much all contribute together."""
    scale = 100 if is_share else 1
    most, whole = (scale * float(rows[name].iloc[0]) for name in ("share", "whole"))
    told = {"first": titles_of(rows, lang)[0], "share": days(most), "whole": days(whole), "n": len(rows)}
    what = "shares.title.within" if is_share else "shares.title.days"
    return say(what, lang, clock=clock_of(rows, lang), target=target_of(rows), **told)
