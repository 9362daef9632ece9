"""Who was refused, or did not win the land, where, and after how long, read off the log."""

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Ints
from sim.calendars.working_time import DAY
from sim.outcomes.history import ENDED, History
from sim.simulation.event_log import REFUSED


def refusals(history: History, chosen: Ints) -> pd.DataFrame:
    """A row for each of the *chosen* cases that was refused.

    Columns: case; item, by which it was refused; days, the calendar days since it was filed, not a number if it never
    was; contact_days, those since first contact.
    """
    cases = chosen[history.fate[chosen] == ENDED]
    left, items = history.left[cases], _refused_by(history)[cases]
    names = [history.plan.item_names[item].partition(".")[2] for item in history.items]
    since_filing = np.where(_filed(history)[cases], (left - history.filed[cases]) / DAY, np.nan)
    return pd.DataFrame(
        {
            "case": history.number[cases],
            "item": np.array([names[item] for item in items], dtype=object),
            "days": since_filing,
            "contact_days": (left - history.arrival[cases]) / DAY,
        }
    )


def _refused_by(history: History) -> Ints:
    """The item by which each refused case was refused, the first of several; it means nothing for the others."""
    log, found = history.log, np.zeros(history.count, dtype=np.int64)
    rows = np.flatnonzero(log.outcome == REFUSED)
    latest_first = rows[np.argsort(-log.end[rows].astype(np.int64), kind="stable")]
    found[log.case[latest_first]] = log.item[latest_first]
    return found


def _filed(history: History) -> Flags:
    """Which cases were ever filed: those that handed in the `from` item, or do not need it; all, if there is none."""
    item, log, plan = history.marked("from_"), history.log, history.plan
    if item is None:
        return np.ones(history.count, dtype=np.bool_)
    filed = ~history.of_each(history.applies, item)
    handed_in = (log.item == item[log.case]) & ~plan.step_prepares[log.step]
    filed[log.case[handed_in]] = True
    return filed
