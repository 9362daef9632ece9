"""Waiting at the counter, before and after appointment."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.base.language import Language
from sim.base.numerals import days as told
from sim.base.numerals import percent
from sim.charts.captions import Row, intervals, ran, records, title_of, titles_of
from sim.charts.sheet import INK, MARKERS, Look, Sheet, nothing, require_looks, sheet
from sim.charts.words import say

ALL, QUEUE, BOOKED = "all", "queue", "booked"
BY_BOOKING: Final[Look] = {"marker": "^", "color": INK, "markerfacecolor": "white"}
NINTH: Final[Look] = {"linestyle": "", "marker": "|", "markersize": 9, "markeredgewidth": 2.2}
TITLE_WIDTH: Final = 24
APART: Final = 0.26
"""How far the marks of two scenarios stand apart at most, in rows."""
MARK: Final = 0.13
"""Inches at least for the marks of a scenario in a row."""


def counter(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """Minutes waited at each counter by scenario, those who booked apart. *table*: `sim.experiment.tables.counters`."""
    if table.empty:
        return nothing(axes, lang, "counter")
    scenarios, pools = list(table["scenario"].unique()), _pools(table)
    require_looks(scenarios, "counter")
    apart = min(APART, 0.84 / len(scenarios))
    with sheet(axes, lang, 2.6 + 0.2 * len(scenarios) + max(0.42, MARK * len(scenarios)) * len(pools)) as paper:
        for row in records(table):
            number = scenarios.index(row["scenario"])
            place = pools.index(row["pool"]) + (number - (len(scenarios) - 1) / 2) * apart
            _mark(paper.axes, row, place, number)
        _label(paper, table, pools)
        _legend(paper, table)
        paper.head(conclusion(table, lang))
        paper.foot(
            paper.say("counter.caption"), intervals(table, lang, "low", "high"), ran(_whole(table), lang, "trips")
        )
    return paper.axes


def _pools(table: pd.DataFrame) -> list[str]:
    """All counters together, then each, that with the longest waiting first; at the end those that are only booked."""
    queued = table[(table["way"] == QUEUE) & (table["pool"] != ALL)]
    worst = queued.groupby("pool", sort=False)["mean"].max().sort_values(ascending=False, kind="stable")
    return list(dict.fromkeys([ALL, *map(str, worst.index), *map(str, table["pool"])]))


def _mark(axes: Axes, row: Row, place: float, number: int) -> None:
    look = BY_BOOKING if row["way"] == BOOKED else MARKERS[number]
    axes.plot(row["mean"], place, linestyle="", markersize=7, clip_on=False, zorder=4, **look)
    if row["way"] == BOOKED:
        return
    axes.plot(row["p90"], place, color=look["color"], zorder=4, **NINTH)
    if row["low"] == row["low"]:
        axes.hlines(place, row["low"], row["high"], color=look["color"], linewidth=1.6)


def _label(paper: Sheet, table: pd.DataFrame, pools: list[str]) -> None:
    titles = {row["pool"]: title_of(row, paper.lang, "pool") for row in records(table)}
    paper.rows([paper.say("counter.all"), *(titles[pool] for pool in pools[1:])], TITLE_WIDTH)
    paper.axes.axhline(0.5, color="#888888", linewidth=0.8)
    paper.axes.set_xlim(left=0)
    paper.axes.set_xlabel(paper.say("counter.x"))
    paper.grid()


def _legend(paper: Sheet, table: pd.DataFrame) -> None:
    titles = titles_of(table.drop_duplicates("scenario"), paper.lang)
    keys = [Line2D([], [], linestyle="", **look) for _, look in zip(titles, MARKERS, strict=False)]
    if (table["way"] == BOOKED).any():
        keys.append(Line2D([], [], linestyle="", **BY_BOOKING))
        titles.append(paper.say("counter.booked"))
    keys.append(Line2D([], [], color=INK, **NINTH))
    paper.legend(keys, [*titles, paper.say("counter.p90")])


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """A row for each scenario, with all its trips."""
    whole = table[table["pool"] == ALL]
    trips = whole.groupby("scenario", sort=False)["n"].sum()
    return whole.drop_duplicates("scenario").assign(n=trips.to_numpy())


def conclusion(table: pd.DataFrame, lang: Language) -> str:
    """How long one waits in the queue before and after, and what those do who book."""
    whole = table[table["pool"] == ALL]
    queued, booked = records(whole[whole["way"] == QUEUE]), records(whole[whole["way"] == BOOKED])
    minutes = [told(float(row["mean"])) for row in queued] or ["–"]
    share = percent(float(booked[-1]["share"])) if booked else ""
    who_books = say("counter.who_books", lang, share=share) if booked else ""
    if len(queued) < 2:
        return say("counter.one", lang, before=minutes[0]) + who_books
    titles = {"first": title_of(queued[0], lang), "last": title_of(queued[-1], lang)}
    return say("counter.two", lang, before=minutes[0], after=minutes[-1], **titles) + who_books
