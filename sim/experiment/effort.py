"""How long a play will take, told before it begins: what is valid may still be huge."""

from collections.abc import Sequence
from typing import Final

from sim.scenario import Scenario
from sim.scenario.model import Process
from sim.scenario.quantities import SPAN_MINUTES

MICROSECONDS: Final = 0.4
"""Of a processor, for a step that a case may take, drawn, played and measured: 0.2 (city) to 0.4 (practice-2016)."""
EACH: Final = 0.05
"""Seconds for a replication, however small."""
LONG: Final = 120.0
"""Seconds from which on it is told."""


def steps(scenario: Scenario) -> float:
    """How many steps a replication has at most, about: cases that come on average, by the steps of their process."""
    years = scenario.run.length / SPAN_MINUTES["year"]
    return sum(_cases(process, years) * _steps_of(process) for process in scenario.processes.values())


def _cases(process: Process, years: float) -> float:
    if process.arrivals.per_year is None:
        return len(process.arrivals.at or ())
    return process.arrivals.per_year.value * years


def _steps_of(process: Process) -> int:
    return sum(len(item.steps) for item in process.items.values())


def seconds(scenarios: Sequence[Scenario], replications: int, processes: int) -> float:
    """About how many seconds it takes to play scenarios so often, on so many processes that are free for it."""
    each = sum(EACH + steps(scenario) * MICROSECONDS * 1e-6 for scenario in scenarios)
    return each * replications / processes


def long_in_words(scenarios: Sequence[Scenario], replications: int, processes: int) -> str | None:
    """A sentence on how long a play will take; none where that is not long."""
    took = seconds(scenarios, replications, processes)
    if took < LONG:
        return None
    told = f"{took / 3600:,.1f} hours" if took >= 5400 else f"{took / 60:,.0f} minutes"
    return f"this will take about {told} on {processes} process{'' if processes == 1 else 'es'}; Ctrl-C stops it"
