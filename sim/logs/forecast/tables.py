"""A forecast as tables: when the backlog is gone, month by month, by item, and case by case.

No cell is told of fewer than five cases, but for the table of single cases, which is for who has the log already.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.logs.forecast.play import LEVELS, Forecast
from sim.logs.forecast.scores import SOON, Backtest
from sim.logs.log import FEWEST

SHARES: Final = (0.5, 0.9, 1.0)
"""Of the cases that are open now, until when so many are over."""
DAY: Final = 1440
CASES: Final = (
    "case", "at", "class", "standing", "age_days", "working_days_p10", "working_days_p50", "working_days_p90",
    "days_p10", "days_p50", "days_p90", "within_28", "promised", "promised_item", "by_promised_day", "longest_in",
)  # fmt: skip
"""The columns of the table of single cases."""


@dataclass(frozen=True)
class Gone:
    """By when a share of the cases open now is over: the day in one of ten, half and nine of ten replications.

    None: later than what was played.
    """

    share: float
    days: tuple[date | None, ...]
    not_by_then: float
    """The share of replications in which it is not so by the end of what was played."""


@dataclass(frozen=True)
class Month:
    """A month, or what is played of it: quantiles over replications, and how many are in progress at its end."""

    begins: date
    permits: tuple[float, ...]
    then_open: tuple[float, ...]
    in_progress: tuple[float, ...]


@dataclass(frozen=True)
class AtItem:
    """The cases that stand at an item; a case may stand at several."""

    item: str
    cases: int
    late: int
    """Of them, past the promise of that item."""
    median: float | None
    """The median of what is left of their way, in working days; None if it is more than was played."""
    soon: float
    """The mean probability to be over within `scores.SOON` calendar days."""


def gone(found: Forecast) -> list[Gone]:
    """By when half, nine of ten and all cases that are open now are over."""
    return [_gone(found, share) for share in SHARES]


def _gone(found: Forecast, share: float) -> Gone:
    minutes = found.gone(share)
    at = np.quantile(minutes, LEVELS, method="inverted_cdf")
    days = tuple(found.day_of(one) if np.isfinite(one) else None for one in at.tolist())
    return Gone(share, days, float(np.isinf(minutes).mean()))


def months(found: Forecast) -> list[Month]:
    """Every month of the forecast."""
    tables = [np.quantile(one, LEVELS, axis=0, method="inverted_cdf").T for one in _by_month(found)]
    return [
        Month(begins, *(tuple(map(float, one[place])) for one in tables)) for place, begins in enumerate(found.months)
    ]


def _by_month(found: Forecast) -> tuple[Any, Any, Any]:
    return found.permits, found.then_open, found.in_progress


def items(found: Forecast) -> list[AtItem]:
    """The items at which five cases or more stand, those with most of them first."""
    late = {(one.case, one.item) for one, due in zip(found.found.promises, found.due, strict=True) if due < 0}
    standing: dict[str, list[int]] = {}
    for row in found.found.rows:
        if not row.perhaps:
            standing.setdefault(row.item, []).append(int(row.case))
    soon = found.within(SOON)
    rows = [
        AtItem(
            item,
            len(cases),
            sum((case, item) in late for case in cases),
            _median(found, cases),
            float(soon[cases].mean()),
        )
        for item, cases in standing.items()
        if len(cases) >= FEWEST
    ]
    return sorted(rows, key=lambda one: (-one.cases, one.item))


def _median(found: Forecast, cases: list[int]) -> float | None:
    left = np.quantile(found.over[:, cases], 0.5, method="inverted_cdf")
    return float(found.working_days(np.array([left]))[0]) if np.isfinite(left) else None


def past_promise(found: Forecast) -> int:
    """How many cases are past the promise of an item at which they stand."""
    return len({one.case for one, due in zip(found.found.promises, found.due, strict=True) if due < 0})


def cases(found: Forecast) -> Iterator[dict[str, str]]:
    """A row for each open case; what is left is empty where it is more than was played."""
    opened, soon = found.found, found.within(SOON)
    working = found.working_days(found.remaining)
    standing: dict[int, list[str]] = {}
    for row in opened.rows:
        standing.setdefault(int(row.case), []).append(row.item)
    named = {int(row.case): row.class_name or "" for row in opened.rows}
    next_promise = _next_promise(found)
    for place, case in enumerate(opened.case.tolist()):
        promise = next_promise.get(place)
        told = {
            "case": str(case + 1),
            "at": opened.log.found_at[case] if opened.log.found_at else "",
            "class": named[place],
            "standing": " + ".join(standing[place]),
            "age_days": f"{opened.age[place]:.0f}",
            **_left("working_days", working[:, place]),
            **_left("days", found.remaining[:, place] / DAY),
            "within_28": f"{soon[place]:.3f}",
            "longest_in": found.holds[place],
        }
        yield {**dict.fromkeys(CASES, ""), **told, **_promised(found, promise)}


def _left(name: str, days: Floats) -> dict[str, str]:
    keys = (f"{name}_p{level * 100:.0f}" for level in LEVELS)
    return {key: f"{one:.1f}" if np.isfinite(one) else "" for key, one in zip(keys, days, strict=True)}


def _next_promise(found: Forecast) -> dict[int, int]:
    """The promise of each case that ends first."""
    order = np.argsort(-found.due, kind="stable")
    return {found.found.promises[number].case: int(number) for number in order}


def _promised(found: Forecast, number: int | None) -> Mapping[str, str]:
    if number is None:
        return {}
    due = found.due[number]
    return {
        "promised": str(found.day_of(due - 1)) if np.isfinite(due) and due < found.horizon else "",
        "promised_item": found.found.promises[number].item,
        "by_promised_day": f"{found.by_promise[number]:.3f}",
    }


def table_of_cases(found: Forecast) -> pd.DataFrame:
    """The table of single cases, for a file."""
    return pd.DataFrame(cases(found), columns=list(CASES), dtype=object)


def document(found: Forecast) -> dict[str, Any]:
    """A forecast for programs, without single cases."""
    return {
        "scenario": found.scenario.scenario,
        "reforms": list(found.scenario.reforms),
        "digest": found.found.log.digest,
        "at": str(found.found.day),
        "until": str(found.last_day),
        "seed": found.settings.seed,
        "replications": found.settings.replications,
        "open": few(len(found.found.case)),
        "past_promise": few(past_promise(found)),
        "nothing_left": few(found.found.left_out),
        "kept_promises": float(found.by_promise.mean()) if len(found.by_promise) >= FEWEST else None,
        "within_28": float(found.within(SOON).mean()),
        "gone": [{**vars(one), "days": [str(day) if day else None for day in one.days]} for one in gone(found)],
        "months": [{**vars(one), "begins": str(one.begins)} for one in months(found)],
        "items": [{**vars(one), "late": few(one.late)} for one in items(found)],
    }


def few(count: int) -> int | str:
    """A count, but for one of a few cases."""
    return f"<{FEWEST}" if 0 < count < FEWEST else count


def backtest_document(found: Backtest) -> dict[str, Any]:
    """A backtest for programs."""
    estimates = {"brier": found.brier, "brier_by_age": found.brier_by_age, "better": found.better}
    return {
        "days": [
            {
                "day": one.day,
                "open": few(len(one.said)),
                "within_28": float(one.said.mean()),
                "by_age": float(one.by_age.mean()),
                "happened": float(one.happened.mean()) if len(one.happened) >= FEWEST else None,
                "permits": float(one.permits.mean()),
                "granted": few(one.granted),
                "within": one.within_interval,
            }
            for one in found.days
        ],
        "measured_anew": found.measured_anew,
        "forecasts": found.count,
        **{name: {"value": one.value, "interval": one.interval} for name, one in estimates.items()},
        "within_28": found.said,
        "happened": found.happened,
        "coverage": found.coverage,
        "classes": [{"said": said, "happened": seen, "n": few(n)} for said, seen, n in found.classes()],
        "months_within": found.months_within,
        "error": found.error,
        "bias": found.bias,
        "error_as_before": found.error_as_before,
    }
