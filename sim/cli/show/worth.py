"""What it is worth to know something before one decides, on the screen and as files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.base.sheets import write_table
from sim.cli.options import emit
from sim.cli.show.tables import Listing, console
from sim.studies.sweep import Answers, shortfall
from sim.studies.worth import sentences, worth_table
from sim.studies.worth.words import rows, say

SHOWN: Final = 15


def show_worth(document: Mapping[str, Any], told: Answers, lang: Language) -> None:
    """The numbers that are worth most, and in words what to ask first."""
    screen = console()
    heads, shown = rows(document, lang, SHOWN)
    if shown:
        title = say("table.title", lang, count=f"{len(document['knowing']):,}")
        screen.print(Listing(title, heads, shown, left=frozenset({0, 4, 5})))
    for sentence in [*sentences(document, lang), *shortfall(told)]:
        screen.print(sentence)
    if shown:
        screen.print(say("table.method", lang), style="dim")


def write_worth(document: Mapping[str, Any], folder: Path) -> list[Path]:
    """Keeps the document, for reports and charts, and the table of all numbers; gives the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "worth.json", folder / "worth.csv"]
    emit(document, files[0])
    write_table(worth_table(document), files[1])
    return files
