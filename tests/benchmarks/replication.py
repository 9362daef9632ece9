"""What one replication of practice-2016 costs: drawing, playing, measuring; records per second; peak memory.

Run with `make bench`. Each part is timed over several replications and the median is shown.
"""

import argparse
import resource
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

from sim.outcomes.measure import measure_all
from sim.scenario import load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import ENGINES, simulate
from sim.simulation.lower import lower

T = TypeVar("T")


def timed(spent: list[float], work: Callable[[], T]) -> T:
    """Does the work and notes the seconds it took."""
    begun = perf_counter()
    done = work()
    spent.append(perf_counter() - begun)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="scenarios/practice-2016.yaml")
    parser.add_argument("--replications", type=int, default=3)
    parser.add_argument("--engine", choices=[*ENGINES, "all"], default="all")
    asked = parser.parse_args()
    plan = lower(load_scenario(asked.scenario))
    for engine in ENGINES if asked.engine == "all" else [asked.engine]:
        drawing: list[float] = []
        playing: list[float] = []
        measuring: list[float] = []
        records = 0
        simulate(plan, draw(plan, 1, 0), engine)
        for replication in range(asked.replications):
            draws = timed(drawing, lambda replication=replication: draw(plan, 1, replication))
            log = timed(playing, lambda draws=draws, engine=engine: simulate(plan, draws, engine))
            timed(measuring, lambda draws=draws, log=log: measure_all(plan, draws, log))
            records = len(log.case)
        parts = {"draw": median(drawing), "play": median(playing), "measure": median(measuring)}
        whole = sum(parts.values())
        shares = ", ".join(f"{name} {1000 * seconds:.1f} ms ({seconds / whole:.0%})" for name, seconds in parts.items())
        print(f"{engine}: {records:,} records; {shares}; {records / parts['play']:,.0f} records/s played")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
