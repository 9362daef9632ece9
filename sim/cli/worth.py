"""`approvals worth`: what it is worth to ask before one decides, from a sweep that is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.base.files import require_writable_folder
from sim.base.headline_clocks import HEADLINE
from sim.cli.options import Chance, Positive, emit, json_option, names_in, progress, refuse_given, usable_files
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from sim.base.language import Language

MOST_FILES = 100_000


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--clock", default=HEADLINE, show_default=True)
@click.option("--class", "group", default="all", show_default=True, help="Kind of project.")
@click.option(
    "--announce",
    type=Chance(),
    default=0.9,
    show_default=True,
    help="The target is announced if at least this share of projects is expected within it.",
)
@click.option(
    "--packages", is_flag=True, help="The decision is another: which of the packages that the sweep switches."
)
@click.option(
    "--price", type=Positive(), default=None, help="Of a percent more of projects within the target, yuan a year."
)
@click.option(
    "--group", "together", multiple=True, metavar="A,B,C", help="Numbers to value together; may be given again."
)
@click.option("--files", default=None, metavar="N,M", help="How many files to think of; default: 10,30,100,300.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="Folder for worth.json and worth.csv.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")
@json_option
def worth(
    folder: Path,
    clock: str,
    group: str,
    announce: float,
    packages: bool,
    price: float | None,
    together: tuple[str, ...],
    files: str | None,
    out: Path | None,
    lang: Language,
    json_file: Path | None,
) -> None:
    """Says what to ask first before one decides: what knowing each number is worth, from the sweep in FOLDER.

    FOLDER is what `approvals sweep -o`, `sensitivity -o` or `smallest --worlds -o` has kept; nothing is played.
    """
    from sim.cli.show import worth as showing
    from sim.studies.worth import Announce, Choose, worth_document, worth_of

    usable_files(json_file)
    if out is not None:
        require_writable_folder(out)
    refuse_given(("announce",), "is another decision than --packages: drop one of them") if packages else refuse_given(
        ("price",), "is of the choice of a package: give --packages too, or drop it"
    )
    question = Choose(price) if packages else Announce(announce)
    asked = [names_in(names) for names in together]
    options: dict[str, Any] = {} if files is None else {"files": _files(files)}
    found = worth_of(folder, question, clock, group, asked=asked, watch=progress, **options)
    document = worth_document(found)
    if out is not None:
        for file in showing.write_worth(document, out):
            tell(f"wrote {file}", err=True)
    if json_file is None:
        showing.show_worth(document, found.told, lang)
    else:
        emit(document, json_file)


def _files(said: str) -> list[int]:
    """Numbers of files, rising."""
    given = names_in(said)
    if not given or not all(one.isascii() and one.isdigit() and 1 <= int(one) <= MOST_FILES for one in given):
        raise UserError(f"--files: found '{said}': give whole numbers from 1 to {MOST_FILES:,}, such as 10,30,100")
    return sorted({int(one) for one in given})
