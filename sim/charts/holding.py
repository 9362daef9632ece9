"""What holds projects up: days a project on its critical path, by whom one waits for."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import ran, records, title_of, titles_of
from sim.charts.holders import Held, holders, in_words, name_of
from sim.charts.sheet import LOOKS, Sheet, nothing, require_looks, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 26
BAR: Final = 0.16
"""Inches at least for a bar, so that its number stands clear of the next."""


def holding(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", most: int = 12) -> Axes:
    """Days a project on the critical path by whom one waits for, a bar for each scenario, the *most* largest first.

    The largest are those of any scenario; behind them stands the rest. *table*: `sim.experiment.tables.holding`.
    """
    if table.empty or not table["days"].sum():
        return nothing(axes, lang, "holding", ran(table, lang))
    scenarios = list(table["scenario"].unique())
    require_looks(scenarios, "holding")
    held = holders(table, most)
    with sheet(axes, lang, 2.4 + 0.2 * len(scenarios) + max(0.5, BAR * len(scenarios)) * len(held)) as paper:
        numbers = [[one.days[place] for one in held] for place in range(len(scenarios))]
        _bars(paper, numbers, titles_of(table.drop_duplicates("scenario"), lang))
        paper.rows([in_words(table, one, lang) for one in held], TITLE_WIDTH)
        paper.head(conclusion(table, held, lang))
        paper.foot(paper.say("holding.caption"), _off(table, lang), ran(table, lang))
    return paper.axes


def _bars(paper: Sheet, numbers: list[list[float]], titles: list[str]) -> None:
    axes, height, bars = paper.axes, 0.84 / len(numbers), list[BarContainer]()
    for number, column in enumerate(numbers):
        places = np.arange(len(column)) + (number - (len(numbers) - 1) / 2) * height
        bars.append(axes.barh(places, column, 0.9 * height, linewidth=0.6, **LOOKS[number]))
        for place, value in zip(places, column, strict=True):
            paper.tell(days(value), (value, float(place)), (4, 0))
    axes.set_xlim(0, 1.08 * max(max(column) for column in numbers))
    axes.set_xlabel(paper.say("holding.x"))
    paper.grid()
    paper.legend(bars, titles)


def conclusion(table: pd.DataFrame, held: list[Held], lang: Language) -> str:
    """Who holds projects up most, how much of the whole that is, and who does so only since the reform."""
    largest = held[0]
    totals = table.groupby("scenario", sort=False)["days"].sum().to_list()
    sides = list(zip(records(table.drop_duplicates("scenario")), largest.days, totals, strict=True))
    parts = [
        say("holding.of", lang, days=days(most), total=days(total), title=title_of(row, lang))
        for row, most, total in (sides[:1] if len(sides) == 1 else [sides[0], sides[-1]])
    ]
    new = next((one for one in held if one.is_new and one.who and one is not largest), None)
    if new is not None:
        parts.append(say("holding.since", lang, who=name_of(table, new, lang), days=days(new.days[-1])))
    label = name_of(table, largest, lang)
    return say("holding.title", lang, label=label, parts=say("general.comma", lang).join(parts))


def _off(table: pd.DataFrame, lang: Language) -> str:
    """How much of it were nights, weekends and holidays of those who were waited for."""
    sums = table.groupby("scenario", sort=False)[["days", "off_days"]].sum()
    shares = [percent(share) for share in sums["off_days"] / sums["days"].where(sums["days"] > 0)]
    return say("holding.off", lang, shares=" / ".join(shares))
