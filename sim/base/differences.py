"""What differs between two documents, told in words: where, what it was, and what it is.

A title or a source is told to people and decides no number: where only these differ, nothing does.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from sim.base.errors import shown

TOLD: Final = 3
"""So many differences are told one by one."""
WORDS: Final = ("title", "source")
"""How the names of what is said to people alone end."""
NOWHERE: Final = object()


def without_words(document: Any) -> Any:
    """A document as JSON has it, without its titles and sources."""
    if isinstance(document, dict):
        return {key: without_words(part) for key, part in document.items() if not _is_words(str(key), part)}
    return [without_words(part) for part in document] if isinstance(document, list) else document


def _is_words(key: str, part: Any) -> bool:
    """Whether a part is a title or source; an item that happens to be called so is none."""
    named = key.removesuffix("_zh").endswith(WORDS)
    return named and (part is None or isinstance(part, str) or (isinstance(part, dict) and part.keys() <= {"en", "zh"}))


def differences(was: Any, now: Any) -> list[str]:
    """Each difference between two documents, such as `seed was 1 and is 2`; titles and sources make none."""
    return [
        f"{where or 'it'} {_told(before, after)}"
        for where, before, after in _differing(without_words(was), without_words(now), "")
    ]


def in_words(found: list[str]) -> str:
    """The first differences in one clause, and how many more there are."""
    more = len(found) - TOLD
    return ", ".join(found[:TOLD]) + (f" and {more:,} more" if more > 0 else "")


def _differing(was: Any, now: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Where two documents differ, as deep as both have the same parts."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in [*was, *(key for key in now if key not in was)]:
            place = f"{where}.{key}" if where else str(key)
            yield from _differing(was.get(key, NOWHERE), now.get(key, NOWHERE), place)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, (before, after) in enumerate(zip(was, now, strict=True)):
            yield from _differing(before, after, f"{where}[{number}]")
    elif was != now or isinstance(was, bool) != isinstance(now, bool):
        yield where, was, now


def _told(was: Any, now: Any) -> str:
    if was is NOWHERE:
        return f"was not there and is {_value(now)}"
    return f"was {_value(was)} and is {'not there' if now is NOWHERE else _value(now)}"


def _value(value: Any) -> str:
    return shown(value) if isinstance(value, str) else shown(json.dumps(value, ensure_ascii=False))
