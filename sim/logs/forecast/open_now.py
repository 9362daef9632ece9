"""The open cases of a log as a scenario starts with them, and the scenario that does: from the next midnight on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats, Ints
from sim.base.errors import ScenarioError, UserError
from sim.logs.forecast.cases_under_way import CasesUnderWay, Promise
from sim.logs.forecast.known import ends
from sim.logs.log import Log
from sim.scenario import Scenario
from sim.scenario.load import Ground, Written, resolved
from sim.scenario.open_cases import OpenCase

LABEL: Final = "the log"
"""From where a resolved scenario says that its open cases are."""


@dataclass(frozen=True)
class OpenNow:
    """The cases of a process that are open at the end of a log; all arrays have a place for each of them."""

    log: Log
    process: str
    case: Ints
    """By number in the log."""
    rows: tuple[OpenCase, ...]
    """Where they stand; a case is called by its place here."""
    promises: tuple[Promise, ...]
    """The case of a promise is told by its place here."""
    age: Floats
    """Calendar days since first contact."""
    left_out: int
    """How many more are open of which, by the scenario, nothing is left to do."""
    last_item: str | None
    """The item with which a case is over, if the log has it."""

    @property
    def day(self) -> date:
        """The last day of the log."""
        return (self.log.until - timedelta(seconds=1)).date()

    @property
    def start(self) -> date:
        """The first day of what is forecast."""
        return self.day + timedelta(days=1)

    def start_with(self) -> dict[str, Any]:
        """What a scenario says that starts with these cases."""
        names = ("case", "item", "step", "spent_days", "used_days", "class", "promise_days", "sent_back")
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(names)
        return {self.process: {"from": LABEL, **{name: list(one) for name, one in zip(names, columns, strict=True)}}}


def open_now(log: Log, scenario: Scenario, process: str) -> OpenNow:
    """The cases of a log of `known.only_known` that are open at its end, where the scenario has them stand."""
    under_way = CasesUnderWay(log, scenario, process)
    until = scenario.processes[process].until
    last_item = until if until in log.known_items else None
    still = np.flatnonzero(np.isnat(ends(under_way.visits, last_item)))
    rows: list[OpenCase] = []
    kept: list[int] = []
    for case in still.tolist():
        mine = under_way.rows_of(case, str(len(kept)))
        rows += mine
        kept += [case] if mine else []
    place = {case: number for number, case in enumerate(kept)}
    promises = tuple(one._replace(case=place[one.case]) for one in under_way.promised(kept))
    age = (np.datetime64(log.until, "s") - under_way.started[np.array(kept, dtype=np.int64)]).astype(np.int64) / 86_400
    cases = np.array(kept, dtype=np.int64)
    return OpenNow(log, process, cases, tuple(rows), promises, age, len(still) - len(kept), last_item)


@dataclass(frozen=True)
class Practice:
    """How things go on: for so many months, under the scenario as it is or with reforms that begin on a day."""

    months: int
    reforms: tuple[str, ...] = ()
    since: date | None = None

    def length(self, start: date) -> int:
        """The days from the first one to the end of so many whole months."""
        first = pd.Timestamp(start)
        ahead = self.months if first.day == 1 else self.months + 1
        return int(((first.to_period("M") + ahead).to_timestamp() - first).days)


def starting(ground: Ground, found: OpenNow, practice: Practice) -> Scenario:
    """The scenario that starts with open cases on the day after the log, and is played to the end of the practice.

    Raises `UserError` for reforms that begin on no day of it, `ScenarioError` for what does not go together.
    """
    days = practice.length(found.start)
    _require_day(practice, found.start, days)
    whole = dict.fromkeys(("warm_up", "cool_down", "follow"), "0 days")
    run = {**ground.document["run"], **whole, "length": f"{days} days"}
    document = {**ground.document, "start": found.start.isoformat(), "run": run, "start_with": found.start_with()}
    package = tuple(ground.reform(name, "--reforms") for name in practice.reforms)
    dates = {name: practice.since for name in practice.reforms if practice.since is not None}
    elsewhere = lambda: set(ground.elsewhere)  # noqa: E731
    written = Written(str(ground.file), document, package, {}, elsewhere, dates=dates)
    try:
        return resolved(written)
    except ScenarioError as error:
        if error.path != "start" and not error.path.endswith(".holidays"):
            raise
        raise ScenarioError(error.source, error.path, f"{error.message}; or forecast fewer --months") from None


def _require_day(practice: Practice, start: date, days: int) -> None:
    last = start + timedelta(days=days - 1)
    if practice.since is not None and not start < practice.since <= last:
        remedy = f"give a day from {start + timedelta(days=1)} to {last}, or more --months"
        raise UserError(f"--from: {practice.since} is outside what is forecast: {remedy}")


def place_of_each(names: Sequence[str]) -> Ints:
    """The place of each case by which a plan calls it, in the plan's order."""
    return np.array([int(name) for name in names], dtype=np.int64)
