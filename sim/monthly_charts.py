"""The first months drawn: how those who come fare, and how the desks empty. Tables in, axes out."""

from itertools import cycle
from textwrap import fill
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.fonts import lettering
from sim.monthly import BACKLOG, SINCE, Monthly

MOST: Final = 0.9
SETTLED: Final = 0.05
"""A month is as the long run if its share within the target is so near to that of the last third of the months."""
BAND, LINE, TARGET = "#9ecae1", "#08519c", "#cb181d"
OLD, NEW = "#bdbdbd", "#6baed6"
QUEUES: Final = (("#08519c", "-"), ("#d94801", "--"), ("#238b45", "-."), ("#6a51a3", ":"))


def first_months(monthly: Monthly, clock: str = "government_days") -> Figure:
    """Three panels over the same months: the clock by month of coming, cases in progress, the longest queues."""
    with lettering("en"):
        figure = Figure(figsize=(11, 9.5), layout="constrained")
        panels = figure.subplots(3, 1, sharex=True)
        clock_by_month(panels[0], monthly, clock)
        in_progress(panels[1], monthly)
        longest_queues(panels[2], monthly)
        for axes in panels:
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(axis="y", color="#dddddd", linewidth=0.6)
            axes.set_axisbelow(True)
            axes.set_ylim(bottom=0)
        figure.suptitle(fill(conclusion(monthly, clock), 88), x=0.01, ha="left", fontsize=13, fontweight="bold")
        figure.supxlabel(_caption(monthly), fontsize=8, color="#555555")
    return figure


def clock_by_month(axes: Axes, monthly: Monthly, clock: str) -> None:
    """The mean of a clock by month of coming with its interval, and the share within the target above each month."""
    rows = _of(monthly.coming, clock)
    months = pd.to_datetime(rows["month"])
    axes.axhline(monthly.target, color=TARGET, linestyle="--", linewidth=1.2)
    if rows["low"].notna().all():
        axes.fill_between(months, rows["low"].astype(float), rows["high"].astype(float), color=BAND, alpha=0.6)
    axes.plot(months, rows["mean"], "o-", color=LINE)
    axes.plot(months, rows["p90"], "^:", color=LINE, markersize=4)
    for month, share in zip(months, rows["within"], strict=True):
        axes.annotate(f"{share:.0%}", (month, 0), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=8)
    axes.set_ylabel(f"{rows['unit'].iloc[0]} ({clock.removesuffix('_days').replace('_', ' ')})")
    told = "mean with 95 % interval (dots), 90th percentile (triangles), target (dashed)"
    within = f"below, the share within {monthly.target:g} days"
    axes.set_title(f"By month of coming: {told}; {within}", loc="left", fontsize=9)


def in_progress(axes: Axes, monthly: Monthly) -> None:
    """How many cases are in progress, those of the first day below."""
    old, new = _of(monthly.calendar, BACKLOG), _of(monthly.calendar, SINCE)
    months = pd.to_datetime(old["month"])
    axes.bar(months, old["mean"], width=22, color=OLD, hatch="//", edgecolor="white", label="there on the first day")
    axes.bar(months, new["mean"], width=22, bottom=old["mean"].to_numpy(), color=NEW, label="came since")
    axes.set_ylabel("projects in progress")
    axes.set_title("By calendar month: mean number of projects in progress", loc="left", fontsize=9)
    axes.legend(frameon=False, fontsize=8, loc="upper right", ncols=2)


def longest_queues(axes: Axes, monthly: Monthly) -> None:
    """The pools for which most wait in their worst month."""
    for name, (colour, style) in zip(longest(monthly), cycle(QUEUES), strict=False):
        rows = _of(monthly.calendar, name)
        months = pd.to_datetime(rows["month"])
        axes.plot(months, rows["mean"], linestyle=style, color=colour, label=_title(monthly, name))
        if rows["low"].notna().all():
            axes.fill_between(months, rows["low"].astype(float), rows["high"].astype(float), color=colour, alpha=0.12)
    axes.set_ylabel("waiting")
    told = "mean number waiting for those most waited for, with 95 % interval"
    axes.set_title(f"By calendar month: {told}", loc="left", fontsize=9)
    axes.legend(frameon=False, fontsize=8, loc="upper right")


def longest(monthly: Monthly, count: int = len(QUEUES)) -> list[str]:
    """The names of the pools with the longest queues."""
    pools = monthly.calendar[~monthly.calendar["name"].isin([BACKLOG, SINCE])]
    worst = pools.groupby("name", sort=False)["mean"].max()
    return [str(name) for name in worst.nlargest(count).index]


def conclusion(monthly: Monthly, clock: str) -> str:
    """How those who come first fare, from when on it is as in the long run, and how long the backlog lasts."""
    rows, title = _of(monthly.coming, clock), str(monthly.scenario.title)
    last = rows.tail(-(-len(rows) // 3))
    settled = float((last["within"] * last["n"]).sum() / last["n"].sum())
    far = rows.index[(rows["within"] - settled).abs() > SETTLED]
    first = rows.iloc[0]
    begin = f"{first['within']:.0%} of those who come in {first['month']:%B %Y} are within {monthly.target:g} days"
    if far.empty:
        return f"{title}: {begin}, and hardly more or fewer later{_worked_off(monthly)}"
    after = rows["month"].iloc[far.max() + 1] if far.max() + 1 < len(rows) else None
    then = f"from {after:%B %Y} on about {settled:.0%}" if after is not None else "and it does not settle"
    return f"{title}: {begin}, {then}{_worked_off(monthly)}"


def _worked_off(monthly: Monthly) -> str:
    """When nine in ten of the cases of the first day are gone."""
    old = _of(monthly.calendar, BACKLOG)
    there = sum(cases.value for places in (monthly.scenario.start_with or {}).values() for cases in places.values())
    gone = old["month"][old["mean"] <= (1 - MOST) * there]
    if not there or gone.empty:
        return ""
    return f"; nine in ten of those there on the first day are done by {gone.iloc[0]:%B %Y}"


def _of(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[table["name"] == name].reset_index(drop=True)


def _title(monthly: Monthly, pool: str) -> str:
    title = monthly.scenario.pools[pool].title
    return str(title) if title is not None else pool


def _caption(monthly: Monthly) -> str:
    counts = _of(monthly.coming, "government_days")["n"]
    settings = monthly.settings
    return (
        f"n = {counts.min():,} to {counts.max():,} permitted projects a month, {settings.replications} replications, "
        f"seed {settings.seed}, {monthly.scenario.scenario}."
    )
