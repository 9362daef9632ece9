"""The tables of the answer."""

from sim.base.headline_clocks import both_clocks
from sim.base.language import Language
from sim.base.numerals import NONE, percent
from sim.charts.captions import records
from sim.charts.holders import holders, what_in_words, who_in_words
from sim.report import sentences
from sim.report.numbers import Row, bounded, days
from sim.report.parts import Table
from sim.report.read import Findings
from sim.report.words import say

SHOWN_HELD = 12


def clocks(findings: Findings, lang: Language) -> Table:
    """Scenarios down, clocks across: the median, and the share within the target with its interval."""
    shown = sentences.clocks(findings)
    heads = [say("word.scenario", lang), *(one_line(say(f"short.{clock}", lang), lang) for clock in shown)]
    rows = []
    for one in findings.about["scenarios"]:
        cells = [_median_and_share(sentences.of_clock(findings, one["scenario"], clock), lang) for clock in shown]
        rows.append([sentences.with_target(findings, one["scenario"], lang), *cells])
    return Table(say("table.clocks", lang, target=findings.target), heads, rows)


def _median_and_share(told: Row | None, lang: Language) -> str:
    if told is None:
        return "–"
    return say(
        "word.cell",
        lang,
        median=days(told["p50"]),
        share=bounded(told, "within", lang, share=True).replace(" [", "\n["),
    )


def meanings(findings: Findings, lang: Language) -> Table:
    """Clocks down: which days each counts."""
    heads = [say("word.clock", lang), say("word.counted", lang)]
    shown = sentences.clocks(findings)
    rows = [[one_line(say(f"short.{one}", lang), lang), say(f"meaning.{one}", lang)] for one in shown]
    return Table(say("table.meanings", lang), heads, rows, words=frozenset({1}))


def groups(findings: Findings, lang: Language) -> Table:
    """Of the scenario asked about, the kinds of project down: median, p90, share within, on the two main clocks."""
    table = findings.table("groups")
    mine = table[(table["scenario"] == findings.subject) & table["clock"].isin(both_clocks(findings.headline))]
    heads = [say(f"word.{key}", lang) for key in ("projects", "clock", "n", "median", "p90")]
    rows = [
        [
            say("groups.all", lang) if row["group"] == "all" else str(row[f"group_{lang}"]),
            say(f"unit.{row['clock']}", lang),
            f"{row['n']:,}",
            bounded(row, "p50", lang),
            bounded(row, "p90", lang),
            bounded(row, "within", lang, share=True),
        ]
        for row in records(mine.sort_values("clock", kind="stable"))
        if row["n"]
    ]
    within = say("word.within", lang, target=findings.target_of(findings.subject))
    title = say("table.groups", lang, title=findings.title(findings.subject, lang))
    return Table(title, [*heads, within], rows, words=frozenset({1}))


def holding(findings: Findings, lang: Language) -> Table:
    """Who holds projects up, before and after: the largest of both sides, then the rest."""
    table = findings.table("holding")
    heads = [say("word.who", lang), say("word.what", lang), *(findings.title(name, lang) for name in findings.pair)]
    caption = say("table.holding", lang)
    mine = table[table["scenario"].isin(findings.pair)] if len(table) else table
    if mine.empty:
        return Table(caption, heads, [])
    rows = [
        [who_in_words(mine, one, lang), what_in_words(one, lang) or NONE, *(days(number) for number in one.days)]
        for one in holders(mine, SHOWN_HELD)
    ]
    known = [findings.title(str(name), lang) for name in mine["scenario"].unique()]
    return Table(caption, [*heads[:2], *known], rows, words=frozenset({1}))


def floors(findings: Findings, lang: Language) -> Table:
    """Suppositions down, kinds of project across: median days, and the share within the target."""
    table = findings.table("floors")
    caption = say("table.floors", lang, title=findings.title(findings.subject, lang), target=findings.target)
    table = table[table["p50"].notna()] if len(table) else table
    if table.empty:
        return Table(caption, [], [])
    kinds = list(dict.fromkeys(table["group"]))
    names = {row["group"]: row[f"group_{lang}"] for row in records(table)} | {"all": say("groups.all", lang)}
    rows = []
    for parties in dict.fromkeys(table["instant"]):
        mine = {row["group"]: row for row in records(table[table["instant"] == parties])}
        cells = [_days_and_share(mine.get(kind)) for kind in kinds]
        rows.append([say(f"instant.{parties}", lang), *cells])
    return Table(caption, [say("word.supposition", lang), *(names[kind] for kind in kinds)], rows)


def _days_and_share(told: Row | None) -> str:
    """Of a kind of project; a dash where none is permitted in the run under this supposition."""
    return "–" if told is None else f"{days(told['p50'])} · {percent(told['within'])}"


def provenance(findings: Findings, lang: Language) -> Table:
    """From what each scenario's results follow."""
    fields = ("digest", "seed", "replications", "engine", "version")
    rows = [
        [f"{one[f'title_{lang}']} ({one['scenario']})", *(str(one[name]) for name in fields)]
        for one in findings.about["scenarios"]
    ]
    heads = [say("word.scenario", lang), *(say(f"word.{name}", lang) for name in fields)]
    return Table(say("table.provenance", lang), heads, rows, words=frozenset({1, 4, 5}))


def one_line(words: str, lang: Language) -> str:
    """Words that were broken for a figure, in one line."""
    return words.replace("\n", " " if lang == "en" else "")
