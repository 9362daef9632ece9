"""Numbers as they are written in reports and slides."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.base.language import Language
from sim.base.numerals import NONE, percent
from sim.report.words import say

Row = Mapping[str, Any]


def known(value: object) -> bool:
    """Whether there is a number at all."""
    return value is not None and value == value


def days(value: float) -> str:
    """Days to a tenth where that can be told."""
    return f"{value:,.1f}" if known(value) and abs(value) < 100 else f"{value:,.0f}" if known(value) else NONE


def bounded(row: Row, name: str, lang: Language, *, share: bool = False) -> str:
    """A number of the row with its interval, if it has one."""
    form = percent if share else days
    value, low, high = row[name], row.get(f"{name}_low"), row.get(f"{name}_high")
    if not known(value):
        return NONE
    if low is None or high is None or not known(low) or not known(high):
        return form(float(value))
    return say("interval.of", lang, value=form(float(value)), low=form(float(low)), high=form(float(high)))


def bounds(row: Row, name: str, lang: Language) -> str:
    """The interval of a share, in brackets after a space; nothing if there is none."""
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if low is None or high is None or not known(low) or not known(high):
        return ""
    return say("interval.alone", lang, low=percent(float(low)), high=percent(float(high)))


def plain(value: float) -> str:
    """A number with all its digits as the scenario states it; a dash where there is none."""
    return f"{value:,.10g}" if known(value) else NONE


def listed(words: Iterable[str], lang: Language) -> str:
    """Words one after another, with the comma of the language between them."""
    return say("word.list", lang).join(words)
