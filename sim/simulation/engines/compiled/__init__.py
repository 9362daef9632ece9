"""The fast engine: the same log as the reference engine, as machine code made by numba."""

from typing import Any

from sim.scenario import Scenario
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.engines.compiled import kernel
from sim.simulation.engines.compiled.state import columns_for, happened_for, luck_of, records_for, state_of
from sim.simulation.event_log import EventLog
from sim.simulation.lower import lower
from sim.simulation.plan import Plan


def simulate(plan: Plan, draws: Draws) -> EventLog:
    """Plays every case to its end, or to the horizon."""
    luck = luck_of(plan, draws)
    records, columns = records_for(plan, draws), columns_for(draws)
    state = state_of(plan, draws, luck, records, columns)
    kernel.play(state)
    happened = happened_for(len(columns.case))
    count = kernel.write_up(state.steps, records, state.arrivals, columns, happened, len(plan.pool_seats))
    log: list[Any] = [
        columns.case,
        columns.item,
        columns.step,
        columns.attempt,
        *happened[:3],
        columns.pool,
        *happened[3:],
    ]
    return EventLog(*(column[:count] for column in log))


def warm_up() -> None:
    """Has the machine code made or loaded, so that workers started afterwards find it on disk."""
    plan = lower(
        Scenario.model_validate(
            {
                "scenario": "nowhere",
                "title": "Nobody comes",
                "start": "2016-01-04",
                "run": {"length": "1 day"},
                "calendars": {"office": {"hours": "09:00-17:00"}},
                "processes": {"nothing": {"arrivals": {"at": []}, "items": {"nothing": {}}}},
            }
        )
    )
    simulate(plan, draw(plan, 0, 0))
