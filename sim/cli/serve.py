"""`approvals serve`: the what-if page on this machine, which plays what is asked while one waits."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from sim.base.errors import UserError
from sim.base.stops import Stop
from sim.cli.completion import REFORMS, SCENARIO
from sim.cli.options import ENGINES, names_in
from sim.cli.report import LANG
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from sim.base.language import Language

SWITCHED = "parallel-review,intermediaries-half,mock-approval,agents,joint-review,limits-20"


@click.command()
@click.argument("scenario", type=SCENARIO, default="practice-2016")
@click.option(
    "--reforms",
    type=REFORMS,
    metavar="A,B,C",
    default=SWITCHED,
    show_default=True,
    help="One to twelve, to be switched on the page.",
)
@click.option(
    "--replications",
    type=click.IntRange(2, 1000),
    default=40,
    show_default=True,
    help="After so many a package is left as it is.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Default: one that is free.")
@click.option("--open/--no-open", "opens", default=True, show_default=True, help="Opens the page in the browser.")
@LANG
def serve(
    scenario: str, reforms: str, replications: int, seed: int, engine: str, port: int, opens: bool, lang: Language
) -> None:
    """A page on this machine: switch reforms, change numbers and staff, and what is asked is played.

    The first answer comes within about two seconds of a change, and its interval narrows as replications come in. Only
    this machine can open the page, and only with the address that is printed. Ctrl-C ends it; nothing is kept.
    """
    try:
        from sim.live.server import serve as run
    except ModuleNotFoundError as error:
        raise UserError(
            f"serve needs {error.name}, which is not installed: pip install 'approval-sim[serve]'"
        ) from None
    from sim.live.desk import Desk

    names = names_in(reforms)

    def ready(address: str) -> None:
        tell(f"{address}\nOpen this address in a browser of this machine; Ctrl-C ends it.")
        if opens:
            click.launch(address)

    with suppress(Stop, KeyboardInterrupt):
        run(Desk(scenario, names, seed, engine, replications), lang, port, ready)
    tell("Ended; nothing is kept.")
