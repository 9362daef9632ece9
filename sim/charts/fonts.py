"""Lettering for every figure, in English and in Chinese, on every machine.

The Chinese font (Noto Sans SC, SIL Open Font License) comes with a package, so that the same figure gives the same
bytes wherever it is drawn, and no character turns into a box.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from unicodedata import category, east_asian_width

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.patheffects import withStroke

from sim.base.characters import fit
from sim.base.language import Language

LATIN: Final = "DejaVu Sans"
FONT_PACKAGE: Final = "zhplot"
FONT_FILE: Final = "fonts/NotoSansSC-Regular.ttf"
BOLD: Final = 700
ELLIPSIS: Final = "…"
BOX: Final = "□"
DIRECTS: Final = "Cf"
"""The kind of characters that are never seen, though fonts may have a sign for them: joiners, marks of direction."""
UNSEEN: Final = ("Mn", "Me")
"""Kinds of characters that are not seen by themselves: accents that stand on others."""
NOT_FIRST: Final = "，。；：、！？）”’》,.;:!?)%】"
"""Signs with which no line of Chinese begins."""
PLAIN: Final[dict[Any, Any]] = {"text.parse_math": False}
LONGEST: Final = 60.0
"""Of a title where it is shown, in Chinese characters."""
WIDE: Final = "WM@"
"""Latin signs as wide as a Chinese character."""
NARROW: Final = 0.6
"""How wide a Latin letter is, on average, beside a Chinese character."""


@contextmanager
def lettering(language: Language) -> Iterator[None]:
    """Texts that are made within are drawn in this language's font, with the other for what it has no signs for.

    They are drawn as they stand: a `$` begins no formula.
    """
    families = [LATIN, chinese_family()]
    with mpl.rc_context({"font.family": families if language == "en" else families[::-1], **PLAIN}):
        yield


def heavy(language: Language, size: float) -> dict[str, Any]:
    """How a text is set in bold: Chinese characters, of which there is only one weight, are drawn with a rim."""
    if language == "en":
        return {"fontsize": size, "fontweight": "bold"}
    return {"fontsize": size, "path_effects": [withStroke(linewidth=size / 25, foreground="black")]}


@cache
def chinese_family() -> str:
    """The name of the Chinese font, made known to matplotlib; also where bold is asked for."""
    file = font_file()
    fonts = font_manager.fontManager
    fonts.addfont(file)
    family = str(font_manager.FontProperties(fname=file).get_name())
    fonts.ttflist += [replace(font, weight=BOLD) for font in fonts.ttflist if font.fname == str(file)]
    return family


def font_file() -> Path:
    """The file of the Chinese font.

    Its package is found, not imported: on import it would change how every figure of the process looks.
    """
    package = find_spec(FONT_PACKAGE)
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / FONT_FILE


@cache
def _signs() -> frozenset[int]:
    """The characters that the fonts have."""
    files = [font_manager.findfont(LATIN), font_file()]
    return frozenset(sign for file in files for sign in font_manager.get_font(str(file)).get_charmap())


def lettered(title: str) -> str:
    """A title for a figure, shortened, with a box for what the fonts have no sign for, nothing for what is not seen."""
    seen = (sign for sign in shortened(title) if category(sign) != DIRECTS)
    signs = (sign if ord(sign) in _signs() else "" if category(sign) in UNSEEN else BOX for sign in seen)
    return "".join(signs)


def folded(text: str, width: float) -> list[str]:
    """The text in lines at most so wide, counted in Chinese characters; words and numbers stay whole if they fit."""
    lines, line = [], ""
    pieces = re.findall(rf"\s*(?:[^\s\u2e80-\uffef]*[\u2e80-\uffef]|[^\s\u2e80-\uffef]+)[{NOT_FIRST}]*", text)
    for piece in (part for whole in pieces for part in _parts(whole, width)):
        if line and wide(line + piece) > width:
            lines.append(line)
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line]


def _parts(piece: str, width: float) -> list[str]:
    """A piece that goes into a line as it is; a longer one in parts that do."""
    if wide(piece.strip()) <= width:
        return [piece]
    parts = [""]
    for sign in piece:
        if parts[-1] and wide(parts[-1] + sign) > width:
            parts.append("")
        parts[-1] += sign
    return parts


def shortened(title: str, width: float = LONGEST) -> str:
    """A title in one line at most so wide, with an ellipsis for what is left out, and only of signs that can be set."""
    line = re.sub(r"[ \t\n]+", " ", fit(title)).strip()
    if wide(line) <= width:
        return line
    room, kept = width - wide(ELLIPSIS), ""
    for sign in line:
        if wide(kept + sign) > room:
            break
        kept += sign
    return kept.rstrip() + ELLIPSIS


def wide(text: str) -> float:
    """How wide a text is, counted in Chinese characters."""
    broad = sum(east_asian_width(sign) in "WF" or sign in WIDE for sign in text)
    return broad + NARROW * (len(text) - broad)
