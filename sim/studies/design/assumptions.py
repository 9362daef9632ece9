"""Every range and every set of alternatives that is written in a scenario and its reforms, as factors.

An assumption that is written once and used often is one factor: what a template says of a step holds in every item that
is made like it, and a reform's factor acts on all that it picks. Therefore what stands in the same place of several
items, pools, offices, calendars or changes, with the same value, range or levels, source and grade, moves together.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.addresses import Keys, address, alternatives, alternatives_in, at, numbers, numbers_in
from sim.scenario.quantities import Distribution, TwoLanguages, as_distribution
from sim.scenario.reforms.keeping import COUNTS
from sim.scenario.reforms.model import FACTORS
from sim.scenario.titles.titles import shared_title, title_in_reform, title_of, words_of_level
from sim.scenario.titles.words import FIELDS, SHARED
from sim.studies.design.factors import BASE, PACKAGE, Factor, Spot, Spread

IN_DAYS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "seconds": 1 / 86_400}


@dataclass(frozen=True, kw_only=True)
class Guess:
    """Something that may be otherwise than is written: where it stands, and what is said of it."""

    where: str
    keys: Keys
    source: str | None
    grade: str | None
    like: str | None = None
    """The template that says it."""

    @property
    def place(self) -> Keys:
        """Its address, whatever the item, pool, office, calendar or change."""
        match self.keys:
            case ("processes", process, "items", _, *rest):
                return ("processes", process, "items", "*", *rest)
            case ("pools" | "departments" | "calendars" | "changes" as kind, _, *rest):
                return (kind, "*", *rest)
        return self.keys

    @property
    def assumption(self) -> tuple[object, ...]:
        """What is the same for guesses that are one assumption."""
        if self.source is None and self.like is None:
            return (self.where, self.keys)
        return (self.where, self.place, self.text, self.like if self.source is None else None)

    @property
    def text(self) -> tuple[object, ...]:
        """What a guess says, to tell whether two are one assumption: source and grade."""
        return (self.source, self.grade)


@dataclass(frozen=True, kw_only=True)
class Ranged(Guess):
    """A number that carries a range."""

    value: float
    low: float
    high: float
    days: float | None = None

    @property
    def text(self) -> tuple[object, ...]:
        """What a number says, to tell whether two are one assumption: value, range, source and grade."""
        return (self.value, self.low, self.high, *super().text)

    @property
    def spread(self) -> Spread:
        """How the number is spread over its range: a triangle with its value as the mode; counts stay whole."""
        counts = self.keys[-1] in COUNTS and self.keys[-2] not in FACTORS
        return Spread(self.low, self.high, self.value, whole=counts)


@dataclass(frozen=True, kw_only=True)
class Alternative(Guess):
    """A part of a scenario of which several versions are possible (its levels), with their weights and names."""

    weights: tuple[float, ...]
    words: tuple[TwoLanguages, ...]
    says: str
    """All levels as they are written."""

    @property
    def text(self) -> tuple[object, ...]:
        """What a part says, to tell whether two are one assumption: its levels, source and grade."""
        return (self.says, *super().text)


def guesses(document: Mapping[str, Any], where: str) -> Iterator[Ranged | Alternative]:
    """All that may be otherwise than is written in a scenario's document (or a reform's): numbers, then other parts."""
    templates = dict(_of_templates(document))
    found = alternatives(document) if where == BASE else alternatives_in(document)
    for number in ranged_numbers(document, where):
        yield replace(number, like=templates.get((number.keys[5:], number.text)))
    for part in (_alternative(where, *pair) for pair in found):
        yield replace(part, like=templates.get((part.keys[5:], part.text)))


def ranged_numbers(document: Mapping[str, Any], where: str) -> Iterator[Ranged]:
    """The numbers of a scenario's document (or a reform's) that may be another than is written."""
    return _ranged(document, numbers(document) if where == BASE else numbers_in(document), where)


def _of_templates(document: Mapping[str, Any]) -> Iterator[tuple[tuple[Keys, object], str]]:
    """What templates say, and which of them; items are made from copies."""
    for name, chain in document.get("templates", {}).items():
        parts = (_alternative(BASE, *pair) for pair in alternatives_in(chain))
        for one in (*_ranged(chain, numbers_in(chain), BASE), *parts):
            yield (one.keys, one.text), name


def _ranged(document: Mapping[str, Any], found: Iterator[tuple[Keys, Any]], where: str) -> Iterator[Ranged]:
    for keys, node in found:
        if not isinstance(node, dict) or "range" not in node or node["range"][0] == node["range"][1]:
            continue
        around = at(document, keys[:-1]) if keys[-1] in ("times", "days") else {}
        said = around if isinstance(around, dict) else {}
        source, grade = (node.get(key) or said.get(key) for key in ("source", "grade"))
        low, high = node["range"]
        yield Ranged(
            where=where,
            keys=keys,
            value=float(node["value"] if "value" in node else node.get("times", 1)),
            low=low,
            high=high,
            source=source,
            grade=grade,
            days=_mean_days(said) if keys[-1] == "times" else None,
        )


def _alternative(where: str, keys: Keys, node: Mapping[str, Any]) -> Alternative:
    levels = node["levels"]
    return Alternative(
        where=where,
        keys=keys,
        source=node.get("source"),
        grade=node.get("grade"),
        weights=tuple(level["weight"] for level in levels) if all("weight" in level for level in levels) else (),
        words=tuple(map(words_of_level, levels)),
        says=json.dumps(levels, sort_keys=True, ensure_ascii=False),
    )


def _mean_days(duration: Any) -> float | None:
    unit = next((unit for unit in IN_DAYS if isinstance(duration, dict) and unit in duration), None)
    if unit is None:
        return None
    return Distribution.model_validate(as_distribution(duration[unit])).mean() * IN_DAYS[unit]


def assumptions(
    found: Sequence[Ranged | Alternative], documents: Mapping[str, Mapping[str, Any]], place: str
) -> list[Factor]:
    """One factor for each assumption, in the order in which they are found."""
    groups: dict[tuple[object, ...], list[Ranged | Alternative]] = {}
    for one in found:
        groups.setdefault(one.assumption, []).append(one)
    names: set[str] = set()
    return [_factor(group, documents, place, names) for group in groups.values()]


def _factor(
    group: list[Ranged | Alternative], documents: Mapping[str, Mapping[str, Any]], place: str, names: set[str]
) -> Factor:
    first = group[0]
    factor = Factor(
        name=_name(group, names),
        title=_title(group, documents[first.where]),
        place=place,
        source=first.source,
        grade=first.grade,
    )
    return moving(factor, group)


def moving(factor: Factor, group: Sequence[Ranged | Alternative], where: str | None = None) -> Factor:
    """The factor, moving these guesses over what they may be; *where*: set there, not where they are written."""
    first = group[0]
    if isinstance(first, Alternative):
        spots = tuple(Spot(one.where if where is None else where, one.keys) for one in group)
        levels = tuple(float(number) for number in range(len(first.words)))
        return replace(factor, spots=spots, levels=levels, weights=first.weights, words=first.words)
    ranged = [one for one in group if isinstance(one, Ranged)]
    spreads, lasting = {one.spread for one in ranged}, {one.days for one in ranged}
    return replace(
        factor,
        spots=tuple(Spot(one.where if where is None else where, one.keys, one.spread) for one in ranged),
        spread=spreads.pop() if len(spreads) == 1 else None,
        days=lasting.pop() if len(lasting) == 1 else None,
    )


def _name(group: Sequence[Guess], names: set[str]) -> str:
    """The address, with a star for what differs; where that is taken, the first address and how many more."""
    first = group[0]
    prefix = "" if first.where in (BASE, PACKAGE) else f"reforms.{first.where}."
    starred = prefix + address(first.place if len(group) > 1 else first.keys)
    if starred in names:
        starred = f"{prefix}{address(first.keys)} +{len(group) - 1}"
    names.add(starred)
    return starred


def _title(group: Sequence[Guess], document: Mapping[str, Any]) -> TwoLanguages:
    first = group[0]
    if first.where == PACKAGE:
        return FIELDS[address(first.keys)]
    if first.where != BASE:
        return title_in_reform(first.keys, document)
    titles = [title_of(one.keys, document) for one in group]
    return titles[0] if len(group) == 1 else shared_title(titles, _what(first.keys, document))


def _what(keys: Keys, document: Mapping[str, Any]) -> str:
    """In what numbers that move together stand: items, pools, offices."""
    what = str(keys[2 if keys[0] == "processes" else 0])
    if what == "departments" and at(document, keys[:2]).get("kind") == "intermediary":
        return "trades"
    return what if what in SHARED else "numbers"
