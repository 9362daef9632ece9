"""A scenario played and read as a log would be: what the stretches of a log take under the scenario's own numbers."""

from collections.abc import Callable, Iterator

import numpy as np

from sim.base.arrays import Floats
from sim.calendars.working_time import DAY
from sim.experiment.replications import play
from sim.logs.curves import curve_of
from sim.logs.mapping import Map
from sim.logs.played import log_of
from sim.logs.stretches import Stretch
from sim.logs.survival import Durations
from sim.logs.timing import Timing
from sim.logs.visits import Visits, case_starts, clocks
from sim.scenario import Scenario
from sim.scenario.quantities import Distribution
from sim.simulation.lower import lower

REPLICATIONS = 4
YEAR = 525_960


def played_timings(
    scenario: Scenario,
    process: str,
    mapping: Map,
    stamped: frozenset[str],
    seed: int,
    tick: Callable[[], None] = lambda: None,
    replications: int = REPLICATIONS,
) -> Iterator[Timing]:
    """The timing of some replications of a process, of the cases that came after the first year, followed to the end.

    Of the states those are *stamped* that the city's log has. No office has a good or a bad year in them: that of the
    log is in what was measured.
    """
    even = {name: one.model_copy(update={"year": Distribution(fixed=1)}) for name, one in scenario.departments.items()}
    run = scenario.run.model_copy(update={"length": max(2 * YEAR, min(scenario.run.length, 3 * YEAR))})
    steady = scenario.model_copy(update={"departments": even, "run": run, "start_with": None})
    plan = lower(steady)
    number = list(steady.processes).index(process)
    for draws, played in play(plan, seed, replications):
        log = log_of(plan, draws, played, mapping, number, plan.horizon, stamped)
        visits = Visits(log)
        warm = np.datetime64(steady.start, "s") + np.timedelta64(YEAR, "m")
        tick()
        yield Timing(visits, clocks(steady, log), steady.processes[process], (case_starts(log) >= warm)[visits.case])


def lead_days(scenario: Scenario, process: str, items: frozenset[str], seed: int) -> float:
    """How many days pass from first contact to what is stamped first of these items, on average as played."""
    plan = lower(scenario)
    number = list(scenario.processes).index(process)
    draws, played = next(play(plan, seed, 1))
    wanted = [n for n in plan.items_of(number) if plan.item_names[n].partition(".")[2] in items]
    rows = np.flatnonzero(np.isin(played.item, wanted))
    first = np.full(draws.cases, np.iinfo(np.int64).max)
    np.minimum.at(first, played.case[rows], played.joined[rows].astype(np.int64))
    seen = first < plan.horizon
    return float((first[seen] - draws.arrival[seen]).mean() / DAY) if seen.any() else 0.0


def played_curves(timings: list[Timing], stretches: list[Stretch]) -> list[Floats | None]:
    """The curve of each stretch over all replications; None where it hardly ever comes."""
    found: list[Floats | None] = []
    for stretch in stretches:
        parts = [timing.durations(stretch) for timing in timings]
        whole = Durations(
            *(np.concatenate([getattr(one, name) for one in parts]) for name in ("spent", "open", "block"))
        )
        found.append(curve_of(whole) if whole.count >= 20 else None)
    return found
