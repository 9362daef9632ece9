"""Answers, results and the briefing's targets on the screen."""

from collections.abc import Callable
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from sim.base.language import spoken
from sim.base.numerals import percent
from sim.cli.chinese.names import names_of, with_ids
from sim.cli.show.details import show_details
from sim.cli.show.tables import Cell, Listing, cell, console, table
from sim.experiment import targets
from sim.experiment.answer import Answer
from sim.experiment.answer_cells import at_least, class_rows, holding_rows, ladder_rows
from sim.experiment.cost_words import cost_table
from sim.experiment.goals import Goal, other_targets
from sim.experiment.paragraph import clock_heads, clock_words, paragraph
from sim.experiment.provisos import by_law
from sim.experiment.replications import Result
from sim.experiment.responses import Row, holding_up, responses, yearly
from sim.experiment.targets import Score, Status
from sim.outcomes import channels, costs
from sim.outcomes.bound import bound_in_words
from sim.outcomes.steady_state import growth_in_words
from sim.statistics.clustered import Estimate

VERDICTS: Final[dict[Status, tuple[str, str]]] = {
    "met": ("green", "yes"), "missed": ("red", "no"), "open": ("yellow", "open"), "assumed": ("", "assumed"),
    "incomparable": ("", "other"),
}  # fmt: skip
"""How the screen shows what became of a target: colour and word."""


COUNTED: Final = {"trips": "次", "corrections": "次", "documents": "份"}
"""Units that are also names of what is counted, in Chinese."""


def show_answer(answer: Answer, details: bool = False) -> None:
    """The answer on the screen: ladder, groups, what holds up, the paragraph; with *details* what stands behind it."""
    played = [one.scenario for one in answer.results]
    screen, settings = console(), answer.results[0].settings
    heads = {"scenario": "scenario", **clock_heads(answer, spoken())}
    on = "" if answer.about is None else f"; each package on {answer.about}"
    within = "the target beside it" if answer.own_targets else f"{answer.target:g} days"
    title = f"Median days · share of projects within {within}{on}"
    screen.print(table(title, heads, ladder_rows(answer)), names=names_of(played) | with_ids(played))
    screen.print(clock_words(answer, spoken()), style="dim")
    base, best, subject = (one.scenario.scenario for one in (answer.base, answer.best, answer.subject))
    heads = {
        "projects": "projects", "clock": "clock", "n": "n", "mean": "mean [95 %]", "p50": "p50", "p90": "p90",
        "within": f"P(T ≤ {answer.goal.of(subject):g}) [95 %]",
    }  # fmt: skip
    screen.print(table(f"By kind of project under {subject}", heads, class_rows(answer), named=2))
    heads = {"what": "what", "who": "who", "base": base} | ({"best": best} if best != base else {})
    title = "What holds projects up: days a project on the critical path"
    screen.print(table(title, heads, holding_rows(answer, spoken()), named=2))
    if len(answer.costs):
        named = {one.scenario.scenario: one.scenario.title.zh for one in answer.results} if spoken() == "zh" else {}
        screen.print(Listing(*cost_table(answer.costs, lambda name: named.get(name, name), spoken())))
    if details:
        show_details(screen, answer.subject, every_item=True)
    screen.print(paragraph(answer, spoken()), soft_wrap=False)
    screen.print(
        f"\n{settings.replications} replications a scenario, seed {settings.seed}, engine {settings.engine}; "
        "intervals are at 95 % and respect the clustering of projects within replications."
        + ("" if details else " Time per item, queues, time to refusal: --details, or results.xlsx of --out."),
        style="dim",
    )


def show_result(result: Result, target: float, details: bool = False) -> None:
    """One scenario on the screen: every process with its responses and what holds it up, then what stands behind it.

    The headline by kind of case, the other processes all cases together; of its items the longest, or with *details*
    all of them.
    """
    screen = console()
    heads = {
        "name": "response", "class": "projects", "unit": "unit", "n": "n", "mean": "mean", "mean_ci95": "[95 %]",
        "p50": "p50", "p90": "p90", "within_target": f"P(T ≤ {target:g})", "within_target_ci95": "[95 %]",
    }  # fmt: skip
    own = f": {_title(result)}" if result.others else ""
    if result.growing:
        screen.print(f"No steady state: {growth_in_words(result.growing)}.", style="yellow")
    for sentence in by_law([result.scenario], spoken()):
        screen.print(sentence, style="yellow")
    for bound in result.let_go:
        screen.print(f"{bound_in_words(bound)}.", style="yellow")
    _show_responses(screen, f"{result.scenario.title}{own}", heads, responses(result, target))
    _show_holding_up(screen, result, "projects")
    plain = {key: head for key, head in heads.items() if key not in ("class", "within_target", "within_target_ci95")}
    for other in result.others:
        _show_responses(screen, _title(other), plain, responses(other, None, by_class=False))
        _show_holding_up(screen, other, f"{other.process} cases")
    _show_responses(screen, "A year, all together", plain, yearly(result))
    if left_out := costs.unpriced(result.scenario):
        screen.print(f"Not in the yearly costs, for they do not say theirs: {', '.join(left_out)}", style="dim")
    show_details(screen, result, every_item=details)


def _title(result: Result) -> str:
    return str(result.scenario.processes[result.process].title or result.process)


def _show_responses(screen: Console, title: str, heads: dict[str, str], told: list[Row]) -> None:
    rows = [row for row in told if _is_told(row)]
    shown = heads | ({"unfinished": "unfinished"} if any(row["unfinished"] for row in rows) else {})
    cells = [{key: _cell_of(row, key) for key in shown} for row in rows]
    screen.print(table(title, shown, cells, named=2 if "class" in heads else 1))


def _cell_of(row: Row, key: str) -> str:
    """A number of a response; a sign before it where it is only a lower bound."""
    if key == "unit" and spoken() == "zh":
        return COUNTED.get(str(row[key]), str(row[key]))
    if key == "unfinished":
        return f"{row[key]:.1%}" if row[key] else ""
    return at_least(row, key) + cell(row[key])


def _show_holding_up(screen: Console, result: Result, whom: str) -> None:
    """What holds the cases of one process up; nothing where no clock runs."""
    held = holding_up(result).head(15)
    rows = [
        {"what": row["holder"], "who": row["who"]}
        | {"days": f"{row['days']:.1f}", "off": f"{row['off_days']:.1f}", "share": percent(row["share"])}
        for row in held.to_dict("records")
    ]
    heads = {"what": "what", "who": "who", "days": "days a project", "off": "of them off shift", "share": "share"}
    if rows:
        screen.print(table(f"What holds {whom} up, on the critical path", heads, rows, named=2))


def _is_told(row: Row) -> bool:
    """Costs and ways are told of all cases together; what was not measured is left out."""
    name = str(row["name"])
    in_brief = name in costs.UNITS or name in channels.UNITS
    return bool(row["n"]) and (row["class"] == "all" or not in_brief)


def show_targets(before: Result, others: list[Result], goal: Goal) -> None:
    """The briefing's targets on the screen, a table for each scenario that comes after; 80 columns are enough."""
    screen, target = console(), goal.days
    for sentence in other_targets(goal, before.scenario.scenario):
        screen.print(sentence, style="yellow")
    for result in (before, *others):
        if result.growing:
            screen.print(f"No verdict with {result.scenario.scenario}: {growth_in_words(result.growing)}.")
    for after in others:
        rows = targets.scores(before, after, target)
        screen.print(f"The briefing's targets: {before.scenario.scenario} → {after.scenario.scenario}", style="bold")
        for quote, scores in groupby(rows, key=lambda score: score.target.quote):
            group = list(scores)
            screen.print(_targets_table(f"“{quote}”\n{group[0].target.words}", group))
        screen.print()
    settings = before.settings
    screen.print(
        "Clocks: median · share within the target. Fourth column: what is reached [95 %].\n"
        "open: the interval lies across the target; assumed: a reform sets it to what is\n"
        "promised; other: counts something else than the briefing does. No word: no\n"
        "target to be met.\n"
        f"{settings.replications} replications a scenario, seed {settings.seed}, engine {settings.engine}.",
        style="dim",
    )


def _targets_table(title: str, scores: list[Score]) -> Listing:
    rows: list[list[Cell]] = []
    for score in scores:
        style, word = VERDICTS[score.status] if score.status is not None else ("", "")
        rows.append([*_target_cells(score), Text(word, style=style)])
    return Listing(title, [""] * 5, rows)


def _target_cells(score: Score) -> list[str]:
    """What was measured, before, after, and what that means for the target."""
    pair = score.before, score.after
    if score.kind == "change":
        reached = f"{_signed(score.reached.value)} {_cell_of_interval(score.reached, _signed)}"
        return [score.measure.replace("_", " "), *(cell(value) or "–" for value in pair), reached]
    told = [percent(value) for value in pair]
    if score.medians is not None:
        told = [f"{cell(median) or '–'} · {share}" for median, share in zip(score.medians, told, strict=True)]
    return [score.measure.replace("_", " "), *told, _cell_of_interval(score.reached, percent)]


def _cell_of_interval(estimate: Estimate, told: Callable[[float | None], str]) -> str:
    bounds = estimate.interval
    return f"[{told(bounds[0])}, {told(bounds[1])}]" if bounds is not None else ""


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.0%}".replace("-", "−")
