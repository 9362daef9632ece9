"""`approvals calibrate`: a city's own log becomes a scenario that holds what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import SCENARIO
from sim.cli.log import FILES, LANG, MAP
from sim.cli.options import SCREEN, Share, emit, json_option, on_workers, progress, usable_files

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.logs.calibrate import Calibration
    from sim.logs.fit import Fit
    from sim.logs.worlds import Joint


@click.command()
@FILES
@MAP
@click.option("--scenario", type=SCENARIO, default="practice-2016", show_default=True, help="The base.")
@click.option(
    "--holdout", type=Share(max_open=True), help="Share of the log's time that is kept to test the result on."
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.yaml")
@click.option("--edges", is_flag=True, help="Also takes away what is waited for in less than 80 % of cases.")
@click.option(
    "--worlds",
    type=click.IntRange(2, 10_000),
    metavar="N",
    help="Draws so many joint worlds from the ranges and keeps those that give the log, for `sensitivity --worlds`.",
)
@click.option("--force", is_flag=True, help="Writes over files that are there.")
@json_option
@LANG
@on_workers
def calibrate(
    logs: tuple[Path, ...],
    map_file: Path,
    scenario: str,
    holdout: float | None,
    seed: int,
    out: Path,
    edges: bool,
    worlds: int | None,
    workers: int | str,
    force: bool,
    json_file: Path | None,
    lang: Language,
) -> None:
    """Measures on LOG what it tells of a scenario, and writes one that extends it and holds only that."""
    from sim.logs.calibrate import calibrate as measure
    from sim.logs.check import require_usable
    from sim.logs.fit import fit_of, split
    from sim.logs.keep import evidence_file, require_beside, require_free, worlds_file, write_scenario, write_worlds
    from sim.logs.read import STEPS, read_log
    from sim.logs.worlds import joint_worlds
    from sim.scenario import load_scenario
    from sim.scenario.load import scenario_file

    require_free(out, worlds=worlds is not None, force=force)
    usable_files(out, evidence_file(out), worlds_file(out), json_file)
    base = load_scenario(scenario)
    require_beside(scenario_file(scenario), out)
    with progress("reading", STEPS) as tick:
        log = read_log(map_file, logs, tick)
    require_usable(log)
    training, since = split(log, holdout)
    found = measure(training, base, seed, progress)
    fit = fit_of(log, found.scenario(), since, seed, progress, training) if since is not None else None
    files, joint = [write_scenario(found, scenario_file(scenario), out, edges=edges)], None
    if worlds is not None:
        joint = joint_worlds(out, found, worlds, workers, progress)
        files += write_worlds(joint, out)
    files.insert(1, _told(found, fit, joint, out, json_file, lang))
    for file in files:
        click.echo(f"wrote {file}", err=json_file == SCREEN)


def _told(
    found: Calibration, fit: Fit | None, joint: Joint | None, out: Path, json_file: Path | None, lang: Language
) -> Path:
    """Writes the evidence, and shows it, with the fit and the joint worlds; the file."""
    from sim.cli.show.calibration import show_calibration, show_fit, show_worlds
    from sim.logs.keep import evidence_document, write_evidence

    more = {"fit": fit.document(lang)} if fit is not None else {}
    more |= {"worlds": joint.document()} if joint is not None else {}
    document = evidence_document(found, out, lang, more)
    file = write_evidence(document, out)
    if json_file is not None:
        emit(document, json_file)
        return file
    show_calibration(found, lang)
    if fit is not None:
        show_fit(fit, lang)
    if joint is not None:
        show_worlds(joint, lang)
    return file
