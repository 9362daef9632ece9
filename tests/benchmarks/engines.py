"""What the compiled engine costs: per record, beside the reference engine, and as cases grow more.

Run with `python tests/benchmarks/engines.py`. The best of several runs is shown, since a busy machine only ever adds.
"""

import argparse
import resource
from collections.abc import Callable
from time import perf_counter
from typing import Any

from sim.draws import Draws, draw
from sim.engines import simulate
from sim.lowering import lower
from sim.plan import Plan
from sim.scenario import Scenario, load_scenario

Document = dict[str, Any]


def best(work: Callable[[], object], times: int) -> float:
    """The shortest of so many runs, in seconds."""
    spent = []
    for _ in range(times):
        begun = perf_counter()
        work()
        spent.append(perf_counter() - begun)
    return min(spent)


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


def nanoseconds(plan: Plan, draws: Draws, engine: str, times: int) -> tuple[int, float]:
    """How many records there are, and what each costs."""
    records = len(simulate(plan, draws, engine).case)
    return records, best(lambda: simulate(plan, draws, engine), times) / records * 1e9


def beside_the_reference(name: str, times: int) -> None:
    """Both engines on the same draws in the same process."""
    plan = lower(load_scenario(name))
    draws = draw(plan, 1, 0)
    records, fast = nanoseconds(plan, draws, "compiled", times)
    _, slow = nanoseconds(plan, draws, "simpy", 1)
    print(
        f"{name}: {records:,} records, compiled {fast:.0f} ns each, reference {slow:,.0f} ns: {slow / fast:.0f} times"
    )


def as_cases_grow_more(times: int) -> None:
    """The same town for longer: what a record costs should not depend on how many there are."""
    for years in (1, 5, 20):
        plan = lower(network(years))
        draws = draw(plan, 1, 0)
        records, each = nanoseconds(plan, draws, "compiled", times)
        print(f"network: {draws.cases:,} cases, {records:,} records, compiled {each:.0f} ns each")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="scenarios/practice-2016.yaml")
    parser.add_argument("--times", type=int, default=10)
    asked = parser.parse_args()
    beside_the_reference(asked.scenario, asked.times)
    as_cases_grow_more(asked.times)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
