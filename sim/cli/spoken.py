"""Which language the commands speak: what `--lang` says, else APPROVALS_LANG, else the locale; English if none says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from sim.base.errors import UserError
from sim.base.language import spoken
from sim.cli.chinese.book import chinese

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.base.language import Language

VARIABLE: Final = "APPROVALS_LANG"
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
OPTION: Final = "--lang"
LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Where a system says its language, what is asked first before the others."""
_NAMES: Final[ContextVar[Mapping[str, str]]] = ContextVar("names", default=MappingProxyType({}))


def know_nothing() -> None:
    """Forgets what an earlier command has named."""
    _NAMES.set({})


def know(names: Callable[[], Mapping[str, str]]) -> None:
    """From now on things are called so in Chinese, by id or English title; nothing is looked up for English."""
    if spoken() == "zh":
        _NAMES.set({**_NAMES.get(), **names()})


def in_spoken(english: str, names: Mapping[str, str] | None = None) -> str:
    """A text in the language of the command; *names* are what things are called, if not as the command has it."""
    return english if spoken() == "en" else chinese(english, _NAMES.get() if names is None else names)


def tell(text: str, *, err: bool = False, names: Mapping[str, str] | None = None) -> None:
    """Prints a sentence in the language of the command."""
    click.echo(in_spoken(text, names), err=err)


def language_of(words: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """The language that a command line asks for, read before anything else is: so that its mistakes are told in it.

    An option that names no language is left to who reads the options. Raises `UserError` for a variable that does.
    """
    given = [value for value in _given(words) if value in LANGUAGES]
    if given:
        return _language(given[-1])
    said = environment.get(VARIABLE, "")
    if said and said not in LANGUAGES:
        raise UserError(f"{VARIABLE}: '{said}' is no language that is spoken here: set it to en or zh")
    locale = next((value for name in LOCALE if (value := environment.get(name))), "")
    return _language(said or locale)


def _given(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word == "--":
            return
        if word == OPTION and place + 1 < len(words):
            yield words[place + 1]
        if word.startswith(f"{OPTION}="):
            yield word.partition("=")[2]


def _language(name: str) -> Language:
    return "zh" if name.lower().startswith("zh") else "en"
