"""A scenario into a workbook and back: the form of a new one, or the very same scenario in the other form."""

from pathlib import Path
from typing import Any

import yaml

from sim.base.language import Language
from sim.scenario.document_file import read_document
from sim.scenario.form.content import content_of
from sim.scenario.form.draw import drawn
from sim.scenario.load import load_written


def as_workbook(document: dict[str, Any], base: dict[str, Any] | None, file: Path, lang: Language) -> bytes:
    """The workbook that says what a scenario says; *base* is the resolved document of what it stands on, if it does.

    *file* is where the workbook is to lie, for the reforms beside it.
    """
    return drawn(content_of(document, base, file, lang))


def in_other_form(source: Path, file: Path, lang: Language) -> bytes:
    """The scenario of a file in the form of another: a workbook of what is YAML, or YAML of what is a workbook."""
    document = read_document(source)
    if file.suffix == ".yaml":
        text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)
        return str(text).encode("utf-8")
    base = load_written(source).base if "extends" in document else None
    return as_workbook(document, base, file, lang)
