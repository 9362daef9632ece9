"""How busy each desk is by hour and weekday, and when nobody is there."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import Colormap, LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import first_line, ran, records, title_of
from sim.charts.sheet import SMALL, TEXT, WIDE, Sheet, above, below, drawn_for, figure_of, nothing, panels, sheet
from sim.charts.words import say

SHADES: Final[Colormap] = LinearSegmentedColormap.from_list("load", ["#dbe9f6", "#6baed6", "#08519c", "#041f3d"])
SCALE: Final = Normalize(0, 1)
SLOT: Final = 30
DAYS: Final = 7
SATURDAY: Final = 5
TITLE_WIDTH: Final = 24
ROW: Final = 0.27
Hours = tuple[int, int]
"""The minutes of the day from which and to which is drawn."""


def load(table: pd.DataFrame, axes: Axes | None = None, *, lang: Language = "en", scenario: str | None = None) -> Axes:
    """Pools down, half hours of the week across: height is how many are there, shade how busy these are.

    Of *scenario*; default: the last of the table. *table*: `sim.experiment.tables.hours`.
    """
    if table.empty:
        return nothing(axes, lang, "load")
    rows = table[table["scenario"] == (scenario if scenario is not None else table["scenario"].iloc[-1])]
    with sheet(axes, lang, 2.6 + ROW * rows["pool"].nunique(), WIDE) as paper:
        _draw(paper, rows, _hours(rows))
        _scale(paper, [paper.axes])
        paper.head(busiest(rows, lang))
        paper.foot(paper.say("load.caption"), ran(rows, lang))
    return paper.axes


def counters_by_hour(table: pd.DataFrame, *, lang: Language = "en") -> Figure:
    """The counters only, a panel for each scenario: staggered lunches, longer days and Sundays one above the other."""
    counters = table[table["counter"].astype(bool)] if len(table) else table
    if counters.empty:
        return figure_of(nothing(None, lang, "load"))
    sides = [rows for _, rows in counters.groupby("scenario", sort=False)]
    heights = [rows["pool"].nunique() + 1.0 for rows in sides]
    with drawn_for("screen"), panels(lang, 2.4 + 1.15 * ROW * sum(heights), heights) as both:
        for axes, rows in zip(both, sides, strict=True):
            with sheet(axes, lang, 0) as paper:
                _draw(paper, rows, _hours(counters))
                axes.set_title(f"{title_of(records(rows)[0], lang)}\n", loc="left", fontsize=TEXT + 1)
                axes.set_xlabel(paper.say("load.x") if rows is sides[-1] else "")
        _scale(Sheet(both[0], lang, alone=False), both)
        above(figure_of(both[0]), conclusion(sides, lang), lang)
        below(figure_of(both[0]), lang, say("load.caption", lang), ran(table, lang))
    return figure_of(both[0])


def _hours(rows: pd.DataFrame) -> Hours:
    """The first and the last minute of the day at which anybody is ever there, in whole hours."""
    return int(rows["minute"].min()) // 60 * 60, -(-(int(rows["minute"].max()) + SLOT) // 60) * 60


def _draw(paper: Sheet, rows: pd.DataFrame, hours: Hours) -> None:
    axes, width = paper.axes, (hours[1] - hours[0]) // SLOT
    pools = records(rows.sort_values("counter", ascending=False, kind="stable").drop_duplicates("pool"))
    place = {row["pool"]: number for number, row in enumerate(pools)}
    left = rows["weekday"].to_numpy(int) * (width + 1) + (rows["minute"].to_numpy(int) - hours[0]) // SLOT
    most = rows.groupby("pool")["present"].transform("max").to_numpy(float)
    bottom = rows["pool"].map(place).to_numpy(float) + 0.42
    top = bottom - 0.84 * rows["present"].to_numpy(float) / most
    boxes = np.stack([[left, bottom], [left + 1, bottom], [left + 1, top], [left, top]]).transpose(2, 0, 1)
    shades = rows["load"].to_numpy(float)
    axes.add_collection(PolyCollection(list(boxes), array=shades, cmap=SHADES, norm=SCALE, linewidths=0))
    axes.hlines(np.arange(len(pools)) + 0.42, 0, DAYS * (width + 1) - 1, color="#bbbbbb", linewidth=0.5)
    paper.rows([first_line(title_of(row, paper.lang, "pool"), TITLE_WIDTH) for row in pools], 2 * TITLE_WIDTH)
    _days(paper, hours, width)


def _days(paper: Sheet, hours: Hours, width: int) -> None:
    """Names the days of the week above, the hours of each below."""
    axes = paper.axes
    marks = [minute for minute in range(hours[0], hours[1] + 1, 60) if minute // 60 % 3 == 0]
    ticks = [day * (width + 1) + (minute - hours[0]) / SLOT for day in range(DAYS) for minute in marks]
    axes.set_xticks(ticks, [f"{minute // 60}" for _ in range(DAYS) for minute in marks])
    for day in range(DAYS):
        axes.axvline(day * (width + 1) - 0.5, color="#888888", linewidth=0.6)
        spot = (day * (width + 1) + width / 2, 1)
        look = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "bottom", "fontsize": TEXT}
        paper.tell(paper.say(f"day.{day}"), spot, (0, 3), **look)
    axes.set_xlim(-0.5, DAYS * (width + 1) - 0.5)
    axes.set_xlabel(paper.say("load.x"))
    axes.tick_params(length=0, labelsize=SMALL - 1)
    axes.spines[:].set_visible(False)


def _scale(paper: Sheet, beside: list[Axes]) -> None:
    mappable = ScalarMappable(SCALE, SHADES)
    bar = figure_of(paper.axes).colorbar(mappable, ax=beside, shrink=0.6, aspect=30, pad=0.01)
    bar.set_ticks([0, 0.25, 0.5, 0.75, 1], labels=["0%", "25%", "50%", "75%", "100%"])
    bar.set_label(paper.say("load.scale"))


def busiest(rows: pd.DataFrame, lang: Language) -> str:
    """The pool that is busiest over the week, and the scenario."""
    sums = rows.groupby("pool", sort=False)[["busy", "present"]].sum()
    share = sums["busy"] / sums["present"]
    first = records(rows[rows["pool"] == share.idxmax()])[0]
    told = {"pool": title_of(first, lang, "pool"), "share": percent(float(share.max()))}
    return say("load.busiest", lang, title=title_of(first, lang), **told)


def conclusion(sides: list[pd.DataFrame], lang: Language) -> str:
    """How many hours a week the counters are staffed before and after, and how busy their clerks are."""
    (before, _, busy), (after, weekend, busy_after) = _week(sides[0]), _week(sides[-1])
    first, last = (title_of(records(rows)[0], lang) for rows in (sides[0], sides[-1]))
    hours = {"before": f"{before:,.0f}", "after": f"{after:,.0f}", "weekend": f"{weekend:,.0f}"}
    shares = {"busy": percent(busy), "busy_after": percent(busy_after)}
    return say("load.title" if len(sides) > 1 else "load.title_one", lang, first=first, last=last, **hours, **shares)


def _week(rows: pd.DataFrame) -> tuple[float, float, float]:
    """Hours on duty in a week, those at weekends among them, and the share in which clerks are busy; without seats."""
    clerks = rows[~rows["seats"].astype(bool)]
    hours = clerks["present"] * SLOT / 60
    busy = float(clerks["busy"].sum() / clerks["present"].sum()) if len(clerks) else float("nan")
    return float(hours.sum()), float(hours[clerks["weekday"] >= SATURDAY].sum()), busy
