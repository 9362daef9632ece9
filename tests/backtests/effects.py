"""What each reform alone does to the base year, and how that compares with what was published about it.

    python tests/backtests/effects.py --replications 20

Prints the tables of scenarios/README.md; nothing in them is typed by hand.
"""

import argparse
from pathlib import Path

from sim.experiment import Result, Settings, run
from sim.scenario import load_ground, load_scenario

FOLDER = Path(__file__).parents[2] / "scenarios"
SERVICES = ["staggered-hours", "extended-hours", "appointment", "guided", "sunday-rota"]
PACKAGES: dict[str, list[str]] = {
    "(practice 2016)": [],
    **{path.stem: [path.stem] for path in sorted((FOLDER / "reforms").glob("*.yaml"))},
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


def row(result: Result) -> list[float]:
    """The responses of one package."""
    cases = result.permitted()
    return [float(getattr(cases[response], how)()) for response, how in RESPONSES.values()]


def main() -> None:
    """Plays every package and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--only", nargs="*", help="packages by name")
    chosen = parser.parse_args()
    packages = {name: reforms for name, reforms in PACKAGES.items() if not chosen.only or name in chosen.only}
    settings = Settings(seed=1, replications=chosen.replications)
    print("| package | " + " | ".join(RESPONSES) + " |")
    print("|---|" + "---:|" * len(RESPONSES))
    ground = load_ground(FOLDER / "practice-2016.yaml")
    for name, reforms in packages.items():
        result = run([ground.with_package([ground.reform(one) for one in reforms])], settings)[0]
        print(f"| {name} | " + " | ".join(_shown(number) for number in row(result)) + " |", flush=True)


def _shown(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 1 else f"{number:.3f}"


if __name__ == "__main__":
    main()
