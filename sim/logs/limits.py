"""Limits and promises as most rows name them; where only one of the two is told, the other is moved out of its way."""

from typing import Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.logs.estimates import NumberEstimate, Sample, Subject
from sim.logs.log import Log
from sim.logs.survival import FEWEST
from sim.logs.visits import Clock, Moments, Visits
from sim.scenario.model import Item

DAY: Final = np.timedelta64(1, "D")
MOSTLY: Final = 0.5
"""A number of days is that of most rows, or it is not one number."""
Told = tuple[list[NumberEstimate], list[tuple[str, int]]]


def limits(log: Log, visits: Visits, legal: Clock, subject: Subject, item: Item) -> Told:
    """The days of limit and promise of an item, exact; and the addresses of which rows differ, with how many rows."""
    rows = log.items[log.items["item"] == subject.name]
    promise = rows["promise"].dropna()
    told = {
        "limit": rows["limit"].dropna(),
        "promise": _due_of(visits, legal, subject.name) if promise.empty else promise,
    }
    found: dict[str, NumberEstimate] = {}
    differ = []
    for path, days in told.items():
        if getattr(item, path) is None or len(days) < FEWEST:
            continue
        counts = days.value_counts()
        most = float(str(counts.sort_index().idxmax()))
        if counts[most] < MOSTLY * len(days):
            differ.append((f"{subject.address}.{path}.days", len(days)))
        else:
            found[path] = _exact(subject, path, most, Sample(len(days)))
    return [*found.values(), *_moved(subject, item, found)], differ


def _exact(subject: Subject, path: str, days: float, sample: Sample) -> NumberEstimate:
    return NumberEstimate(subject, f"{path}.days", days, days, days, sample, "days")


def _moved(subject: Subject, item: Item, found: dict[str, NumberEstimate]) -> list[NumberEstimate]:
    """Nothing is promised beyond the limit: of the two, the one that no row tells is moved as far as that asks."""
    if len(found) != 1 or item.limit is None or item.promise is None:
        return []
    [(path, one)] = found.items()
    days = one.value
    if path == "promise":
        return [_exact(subject, "limit", days, one.sample)] if item.limit.days.bounds()[0] < days else []
    value, (low, high) = item.promise.days.value, item.promise.days.bounds()
    if high <= days:
        return []
    value, low = min(value, days), min(low, days)
    return [NumberEstimate(subject, "promise.days", value, low, days, one.sample, "below_limit", bound="limit")]


def promised_days(visits: Visits, legal: Clock) -> Floats:
    """The days that each row promises, or else the whole days from acceptance to the end of that on which it is due."""
    items = visits.log.items
    told = items["promise"].to_numpy(np.float64)
    return np.where(np.isnan(told), _until_due(visits, legal), told)


def _until_due(visits: Visits, legal: Clock) -> Floats:
    """On the legal calendar; not a number where no day is told or it is before the acceptance."""
    due = visits.log.items["due"].to_numpy("datetime64[s]")
    end = Moments(np.asarray(due + DAY, dtype="datetime64[s]"), np.zeros(len(due), dtype=np.bool_))
    days = np.floor((legal.at(end) - legal.at(visits.accepted)) / legal.day)
    return np.where(np.isnat(due) | ~(days > 0), np.nan, days)


def _due_of(visits: Visits, legal: Clock, name: str) -> pd.Series:
    mine = visits.item_names.index(name) if name in visits.item_names else -1
    days = _until_due(visits, legal)
    return pd.Series(days[(visits.item == mine) & ~np.isnan(days)])
