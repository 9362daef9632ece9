"""Templates of sentences: how a text is recognised by what stands between its places, `{1}`, `{2}` …"""

import re
from typing import Final, NamedTuple

PLACE: Final = re.compile(r"\{(\d+)(:n)?\}")
ANYTHING: Final = r"((?:(?!\. [A-Z]).)*?)"
"""What may stand in a place: anything but the end of one sentence and the beginning of the next."""
BESIDE: Final = r"((?: ?[,;:(—\[](?:(?!\. [A-Z]).)*)?)"
"""In a place right behind another: nothing, or what begins with a sign."""
PLURAL: Final = r"(s|es|)"
"""In a place right behind a word."""
NUMBER: Final = r"((?:≥ )?[^A-Za-z\s]+(?:e[+-]?\d+)?|inf|nan)"
"""In a place that is for a number, as `{1:n}`."""


class Phrase(NamedTuple):
    """A template with places: how it is recognised, the longest part that is always there, and its Chinese."""

    pattern: re.Pattern[str]
    always: str
    chinese: str
    literal: int
    """How many characters of it are its own."""
    own: frozenset[int]
    """The places in quotes, in which stands somebody's own word."""


def phrase(english: str, chinese: str) -> Phrase:
    """A template and its Chinese."""
    parts = PLACE.split(english)
    literals, places, kinds = parts[::3], [int(place) for place in parts[1::3]], parts[2::3]
    pattern, own = re.escape(literals[0]), set()
    for number, place in enumerate(places):
        before, after = literals[number : number + 2]
        pattern += _in_place(before, kinds[number], first=not number) + re.escape(after)
        if before.endswith("'") and after.startswith("'"):
            own.add(place)
    length = sum(map(len, literals))
    return Phrase(re.compile(pattern, re.DOTALL), max(literals, key=len), chinese, length, frozenset(own))


def _in_place(before: str, kind: str | None, *, first: bool) -> str:
    """What may stand in a place, by what stands before it."""
    if kind:
        return NUMBER
    if not before and not first:
        return BESIDE
    return PLURAL if before[-1:].isalpha() else ANYTHING
