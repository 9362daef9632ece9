"""The value of information in words, in both languages, from its JSON document: for the terminal and the report."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import NONE, percent
from sim.charts.wording import Wording
from sim.experiment.groups import ALL
from sim.experiment.verdict_words import WORDING as OF_VERDICTS

WORDING: Final = Wording(Path(__file__).with_suffix(".yaml"), OF_VERDICTS)
say: Final = WORDING.say
SMALLEST: Final = 0.005
"""A worth below this share of a percentage point, or of a yuan, is told as nothing."""
Document = Mapping[str, Any]


def sentences(document: Document, lang: Language) -> list[str]:
    """What is decided, what knowing everything is worth, whom to ask first and next, and how many files to collect."""
    told = [_decision(document, lang), _everything(document, lang)]
    if not _matters(document):
        return told
    return [*told, *_turns(document, lang), *_files(document, lang), *_others(document, lang)]


def rows(document: Document, lang: Language, most: int) -> tuple[list[str], list[list[str]]]:
    """The heads and the rows of the table for people: the numbers that are worth most."""
    unit = str(document["decision"]["unit"])
    heads = ["number", "share", unit, "variance", "how", "who", "files"]
    shown = [one for one in document["knowing"] if one["telling"] and one["worth"]["value"] > 0][:most]
    return [say(f"column.{head}", lang) for head in heads], [_row(one, unit, lang) for one in shown]


def _row(one: Document, unit: str, lang: Language) -> list[str]:
    worth = one["worth"]
    low, high = worth["ci95"]
    files = "" if one["way"] == "ask" or not one["files"] else f"{one['enough'] or one['files'][-1]['files']:,}"
    variance = one["variance"]["value"] if one["variance"] is not None else None
    return [
        title(one, lang), _share(one["share"], lang),
        f"{amount(worth['value'], unit)} [{amount(low, unit)}–{amount(high, unit)}]", percent(variance),
        say(f"how.{one['way']}", lang), str(one[f"who_{lang}"]), files,
    ]  # fmt: skip


def amount(number: float, unit: str) -> str:
    """A worth: percentage points to a hundredth, whole yuan."""
    return f"{number:,.0f}" if unit == "CNY" else f"{number:.2f}"


def title(one: Document, lang: Language) -> str:
    """What a number is called."""
    return str(one.get("title", one["name"]) if lang == "en" else one.get("title_zh", one["name"]))


def _matters(document: Document) -> bool:
    """Whether knowing everything is told to be worth something."""
    everything = document["everything"]["value"]
    return bool(everything >= SMALLEST * (1 if document["decision"]["unit"] == "points" else 100))


def _decision(document: Document, lang: Language) -> str:
    asked, options = document["decision"], document["decision"]["options"]
    best, kind = options[asked["best"]], document["class"]
    who = say("package.projects", lang) if kind == ALL else say("package.of_kind", lang, kind=kind)
    told = {
        "target": document["target"], "clock": say(f"clock.{document['clock']}", lang), "who": who,
        "within": percent(best["within_target"]), "points": f"{document['points']:,}", "count": len(options),
    }  # fmt: skip
    if asked["kind"] == "announce":
        verdict = say("decision.yes" if asked["best"] else "decision.no", lang)
        return say("decision.announce", lang, probability=percent(asked["probability"]), verdict=verdict, **told)
    named = best[f"title_{lang}"] or say("package.none_of_them", lang)
    if asked["price"] is None:
        return say("decision.choose", lang, best=named, **told)
    return say("decision.choose_price", lang, best=named, price=f"{asked['price']:,.0f}", **told)


def _everything(document: Document, lang: Language) -> str:
    numbers = f"{len(document['knowing']):,}"
    if not _matters(document):
        return say("everything.nothing", lang, numbers=numbers)
    unit = str(document["decision"]["unit"])
    low, high = (amount(one, unit) for one in document["everything"]["ci95"])
    value = amount(document["everything"]["value"], unit)
    return say(f"everything.{unit}", lang, numbers=numbers, value=value, low=low, high=high)


def _turns(document: Document, lang: Language) -> list[str]:
    known = {one["name"]: one for one in document["knowing"]}
    if document["asked"]:
        return [_group(one, known, lang) for one in document["in_turn"]]
    if not document["in_turn"]:
        return [say("turn.none", lang, numbers=f"{len(known):,}")]
    told = []
    for place, one in enumerate(document["in_turn"]):
        key = "turn.then" if place else "turn.first"
        told.append(say(key, lang, ask=_ask(known[one["factors"][-1]], lang), share=_share(one["share"], lang)))
    return told


def _others(document: Document, lang: Language) -> list[str]:
    """That of the numbers beside those that surely tell something nothing can be said."""
    telling = sum(one["telling"] for one in document["knowing"])
    count = len(document["knowing"]) - telling
    if not telling or not count:
        return []
    return [say("turn.others", lang, count=f"{count:,}", points=f"{document['points']:,}")]


def _group(one: Document, known: Mapping[str, Document], lang: Language) -> str:
    names = [say("turn.quoted", lang, title=title(known[name], lang)) for name in one["factors"]]
    return say("turn.group", lang, names=say("turn.comma", lang).join(names), share=_share(one["share"], lang))


def _ask(one: Document, lang: Language) -> str:
    named = say("turn.quoted", lang, title=title(one, lang))
    return say(f"way.{one['way']}", lang, who=one[f"who_{lang}"], title=named)


def _files(document: Document, lang: Language) -> list[str]:
    """Of each number that is found in files, how many are enough, or what the most that were thought of bring."""
    return [
        say("files.of", lang, what=say("turn.quoted", lang, title=title(one, lang)), told=_enough(one, lang))
        for one in document["knowing"]
        if one["files"]
    ]


def _enough(one: Document, lang: Language) -> str:
    files: Sequence[Document] = one["files"]
    chosen = next((each for each in files if each["files"] == one["enough"]), files[-1])
    told = {"files": f"{chosen['files']:,}", "worth": _short(chosen["share"]), "share": _short(one["share"])}
    return say("files.enough" if one["enough"] is not None else "files.few", lang, **told)


def _short(share: Document | None) -> str:
    return NONE if share is None else percent(share["value"])


def _share(share: Document | None, lang: Language) -> str:
    if share is None:
        return NONE
    low, high = map(percent, share["ci95"])
    return say("turn.share", lang, share=percent(share["value"]), low=low, high=high)
