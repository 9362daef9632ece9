"""The reforms that are proposed, on the screen: which, why, and which are left out."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Final

from rich.text import Text

from sim.cli.show.tables import Listing, console
from sim.packages.proposal import LEAST, MOST_PROPOSED, REPLICATIONS
from sim.packages.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.base.language import Language
    from sim.packages.proposal import Alone, Proposal

NAMED: Final = 6
"""So many reforms that cannot be played are named."""
WHY: Final = 80
"""And so many characters of the reason; JSON has all."""


def show_proposal(found: Proposal, lang: Language) -> None:
    """What is proposed, with the days each saves by itself, and what became of the other reforms."""
    screen = console()
    target = say("proposal.gained", lang, target=found.question.target)
    heads = [say("proposal.reform", lang), "", say("proposal.saved", lang, count=REPLICATIONS), target]
    title = say("proposal.title", lang, clock=say(f"unit.{found.clock}", lang))
    screen.print(Listing(title, heads, [_row(one, lang) for one in found.proposed], named=2, left=frozenset({0, 1})))
    for sentence in _sentences(found, lang):
        screen.print(sentence)
    screen.print(Text(""))


def _row(one: Alone, lang: Language) -> list[str]:
    saved = f"{one.days:.1f} [{one.saved.min():.1f}–{one.saved.max():.1f}]"
    return [one.reform, one.title[lang], saved, say("proposal.points", lang, points=100 * float(one.gained.mean()))]


def _sentences(found: Proposal, lang: Language) -> Iterator[str]:
    yield say("proposal.rule", lang, count=REPLICATIONS, least=LEAST, most=MOST_PROPOSED)
    if found.acting:
        yield say("proposal.more", lang, names=_named(found.acting, lang))
    if found.idle:
        yield say("proposal.idle", lang, names=_named(found.idle, lang))
    if found.refused:
        yield say("proposal.refused", lang, names=_refused(found.refused, lang))
    yield say("proposal.packages", lang, packages=1 << len(found.proposed), names=",".join(found.names))


def _named(reforms: Sequence[Alone], lang: Language) -> str:
    between = ", " if lang == "en" else "、"
    return between.join(f"{one.reform} ({one.days:+z.1f})" for one in reforms)


def _refused(refused: dict[str, str], lang: Language) -> str:
    told = [
        say("proposal.because", lang, name=name, why=shorten(why, WHY, placeholder=" …"))
        for name, why in refused.items()
    ]
    shown = "; ".join(told[:NAMED])
    more = len(told) - NAMED
    return say("proposal.others", lang, names=shown, count=more) if more > 0 else shown
