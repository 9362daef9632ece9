"""The report as one HTML page that carries everything it shows, and as a PDF."""

import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from sim.base.errors import UserError
from sim.base.files import write_bytes
from sim.base.language import Language
from sim.charts.sheet import drawn_for
from sim.report import follows_from, sentences
from sim.report.lettering import bold_of, fonts_of
from sim.report.read import Findings
from sim.report.sections import annexes, sections
from sim.report.words import say

LONG_WORD: Final = re.compile(r"[^\s⺀-￯]{31,}")
ENGLISH: Final = re.compile(r"[A-Za-z]{3,}")
CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
PART: Final = 15
"""Letters between two places where a long word may be broken."""
HTML_LANG = {"en": "en", "zh": "zh-Hans"}


def page(findings: Findings, lang: Language, *, paper: bool = False) -> str:
    """The page; on *paper* nothing is folded, there is nothing to click on, and the annexes are a page of their own."""
    with drawn_for("paper" if paper else "screen"):
        parts = [*sections(findings, lang), *([] if paper else annexes(findings, lang))]
    told = {
        "paper": paper,
        "lang": HTML_LANG[lang],
        "title": sentences.question(findings, lang),
        "subtitle": say("word.subtitle", lang),
        "answer": sentences.answer(findings, lang),
        "ran": [
            *sentences.caveats(findings, lang),
            *follows_from.differing(findings, lang),
            sentences.ran(findings, lang),
        ],
        "sections": parts,
    }
    return rendered(told, lang)


def annex_page(findings: Findings, lang: Language) -> str:
    """The annexes on paper; nothing if there are none."""
    parts = annexes(findings, lang)
    if not parts:
        return ""
    told = {
        "paper": True,
        "lang": HTML_LANG[lang],
        "title": say("head.annexes", lang),
        "subtitle": sentences.question(findings, lang),
        "answer": sentences.grades(findings, lang),
        "ran": [say("assumptions.chance", lang), sentences.ran(findings, lang)],
        "sections": parts,
    }
    return rendered(told, lang)


def rendered(told: dict[str, Any], lang: Language) -> str:
    """A page of the template from what is *told*: title, subtitle, answer, what ran, sections; fonts are embedded."""
    words = {
        key: say(key, lang) for key in ("head.contents", "page.offline", "page.scroll", "page.numbers", "word.skip")
    }
    template = template_of("report.html.j2")
    plain = template.render(**told, words=words, fonts={}, bold="")
    return template.render(**told, words=words, fonts=fonts_of(plain, lang), bold=bold_of(plain))


def template_of(name: str) -> Template:
    """A template of a page that escapes every text, and refuses what it is not told."""
    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"parted": parted, "foreign": foreign}
    return environment.get_template(name)


def foreign(text: str, page_language: str) -> bool:
    """Whether a text on a Chinese page is English: several words of it, and no Chinese."""
    return page_language != "en" and len(ENGLISH.findall(text)) > 1 and CHINESE.search(text) is None


def parted(text: str) -> Markup:
    """A text for HTML in which a word that is longer than any of a language may be broken."""
    ends = [end for word in LONG_WORD.finditer(text) for end in range(word.start() + PART, word.end(), PART)]
    return Markup("<wbr>").join(text[begin:end] for begin, end in pairwise([0, *ends, len(text)]))


def write_pdf(html: str, file: Path) -> None:
    """The page on A4, without the moment at which it was made."""
    book, paper = book_of(html, file), BytesIO()
    book.write_to_pdf_stream(paper)
    write_bytes(file, paper.getvalue())


def book_of(html: str, file: Path) -> Any:
    """The page laid out on A4. Raises `UserError` with the name of *file* where this machine cannot."""
    try:
        import plutoprint
    except ImportError:
        raise UserError(
            f"{file}: no PDF can be made here, for the package plutoprint is not installed (there are wheels for "
            f"Linux and Windows on x86-64 and macOS on arm64): write {file.stem}.html and print it from a browser"
        ) from None

    class Within(plutoprint.ResourceFetcher):
        """Gives what the page itself carries; it asks no other file and no network, whatever stands in a picture."""

        def fetch_url(self, url: str) -> plutoprint.ResourceData:
            if not url.startswith("data:"):
                return plutoprint.ResourceData(b"", "text/plain")
            return plutoprint.default_resource_fetcher.fetch_url(url)

    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4)
    book.custom_resource_fetcher = Within()
    book.load_html(html)
    book.set_metadata(plutoprint.PDF_METADATA_CREATION_DATE, "")
    return book
