"""What stands over the columns of `results.xlsx`, and the words in its cells, from `column_words.yaml` beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sim.base.language import Language
from sim.base.own_clocks import is_own
from sim.charts.wording import Wording
from sim.report.words import WORDING as OF_REPORTS

WORDING: Final = Wording(Path(__file__).with_name("column_words.yaml"), OF_REPORTS)
say: Final = WORDING.say

CELLS: Final[dict[str, tuple[str, ...]]] = {
    "clock": ("clock",), "headline": ("clock",), "name": ("response", "clock"), "unit": ("times", "unit"),
    "holder": ("holder",), "who": ("who",), "what": ("holds",), "way": ("way",), "grade": ("grade",),
    "instant": ("instant",), "weekday": ("day",), "at_least": ("over",), "group": ("every",), "class": ("every",),
    "pool": ("every",), "item": ("every",),
}  # fmt: skip
"""Columns of words: the groups among the words in which what they say is looked up, the first first."""
TITLED: Final = {"class": "group", "item": "item", "pool": "pool"}
"""Columns of names that stand without a title: in which column of other tables these have one."""
UTILISATION: Final = "utilisation of "

Titles = Mapping[tuple[str, str], str]
"""What is called how in the language of the sheets: by column and name."""


def heading(table: str, column: str, lang: Language) -> str:
    """What stands over a column of a table: its own words there, or those that it has in every table.

    Over the end of an interval (`mean_low`) stands what it is the end of.
    """
    key = next((key for key in (f"{table}:over.{column}", f"over.{column}") if key in WORDING.words()), None)
    if key is not None:
        return say(key, lang)
    of, _, end = column.rpartition("_")
    return say(f"interval.{end}", lang, head=heading(table, of, lang))


def told(column: str, value: str, lang: Language, titles: Titles) -> str:
    """The word for what stands in a cell; the text itself where it is nobody's word."""
    if column == "at_least":
        return ", ".join(_word(column, one, lang) for one in value.split())
    if column == "name" and value.startswith(UTILISATION):
        pool = value.removeprefix(UTILISATION)
        return say("response.utilisation", lang, pool=titles.get(("pool", pool), pool))
    return titles.get((TITLED.get(column, column), value), _word(column, value, lang))


def _word(column: str, value: str, lang: Language) -> str:
    if is_own(value) and "clock" in CELLS.get(column, ()):
        return say(f"clock.{value}", lang)
    keys = [f"{group}.{value}" for group in CELLS.get(column, ())]
    known = next((key for key in keys if key in WORDING.words()), None)
    return value if known is None else say(known, lang)
