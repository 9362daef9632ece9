"""What figures have in common to say: n, replications, seed and intervals; shares and days in figures; titles."""

from collections.abc import Mapping
from math import nan
from typing import Any

import pandas as pd

from sim.base.headline_clocks import HEADLINE
from sim.base.language import Language
from sim.base.numerals import percent
from sim.charts.fonts import folded, lettered
from sim.charts.words import say
from sim.statistics.decision import SURE

Row = dict[str, Any]


def records(table: pd.DataFrame) -> list[Row]:
    """The rows of a table; what is not known is not a number, however the table says it."""
    rows = table.to_dict("records")
    return [{str(name): nan if value is None else value for name, value in row.items()} for row in rows]


def title_of(row: Mapping[str, Any], lang: Language, what: str = "title") -> str:
    """A title in the language of the figure, as long as there is room for in any of them."""
    return lettered(str(row[f"{what}_{lang}"]))


def titles_of(table: pd.DataFrame, lang: Language) -> list[str]:
    """The titles of a table's scenarios or packages, in order, from its column `title_en` or `title_zh`.

    Where their targets differ, each with its own.
    """
    titles = [title_of(row, lang) for row in records(table)]
    if not own_targets(table):
        return titles
    targets = [say("general.own_target", lang, target=target) for target in table["target"]]
    return [f"{title} {target}" for title, target in zip(titles, targets, strict=True)]


def own_targets(table: pd.DataFrame) -> bool:
    """Whether each row is held against its own target, for they differ."""
    return "target" in table and len(set(table["target"])) > 1


def headline_of(table: pd.DataFrame) -> str:
    """The clock of the promise; the usual one where the table does not say."""
    return str(table["headline"].iloc[0]) if "headline" in table and len(table) else HEADLINE


def many(table: pd.DataFrame, lang: Language) -> str:
    """The share of projects that is promised, in words."""
    sure = float(table["sure"].iloc[0]) if "sure" in table and len(table) else SURE
    return say("general.nine_in_ten" if sure == SURE else "general.share", lang, share=percent(sure))


def ran(table: pd.DataFrame, lang: Language, what: str = "n") -> str:
    """n, replications and seed, as far as the table tells them; *what* names what n counts."""
    told = [_counted(table, lang, what)] if _known(table, "n") else []
    for name in ("replications", "seed"):
        if _known(table, name):
            numbers = " / ".join(f"{int(one)}" for one in table[name].dropna().unique())
            told += [say(f"caption.{name}", lang, n=numbers)]
    if _known(table, "unfinished") and table["unfinished"].max() > 0:
        told += [say("caption.unfinished", lang, n=percent(float(table["unfinished"].max())))]
    if not told:
        return ""
    words = say("general.comma", lang).join(told) + say("general.stop", lang)
    return words if words.startswith("n ") else words[:1].upper() + words[1:]


def _known(table: pd.DataFrame, name: str) -> bool:
    return name in table and bool(table[name].notna().any())


def _counted(table: pd.DataFrame, lang: Language, what: str) -> str:
    low, high = f"{table['n'].min():,.0f}", f"{table['n'].max():,.0f}"
    return say(f"caption.{what}", lang, n=low if low == high else say("general.span", lang, low=low, high=high))


def intervals(table: pd.DataFrame, lang: Language, *columns: str, words: str = "general.interval") -> str:
    """What the lines are; or, with one replication, that there are none."""
    there = all(_known(table, column) for column in columns) and len(columns) > 0
    return say(words if there else "general.no_interval", lang)


def target_of(table: pd.DataFrame) -> float:
    """The target the table was made for; not a number if it does not say."""
    return float(table["target"].iloc[0]) if "target" in table and len(table) else float("nan")


def clock_of(table: pd.DataFrame, lang: Language, what: str = "clock") -> str:
    """The clock of a table in words."""
    return say(f"{what}.{table['clock'].iloc[0]}", lang) if "clock" in table else ""


def first_line(title: str, width: float) -> str:
    """What of a title fits into one line."""
    return in_lines(title, width, 1)


def in_lines(title: str, width: float, most: int) -> str:
    """A title in at most so many lines, with an ellipsis for what is left out."""
    lines = folded(title, width)
    return "\n".join(lines) if len(lines) <= most else "\n".join(lines[:most]) + " …"
