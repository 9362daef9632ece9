"""The page and the deck of the small town, made once for all tests that only look at them."""

from collections.abc import Callable
from functools import cache
from importlib import import_module

import pytest
import small
from pptx import Presentation

from sim.report import html, read
from sim.report.slides.answer import write_slides


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    return read.read([small.written(tmp_path_factory.mktemp("found") / "town")])


@pytest.fixture(scope="session")
def page_in(found) -> Callable[[str], str]:
    """The page in a language."""
    return cache(lambda lang: html.page(found, lang))


@pytest.fixture(scope="session")
def deck_in(found, tmp_path_factory):
    """The slides in a language; only to be looked at."""

    @cache
    def deck(lang):
        file = tmp_path_factory.mktemp("deck") / f"{lang}.pptx"
        write_slides(found, lang, file)
        return Presentation(str(file))

    return deck


@pytest.fixture
def without_letters(monkeypatch):
    """Pages that are only read carry no fonts, which take half of the time."""
    monkeypatch.setattr(import_module("sim.report.html"), "fonts_of", lambda text, lang: {})
    monkeypatch.setattr(import_module("sim.report.html"), "bold_of", lambda html: "")
