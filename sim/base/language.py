"""The two languages in which everything is shown, which is spoken now, and the sign between titles in one cell."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal

Language = Literal["en", "zh"]

SEPARATOR: Final = " | "
"""Between the titles of a package's reforms."""

_SPOKEN: Final[ContextVar[Language]] = ContextVar("spoken", default="en")


def spoken() -> Language:
    """The language in which somebody at a screen is spoken to now."""
    return _SPOKEN.get()


@contextmanager
def speaking(lang: Language) -> Iterator[None]:
    """Within it this language is spoken."""
    before = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(before)
