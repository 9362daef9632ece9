"""Guesses that are told as if they were certain: estimates without a range and without levels.

A guess is what has the grade estimate, or a source that is nothing but an assumption (ASM), general knowledge (GK) or
our own arithmetic (CALC).
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sim.scenario import Written
from sim.scenario.addresses import INERT, LEVELS, NAMED, Keys, address
from sim.scenario.quantities import LONGEST_DURATION, SHAPES, as_plain, is_number
from sim.scenario.reforms.conflicts import OWN

GUESSED: Final = re.compile(r"\b(ASM|GK|CALC)\b")
TEMPLATES: Final = "templates"
SOURCE: Final = "_source"
"""The end of a key that says where the distribution beside it is from; no grade stands there to tell a guess by."""


class Certain(NamedTuple):
    """A guess that does not say how wrong it may be."""

    address: str
    source: str | None


def certain_guesses(written: Written) -> list[Certain]:
    """Those of a scenario and its reforms, in the order in which they stand there; what a template says, once."""
    found = list(_of_base(written.base))
    for reform in written.package:
        prefix = "" if reform.reform == OWN else f"reforms.{reform.reform}."
        found += [Certain(prefix + address(keys), source) for keys, source, _ in _found(as_plain(reform), ())]
    return found


def _of_base(document: Mapping[str, Any]) -> Iterator[Certain]:
    """Items are made from templates: what they have from there is told of the template."""
    chains = document.get(TEMPLATES, {}).values()
    copied = {(keys, text) for chain in chains for keys, _, text in _found(chain, ())}
    for key, part in document.items():
        for keys, source, text in _found(part, (key,)) if key not in INERT or key == TEMPLATES else ():
            if (keys[5:], text) not in copied:
                yield Certain(address(keys), source)


Found = tuple[Keys, str | None, str]


def _found(node: Any, keys: Keys) -> Iterator[Found]:
    """Address, source and text of every such guess in a part of a document."""
    if isinstance(node, list):
        for place, child in enumerate(node):
            yield from _found(child, (*keys, place))
    if not isinstance(node, dict):
        return
    if _is_guess(node, keys) and not _is_open(node):
        yield keys, node.get("source"), json.dumps(node, sort_keys=True, ensure_ascii=False)
    for key, child in node.items():
        source = node.get(f"{key}{SOURCE}")
        if isinstance(source, str) and GUESSED.search(source) and not _has_range(child):
            yield (*keys, key), source, json.dumps(child, sort_keys=True)
        elif key != LEVELS or (keys and keys[-1] in NAMED):
            yield from _found(child, (*keys, key))


def _is_guess(node: Mapping[str, Any], keys: Keys) -> bool:
    """The source of an item, or of a whole reform, is that of the matter, not of anything guessed about it."""
    if node.get("grade") == "estimate":
        return True
    matter = not keys or keys[-1] == "item" or (len(keys) > 1 and keys[-2] == "items")
    source = node.get("source")
    return not matter and isinstance(source, str) and GUESSED.match(source) is not None


def _is_open(node: Mapping[str, Any]) -> bool:
    """Whether a quantity has a range, or another part levels."""
    return _has_range(node) if _is_quantity(node) else LEVELS in node


def _is_quantity(node: Mapping[str, Any]) -> bool:
    """A number, a duration or a limit; calendars have days and hours too, but in words."""
    return "value" in node or any(isinstance(node.get(unit), dict) or is_number(node.get(unit)) for unit in UNITS)


UNITS: Final = (*LONGEST_DURATION, *SHAPES)


def _has_range(node: Any) -> bool:
    """Whether a quantity says how wrong it may be: itself, its factor or a parameter."""
    if isinstance(node, list):
        return any(map(_has_range, node))
    return isinstance(node, dict) and ("range" in node or any(map(_has_range, node.values())))
