"""Figures as images that a page carries within itself."""

import base64
import re
from dataclasses import replace
from typing import Final

from matplotlib.figure import Figure

from sim.base.language import Language
from sim.charts.images import image
from sim.charts.kinds import KINDS
from sim.report.figure_numbers import numbers_of
from sim.report.parts import Picture
from sim.report.read import Findings

SIZE: Final = re.compile(
    rb'<svg[^>]*?width="([0-9.]+)pt"[^>]*?height="([0-9.]+)pt"|<svg[^>]*?height="([0-9.]+)pt"[^>]*?width="([0-9.]+)pt"',
    re.S,
)
PIXELS_A_POINT: Final = 96 / 72
PATH: Final = re.compile(rb' d="[^"]*"')
DIGITS: Final = re.compile(rb"(\.\d\d)\d+")
"""A hundredth of a point is finer than any printer: further digits only make the page heavy."""


def pictures(findings: Findings, kinds: tuple[str, ...], lang: Language) -> list[Picture]:
    """The figures of these kinds for which there are tables."""
    wanted = {kind: KINDS[kind] for kind in kinds if KINDS[kind][0] in findings.tables}
    drawn = {kind: _picture(draw(findings.tables[name], lang=lang), lang) for kind, (name, draw) in wanted.items()}
    return [
        replace(picture, numbers=numbers_of(kind, findings.tables[wanted[kind][0]], lang))
        for kind, picture in drawn.items()
    ]


def _picture(figure: Figure, lang: Language) -> Picture:
    """What a figure concludes and its small print are text of the page, not of the picture: so they fit any screen."""
    alt = words_of(figure, lang)
    title, note = (_in_one_line(words, lang) for words in (figure.get_suptitle(), figure.get_supxlabel()))
    figure.suptitle("")
    figure.supxlabel("")
    return replace(embedded(image(figure, "svg"), alt), title=title, note=note)


def embedded(svg: bytes, alt: str) -> Picture:
    """An SVG as an image of its own."""
    found = SIZE.search(svg)
    assert found is not None
    width, height = (found[1], found[2]) if found[1] else (found[4], found[3])
    svg = PATH.sub(lambda path: DIGITS.sub(rb"\1", path[0]), svg)
    uri = "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
    return Picture(uri, alt, round(float(width) * PIXELS_A_POINT), round(float(height) * PIXELS_A_POINT))


def words_of(figure: Figure, lang: Language) -> str:
    """What the figure says: its conclusion and its small print."""
    heads = [figure.get_suptitle(), *(axes.get_title(loc="left") for axes in figure.axes), figure.get_supxlabel()]
    return " ".join(_in_one_line(head, lang) for head in heads if head.strip())


def words_of_kind(findings: Findings, kind: str, lang: Language) -> str:
    """The conclusion that stands above the figure of this kind."""
    name, draw = KINDS[kind]
    return _in_one_line(draw(findings.table(name), lang=lang).get_suptitle(), lang)


def _in_one_line(words: str, lang: Language) -> str:
    """Words that were broken for the figure; Chinese is broken between any two characters."""
    return (" " if lang == "en" else "").join(line.strip() for line in words.strip().split("\n"))
