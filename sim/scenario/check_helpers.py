"""What checks of a scenario have in common: mistakes, each with its address, and the commonest of them."""

from collections.abc import Callable, Iterable, Iterator

from sim.base.errors import did_you_mean

Mistakes = Iterator[tuple[str, str]]
"""The address of each, and what was found there with its remedy."""


def known(name: str, among: Iterable[str], path: str, what: str) -> Mistakes:
    """A mistake if *name* is not *among* those there are, with the most similar name as the remedy."""
    if name not in among:
        yield path, f"no {what} '{name}'{did_you_mean(name, among)}"


def unreadable(path: str, parse: Callable[[str], object], text: str) -> Mistakes:
    """A text that *parse* does not understand."""
    try:
        parse(text)
    except ValueError as error:
        yield path, str(error)
