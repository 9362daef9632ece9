"""`approvals plan`: the best package within money and number beside what is agreed, and the order in which to begin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.options import (
    CLASS,
    ENGINES,
    Chance,
    Days,
    Positive,
    emit,
    json_option,
    names_in,
    on_workers,
    progress,
    usable_files,
)
from sim.cli.report import LANG

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.packages.programme import Programme


class Money(Positive):
    """A positive amount of CNY, neither infinite nor undefined."""

    what = "an amount of CNY"


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option("--budget", type=Money(), required=True, help="CNY a year more; for the order freed anew each year.")
@click.option(
    "--most",
    type=click.IntRange(1, 12),
    default=2,
    show_default=True,
    help="So many reforms beside what is agreed; for the order so many begin a year.",
)
@click.option("--already", type=REFORMS, metavar="A,B", default=None, help="Reforms that are agreed: e-seal,courier")
@click.option(
    "--reforms",
    type=REFORMS,
    metavar="A,B,C",
    default=None,
    help="To choose from; default: those that act most on the clock.",
)
@click.option(
    "--months", type=click.IntRange(2, 240), default=36, show_default=True, help="So far ahead goes the order."
)
@click.option("--clock", default=None, help="Default: that of the scenario's target, or government_days.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@CLASS
@click.option(
    "--indifference",
    type=Chance(),
    default=0.01,
    show_default=True,
    help="So much more or less than it matters to nobody.",
)
@click.option("--confidence", type=Chance(), default=0.95, show_default=True, help="That all that is said holds.")
@click.option("--replications", type=click.IntRange(2, 100_000), default=12, show_default=True, help="At first.")
@click.option(
    "--most-replications",
    type=click.IntRange(2, 100_000),
    default=200,
    show_default=True,
    help="Of packages that are close.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@on_workers
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder that keeps what was played, so that it is not played again.",
)
@click.option(
    "--figure", type=click.Path(path_type=Path, dir_okay=False), default=None, help="FILE.svg or FILE.png: the months."
)
@json_option
@LANG
def plan(
    scenario: str,
    budget: float,
    most: int,
    already: str | None,
    reforms: str | None,
    months: int,
    indifference: float,
    confidence: float,
    replications: int,
    most_replications: int,
    out: Path | None,
    figure: Path | None,
    json_file: Path | None,
    lang: Language,
    **asked: Any,
) -> None:
    """What to begin in SCENARIO: the best package within --budget and --most, and the order over the next years.

    What is agreed --already is there in any case, and neither its cost nor its number counts.
    """
    from sim.cli.show.programme import show_programme
    from sim.packages.programme import Wishes, programme
    from sim.packages.programme_tables import programme_document
    from sim.packages.race import RaceRule

    usable_files(json_file, figure)
    _refuse(figure, replications, most_replications)
    rule = RaceRule(indifference, confidence, replications, most_replications)
    asked |= {"already": names_in(already), "reforms": names_in(reforms) if reforms is not None else None}
    told = programme(scenario, Wishes(budget, most, months), rule=rule, folder=out, watch=progress, **asked)
    if figure is not None:
        _draw(told, figure, lang)
    if json_file is None:
        show_programme(told, lang)
    else:
        emit(programme_document(told), json_file)


def _refuse(figure: Path | None, replications: int, most_replications: int) -> None:
    """Refuses a figure of another kind, and fewer replications at most than at first."""
    if figure is not None and figure.suffix not in (".svg", ".png"):
        raise UserError(f"--figure: '{figure}' is neither .svg nor .png: choose one of the two")
    if most_replications < replications:
        found = f"{most_replications} is less than --replications {replications}"
        raise UserError(f"--most-replications: {found}: give at least as many")


def _draw(found: Programme, file: Path, lang: Language) -> None:
    """The months of the best order, as a figure."""
    from sim.charts.courses import courses
    from sim.charts.images import write_image
    from sim.charts.sheet import figure_of
    from sim.packages.programme_tables import courses_table

    write_image(figure_of(courses(courses_table(found), lang=lang)), file)
