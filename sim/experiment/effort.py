"""How long a play will take, told before it begins: what is valid may still be huge."""

from collections.abc import Sequence
from typing import Final

from sim.scenario import Scenario
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

MICROSECONDS: Final = 0.4
"""Of a processor, for a step that a case may take, drawn, played and measured: 0.2 (city) to 0.4 (practice-2016)."""
EACH: Final = 0.05
"""Seconds for a replication, however small."""
LONG: Final = 120.0
"""Seconds from which on it is told."""


def steps(plan: Plan) -> float:
    """How many steps a replication has at most, on average: cases that are expected, by the steps of their process."""
    return sum(_cases(plan, process) * _steps_of(plan, process) for process in range(len(plan.processes)))


def _cases(plan: Plan, process: int) -> float:
    expected = plan.expected_arrivals[process]
    arrivals = plan.processes[process].arrivals
    return float(expected.cases[-1]) if expected is not None else float(len(arrivals.at or ()))


def _steps_of(plan: Plan, process: int) -> int:
    first, stop = plan.process_first_item[process : process + 2].tolist()
    return int(plan.item_first_step[stop] - plan.item_first_step[first])


def seconds(scenarios: Sequence[Scenario], replications: int, processes: int) -> float:
    """About how many seconds it takes to play scenarios so often, on so many processes that are free for it."""
    each = sum(EACH + steps(lower(scenario)) * MICROSECONDS * 1e-6 for scenario in scenarios)
    return each * replications / processes


def long_in_words(scenarios: Sequence[Scenario], replications: int, processes: int) -> str | None:
    """A sentence on how long a play will take; none where that is not long."""
    took = seconds(scenarios, replications, processes)
    if took < LONG:
        return None
    told = f"{took / 3600:,.1f} hours" if took >= 5400 else f"{took / 60:,.0f} minutes"
    return f"this will take about {told} on {processes} process{'' if processes == 1 else 'es'}; Ctrl-C stops it"
