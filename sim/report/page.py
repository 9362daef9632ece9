"""The report as one HTML page that carries everything it shows, and as a PDF."""

from io import BytesIO
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.errors import UserError
from sim.files import write_bytes
from sim.fonts import Language
from sim.report import sentences
from sim.report.folder import Findings
from sim.report.lettering import fonts_of
from sim.report.sections import sections
from sim.report.words import say

HTML_LANG = {"en": "en", "zh": "zh-Hans"}


def page(findings: Findings, lang: Language, *, paper: bool = False) -> str:
    """The whole page; on *paper* nothing is folded, and there is nothing to click on."""
    told = {
        "paper": paper,
        "lang": HTML_LANG[lang],
        "title": sentences.question(findings, lang),
        "subtitle": say("word.subtitle", lang),
        "answer": sentences.answer(findings, lang),
        "ran": [*sentences.caveats(findings, lang), sentences.ran(findings, lang)],
        "sections": sections(findings, lang),
        "words": {key: say(key, lang) for key in ("head.contents", "page.offline", "page.scroll", "word.skip")},
    }
    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html.j2")
    plain = template.render(**told, fonts={})
    return template.render(**told, fonts=fonts_of(plain, lang))


def write_pdf(html: str, file: Path) -> None:
    """The page on A4, without the moment at which it was made."""
    try:
        import plutoprint
    except ImportError:
        raise UserError(
            f"{file}: no PDF can be made here, for the package plutoprint is not installed (there are wheels for "
            "Linux and Windows on x86-64 and macOS on arm64): write report.html and print it from a browser"
        ) from None
    book, paper = plutoprint.Book(plutoprint.PAGE_SIZE_A4), BytesIO()
    book.load_html(html)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, "")
    book.write_to_pdf_stream(paper)
    write_bytes(file, paper.getvalue())
