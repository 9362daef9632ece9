"""One project day by day: its items as bars by who holds them, with the time when the offices are closed."""

from math import floor
from typing import Any, Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.base.language import Language
from sim.base.numerals import days as told
from sim.charts.captions import Row, first_line, records, title_of
from sim.charts.roles import ROLES
from sim.charts.sheet import (
    SMALL,
    TARGET,
    WIDE,
    Look,
    Sheet,
    above,
    below,
    figure_of,
    nothing,
    panels,
    sheet,
)
from sim.charts.words import say, words

CLOSED: Final = "closed"
SHADE: Final = "#e3e3e3"
NIGHTS_SHOWN: Final = 45
"""Over more days nights would be a grey haze: then only days on which the offices stay closed are shaded."""
MONTH: Final = 30.0
HEIGHT: Final = 0.66
TITLE_WIDTH: Final = 26
ROW: Final = 0.235
DAY: Final = pd.Timedelta(days=1)
NIGHT: Final = pd.Timedelta(hours=6)
END: Final = 1.015
"""So far beyond the last day the sheet goes."""
Span = tuple[float, float]
"""Days since first contact, from and to."""


def gantt(
    table: pd.DataFrame,
    axes: Axes | None = None,
    *,
    lang: Language = "en",
    scenario: str | None = None,
    days: Span | None = None,
) -> Axes:
    """The items of one project as bars by who holds them, under *scenario* (default: the first of the table).

    *days*, counted from first contact, are shown; all without. *table*: `sim.experiment.tables.one_project`.
    """
    if table.empty:
        return nothing(axes, lang, "gantt")
    rows = _counted(table[table["scenario"] == (scenario if scenario is not None else table["scenario"].iloc[0])])
    span = days if days is not None else (0.0, END * float(rows["until"].max()) or 1.0)
    with sheet(axes, lang, 2.3 + ROW * _count(rows, span), WIDE) as paper:
        _draw(paper, rows, span)
        _legend(paper, is_whole=days is None)
        paper.head(_heading(rows, lang))
        paper.foot(_caption(rows, span, lang))
    return paper.axes


def before_and_after(table: pd.DataFrame, *, lang: Language = "en", days: Span | None = None) -> Figure:
    """The bars of one project under each scenario of the table, one chart above the other over the same days."""
    if table.empty:
        return figure_of(nothing(None, lang, "gantt"))
    sides = [_counted(rows) for _, rows in table.groupby("scenario", sort=False)]
    span = days if days is not None else (0.0, END * max(float(rows["until"].max()) for rows in sides) or 1.0)
    heights = [_count(rows, span) + 1.5 for rows in sides]
    with panels(lang, 2.6 + ROW * sum(heights), heights) as both:
        for axes, rows in zip(both, sides, strict=True):
            with sheet(axes, lang, 0) as paper:
                _draw(paper, rows, span)
                paper.head(_heading(rows, lang))
                axes.set_xlabel(paper.say("gantt.x") if rows is sides[-1] else "")
        _legend(Sheet(both[0], lang, alone=False), is_whole=days is None)
        above(figure_of(both[0]), conclusion(sides, lang), lang)
        below(figure_of(both[0]), lang, _caption(sides[0], span, lang))
    return figure_of(both[0])


def first_month(table: pd.DataFrame, *, lang: Language = "en") -> Figure:
    """The bars of one project as `before_and_after`, for the month after filing only, in which nights can be seen."""
    filed = _counted(table)["filed_on"] if len(table) else pd.Series([0.0])
    return before_and_after(table, lang=lang, days=(float(floor(filed.min())) - 1, float(floor(filed.max())) + MONTH))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with days since first contact beside the moments."""
    moments = {name: pd.to_datetime(rows[name]) for name in ("start", "end", "contact", "filed", "permit")}
    told = {"since": "start", "until": "end", "filed_on": "filed", "permit_on": "permit"}
    since = {name: (moments[moment] - moments["contact"]) / DAY for name, moment in told.items()}
    return rows.assign(**since, lasts=moments["end"] - moments["start"])


def _shown(rows: pd.DataFrame, span: Span) -> pd.DataFrame:
    inside = (rows["until"] > span[0]) & (rows["since"] < span[1])
    return rows[inside & (rows["what"] != CLOSED)]


def _count(rows: pd.DataFrame, span: Span) -> int:
    return max(int(_shown(rows, span)["item"].nunique()), 1)


def _draw(paper: Sheet, rows: pd.DataFrame, span: Span) -> None:
    bars = _shown(rows, span).sort_values(["since", "until"], kind="stable")
    items = list(bars["item"].unique())
    for what, look in ROLES.items():
        mine = bars[bars["what"] == what]
        places = [items.index(item) for item in mine["item"]]
        since, width = mine["since"].to_numpy(float), (mine["until"] - mine["since"]).to_numpy(float)
        if len(mine):
            paper.axes.barh(places, width, HEIGHT, since, linewidth=0.5, zorder=3, **look)
    named = {row["item"]: title_of(row, paper.lang, "item") for row in records(bars.drop_duplicates("item"))}
    paper.rows([first_line(named[item], TITLE_WIDTH) for item in items], 2 * TITLE_WIDTH)
    paper.axes.tick_params(axis="y", labelsize=SMALL - 1)
    paper.axes.set_xlim(*span)
    paper.axes.set_xlabel(paper.say("gantt.x"))
    paper.grid()
    _shade(paper.axes, rows[rows["what"] == CLOSED], span)
    _moments(paper, records(rows)[0], span)


def _shade(axes: Axes, closed: pd.DataFrame, span: Span) -> None:
    """Nights, weekends and holidays behind the bars."""
    shortest = NIGHT if span[1] - span[0] <= NIGHTS_SHOWN else DAY
    for row in records(closed[closed["lasts"] >= shortest]):
        axes.axvspan(row["since"], row["until"], color=SHADE, linewidth=0, zorder=0)


def _moments(paper: Sheet, row: Row, span: Span) -> None:
    """When the project was filed and when it was permitted, above the bars."""
    for what in ("filed", "permit"):
        day = float(row[f"{what}_on"])
        if span[0] <= day <= span[1]:
            paper.axes.axvline(day, color=TARGET, linewidth=1.2, linestyle="--", zorder=2)
            at_end = what == "permit" and day > 0.85 * span[1]
            look: Look = {"ha": "right" if at_end else "left", "va": "bottom", "color": TARGET, "fontsize": SMALL - 1}
            words = paper.say(f"gantt.{what}", day=told(day))
            paper.tell(words, (day, 1), (0, 2), xycoords=("data", "axes fraction"), **look)


def _legend(paper: Sheet, *, is_whole: bool) -> None:
    """Where a whole plan of items that follow one another is empty; of a part of it, beside."""
    looks = {what: look for what, look in ROLES.items() if f"holds.{what}" in words()}
    keys = [Patch(**look, label=paper.say(f"holds.{what}")) for what, look in looks.items()]
    keys.append(Patch(facecolor=SHADE, label=paper.say("holds.closed")))
    look: dict[str, Any] = {"handlelength": 2.6, "framealpha": 1, "borderpad": 0.8}
    look |= (
        {"loc": "upper right"} if is_whole else {"loc": "upper left", "bbox_to_anchor": (1.005, 1), "frameon": False}
    )
    paper.axes.legend(handles=keys, fontsize=SMALL, **look)


def _heading(rows: pd.DataFrame, lang: Language) -> str:
    row = records(rows)[0]
    total, working = float(row["permit_on"] - row["filed_on"]), float(row["government_days"])
    return say("gantt.heading", lang, title=title_of(row, lang), total=told(total), government=told(working))


def conclusion(sides: list[pd.DataFrame], lang: Language) -> str:
    """How long the same project takes under the first and under the last scenario."""
    first, last = records(sides[0])[0], records(sides[-1])[0]
    before, after = (told(float(row["permit_on"] - row["filed_on"])) for row in (first, last))
    if len(sides) == 1:
        return say("gantt.one", lang, before=before, title=title_of(first, lang))
    titles = {"first": title_of(first, lang), "last": title_of(last, lang)}
    return say("gantt.two", lang, before=before, after=after, **titles)


def _caption(rows: pd.DataFrame, span: Span, lang: Language) -> str:
    row = records(rows)[0]
    nights = say("gantt.nights", lang) if span[1] - span[0] <= NIGHTS_SHOWN else ""
    return say("gantt.caption", lang, case=int(row["case"]), seed=int(row["seed"]), nights=nights)
