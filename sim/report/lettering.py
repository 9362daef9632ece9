"""The letters of a page, carried within it: only those signs of a font that the page uses."""

import base64
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import findfont

from sim.base.language import Language
from sim.charts.fonts import LATIN, font_file

HEADINGS: Final = re.compile(r"<(?:h1|h2|th|caption|summary|strong|p class=\"share\")\b[^>]*>(.*?)</", re.DOTALL)
"""What is set in bold."""
TAG: Final = re.compile(r"<[^>]*>")
SMEAR: Final = 16
"""Of a thousand units of a letter's height, how far a sign is drawn to either side of itself to be bold."""
SIGNS: Final = "“”‘’…·×–—•≤−"
"""Signs that a Chinese font sets as wide as a character; in English they come from a Latin one."""


def fonts_of(text: str, lang: Language) -> dict[str, str]:
    """The fonts with the signs of this text as data URIs, by the families of the style sheet, the first for choice."""
    all_of_it = {"Report Sans": _font(font_file(), text)}
    return all_of_it if lang == "zh" else {"Report Signs": _font(Path(findfont(LATIN)), SIGNS), **all_of_it}


def bold_of(html: str) -> str:
    """The signs of the headings of a page in bold, as a data URI.

    The Chinese font has one weight. A sign is drawn three times side by side, which fills what lies between; the holes
    of a sign stay where all three have one.
    """
    headings = "".join(TAG.sub("", found) for found in HEADINGS.findall(html))
    font = _subset(font_file(), unescape(headings) or " ")
    glyphs, drawn = font.getGlyphSet(), font["glyf"]
    bold = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        for aside in (-SMEAR, 0, SMEAR):
            glyphs[name].draw(TransformPen(pen, (1, 0, 0, 1, aside, 0)))
        bold[name] = pen.glyph()
    for name, glyph in bold.items():
        drawn[name] = glyph
    return _uri(font)


def _font(file: Path, text: str) -> str:
    """These signs of a font as a data URI; the same signs give the same bytes."""
    return _uri(_subset(file, text))


def _subset(file: Path, text: str) -> TTFont:
    """A font with these signs and no others."""
    options = Options(hinting=False, layout_features=["kern"], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    font = TTFont(file, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(set(text))))
    subsetter.subset(font)
    return font


def _uri(font: TTFont) -> str:
    buffer = BytesIO()
    font.save(buffer)
    return "data:font/ttf;base64," + base64.b64encode(buffer.getvalue()).decode()
