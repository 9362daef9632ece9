"""The numbers behind a figure, as a table for who cannot see it or wants them."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from sim.base.language import Language
from sim.base.numerals import percent, signed
from sim.charts.captions import records, title_of
from sim.charts.parties import by_party
from sim.report.numbers import Row, bounded, days, known
from sim.report.parts import Table
from sim.report.words import say

QUANTILES: Final = ("p10", "p25", "p50", "p75", "p90")


def numbers_of(kind: str, table: pd.DataFrame, lang: Language) -> Table | None:
    """The table of a kind of figure; None where the page has its numbers in another table, or there are none."""
    make = MAKERS.get(kind)
    made = make(table, lang) if make is not None and len(table) else None
    return made if made is not None and made.rows else None


def _chances(table: pd.DataFrame, lang: Language) -> Table:
    heads = [say(f"word.{key}", lang) for key in ("scenario", "clock", "n", "median", "share")]
    rows = [
        [*_names(row, lang), f"{row['n']:,.0f}", days(row["p50"]), bounded(row, "within", lang, share=True)]
        for row in records(table.assign(p50=table["p50"] if "p50" in table else float("nan")))
    ]
    return _table(heads, rows, lang)


def _spread(table: pd.DataFrame, lang: Language) -> Table:
    heads = [say("word.scenario", lang), say("word.clock", lang), *(say(f"word.{name}_of", lang) for name in QUANTILES)]
    rows = [
        [*_names(row, lang), *(days(row[name]) for name in QUANTILES), percent(row["within"])] for row in records(table)
    ]
    return _table([*heads, say("word.share", lang)], rows, lang)


def _steps(table: pd.DataFrame, lang: Language) -> Table:
    heads = [say("word.reforms", lang), say("word.mean_days", lang), say("word.change", lang)]
    return _table(heads, [[title_of(row, lang), days(row["days"]), _change(row)] for row in records(table)], lang)


def _change(row: Row) -> str:
    """What a step changes, with its interval."""
    if not known(row.get("change")):
        return "–"
    low, high = row["change_low"], row["change_high"]
    return signed(row["change"]) + (f" [{signed(low)}, {signed(high)}]" if known(low) and known(high) else "")


def _parties(table: pd.DataFrame, lang: Language) -> Table:
    spent = by_party(table)
    titles = [title_of(row, lang) for row in records(table.drop_duplicates("scenario"))]
    cells = zip(spent.index, spent.to_numpy(float).tolist(), strict=True)
    rows = [[say(f"party.{party}", lang), *(days(one) for one in each)] for party, each in cells]
    return _table([say("word.who", lang), *titles], rows, lang)


def _names(row: Row, lang: Language) -> list[str]:
    return [title_of(row, lang), say(f"unit.{row['clock']}", lang)]


def _table(heads: list[str], rows: list[list[str]], lang: Language) -> Table:
    return Table(say("table.numbers", lang), heads, rows, words=frozenset({1}) if len(heads) > 4 else frozenset())


MAKERS: Final[dict[str, Callable[[pd.DataFrame, Language], Table]]] = {
    "chances": _chances, "distribution": _spread, "waterfall": _steps, "parties": _parties,
}  # fmt: skip
