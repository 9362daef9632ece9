"""The report in a real browser: it complains of nothing, fetches nothing, and fits the screen."""

import browser
import pytest

PROGRAM = browser.installed()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no browser of the Chromium family was found")


@pytest.fixture(scope="module")
def tab():
    opened = browser.Browser(PROGRAM)
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request, page_in, tmp_path_factory):
    file = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    file.write_text(page_in(request.param), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_complains_of_nothing_and_fetches_nothing(tab, page, width):
    tab.open(page, width)
    assert tab.value("document.documentElement.scrollWidth") <= width
    assert tab.value("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
    assert tab.value("document.fonts.ready.then(() => 0) && [...document.fonts].every(one => one.status !== 'error')")
    assert tab.complaints() == []
    assert tab.requests() == [page.as_uri()]


def test_wide_tables_scroll_in_their_own_box(tab, page):
    tab.open(page, 390)
    assert tab.value("[...document.querySelectorAll('table')].every(one => one.closest('.box') !== null)")
    assert tab.value("[...document.querySelectorAll('.box')].some(one => one.scrollWidth > one.clientWidth)")


def test_who_hears_the_page_finds_their_way(tab, page):
    tab.open(page, 1280)
    nodes = tab.ask("Accessibility.getFullAXTree")["nodes"]
    roles = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]]
    assert sum(role == "heading" for role, _ in roles) >= 8
    assert all(name for role, name in roles if role in ("image", "img", "table", "region", "heading"))
    assert {"main", "navigation", "columnheader", "rowheader"} <= {role for role, _ in roles}
