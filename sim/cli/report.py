"""`approvals report`, `approvals brief` and `approvals slides`: what was found, for people who decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.base.errors import UserError
from sim.cli.as_typed import command_line
from sim.cli.options import usable_files
from sim.cli.spoken import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.base.language import Language
    from sim.report.read import Findings

RESULTS = click.argument("results", nargs=-1, required=True, type=click.Path(path_type=Path))
LANG = click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")


def into(*suffixes: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option for the file that is written, of one of these kinds."""

    def known(ctx: click.Context, param: click.Parameter, file: Path) -> Path:
        if file.suffix not in suffixes:
            raise UserError(f"--out: '{file}' is not {' or '.join(suffixes)}: give the file such a name")
        return file

    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option("-o", "--out", "file", type=kind, required=True, callback=known, help=f"FILE{suffixes[0]}")


@click.command()
@RESULTS
@into(".html", ".pdf")
@LANG
def report(results: tuple[Path, ...], file: Path, lang: Language) -> None:
    """Makes a report of RESULTS: the folder of `approvals answer --out`, and studies beside it.

    A FILE.html carries everything it shows and opens without a network; a FILE.pdf is on A4, with the annex of all
    assumptions beside it as FILE-annex.pdf. Studies are what `smallest`, `frontier`, `shares`, `sensitivity` and
    `targets` write with --json.
    """
    from sim.base.files import write_text
    from sim.report.html import annex_page, page, write_pdf

    findings = _findings(results, "report", file, lang)
    if file.suffix == ".html":
        write_text(file, page(findings, lang))
        tell(f"wrote {file}")
        return
    annex = file.with_name(f"{file.stem}-annex.pdf")
    usable_files(annex)
    for paper, html in ((file, page(findings, lang, paper=True)), (annex, annex_page(findings, lang))):
        if html:
            write_pdf(html, paper)
            tell(f"wrote {paper}")


@click.command()
@RESULTS
@into(".pdf", ".html")
@LANG
def brief(results: tuple[Path, ...], file: Path, lang: Language) -> None:
    """Makes one page of RESULTS: the question, the answer on two clocks, whose days, three decisions, when not.

    RESULTS are those of `approvals report`. A FILE.pdf is one page of A4; so is a FILE.html when it is printed.
    """
    from sim.base.files import write_text
    from sim.report.brief import brief as page
    from sim.report.html import write_pdf

    html = page(_findings(results, "brief", file, lang), lang, file)
    if file.suffix == ".pdf":
        write_pdf(html, file)
    else:
        write_text(file, html)
    tell(f"wrote {file}")


def _findings(results: tuple[Path, ...], command: str, file: Path, lang: Language) -> Findings:
    """What was found, and the command that shows it."""
    from dataclasses import replace

    from sim.report.read import read

    findings = read(results)
    usable_files(file)
    line = command_line(command, results, {"-o": file, "--lang": lang})
    return replace(findings, about={**findings.about, "report": line})


@click.command()
@RESULTS
@into(".pptx")
@LANG
def slides(results: tuple[Path, ...], file: Path, lang: Language) -> None:
    """Makes slides of RESULTS that can be edited: native charts and tables, with notes for the speaker.

    RESULTS are those of `approvals report`; each study beside the answer gets a slide of its own.
    """
    from sim.report.slides.answer import write_slides

    write_slides(_findings(results, "slides", file, lang), lang, file)
    tell(f"wrote {file}")
