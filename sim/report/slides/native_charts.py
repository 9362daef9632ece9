"""Charts that PowerPoint draws itself, with the numbers behind them to be edited."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from math import floor, log10
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Emu, Inches, Pt

from sim.charts.roles import AFTER, BEFORE
from sim.charts.sheet import DARK, LIGHT, TARGET, WARM
from sim.report.slides.deck import BODY, Box
from sim.report.slides.workbooks import CategoriesAsText, PointsAsText

Series = Mapping[str, Sequence[float | None]]
"""By name, a number for each category."""
Points = Mapping[str, Sequence[tuple[float, float]]]
"""By name, where each mark stands."""
DAYS: Final = "#,##0;−#,##0;0"
CLOSE: Final = 0.005
HIDE_ZERO: Final = "#,##0;−#,##0;;"
ROUND: Final = {"0.0%": "0%", "0.0": "0"}
"""How the marks of an axis are written whose numbers have decimals."""
NAMES: Final = ((6, 14), (10, 12), (14, 11))
"""Up to so many categories their names are so large, in points."""
SMALLEST: Final = 10
COLOURS: Final = (BEFORE, AFTER, LIGHT, WARM)
CLEAR: Final = "clear"
ROUNDS: Final = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Times a power of ten: where an axis may end."""
PLOT: Final = (0.3, 0.07, 0.64, 0.67)
"""Of a chart with a line over it, where its plot lies: left, top, width and height, in parts of the whole."""
UNSEEN: Final = "\u2002"
"""The name of a part that is not to be seen, in the legend either."""


def bars(
    slide: Any,
    categories: Sequence[str],
    series: Series,
    *,
    form: str,
    alt: str,
    colours: Sequence[str] = COLOURS,
    stacked: bool = False,
    most: float | None = None,
    unit: str = "",
    marked: int | None = None,
    labels: bool = True,
    least: float | None = 0,
    target: tuple[float, str] | None = None,
    box: Box = BODY,
) -> Any:
    """Horizontal bars, the first category on top. *marked* is the one that is dark where all others are pale.

    *colours* begin again where there are more series. One may be `CLEAR`: such a part of a stack only holds the next
    one in its place, and is called `UNSEEN`. The axis begins at *least*, or where it must. Without *labels* the bars
    carry no numbers, and the names of the parts are left to others. A dashed line stands at the *target*, with its
    words.
    """
    data = CategoriesAsText()
    data.categories = list(categories)
    for name, values in series.items():
        data.add_series(name, list(values))
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *box, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size = Pt(12)
    of_each = list(islice(cycle(colours), len(series)))
    shown = [colour for colour in of_each if colour != CLEAR]
    _categories(chart.category_axis, len(categories))
    _values(chart.value_axis, form, (least, most), unit)
    chart.has_title = False
    chart.has_legend = len(shown) > 1 and labels
    if chart.has_legend:
        place = XL_LEGEND_POSITION.TOP if target is None else XL_LEGEND_POSITION.BOTTOM
        chart.legend.position, chart.legend.include_in_layout = place, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100 if stacked else -5
    for one, colour in zip(plot.series, of_each, strict=True):
        _fill(one, colour)
        if labels and colour != CLEAR:
            _label(one.data_labels, form, is_dark=stacked and colour == DARK, inside=stacked)
    if marked is not None:
        _mark(plot.series[0], marked)
    if target is not None:
        end = most if most is not None else _end([*series.values()], target[0], stacked=stacked)
        chart.value_axis.maximum_scale = end
        _draw_target(slide, chart, (target[0] / end, target[1]), box)
    return chart


def _end(series: Sequence[Sequence[float | None]], target: float, *, stacked: bool) -> float:
    """Where an axis ends that begins at 0: at a round number beyond the longest bar and the target."""
    known = [[value or 0.0 for value in values] for values in series]
    ends = [sum(parts) for parts in zip(*known, strict=True)] if stacked else [one for each in known for one in each]
    longest = 1.04 * max([*ends, target])
    unit: float = 10.0 ** floor(log10(longest))
    return next(unit * step for step in ROUNDS if unit * step >= longest)


def label_points(series: Any, texts: Sequence[str], *, at_end: bool, is_dark: bool) -> None:
    """Writes a text of its own into each bar of a series that has one, at its end or where it begins."""
    for place, text in ((place, text) for place, text in enumerate(texts) if text):
        label = series.points[place].data_label
        label.has_text_frame = True
        label.text_frame.text = text
        label.position = XL_LABEL_POSITION.INSIDE_END if at_end else XL_LABEL_POSITION.INSIDE_BASE
        run = label.text_frame.paragraphs[0].runs[0]
        run.font.size = Pt(12)
        run.font.color.rgb = RGBColor(255, 255, 255) if is_dark else RGBColor(0x22, 0x22, 0x22)


def _draw_target(slide: Any, chart: Any, target: tuple[float, str], box: Box) -> None:
    """A dashed line over the chart, whose plot is laid out by hand, so that it is known where the target lies."""
    plot_area = chart._chartSpace.chart.plotArea
    for old in plot_area.findall(qn("c:layout")):
        plot_area.remove(old)
    place, words = target
    x, y, width, height = PLOT
    sides = "".join(f'<c:{name} val="{one:g}"/>' for name, one in zip("xywh", PLOT, strict=True))
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = f"<c:layout {nsdecls('c')}><c:manualLayout>{modes}{sides}</c:manualLayout></c:layout>"
    plot_area.insert(0, parse_xml(layout))
    left, top, across, down = box
    at = Emu(int(left + across * (x + width * place)))
    line = slide.shapes.add_connector(
        MSO_CONNECTOR.STRAIGHT, at, Emu(int(top + down * y)), at, Emu(int(top + down * (y + height)))
    )
    line.line.color.rgb = RGBColor.from_string(TARGET.lstrip("#").upper())
    line.line.width, line.line.dash_style = Pt(2), MSO_LINE.DASH
    wide, high = Inches(2.4), Inches(0.28)
    named = slide.shapes.add_textbox(Emu(at - int(wide / 2)), Emu(int(top + down * y) - high), wide, high).text_frame
    named.margin_bottom = named.margin_top = 0
    named.text = words
    named.paragraphs[0].alignment = PP_ALIGN.CENTER
    named.paragraphs[0].runs[0].font.size = Pt(12)
    named.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(TARGET.lstrip("#").upper())


def _categories(axis: Any, count: int) -> None:
    """Every category has its name, in letters that leave room for all of them."""
    axis.reverse_order = True
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.format.line.color.rgb = RGBColor(0x99, 0x99, 0x99)
    axis.tick_labels.font.size = Pt(next((size for most, size in NAMES if count <= most), SMALLEST))
    body = axis._element.txPr.bodyPr
    body.set("rot", "0")
    body.set("vert", "horz")
    every_one = parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')
    axis._element.find(qn("c:noMultiLvlLbl")).addprevious(every_one)


def points(slide: Any, series: Points, *, across: str, up: str, alt: str, colours: Sequence[str]) -> Any:
    """Marks in a plane, both axes from 0.

    The series with most points comes first: of one that is shorter LibreOffice would draw nothing there.
    """
    data = PointsAsText()
    longest_first = sorted(zip(series.items(), colours, strict=True), key=lambda one: -len(one[0][1]))
    for (name, values), _ in longest_first:
        one = data.add_series(name)
        for x, y in values:
            one.add_data_point(x, y)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *BODY, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size, chart.has_title = Pt(12), False
    chart.has_legend, chart.legend.position, chart.legend.include_in_layout = True, XL_LEGEND_POSITION.TOP, False
    _values(chart.category_axis, DAYS, (0, None), across)
    _values(chart.value_axis, DAYS, (0, None), up)
    for axis in (chart.category_axis, chart.value_axis):
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for marks, (_, colour) in zip(chart.plots[0].series, longest_first, strict=True):
        marks.format.line.fill.background()
        marks.marker.style, marks.marker.size = XL_MARKER_STYLE.CIRCLE, 9
        marks.marker.format.fill.solid()
        marks.marker.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    return chart


def _values(axis: Any, form: str, ends: tuple[float | None, float | None], unit: str) -> None:
    axis.minimum_scale, axis.maximum_scale = ends
    axis.major_gridlines.format.line.color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = ROUND.get(form, form), False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    axis.has_title = bool(unit)
    if unit:
        axis.axis_title.text_frame.text = unit
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
        axis.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False


def share_form(series: Series) -> str:
    """How shares are written so that none is rounded to none or all."""
    values = [value for one in series.values() for value in one if value is not None]
    return "0.0%" if any(0 < value < CLOSE or 1 - CLOSE < value < 1 for value in values) else "0%"


def _fill(series: Any, colour: str) -> None:
    series.invert_if_negative = False
    if colour == CLEAR:
        series.format.fill.background()
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())


def _label(labels: Any, form: str, *, is_dark: bool, inside: bool) -> None:
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = HIDE_ZERO if inside else form, False
    labels.font.size = Pt(12)
    labels.position = XL_LABEL_POSITION.CENTER if inside else XL_LABEL_POSITION.OUTSIDE_END
    labels.font.color.rgb = RGBColor(255, 255, 255) if is_dark else RGBColor(0x22, 0x22, 0x22)


def _mark(series: Any, place: int) -> None:
    series.format.fill.fore_color.rgb = RGBColor.from_string(LIGHT.lstrip("#").upper())
    fill_point(series, place, AFTER)


def fill_point(series: Any, place: int, colour: str) -> None:
    """Fills one bar of a series in a colour of its own."""
    point = series.points[place]
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
