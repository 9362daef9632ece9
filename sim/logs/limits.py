"""Limits and promises as most rows name them; where only one of the two is told, the other is moved out of its way."""

from typing import Final

import numpy as np
import pandas as pd

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
        "promise": _until_due(log, visits, legal, subject.name) if promise.empty else promise,
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


def _until_due(log: Log, visits: Visits, legal: Clock, name: str) -> pd.Series:
    """The whole days from acceptance to the end of the day on which each is due, on the legal calendar."""
    due = log.items["due"].to_numpy("datetime64[s]")
    mine = visits.item_names.index(name) if name in visits.item_names else -1
    end = Moments(np.asarray(due + DAY, dtype="datetime64[s]"), np.zeros(len(due), dtype=np.bool_))
    days = np.floor((legal.at(end) - legal.at(visits.accepted)) / legal.day)
    kept = (visits.item == mine) & ~np.isnat(due) & (days > 0)
    return pd.Series(days[kept])
