"""Whose days they are: a project's time from filing to permit, by who has it in hand, one bar a scenario."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from sim.base.language import Language
from sim.base.numerals import days, percent
from sim.charts.captions import ran, records, title_of, titles_of
from sim.charts.roles import ROLES
from sim.charts.sheet import SMALL, Sheet, nothing, sheet
from sim.charts.words import say

TITLE_WIDTH: Final = 20
HEIGHT: Final = 0.62
NARROWEST: Final = 0.024
"""Of the longest bar, the part in which its number has room."""
CARD: Final = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none"}


def parties(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en") -> Axes:
    """A bar for each scenario, of the mean days for which each party has a project in hand.

    *table*: `sim.experiment.tables.parties`.
    """
    if table.empty or not table["days"].sum():
        return nothing(axes, lang, "holding", ran(table, lang))
    spent = by_party(table)
    with sheet(axes, lang, 2.5 + 0.6 * spent.shape[1]) as paper:
        _bars(paper, spent)
        paper.rows(titles_of(table.drop_duplicates("scenario"), lang), TITLE_WIDTH)
        paper.head(conclusion(table, spent, lang))
        paper.foot(paper.say("parties.caption"), ran(table, lang))
    return paper.axes


def by_party(table: pd.DataFrame) -> pd.DataFrame:
    """Days by party, in the order of `ROLES`, a column for each scenario; nobody who has none anywhere."""
    scenarios = list(table["scenario"].unique())
    spent = table.pivot_table(index="party", columns="scenario", values="days", aggfunc="sum", fill_value=0.0)
    spent = spent.reindex(index=list(ROLES), columns=scenarios, fill_value=0.0)
    return spent[(spent > 0).any(axis=1)]


def _bars(paper: Sheet, spent: pd.DataFrame) -> None:
    axes, longest = paper.axes, float(spent.sum().max())
    begin, keys = [0.0] * spent.shape[1], []
    for party, days_of in spent.iterrows():
        numbers = days_of.to_list()
        look = ROLES[str(party)]
        keys.append(axes.barh(range(len(numbers)), numbers, HEIGHT, begin, linewidth=0.7, **look))
        for place, (start, number) in enumerate(zip(begin, numbers, strict=True)):
            if number > NARROWEST * longest:
                where = (start + number / 2, place)
                paper.tell(days(number), where, (0, 0), ha="center", bbox=CARD, fontsize=SMALL)
        begin = [start + number for start, number in zip(begin, numbers, strict=True)]
    for place, total in enumerate(begin):
        paper.tell(days(total), (total, place), fontweight="bold")
    axes.set_xlim(0, 1.06 * longest)
    axes.set_xlabel(paper.say("holding.x"))
    paper.grid()
    paper.legend(keys, [paper.say(f"party.{party}") for party in spent.index])


def conclusion(table: pd.DataFrame, spent: pd.DataFrame, lang: Language) -> str:
    """Whose days are most before, and how many of them are left after."""
    first, last = spent.iloc[:, 0], spent.iloc[:, -1]
    titles = [title_of(row, lang) for row in records(table.drop_duplicates("scenario"))]
    told = {"first": titles[0], "last": titles[-1], "before": days(first.sum()), "after": days(last.sum())}
    told |= {"most": say(f"party.{first.idxmax()}", lang), "share": percent(float(first.max() / first.sum()))}
    if spent.shape[1] == 1 or not last.sum():
        return say("parties.one", lang, **told)
    told |= {"then": say(f"party.{last.idxmax()}", lang), "then_share": percent(float(last.max() / last.sum()))}
    return say("parties.same" if told["then"] == told["most"] else "parties.two", lang, **told)
