"""Figures as bytes: PNG or SVG, without a date, so that the same figure gives the same bytes."""

from io import BytesIO
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.base.files import write_bytes
from sim.charts.fonts import PLAIN

HATCHES: Final[dict[Any, Any]] = {"hatch.linewidth": 0.6}
DOTS: Final = 150
"""An inch."""


def image(figure: Figure, kind: str, dots: int = DOTS) -> bytes:
    """The figure as an image of this *kind*, "png" or "svg"."""
    buffer = BytesIO()
    with mpl.rc_context({"svg.hashsalt": "approval-sim", **HATCHES, **PLAIN}):
        figure.savefig(buffer, format=kind, dpi=dots, metadata={"Date": None} if kind == "svg" else None)
    return buffer.getvalue()


def write_image(figure: Figure, path: Path) -> None:
    """Writes the figure as PNG or SVG, as the file's name says."""
    write_bytes(path, image(figure, path.suffix[1:]))
