"""What the compiled engine costs: per record, beside the reference engine, in a replication, and as cases grow more.

Run with `python tests/benchmarks/engines.py`. What is compared takes turns, and the median over the rounds is shown, so
that what disturbs the machine disturbs all.
"""

import argparse
import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from sim.outcomes.clocks import CLOCKS
from sim.outcomes.critical_path import critical_path
from sim.outcomes.history import PERMITTED, History
from sim.outcomes.measure import measure_all
from sim.scenario import Scenario, load_scenario
from sim.scenario.model import Run
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

Document = dict[str, Any]
LENGTHS = ("24 days", "15 months", "8 years")
"""In practice-2016 about 1,200, 20,000 and 130,000 cases."""


def seconds(work: Callable[[], object], at_least: float = 0.0) -> float:
    """How long it takes, done again and again for at least so many seconds."""
    begun, times = perf_counter(), 0
    while times == 0 or perf_counter() - begun < at_least:
        work()
        times += 1
    return (perf_counter() - begun) / times


def licence(bureau: str) -> Document:
    """An ordinary chain with corrections: about nine records a time."""
    return {
        "prepare": {"wait": {"days": {"pert": [1, 2, 5]}}, "again": "6 days", "calendar": "office"},
        "submit": {"work": "20 minutes", "pool": "window"},
        "accept": {"wait": "1 hour", "calendar": "office", "accepts": True, "returns": {"share": 0.2, "to": "prepare"}},
        "review": {"work": {"hours": {"pert": [3, 6, 12]}}, "pool": bureau, "returns": {"share": 0.3, "to": "prepare"}},
        "circulate": {"wait": {"days": {"uniform": [1, 6]}}, "calendar": "office"},
        "deliver": {"wait": {"days": {"uniform": [0, 3]}}, "calendar": "always"},
    }


def network(years: int) -> Scenario:
    """A thousand cases a year, each with eight licences of eight bureaus, three abreast."""
    desk = {"calendar": "office", "discipline": "due-date"}
    items = {
        f"licence-{number}": {
            "steps": licence(f"bureau-{number}"),
            "promise": 7,
            "after": [f"licence-{number - 3}"] if number >= 3 else [],
        }
        for number in range(8)
    }
    document: Document = {
        "scenario": "network",
        "title": "Eight licences, three abreast",
        "start": "2016-01-04",
        "run": {"length": f"{years} years", "follow": "2 years"},
        "calendars": {
            "office": {"hours": ["08:30-12:00", "13:30-17:00"]},
            "always": {"days": "mon-sun", "hours": "00:00-24:00"},
        },
        "pools": {
            "window": {"servers": 8, "calendar": "office"},
            **{f"bureau-{number}": {"servers": 6, **desk} for number in range(8)},
        },
        "processes": {"projects": {"arrivals": {"per_year": 1000}, "items": items}},
    }
    return Scenario.model_validate(document)


def lasting(scenario: Scenario, length: str) -> Scenario:
    """The same scenario, in which cases come for so long."""
    return scenario.model_copy(update={"run": Run(length=length, follow="1 year")})


def clocks_and_paths(plan: Plan, replication: int) -> None:
    """Draw, play, and of the first process all clocks and the critical path of every project."""
    draws = draw(plan, 1, replication)
    history = History(plan, draws, simulate(plan, draws), 0)
    for clock in CLOCKS.values():
        clock(history)
    critical_path(history, np.flatnonzero(history.measured & (history.fate == PERMITTED)))


def every_response(plan: Plan, replication: int) -> None:
    """Draw, play, and every response of every process: costs, trips and ways too."""
    draws = draw(plan, 1, replication)
    measure_all(plan, draws, simulate(plan, draws))


def beside_the_reference(name: str, rounds: int) -> None:
    """Both engines on the same draws, and whole replications, in turn."""
    plan = lower(load_scenario(name))
    draws = draw(plan, 1, 0)
    records = len(simulate(plan, draws).case)
    every_response(plan, 0)
    kernel, reference, clocked, whole = [], [], [], []
    for number in range(rounds):
        kernel.append(seconds(lambda: simulate(plan, draws), 0.5))
        reference.append(seconds(lambda: simulate(plan, draws, "simpy")))
        clocked.append(seconds(lambda number=number: clocks_and_paths(plan, number), 0.5))  # type: ignore[misc]
        whole.append(seconds(lambda number=number: every_response(plan, number), 0.5))  # type: ignore[misc]
    each = [f"{median(spent) / records * 1e9:,.0f} ns" for spent in (kernel, reference, clocked, whole)]
    sooner, longer, longest = (
        median(slow / fast for slow, fast in zip(all_of_it, kernel, strict=True))
        for all_of_it in (reference, clocked, whole)
    )
    print(f"{name}: {records:,} records, median of {rounds} rounds")
    print(f"  compiled engine {each[0]} a record (at most 200)")
    print(f"  reference engine {each[1]} a record: {sooner:.0f} times as long (at least 40)")
    print(f"  draw, play, clocks, critical paths {each[2]} a record: {longer:.2f} times the engine alone (at most 3)")
    print(f"  draw, play and every response of every process {each[3]} a record: {longest:.2f} times")


class Town:
    """The same town for some time; what a record costs there, round after round."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.draws = draw(self.plan, 1, 0)
        self.records = len(simulate(self.plan, self.draws).case)
        self.fresh: list[float] = []
        self.again: list[float] = []

    def play(self) -> None:
        """With luck just drawn, as in a replication; and with the same luck once more, which the caches still hold."""
        spent, records = 0.0, 0
        while spent < 0.2:
            self.draws = draw(self.plan, 1, len(self.fresh) + 1)
            spent += seconds(lambda: simulate(self.plan, self.draws))
            records += self.records
        self.fresh.append(spent / records * 1e9)
        self.again.append(seconds(lambda: simulate(self.plan, self.draws), 0.2) / self.records * 1e9)


def as_cases_grow_more(plans: list[Plan], told_of: str, rounds: int) -> None:
    """What a record costs should not depend on how many there are."""
    towns = [Town(plan) for plan in plans]
    for _ in range(rounds):
        for town in towns:
            town.play()
    print(f"{told_of}, median of {rounds} rounds (growth at most a tenth)")
    for town in towns:
        told = [f"{median(each):.0f} ns, {growth(each, few):+.0%}" for each, few in town_pairs(town, towns[0])]
        print(f"  {town.draws.cases:,} cases, {town.records:,} records: {told[0]}; the same luck once more: {told[1]}")


def town_pairs(town: Town, first: Town) -> list[tuple[list[float], list[float]]]:
    """What is compared: each town with the first, on fresh luck and on the same."""
    return [(town.fresh, first.fresh), (town.again, first.again)]


def growth(each: list[float], few: list[float]) -> float:
    """By how much more a record costs than in the first town, in the same round."""
    return median(one / other for one, other in zip(each, few, strict=True)) - 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="scenarios/practice-2016.yaml")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    beside_the_reference(asked.scenario, asked.rounds)
    longer = [lower(lasting(load_scenario(asked.scenario), length)) for length in LENGTHS]
    as_cases_grow_more(longer, f"{asked.scenario} for {', '.join(LENGTHS)}", 2 * asked.rounds)
    towns = [lower(network(years)) for years in (1, 5, 20)]
    as_cases_grow_more(towns, "a town of long chains for 1, 5 and 20 years", 2 * asked.rounds)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
