"""Charts that PowerPoint draws itself, with the numbers behind them to be edited."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from sim.charts.paper import DARK, GREY, LIGHT, WARM
from sim.report.deck import BODY

Series = Mapping[str, Sequence[float | None]]
"""By name, a number for each category."""
DAYS: Final = "#,##0;−#,##0;0"
CLOSE: Final = 0.005
HIDE_ZERO: Final = "#,##0;−#,##0;;"
COLOURS: Final = (GREY, DARK, LIGHT, WARM)
CLEAR: Final = "clear"
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
) -> Any:
    """Horizontal bars, the first category on top. *marked* is the one that is dark where all others are pale.

    A colour may be `CLEAR`: such a part of a stack only holds the next one in its place, and is called `UNSEEN`.
    """
    data = CategoryChartData()
    data.categories = list(categories)
    for name, values in series.items():
        data.add_series(name, list(values))
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *BODY, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)
    chart = frame.chart
    chart.font.size = Pt(12)
    shown = [name for name, colour in zip(series, colours, strict=False) if colour != CLEAR]
    _axes(chart, form, most, unit)
    chart.has_title = False
    chart.has_legend = len(shown) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100 if stacked else -5
    for one, colour in zip(plot.series, colours, strict=False):
        _fill(one, colour, form, stacked=stacked)
    if marked is not None:
        _mark(plot.series[0], marked)
    return chart


def _axes(chart: Any, form: str, most: float | None, unit: str) -> None:
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.format.line.color.rgb = RGBColor(0x99, 0x99, 0x99)
    values = chart.value_axis
    values.minimum_scale = 0
    if most is not None:
        values.maximum_scale = most
    values.major_gridlines.format.line.color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = form, False
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    values.has_title = bool(unit)
    if unit:
        values.axis_title.text_frame.text = unit
        values.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
        values.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False


def share_form(series: Series) -> str:
    """How shares are written so that none is rounded to none or all."""
    values = [value for one in series.values() for value in one if value is not None]
    return "0.0%" if any(0 < value < CLOSE or 1 - CLOSE < value < 1 for value in values) else "0%"


def _fill(series: Any, colour: str, form: str, *, stacked: bool) -> None:
    series.invert_if_negative = False
    if colour == CLEAR:
        series.format.fill.background()
        return
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    labels = series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = HIDE_ZERO if stacked else form, False
    labels.font.size = Pt(11)
    if stacked:
        labels.position = XL_LABEL_POSITION.CENTER
        is_dark = colour == DARK
        labels.font.color.rgb = RGBColor(255, 255, 255) if is_dark else RGBColor(0x22, 0x22, 0x22)
    else:
        labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _mark(series: Any, place: int) -> None:
    series.format.fill.fore_color.rgb = RGBColor.from_string(LIGHT.lstrip("#").upper())
    point = series.points[place]
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = RGBColor.from_string(DARK.lstrip("#").upper())
