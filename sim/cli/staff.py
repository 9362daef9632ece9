"""`approvals staff`: the cheapest staffing that keeps the promise, and what no cheaper one can."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.cli.as_typed import command_line, exact
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.options import (
    CLASS,
    ENGINES,
    Chance,
    Days,
    Positive,
    emit,
    is_given,
    json_option,
    names_in,
    on_workers,
    progress,
    usable_files,
)
from sim.cli.report import LANG

if TYPE_CHECKING:
    from sim.base.language import Language
    from sim.packages.staff import Staffed

CHECKED_IN = 100
"""So many replications are enough to see whether a staffing keeps its promise."""


@click.command()
@click.argument("scenario", type=SCENARIO)
@click.option("--clock", default=None, help="Default: that of the scenario's target, or government_days.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@click.option(
    "--probability",
    type=Chance(),
    default=None,
    help="The share that must be within it; default: the target's, or 0.9.",
)
@CLASS
@click.option("--budget", type=Positive(), default=None, help="What a year may cost more than today.")
@click.option(
    "--pools", metavar="A,B,C", default=None, help="Where people may be put; default: wherever there is work."
)
@click.option("--no-fewer", is_flag=True, help="Nobody who is there today is taken away.")
@click.option(
    "--instead-of", type=REFORMS, metavar="A,B,C", default="",
    help="A package of reforms: how many more people would bring as much.",
)  # fmt: skip
@click.option(
    "--indifference",
    type=Chance(),
    default=0.02,
    show_default=True,
    help="So much more or less than it matters to nobody.",
)
@click.option(
    "--confidence", type=Chance(), default=0.95, show_default=True, help="That all that is called sure holds."
)
@click.option(
    "--replications", type=click.IntRange(2, 1000), default=4, show_default=True, help="Of every staffing, at first."
)
@click.option(
    "--most-replications", type=click.IntRange(2, 100_000), default=1000, show_default=True,
    help="Of one that is held against other luck.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@on_workers
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Folder that keeps what was played; the same question goes on there.",
)  # fmt: skip
@click.option(
    "--save", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="Writes the staffing as a scenario FILE.yaml, beside SCENARIO.",
)  # fmt: skip
@LANG
@json_option
def staff(
    scenario: str,
    pools: str | None,
    instead_of: str,
    out: Path | None,
    save: Path | None,
    lang: Language,
    json_file: Path | None,
    **asked: Any,
) -> None:
    """The cheapest staffing with which SCENARIO keeps its promise: servers in each pool and shift, seats of sessions.

    Nothing cheaper keeps it, as far as more people do no harm, which is looked at too. Where staff alone cannot keep
    it, that is said, with what holds projects up then.
    """
    from sim.cli.show.staff import show_staff
    from sim.packages.staff import extended, require_base, staff_document
    from sim.packages.staff import staff as find

    usable_files(json_file, save)
    if save is not None:
        require_base(save, scenario)
    asked["pools"] = None if pools is None else _names("--pools", pools)
    asked["instead_of"] = _names("--instead-of", instead_of)
    told = find(scenario, folder=out, watch=progress, **asked)
    document = staff_document(told)
    if save is not None:
        from sim.base.files import write_text

        write_text(save, extended(told, save, scenario))
        click.echo(f"wrote {save}", err=True)
    if json_file is not None:
        emit(document, json_file)
        return
    show_staff(document, len(told.plays.known), None if save is None else _check(told, save), lang)


def _names(option: str, said: str) -> list[str]:
    """The names with commas between them that an option was given."""
    names = names_in(said)
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"{option}: '{name}' is named twice: once is enough")
    if not names and is_given(option.strip("-").replace("-", "_")):
        raise UserError(f"{option}: nothing is named: give names with commas between them, or drop it")
    return names


def _check(told: Staffed, file: Path) -> str:
    """The command that plays the staffing in luck that the search has not seen."""
    target, seed = exact(told.plays.question.target), told.plays.how.seed + 1
    options = {"--target": target, "--seed": seed, "--replications": CHECKED_IN}
    return command_line("answer", [file], options)
