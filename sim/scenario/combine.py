"""Several scenarios brought together into one world, on which all their processes run.

What two of them call by the same name is one thing: the office hours, the window at which both families queue. So they
must agree on what it is; nothing is taken from one of them in silence.
"""

from collections.abc import Collection
from typing import Any

from sim.base.errors import ScenarioError

Document = dict[str, Any]

NAMED_PARTS = (
    "holidays",
    "calendars",
    "departments",
    "pools",
    "templates",
    "processes",
    "reform_costs",
    "reforms_kept",
)
LISTS = ("reformed", "put_in_force", "notes")
OF_EACH = ("scenario", "title")
"""What every scenario says of itself alone."""


def bring_together(bases: list[Document], own: Collection[str], source: str) -> Document:
    """One document with the parts of all *bases* in their order: the first process of the first is the headline.

    *own* are the keys that the file *source* says for itself. Raises `ScenarioError` where two bases differ.
    """
    for base in bases:
        if "before" in base and len(bases) > 1:
            found = f"the reforms of '{base['scenario']}' begin on dates"
            raise ScenarioError(source, "extends", f"{found}, so nothing can stand beside it: extend it alone")
    whole, *others = bases
    for other in others:
        pair = f"'{whole['scenario']}' and '{other['scenario']}'"
        _require_same_world(whole, other, pair, own, source)
        said = whole.keys() | other.keys()
        named = [key for key in NAMED_PARTS if key in said]
        parts = {key: _joined(whole.get(key, {}), other.get(key, {}), key, pair, source) for key in named}
        lists = {key: _each_once([*whole.get(key, []), *other.get(key, [])]) for key in LISTS if key in said}
        whole = {**whole, **parts, **lists}
    return whole


def _each_once(entries: list[Any]) -> list[Any]:
    return [entry for place, entry in enumerate(entries) if entry not in entries[:place]]


def _require_same_world(one: Document, other: Document, pair: str, own: Collection[str], source: str) -> None:
    """Refuses bases that start, run, aim or count working days differently, unless this file says how it is."""
    for key in sorted(one.keys() | other.keys()):
        if key in (*NAMED_PARTS, *LISTS, *OF_EACH) or key in own or one.get(key) == other.get(key):
            continue
        remedy = "make it the same in both" if key == "legal_calendar" else f"say here which: '{key}: …'"
        raise ScenarioError(source, "extends", f"{pair} differ about {key}: {remedy}")


def _joined(one: Document, other: Document, key: str, pair: str, source: str) -> Document:
    for name in one.keys() & other.keys():
        if one[name] != other[name]:
            where = _first_difference(one[name], other[name], f"{key}.{name}")
            remedy = f"make {key}.{name} the same in both, or give it two names"
            raise ScenarioError(source, "extends", f"{pair} differ about {where}: {remedy}")
    return {**one, **other}


def _first_difference(one: Any, other: Any, at: str) -> str:
    """The address of the first place in which two parts differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *other]:
            if one.get(key) != other.get(key):
                return _first_difference(one.get(key), other.get(key), f"{at}.{key}")
    return at
