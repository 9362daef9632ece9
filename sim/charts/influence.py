"""What matters most: which of the numbers that nobody knows for sure move the answer."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.base.arrays import ARITHMETIC
from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import clock_of, intervals, ran, target_of, titles_of
from sim.charts.sheet import DARK, GAIN, GREY, INK, SMALL, TEXT, Look, Sheet, nothing, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 34
MOST: Final = 12
WITHIN: Final = "within"
LEAST, MOST_SHARE = -30.0, 130.0
"""Percent: shares of a variance lie between 0 and 100, their intervals may reach beyond."""
MARK: Final[Look] = {"marker": "D", "markersize": 6, "color": INK, "markerfacecolor": "white"}
PARTS: Final[dict[str, Look]] = {
    "first": {"color": DARK, "edgecolor": DARK},
    "total": {"color": GREY, "hatch": "///", "edgecolor": "#666666"},
}


def tornado(
    table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", figure: str = "mean", most: int = MOST
) -> Axes:
    """Effects of the screening on a *figure* (mean days, or the share within the target), the *most* largest first.

    *table*: `sim.report.tables.influences`.
    """
    whole = _of(table, figure, "effect")
    rows = whole.head(most)
    if rows.empty or not rows["effect"].max() > ARITHMETIC:
        return nothing(axes, lang, "influence", ran(table, lang))
    scale = 100 if figure == WITHIN else 1
    effects, spreads = (scale * rows[name].to_numpy(float) for name in ("effect", "effect_spread"))
    with sheet(axes, lang, 2.4 + 0.44 * len(rows)) as paper:
        places = np.arange(len(rows))
        paper.axes.barh(places, effects, 0.6, linewidth=0.8, **GAIN)
        paper.axes.plot(spreads, places, linestyle="", **MARK)
        _label(paper, rows)
        paper.axes.set_xlim(0, 1.1 * float(np.nanmax([*effects, *spreads])))
        paper.axes.set_xlabel(
            paper.say(f"tornado.x.{figure}", unit=clock_of(rows, lang, "unit"), target=target_of(rows))
        )
        paper.head(_moves(rows, [float(effect) for effect in effects], figure, lang))
        paper.foot(paper.say("tornado.caption", shown=len(rows), all=len(whole)), ran(table, lang))
    return paper.axes


def sobol(
    table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", figure: str = "mean", most: int = MOST
) -> Axes:
    """Shares of the variance of a *figure* that each factor explains alone, and with all others.

    *table*: `sim.report.tables.influences`.
    """
    rows = _of(table, figure, "total").head(most)
    if rows.empty or not rows["total"].max() > ARITHMETIC:
        return nothing(axes, lang, "influence", ran(table, lang))
    with sheet(axes, lang, 2.6 + 0.56 * len(rows)) as paper:
        _pairs(paper, rows)
        _label(paper, rows)
        most_part = float(rows["total"].iloc[0])
        told = {"factor": titles_of(rows, lang)[0], "share": percent(most_part)}
        named = _figure(rows, figure, lang)
        paper.axes.set_xlabel(paper.say("sobol.x", figure=named))
        is_sure = not rows["total_low"].to_numpy(float)[0] <= 0
        how = "unsure" if not is_sure else "title" if most_part < 1 else "whole"
        paper.head(paper.say(f"sobol.{how}", figure=named, **told))
        lines = intervals(rows, lang, "total_low", "total_high")
        paper.foot(paper.say("sobol.caption"), lines, _beyond(paper, rows), ran(table, lang))
    return paper.axes


def _of(table: pd.DataFrame, figure: str, by: str) -> pd.DataFrame:
    """The rows of one figure that tell *by*, the largest first."""
    if table.empty:
        return table
    rows = table[(table["figure"] == figure) & table[by].notna()]
    return rows.sort_values(by, ascending=False, kind="stable")


def _pairs(paper: Sheet, rows: pd.DataFrame) -> None:
    for shift, (name, look) in zip((-0.2, 0.2), PARTS.items(), strict=True):
        places, values = np.arange(len(rows)) + shift, 100 * rows[name].to_numpy(float)
        paper.axes.barh(places, values, 0.36, label=paper.say(f"sobol.{name}"), linewidth=0.6, **look)
        low, high = (100 * rows[f"{name}_{bound}"].to_numpy(float) for bound in ("low", "high"))
        paper.axes.hlines(places, low, high, color=INK, linewidth=1.4)
    if "regression" in rows and rows["regression"].notna().any():
        alone = 100 * rows["regression"].to_numpy(float)
        name = paper.say("sobol.regression")
        paper.axes.plot(alone, np.arange(len(rows)) - 0.2, linestyle="", label=name, **MARK)
    paper.axes.axvline(0, color=INK, linewidth=0.8)
    paper.axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=3, fontsize=TEXT)


def _beyond(paper: Sheet, rows: pd.DataFrame) -> str:
    """Keeps to where shares can lie; says so if intervals reach farther."""
    bounds = 100 * rows[["first_low", "first_high", "total_low", "total_high"]].to_numpy(float)
    low, high = paper.axes.get_xlim()
    paper.axes.set_xlim(max(low, LEAST), min(high, MOST_SHARE))
    return paper.say("sobol.beyond") if (bounds < LEAST).any() or (bounds > MOST_SHARE).any() else ""


def _label(paper: Sheet, rows: pd.DataFrame) -> None:
    paper.rows(titles_of(rows, paper.lang), TITLE_WIDTH)
    paper.axes.tick_params(axis="y", labelsize=SMALL)
    paper.grid()


def _figure(rows: pd.DataFrame, figure: str, lang: Language) -> str:
    return say(f"figure.{figure}", lang, clock=clock_of(rows, lang), target=target_of(rows))


def _moves(rows: pd.DataFrame, effects: list[float], figure: str, lang: Language) -> str:
    """What moves the figure most, and what comes next."""
    unit = "amount.points" if figure == WITHIN else "amount.days"
    titles, amounts = titles_of(rows, lang), [say(unit, lang, number=days(effect)) for effect in effects]
    rest = say("tornado.rest", lang, factor=titles[1], effect=amounts[1]) if len(titles) > 1 else ""
    named = _figure(rows, figure, lang)
    return say("tornado.title", lang, factor=titles[0], effect=amounts[0], figure=named, rest=rest)
