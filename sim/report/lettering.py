"""The letters of a page, carried within it: only those signs of a font that the page uses."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import findfont

from sim.base.language import Language
from sim.charts.fonts import LATIN, font_file

SIGNS: Final = "“”‘’…·×–—•≤−"
"""Signs that a Chinese font sets as wide as a character; in English they come from a Latin one."""


def fonts_of(text: str, lang: Language) -> dict[str, str]:
    """The fonts with the signs of this text as data URIs, by the families of the style sheet, the first for choice."""
    all_of_it = {"Report Sans": _font(font_file(), text)}
    return all_of_it if lang == "zh" else {"Report Signs": _font(Path(findfont(LATIN)), SIGNS), **all_of_it}


def _font(file: Path, text: str) -> str:
    """These signs of a font; the same signs give the same bytes."""
    options = Options(hinting=False, layout_features=["kern"], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]
    font = TTFont(file, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(set(text))))
    subsetter.subset(font)
    buffer = BytesIO()
    font.save(buffer)
    return "data:font/ttf;base64," + base64.b64encode(buffer.getvalue()).decode()
