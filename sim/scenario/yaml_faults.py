"""Where the fault is in a text that is not YAML, and what to do about it.

YAML stops where it cannot go on, which is often a line or more below the mistake: a missing colon makes one word of two
lines, an open quote swallows whatever follows. So the fault is looked for where that began; and where it could be one
thing or another, each is mended for a trial: it was the fault if the text can then be read further.
"""

from collections.abc import Iterator
from itertools import accumulate
from math import inf
from typing import Any, Final, NamedTuple

import yaml

from sim.scenario.full_width import SIGNS, plain, told

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MOST_TRIALS: Final = 40
"""So many full-width signs are tried, those nearest to where reading stopped."""
CLOSING: Final = {"[": "]", "{": "}"}
FLOW: Final = ("while parsing a flow sequence", "while parsing a flow mapping")
LONGEST_SHOWN: Final = 40


class Fault(NamedTuple):
    """Where the mistake is, and what was found there with its remedy."""

    place: str
    message: str


def fault_of(text: str, error: yaml.YAMLError) -> Fault:
    """The mistake for which a text cannot be read."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        line, message = next(_Stopped(text, error).faults())
        return Fault(f"line {line + 1}", message)
    position = getattr(error, "position", None)
    said = getattr(error, "reason", None) or str(error).splitlines()[0]
    return Fault("" if position is None else f"character {position}", _in_general(said))


def _in_general(said: str) -> str:
    return f"not YAML: {said}; check indentation, colons and quotes"


def _not_yaml(said: str) -> str:
    return f"not YAML: {said}"


def _stops_at(text: str) -> float:
    """The character at which a text cannot be read any further."""
    try:
        for _ in yaml.parse(text, Loader):
            pass
    except yaml.MarkedYAMLError as error:
        return error.problem_mark.index if error.problem_mark is not None else 0
    except yaml.YAMLError:
        return 0
    return inf


class _Stopped:
    """A text, where reading it stopped, and what had been read by then; lines are numbered from 0."""

    def __init__(self, text: str, error: yaml.MarkedYAMLError) -> None:
        assert error.problem_mark is not None
        self.text, self.lines, self.error = text, text.splitlines(keepends=True), error
        self.starts = [0, *accumulate(map(len, self.lines))]
        self.at, self.began = error.problem_mark, error.context_mark
        self.tokens = self._tokens()

    def _tokens(self) -> list[Any]:
        """The tokens of the YAML file before the place where reading stopped."""
        tokens: list[Any] = []
        try:
            for token in yaml.scan(self.text, Loader):
                if token.start_mark.index >= self.at.index:
                    break
                tokens.append(token)
        except yaml.YAMLError:
            pass
        return tokens

    def faults(self) -> Iterator[tuple[int, str]]:
        """What may be wrong, the likeliest first, each with its line."""
        yield from self._full_width()
        yield from self._tab()
        yield from self._open_quote()
        yield from self._no_colon()
        yield from self._open_bracket()
        yield self.at.line, _in_general(str(self.error.problem))

    def _mended_by(self, start: int, end: int, instead: str) -> bool:
        """Whether the text can be read further with something else from *start* to *end*."""
        shift = len(instead) - (end - start)
        return _stops_at(f"{self.text[:start]}{instead}{self.text[end:]}") > self.at.index + shift

    def _full_width(self) -> Iterator[tuple[int, str]]:
        line_end = self.at.index + len(self._rest_of_line())
        for found in list(SIGNS.finditer(self.text, 0, line_end))[: -MOST_TRIALS - 1 : -1]:
            sign, count = found[0][0], len(found[0])
            widths = (1, 2) if plain(sign) == " " else (1,)
            if any(self._mended_by(*found.span(), plain(sign) * count * width) for width in widths):
                yield self.text.count("\n", 0, found.start()), told(sign)

    def _rest_of_line(self) -> str:
        return self.text[self.at.index :].partition("\n")[0]

    def _line(self, number: int) -> str:
        return self.lines[number] if number < len(self.lines) else ""

    def _tab(self) -> Iterator[tuple[int, str]]:
        line = self._line(self.at.line)
        if "\t" in line[: len(line) - len(line.lstrip())]:
            yield self.at.line, _not_yaml("a tab stands before the first word: indent by spaces")

    def _open_quote(self) -> Iterator[tuple[int, str]]:
        if self.began is not None and self.error.context == "while scanning a quoted scalar":
            yield self.began.line, _not_yaml("a quote is opened here and never closed: close it")
        words = [token for token in self.tokens if isinstance(token, yaml.ScalarToken) and not token.plain]
        if words and words[-1].start_mark.line < words[-1].end_mark.line == self.at.line:
            closed = f"closed only on line {self.at.line + 1}"
            yield words[-1].start_mark.line, _not_yaml(f"a quote is opened here and {closed}: close it on its line")

    def _no_colon(self) -> Iterator[tuple[int, str]]:
        """A line that should be 'key: value' and has been taken for text that goes on below."""
        if self.began is not None and self.error.context == "while scanning a simple key":
            yield self.began.line, self._colon_wanted(self.began.line)
        if self.error.problem != "mapping values are not allowed in this context":
            return
        last = self.tokens[-1] if self.tokens else None
        if isinstance(last, yaml.ScalarToken) and last.start_mark.line < self.at.line:
            began = last.start_mark
            if not self._line(began.line)[: began.column].strip(" -"):
                yield began.line, self._colon_wanted(began.line)
            above = self._shown(began.line)
            yield self.at.line, _not_yaml(f"indented deeper than {above}, which has a value: indent both alike")
        yield self.at.line, _not_yaml("a second ': ' on the line: put text with a colon in quotes")

    def _colon_wanted(self, number: int) -> str:
        glued = ":" in self._line(number)
        wanted = "a colon needs a space behind it" if glued else "no ': ' in it"
        return _not_yaml(f"found {self._shown(number)}, {wanted}: write 'key: value'")

    def _shown(self, number: int) -> str:
        return f"'{self._line(number).strip()[:LONGEST_SHOWN]}'"

    def _open_bracket(self) -> Iterator[tuple[int, str]]:
        """A bracket that is not closed on its line; or a comma is missing between two lines within it."""
        if (
            self.text[self.at.index : self.at.index + 1] in ("]", "}")
            and self.error.problem == "did not find expected key"
        ):
            yield self.at.line, _not_yaml(f"found '{self.text[self.at.index]}', which closes nothing: take it out")
        if self.began is None or self.error.context not in FLOW:
            return
        opening = self.text[self.began.index]
        lines = range(self.began.line, self.at.line)
        if any(self._mended_by_ending(line, CLOSING[opening]) for line in lines):
            yield self.began.line, _not_yaml(f"'{opening}' is opened here and not closed: add '{CLOSING[opening]}'")
        for line in reversed(lines):
            if self._mended_by_ending(line, ","):
                yield line, _not_yaml("no ',' between this line and the next: add it")
        if not self.text[self.at.index :].strip():
            yield self.began.line, _not_yaml(f"'{opening}' is opened here and never closed: add '{CLOSING[opening]}'")

    def _mended_by_ending(self, number: int, sign: str) -> bool:
        """Whether the text can be read further with this sign at the end of a line, before its comment."""
        line = self.starts[number] + len(self._line(number).partition(" #")[0].rstrip())
        return self._mended_by(line, line, sign)
