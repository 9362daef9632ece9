"""What is said of costs, in both languages: one place for the terminal, reports and slides.

It is read off the table `sim.experiment.tables.costs`, as it is made or as it was kept. No amount stands without its
range, and none without the word that its prices are assumptions.
"""

from collections.abc import Callable, Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd

from sim.base.language import Language
from sim.charts.wording import Wording
from sim.experiment.verdict_words import WORDING as OF_VERDICTS
from sim.outcomes.measure import UNITS

WORDING: Final = Wording(Path(__file__).with_suffix(".yaml"), OF_VERDICTS)
say: Final = WORDING.say

Row = dict[str, Any]
Called = Callable[[str], str]
"""What a scenario of this name is called."""
LARGE: Final[dict[Language, float]] = {"en": 1e6, "zh": 1e4}


class Purse(NamedTuple):
    """The unit in which an amount and its ends are told."""

    lang: Language
    unit: float
    digits: int

    @classmethod
    def of(cls, amount: float, lang: Language) -> "Purse":
        """The unit that suits an amount."""
        large = LARGE[lang]
        unit = large if abs(amount) >= large else 1.0
        return cls(lang, unit, 0 if abs(amount) / unit >= 100 else 1 if unit == 1 or lang == "zh" else 2)

    def figure(self, amount: float) -> str:
        """The amount in this unit, without its name."""
        return f"{amount / self.unit:z,.{self.digits}f}"

    def told(self, amount: float) -> str:
        """The amount with its unit."""
        key = "costs.small" if self.unit == 1 else "costs.million"
        return say(key, self.lang, amount=amount / self.unit, digits=self.digits)

    def between(self, row: Row, name: str, key: str = "chance", sign: int = 1) -> str:
        """The ends of an amount in brackets; nothing where it has none, or both are one."""
        ends = sorted(sign * float(row.get(f"{name}_{end}", float("nan"))) for end in ("low", "high"))
        if any(map(isnan, ends)) or ends[0] == ends[1]:
            return ""
        low, high = map(self.figure, ends)
        return say(
            "costs.chance_to" if key == "chance" and ends[0] < 0 else f"costs.{key}", self.lang, low=low, high=high
        )


def costs_in_words(table: pd.DataFrame, best: str, called: Called, lang: Language) -> list[str]:
    """What the base costs, what the best scenario adds, and that prices are assumed; nothing without prices."""
    rows = _rows(table)
    if not rows:
        return []
    base = str(rows[0]["against"])
    today = next(row for row in rows if row["scenario"] == base)
    told = [_today(today, called, lang)]
    mine = [row for row in rows if row["scenario"] == best != base]
    if mine:
        told += [*_added(mine[0], called, lang), *(_for_a_day(row, lang) for row in mine), *_applicant(mine[0], lang)]
    return [*told, *_assumed((mine or [today])[0], lang)]


def _today(row: Row, called: Called, lang: Language) -> str:
    year = Purse.of(row["government"], lang)
    return say(
        "costs.today",
        lang,
        title=called(row["scenario"]),
        year=year.told(row["government"]),
        year_ends=year.between(row, "government_range", "ends"),
        project=money(row["project"], lang),
        projects=row["projects"],
        applicant=money(row["applicant"], lang),
    )


def _added(row: Row, called: Called, lang: Language) -> Iterator[str]:
    amount, title = float(row["more"]), called(row["scenario"])
    if not amount and row["more_range_low"] == row["more_range_high"] == 0:
        yield say("costs.same", lang, title=title)
        return
    sign, purse = (-1 if amount < 0 else 1), Purse.of(amount, lang)
    yield say(
        "costs.fewer" if amount < 0 else "costs.more",
        lang,
        title=title,
        more=purse.told(abs(amount)),
        between=purse.between(row, "more", sign=sign),
        ends=purse.between(row, "more_range", "ends", sign),
        project=money(abs(row["more_project"]), lang),
    )


def _for_a_day(row: Row, lang: Language) -> str:
    """What a day saved costs the government, or why that is not told."""
    why, days = str(row["per_day_is"]), float(row["saved"])
    told: dict[str, Any] = {**_units(row["clock"], lang), "days": abs(days) if why == "longer" else days}
    if why == "told" and row["per_day"] <= 0:
        return say("costs.paid_back", lang, **told)
    if why == "told":
        purse = Purse.of(row["per_day"], lang)
        told |= {"price": purse.told(row["per_day"]), "between": purse.between(row, "per_day")}
        return say("costs.per_day", lang, **told, ends=purse.between(row, "per_day_range", "short_ends"))
    return say(f"costs.{why}", lang, **told, days_between=Purse(lang, 1, 1).between(row, "saved"))


def _applicant(row: Row, lang: Language) -> list[str]:
    amount = float(row["more_applicant"])
    if isnan(amount) or not amount:
        return []
    sign, purse = (-1 if amount < 0 else 1), Purse.of(amount, lang)
    key = "costs.applicant_saves" if amount < 0 else "costs.applicant_pays"
    between = purse.between(row, "more_applicant", sign=sign)
    return [say(key, lang, money=purse.told(abs(amount)), between=between)]


def _assumed(row: Row, lang: Language) -> list[str]:
    """That prices are no accounts, and which reforms have none."""
    hour = Purse(lang, 1, 0)
    ends = hour.between(row, "staff_hour_range", "short_ends")
    counts = {"guessed": int(row["guessed"]), "prices": int(row["prices"])}
    told = [say("costs.assumed", lang, **counts, hour=hour.figure(row["staff_hour"]), hour_ends=ends)]
    names = str(row["unpriced"]).split() if isinstance(row["unpriced"], str) else []
    return [*told, say("costs.unpriced", lang, names=say("costs.comma", lang).join(names))] if names else told


def money(amount: float, lang: Language) -> str:
    """An amount with its unit."""
    return Purse.of(amount, lang).told(amount)


def cost_table(table: pd.DataFrame, called: Called, lang: Language) -> tuple[str, list[str], list[list[str]]]:
    """Caption, heads and rows: a scenario each, with what it adds and what a day saved costs on both clocks."""
    rows = _rows(table)
    clocks = list(dict.fromkeys(row["clock"] for row in rows))
    by_scenario = {name: [row for row in rows if row["scenario"] == name] for name in (row["scenario"] for row in rows)}
    base = called(str(rows[0]["against"]))
    heads = [
        say(f"cost_table.{key}", lang, title=base) for key in ("scenario", "government", "more", "project", "applicant")
    ]
    heads += [say("cost_table.per_day", lang, **_units(clock, lang)) for clock in clocks]
    cells = [[called(name), *_cells(mine, lang)] for name, mine in by_scenario.items()]
    return say("cost_table.title", lang), heads, cells


def _cells(mine: Sequence[Row], lang: Language) -> list[str]:
    row, thousand, tenth = mine[0], Purse(lang, 1000, 0), Purse(lang, 1000, 1)
    government = thousand.figure(row["government"]) + thousand.between(row, "government_range", "short_ends")
    if row["scenario"] == row["against"]:
        return [government, *[""] * (3 + len(mine))]
    more = (
        thousand.figure(row["more"]) + thousand.between(row, "more") + thousand.between(row, "more_range", "short_ends")
    )
    each = [tenth.figure(row[name]) for name in ("more_project", "more_applicant")]
    return [government, more, *each, *(_price(one, lang) for one in mine)]


def _price(row: Row, lang: Language) -> str:
    if row["per_day_is"] != "told":
        return say(f"day_cost.{row['per_day_is']}", lang)
    purse = Purse(lang, 1, Purse.of(row["per_day"], lang).digits if abs(row["per_day"]) < 1000 else 0)
    return purse.figure(row["per_day"]) + purse.between(row, "per_day")


def _rows(table: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _units(clock: str, lang: Language) -> dict[str, str]:
    kind = "working" if UNITS[clock] == "working days" else "calendar"
    return {"unit": say(f"costs.unit_{kind}", lang), "clock": say(f"clock.{clock}", lang)}
