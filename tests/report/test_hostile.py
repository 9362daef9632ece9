"""What a stranger may have put into a title or a picture: no script, no formula, no request leaves."""

import http.server
import threading
from html.parser import HTMLParser
from importlib.util import find_spec
from io import BytesIO
from zipfile import ZipFile

import browser
import pytest
import small

from sim.base.errors import UserError
from sim.report import html, read
from sim.report.slides.answer import write_slides

SCRIPT = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
FORMULAS = ('=HYPERLINK("http://127.0.0.1:9/x","y")', "+1+1", "-2+3", "@SUM(1)", "http://127.0.0.1:9/x")
WORDS = "Today: only = one, on = off, javascript: no, @ home, url of nothing"


def titled(folder, title):
    """The town's results with this title in place of every one."""
    tables, about = small.town(), small.about()
    for table in tables.values():
        for column in [name for name in table if name.endswith(("_en", "_zh"))]:
            table[column] = [title if isinstance(one, str) else one for one in table[column]]
    for one in about["scenarios"]:
        one |= {"title_en": title, "title_zh": title}
    return small.written(folder, tables, {**about, "notes": [{"en": title, "zh": title}]})


def drawn(folder, inside):
    """A map with something in it."""
    folder = small.written(folder)
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt" height="9pt">'
    )
    (folder / "map.en.svg").write_text(f"{head}{inside}</svg>", encoding="utf-8")
    return folder


class Tags(HTMLParser):
    """What of a page acts, and what it would fetch."""

    def __init__(self):
        super().__init__()
        self.acts, self.fetched = [], []

    def handle_starttag(self, tag, attrs):
        self.acts += [tag] if tag in ("script", "iframe", "object", "embed", "form") else []
        self.acts += [name for name, _ in attrs if name.startswith("on")]
        self.fetched += [
            value for name, value in attrs if name in ("src", "href") and not value.startswith(("#", "data:"))
        ]


# Pages


@pytest.mark.usefixtures("without_letters")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_title_is_text_on_a_page_whatever_it_says(tmp_path, lang):
    page = Tags()
    text = html.page(read.read([titled(tmp_path / "town", SCRIPT)]), lang)
    page.feed(text)
    assert (page.acts, page.fetched) == ([], [])
    assert "&lt;script&gt;" in text


@pytest.mark.skipif(browser.installed() is None, reason="no browser of the Chromium family was found")
def test_in_a_browser_no_script_runs_and_no_request_leaves(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(html.page(read.read([titled(tmp_path / "town", SCRIPT)]), "en"), encoding="utf-8")
    tab = browser.Browser(browser.installed())
    try:
        tab.open(file, 1280)
        assert tab.value("document.title") != "taken"
        assert tab.requests() == [file.as_uri()]
    finally:
        tab.close()


# Workbooks behind the charts of slides


@pytest.mark.parametrize("title", [FORMULAS[0], *(pytest.param(one, marks=pytest.mark.long) for one in FORMULAS[1:])])
def test_no_title_is_a_formula_or_a_link_behind_a_chart(tmp_path, title):
    write_slides(read.read([titled(tmp_path / "town", title)]), "en", tmp_path / "slides.pptx")
    with ZipFile(tmp_path / "slides.pptx") as slides:
        assert not [name for name in slides.namelist() if b'TargetMode="External"' in slides.read(name)]
        workbooks = [slides.read(name) for name in slides.namelist() if name.endswith(".xlsx")]
    assert workbooks
    for one in workbooks:
        with ZipFile(BytesIO(one)) as workbook:
            sheet = workbook.read("xl/worksheets/sheet1.xml")
            texts = workbook.read("xl/sharedStrings.xml").decode()
        assert b"<f>" not in sheet
        assert b"<hyperlink" not in sheet
        assert "<t" in texts


# Pictures


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>", "<a xlink:href='javascript:alert(1)'><rect/></a>", "<rect onload='alert(1)'/>",
        "<image xlink:href='http://127.0.0.1:9/a.png'/>", "<image href=\"file:///etc/passwd\"/>",
        "<style>@import 'x.css';</style>", "<rect fill='url(http://127.0.0.1:9/x#y)'/>", "<use href='other.svg#a'/>",
        "<foreignObject><b/></foreignObject>", "<svg:script/>",
    ],
)  # fmt: skip
def test_a_map_that_is_more_than_a_drawing_is_refused(tmp_path, inside):
    folder = drawn(tmp_path / "town", inside)
    with pytest.raises(UserError) as told:
        read.read([folder])
    assert str(told.value).startswith(f"{folder / 'map.en.svg'}: holds '")
    assert ", and a map is a drawing and no more: make it with 'approvals answer --out FOLDER'" in str(told.value)


def test_a_bomb_of_entities_is_refused(tmp_path):
    folder = drawn(tmp_path / "town", "")
    bomb = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    (folder / "map.en.svg").write_text(bomb, encoding="utf-8")
    with pytest.raises(UserError, match="holds '<!ENTITY', and a map is a drawing and no more"):
        read.read([folder])


def test_what_is_only_said_in_a_drawing_does_no_harm(tmp_path):
    inside = f"<!-- {WORDS} --><title>{WORDS}</title><use href='#a'/><rect fill='url(#b)'/>"
    assert "en" in read.read([drawn(tmp_path / "town", inside)]).maps


@pytest.mark.skipif(find_spec("plutoprint") is None, reason="no PDF can be made here")
def test_who_makes_a_pdf_asks_nothing_of_the_network_or_of_other_files(tmp_path):
    asked = []

    class Heard(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Heard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        body = f"<style>@import url({there}/a.css);</style><img src='{there}/b.png'><img src='file:///etc/passwd'>"
        html.write_pdf(f"<html><body>{body}</body></html>", tmp_path / "page.pdf")
        server.shutdown()
    assert asked == []
    assert (tmp_path / "page.pdf").stat().st_size > 500
