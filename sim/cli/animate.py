"""`approvals animate`: towns day by day, as a page that opens without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.completion import SCENARIO
from sim.cli.options import ENGINES, progress, usable_files
from sim.cli.report import LANG, into

if TYPE_CHECKING:
    from pathlib import Path

    from sim.base.language import Language


@click.command()
@click.argument("scenarios", type=SCENARIO, nargs=-1, required=True)
@into(".html")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True)
@LANG
def animate(scenarios: tuple[str, ...], file: Path, seed: int, engine: str, lang: Language) -> None:
    """Shows one or two SCENARIOS day by day: projects as dots on their way through the offices, in 60 seconds.

    FILE.html carries everything it shows, in both languages, and opens without a network. Of each scenario one
    replication is played; the same projects come to both, with the same luck.
    """
    from sim.base.files import write_text
    from sim.report.animation.page import document, page, require_towns
    from sim.report.animation.town import Town
    from sim.scenario import load_scenarios

    loaded = load_scenarios(scenarios)
    require_towns(loaded)
    usable_files(file)
    with progress("playing", len(loaded)) as step:
        towns = []
        for scenario in loaded:
            towns.append(Town.of(scenario, seed, engine))
            step()
    write_text(file, page(document(towns, seed, engine), lang))
    click.echo(f"wrote {file}")
