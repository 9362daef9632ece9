"""`approvals log`: a city's own log is mapped, checked, and held against a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.completion import SCENARIO
from sim.cli.options import SCREEN, emit, json_option, progress, usable_files
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from datetime import datetime

    from sim.base.language import Language

LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
FILES = click.argument("logs", type=click.Path(path_type=Path), nargs=-1, metavar="[LOG]...")
MAP = click.option(
    "--map", "map_file", type=click.Path(path_type=Path), required=True, help="The map, as `log map` writes it."
)


@click.group()
def log() -> None:
    """A city's own log: maps it, checks it, holds a scenario against it."""


@log.command("map", short_help="guesses what the columns mean, and writes a map to be corrected")
@click.argument("logs", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="FILE.yaml")
@click.option(
    "--scenario", type=SCENARIO, default="practice-2016", show_default=True, help="Whose items the log is about."
)
@click.option("--force", is_flag=True, help="Writes over a map that is there.")
@LANG
def map_log(logs: tuple[Path, ...], out: Path, scenario: str, force: bool, lang: Language) -> None:
    """Guesses what the columns of LOG mean, says what it guessed, and writes a map to be corrected."""
    from sim.base.errors import UserError
    from sim.base.files import write_text
    from sim.logs.guess import guess_map
    from sim.scenario import load_scenario

    if out.exists() and not force:
        raise UserError(f"{out}: is there already: choose another name, or add --force")
    usable_files(out)
    guess = guess_map(logs, out, load_scenario(scenario))
    write_text(out, guess.text(lang))
    for line in guess.sentences(lang):
        click.echo(line)
    tell(f"wrote {out}")


@log.command(short_help="what was read and refused, and every trap in it")
@FILES
@MAP
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="FILE.html: the report as a page.")
@json_option
@LANG
def check(logs: tuple[Path, ...], map_file: Path, out: Path | None, json_file: Path | None, lang: Language) -> None:
    """Tells what was read of LOG, what was refused, and every trap in it: how often, what it biases, what to do."""
    from sim.base.files import write_text
    from sim.cli.show.log import show_report
    from sim.logs.check import check_log

    usable_files(out, json_file)
    report = check_log(map_file, logs, progress)
    if out is not None:
        from sim.report.log_page import log_page

        write_text(out, log_page(report, lang))
    if json_file is not None:
        emit(report.document(lang), json_file)
    else:
        show_report(report, lang)
    if out is not None:
        tell(f"wrote {out}", err=json_file == SCREEN)


@log.command(short_help="what differs from a scenario by more than the city's own time does")
@click.argument("logs", type=click.Path(path_type=Path), nargs=-1, metavar="[LOG]...")
@MAP
@click.option("--scenario", type=SCENARIO, required=True, help="What is held against the log.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only cases that came since this day.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@json_option
@LANG
def fit(
    logs: tuple[Path, ...],
    map_file: Path,
    scenario: str,
    since: datetime | None,
    seed: int,
    json_file: Path | None,
    lang: Language,
) -> None:
    """Holds a scenario against LOG: what differs by more than two halves of the city's own time do."""
    import pandas as pd

    from sim.cli.show.calibration import show_fit
    from sim.logs.check import require_usable
    from sim.logs.fit import fit_of
    from sim.logs.read import STEPS, read_log
    from sim.scenario import load_scenario

    usable_files(json_file)
    loaded = load_scenario(scenario)
    with progress("reading", STEPS) as tick:
        found = read_log(map_file, logs, tick)
    require_usable(found)
    told = fit_of(found, loaded, pd.Timestamp(since) if since is not None else None, seed, progress)
    if json_file is not None:
        emit(told.document(lang), json_file)
    else:
        show_fit(told, lang)
