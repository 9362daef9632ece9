"""Sentences made from the numbers: the answer, and what each part of a report says."""

from typing import Any

from sim.base.headline_clocks import HEADLINE, WHOLE, both_clocks
from sim.base.language import Language
from sim.base.numerals import percent
from sim.base.own_clocks import is_own
from sim.charts.captions import records
from sim.experiment.verdict_words import how_far, in_words
from sim.outcomes.clocks import CLOCKS
from sim.report.numbers import bounded, days, known, listed
from sim.report.read import Findings
from sim.report.words import say
from sim.statistics.decision import SURE, is_unsteady, verdict_of

Row = dict[str, Any]


def of_clock(findings: Findings, scenario: str, clock: str) -> Row | None:
    """The row of a scenario on a clock; none if no project was permitted."""
    table = findings.table("chances")
    mine = table[(table["scenario"] == scenario) & (table["clock"] == clock)] if len(table) else table
    rows = records(mine)
    return rows[0] if rows and known(rows[0]["within"]) else None


def clocks(findings: Findings) -> list[str]:
    """The clocks that some scenario has, in their usual order, those of its own last."""
    table = findings.table("chances")
    told = list(table["clock"].unique()) if len(table) else []
    return [*(clock for clock in CLOCKS if clock in told), *(clock for clock in told if is_own(clock))]


def question(findings: Findings, lang: Language) -> str:
    """The headline question, with the target in days, which is the title of page and deck."""
    return say("word.question", lang, target=findings.target)


def answer(findings: Findings, lang: Language) -> str:
    """The answer in one sentence, on the headline clock and on the whole way."""
    headline, whole = (of_clock(findings, findings.subject, clock) for clock in both_clocks(findings.headline))
    if headline is None or whole is None:
        return say("word.nobody", lang)
    told = _answer(findings, headline, whole, lang)
    return told + on_it(findings, lang) if findings.about_one and findings.best != findings.subject else told


def on_it(findings: Findings, lang: Language) -> str:
    """The package that brings most projects of the city that was asked about within the target, behind the answer."""
    rows = [of_clock(findings, findings.best, clock) for clock in both_clocks(findings.headline)]
    if any(row is None for row in rows):
        return ""
    headline, whole = (bounded(row, "within", lang, share=True) for row in rows if row is not None)
    return say("word.on_it", lang, title=findings.title(findings.best, lang), within=headline, within_whole=whole)


def _answer(findings: Findings, headline: Row, whole: Row, lang: Language) -> str:
    """The verdict on a scenario's headline and on the whole way."""
    usual = findings.headline == HEADLINE
    clocks = {} if usual else dict(zip(("clock", "other"), _in_words(findings.headline, lang), strict=True))
    return say(
        "word.answer" if usual else "word.answer_on",
        lang,
        **clocks,
        headline=verdict_on(findings, headline, lang),
        whole=verdict_on(findings, whole, lang),
        title=findings.title(findings.subject, lang),
        within=bounded(headline, "within", lang, share=True),
        within_whole=bounded(whole, "within", lang, share=True),
        target=findings.target_of(findings.subject),
    )


def _in_words(headline: str, lang: Language) -> list[str]:
    """The clock of the promise and the one beside it."""
    return [say(f"clock.{clock}", lang) for clock in both_clocks(headline)]


def many(findings: Findings, lang: Language) -> str:
    """The share of projects that is promised, in words."""
    return say("general.nine_in_ten" if findings.sure == SURE else "general.share", lang, share=percent(findings.sure))


def answer_rule(findings: Findings, lang: Language) -> str:
    """What “yes” means: which share of projects must be within the target."""
    key = "word.answer_rule" if findings.sure == SURE else "word.answer_rule_share"
    return say(key, lang, share=percent(findings.sure))


def verdict_on(findings: Findings, row: Row, lang: Language) -> str:
    """The verdict on a row of `chances`, no surer than what was studied of its estimates."""
    return in_words(verdict_of(row), findings.ignorance(row["scenario"], row["clock"]), lang)


def how_far_it_goes(findings: Findings, lang: Language) -> list[str]:
    """The range of ignorance beside the headline, on each clock that was studied; or that none was, but beside a no."""
    row = of_clock(findings, findings.subject, findings.headline)
    title = say("ignorance.quoted", lang, title=findings.title(findings.subject, lang))
    studied = [one for one in findings.ignorances if one.scenario == findings.subject]
    if not studied and (row is None or verdict_of(row) == "no"):
        return []
    return [how_far(one, title, lang) for one in studied] or [how_far(None, title, lang)]


def caveats(findings: Findings, lang: Language) -> list[str]:
    """What must be known beside the answer: which days the headline clock counts, and what the interval leaves out."""
    clock = findings.headline
    usual = clock == HEADLINE
    told = [say("word.headline_clock", lang)] if usual else [say(f"meaning.{clock}", lang)]
    told = [*told, *how_far_it_goes(findings, lang)]
    share = guessed(findings)
    if share is not None:
        title = findings.title(findings.subject, lang)
        told.append(say("word.chance_only", lang, share=percent(share), title=title))
    return [*told, *unfinished_and_growing(findings, lang)]


def unfinished_and_growing(findings: Findings, lang: Language) -> list[str]:
    """Who did not end in the run, where anybody did not; and which scenario has no steady state."""
    rows = [row for one in findings.about["scenarios"] if (row := of_clock(findings, one["scenario"], WHOLE))]
    under_way = [
        say("certainty.share", lang, title=row[f"title_{lang}"], share=percent(row["unfinished"]))
        for row in rows
        if known(row.get("unfinished")) and row["unfinished"]
    ]
    growing = [
        say("certainty.growing", lang, title=row[f"title_{lang}"], pool=row[f"growing_{lang}"],
            number=f"{row['growing_a_month']:.2g}")
        for row in rows
        if is_unsteady(row)
    ]  # fmt: skip
    return ([say("certainty.unfinished", lang, told=listed(under_way, lang))] if under_way else []) + growing


def guessed(findings: Findings) -> float | None:
    """The part of the time on the critical path that rests on durations that are estimates."""
    table = findings.table("assumptions")
    whole = float(table["days"].sum()) if len(table) else 0.0
    return float(table.loc[table["grade"] == "estimate", "days"].sum()) / whole if whole else None


def ran(findings: Findings, lang: Language) -> str:
    """Replications, seed, engine and version."""
    first = findings.about["scenarios"][0]
    return say("word.ran", lang, **{name: first[name] for name in ("replications", "seed", "engine", "version")})


def other_targets(findings: Findings, lang: Language) -> list[str]:
    """A sentence, if some scenarios have targets of their own, against which they are held."""
    own: dict[str, float] = findings.about.get("own_targets", {})
    if not own:
        return []
    told = [say("method.own_target", lang, title=findings.title(name, lang), days=days) for name, days in own.items()]
    return [say("method.targets", lang, target=findings.target, own=listed(told, lang))]


def holidays_by_law(findings: Findings, lang: Language) -> list[str]:
    """A sentence if the holidays of some years are the law's, for no notice is known yet."""
    since = findings.about.get("holidays_by_law_from")
    return [say("method.by_law", lang, since=since)] if since else []


def not_here(findings: Findings, lang: Language) -> list[str]:
    """Which packages do not go with the city that was asked about, and what reforms name that it does not have."""
    left_out: dict[str, str] = findings.about.get("not_on_it", {})
    absent: list[dict[str, str]] = findings.about.get("passed_over", [])
    told = [say("method.not_on_it", lang, name=name, why=why) for name, why in left_out.items()]
    if not absent:
        return told
    parts = [
        say("method.absent", lang, what=say(f"part.{one['what']}", lang), name=one["name"], reform=one["reform"])
        for one in absent
    ]
    return [*told, say("method.passed_over", lang, parts=listed(parts, lang))]


def under_the_floor(findings: Findings, lang: Language, key: str = "floors.lead") -> str | None:
    """What is left of the most frequent kind of project if the government takes no time."""
    table = findings.table("floors")
    rows = table[(table["instant"] == "government") & (table["group"] != "all")] if len(table) else table
    rows = rows[rows["p50"].notna()] if len(rows) else rows
    if not len(rows):
        return None
    row = rows.sort_values("n", ascending=False).iloc[0]
    return say(key, lang, group=row[f"group_{lang}"], days=days(row["p50"]))


def grades(findings: Findings, lang: Language) -> str:
    """How many assumptions there are of each grade."""
    table = findings.table("assumptions")
    counts = table["grade"].fillna("none").value_counts()
    parts = [
        say("assumptions.part", lang, count=f"{n:,}", grade=say(f"grade.{name}", lang)) for name, n in counts.items()
    ]
    title = findings.title(findings.subject, lang)
    return say("assumptions.lead", lang, count=f"{len(table):,}", title=title, parts=listed(parts, lang))


def with_target(findings: Findings, scenario: str, lang: Language) -> str:
    """The title of a scenario; with the days that it is held against, where these are not the same for all."""
    title = findings.title(scenario, lang)
    if not findings.about.get("own_targets"):
        return title
    return say("word.with_target", lang, title=title, target=findings.target_of(scenario))
