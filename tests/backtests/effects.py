"""What each reform alone does to the base year, and how that compares with what was published about it.

    python tests/backtests/effects.py --replications 20
    python tests/backtests/effects.py --replications 20 --counters

Prints the tables of scenarios/README.md, of all reforms and of those at the counters; nothing in them is typed by hand.
"""

import argparse
from pathlib import Path

from sim.experiment.replications import Result, Settings, run
from sim.scenario import load_ground, load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
SERVICES = ["staggered-hours", "extended-hours", "appointment", "guided", "sunday-rota"]
THERE = [*load_scenario(FOLDER / "practice-2016.yaml").reforms_in_force, "real-estate-one-window"]
"""What the base year has already, and what acts on houses alone."""
ALONE = [path.stem for path in sorted((FOLDER / "reforms").glob("*.yaml")) if path.stem not in THERE]
PACKAGES: dict[str, list[str]] = {
    "(practice 2016)": [],
    **{name: [name] for name in ALONE},
    "five services": SERVICES,
    "one window + five services": ["one-window", *SERVICES],
    "online + e-seal + sharing": ["online-filing", "e-seal", "data-sharing"],
    "parallel + one window": ["parallel-review", "one-window"],
    "parallel + one window + limits": ["parallel-review", "one-window", "limits-20"],
    "three systems": ["mock-approval", "agents", "joint-review"],
    "three systems + limits": ["mock-approval", "agents", "joint-review", "parallel-review", "limits-20"],
    "full reform": load_scenario(FOLDER / "full-reform.yaml").reforms,
    "every reform": load_scenario(FOLDER / "every-reform.yaml").reforms,
}
COUNTERS: dict[str, list[str]] = {
    "(practice 2016)": [],
    **{name: [name] for name in SERVICES},
    "five services": SERVICES,
    **{name: [name] for name in ("any-counter", "township-points", "one-window")},
    **{f"one window + {name}": ["one-window", name] for name in (*SERVICES, "any-counter", "township-points")},
    "one window + five services": ["one-window", *SERVICES],
}
"""The packages at the counters, for each of the two families that come there."""

RESPONSES = {
    "government": ("government_days", "median"),
    "total": ("total_days", "median"),
    "total working": ("total_working_days", "median"),
    "land to permit": ("land_to_permit_days", "median"),
    "first contact": ("first_contact_days", "median"),
    "trips": ("trips", "mean"),
    "on site, hours": ("on_site_hours", "mean"),
    "corrections": ("corrections", "mean"),
    "overdue": ("overdue_share", "mean"),
    "over the limit": ("over_limit_share", "mean"),
    "fees": ("intermediary_fees", "mean"),
}
"""Heading: response, and how a case's is put together."""


AT_COUNTERS = {
    "trips": ("trips", "mean"),
    "wait a trip, min": ("wait_per_trip", "mean"),
    "on site, hours": ("on_site_hours", "mean"),
    "total, days": ("total_days", "mean"),
}
FAMILIES = ("a project", "an everyday matter")


def row(result: Result, responses: dict[str, tuple[str, str]]) -> list[float]:
    """The responses of one family under one package."""
    cases = result.permitted()
    minutes = {"wait a trip, min": 60}
    return [
        float(getattr(cases[response], how)()) * minutes.get(heading, 1)
        for heading, (response, how) in responses.items()
    ]


def main() -> None:
    """Plays every package and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--only", nargs="*", help="packages by name")
    parser.add_argument("--counters", action="store_true", help="the reforms at the counters, for both families")
    chosen = parser.parse_args()
    known, responses = (COUNTERS, AT_COUNTERS) if chosen.counters else (PACKAGES, RESPONSES)
    families = FAMILIES if chosen.counters else ("",)
    packages = {name: reforms for name, reforms in known.items() if not chosen.only or name in chosen.only}
    settings = Settings(seed=1, replications=chosen.replications)
    headings = [": ".join(filter(None, (family, heading))) for family in families for heading in responses]
    print("| package | " + " | ".join(headings) + " |")
    print("|---|" + "---:|" * len(headings))
    ground = load_ground(FOLDER / "practice-2016.yaml")
    for name, reforms in packages.items():
        result = run([ground.with_package([ground.reform(one) for one in reforms])], settings)[0]
        numbers = [number for family in result.by_process()[: len(families)] for number in row(family, responses)]
        shown = [f"{number:.4g}" if chosen.counters else _shown(number) for number in numbers]
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)


def _shown(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 1 else f"{number:.3f}"


if __name__ == "__main__":
    main()
