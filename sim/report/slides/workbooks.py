"""The numbers of a chart for PowerPoint, and the workbook behind them, in which every text is a text.

XlsxWriter takes a text that begins with `=` for a formula, and one that looks like an address for a link; whoever
opens the numbers of a chart would then run what stands in a title.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.util import lazyproperty
from xlsxwriter import Workbook

from sim.report.workbook import AS_TEXT


@contextmanager
def _open_worksheet(self: Any, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
    """A workbook of one sheet to be written."""
    workbook = Workbook(xlsx_file, AS_TEXT)
    yield workbook, workbook.add_worksheet()
    workbook.close()


class _Categories(CategoryWorkbookWriter):
    _open_worksheet = _open_worksheet


class _Points(XyWorkbookWriter):
    _open_worksheet = _open_worksheet


class CategoriesAsText(CategoryChartData):
    """Bars by category."""

    @lazyproperty
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return _Categories(self)  # type: ignore[no-untyped-call]


class PointsAsText(XyChartData):
    """Points of two numbers."""

    @lazyproperty
    def _workbook_writer(self) -> XyWorkbookWriter:
        return _Points(self)  # type: ignore[no-untyped-call]
