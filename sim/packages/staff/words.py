"""The cheapest staffing in words, in both languages, from its JSON document: sentences, and the rows of two tables.

A sentence says no more than was proved: what is called sure was held against luck that the staffing was not chosen by.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import NONE, percent
from sim.charts.wording import Wording
from sim.experiment.groups import ALL
from sim.experiment.verdict_words import WORDING as OF_VERDICTS
from sim.packages.search import Verdict

WORDING: Final = Wording(Path(__file__).with_suffix(".yaml"), OF_VERDICTS)
say: Final = WORDING.say
HOLDERS: Final = 4
"""So many of those who hold projects up are named in the sentence."""

Document = Mapping[str, Any]
Table = tuple[list[str], list[list[str]]]
"""Heads and rows."""


def staff_sentences(document: Document, lang: Language) -> list[str]:
    """What was asked, what keeps the promise or how near one comes, how sure that is, and what the budget buys."""
    told = [*_asked(document, lang), *_answer(document, lang), *_notes(document, lang)]
    return [*told, *_budget(document, lang), _guarantee(document, lang)]


def footer(document: Document, staffings: int, lang: Language) -> str:
    """How much was played."""
    return say(
        "guarantee.footer", lang, played=document["replications_played"], staffings=staffings, seed=document["seed"],
        engine=document["engine"], asked=document["held_against_other_luck"],
    )  # fmt: skip


def _asked(document: Document, lang: Language) -> list[str]:
    today, kind = document["today"], document["class"]
    who = say("package.projects", lang) if kind == ALL else say("package.of_kind", lang, kind=kind)
    promise = say(
        "promise.asked", lang, share=exactly(document["rule"]["probability"]), who=who, target=document["target"],
        clock=say(f"clock.{document['clock']}", lang), within=interval(today), count=today["replications"],
    )  # fmt: skip
    package = document["instead_of"]
    told = [promise] if package is None else [say("promise.instead", lang, **_package(package)), promise]
    for growth in today["growing"][:1]:
        pool = growth["title"] if lang == "en" else growth["title_zh"]
        told.append(say("promise.growing", lang, pool=pool, a_month=growth["a_month"]))
    return told


def _package(package: Document) -> dict[str, str]:
    low, high = package["within_target_ci95"] or (package["within_target"],) * 2
    within = f"{exactly(package['within_target'])} [{exactly(low)}–{exactly(high)}]"
    return {"reforms": ", ".join(package["reforms"]), "package": within}


def _answer(document: Document, lang: Language) -> list[str]:
    found, verdict = document["found"], document["verdict"]
    low, high = (exactly(bound) for bound in found["bounds"]) if found["bounds"] else (NONE, NONE)
    if verdict == Verdict.OPEN.value:
        return [say("answer.open", lang, within=interval(found), low=low, high=high)]
    if verdict == Verdict.MISSES.value:
        return [say("answer.misses", lang, within=interval(found), high=high), *_held(document, lang)]
    told = {"people": people(found["people_more"], lang), "cost": _cost(document, found["cost_more"], lang)}
    return [say("answer.keeps", lang, within=interval(found), low=low, **told), *_proved(document, lang)]


def _proved(document: Document, lang: Language) -> list[str]:
    """Whether anything cheaper may keep the promise; nothing of that where more people were seen to hurt."""
    more = document["more_people"]
    if more["surely_hurt"]:
        return [say("answer.harm", lang, hurts=more["surely_hurt"], pairs=more["pairs"])]
    checked = say("answer.harmless", lang, pairs=more["pairs"], helps=more["surely_help"])
    if document["is_cheapest"]:
        return [say("answer.cheapest", lang), checked]
    if document["floor"] is None:
        return [checked]
    floor = _more(document["floor"], document["unit"], lang)
    return [say("answer.floor", lang, floor=floor), checked]


def _held(document: Document, lang: Language) -> list[str]:
    rows = (document["holding_up"] or [])[:HOLDERS]
    if not rows:
        return []
    holders = [
        say("answer.holder", lang, what=_holder(row["holder"], lang), who=row["who"], share=percent(row["share"]))
        for row in rows
    ]
    return [say("answer.held", lang, holders=say("answer.comma", lang).join(holders))]


def _holder(name: str, lang: Language) -> str:
    """What holds up, as the figures call it."""
    key = f"holder.{name}"
    return say(key, lang) if key in WORDING.words() else name


def _notes(document: Document, lang: Language) -> list[str]:
    """Who did not finish, and whose cost is in no sum."""
    notes = []
    if document["found"]["unfinished"] > 0:
        notes.append(say("answer.unfinished", lang, left=exactly(document["found"]["unfinished"])))
    changed = [one for one in document["places"] if one["needed"] != one["now"] and not one["is_paid"]]
    unpaid = [title(one, lang) for one in changed if one["counts"] == "servers" and not one["price"]]
    if unpaid:
        notes.append(say("answer.unpaid", lang, pools=say("answer.comma", lang).join(unpaid)))
    if any(one["counts"] == "seats" and not one["price"] for one in changed):
        notes.append(say("answer.seats", lang))
    return notes


def _budget(document: Document, lang: Language) -> list[str]:
    bought = document["budget"]
    if bought is None:
        return []
    low, high = (exactly(bound) for bound in bought["bounds"]) if bought["bounds"] else (NONE, NONE)
    told = {"people": people(bought["people_more"], lang), "cost": _cost(document, bought["cost_more"], lang)}
    budget = _amount(bought["budget"], document["unit"], lang)
    key = "budget.unknown" if bought["is_enough"] is None else "budget.no"
    return [say(key, lang, budget=budget, within=interval(bought), low=low, high=high, **told)]


def _guarantee(document: Document, lang: Language) -> str:
    rule = document["rule"]
    low, high = (rule["probability"] + sign * rule["indifference"] for sign in (-1, 1))
    return say("guarantee.keeps", lang, confidence=exactly(rule["confidence"]), low=exactly(low), high=exactly(high))


def _cost(document: Document, more: float, lang: Language) -> str:
    """What a staffing costs more a year, with the range of the price of an hour."""
    told, wage = _more(more, document["unit"], lang), document["staff_hour"]
    if document["unit"] == "people" or wage is None or not wage["value"] or wage["low"] == wage["high"] or not more:
        return told
    low, high = (f"{abs(more) * wage[bound] / wage['value']:,.0f}" for bound in ("low", "high"))
    return say("money.range", lang, told=told, low=low, high=high)


def _more(amount: float, unit: str, lang: Language) -> str:
    if unit == "people":
        return people(round(amount), lang)
    key = "same" if round(amount) == 0 else "more" if amount > 0 else "less"
    return say(f"money.{key}", lang, amount=f"{abs(amount):,.0f}")


def _amount(amount: float, unit: str, lang: Language) -> str:
    return say(f"money.{unit}", lang, amount=f"{amount:,.0f}")


def people(more: int, lang: Language) -> str:
    """How many people more, or fewer, than today."""
    key = {0: "people_same", 1: "people_one"}.get(more, "people_more" if more > 0 else "people_less")
    return say(f"money.{key}", lang, people=abs(more))


def exactly(share: float | None) -> str:
    """A share to a tenth of a percent, without rounding it to none or all."""
    if share is None or share != share:
        return NONE
    if 0 < share < 0.0005:
        return "<0.1%"
    return ">99.9%" if 0.9995 < share < 1 else f"{share:.1%}"


def interval(staffing: Document) -> str:
    """The share within the target, with its interval."""
    within = exactly(staffing["within_target"])
    between = staffing["within_target_ci95"]
    return within if between is None else f"{within} [{exactly(between[0])}–{exactly(between[1])}]"


def title(place: Document, lang: Language) -> str:
    """What a place is called: its pool, seats as seats, and of several shifts the calendar."""
    told = str(place["title"] if lang == "en" else place["title_zh"])
    calendar = place["name"].removeprefix(place["pool"]).strip(" ()")
    if calendar:
        return say("table.shift", lang, title=told, calendar=calendar)
    return say("table.seats", lang, title=told) if place["counts"] == "seats" else told


def needed_table(document: Document, lang: Language) -> Table:
    """Of each place where others are needed than today: now, needed, at least, what that costs more a year."""
    heads = [say(f"table.{name}", lang) for name in ("pool", "now", "needed", "at_least", _unit(document), "share")]
    changed = [one for one in document["places"] if one["needed"] != one["now"]]
    rows = [_row(one, lang) for one in changed]
    found = document["found"]
    total = [
        say("table.together", lang), "", f"{found['people_more']:+,}", "", signed(found["cost_more"]), ""
    ]  # fmt: skip
    return heads, [*rows, total]


def _unit(document: Document) -> str:
    return "cost" if document["unit"] == "CNY" else "heads"


def _row(place: Document, lang: Language) -> list[str]:
    more = (place["needed"] - place["now"]) * place["price"]
    least = NONE if place["at_least"] is None or not place["price"] else f"{place['at_least']:,}"
    cost = signed(more) if place["price"] else NONE
    return [
        title(place, lang),
        f"{place['now']:,}",
        f"{place['needed']:,}",
        least,
        cost,
        percent(place["share_of_time"]),
    ]


def signed(amount: float) -> str:
    """An amount with its sign, whole."""
    return "0" if round(amount) == 0 else f"{amount:+,.0f}".replace("-", "−")


def as_today(document: Document, lang: Language) -> str | None:
    """The places at which nothing changes, in one sentence; None where there are none."""
    same = [title(one, lang) for one in document["places"] if one["needed"] == one["now"]]
    return say("table.asis", lang, pools=say("answer.comma", lang).join(same)) if same else None


def frontier_table(document: Document, most: int, lang: Language) -> Table:
    """People against promise, the cheapest first; of many rows so many, evenly spread."""
    heads = [say(f"table.{name}", lang) for name in ("who", "heads", _unit(document))]
    heads.append(say("table.within", lang, target=document["target"]))
    points: Sequence[Document] = document["frontier"]
    shown = (
        {round(place * (len(points) - 1) / max(most - 1, 1)) for place in range(most)} if len(points) > most else None
    )
    rows = [
        [_what(document, one, lang), f"{one['people_more']:+,}", signed(one["cost_more"]), interval(one)]
        for number, one in enumerate(points)
        if shown is None or number in shown
    ]
    return heads, rows


def _what(document: Document, point: Document, lang: Language) -> str:
    """Which staffing a row is about: today's, that which was found, or where it has others than today."""
    there = point["staffing"]
    if there == document["today"]["staffing"]:
        return say("table.today", lang)
    if there == document["found"]["staffing"]:
        return say("table.found" if document["verdict"] != Verdict.MISSES.value else "table.everywhere", lang)
    more = [
        f"{title(place, lang)} {place['now']} → {count}"
        for place, count in zip(document["places"], there, strict=True)
        if count != place["now"] and place["price"]
    ]
    return say("answer.comma", lang).join(more) or say("table.today", lang)
