"""Every figure by its name, for whoever draws several."""

from sim.charts.chances import chances
from sim.charts.contour import contour
from sim.charts.counter import counter
from sim.charts.distribution import distribution, two_clocks
from sim.charts.frontier import frontier
from sim.charts.gantt import before_and_after, first_month, gantt
from sim.charts.holding import holding
from sim.charts.influence import sobol, tornado
from sim.charts.kinds import KINDS, SIDE_BY_SIDE, figures
from sim.charts.load import counters_by_hour, load
from sim.charts.months import clock_by_month, in_progress, longest_queues, months
from sim.charts.parties import parties
from sim.charts.settling import settling
from sim.charts.shares import shares
from sim.charts.sheet import require_looks, save
from sim.charts.waterfall import waterfall
from sim.charts.worth import worth

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
    "parties",
    "require_looks",
    "save",
    "settling",
    "shares",
    "sobol",
    "tornado",
    "two_clocks",
    "waterfall",
    "worth",
]
