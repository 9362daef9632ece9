"""Reports and slides survive whatever stands in a folder of results, and keep to their pages."""

import base64
import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import small
from pptx import Presentation
from pptx.util import Inches, Pt
from pypdf import PdfReader

from sim.charts.fonts import wide
from sim.report import html, read
from sim.report.html import parted
from sim.report.slides.answer import write_slides
from sim.report.slides.fitting import SIZES, fitted, text_size, title_size

LONG, LONG_CHINESE = "W" * 400, "办" * 400
ODD = "_$300 less $150_x^2 [/red] {a} %s <b> & --> ]]> 🏠 | =1"
CONTROL = "Small\voffice\x00 \x1b[31m\ufffe"


def titled(folder, title):
    """The town's results with this title in place of every one, and every study beside them."""
    tables = small.town()
    for table in tables.values():
        for column in [name for name in table if name.endswith(("_en", "_zh"))]:
            table[column] = [title if isinstance(one, str) else one for one in table[column]]
    about = small.about()
    for one in about["scenarios"]:
        one |= {"title_en": title, "title_zh": title}
    small.written(folder, tables, {**about, "notes": [{"en": title, "zh": title}], "command": f"approvals '{title}'"})
    factors = [{**one, "title": title, "source": title} for one in small.SENSITIVITY["factors"]]
    studies = {
        "smallest": small.SMALLEST, "targets": small.TARGETS, "shares": small.SHARES, "frontier": small.FRONTIER,
        "sensitivity": {**small.SENSITIVITY, "factors": factors},
    }  # fmt: skip
    for name, document in studies.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"><!-- {title} --></svg>'
    (folder / "map.en.svg").write_text(svg.replace("-->", "", svg.count("-->") - 1), encoding="utf-8")
    return read.read([folder])


class Tags(HTMLParser):
    """Which tags a page has, and which images."""

    def __init__(self):
        super().__init__()
        self.tags, self.images = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "img":
            self.images.append(dict(attrs)["src"])


def kept_within(file):
    """What is lower than its slide, by what stands in it."""
    found = []
    for slide in file.slides:
        for shape in slide.shapes:
            if shape.has_table:
                bottom = shape.top + sum(row.height for row in shape.table.rows)
                found += ["table"] if bottom > file.slide_height - Inches(0.5) else []
            elif shape.has_text_frame and shape.text_frame.text:
                found += [shape.text_frame.text] if deep(shape) > shape.height * 1.05 else []
    return found


def deep(shape):
    across = shape.width / Pt(1) - 15
    lettered = [(one.text, one.runs[0].font.size) for one in shape.text_frame.paragraphs if one.runs]
    return Pt(sum(-(-wide(text) * size.pt * 1.05 // across) * 1.2 * size.pt for text, size in lettered if size))


@pytest.mark.parametrize("title", [LONG, ODD, CONTROL], ids=["long", "odd", "control"])
def test_a_page_survives_what_stands_in_the_results(tmp_path, title):
    page = Tags()
    page.feed(html.page(titled(tmp_path / "town", title), "en"))
    assert "b" not in page.tags
    for image in page.images:
        ElementTree.fromstring(base64.b64decode(image.partition(",")[2]))


@pytest.mark.parametrize(
    ("title", "lang"), [(LONG, "en"), (LONG_CHINESE, "zh"), (ODD, "en"), (CONTROL, "zh")],
    ids=["long", "chinese", "odd", "control"],
)  # fmt: skip
def test_slides_survive_it_and_nothing_is_pushed_off_them(tmp_path, title, lang):
    write_slides(titled(tmp_path / "town", title), lang, tmp_path / "slides.pptx")
    assert kept_within(Presentation(str(tmp_path / "slides.pptx"))) == []


def test_a_pdf_survives_it(tmp_path):
    pytest.importorskip("plutoprint")
    found = titled(tmp_path / "town", CONTROL)
    html.write_pdf(html.page(found, "en", paper=True), tmp_path / "page.pdf")
    assert len(PdfReader(tmp_path / "page.pdf").pages) > 3


def test_a_word_that_is_longer_than_any_may_be_broken_on_a_page():
    assert parted("as it was") == "as it was"
    assert parted("x" * 30) == "x" * 30
    assert parted("a " + "x" * 31) == "a " + "x" * 15 + "<wbr>" + "x" * 15 + "<wbr>x"
    assert parted("<" * 31).startswith("&lt;" * 15 + "<wbr>")
    assert parted("办" * 100) == "办" * 100


def test_letters_become_smaller_until_a_text_keeps_within_its_box():
    box = Inches(4), Inches(1)
    assert text_size(["short"], 18, *box) == 18
    assert text_size(["办" * 60], 18, *box) == 14
    assert text_size(["办" * 4000], 18, *box) == SIZES[-1]


def test_a_conclusion_has_two_lines_where_that_can_be_read_and_more_where_it_must():
    box = Inches(12), Inches(1.1)
    assert [title_size("办" * count, *box) for count in (20, 60, 70, 110, 180)] == [28, 24, 22, 20, 16]


def test_a_table_that_is_too_long_is_cut_rather_than_pushed_off_the_slide():
    widths, most = [Inches(6), Inches(6)], Inches(5)
    plain = fitted(["a", "b"], [["c", "1.5"]] * 3, widths, most)
    assert (plain.size, plain.cells[1]) == (18, ["c", "1.5"])
    long = fitted(["a", "b"], [["办" * 900, "1.5"]] * 10, widths, most)
    assert long.size == SIZES[-1]
    assert sum(long.heights) <= most
    assert long.cells[1][0].endswith("…")
    assert long.cells[1][1] == "1.5"
