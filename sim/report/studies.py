"""What studies beside the answer say: the smallest package, the briefing's targets, the influence of assumptions."""

from typing import Any, Final

from sim.base.language import Language
from sim.base.numerals import percent
from sim.base.own_clocks import is_own
from sim.charts.fonts import shortened
from sim.experiment.verdict_words import named, package
from sim.report.figures import pictures
from sim.report.numbers import days, listed, plain
from sim.report.parts import Section, Table
from sim.report.read import Findings
from sim.report.tables.documents import known_titles
from sim.report.words import say, words

FIRST: Final = 15
STATUSES: Final = ("met", "missed", "open", "assumed", "incomparable")
"""What may become of a target of the briefing, see `sim.experiment.targets.Score.status`."""
VERDICTS: Final = {
    "kept": ("keeps it", "contains one that keeps it"), "missed": ("misses it",), "open": ("undecided",),
    "refused": ("does not go together",), "unsteady": ("has no steady state",),
}  # fmt: skip


def smallest(findings: Findings, lang: Language) -> Section | None:
    """The smallest package, what money buys and who earned the days, as far as they were studied."""
    drawn = pictures(findings, ("frontier", "shares", "shares-within"), lang)
    document = findings.studies.get("smallest")
    if document is None and not drawn:
        return None
    told, tables = ([], []) if document is None else _packages(document, findings, lang)
    return Section("package", say("head.package", lang), told, tables, drawn, first=0)


def titles_of_reforms(document: dict[str, Any], lang: Language) -> dict[str, str]:
    """What the reforms of a study are called, as far as their files are at hand."""
    known = known_titles(name for one in document["packages"] for name in one["reforms"])
    return {name: shortened(title.en if lang == "en" else title.zh) for name, title in known.items()}


def _packages(document: dict[str, Any], findings: Findings, lang: Language) -> tuple[list[str], list[Table]]:
    titles = titles_of_reforms(document, lang)
    verdicts = [one["verdict"] for one in document["packages"]]
    counts = {name: sum(verdict in words for verdict in verdicts) for name, words in VERDICTS.items()}
    counted = {name: count for name, count in counts.items() if name != "unsteady"}
    more = say("packages.unsteady", lang, count=counts["unsteady"]) if counts["unsteady"] else ""
    told = [
        package(document, findings.title(document["scenario"], lang), titles, lang),
        say("packages.tried", lang, tried=len(verdicts) - counts["refused"], **counted, unsteady=more),
    ]
    hurting = dict.fromkeys(one["reform"] for one in document.get("hurting", []))
    if hurting:
        told.append(say("word.hurting", lang, names=listed((titles.get(one, one) for one in hurting), lang)))
    key, shown = (
        ("table.packages", document["minimal"]) if document["minimal"] else ("table.nearest", document["nearest"])
    )
    known_packages = {tuple(one["reforms"]): one for one in document["packages"]}
    rows = [_package(known_packages[tuple(one)], titles, lang) for one in shown]
    heads = [say("word.reforms", lang), say("word.within", lang, target=document["target"]), say("word.cost", lang)]
    return told, [Table(say(key, lang), heads, rows)]


def _package(one: dict[str, Any], titles: dict[str, str], lang: Language) -> list[str]:
    within = percent(one["within_target"]) + _between(one["within_target_ci95"])
    cost = "–" if one["cost"] is None else f"{one['cost'] / 1000:,.0f}"
    return [named(one["reforms"], titles, lang), within, cost]


def _between(interval: list[float] | None) -> str:
    return f" [{percent(interval[0])}–{percent(interval[1])}]" if interval else ""


def targets(findings: Findings, lang: Language) -> Section | None:
    """The briefing's targets, before and after, a table for each scenario that comes after."""
    document = findings.studies.get("targets")
    if document is None:
        return None
    told, tables = [], []
    for after in document["after"]:
        scores = after["targets"]
        promises = _promises(scores, findings.headline)
        asked = [one for one in promises if one["threshold"] is not None]
        counts = {name: sum(one["status"] == name for one in asked) for name in STATUSES}
        told.append(say("targets.lead", lang, all=len(asked), **counts))
        names = {
            name: findings.title(part["scenario"], lang)
            for name, part in (("before", document["before"]), ("after", after))
        }
        heads = [say(f"word.{key}", lang) for key in ("target", "measure", "before", "after", "reached", "met")]
        shown = {"table.targets": promises, "table.measures": scores}
        tables += [
            Table(
                say(key, lang, **names),
                heads,
                [_score(one, lang) for one in told_of],
                words=frozenset({1, 5}),
                folded=key == "table.measures",
            )
            for key, told_of in shown.items()
            if len(told_of) > len(promises) or told_of is promises
        ]
    return Section("targets", say("head.targets", lang), told, tables)


def _promises(scores: list[dict[str, Any]], headline: str) -> list[dict[str, Any]]:
    """One measure for each promise of the briefing: on the clock of the answer, else the first that has a threshold."""
    of_each: dict[str, list[dict[str, Any]]] = {}
    for one in scores:
        of_each.setdefault(one["quote"], []).append(one)
    return [
        min(mine, key=lambda one: (one["measure"] != headline, one["threshold"] is None)) for mine in of_each.values()
    ]


def _score(one: dict[str, Any], lang: Language) -> list[str]:
    share = one["kind"] == "share"
    before, after = (_amount(one[name], share=share) for name in ("before", "after"))
    reached = "" if one["reached"] is None else _signed(one["reached"], share) + _interval(one["reached_ci95"], share)
    measure = _measure(one["measure"], lang)
    target = one["target"] if lang == "en" else one["quote"]
    return [target, measure, before, after, reached, say(f"met.{one['status'] or 'none'}", lang)]


def _measure(name: str, lang: Language) -> str:
    """A clock, another measure of the briefing, or one that has no other name yet."""
    if is_own(name):
        return say(f"unit.{name}", lang)
    known_as = next((key for key in (f"unit.{name}", f"measure.{name}") if key in words()), None)
    return say(known_as, lang) if known_as is not None else name.replace("_", " ")


def _amount(value: float | None, *, share: bool) -> str:
    if value is None:
        return "–"
    return percent(value) if share else days(value)


def _signed(value: float, share: bool) -> str:
    return percent(value) if share else f"{value:+.0%}".replace("-", "−")


def _interval(bounds: list[float] | None, share: bool) -> str:
    return f" [{_signed(bounds[0], share)}, {_signed(bounds[1], share)}]" if bounds else ""


def influence(findings: Findings, lang: Language) -> Section | None:
    """Which assumptions move the answer, and how much of its spread is ignorance."""
    document = findings.studies.get("sensitivity")
    if document is None:
        return None
    has_indices = any(factor["mean"].get("total") for factor in document["factors"] if "mean" in factor)
    kinds = ("tornado-within", "sobol-within", "tornado", "sobol") if has_indices else ("tornado-within", "tornado")
    told = [_budget(document, figure, lang) for figure in ("within", "mean")]
    drawn = pictures(findings, kinds, lang)
    factors = document["factors"][:FIRST]
    table = _factors(factors, say("table.influence", lang, count=len(factors)), lang)
    return Section("influence", say("head.influence", lang), [one for one in told if one], [table], drawn)


def other_influences(findings: Findings, lang: Language) -> Section | None:
    """All other assumptions that were studied."""
    document = findings.studies.get("sensitivity")
    factors = document["factors"][FIRST:] if document is not None else []
    if not factors:
        return None
    table = _factors(factors, say("table.all_influences", lang, count=len(factors)), lang, folded=True)
    return Section("influences", say("head.influences", lang), [], [table])


def _factors(factors: list[dict[str, Any]], caption: str, lang: Language, *, folded: bool = False) -> Table:
    heads = [say(f"word.{key}", lang) for key in ("assumption", "range", "grade", "source", "points", "moved_days")]
    rows = [_factor(one, lang) for one in factors]
    return Table(caption, heads, rows, words=frozenset({1, 2, 3}), folded=folded)


def _budget(document: dict[str, Any], figure: str, lang: Language) -> str | None:
    shares = (document.get("budget", {}).get(figure) or {}).get("shares")
    if not shares:
        return None
    parts = {"inputs": "unknown_inputs", "chance": "chance", "runs": "too_few_runs"}
    told = {name: percent(shares[key]) for name, key in parts.items()}
    return say("word.budget", lang, figure=say(f"budget.{figure}", lang), **told)


def _factor(one: dict[str, Any], lang: Language) -> list[str]:
    said = one.get("words" if lang == "en" else "words_zh") or ["–"]
    bounds = f"{plain(one['low'])}–{plain(one['high'])}" if one.get("low") is not None else " / ".join(said)
    effects = [_effect(one, "within", 100), _effect(one, "mean", 1)]
    grade = say(f"grade.{one['grade']}", lang) if one.get("grade") else say("grade.none", lang)
    title = one.get(f"title_{lang}", one.get("title", one["name"]))
    return [str(title), bounds, grade, str(one.get("source", "–")), *effects]


def _effect(one: dict[str, Any], figure: str, scale: int) -> str:
    return days(scale * float(one[figure]["effect"])) if figure in one else "–"
