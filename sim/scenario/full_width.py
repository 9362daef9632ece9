"""The punctuation of a Chinese keyboard where YAML wants the plain sign: ： for : and ， for , and “ ” for quotes.

In titles, notes and sources it is text like any other. Anywhere else it is a slip that YAML cannot see: `target：50` is
one word to it, and the mistake is then told of the line below.
"""

import re
from typing import Final

NAMES: Final = {
    "：": ("full-width colon", ": "),
    "，": ("full-width comma", ", "),
    "、": ("full-width comma", ", "),
    "；": ("full-width semicolon", ", "),
    "。": ("full-width stop", "."),
    "＝": ("full-width equals sign", ": "),
    "“": ("full-width quote", '"'),
    "”": ("full-width quote", '"'),
    "‘": ("full-width quote", "'"),
    "’": ("full-width quote", "'"),
    "（": ("full-width bracket", "("),
    "）": ("full-width bracket", ")"),
    "【": ("full-width bracket", "["),
    "】": ("full-width bracket", "]"),
    "［": ("full-width bracket", "["),
    "］": ("full-width bracket", "]"),
    "｛": ("full-width brace", "{"),
    "｝": ("full-width brace", "}"),
    "－": ("full-width hyphen", "-"),
    "–": ("dash", "-"),
    "—": ("dash", "-"),
    "\u3000": ("full-width space", " "),
    "\u00a0": ("no-break space", " "),
}
"""What each sign is called, and what stands for it on a plain keyboard."""
FIRST, LAST, DISTANCE = 0xFF01, 0xFF5E, 0xFEE0
"""The full-width forms of the plain signs, letters and digits, and how far each stands behind the plain one."""
SIGN: Final = re.compile(f"[{''.join(map(re.escape, NAMES))}{chr(FIRST)}-{chr(LAST)}]")
SIGNS: Final = re.compile(rf"({SIGN.pattern})\1*")
"""One of them, and the same several times."""

TEXTS: Final = {
    "title", "en", "zh", "notes", "source", "complexity_source", "year_source", "mechanism", "off_clock",
    "notice", "off", "on",
}  # fmt: skip
"""The keys under which people write as they like, or as the State Council's notice of holidays does."""
FILES: Final = {"extends", "holidays", "scenario"}
"""The keys under which files are named, and a file may be called anything."""


def plain(sign: str) -> str:
    """What stands for a full-width sign on a plain keyboard."""
    return NAMES[sign][1] if sign in NAMES else chr(ord(sign) - DISTANCE)


def told(sign: str) -> str:
    """What was found, and what to write instead."""
    kind = NAMES[sign][0] if sign in NAMES else f"full-width {'digit' if plain(sign).isdigit() else 'sign'}"
    return f"found the {kind} '{sign}': write {_wanted(plain(sign))}"


def _wanted(sign: str) -> str:
    if sign == " ":
        return "a plain space"
    return f"'{sign.strip()}' and a space" if sign.endswith(" ") else f"'{sign}'"


def slip_in(text: str) -> str:
    """What is wrong with the first full-width sign of a text that should have none; empty if it has none."""
    found = SIGN.search(text)
    return told(found[0]) if found else ""


def open_quote_in(text: str) -> str:
    """What is wrong with a text that begins with a full-width quote which does not end in it; empty if none does."""
    pairs = {"“": "”", "”": "”", "‘": "’", "’": "’"}
    return told(text[0]) if text[:1] in pairs and pairs[text[0]] not in text[1:] else ""
