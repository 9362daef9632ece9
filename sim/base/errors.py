"""A user's mistake, told in one line: where it is, what was found there, and what to do about it."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from sim.base.cells import place_told

LONGEST: Final = 80
"""So many characters of a value are told in full."""
SHOWN: Final = 50
"""So many are told of one that is longer."""

QUOTED: Final = re.compile(rf"(?<![^\s(\[{{,:])'([^'\s][^'\n]{{{LONGEST},}})'")
"""A value in quotes that is longer than that."""


class UserError(Exception):
    """A mistake of the user's, not of the program's; the command line prints it and exits 2.

    >>> import sim
    >>> try:
    ...     sim.load_scenario("practise-2016")
    ... except sim.UserError as mistake:
    ...     print(mistake)
    practise-2016: no such scenario in scenarios/ — did you mean 'practice-2016'?
    """


class ScenarioError(UserError):
    """A mistake in a scenario, reform or study file.

    *source* is the file, *path* the dotted place in it (may be empty), *message* what was found and the remedy. Of a
    workbook that was read, the sheet and the cell are told instead of the path.

    >>> import sim
    >>> print(sim.ScenarioError("my-city.yaml", "pools.clerks.servers", "must be at least 1, found 0"))
    my-city.yaml: pools.clerks.servers: must be at least 1, found 0
    """

    def __init__(self, source: str, path: str, message: str) -> None:
        self.source, self.path, self.message = source, _parts_shown(path), _values_shown(message)
        place = _parts_shown(place_told(source, path))
        super().__init__(one_line(": ".join(part for part in (source, place, self.message) if part)))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[str, str, str]]:
        """How it is sent from a worker to its parent: by what it was made of."""
        return type(self), (self.source, self.path, self.message)


class StoppedError(UserError):
    """What stopped a long computation half way: the *mistake*, and what has become of all that was computed by then."""

    def __init__(self, mistake: str, kept: str) -> None:
        self.mistake, self.kept = mistake, kept
        super().__init__(f"{mistake}; {kept}")

    def __reduce__(self) -> tuple[type["StoppedError"], tuple[str, str]]:
        """How it is sent from a worker to its parent: by what it was made of."""
        return type(self), (self.mistake, self.kept)


def one_line(text: str) -> str:
    """The text with line breaks and whatever else a terminal would act upon written out."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def shown(value: object) -> str:
    """A value as an error tells it: so much of it as is needed to know it by, and where it goes on, how long it is."""
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:SHOWN]}… ({len(text):,} characters)"


def path_shown(path: object) -> str:
    """A file's or folder's path with every name in it told at no greater length than is needed to know it by.

    A path is cut name by name and never as a whole: what a person looks for is the last name of it.
    """
    return "/".join(shown(name) for name in str(path).split("/"))


def _values_shown(message: str) -> str:
    """A message with every value in quotes told at no greater length than is needed to know it."""
    return QUOTED.sub(lambda found: f"'{shown(found[1])}'", message)


def _parts_shown(path: str) -> str:
    return ".".join(shown(part) for part in path.split("."))


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """The end of an error sentence: the nearest known name, or the whole short list of them."""
    names = sorted(known)
    close = get_close_matches(found, names, n=1, cutoff=0.6)
    if close:
        return f" — did you mean '{close[0]}'?"
    if not names:
        return " — there are none"
    shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    return f" — known: {shown}"
