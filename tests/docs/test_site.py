"""The documentation site: it builds without a warning, has everything that can be looked up, and asks no network."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click
import pytest
from lxml import html

import sim
from sim.cli import main
from sim.scenario import scenario_schema
from sim.scenario.reforms.model import Reform
from sim.studies.design.model import Study

ROOT = Path(__file__).parents[2]
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""What a browser fetches by itself when it shows a page."""

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, every warning an error."""
    out = tmp_path_factory.mktemp("site")
    program = [sys.executable, str(ROOT / "docs" / "site" / "build.py"), "--out", str(out)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def ids(page: Path) -> set[str]:
    """Every place of a page to which a link may lead."""
    return set(html.parse(page).getroot().xpath("//@id"))


def parts() -> Iterator[tuple[str, dict[str, Any]]]:
    """The parts of the three kinds of file, as their JSON Schema has them."""
    for schema in (scenario_schema(), Reform.model_json_schema(by_alias=True), Study.model_json_schema(by_alias=True)):
        yield from schema["$defs"].items()
        if "title" in schema:
            yield schema["title"], schema


def rows(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The fields of a page of fields: the place of each, and what its row says."""
    for row in html.parse(page).getroot().xpath("//tbody/tr"):
        cells = [cell.text_content().strip() for cell in row.xpath("td")]
        for place in row.xpath(".//@id"):
            yield place, cells


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_has_its_options(site: Path, name: str) -> None:
    known = ids(site / "commands.html")
    assert f"approvals-{name}" in known
    for option in main.commands[name].params:
        if isinstance(option, click.Option):
            assert {f"cmdoption-approvals-{name}-{one.lstrip('-')}" for one in option.opts} & known, option.opts


def test_every_public_name_has_its_example(site: Path) -> None:
    page = html.parse(site / "api.html").getroot()
    for name in sim.__all__:
        [place] = page.xpath(f"//dl[dt[@id='sim.{name}']]")
        assert ">>> import sim" in place.text_content()


def test_every_field_has_its_place(site: Path) -> None:
    known = {place for page in (site / "fields").glob("*.html") for place in ids(page)}
    wanted = {
        f"{part.lower()}-{name.replace('_', '-')}" for part, schema in parts() for name in schema.get("properties", {})
    }
    assert len(wanted) > 300
    assert not wanted - known


def test_every_field_says_what_it_is(site: Path) -> None:
    told = [row for page in (site / "fields").glob("*.html") for row in rows(page)]
    assert len(told) > 300
    for place, (_, what, kind, default, _) in told:
        assert what, place
        assert kind, place
        assert default, place


def test_the_tutorials_show_what_the_notebooks_show(site: Path) -> None:
    for notebook in (ROOT / "notebooks").glob("*/*.ipynb"):
        page = html.parse(site / "notebooks" / notebook.parent.name / f"{notebook.stem}.html").getroot()
        shown = notebook.read_text(encoding="utf-8").count('"image/png": ')
        assert len(page.xpath("//div[@class='body']//img")) == shown, notebook


def test_no_page_asks_the_network(site: Path) -> None:
    for page in site.rglob("*.html"):
        for tag, attribute in LOADED.items():
            for address in html.parse(page).getroot().xpath(f"//{tag}/@{attribute}"):
                assert not urlsplit(address).netloc, (page.name, address)
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", sheet.read_text(encoding="utf-8")), sheet.name


def test_every_link_within_leads_somewhere(site: Path) -> None:
    places = {page: ids(page) for page in site.rglob("*.html")}
    for page in places:
        for address in html.parse(page).getroot().xpath("//a/@href | //img/@src"):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), (page.name, address)
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in places[target], (page.name, address)
