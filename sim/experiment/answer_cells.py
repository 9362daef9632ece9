"""The answer in cells of tables: numbers as they are written, and the rows of the tables on the screen."""

import pandas as pd

from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.holders import Held, holders, what_in_words
from sim.charts.words import say
from sim.experiment.answer import Answer
from sim.experiment.responses import Row, holding_up, responses


def ladder_rows(answer: Answer) -> list[dict[str, str]]:
    """For people: a row for each scenario, a column for each clock with the median and P(T ≤ target)."""
    rows = []
    for result in answer.results:
        told = {clock: answer.row(result, clock) for clock in answer.clocks}
        cells = {clock: f"{median(row)} · {_share(row)}" if row["n"] else "–" for clock, row in told.items()}
        rows.append({"scenario": _with_target(answer, result.scenario.scenario), **cells})
    return rows


def _with_target(answer: Answer, scenario: str) -> str:
    """A scenario's name; with the days it is held against, where these are not the same for all."""
    return f"{scenario} (≤ {answer.goal.of(scenario):g})" if answer.own_targets else scenario


def median(row: Row) -> str:
    """The median of a response in whole days, with a sign before it where it is only a lower bound."""
    return f"{at_least(row, 'p50')}{row['p50']:.0f}" if isinstance(row["p50"], float) else "–"


def _share(row: Row) -> str:
    return at_least(row, "within_target") + share_within(row)


def class_rows(answer: Answer) -> list[dict[str, str]]:
    """For people: of the answer's subject, a row for each group of cases with intervals, on headline and total."""
    return [
        {
            "projects": str(row["class"]),
            "clock": str(row["name"]),
            "n": f"{row['n']:,}",
            "mean": at_least(row, "mean") + number(row["mean"]) + between(row["mean_ci95"]),
            "p50": at_least(row, "p50") + number(row["p50"]),
            "p90": at_least(row, "p90") + number(row["p90"]),
            "within": _share(row) + between(row["within_target_ci95"], shares=True),
        }
        for row in responses(answer.subject, answer.goal.of(answer.subject.scenario.scenario))
        if row["name"] in answer.both
    ]


def holding_rows(answer: Answer, lang: Language = "en", count: int = 10) -> list[dict[str, str]]:
    """For people: who holds projects up in the base and in the best scenario, side by side, in days a project."""
    sides = {"base": answer.base, "best": answer.best}
    table = pd.concat([holding_up(result).assign(scenario=side) for side, result in sides.items()], ignore_index=True)
    if table.empty:
        return []
    return [
        {**_held(one, lang), **{side: f"{spent:.1f}" for side, spent in zip(sides, one.days, strict=True)}}
        for one in holders(table, count, [*sides])
    ]


def _held(one: Held, lang: Language) -> dict[str, str]:
    """Who holds projects up, and by what; somebody new is marked, in Chinese beside what it is."""
    if lang == "en":
        who = (one.who or f"everybody else ({one.others})") + (" (new)" if one.is_new else "")
        return {"who": who, "what": one.what if one.only or not one.who else f"mostly {one.what}"}
    what = what_in_words(one, lang)
    return {"who": one.who or say("holding.rest", lang, n=one.others), "what": f"{what}（新）" if one.is_new else what}


def share_within(row: Row) -> str:
    """The share within the target in whole percent; a dash where nobody was seen."""
    share = row["within_target"]
    return percent(share if isinstance(share, float) else None)


def number(value: object) -> str:
    """A number to a tenth; a dash where there is none."""
    return f"{value:.1f}" if isinstance(value, float) else "–"


def at_least(row: Row, statistic: str) -> str:
    """A sign before a number that is only a lower bound."""
    bounds = row["at_least"]
    return "≥ " if isinstance(bounds, list) and statistic in bounds else ""


def between(interval: object, *, shares: bool = False) -> str:
    """An interval in brackets; nothing where there is none."""
    if not isinstance(interval, list):
        return ""
    low, high = interval
    return f" [{percent(low)}–{percent(high)}]" if shares else f" [{low:.1f}–{high:.1f}]"
