"""`approvals sweep`, `sensitivity`, `indices`, `discover`: what is varied, what matters, when the target is missed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.base.headline_clocks import HEADLINE
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.names_known import know_labels, know_of, know_reforms, know_titles
from sim.cli.options import Days, Share, emit, json_option, names_in, progress, refuse_given, usable_files, working
from sim.cli.spoken import tell

OF_STAGES = ("screen", "samples", "keep", "repeat", "replications")
"""Options that are about the stages of a whole sensitivity study."""


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the tables."
)
@working
def sweep(study: Path, out: Path, **options: Any) -> None:
    """Plays every design point of a STUDY; started again in the same folder, it goes on where it was."""
    from sim.studies.design import load_study
    from sim.studies.sweep import empty_points
    from sim.studies.sweep import sweep as swept

    design = load_study(study)
    with progress("points", design.size) as step:
        swept(design, out, progress=step, **options)
    tell(f"{design.size:,} points, {len(design.factors):,} factors, {design.study.replications} replications each")
    for reason, count in empty_points(out).items():
        tell(f"empty at {count:,} of {design.size:,} points: {reason}")
    for name in ("points.parquet", "runs.parquet", "manifest.json"):
        tell(f"wrote {out / name}")


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--reforms", type=REFORMS, metavar="A,B,C", default="", help="Reforms to switch off and on beside the ranges: a,b,c"
)
@click.option(
    "--worlds", type=click.Path(path_type=Path, dir_okay=False), default=None, help="A table of joint worlds."
)
@click.option("--clock", default=None, help="Default: that of the scenario's target, or government_days.")
@click.option("--class", "group", default="all", show_default=True, help="Kind of project.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option("--screen", type=click.IntRange(2), default=8, show_default=True, help="Screening runs for each number.")
@click.option("--samples", type=click.IntRange(2), default=64, show_default=True, help="Base points, a power of 2.")
@click.option("--keep", type=click.IntRange(1), default=10, show_default=True, help="At most so many are kept.")
@click.option(
    "--points", type=click.IntRange(20), default=256, show_default=True, help="Points for budget and regression."
)
@click.option(
    "--repeat", type=click.IntRange(2), default=4, show_default=True, help="Replications of each of these points."
)
@click.option(
    "--quick",
    is_flag=True,
    help="What can be told after a minute, two, four …, of --points played twice; -o keeps it as a sweep.",
)
@click.option(
    "--replications", type=click.IntRange(2), default=20, show_default=True, help="Of the answer that is budgeted."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder that keeps the runs."
)
@json_option
@working
def sensitivity(
    scenario: str,
    reforms: str,
    clock: str | None,
    screen: int,
    samples: int,
    keep: int,
    points: int,
    repeat: int,
    quick: bool,
    out: Path | None,
    json_file: Path | None,
    **asked: Any,
) -> None:
    """Says which of the numbers that nobody knows for sure move the answer for SCENARIO, and by how much."""
    from sim.cli.show import studies
    from sim.experiment.goals import headline_of
    from sim.scenario import load_scenario
    from sim.studies.documents import sensitivity_document
    from sim.studies.sensitivity import Effort
    from sim.studies.sensitivity import sensitivity as find

    usable_files(json_file)
    written = load_scenario(scenario)
    know_of([written])
    know_reforms(names_in(reforms))
    asked["clock"] = clock or headline_of(written, scenario)
    if quick:
        _quickly(scenario, reforms, points, out, json_file, asked)
        return
    effort = Effort(screen, samples, keep, points, repeat)
    found = find(scenario, reforms=names_in(reforms), effort=effort, folder=out, watch=progress, **asked)
    if json_file is None:
        know_titles([factor.title for factor in found.design.factors])
        studies.show_sensitivity(found, found.design.target)
    else:
        emit(sensitivity_document(found, found.design.target), json_file)


def _quickly(
    scenario: str, reforms: str, points: int, out: Path | None, json_file: Path | None, asked: dict[str, Any]
) -> None:
    """Tells what is known after a minute, and again as more is."""
    from sim.cli.show.quick import show_so_far
    from sim.studies.quick import Waiting, quick, quick_document

    refuse_given(OF_STAGES, "is of a stage that --quick does not have: drop one of them")
    asked.pop("replications")
    waiting = Waiting(show_so_far if json_file is None else lambda found: emit(quick_document(found), json_file))
    found = quick(scenario, waiting, reforms=names_in(reforms), points=points, folder=out, watch=progress, **asked)
    waiting.tell(found)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--clock", default=HEADLINE, show_default=True)
@click.option("--class", "group", default="all", show_default=True, help="Kind of project.")
@click.option(
    "--probability",
    type=Share(),
    default=0.9,
    show_default=True,
    help="The share of projects that is to be within the target.",
)
@click.option(
    "--density",
    type=Share(),
    default=0.8,
    show_default=True,
    help="The share of a box's points that must miss.",
)
@json_option
def discover(folder: Path, clock: str, group: str, probability: float, density: float, json_file: Path | None) -> None:
    """Says under which assumptions the target is missed, from the sweep in FOLDER."""
    from sim.cli.show import studies
    from sim.studies.discovery import discover as find
    from sim.studies.documents import discovery_document

    usable_files(json_file)
    found = find(folder, clock, probability, group, density)
    if json_file is None:
        know_labels(found.manifest["factors"])
        studies.show_discovery(found)
    else:
        emit(discovery_document(found), json_file)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--clock", default=HEADLINE, show_default=True)
@click.option("--class", "group", default="all", show_default=True, help="Kind of project.")
@click.option(
    "--group", "together", multiple=True, metavar="A,B,C", help="Numbers to ask about together; may be given again."
)
@json_option
def indices(folder: Path, clock: str, group: str, together: tuple[str, ...], json_file: Path | None) -> None:
    """Says how much of the answer's variance each number explains, from the sweep in FOLDER, without a new run."""
    from sim.cli.show import indices as showing
    from sim.studies.indices import indices_of

    usable_files(json_file)
    asked = [names_in(names) for names in together]
    found = indices_of(folder, clock, group, asked)
    if json_file is None:
        know_labels(found.manifest["factors"])
        showing.show_indices(found)
    else:
        emit(showing.indices_document(found), json_file)
