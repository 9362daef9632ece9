"""The words of the form in Chinese and English: what stands in its cells, and what a word in a cell means."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.base.language import Language
from sim.scenario.full_width import SIGN, plain
from sim.scenario.yaml_file import read_yaml

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


@cache
def _words() -> dict[str, Any]:
    return read_yaml(Path(__file__).with_name("words.yaml"))


def said(group: str, key: str, lang: Language) -> str:
    """A word or sentence of the form."""
    return str(_words()[group][key][lang])


def sheet_title(sheet: str, lang: Language) -> str:
    """What a sheet is called."""
    return said("sheets", sheet, lang)


def heading(words: str, suffix: str, lang: Language) -> str:
    """What stands over a column, such as 'People' or 'People · lowest'."""
    head = str(_words()["columns"][words][lang][0])
    return f"{head} · {said('suffixes', suffix, lang)}" if suffix else head


def explanation(words: str, lang: Language) -> str:
    """What stands under the heading of a column."""
    return str(_words()["columns"][words][lang][1])


def line_words(line: str, lang: Language) -> tuple[str, str, str]:
    """Of a line of the sheets with one number a line: what it is, its unit, how to fill it in."""
    what, unit, how = _words()["lines"][line][lang]
    return what, "" if unit == said("guide", "none", lang) else unit, how


def line_keys() -> list[str]:
    """All lines that are explained."""
    return list(_words()["lines"])


def choices(group: str) -> list[str]:
    """What a drop-down of this group offers, as a scenario says it."""
    return list(_words()["choices"][group])


def choice_word(group: str, key: str, lang: Language) -> str:
    """How one of them is shown."""
    return str(_words()["choices"][group][key][lang])


def meaning(group: str, word: str) -> str | None:
    """What a word from a drop-down says in a scenario; None for a word that it does not have."""
    told = alike(word)
    for key, shown in _words()["choices"][group].items():
        if told in (alike(key), *(alike(shown[lang]) for lang in LANGUAGES)):
            return str(key)
    return None


def is_said(group: str, key: str, word: str) -> bool:
    """Whether a cell holds this word of the form, in either language."""
    return alike(word) in {alike(said(group, key, lang)) for lang in LANGUAGES}


def alike(text: str) -> str:
    """A word as it is compared: no case, no spaces around, the signs of a Chinese keyboard as plain ones."""
    return plainly(text).strip().casefold().replace(" ", "")


def plainly(text: str) -> str:
    """The text with the signs of a Chinese keyboard as those of a plain one."""
    return SIGN.sub(lambda found: plain(found[0]), text)
