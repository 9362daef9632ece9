"""The cheapest staffing on the screen: who is needed, people against promise, and how sure all that is."""

from collections.abc import Mapping
from typing import Any, Final

from sim.base.language import Language
from sim.cli.show.tables import Listing, console
from sim.packages.search import Verdict
from sim.packages.staff.words import as_today, footer, frontier_table, needed_table, say, staff_sentences

SHOWN: Final = 12
"""So many rows of people against promise are shown."""


def show_staff(document: Mapping[str, Any], staffings: int, check: str | None, lang: Language) -> None:
    """Two tables, the answer in sentences, and the command that checks it."""
    screen = console()
    cannot = document["verdict"] == Verdict.MISSES.value
    heads, rows = needed_table(document, lang)
    screen.print(Listing(say("table.most" if cannot else "table.title", lang), heads, rows))
    if same := as_today(document, lang):
        screen.print(same)
    heads, rows = frontier_table(document, SHOWN, lang)
    screen.print(Listing(say("table.frontier", lang), heads, rows))
    for sentence in staff_sentences(document, lang):
        screen.print(sentence)
    if check is not None:
        screen.print(say("guarantee.check", lang, command=check), soft_wrap=True)
    elif not cannot:
        screen.print(say("guarantee.save", lang))
    screen.print(footer(document, staffings, lang), style="dim")
