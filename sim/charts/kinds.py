"""All figures at once, from whatever tables there are."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.base.language import Language
from sim.charts.chances import chances
from sim.charts.contour import contour
from sim.charts.counter import counter
from sim.charts.distribution import two_clocks
from sim.charts.frontier import frontier
from sim.charts.gantt import before_and_after, first_month
from sim.charts.holding import holding
from sim.charts.influence import sobol, tornado
from sim.charts.load import counters_by_hour, load
from sim.charts.months import months
from sim.charts.parties import parties
from sim.charts.shares import shares
from sim.charts.sheet import figure_of
from sim.charts.waterfall import waterfall
from sim.charts.worth import worth

Draw = Callable[..., Figure]


def _alone(draw: Callable[..., Axes]) -> Draw:
    """A figure of its own for what else is drawn on axes."""

    def figure(table: pd.DataFrame, *, lang: Language = "en") -> Figure:
        return figure_of(draw(table, lang=lang))

    return figure


KINDS: Final[dict[str, tuple[str, Draw]]] = {
    "distribution": ("distribution", two_clocks),
    "chances": ("chances", _alone(chances)),
    "waterfall": ("steps", _alone(waterfall)),
    "gantt": ("one_project", before_and_after),
    "gantt-first-month": ("one_project", first_month),
    "parties": ("parties", _alone(parties)),
    "holding": ("holding", _alone(holding)),
    "load": ("hours", _alone(load)),
    "counters-by-hour": ("hours", counters_by_hour),
    "counter": ("counters", _alone(counter)),
    "months": ("months", months),
    "tornado": ("influences", _alone(tornado)),
    "tornado-within": ("influences", _alone(partial(tornado, figure="within"))),
    "sobol": ("influences", _alone(sobol)),
    "sobol-within": ("influences", _alone(partial(sobol, figure="within"))),
    "worth": ("worth", _alone(worth)),
    "contour": ("swept", _alone(contour)),
    "contour-within": ("swept", _alone(partial(contour, value="within"))),
    "frontier": ("frontier", _alone(frontier)),
    "shares": ("shares", _alone(shares)),
    "shares-within": ("shares", _alone(partial(shares, statistic="within"))),
}
"""The kinds of figure: by name, the table of `sim.experiment.tables` that each takes, and what draws it."""

SIDE_BY_SIDE: Final = ("holding", "counter")
"""The kinds in which scenarios stand side by side, told apart by their looks."""


def figures(tables: Mapping[str, pd.DataFrame], lang: Language = "en") -> dict[str, Figure]:
    """Every figure of `KINDS` whose table is there, by name; *tables* by the names of `sim.experiment.tables`."""
    return {kind: draw(tables[name], lang=lang) for kind, (name, draw) in KINDS.items() if name in tables}
