"""`approvals map`: the process of a scenario as a graph, with what its package changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.base.errors import UserError
from sim.cli.completion import SCENARIO
from sim.cli.options import emit, json_option, refuse_given, usable_files
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from sim.base.language import Language

SUFFIXES = (".svg", ".png")


@click.command("map")
@click.argument("scenario", type=SCENARIO)
@click.option(
    "-o", "--out", "files", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
    help="FILE.svg or FILE.png, or both; default: map.svg.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the map.")
@click.option("--process", default=None, help="Which process; default: the scenario's first.")
@click.option("--having", multiple=True, metavar="TRAIT", help="Shows the order for cases that have this trait.")
@json_option
def draw(
    scenario: str,
    files: tuple[Path, ...],
    lang: Language,
    process: str | None,
    having: tuple[str, ...],
    json_file: Path | None,
) -> None:
    """Draws the process of a SCENARIO: what waits for what, and what the package changed against its base.

    With --json, what the map shows is written and nothing is drawn.
    """
    from sim.charts.images import write_image
    from sim.charts.map import as_document, draw_map, process_map
    from sim.charts.map.words import changes_in_words, conclusion
    from sim.scenario import load_root, load_scenario

    if json_file is not None:
        refuse_given(("files",), "is about the drawing, and with --json nothing is drawn: drop one of the two")
    for file in files:
        if file.suffix not in SUFFIXES:
            raise UserError(f"--out: '{file}' is neither .svg nor .png: choose one of the two")
    content = process_map(load_scenario(scenario), load_root(scenario), process, having)
    usable_files(*files, json_file)
    if json_file is not None:
        emit(as_document(content), json_file)
        return
    figure, outputs = draw_map(content, lang), files or (Path("map.svg"),)
    for file in outputs:
        write_image(figure, file)
    click.echo("\n  ".join([conclusion(content, lang), *changes_in_words(content, lang)]))
    for file in outputs:
        tell(f"wrote {file}")
