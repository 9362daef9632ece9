"""Figures and the process map: a tidy table in, a matplotlib `Axes` out, in English (`lang="en"`) or Chinese ("zh").

Every function draws on the axes it is given, or on a figure of its own (`axes.figure`). The title says the conclusion,
made from the numbers of the table; the caption says n, replications, seed and interval, as far as the table's columns
`n`, `replications` and `seed` tell them. Titles of scenarios, items and offices stand in the table, in both languages
(columns `title_en`, `title_zh` …). The tables are made by `sim.experiment.tables`, or read from the files of the
command line. An empty table gives a figure that says so.

`figures(tables, lang)` draws all figures of `KINDS` for whatever tables there are; `save` writes one as PNG and
SVG, `sim.charts.images.write_image` as the one or the other.
"""

from sim.charts.chances import chances
from sim.charts.contour import contour
from sim.charts.counter import counter
from sim.charts.distribution import distribution, two_clocks
from sim.charts.figures import KINDS, SIDE_BY_SIDE, figures
from sim.charts.frontier import frontier
from sim.charts.gantt import before_and_after, first_month, gantt
from sim.charts.holding import holding
from sim.charts.influence import sobol, tornado
from sim.charts.load import counters_by_hour, load
from sim.charts.months import clock_by_month, in_progress, longest_queues, months
from sim.charts.settling import settling
from sim.charts.shares import shares
from sim.charts.sheet import require_looks, save
from sim.charts.waterfall import waterfall

__all__ = [
    "KINDS",
    "SIDE_BY_SIDE",
    "before_and_after",
    "chances",
    "clock_by_month",
    "contour",
    "counter",
    "counters_by_hour",
    "distribution",
    "figures",
    "first_month",
    "frontier",
    "gantt",
    "holding",
    "in_progress",
    "load",
    "longest_queues",
    "months",
    "require_looks",
    "save",
    "settling",
    "shares",
    "sobol",
    "tornado",
    "two_clocks",
    "waterfall",
]
