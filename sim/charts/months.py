"""The first months of a reform: how those who come fare, how many are in progress, and how the desks empty."""

from itertools import cycle
from typing import Final

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.headline_clocks import HEADLINE
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import intervals, ran, records, target_of, title_of
from sim.charts.sheet import (
    DARK,
    GREY,
    LIGHT,
    MIDDLE,
    SMALL,
    TARGET,
    WARM,
    Look,
    Sheet,
    above,
    below,
    figure_of,
    nothing,
    sheet,
)
from sim.charts.sheet import panels as panels_of
from sim.charts.words import say

COMING, THERE, CAME, WAITING = "coming", "there", "came", "waiting"
HEIGHT: Final = 10.5
"""Inches."""
MOST: Final = 0.9
SETTLED: Final = 0.05
"""A month is as the long run if its share within the target is so near to that of the last third of the months."""
QUEUES: Final = ((DARK, "-"), (WARM, "--"), (MIDDLE, "-."), ("#555555", ":"))
BAR: Final = 0.75
Named = tuple[list[Artist], list[str]]
"""Keys of a legend and their words."""
MOST_TICKS: Final = 12


def months(table: pd.DataFrame, *, lang: Language = "en", clock: str = HEADLINE) -> Figure:
    """Three panels over the same months: the clock by month of coming, cases in progress, the longest queues.

    *table*: `sim.experiment.tables.months`.
    """
    rows = _of(table, COMING, clock)
    if rows.empty:
        return figure_of(nothing(None, lang, "months", ran(table, lang)))
    with panels_of(lang, HEIGHT, [1.4, 1, 1]) as (fare, progress, queues):
        clock_by_month(table, fare, lang=lang, clock=clock)
        in_progress(table, progress, lang=lang)
        longest_queues(table, queues, lang=lang)
        above(figure_of(fare), conclusion(table, clock, lang), lang)
        lines = intervals(rows, lang, "low", "high", words="months.interval")
        below(figure_of(fare), lang, lines, ran(rows, lang, "monthly"))
    return figure_of(fare)


def clock_by_month(
    table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", clock: str = HEADLINE
) -> Axes:
    """The mean of a clock by month of coming with its interval, and the share within the target below each month."""
    rows = _of(table, COMING, clock)
    if rows.empty:
        return nothing(axes, lang, "months", ran(table, lang))
    with sheet(axes, lang, HEIGHT / 3) as paper:
        places, target = _at(rows), target_of(rows)
        paper.axes.axhline(target, color=TARGET, linestyle="--", linewidth=1.4)
        if rows["low"].notna().all():
            paper.axes.fill_between(
                places, rows["low"].astype(float), rows["high"].astype(float), color=LIGHT, alpha=0.6
            )
        paper.axes.plot(places, rows["mean"], "o-", color=DARK, label=paper.say("months.mean"))
        paper.axes.plot(places, rows["p90"], "^:", color=DARK, markersize=4, label=paper.say("months.p90"))
        paper.axes.plot([], [], "--", color=TARGET, label=paper.say("general.target", target=target))
        paper.axes.set_ylim(-0.16 * float(rows["p90"].max()), None)
        for place, share in zip(places, rows["within"], strict=True):
            paper.tell(percent(float(share)), (place, 0), (0, -9), ha="center", fontsize=SMALL - 1)
        _finish(paper, table, "months.fare", paper.say(f"unit.{clock}"), target=target)
    return paper.axes


def in_progress(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """How many cases are in progress by calendar month, those of the first day below."""
    there, came = _of(table, THERE), _of(table, CAME)
    if there.empty:
        return nothing(axes, lang, "months", ran(table, lang))
    with sheet(axes, lang, HEIGHT / 3) as paper:
        places, old = _at(there), there["mean"].to_numpy(float)
        first: Look = {"color": GREY, "hatch": "//", "edgecolor": "#666666", "label": paper.say("months.there")}
        paper.axes.bar(places, old, width=BAR, **first)
        paper.axes.bar(places, came["mean"], width=BAR, bottom=old, color=MIDDLE, label=paper.say("months.came"))
        _finish(paper, table, "months.progress", paper.say("months.projects"))
    return paper.axes


def longest_queues(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """The pools for which most wait in their worst month."""
    names = longest(table)
    if not names:
        return nothing(axes, lang, "months", ran(table, lang))
    with sheet(axes, lang, HEIGHT / 3) as paper:
        keys, titles = list[Artist](), list[str]()
        for name, (colour, style) in zip(names, cycle(QUEUES), strict=False):
            rows = _of(table, WAITING, name)
            keys += paper.axes.plot(_at(rows), rows["mean"], linestyle=style, color=colour)
            titles.append(title_of(records(rows)[0], lang, "name"))
            if rows["low"].notna().all():
                low, high = (rows[bound].astype(float) for bound in ("low", "high"))
                paper.axes.fill_between(_at(rows), low, high, color=colour, alpha=0.12)
        paper.axes.set_ylim(bottom=0)
        _finish(paper, table, "months.queues", paper.say("months.waiting"), (keys, titles))
    return paper.axes


def longest(table: pd.DataFrame, count: int = len(QUEUES)) -> list[str]:
    """The names of the pools with the longest queues."""
    pools = table[table["what"] == WAITING] if len(table) else table
    if pools.empty:
        return []
    return [str(name) for name in pools.groupby("name", sort=False)["mean"].max().nlargest(count).index]


def conclusion(table: pd.DataFrame, clock: str = HEADLINE, lang: Language = "en") -> str:
    """How those who come first fare, from when on it is as in the long run, and how long the backlog lasts."""
    rows = _of(table, COMING, clock)
    if rows.empty:
        return say("nothing.months", lang)
    last = rows.tail(-(-len(rows) // 3))
    settled = float((last["within"] * last["n"]).sum() / last["n"].sum())
    far = rows.index[(rows["within"] - settled).abs() > SETTLED]
    first = records(rows)[0]
    told = {"title": title_of(first, lang), "month": _month(first["month"], lang), "target": target_of(rows)}
    begin = say("months.begin", lang, share=percent(first["within"]), clock=say(f"clock.{clock}", lang), **told)
    if far.empty:
        return begin + say("months.same", lang) + _worked_off(table, lang)
    after = rows["month"].iloc[far.max() + 1] if far.max() + 1 < len(rows) else None
    if after is None:
        return begin + say("months.unsettled", lang) + _worked_off(table, lang)
    then = say("months.settled", lang, month=_month(after, lang), share=percent(settled))
    return begin + then + _worked_off(table, lang)


def _worked_off(table: pd.DataFrame, lang: Language) -> str:
    """When nine in ten of the cases of the first day are gone."""
    old = _of(table, THERE)
    there = float(old["backlog"].iloc[0]) if len(old) else 0.0
    gone = old["month"][old["mean"] <= (1 - MOST) * there] if there else old["month"].iloc[:0]
    return say("months.worked_off", lang, month=_month(gone.iloc[0], lang)) if len(gone) else ""


def _finish(
    paper: Sheet, table: pd.DataFrame, title: str, unit: str, named: Named | None = None, **told: object
) -> None:
    paper.axes.set_title(paper.say(title, **told), loc="left", fontsize=SMALL + 1)
    paper.axes.set_ylabel(unit)
    _where_reforms_begin(paper, table)
    months_told = table.drop_duplicates("month").sort_values("month")
    shown = months_told.iloc[:: -(-len(months_told) // MOST_TICKS)]
    paper.axes.set_xticks(_at(shown), [_month(month, paper.lang, "tick") for month in shown["month"]])
    keys, titles = named or paper.axes.get_legend_handles_labels()
    paper.legend(keys, titles, SMALL, loc="upper right", bbox_to_anchor=(1, 1))
    paper.grid("y")


def _where_reforms_begin(paper: Sheet, table: pd.DataFrame) -> None:
    """A line before the first whole month by each of the new rules, if reforms begin on dates."""
    told = table.drop_duplicates("month") if "begins" in table else table.iloc[:0]
    days = [(place, day) for place, days in zip(_at(told), told.get("begins", []), strict=True) for day in days.split()]
    for number, (place, day) in enumerate(days):
        label = None if number else paper.say("months.begins")
        paper.axes.axvline(place - 0.5 + (int(day) - 1) / 31, color=GREY, linestyle=":", linewidth=1.6, label=label)


def _month(month: object, lang: Language, form: str = "month") -> str:
    return pd.Timestamp(str(month)).strftime(say(f"months.{form}", lang))


def _at(rows: pd.DataFrame) -> list[int]:
    """Where months stand: a step apart."""
    dates = pd.to_datetime(rows["month"])
    return [12 * date.year + date.month for date in dates]


def _of(table: pd.DataFrame, what: str, name: str | None = None) -> pd.DataFrame:
    """The rows about this, of this name if one is given."""
    if table.empty:
        return table
    chosen = (table["what"] == what) & ((table["name"] == name) if name is not None else True)
    return table[chosen].reset_index(drop=True)
