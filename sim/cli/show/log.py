"""The reading report of a log on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sim.cli.show.tables import Listing, console
from sim.logs.log import FEWEST
from sim.logs.words import say

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.logs.check import Report

PARTS = ("example", "biases", "todo")


def show_report(report: Report, lang: Language) -> None:
    """What was read, every trap with what it biases and what to do, and the items."""
    screen = console()
    screen.print(Text(report.summary(lang)))
    screen.print(Text(say("check.privacy", lang, fewest=FEWEST)))
    for number, told in enumerate(report.told(lang), 1):
        screen.print()
        screen.print(Text(f"{number}. {told['title']}", style="bold"))
        screen.print(Text(f"   {told['found']}"))
        for part in PARTS:
            screen.print(
                Text(f"   {say(f'check.{part}', lang)}: {told[part]}", style="dim" if part == "example" else "")
            )
    if report.items:
        screen.print()
        screen.print(_items(report, lang))
        screen.print(Text(say("check.days", lang, fewest=FEWEST)))


def _items(report: Report, lang: Language) -> Listing:
    heads = [say(f"check.{key}", lang) for key in ("item", "cases", "open", "median", "p90")]
    rows = [
        [row.item, f"{row.cases:,}", shown(row.open, lang), f"{row.median:.1f}", f"{row.p90:.1f}"]
        for row in report.items
    ]
    return Listing(say("check.of_items", lang), heads, rows)


def shown(count: int, lang: Language) -> str:
    """A count, or that it is too small to be shown."""
    return f"{count:,}" if count == 0 or count >= FEWEST else say("check.few", lang, fewest=FEWEST)
