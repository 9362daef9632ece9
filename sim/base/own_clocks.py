"""Clocks that scenarios declare for themselves: by what they are known, and what they are called.

Their names end with `-days`, so that they are known wherever one stands: in a table, a document, an option. What they
are called is learned from the scenario, or from the file that an earlier command has written; a name that nobody has
told stands for itself.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sim.base.language import Language

ENDING: Final = "-days"


class Words(NamedTuple):
    """What a clock is called, what it counts, whether in working days, and within how many it is to stay."""

    en: str
    zh: str
    meaning_en: str
    meaning_zh: str
    working: bool
    target: float | None = None

    def title(self, lang: Language) -> str:
        """Its title in a language."""
        return self.en if lang == "en" else self.zh


_LEARNED: dict[str, Words] = {}


def is_own(name: object) -> bool:
    """Whether a name is that of a clock of somebody's own."""
    return isinstance(name, str) and name.endswith(ENDING) and len(name) > len(ENDING)


def learn(clocks: Mapping[str, Words]) -> None:
    """From now on these are called so."""
    _LEARNED.update(clocks)


def learn_document(clocks: Mapping[str, Mapping[str, Any]]) -> None:
    """The same, as a document keeps it (`as_document`)."""
    learn({name: Words(**told) for name, told in clocks.items()})


def as_document(clocks: Mapping[str, Words]) -> dict[str, dict[str, Any]]:
    """What they are called, for a document that is read back."""
    return {name: words._asdict() for name, words in clocks.items()}


def words_of(name: str) -> Words:
    """What a clock is called; its own name where nobody has told."""
    return _LEARNED.get(name) or Words(name, name, name, name, working=False)


def text(key: str, lang: Language) -> str | None:
    """What the figures and reports say of it: `clock.`, `unit.`, `short.` or `meaning.` and its name; else nothing."""
    group, _, name = key.partition(".")
    if group not in TEXTS or not is_own(name):
        return None
    told = words_of(name)
    within = "" if told.target is None else f" ≤ {told.target:g}" if lang == "en" else f"≤{told.target:g}天"
    kind = ("working days" if told.working else "calendar days", "工作日" if told.working else "日历天")
    meaning = told.meaning_en if lang == "en" else told.meaning_zh
    return TEXTS[group][lang].format(title=told.title(lang), within=within, kind=kind[lang == "zh"], meaning=meaning)


TEXTS: Final[dict[str, dict[Language, str]]] = {
    "clock": {"en": "on “{title}”", "zh": "“{title}”{kind}"},
    "unit": {"en": "{kind}, “{title}”", "zh": "“{title}”{kind}"},
    "short": {"en": "{title}{within}", "zh": "{title}{within}"},
    "meaning": {"en": "{meaning}", "zh": "{meaning}"},
}
