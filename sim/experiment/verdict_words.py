"""What is said of a verdict, in both languages: one place for the terminal, reports, slides and notebooks.

A sentence says no more than was found: what is undecided is not denied, and a yes that nobody held against the ranges
of the estimates says so.
"""

from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.wording import Wording
from sim.charts.words import WORDING as OF_FIGURES
from sim.experiment.groups import ALL
from sim.experiment.ignorance import Ignorance
from sim.statistics.decision import Verdict

WORDING: Final = Wording(Path(__file__).with_suffix(".yaml"), OF_FIGURES)
say: Final = WORDING.say

UNDECIDED: Final = ("undecided", "has no steady state")
REFUSED: Final = ("does not go together",)
"""What a search says of a package, see `sim.packages.search.Verdict`."""


def in_words(verdict: Verdict, ignorance: Ignorance | None, lang: Language) -> str:
    """A verdict in a few words; *ignorance* is what a sweep over the ranges of the estimates says of the same share."""
    if verdict != "yes":
        return say(f"verdict.{verdict}", lang)
    if ignorance is None:
        return say("verdict.yes_if", lang)
    return say("verdict.yes" if ignorance.is_sure else "verdict.yes_at", lang, sure=percent(ignorance.sure))


def how_far(ignorance: Ignorance | None, title: str, lang: Language) -> str:
    """The range of ignorance of the scenario of this title, or that nobody studied it."""
    if ignorance is None:
        return say("ignorance.untested", lang, title=title)
    shares = {name: percent(share) for name, share in ignorance.within.items()}
    clock = say(f"clock.{ignorance.clock}", lang)
    counts = {"numbers": f"{ignorance.numbers:,}", "points": f"{ignorance.points:,}", "target": ignorance.target}
    return say("ignorance.range", lang, title=title, clock=clock, sure=percent(ignorance.sure), **counts, **shares)


def package(document: dict[str, Any], base: str, titles: dict[str, str], lang: Language) -> str:
    """The smallest package on top of the scenario of this title, or how near one comes."""
    asked, best = {**_asked(document, lang), "base": base}, _best(document)
    if best is not None:
        return say("package.found", lang, **asked, count=len(best), names=named(best, titles, lang))
    nearest, within = _nearest(document)
    told = {**asked, **_undecided(document), "names": named(nearest, titles, lang), "within": percent(within)}
    return say("package.open" if told["open"] else "package.none", lang, **told)


def package_in_short(document: dict[str, Any], lang: Language) -> str:
    """How large the smallest package is, or how near one comes, without the names of the reforms."""
    asked, best = _asked(document, lang), _best(document)
    if best is not None:
        return say("package.found_short", lang, **asked, count=len(best))
    told = {**asked, **_undecided(document), "within": percent(_nearest(document)[1])}
    return say("package.open_short" if told["open"] else "package.none_short", lang, **told)


def _undecided(document: dict[str, Any]) -> dict[str, int]:
    """Of how many packages it is not known whether they keep the promise, of how many that were tried."""
    verdicts = [one["verdict"] for one in document["packages"]]
    return {"open": sum(one in UNDECIDED for one in verdicts), "count": sum(one not in REFUSED for one in verdicts)}


def _asked(document: dict[str, Any], lang: Language) -> dict[str, Any]:
    kind = document.get("class", ALL)
    who = say("package.projects", lang) if kind == ALL else say("package.of_kind", lang, kind=kind)
    clock = say(f"clock.{document['clock']}", lang)
    return {"share": percent(document["rule"]["probability"]), "target": document["target"], "clock": clock, "who": who}


def _best(document: dict[str, Any]) -> list[str] | None:
    """The cheapest of the minimal packages, or the first of them; none if no package keeps the promise."""
    minimal: list[list[str]] = document["minimal"]
    return (document.get("cheapest") or minimal[0]) if minimal else None


def _nearest(document: dict[str, Any]) -> tuple[list[str], float]:
    nearest = document["nearest"][0]
    return nearest, next(one["within_target"] for one in document["packages"] if one["reforms"] == nearest)


def named(reforms: list[str], titles: dict[str, str], lang: Language) -> str:
    """A package by the titles of its reforms."""
    if not reforms:
        return say("package.none_of_them", lang)
    return say("package.plus", lang).join(titles.get(name, name) for name in reforms)
