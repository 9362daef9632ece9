"""The tables that a report and figures are made of, as they must be: which columns, and what may stand in them.

A table is a file that anybody may have changed since it was written. What stands in a column is told here by its name,
for a name means the same in every table.
"""

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Flags
from sim.base.errors import UserError, did_you_mean, shown
from sim.experiment.tables.costs import ADDED
from sim.experiment.tables.one_case import CLOSED
from sim.outcomes.clocks import CLOCKS, is_clock
from sim.report.words import words

NAMED: Final = ("scenario", "title_en", "title_zh")
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "distribution": (*NAMED, "target", "clock", "n", "p10", "p25", "p50", "p75", "p90", "within"),
    "chances": (*NAMED, "target", "clock", "n", "within", "within_low", "within_high"),
    "holding": (*NAMED, "holder", "who", "days", "off_days", "who_en", "who_zh"),
    "parties": (*NAMED, "n", "party", "days"),
    "steps": (*NAMED, "target", "clock", "n", "days", "change_low", "change_high"),
    "one_project": (*NAMED, "item", "what", "start", "end", "contact", "filed", "permit", "government_days", "case"),
    "hours": (*NAMED, "pool", "counter", "seats", "weekday", "minute", "present", "busy", "load"),
    "counters": (*NAMED, "pool", "way", "share", "n", "mean", "low", "high", "p90"),
    "months": (*NAMED, "target", "what", "month", "name", "name_en", "name_zh", "mean", "low", "high", "backlog"),
    "influences": ("factor", "title_en", "title_zh", "figure", "effect", "effect_spread", "first", "total", "clock"),
    "worth": (
        "factor",
        "title_en",
        "title_zh",
        "share",
        "share_low",
        "share_high",
        "telling",
        "way",
        "who_en",
        "who_zh",
    ),
    "swept": ("x", "y", "x_en", "y_en", "clock", "target", "n", "mean", "within"),
    "frontier": ("reforms", "titles_en", "titles_zh", "cost", "within", "efficient", "perhaps_efficient", "target"),
    "shares": ("statistic", "whole", "reform", "title_en", "title_zh", "share", "share_low", "share_high"),
    "groups": (*NAMED, "group", "group_en", "group_zh", "clock", "n", "p50", "p90", "within"),
    "floors": (*NAMED, "group", "group_en", "group_zh", "instant", "n", "p50", "within"),
    "costs": (
        *NAMED,
        "clock",
        "n",
        "against",
        "projects",
        "government",
        "project",
        "applicant",
        "prices",
        "guessed",
        "staff_hour",
        "unpriced",
        *ADDED,
        "per_day_is",
    ),
    "assumptions": ("what_en", "what_zh", "shape", "value", "low", "high", "source", "grade", "days"),
}
"""What each table has at least."""
MOST: Final = 1e15
"""No number of a table is larger."""
ALWAYS: Final = ("target", "n", "weekday", "minute", "present", "effect", "cost", "case", "prices", "guessed")
"""Numbers that are always known."""
NUMBERS: Final = (
    *ALWAYS, "p10", "p25", "p50", "p75", "p90", "mean", "low", "high", "days", "off_days", "share", "load", "busy",
    "government_days", "change", "unfinished", "growing_a_month", "replications", "seed", "effect_spread",
    "sure", "first", "total", "whole", "backlog", "numbers", "replication", "worth", "variance",
    "government", "project", "projects", "applicant", "more", "more_project", "more_applicant", "saved", "per_day",
    "staff_hour",
)  # fmt: skip
FLAGS: Final = ("counter", "seats", "efficient", "perhaps_efficient", "factor", "telling")
NAMES: Final = (
    "scenario",
    "holder",
    "who",
    "party",
    "item",
    "pool",
    "group",
    "clock",
    "way",
    "statistic",
    "figure",
    "instant",
    "against",
)
"""Words that are always there, for rows are told apart by them."""
MOMENTS: Final = ("start", "end", "contact", "filed", "permit")
NUMBERS_ELSEWHERE: Final = {
    "floors": ("instant",),
    "influences": ("factor",),
    "worth": ("factor",),
    "assumptions": ("low", "high"),
}
"""Columns of a table that are not what the name means in all others."""
ENDS: Final = ("_low", "_high")


def checked_table(name: str, table: pd.DataFrame, file: Path, remedy: str) -> pd.DataFrame:
    """A table as it must be. Raises `UserError` with the file, the column and the row of the first mistake."""
    for column in COLUMNS.get(name, ()):
        if column not in table:
            found = ", ".join(shown(one) for one in table.columns[:6])
            raise UserError(f"{file}: has no column '{column}' (found {found} …): give a table '{name}'")
    doubled = table.columns[table.columns.duplicated()]
    if len(doubled):
        raise UserError(f"{file}: has two columns '{shown(doubled[0])}': {remedy}")
    for column in table.columns if name in COLUMNS else ():
        rule = _rule(name, str(column))
        if rule is None:
            continue
        cells = zip(table[column], _may_be_empty(name, str(column), table), strict=True)
        bad = [place for place, (one, may) in enumerate(cells) if not (may and _is_unknown(one)) and not rule(one)]
        if bad:
            place = next((one for one in bad if not _reads_as_number(table[column].iloc[one])), bad[0])
            found = table[column].iloc[place]
            wrong = f"column '{column}', row {place + 1}: found {_told(found)}{_wanted(str(column), found)}"
            raise UserError(f"{file}: {wrong}: {remedy}")
    return table


def _may_be_empty(name: str, column: str, table: pd.DataFrame) -> Flags:
    """The rows in which nothing need stand in the column: while the offices are closed, nobody has an item in hand."""
    if (name, column) == ("one_project", "item"):
        return (table["what"] == CLOSED).to_numpy(bool)
    return np.zeros(len(table), dtype=bool)


def _reads_as_number(one: object) -> bool:
    """Whether a text is one only because another in its column is no number."""
    try:
        return isinstance(one, str) and isfinite(float(one))
    except ValueError:
        return False


def _told(found: object) -> str:
    return "nothing" if _is_unknown(found) else f"'{shown(found)}'" if isinstance(found, str) else shown(found)


def _rule(name: str, column: str) -> Callable[[object], bool] | None:
    """What a value of a column must be; nothing where it may be anything."""
    if column in NUMBERS_ELSEWHERE.get(name, ()):
        return None
    if column in ALWAYS:
        return lambda one: _is_number(one) and not _is_unknown(one)
    if column in NUMBERS or column.endswith(ENDS) or (column == "within" or column.startswith("within_")):
        return lambda one: _is_unknown(one) or _is_number(one)
    if column in FLAGS:
        return lambda one: isinstance(one, bool | np.bool_)
    if column in KNOWN_WORDS:
        return lambda one: f"{KNOWN_WORDS[column]}.{one}" in words()
    if column in ("clock", "headline"):
        return is_clock
    if column in MOMENTS:
        return _is_moment
    return (lambda one: isinstance(one, str)) if column in NAMES else None


KNOWN_WORDS: Final = {"holder": "holder", "party": "party", "per_day_is": "day_cost"}
"""Columns of words that are told in both languages: the beginning of their keys among the words."""


def _is_unknown(one: object) -> bool:
    return one is None or one is pd.NaT or (isinstance(one, float | np.floating) and bool(np.isnan(one)))


def _is_number(one: object) -> bool:
    return (
        isinstance(one, int | float | np.integer | np.floating)
        and not isinstance(one, bool | np.bool_)
        and (_is_unknown(one) or (isfinite(float(one)) and abs(float(one)) <= MOST))
    )


def _is_moment(one: object) -> bool:
    """A date that is there or not known, within the years that a scenario may have."""
    moment = pd.to_datetime(str(one), errors="coerce") if not _is_unknown(one) else pd.Timestamp(2016, 1, 1)
    return moment is not pd.NaT and 1900 < moment.year < 2200


def _wanted(column: str, found: object) -> str:
    return did_you_mean(str(found), CLOCKS) if column == "clock" else ", which does not belong there"
