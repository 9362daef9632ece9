"""A phrase book: English sentences of the code by their templates, and how each is said in Chinese.

A template holds places, `{1}`, `{2}` …, for what is filled in: names, numbers, other phrases. A text is recognised by
what stands between its places, and what stands in them is looked up in turn. What stands in quotes is somebody's own
word and stays, and so does whatever the book does not know.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sim.base.templates import PLACE, Phrase, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LETTERS: Final = re.compile(r"[A-Za-z]")
ENGLISH: Final = re.compile(r"[a-z']{2,} [a-z]{2,}")
"""Words that nobody has put into Chinese, rather than a name or a value."""
SENTENCES: Final = re.compile(r"(?<=[.!?]) (?=[A-Z“])")
LISTS: Final = ((re.compile("; "), "；"), (re.compile(r" \| "), " | "), (re.compile(r",? and |, "), "、"))
"""How parts are joined in English, and how in Chinese; that which binds least stands first."""
HINT: Final = re.compile(r"(.+?) (— (?:did you mean|known:|there are none).*)", re.DOTALL)
"""The end of an error that names what is known, see `sim.base.errors.did_you_mean`."""
DEEPEST: Final = 8
"""So many phrases stand one within the other at most."""


class Phrases:
    """The phrases of a book, by their English."""

    def __init__(self, book: Mapping[str, str]) -> None:
        self.book = book

    def chinese(self, text: str, names: Mapping[str, str]) -> str:
        """The text in Chinese; *names* are what things are called, by their id or English title."""
        return _Translation(self, names).of(text, 0)

    @cached_property
    def phrases(self) -> list[Phrase]:
        """Those with places, the most telling first."""
        found = [phrase(english, said) for english, said in self.book.items() if PLACE.search(english)]
        return sorted(found, key=lambda one: -one.literal)


class _Translation:
    """One text on its way into Chinese."""

    def __init__(self, phrases: Phrases, names: Mapping[str, str]) -> None:
        self.phrases, self.names = phrases, names

    def of(self, text: str, depth: int) -> str:
        """The text in Chinese, as far as it is known, with the space around it as it was."""
        core = text.strip(" \n")
        if depth > DEEPEST or not (LETTERS.search(core) or core in self.phrases.book):
            return text
        begin = text.index(core)
        return text[:begin] + self._core(core, depth) + text[begin + len(core) :]

    def _core(self, text: str, depth: int) -> str:
        if (known := self.names.get(text) or self.phrases.book.get(text)) is not None:
            return known
        best = text
        for way in (self._hint, self._whole, self._lines, self._sentences, self._address, self._list):
            said = way(text, depth + 1)
            if said is not None and not ENGLISH.search(said):
                return said
            best = said if said is not None and best == text else best
        return best

    def _hint(self, text: str, depth: int) -> str | None:
        """What an error proposes at its end is said by itself."""
        found = HINT.fullmatch(text)
        return self.of(found[1], depth) + self.of(found[2], depth) if found else None

    def _whole(self, text: str, depth: int) -> str | None:
        """By the first template that leaves nothing in English; else by the most telling one."""
        best = None
        for said in self._by_template(text, depth):
            if not ENGLISH.search(said):
                return said
            best = best or said
        return best

    def _by_template(self, text: str, depth: int) -> Iterator[str]:
        for one in self.phrases.phrases:
            found = one.pattern.fullmatch(text) if one.always in text else None
            if found is not None:
                yield self._filled(one, found.groups(), depth)

    def _filled(self, one: Phrase, parts: tuple[str, ...], depth: int) -> str:
        said = {place: part if place in one.own else self.of(part, depth) for place, part in enumerate(parts, 1)}
        return PLACE.sub(lambda place: said[int(place[1])], one.chinese)

    def _lines(self, text: str, depth: int) -> str | None:
        lines = text.split("\n")
        return "\n".join(self.of(line, depth) for line in lines) if len(lines) > 1 else None

    def _sentences(self, text: str, depth: int) -> str | None:
        sentences = SENTENCES.split(text)
        return "".join(self.of(one, depth) for one in sentences) if len(sentences) > 1 else None

    def _address(self, text: str, depth: int) -> str | None:
        """An address stays as it is, and what is said of it is put into Chinese."""
        head, colon, rest = text.partition(": ")
        said = self.of(rest, depth) if colon else rest
        if said == rest or "; " in head:
            return None
        return f"{self.of(head, depth)}：{said}" if ENGLISH.search(head) or head in self.names else f"{head}: {said}"

    def _list(self, text: str, depth: int) -> str | None:
        for between, chinese in LISTS:
            parts = between.split(text)
            if len(parts) > 1:
                said = [self.of(part, depth) for part in parts]
                return chinese.join(said) if said != parts else None
        return None
