"""The phrase book of the commands: all YAML files beside this one; read when Chinese is spoken, not before."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.base.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).parent


def chinese(english: str, names: Mapping[str, str] | None = None) -> str:
    """A text in Chinese, as far as the book knows its phrases; *names* are what things are called, by id or title."""
    return _phrases().chinese(english, names or {})


@cache
def book() -> dict[str, str]:
    """Every phrase: its English template, and its Chinese. A phrase stands in one file only."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, str] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        found |= yaml.load(file.read_text(encoding="utf-8"), loader)
    return found


@cache
def _phrases() -> Phrases:
    return Phrases(book())
