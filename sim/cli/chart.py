"""`approvals chart`: one figure, of scenarios that are played now or of a table that is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.cli.completion import SCENARIO
from sim.cli.options import Days, progress, refuse_given, running, usable_files
from sim.cli.play import settings_of
from sim.cli.spoken import tell

if TYPE_CHECKING:
    import pandas as pd

    from sim.base.language import Language

KINDS = (
    "distribution", "chances", "waterfall", "gantt", "gantt-first-month", "parties", "holding", "load",
    "counters-by-hour", "counter", "months", "tornado", "tornado-within", "sobol", "sobol-within", "worth",
    "contour", "contour-within", "frontier", "shares", "shares-within",
)  # fmt: skip
FROM_FILES = (".csv", ".parquet", ".json")
PLAYING = ("target", "replications", "seed", "engine", "workers", "cluster")
"""The options that are about scenarios that are played."""
NO_PART = {"one_project": ("target", "replications"), "hours": ("target",), "counters": ("target",)}
"""Those that play no part in what a table tells, by its name."""


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("sources", type=SCENARIO, nargs=-1, required=True)
@click.option(
    "-o", "--out", "files", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
    help="FILE.png or FILE.svg, or both; default: KIND.png.",
)  # fmt: skip
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the figure."
)
@click.option(
    "--for", "medium", type=click.Choice(["screen", "paper", "slide"]), default="screen", show_default=True,
    help="What it is drawn for: on paper and on slides as wide as it is shown there.",
)  # fmt: skip
@click.option("--table", type=click.Path(path_type=Path, dir_okay=False), help="FILE.csv that keeps the table.")
@click.option("--factors", default=None, metavar="X,Y", help="Which two of a sweep; default: its first two.")
@click.option("--target", type=Days(), default=None, help="Days; default: the scenario's.")
@running
def chart(
    kind: str,
    sources: tuple[str, ...],
    files: tuple[Path, ...],
    lang: Language,
    medium: str,
    table: Path | None,
    factors: str | None,
    target: float | None,
    **options: Any,
) -> None:
    """Draws a figure of a KIND, of SOURCES: scenarios, or one file or folder that another command has written.

    \b
    Of scenarios: distribution, chances, parties, load, counters-by-hour (any number),
    holding, counter (up to 12), waterfall (one with a package), gantt, gantt-first-month (before and after),
    months (one).
    Of files: all of these from a table that --table or `approvals answer --out` has kept; tornado, sobol
    (`sensitivity --json`); contour (the folder of a sweep); worth, frontier, shares (`--json` of these commands).
    """
    from sim.base.sheets import write_table
    from sim.charts import gallery as charts
    from sim.charts.images import write_image
    from sim.charts.sheet import drawn_for

    outputs = files or (Path(f"{kind}.png"),)
    usable_files(*outputs, table)
    for file in outputs:
        if file.suffix not in (".png", ".svg"):
            raise UserError(f"--out: '{file}' is neither .png nor .svg: choose one of the two")
    name, draw = charts.KINDS[kind]
    if kind in charts.SIDE_BY_SIDE:
        charts.require_looks(sources, kind)
    made = _table(name, sources, factors, target, options)
    if table is not None:
        write_table(made, table)
    with drawn_for(medium):
        figure = draw(made, lang=lang)
    for file in outputs:
        write_image(figure, file)
    for file in outputs:
        tell(f"wrote {file}")


def _table(
    name: str, sources: tuple[str, ...], factors: str | None, target: float | None, options: dict[str, Any]
) -> pd.DataFrame:
    """The table of that name, read or made."""
    from sim.experiment.tables.by_name import PLAYED, made
    from sim.report.tables.files import read_table

    first = Path(sources[0])
    if first.is_dir() or first.suffix in FROM_FILES:
        if len(sources) > 1:
            raise UserError(f"found {len(sources)} files: give one table")
        refuse_given(PLAYING, f"is about scenarios that are played, and {first} is a table that is kept: drop it")
        if not first.is_dir():
            refuse_given(("factors",), f"is about the folder of a sweep, and {first} is a file: drop it")
        pair = [one.strip() for one in factors.split(",")] if factors is not None else None
        return read_table(name, first, pair)
    if name not in PLAYED:
        raise UserError(f"'{first}': is no file or folder that another command has written: give one, see --help")
    refuse_given(("factors",), f"is about the folder of a sweep, and {first} is a scenario: drop it")
    refuse_given(NO_PART.get(name, ()), "plays no part in this figure: drop it")
    return made(name, list(sources), settings_of(**options), target, progress, partial(tell, err=True))
