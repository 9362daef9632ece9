"""P(T ≤ target) by scenario and clock: a strip from 0 to 100 % for each."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sim.base.headline_clocks import HEADLINE, both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.base.own_clocks import is_own
from sim.charts.captions import (
    Row,
    headline_of,
    intervals,
    own_targets,
    ran,
    records,
    target_of,
    title_of,
    titles_of,
)
from sim.charts.sheet import DARK, INK, LIGHT, WIDE, Sheet, nothing, sheet
from sim.charts.words import say
from sim.statistics.decision import is_unsteady

TITLE_WIDTH: Final = 22
STRIP: Final = 0.62
"""Of a column, the part that is the strip from 0 to 100 %; the number stands beside it."""
HEIGHT: Final = 0.5
PROMISED: Final = "promised_days"


def chances(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """A row for each scenario, a column for each of the main clocks: the share within the target with its interval.

    These are the clock of the promise, the whole way, and the promised limits; the others are in tables.

    *table*: `sim.experiment.tables.chances`.
    """
    known = table[table["n"] > 0] if len(table) else table
    if known.empty:
        return nothing(axes, lang, "chances", ran(table, lang))
    shown = {*both_clocks(headline_of(table)), PROMISED}
    clocks = [clock for clock in table["clock"].unique() if clock in shown or is_own(clock)]
    names = list(table["scenario"].unique())
    with sheet(axes, lang, 2.4 + 0.44 * len(names), WIDE) as paper:
        for row in records(known[known["clock"].isin(clocks)]):
            _strip(paper, row, clocks.index(row["clock"]), names.index(row["scenario"]))
        paper.rows(titles_of(table.drop_duplicates("scenario"), lang), TITLE_WIDTH)
        _columns(paper, clocks)
        paper.head(conclusion(known, lang))
        lines = intervals(known, lang, "within_low", "within_high")
        caption = "chances.own_caption" if own_targets(table) else "chances.caption"
        paper.foot(paper.say(caption, target=target_of(table)), lines, ran(known, lang))
    return paper.axes


def _strip(paper: Sheet, row: Row, column: int, place: int) -> None:
    axes = paper.axes
    axes.barh(place, STRIP, HEIGHT, column, color="#f0f0f0", edgecolor="#c8c8c8", linewidth=0.5)
    axes.barh(place, STRIP * row["within"], HEIGHT, column, color=LIGHT, edgecolor=DARK, linewidth=0.8)
    if row["within_low"] == row["within_low"]:
        low, high = (column + STRIP * row[bound] for bound in ("within_low", "within_high"))
        axes.hlines(place, low, high, color=INK, linewidth=1.6)
        axes.vlines([low, high], place - 0.12, place + 0.12, color=INK, linewidth=1.6)
    paper.tell(percent(row["within"]), (column + STRIP, place), (3, 0))


def _columns(paper: Sheet, clocks: list[str]) -> None:
    middle = [number + STRIP / 2 for number in range(len(clocks))]
    paper.axes.set_xticks(middle, [paper.say(f"short.{one}") for one in clocks])
    paper.axes.set_xlim(-0.05, len(clocks))
    paper.axes.xaxis.tick_top()
    paper.axes.tick_params(length=0)
    paper.axes.spines[:].set_visible(False)


def conclusion(rows: pd.DataFrame, lang: Language) -> str:
    """The best scenario on the headline clock, and how the best fares on the whole time."""
    if own_targets(rows):
        return say("chances.own", lang)
    headline, second = both_clocks(headline_of(rows))
    best, other = (_best(rows, clock) for clock in (headline, second))
    if best is None or other is None:
        return say("chances.short", lang, target=target_of(rows))
    share, whole = float(best["within"]), float(other["within"])
    on = "" if headline == HEADLINE else "_on"
    clocks = {"clock": say(f"clock.{headline}", lang), "other_clock": say(f"clock.{second}", lang)}
    if share == 0:
        return say(f"chances.none{on}", lang, target=target_of(rows), **clocks)
    how = "two" if whole and best["scenario"] != other["scenario"] else "same" if whole < share else "both"
    titles = {"best": title_of(best, lang), "other": title_of(other, lang)}
    shares = {"share": percent(share), "whole": percent(whole)}
    return say(f"chances.{how}{on}", lang, target=target_of(rows), **shares, **titles, **clocks)


def _best(rows: pd.DataFrame, clock: str) -> Row | None:
    mine = [row for row in records(rows[rows["clock"] == clock]) if not is_unsteady(row)]
    return max(mine, key=lambda row: float(row["within"])) if mine else None
