"""`approvals compare`, `warm-up` and `coverage`: how sure, and how different."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.completion import SCENARIO
from sim.cli.names_known import know_of
from sim.cli.options import Days, emit, growing_progress, json_option, on_workers, progress, running, usable_files
from sim.cli.play import play, precisely, settings_of, usual_told

if TYPE_CHECKING:
    from sim.experiment.parallel import Workers


@click.command()
@click.argument("base", type=SCENARIO)
@click.argument("others", type=SCENARIO, nargs=-1, required=True)
@click.option(
    "--response", "names", multiple=True, help="Which responses; default: government_days and total_days, if there."
)
@click.option("--class", "group", default="all", show_default=True, help="Which projects.")
@click.option("--target", type=Days(), default=None, help="Days; default: the base's.")
@json_option
@precisely
def compare(
    base: str,
    others: tuple[str, ...],
    names: tuple[str, ...],
    group: str,
    target: float | None,
    json_file: Path | None,
    **options: Any,
) -> None:
    """Compares each of OTHERS with BASE under the same luck: for all projects, and project by project."""
    from sim.cli.show.comparison import show_comparison
    from sim.experiment import comparison
    from sim.experiment.goals import goal_of
    from sim.experiment.responses import require_known
    from sim.scenario import load_scenarios

    settings_of(**options)
    loaded = load_scenarios((base, *others), twice=True)
    responses = list(names) or usual_told(loaded)
    for scenario in loaded:
        for name in responses:
            require_known(scenario, name, group)
    usable_files(json_file)
    goal = goal_of(loaded, target)
    first, *rest = play(loaded, goal.days, group, **options)
    found = comparison.compare(first, rest, responses, group, goal.days)
    if json_file is None:
        show_comparison(found, group, goal)
    else:
        emit(comparison.document(found, first, group, goal), json_file)


@click.command("warm-up")
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--response", "names", multiple=True, help="Which responses; default: government_days and total_days, if there."
)
@json_option
@running
def warm_up(scenario: str, names: tuple[str, ...], json_file: Path | None, **options: Any) -> None:
    """Proposes how much of a run of SCENARIO should not be measured, from the data (MSER-5)."""
    from sim.cli.show.comparison import show_warm_up
    from sim.experiment.warm_up import propose
    from sim.scenario import load_scenario

    settings = settings_of(**options)
    loaded = load_scenario(scenario)
    know_of([loaded])
    responses = list(names) or usual_told([loaded])
    usable_files(json_file)
    with progress("playing from the first day", settings.replications) as step:
        found = propose(loaded, settings, responses, step)
    if json_file is None:
        show_warm_up(found, loaded.scenario)
    else:
        emit([one.document() for one in found], json_file)


@click.command()
@click.option("--experiments", type=click.IntRange(1, 1_000_000), default=4000, show_default=True)
@on_workers
@json_option
def coverage(experiments: int, workers: Workers, json_file: Path | None) -> None:
    """Measures how often the 95 % intervals hold the truth, on a counter of which theory knows it."""
    from sim.cli.show.comparison import show_coverage
    from sim.experiment.coverage import measure_coverage

    usable_files(json_file)
    with growing_progress("experiments") as more:
        found = measure_coverage(experiments, workers, more(experiments))
    if json_file is None:
        show_coverage(found)
    else:
        emit([one.document() for one in found], json_file)
