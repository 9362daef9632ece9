"""The base year under a package of shipped reforms, played once: who was where when, item by item, for tests to ask."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Flags, Floats, Ints
from sim.calendars.working_time import DAY, to_moment
from sim.outcomes.history import History
from sim.outcomes.measure import measure
from sim.scenario import Scenario, as_document, load_reform, load_scenario
from sim.scenario.check import check_parts
from sim.scenario.load import made_by_reforms
from sim.scenario.reforms.apply import apply_reforms, own_reform
from sim.scenario.reforms.model import Change
from sim.simulation.draws.cases import Family
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.draws.streams import Streams
from sim.simulation.engines import simulate
from sim.simulation.invariants import broken_invariants
from sim.simulation.invariants.log import Rows
from sim.simulation.invariants.routing import Routing
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

FOLDER = Path(__file__).parents[2] / "scenarios"


@dataclass(frozen=True)
class World:
    """One replication of the investment process (or another) in a reformed base year."""

    plan: Plan
    draws: Draws
    log: Any
    process: int = 0

    @cached_property
    def history(self) -> History:
        return History(self.plan, self.draws, self.log, self.process)

    @cached_property
    def cases(self) -> pd.DataFrame:
        """The measured cases, with every response."""
        return measure(self.plan, self.draws, self.log, self.process).cases

    @cached_property
    def permitted(self) -> pd.DataFrame:
        return self.cases[self.cases["fate"] == "permitted"]

    @property
    def years(self) -> float:
        """How many years are measured."""
        return (self.plan.measured_until - self.plan.measured_from) / 525_960

    @cached_property
    def items(self) -> list[str]:
        return list(self.plan.processes[self.process].items)

    def needs(self, item: str) -> Flags:
        """Which cases need the item."""
        return self.history.applies[:, self.items.index(item)]

    def begun(self, item: str) -> Ints:
        """When each case's item could start."""
        return self.history.begun[:, self.items.index(item)]

    def done(self, item: str) -> Ints:
        """When it was done."""
        return self.history.done[:, self.items.index(item)]

    def rows(self, step: str, item: str | None = None) -> Ints:
        """The records of a step, of one item or of all, that came to an end."""
        log = self.history.log
        named = np.array([name == step for name in self.plan.step_names])
        chosen = named[log.step] & (log.end >= 0)
        if item is not None:
            chosen &= log.item == self.items.index(item)
        return np.flatnonzero(chosen)

    def who(self, step: str, item: str | None = None) -> set[int]:
        """The cases that went through a step."""
        return set(self.history.log.case[self.rows(step, item)].tolist())

    def having(self, trait: str) -> set[int]:
        """The cases with a trait, read off the luck that gave it to them."""
        family = Family(self.plan, self.process, Streams(self.draws.seed, self.draws.replication))
        return set(np.flatnonzero(family.traits[trait]).tolist())

    @cached_property
    def complexity(self) -> Floats:
        """How complex each case is, read off its luck."""
        return Family(self.plan, self.process, Streams(self.draws.seed, self.draws.replication)).complexity

    @cached_property
    def routing(self) -> Routing:
        """What the invariants know of the clock of each record's item; rows are those of the whole log."""
        return Routing(Rows(self.plan, self.draws, self.log))

    def moments(self, rows: Ints, column: str = "start") -> pd.DatetimeIndex:
        """When records started (or joined, or ended)."""
        minutes = getattr(self.history.log, column)[rows].tolist()
        return pd.DatetimeIndex([to_moment(minute, self.plan.scenario.start) for minute in minutes])

    def minutes(self, rows: Ints) -> Ints:
        """The minutes from start to end of records."""
        log = self.history.log
        return log.end[rows].astype(np.int64) - log.start[rows]

    def queued(self, rows: Ints) -> Ints:
        """The minutes from joining to start of records."""
        log = self.history.log
        return log.start[rows].astype(np.int64) - log.joined[rows]

    def clock(self, rows: Ints, column: str = "start") -> Ints:
        """The minute of the day at which records started (or joined, or ended)."""
        return np.asarray(getattr(self.history.log, column)[rows].astype(np.int64) % DAY)

    def day(self, rows: Ints, column: str = "start") -> Ints:
        """The day of the run on which they did."""
        return np.asarray(getattr(self.history.log, column)[rows].astype(np.int64) // DAY)

    def worked(self, rows: Ints) -> Ints:
        """The minutes for which somebody worked on records, breaks left out."""
        log, kept = self.history.log, self.draws.attendance
        start, end = (column[rows].astype(np.int64) for column in (log.start, log.end))
        return kept.timetables.worked_between(kept.server_calendar[log.server[rows]], start, end)

    def at_pool(self, name: str) -> Ints:
        """The records of those who were served at a pool."""
        log = self.history.log
        return np.flatnonzero((log.pool == self.plan.pool_names.index(name)) & (log.end >= 0))

    def on(self, calendars: set[str]) -> set[int]:
        """The servers who are on duty by one of these calendars."""
        names = list(self.plan.scenario.calendars)
        return {server for server, number in enumerate(self.plan.server_calendar) if names[number] in calendars}

    def by_case(self, rows: Ints, values: Ints) -> pd.Series:
        """A value of each record, by its case and item and the time it was gone through."""
        log = self.history.log
        keys = pd.MultiIndex.from_arrays([log.case[rows], log.item[rows], log.attempt[rows]])
        return pd.Series(values, keys)

    def pool_hours(self, tag: str) -> float:
        """The hours that the servers of the pools with a tag are there in the measured time."""
        table = measure(self.plan, self.draws, self.log, self.process).pools.set_index("pool")
        named = [name for name, pool in self.plan.scenario.pools.items() if tag in pool.tags]
        return float(table.loc[table.index.intersection(named), "hours"].sum())


@cache
def base() -> dict[str, Any]:
    """The base year, two years long instead of three."""
    document = as_document(load_scenario(FOLDER / "practice-2016.yaml"))
    return {**document, "run": {"length": "2 years", "warm_up": "6 months", "cool_down": "3 months"}}


def scenario(*names: str, changes: tuple[dict[str, Any], ...] = ()) -> Scenario:
    """The base year with a package and changes of the test's own."""
    package = [load_reform(FOLDER / "reforms" / f"{name}.yaml") for name in names]
    if changes:
        package.append(own_reform([Change.model_validate(change) for change in changes]))
    resolved = Scenario.model_validate(
        apply_reforms(base(), package, "test", lambda: made_by_reforms(FOLDER / "reforms")).document
    )
    check_parts(resolved, "test")
    return resolved


@cache
def world(*names: str, process: int = 0) -> World:
    """The base year with a package, played once and held against the invariants of every log."""
    return played(scenario(*names), process)


def played(resolved: Scenario, process: int = 0) -> World:
    plan = lower(resolved)
    draws = draw(plan, 1, 0)
    log = simulate(plan, draws, "compiled")
    assert broken_invariants(plan, draws, log) == []
    return World(plan, draws, log, process)
