"""Results for people (tables on the screen, figures) and for machines (JSON, CSV, Parquet)."""

import json
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Final

import pandas as pd
from rich.console import Console
from rich.text import Text

from sim import charts, costs, experiment, targets, ways
from sim.analysis import Estimate
from sim.answer import (
    FLOORS,
    Answer,
    at_least,
    class_rows,
    clock_words,
    holding_rows,
    ladder_rows,
    paragraph,
)
from sim.bound import bound_in_words
from sim.calendars import to_moment
from sim.draws import Draws
from sim.events import OUTCOMES, EventLog
from sim.experiment import Result
from sim.files import write_text
from sim.fonts import Language
from sim.goals import Goal, other_targets
from sim.lowering import lower
from sim.plan import Plan
from sim.responses import Row, all_responses, holding_up, responses, yearly
from sim.screen import Cell, Listing, cell, console, table
from sim.steady_state import growth_in_words
from sim.tables import holding, of_results, write_table
from sim.targets import Score, Status

VERDICTS: Final[dict[Status, tuple[str, str]]] = {
    "met": ("green", "yes"), "missed": ("red", "no"), "open": ("yellow", "open"), "assumed": ("", "assumed"),
    "incomparable": ("", "other"),
}  # fmt: skip
"""How the screen shows what became of a target: colour and word."""

LANGUAGES: tuple[Language, ...] = ("en", "zh")
"""Of the figures; those in the first carry no language in their names."""


def show_answer(answer: Answer) -> None:
    """The answer on the screen: ladder, groups, what holds up, and the paragraph."""
    screen = console()
    settings = answer.results[0].settings
    clocks = [clock for clock in ladder_rows(answer)[0] if clock != "scenario"]
    heads = {"scenario": "scenario", **{clock: clock.removesuffix("_days").replace("_", " ") for clock in clocks}}
    screen.print(table(f"Median days · share of projects within {answer.target:g} days", heads, ladder_rows(answer)))
    screen.print(clock_words(answer), style="dim")
    base, best = answer.base.scenario.scenario, answer.best.scenario.scenario
    heads = {
        "projects": "projects", "clock": "clock", "n": "n", "mean": "mean [95 %]", "p50": "p50", "p90": "p90",
        "within": f"P(T ≤ {answer.target:g}) [95 %]",
    }  # fmt: skip
    screen.print(table(f"By kind of project under {best}", heads, class_rows(answer), named=2))
    heads = {"what": "what", "who": "who", "base": base} | ({"best": best} if best != base else {})
    screen.print(
        table("What holds projects up: days a project on the critical path", heads, holding_rows(answer), named=2)
    )
    screen.print(paragraph(answer), soft_wrap=False)
    screen.print(
        f"\n{settings.replications} replications a scenario, seed {settings.seed}, engine {settings.engine}; "
        "intervals are at 95 % and respect the clustering of projects within replications.",
        style="dim",
    )


def show_result(result: Result, target: float) -> None:
    """One scenario on the screen: every process with its responses and what holds it up, and how busy everybody is.

    The headline by kind of case, the other processes all cases together.
    """
    screen = console()
    heads = {
        "name": "response", "class": "projects", "unit": "unit", "n": "n", "mean": "mean", "mean_ci95": "[95 %]",
        "p50": "p50", "p90": "p90", "within_target": f"P(T ≤ {target:g})", "within_target_ci95": "[95 %]",
    }  # fmt: skip
    own = f": {_title(result)}" if result.others else ""
    if result.growing:
        screen.print(f"No steady state: {growth_in_words(result.growing)}.", style="yellow")
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
    busy = result.pools.groupby("pool", sort=False)[["servers", "utilisation"]].mean()
    rows = [
        {"pool": str(name), "servers": f"{row['servers']:.0f}", "busy": f"{row['utilisation']:.0%}"}
        for name, row in busy.iterrows()
    ]
    screen.print(table("Utilisation", {"pool": "pool", "servers": "servers", "busy": "held"}, rows))


def _title(result: Result) -> str:
    return str(result.scenario.processes[result.process].title or result.process)


def _show_responses(screen: Console, title: str, heads: dict[str, str], told: list[Row]) -> None:
    rows = [row for row in told if _is_told(row)]
    shown = heads | ({"unfinished": "unfinished"} if any(row["unfinished"] for row in rows) else {})
    cells = [{key: _cell_of(row, key) for key in shown} for row in rows]
    screen.print(table(title, shown, cells, named=2 if "class" in heads else 1))


def _cell_of(row: Row, key: str) -> str:
    """A number of a response; a sign before it where it is only a lower bound."""
    if key == "unfinished":
        return f"{row[key]:.1%}" if row[key] else ""
    return at_least(row, key) + cell(row[key])


def _show_holding_up(screen: Console, result: Result, whom: str) -> None:
    """What holds the cases of one process up; nothing where no clock runs."""
    held = holding_up(result).head(15)
    rows = [
        {"what": row["holder"], "who": row["who"]}
        | {"days": f"{row['days']:.1f}", "off": f"{row['off_days']:.1f}", "share": f"{row['share']:.0%}"}
        for row in held.to_dict("records")
    ]
    heads = {"what": "what", "who": "who", "days": "days a project", "off": "of them off shift", "share": "share"}
    if rows:
        screen.print(table(f"What holds {whom} up, on the critical path", heads, rows, named=2))


def _is_told(row: Row) -> bool:
    """Costs and ways are told of all cases together; what was not measured is left out."""
    name = str(row["name"])
    in_brief = name in costs.UNITS or name in ways.UNITS
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
        "open: the interval lies across the target; assumed: a reform sets it to what is promised;\n"
        "other: counts something else than the briefing does. No word: no target to be met.\n"
        f"{settings.replications} replications a scenario, seed {settings.seed}, engine {settings.engine}.",
        style="dim",
    )


def targets_document(before: Result, others: list[Result], goal: Goal) -> dict[str, object]:
    """The briefing's targets for machines."""
    target = goal.days
    return {
        "target": target,
        "own_targets": goal.own,
        "before": {**before.provenance, "target": target},
        "after": [
            {
                **after.provenance,
                "target": target,
                "targets": [targets.as_record(one) for one in targets.scores(before, after, target)],
            }
            for after in others
        ],
    }


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
    told = [_percent(value) for value in pair]
    if score.medians is not None:
        told = [f"{cell(median) or '–'} · {share}" for median, share in zip(score.medians, told, strict=True)]
    return [score.measure.replace("_", " "), *told, _cell_of_interval(score.reached, _percent)]


def _cell_of_interval(estimate: Estimate, told: Callable[[float | None], str]) -> str:
    bounds = estimate.interval
    return f"[{told(bounds[0])}, {told(bounds[1])}]" if bounds is not None else ""


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.0%}".replace("-", "−")


def result_document(result: Result, target: float) -> dict[str, object]:
    """A result for machines."""
    return _document(result, target, all_responses(result, target))


def _document(result: Result, target: float, told: list[Row]) -> dict[str, object]:
    growing = [one._asdict() for one in result.growing]
    let_go = [one._asdict() for one in result.let_go]
    return {**result.provenance, "target": target, "growing": growing, "at_the_bound": let_go, "responses": told}


def write_answer(answer: Answer, folder: Path) -> list[Path]:
    """The answer as files: figure, tables, paragraph, provenance."""
    paths = _write_figures(answer, folder)
    tables = {
        "responses.csv": answer.table(),
        "holding-up.csv": pd.concat(
            [holding_up(one, "item").assign(scenario=one.scenario.scenario) for one in answer.results]
        ),
    }
    for name, frame in tables.items():
        write_table(frame, folder / name)
        paths.append(folder / name)
    write_text(folder / "answer.txt", paragraph(answer) + "\n")
    document = {
        "target": answer.target,
        "own_targets": answer.own_targets,
        "results": [
            _document(result, answer.target, told) for result, told in zip(answer.results, answer.told, strict=True)
        ],
        "floors": {
            name: {"instant": FLOORS[name], **one.provenance, "target": answer.target}
            for name, one in answer.floors.items()
        },
    }
    write_text(folder / "answer.json", json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return [*paths, folder / "answer.txt", folder / "answer.json"]


def _write_figures(answer: Answer, folder: Path) -> list[Path]:
    """The figures in both languages, the main one as `answer`, and the tables they are drawn from."""
    made = of_results(answer.results, answer.target)
    made["holding"] = holding([answer.base] + ([answer.best] if answer.best is not answer.base else []), answer.target)
    paths = []
    for name, rows in made.items():
        paths.append(folder / f"{name}.csv")
        write_table(rows, paths[-1])
    for lang in LANGUAGES:
        for kind, figure in charts.figures(made, lang).items():
            name = "answer" if kind == "distribution" else kind
            paths += charts.save(figure, folder, name if lang == LANGUAGES[0] else f"{name}.{lang}")
    return paths


def write_events(result: Result, path: Path) -> None:
    """The event log of every replication, with names and moments."""
    plan = lower(result.scenario)
    settings = result.settings
    logs = experiment.play(plan, settings.seed, settings.replications, settings.engine)
    frames = [events_table(plan, draws, log).assign(replication=number) for number, (draws, log) in enumerate(logs)]
    table = pd.concat(frames, ignore_index=True)
    write_table(table, path)


def events_table(plan: Plan, draws: Draws, log: EventLog) -> pd.DataFrame:
    """The event log with names instead of numbers and moments instead of minutes.

    Cases have the numbers by which they are known in every table, see `sim.draws.Draws.number`; servers their own.
    """
    start = pd.Timestamp(to_moment(0, plan.scenario.start))
    frame = pd.DataFrame(log._asdict())
    names = pd.Series(plan.item_names)
    frame["case"] = draws.number[log.case]
    frame["process"] = names.str.partition(".")[0].to_numpy()[log.item]
    frame["item"] = names.str.partition(".")[2].to_numpy()[log.item]
    frame["step"] = pd.Series(plan.step_names).to_numpy()[log.step]
    frame["pool"] = pd.Series([*plan.pool_names, None], dtype=object).to_numpy()[log.pool]
    frame["outcome"] = pd.Series(OUTCOMES).to_numpy()[log.outcome]
    for column in ("joined", "start", "end"):
        minutes = frame[column].to_numpy("int64")
        moments = start + pd.to_timedelta(minutes, unit="min")
        frame[column] = pd.Series(moments).where(minutes >= 0)
    return frame
