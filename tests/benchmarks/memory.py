"""The most memory that 200,000 investment projects of a scenario take: drawn, played and measured in one replication.

Run with `python tests/benchmarks/memory.py`. So many more projects come in the same years, and as many more people and
seats attend to them; the matters of others at the counters are left out.
"""

import argparse
import resource
from typing import Any

from sim.experiment.replications import Settings, run
from sim.scenario import Scenario, load_scenario
from sim.scenario.load import as_document

NUMBERS = {"servers", "seats"}


def grown(name: str, cases: int) -> Scenario:
    """A scenario whose headline process has so many cases, and its pools servers and seats in proportion."""
    scenario = load_scenario(name)
    document = as_document(scenario)
    headline = next(iter(document["processes"]))
    document["processes"] = {headline: document["processes"][headline]}
    arrivals = document["processes"][headline]["arrivals"]
    times = cases / (arrivals["per_year"]["value"] * document_years(document))
    arrivals["per_year"] = arrivals["per_year"]["value"] * times
    document["pools"] = {name: more(pool, times) for name, pool in document["pools"].items()}
    return Scenario.model_validate(document)


def document_years(document: dict[str, Any]) -> float:
    """For how long cases come."""
    minutes: float = float(document["run"]["length"].split()[0])
    return minutes / 525_960


def more(described: Any, times: float) -> Any:
    """What a pool is, with so many times the servers or seats, wherever they are said."""
    if isinstance(described, list):
        return [more(one, times) for one in described]
    if not isinstance(described, dict):
        return described
    return {
        key: max(round(value["value"] * times), 1) if key in NUMBERS and isinstance(value, dict) else more(value, times)
        for key, value in described.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="scenarios/practice-2016.yaml")
    parser.add_argument("--cases", type=int, default=200_000)
    asked = parser.parse_args()
    scenario = grown(asked.scenario, asked.cases)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = run([scenario], Settings(seed=1, replications=1, workers=1))[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{asked.scenario}: {len(result.cases):,} measured cases of about {asked.cases:,}")
    print(f"peak memory {peak / 2**20:.2f} GiB (at most 4), {before / 2**20:.2f} of it before anything is drawn")


if __name__ == "__main__":
    main()
