"""`approvals forecast`: what is left of each open case of a log, and by when the backlog is gone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base.errors import UserError
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.log import LANG, MAP
from sim.cli.options import SCREEN, emit, json_option, names_in, progress, usable_files, working

if TYPE_CHECKING:
    from datetime import datetime

    from sim.base.language import Language
    from sim.experiment.parallel import Workers

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--log",
    "logs",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A file of the log; default: those of the map.",
)
@MAP
@click.option("--at", type=DAY, help="What was known at the end of this day; default: the log's last.")
@click.option("--months", type=click.IntRange(1, 120), default=24, show_default=True, help="So far ahead.")
@click.option("--reforms", type=REFORMS, help="Files of the folder reforms: agents,e-seal,…")
@click.option("--from", "since", type=DAY, help="The day on which --reforms begin.")
@click.option("--backtest", type=click.IntRange(1, 120), help="Also forecasts so many past months, and scores it.")
@click.option("--by-case", type=click.Path(path_type=Path, dir_okay=False), help="FILE.csv: a row for each open case.")
@click.option("--replications", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@working
@json_option
@LANG
def forecast(
    scenario: str,
    logs: tuple[Path, ...],
    map_file: Path,
    at: datetime | None,
    months: int,
    reforms: str | None,
    since: datetime | None,
    backtest: int | None,
    by_case: Path | None,
    replications: int,
    seed: int,
    engine: str,
    workers: Workers,
    json_file: Path | None,
    lang: Language,
) -> None:
    """Goes on with the cases that are open in LOG: what is left of each, permits by month, when the backlog is gone."""
    from sim.base.sheets import write_table
    from sim.cli.show.forecast import show_forecasts
    from sim.experiment.replications import Settings
    from sim.logs.forecast.answer import Question, forecasts
    from sim.logs.forecast.open_now import Practice
    from sim.logs.forecast.tables import table_of_cases
    from sim.logs.forecast.words import say
    from sim.scenario.load import load_ground

    usable_files(by_case, json_file)
    names = tuple(names_in(reforms))
    if bool(names) != (since is not None):
        raise UserError("--reforms and --from go together: what begins, and on which day")
    practice = Practice(months, names, since.date() if since is not None else None)
    question = Question(map_file, logs, at.date() if at is not None else None, practice, backtest or 0)
    found = forecasts(question, load_ground(scenario), Settings(seed, replications, engine, workers), progress)
    if by_case is not None:
        write_table(table_of_cases(found.present), by_case)
    if json_file is not None:
        emit(found.as_document(), json_file)
    else:
        show_forecasts(found, lang)
    if by_case is not None:
        click.echo(say("forecast.by_case", lang, file=by_case), err=json_file == SCREEN)
