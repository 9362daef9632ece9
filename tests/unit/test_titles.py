"""Titles are what a person wrote: they stand as they are, and whatever they hold, nothing is pushed off a figure."""

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from test_charts import BOTH, COUNTERS, FRONTIER, HOLDING, MONTHS, TABLES, drawn, said

from sim.base.errors import UserError
from sim.base.language import SEPARATOR
from sim.charts import gallery as charts
from sim.charts.fonts import BOX, LONGEST, folded, lettered, shortened, wide
from sim.charts.images import image
from sim.charts.sheet import LOOKS, MARKERS, MOST_LOOKS

LONG = "W" * 400
LONG_CHINESE = "办" * 400
ODD = "_$300 less 50%, then $150_x^2 [/red] {a} %s \\frac{1}{2} <b> --> 🏠"
TITLES = ("_en", "_zh")


def titled(table: pd.DataFrame, title: str) -> pd.DataFrame:
    """The table with this title in place of every one."""
    made = table.copy()
    for column in [name for name in made if str(name).endswith(TITLES)]:
        joined = str(column).startswith("titles_")
        made[column] = [
            SEPARATOR.join(title for _ in one.split(SEPARATOR)) if joined and one else title if one else one
            for one in made[column]
        ]
    return made


def in_sight(axes: Axes) -> set[Text]:
    """The words at those ticks that are within the limits of the axes."""
    found = set()
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if low <= tick.get_loc() <= high:
                found |= {tick.label1, tick.label2}
    return found


def pushed_off(figure: Figure) -> list[str]:
    """What is written beyond the edges of the figure; axes of which words have left nothing."""
    drawn(figure)
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    seen = set().union(*(in_sight(axes) for axes in figure.axes))
    box, found = figure.bbox, []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        edges = text.get_window_extent()
        beyond = edges.x0 < -2 or edges.y0 < -2 or edges.x1 > box.width + 2 or edges.y1 > box.height + 2
        if text.get_visible() and text.get_text().strip() and edges.width and beyond and text not in ticks - seen:
            found.append(text.get_text())
    return found + [f"{axes}" for axes in figure.axes if axes.get_window_extent().height < 12]


@pytest.mark.parametrize("kind", [kind for kind in charts.KINDS if "within" not in kind])
@pytest.mark.parametrize(("title", "lang"), [(LONG, "en"), (LONG_CHINESE, "zh")])
def test_no_title_pushes_anything_off_a_figure(kind, title, lang):
    name, draw = charts.KINDS[kind]
    figure = draw(titled(TABLES[name], title), lang=lang)
    assert pushed_off(figure) == []


@pytest.mark.parametrize("kind", charts.KINDS)
def test_a_title_stands_in_a_figure_as_it_was_written(kind):
    name, draw = charts.KINDS[kind]
    written = said(drawn(draw(titled(TABLES[name], "_$3 less $1_x^2"), lang="en"))).replace(" ", "")
    if "title_en" in TABLES[name] or "titles_en" in TABLES[name]:
        assert "_$3less$1_x^2" in written


@pytest.mark.parametrize("table", [titled(HOLDING, ODD), titled(FRONTIER, ODD), titled(COUNTERS, "a -- b --> \v\x00")])
def test_an_svg_is_xml_whatever_is_written_on_it(table):
    draw = charts.KINDS["frontier" if "cost" in table else "holding" if "holder" in table else "counter"][1]
    ElementTree.fromstring(image(draw(table), "svg"))


@pytest.mark.parametrize(("kind", "table"), [("holding", HOLDING), ("counter", COUNTERS), ("months", MONTHS)])
def test_no_scenario_is_missing_from_a_legend(kind, table):
    """Matplotlib leaves out what begins with an underscore, `_draft` as well as its own `_nolegend_`."""
    for title in ("_draft", "_nolegend_", "_"):
        axes = charts.KINDS[kind][1](titled(table, title)).axes[-1]
        legend = axes.get_legend()
        assert legend is not None
        assert title in [text.get_text() for text in legend.get_texts()]


def test_a_title_that_is_too_long_ends_in_an_ellipsis():
    assert shortened("Small office") == "Small office"
    assert shortened("a\n  b\tc") == "a b c"
    assert shortened("x" * 100) == "x" * 100
    told = shortened("x" * 101)
    assert told == "x" * 99 + "…"
    assert wide(shortened(LONG_CHINESE)) <= LONGEST
    assert shortened("全\u3000角") == "全\u3000角"
    assert shortened("a\v") == "a\ufffd"


def test_what_no_font_has_becomes_a_box_and_what_is_not_seen_nothing():
    assert lettered("家🏠") == f"家{BOX}"
    assert lettered("a\u200db\ufeff") == "ab"


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("count", [1, 4, 9, MOST_LOOKS])
def test_as_many_scenarios_as_there_are_looks_stand_side_by_side(count, lang):
    """Their numbers stand clear of each other, and the legend of the bars."""
    table = several(HOLDING, count)
    figure = charts.holding(table, lang=lang).get_figure(root=True)
    assert isinstance(figure, Figure)
    assert pushed_off(figure) == []
    [axes] = figure.axes
    legend = axes.get_legend()
    assert legend is not None
    assert len(legend.get_texts()) == count
    assert not legend.get_window_extent().overlaps(axes.patch.get_window_extent())
    numbers = [text.get_window_extent() for text in axes.texts]
    assert len(numbers) == count * (table["holder"].nunique() + 1)
    assert [1 for one, other in combinations(numbers, 2) if one.overlaps(other) and overlap(one, other) > 2] == []


def overlap(one, other):
    """How many dots two boxes share from top to bottom."""
    return min(one.y1, other.y1) - max(one.y0, other.y0)


def several(table: pd.DataFrame, count: int) -> pd.DataFrame:
    first = table[table["scenario"] == table["scenario"].iloc[0]]
    told = [
        first.assign(scenario=f"s{number}", title_en=f"Variant {number}", title_zh=f"方案{number}")
        for number in range(count)
    ]
    return pd.concat(told, ignore_index=True)


@pytest.mark.parametrize(("kind", "table"), [("holding", HOLDING), ("counter", COUNTERS)])
def test_more_scenarios_than_can_be_told_apart_are_refused(kind, table):
    with pytest.raises(UserError, match=f"{kind}: 13 scenarios cannot be told apart: draw at most 12"):
        charts.KINDS[kind][1](several(table, MOST_LOOKS + 1))


def luminance(colour: str) -> float:
    return float(np.dot((0.2126, 0.7152, 0.0722), to_rgb(colour)))


def test_no_two_looks_are_alike_in_grey():
    """They differ by their hatch, or are darker or paler by a fifth of all there is."""
    assert len(LOOKS) == len(MARKERS) == 12
    for one, other in combinations(LOOKS, 2):
        same_hatch = one.get("hatch") == other.get("hatch")
        assert not same_hatch or abs(luminance(one["color"]) - luminance(other["color"])) > 0.2
    assert len({look["marker"] for look in MARKERS}) == len(MARKERS)


def test_a_hatch_can_be_seen_on_its_ground():
    for look in (one for one in LOOKS if "hatch" in one):
        assert abs(luminance(look["color"]) - luminance(look["edgecolor"])) > 0.3


def test_a_line_is_never_wider_than_it_may_be():
    for text in (LONG, LONG_CHINESE, "a" * 300 + "。" * 300, ODD, "𠮷" * 50):
        assert all(wide(line.strip()) <= 7 for line in folded(text, 7))
        assert "".join(folded(text, 7)).replace(" ", "") == text.replace(" ", "")
