"""How long projects take under each scenario, against the target."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.headline_clocks import WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import Row, headline_of, many, own_targets, ran, records, target_of, title_of, titles_of
from sim.charts.sheet import DARK, LIGHT, TARGET, Sheet, above, below, figure_of, is_narrow, nothing, panels, sheet
from sim.charts.words import say
from sim.statistics.decision import SURE, is_unsteady, verdict_of

TITLE_WIDTH: Final = 22
ROW: Final = 0.42
"""Inches."""


def distribution(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", clock: str = WHOLE) -> Axes:
    """The distribution of a clock by scenario against the target. *table*: `sim.experiment.tables.distribution`."""
    rows = table[table["clock"] == clock] if len(table) else table
    if rows.empty:
        return nothing(axes, lang, "distribution")
    with sheet(axes, lang, 2.2 + ROW * len(rows)) as paper:
        _draw(paper, rows, clock)
        paper.head(conclusion(rows, clock, lang))
        paper.foot(paper.say("distribution.caption"), ran(rows, lang))
    return paper.axes


def two_clocks(table: pd.DataFrame, *, lang: Language = "en") -> Figure:
    """The distributions on the headline clock and on the whole time, side by side."""
    both = both_clocks(headline_of(table))
    shown = table[table["clock"].isin(both)] if len(table) else table
    if shown.empty:
        return figure_of(nothing(None, lang, "distribution"))
    clocks = [clock for clock in both if (shown["clock"] == clock).any()]
    each, down = 2.6 + ROW * shown["scenario"].nunique(), len(clocks) if is_narrow() else 1
    with panels(lang, each * down, [1] * down, across=len(clocks) // down, apart=True) as parts:
        for axes, clock in zip(parts, clocks, strict=True):
            with sheet(axes, lang, 0) as paper:
                _draw(paper, shown[shown["clock"] == clock], clock)
        above(figure_of(parts[0]), medians(shown, clocks, lang), lang)
        below(figure_of(parts[0]), lang, say("distribution.caption", lang), ran(shown, lang))
    return figure_of(parts[0])


def _draw(paper: Sheet, rows: pd.DataFrame, clock: str) -> None:
    axes, target = paper.axes, float(rows["target"].max())
    paper.rows(titles_of(rows, paper.lang), TITLE_WIDTH)
    if not own_targets(rows):
        paper.target(target)
    for place, row in enumerate(records(rows)):
        if not row["n"]:
            paper.tell(paper.say("distribution.no_case"), (target, place), (6, 0))
            continue
        axes.hlines(place, row["p10"], row["p90"], color=LIGHT, linewidth=9)
        axes.hlines(place, row["p25"], row["p75"], color=DARK, linewidth=9)
        axes.plot(row["p50"], place, "o", color="white", markeredgecolor="black", markersize=6)
        if own_targets(rows):
            axes.vlines(row["target"], place - 0.45, place + 0.45, color=TARGET, linestyle="--", linewidth=1.2)
        within = f"{percent(row['within'])}{_interval(row)} ≤ {row['target']:g}"
        paper.tell(within, (1.01, place), (0, 0), xycoords=("axes fraction", "data"))
    longest = float(rows["p90"].max()) if rows["n"].any() else 0.0
    axes.set_xlim(0, max(1.3 * target, 1.03 * longest))
    axes.set_xlabel(paper.say(f"unit.{clock}"))
    paper.grid()


def _interval(row: Row) -> str:
    """The interval of the share; nothing of one replication."""
    low, high = row.get("within_low"), row.get("within_high")
    return f" [{percent(low)}–{percent(high)}]" if low is not None and low == low and high is not None else ""


def medians(table: pd.DataFrame, clocks: list[str], lang: Language) -> str:
    """Half of the projects take at most so long: before, and where most are within the target, clock by clock."""
    known = table[table["n"] > 0]
    mine = [row for row in records(known[known["clock"] == clocks[0]]) if not is_unsteady(row)]
    if not mine:
        return say("distribution.unsteady", lang, clock=say(f"clock.{clocks[0]}", lang), target=target_of(table))
    best, first = max(mine, key=lambda row: float(row["within"])), mine[0]
    parts = []
    for clock in clocks:
        of = {row["scenario"]: row for row in records(known[known["clock"] == clock])}
        pair = [of[row["scenario"]] for row in (first, best) if row["scenario"] in of]
        told = {"clock": say(f"clock.{clock}", lang), "before": days(pair[0]["p50"]), "after": days(pair[-1]["p50"])}
        parts.append(say("distribution.median" if best is first else "distribution.from_to", lang, **told))
    what = "distribution.half" if best is first else "distribution.halves"
    titles = {"first": title_of(first, lang), "best": title_of(best, lang)}
    return say(what, lang, parts=say("general.comma", lang).join(parts), **titles)


def conclusion(rows: pd.DataFrame, clock: str, lang: Language) -> str:
    """Which scenarios with a steady state bring the promised share of cases within the target on this clock, or may."""
    target = target_of(rows)
    rows = rows[[not is_unsteady(row) for row in records(rows)]]
    if rows.empty:
        return say("distribution.unsteady", lang, clock=say(f"clock.{clock}", lang), target=target)
    found = pd.Series([verdict_of(row) for row in records(rows)], rows.index)
    made = rows[found == "yes"]
    sure = rows["sure"].astype(float) if "sure" in rows else SURE
    near = rows[(found == "open") | ((found == "unknown") & (rows["within"].astype(float) >= sure))]
    how = "all" if len(made) == len(rows) > 1 else "one" if len(made) == 1 else "some"
    how = how if len(made) else "perhaps" if len(near) else "none"
    how = "own" if own_targets(rows) else how
    first = records(made if len(made) else near if len(near) else rows)[0]
    told = {"made": len(made), "all": len(rows), "title": title_of(first, lang), "share": percent(first["within"])}
    words = {"clock": say(f"clock.{clock}", lang), "many": many(rows, lang)}
    return say(f"distribution.{how}", lang, target=target, **words, **told)
