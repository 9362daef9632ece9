"""A forecast from files: the log is rewound to a day, and the scenario goes on from there, as it is and reformed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from sim.base.errors import ScenarioError, UserError
from sim.base.progress import Watch, unwatched
from sim.experiment.replications import Settings
from sim.logs.as_known import known_at
from sim.logs.check import require_usable
from sim.logs.files.table import LogError
from sim.logs.forecast.backtest import backtest, month_ends
from sim.logs.forecast.known import only_known, process_of
from sim.logs.forecast.open_now import OpenNow, Practice, open_now, starting
from sim.logs.forecast.play import Forecast, forecast
from sim.logs.forecast.scores import Backtest
from sim.logs.forecast.tables import backtest_document, document
from sim.logs.log import Log
from sim.logs.read import STEPS, read_log
from sim.scenario.load import Ground


@dataclass(frozen=True)
class Forecasts:
    """The open cases of a log as things are, and with reforms; and how such forecasts of past days did."""

    present: Forecast
    practice: Practice
    reformed: Forecast | None = None
    tested: Backtest | None = None

    def as_document(self) -> dict[str, Any]:
        """Everything for programs, but no single case."""
        found = document(self.present)
        if self.reformed is not None:
            found["reformed"] = {**document(self.reformed), "from": str(self.practice.since)}
        if self.tested is not None:
            found["backtest"] = backtest_document(self.tested)
        return found


@dataclass(frozen=True)
class Question:
    """Of which log and which day, on what practice, and held against how many past months."""

    map_file: Path
    logs: Sequence[Path]
    at: date | None
    practice: Practice
    backtest: int = 0


def forecasts(question: Question, ground: Ground, settings: Settings, watch: Watch = unwatched) -> Forecasts:
    """What is left of the cases that are open on a day.

    Raises `UserError` for a day outside the log, `LogError` where no case is open on it, `ScenarioError` for an item of
    the map that the scenario does not have.
    """
    if ground.scenario.before:
        why = "its reforms begin on dates: name a scenario in which one rule holds, and give the reforms by --reforms"
        raise ScenarioError(ground.scenario.scenario, "", why)
    with watch("reading", STEPS) as tick:
        log = read_log(question.map_file, question.logs, tick)
    require_usable(log)
    process = process_of(log, ground.scenario, str(question.map_file))
    known = known_at(only_known(log), _midnight(log, question.at))
    found = _open(known, ground, process)
    practice = question.practice
    ways = [starting(ground, found, Practice(practice.months))]
    ways += [starting(ground, found, practice)] if practice.reforms else []
    days = len(month_ends(known, question.backtest)) if question.backtest else 0
    with watch("playing", len(ways) * settings.replications) as tick:
        present, *reformed = [forecast(found, scenario, settings, tick) for scenario in ways]
    if not days:
        return Forecasts(present, practice, reformed[0] if reformed else None)
    with watch("rewinding", days) as tick:
        tested = backtest(known, ground, process, question.backtest, settings, tick)
    return Forecasts(present, practice, reformed[0] if reformed else None, tested)


def _midnight(log: Log, at: date | None) -> pd.Timestamp:
    """The midnight after a day of the log; after its last one, if none is asked for."""
    first, last = log.events["time"].min().date(), (log.until - timedelta(seconds=1)).date()
    if at is not None and not first <= at <= last:
        name = log.files[0] if log.files else "log"
        raise UserError(f"{name}: --at {at} is outside the log, which goes from {first} to {last}: give a day in it")
    return pd.Timestamp(at if at is not None else last) + pd.Timedelta(days=1)


def _open(known: Log, ground: Ground, process: str) -> OpenNow:
    found = open_now(known, ground.scenario, process)
    if not found.rows:
        name, day = known.files[0] if known.files else "log", found.day
        more = f"; {found.left_out} have nothing left to do by {ground.scenario.scenario}" if found.left_out else ""
        raise LogError(
            name,
            "",
            f"no case is open at the end of {day}{more}: there is nothing to forecast; give another day by --at",
        )
    return found
