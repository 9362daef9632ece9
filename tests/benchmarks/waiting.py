"""What one waits for beside the engine, in processor time: making packages and points of a study, and whole commands.

Run with `python tests/benchmarks/waiting.py`. Of each the least of several rounds, for others use the machine, too.
"""

import argparse
import resource
import subprocess
import sys
from collections.abc import Callable
from math import inf
from time import process_time
from typing import TypeVar

from sim.packages.candidates import load_candidates
from sim.scenario import scenario_file
from sim.scenario.model import Scenario
from sim.simulation.draws.draw import draw
from sim.simulation.draws.items import described
from sim.simulation.engines import simulate
from sim.simulation.lower import lower
from sim.studies.design import Study, design_of
from sim.studies.sweep.rows import played

T = TypeVar("T")

BASE = "practice-2016"
REFORMS = ["district-assessment", "fewer-preconditions", "e-seal", "mock-approval", "limits-20", "agents"]
PACKAGES = (5, 13, 37, 49, 60, 63)
POINTS = 8
COMMANDS = (["check", BASE], ["run", BASE, "--replications", "1"])


def timed(spent: dict[str, float], name: str, work: Callable[[], T]) -> T:
    """Does the work, and notes the least processor time that any of its kind took, in milliseconds."""
    begun = process_time()
    done = work()
    spent[name] = min(spent.get(name, inf), 1000 * (process_time() - begun))
    return done


def of_variants(make: list[Callable[[], Scenario]]) -> dict[str, float]:
    """Of making each scenario, of lowering it, of what the draws make of its plan once, and of playing it once."""
    spent: dict[str, float] = {}
    for one in make:
        scenario = timed(spent, "resolve", one)
        plan = timed(spent, "lower", lambda scenario=scenario: lower(scenario))
        timed(spent, "describe", lambda plan=plan: described(plan))
        timed(spent, "draw and play", lambda plan=plan: simulate(plan, draw(plan, 1, 0)))
    return spent


def of_commands(rounds: int) -> dict[str, float]:
    """Of whole commands, with all their processes."""
    spent: dict[str, float] = {}
    for _ in range(rounds):
        for command in COMMANDS:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-m", "sim.cli", *command], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            time = 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            spent[" ".join(command)] = min(spent.get(" ".join(command), time), time)
    return spent


def study_of(seed: int) -> Study:
    """One of several studies of the same ranges, at other points."""
    return Study.model_validate(
        {
            "study": "every-range",
            "scenario": BASE,
            "seed": seed,
            "factors": [{"every": "range"}],
            "design": {"latin_hypercube": POINTS},
            "replications": 1,
            "responses": ["government_days"],
        }
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    candidates = load_candidates(BASE, REFORMS)
    told = {"a package": of_variants([lambda one=one: candidates.scenario(one) for one in PACKAGES])}
    design, another = (design_of(study_of(seed), "waiting.py", scenario_file(BASE)) for seed in (1, 2))
    told["a point of all ranges"] = of_variants([lambda at=at: design.scenario(at) for at in design.points])
    for at in another.points:
        timed(told["a point of all ranges"], "all of it", lambda at=at: played(design, at, "compiled"))
    told["commands"] = of_commands(asked.rounds)
    for what, parts in told.items():
        print(f"{what}: {', '.join(f'{name} {time:.0f} ms' for name, time in parts.items())}")


if __name__ == "__main__":
    main()
