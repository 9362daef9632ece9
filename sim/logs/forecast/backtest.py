"""The log rewound to the ends of past months: each forecast from what was known then, and held against what happened.

Where the scenario was measured on this very log, it has seen what it is to foretell; so on each of these days it is
measured anew, on what was known by then.
"""

import pickle
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError
from sim.calendars.working_time import DAY
from sim.experiment.cluster import Shared
from sim.experiment.parallel import call_all
from sim.experiment.replications import Settings
from sim.logs.as_known import known_at
from sim.logs.calibrate import calibrate
from sim.logs.forecast.known import ends
from sim.logs.forecast.open_now import OpenNow, Practice, open_now, starting
from sim.logs.forecast.play import forecast
from sim.logs.forecast.scores import SOON, Backtest, Scored, by_age, count_between, rank
from sim.logs.log import Log
from sim.logs.stamps import Stamps
from sim.logs.survival import FEWEST
from sim.logs.visits import Visits, case_starts
from sim.scenario.load import Ground, as_document

SECONDS: Final = 86_400
MONTHS: Final = 12
"""So far ahead a past day is forecast, at most: later a case is not over."""


def measured_on(document: Any, digest: str) -> bool:
    """Whether a number of a scenario was measured on the log of this digest."""
    if isinstance(document, dict):
        return document.get("digest") == digest or any(measured_on(part, digest) for part in document.values())
    return isinstance(document, list) and any(measured_on(part, digest) for part in document)


def backtest(
    log: Log,
    ground: Ground,
    process: str,
    months: int,
    settings: Settings,
    progress: Callable[[], None] = lambda: None,
) -> Backtest:
    """Forecasts the log of `known.only_known` at the ends of so many past months.

    Raises `UserError` where its time is too short for any.
    """
    anew = measured_on(ground.document, log.digest)
    days = month_ends(log, months)
    shared = Shared(pickle.dumps((log, replace(ground, elsewhere=frozenset()), process, anew)))
    alone = replace(settings, workers=1)
    calls = ((shared, day, alone) for day in days)
    found = []
    for one in call_all(_scored, calls, settings.workers, settings.engine, most=len(days)):
        progress()
        found += [one] if one is not None else []
    if not found:
        raise UserError(f"{log.files[0] if log.files else 'log'}: on none of the days of the backtest a case was open")
    return Backtest(tuple(found), anew)


def month_ends(log: Log, months: int) -> list[pd.Timestamp]:
    """The midnights after the last months of a log that are followed by a whole one, the first of them first."""
    first, last = pd.Timestamp(log.events["time"].min()).normalize(), log.until.normalize()
    ends_of = pd.date_range(first, last, freq="MS")
    known = case_starts(log)
    whole = [
        day
        for day in ends_of
        if day + pd.DateOffset(months=1) <= last
        and day + pd.Timedelta(days=SOON) <= last
        and (known < np.datetime64(day, "s")).sum() >= FEWEST
    ]
    if not whole:
        name = log.files[0] if log.files else "log"
        raise UserError(f"{name}: no month of it lies between enough cases and a month more: drop --backtest")
    return whole[-months:]


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> tuple[Log, Ground, str, bool]:
    found: tuple[Log, Ground, str, bool] = pickle.loads(packed)
    return found


def _scored(packed: bytes, day: pd.Timestamp, settings: Settings) -> Scored | None:
    """One past day; None where no case was open, or nothing is known by then."""
    log, ground, process, anew = _unpacked(packed)
    known = known_at(log, day)
    if anew:
        scenario = calibrate(known, ground.scenario, settings.seed).scenario()
        ground = replace(ground, scenario=scenario, document=as_document(scenario))
    found = open_now(known, ground.scenario, process)
    if not found.rows:
        return None
    foretold = forecast(found, starting(ground, found, Practice(MONTHS)), settings)
    actual, still = remaining(log, known, found, day)
    then = ends(Visits(known), found.last_item)
    started = case_starts(known)
    last = np.where(np.isnat(then), np.datetime64(day, "s"), then)
    spent = np.maximum((last - started).astype(np.int64), 0) / SECONDS
    granted = _granted(log, found.last_item)
    return Scored(
        day=str((day - pd.Timedelta(days=1)).date()),
        said=foretold.within(SOON),
        by_age=by_age(spent, np.isnat(then), found.age, SOON),
        happened=~still & (actual <= SOON * DAY),
        rank=rank(foretold.over, actual),
        still=still,
        permits=foretold.permits[:, 0].astype(np.float64),
        granted=count_between(granted, np.datetime64(day, "s"), np.datetime64(day + pd.DateOffset(months=1), "s")),
        before=count_between(granted, np.datetime64(day - pd.DateOffset(months=1), "s"), np.datetime64(day, "s")),
    )


def remaining(log: Log, known: Log, found: OpenNow, day: pd.Timestamp) -> tuple[Any, Any]:
    """The minutes that were left of each case that was open on a day, or to the end of the log; and which are open."""
    over = ends(Visits(log), found.last_item)[_same(log, known)[found.case]]
    still = np.isnat(over)
    last = np.where(still, np.datetime64(log.until, "s"), over)
    return np.maximum((last - np.datetime64(day, "s")).astype(np.int64), 0) / 60, still


def _same(log: Log, known: Log) -> Any:
    """The number in the whole log of each case of one that is cut off: those that came before, in their order."""
    day = np.datetime64(known.until, "s")
    return np.flatnonzero(case_starts(log) < day)


def _granted(log: Log, last_item: str | None) -> Stamps:
    """The moments at which cases were over by an approval."""
    visits = Visits(log)
    refused = np.zeros(int(visits.case.max(initial=-1)) + 1, dtype=np.bool_)
    refused[visits.case[visits.last("refused").there | visits.gone.there]] = last_item is None
    over = ends(visits, last_item)
    if last_item is not None:
        mine = visits.item == visits.item_names.index(last_item)
        approved = mine & visits.last("approved", "approved-owing").there
        refused[:] = True
        refused[visits.case[approved]] = False
    return over[~np.isnat(over) & ~refused]
