"""The characters that a text may hold: those that every page, figure, slide and table can.

Left out are control characters (line breaks and tabs apart), halves of characters, and numbers of Unicode that are no
character: XML has no place for them, and so neither have SVG, slides and spreadsheets.
"""

import re
from typing import Any, Final

NO_CHARACTERS: Final = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
UNFIT: Final = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{NO_CHARACTERS}]")
REPLACEMENT: Final = "\ufffd"


def unfit(text: str) -> int | None:
    """Where the first character stands that no output can hold; there is none in most texts."""
    found = UNFIT.search(text)
    return found.start() if found is not None else None


def fit(text: str) -> str:
    """The text with a sign of replacement for each character that no output can hold."""
    return UNFIT.sub(REPLACEMENT, text)


def all_fit(document: Any) -> Any:
    """A document as JSON has it, with every text in it fit."""
    if isinstance(document, dict):
        return {fit(str(key)): all_fit(part) for key, part in document.items()}
    if isinstance(document, list):
        return [all_fit(part) for part in document]
    return fit(document) if isinstance(document, str) else document
