"""What holds projects up: days a project on its critical path, by what and by whom."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import Row, ran, records, title_of, titles_of
from sim.charts.fonts import lettered
from sim.charts.sheet import LOOKS, Sheet, nothing, require_looks, sheet
from sim.charts.words import say, words

TITLE_WIDTH: Final = 26
KEYS: Final = ["holder", "who"]
BAR: Final = 0.16
"""Inches at least for a bar, so that its number stands clear of the next."""


def holding(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", most: int = 12) -> Axes:
    """Days a project on the critical path by what and who, a bar for each scenario, the *most* largest and the rest.

    *table*: `sim.experiment.tables.holding`.
    """
    if table.empty or not table["days"].sum():
        return nothing(axes, lang, "holding", ran(table, lang))
    scenarios = list(table["scenario"].unique())
    require_looks(scenarios, "holding")
    wide = table.pivot_table(index=KEYS, columns="scenario", values="days", aggfunc="sum", fill_value=0.0)[scenarios]
    ranked = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index]
    labels = _labels(table, ranked.index[:most].to_list(), lang)
    with sheet(axes, lang, 2.4 + 0.2 * len(scenarios) + max(0.5, BAR * len(scenarios)) * (len(labels) + 1)) as paper:
        numbers = [[*ranked[name].iloc[:most], ranked[name].iloc[most:].sum()] for name in scenarios]
        _bars(paper, numbers, titles_of(table.drop_duplicates("scenario"), lang))
        paper.rows([*labels, paper.say("holding.rest")], TITLE_WIDTH)
        paper.head(conclusion(table, labels[0], [column[0] for column in numbers], lang))
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


def _labels(table: pd.DataFrame, keys: Iterable[tuple[str, str]], lang: Language) -> list[str]:
    known = {(row["holder"], row["who"]): row for row in records(table)}
    return [_label(known[key], lang) for key in keys]


def _label(row: Row, lang: Language) -> str:
    title, word = row.get(f"who_{lang}"), f"who.{row['who']}"
    who = lettered(title) if isinstance(title, str) else say(word, lang) if word in words() else str(row["who"])
    return say("holding.label", lang, what=say(f"holder.{row['holder']}", lang), who=who)


def conclusion(table: pd.DataFrame, label: str, largest: list[float], lang: Language) -> str:
    """What holds projects up most, and how much of the whole that is, in the first and in the last scenario."""
    totals = table.groupby("scenario", sort=False)["days"].sum().to_list()
    sides = list(zip(records(table.drop_duplicates("scenario")), largest, totals, strict=True))
    parts = [
        say("holding.of", lang, days=days(most), total=days(total), title=title_of(row, lang))
        for row, most, total in (sides[:1] if len(sides) == 1 else [sides[0], sides[-1]])
    ]
    return say("holding.title", lang, label=label, parts=say("general.comma", lang).join(parts))


def _off(table: pd.DataFrame, lang: Language) -> str:
    """How much of it were nights, weekends and holidays of those who were waited for."""
    sums = table.groupby("scenario", sort=False)[["days", "off_days"]].sum()
    shares = [percent(share) for share in sums["off_days"] / sums["days"].where(sums["days"] > 0)]
    return say("holding.off", lang, shares=" / ".join(shares))
