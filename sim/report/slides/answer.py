"""Ten slides that say what was found, and one more for each study beside the answer."""

from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.captions import records
from sim.charts.chances import conclusion as on_chances
from sim.charts.roles import AFTER, BEFORE, SOLID
from sim.charts.sheet import LIGHT
from sim.report import sentences
from sim.report.assumptions import range_of, value_of
from sim.report.numbers import bounded, days, known
from sim.report.read import Findings
from sim.report.slides.costs import costs
from sim.report.slides.days import Story, spread_of, steps
from sim.report.slides.decide import decide, missed
from sim.report.slides.deck import BODY, Deck, new_deck
from sim.report.slides.holding import held_up, whose_days
from sim.report.slides.native_charts import DAYS, bars, share_form
from sim.report.slides.opening import opening
from sim.report.slides.project import chains, critical
from sim.report.slides.studies import earned, influence, measured, money, package
from sim.report.words import say
from sim.statistics.decision import SURE, verdict_of

SHOWN: Final = 9
OF_FLOOR: Final = {party: SOLID[party] for party in ("government", "intermediary")}
"""A floor has the colour of the party that is supposed to take no time."""


def slides(findings: Findings, lang: Language) -> Deck:
    """The slides of an answer and of the studies beside it, in one language."""
    deck = new_deck(lang, sentences.question(findings, lang), sentences.ran(findings, lang))
    for story in STORIES:
        story(deck, findings)
    return deck


def write_slides(findings: Findings, lang: Language, file: Path) -> None:
    """Writes the slides of an answer to a file; equal findings give equal bytes."""
    slides(findings, lang).save(file)


def _ladder(deck: Deck, findings: Findings) -> None:
    table = findings.table("chances")
    rows = table[(table["clock"] == findings.headline)] if len(table) else table
    title = on_chances(table, deck.lang) if len(table) else say("word.nobody", deck.lang)
    slide = deck.add(
        title, [_notes(findings, "ladder", deck.lang, target=findings.target), say("method.intervals", deck.lang)]
    )
    told = records(rows)
    if not any(known(row["within"]) for row in told):
        return
    names = [str(row["scenario"]) for row in told]
    share = say("slide.share", deck.lang, target=findings.target, clock=say(f"unit.{findings.headline}", deck.lang))
    values = {share: [_number(row["within"]) for row in told]}
    marked = names.index(findings.subject)
    titles = [sentences.with_target(findings, name, deck.lang) for name in names]
    form, aim = share_form(values), _promised(findings, deck.lang)
    bars(slide, titles, values, form=form, most=1, unit=share, marked=marked, alt=title, target=aim)


def _promised(findings: Findings, lang: Language) -> tuple[float, str]:
    """The share of projects that is promised, and what is written at its line."""
    return findings.sure, say("slide.promised", lang, share=percent(findings.sure))


def _clocks(deck: Deck, findings: Findings) -> None:
    lang, pair = deck.lang, findings.pair
    shown = sentences.clocks(findings)
    made = sum(_is_sure(findings, clock) for clock in shown)
    told = {"made": made, "all": len(shown), "title": findings.title(findings.subject, lang)}
    told |= {"target": findings.target_of(findings.subject), "many": sentences.many(findings, lang)}
    meanings = [say("word.meaning_of", lang, clock=say(f"unit.{one}", lang), meaning=say(f"meaning.{one}", lang))
                for one in shown]  # fmt: skip
    slide = deck.add(say("slide.clocks", lang, **told), [say("notes.clocks", lang), *meanings])
    within = say("slide.within", lang, target=findings.target)
    heads = [say("word.clock", lang)]
    for name in pair:
        heads += [f"{findings.title(name, lang)} · {word}" for word in (say("word.median", lang), within)]
    rows = []
    for clock in shown:
        cells = [say(f"unit.{clock}", lang)]
        for name in pair:
            row = sentences.of_clock(findings, name, clock)
            cells += [days(row["p50"]), bounded(row, "within", lang, share=True)] if row else ["–", "–"]
        rows.append(cells)
    deck.table(slide, heads, rows, [3.6, *[1.5, 2.0] * len(pair)])


def _is_sure(findings: Findings, clock: str) -> bool:
    row = sentences.of_clock(findings, findings.subject, clock)
    return row is not None and verdict_of(row) == "yes"


def _kinds(deck: Deck, findings: Findings) -> None:
    lang, table = deck.lang, findings.table("groups")
    mine = (
        table[(table["scenario"] == findings.subject) & (table["group"] != "all") & (table["n"] > 0)]
        if len(table)
        else table
    )
    by_clock = {clock: mine[mine["clock"] == clock] for clock in both_clocks(findings.headline)} if len(mine) else {}
    title = _on_kinds(findings, by_clock.get(findings.headline), lang)
    slide = deck.add(title, [_notes(findings, "kinds", lang, title=findings.title(findings.subject, lang))])
    if by_clock:
        names = [str(name) for name in by_clock[findings.headline][f"group_{lang}"]]
        values = {
            say(f"unit.{clock}", lang): [float(one) for one in rows["within"]] for clock, rows in by_clock.items()
        }
        unit = say("slide.within", lang, target=findings.target)
        form, aim = share_form(values), _promised(findings, lang)
        bars(slide, names, values, form=form, most=1, alt=title, unit=unit, colours=(AFTER, LIGHT), target=aim)


def _on_kinds(findings: Findings, rows: pd.DataFrame | None, lang: Language) -> str:
    """The kind that fares best and the one that fares worst."""
    if rows is None:
        return say("word.nobody", lang)
    ranked = records(rows.sort_values("within"))
    told = {"worst": ranked[0][f"group_{lang}"], "worst_share": percent(ranked[0]["within"])}
    told |= {"best": ranked[-1][f"group_{lang}"], "best_share": percent(ranked[-1]["within"])}
    key = "slide.kinds" if len(ranked) > 1 else "slide.kind"
    told["clock"] = say(f"clock.{findings.headline}", lang)
    on = "" if findings.headline == HEADLINE else "_on"
    return say(f"{key}{on}", lang, target=findings.target_of(findings.subject), **told)


def _notes(findings: Findings, key: str, lang: Language, **told: object) -> str:
    """What a speaker says beside a slide about the headline, on its usual clock for nine in ten or on another."""
    if findings.headline == HEADLINE and findings.sure == SURE:
        return say(f"notes.{key}", lang, **told)
    first, second = both_clocks(findings.headline)
    clocks = {"clock": say(f"clock.{first}", lang), "other": say(f"clock.{second}", lang)}
    return say(f"notes.{key}_on", lang, **told, **clocks, share=percent(findings.sure))


def _floors(deck: Deck, findings: Findings) -> None:
    lang, table = deck.lang, findings.table("floors")
    title = sentences.under_the_floor(findings, lang, "floors.short") or say("word.nobody", lang)
    slide = deck.add(title, [say("notes.floors", lang)])
    table = table[table["p50"].notna() & (table["group"] != "all")] if len(table) else table
    if table.empty:
        return
    names = [str(name) for name in dict.fromkeys(table[f"group_{lang}"])]
    values = {}
    for parties, rows in table.groupby("instant", sort=False):
        known_days = rows.set_index(f"group_{lang}")["p50"]
        values[say(f"instant.{parties}", lang)] = [_number(known_days.get(name)) for name in names]
    unit = say("slide.floor_unit", lang, title=findings.title(findings.subject, lang))
    colours = [OF_FLOOR.get(str(parties), BEFORE) for parties in table["instant"].unique()]
    aim = findings.target, say("general.target", lang, target=findings.target)
    bars(slide, names, values, form=DAYS, alt=title, unit=unit, colours=colours, target=aim)


def _assumptions(deck: Deck, findings: Findings) -> None:
    lang, table = deck.lang, findings.table("assumptions")
    if table.empty:
        deck.add(say("word.nobody", lang), [say("notes.assumptions", lang)])
        return
    share = percent(sentences.guessed(findings) or 0.0)
    title = say("slide.assumptions", lang, share=share, title=findings.title(findings.subject, lang))
    slide = deck.add(title, [say("notes.assumptions", lang), sentences.grades(findings, lang)])
    heads = [say(f"word.{key}", lang) for key in ("assumption", "value", "range", "grade", "days_on_path")]
    rows = []
    for one in records(table.head(SHOWN)):
        grade = one["grade"] if known(one["grade"]) else "none"
        rows.append(
            [
                one[f"what_{lang}"],
                value_of(one, lang),
                range_of(one, lang),
                say(f"grade.{grade}", lang),
                days(one["days"]),
            ]
        )
    deck.table(slide, heads, rows, [4.6, 3.2, 1.6, 1.2, 1.3], words={1, 2, 3})


def _method(deck: Deck, findings: Findings) -> None:
    lang = deck.lang
    slide = deck.add(
        say("head.method", lang), [say("notes.method", lang), say("again.lead", lang), findings.about["command"]]
    )
    told = [say(f"method.{key}", lang) for key in ("what", "luck", "intervals")]
    digests = [
        say("slide.digest", lang, title=one[f"title_{lang}"], digest=one["digest"])
        for one in findings.about["scenarios"]
        if one["scenario"] in findings.pair
    ]
    lines = [*told, sentences.ran(findings, lang), *digests, say("again.lead", lang), findings.about["command"]]
    deck.write(slide, lines, BODY, 16)


def _number(value: Any) -> float | None:
    return float(value) if known(value) else None


STORIES: Final[tuple[Story, ...]] = (
    opening, _ladder, _clocks, _kinds, spread_of(WHOLE), steps, whose_days, held_up, chains, critical, _floors, costs,
    package, money, earned, measured, influence, missed, decide, _assumptions, _method,
)  # fmt: skip
