"""Every range that is written in a scenario and its reforms, as factors.

An assumption that is written once and used often is one factor: what a template says of a step holds in every item that
is made like it, and a reform's factor acts on all that it picks. Therefore numbers in the same place of several items,
pools or changes, with the same value, range, source and grade, move together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.design.factors import BASE, PACKAGE, Factor, Spot, Spread
from sim.design.naming import FIELDS
from sim.design.numbers import Keys, address, at, numbers, numbers_in
from sim.design.titles import shared_title, title_in_reform, title_of
from sim.scenario.quantities import Distribution, TwoLanguages

COUNTS = ("servers", "seats")
IN_DAYS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440}


@dataclass(frozen=True)
class Ranged:
    """A number that carries a range."""

    where: str
    keys: Keys
    value: float
    low: float
    high: float
    source: str | None
    grade: str | None
    days: float | None
    like: str | None = None
    """The template that says it."""

    @property
    def place(self) -> Keys:
        """Its address, whatever the item, pool or change."""
        match self.keys:
            case ("processes", process, "items", _, *rest):
                return ("processes", process, "items", "*", *rest)
            case ("pools", _, *rest):
                return ("pools", "*", *rest)
            case ("changes", _, *rest):
                return ("changes", "*", *rest)
        return self.keys

    @property
    def assumption(self) -> tuple[object, ...]:
        """What is the same for numbers that are one assumption."""
        if self.source is None and self.like is None:
            return (self.where, self.keys)
        return (self.where, self.place, self.text, self.like if self.source is None else None)

    @property
    def text(self) -> tuple[object, ...]:
        """What is written."""
        return (self.value, self.low, self.high, self.source, self.grade)

    @property
    def spread(self) -> Spread:
        """The triangle of its range."""
        return Spread(self.low, self.high, self.value, whole=self.keys[-1] in COUNTS)


def ranged_numbers(document: Mapping[str, Any], where: str) -> Iterator[Ranged]:
    """The numbers of a scenario's document (or a reform's) that may be another than is written."""
    templates = dict(_of_templates(document))
    for number in _ranged(document, numbers(document) if where == BASE else numbers_in(document), where):
        yield replace(number, like=templates.get((number.keys[5:], number.text)))


def _of_templates(document: Mapping[str, Any]) -> Iterator[tuple[tuple[Keys, object], str]]:
    """What templates say, and which of them; items are made from copies."""
    for name, chain in document.get("templates", {}).items():
        for number in _ranged(chain, numbers_in(chain), BASE):
            yield (number.keys, number.text), name


def _ranged(document: Mapping[str, Any], found: Iterator[tuple[Keys, Any]], where: str) -> Iterator[Ranged]:
    for keys, node in found:
        if not isinstance(node, dict) or "range" not in node or node["range"][0] == node["range"][1]:
            continue
        around = at(document, keys[:-1]) if keys[-1] in ("times", "days") else {}
        said = around if isinstance(around, dict) else {}
        value = float(node["value"] if "value" in node else node.get("times", 1))
        low, high = node["range"]
        source, grade = (node.get(key) or said.get(key) for key in ("source", "grade"))
        yield Ranged(where, keys, value, low, high, source, grade, _mean_days(said) if keys[-1] == "times" else None)


def _mean_days(duration: Any) -> float | None:
    unit = next((unit for unit in IN_DAYS if isinstance(duration, dict) and unit in duration), None)
    if unit is None:
        return None
    given = duration[unit]
    return Distribution.model_validate(given if isinstance(given, dict) else {"fixed": given}).mean() * IN_DAYS[unit]


def assumptions(found: list[Ranged], documents: Mapping[str, Mapping[str, Any]], place: str) -> list[Factor]:
    """One factor for each assumption, in the order in which they are written."""
    groups: dict[tuple[object, ...], list[Ranged]] = {}
    for one in found:
        groups.setdefault(one.assumption, []).append(one)
    names: set[str] = set()
    return [_factor(group, documents, place, names) for group in groups.values()]


def _factor(group: list[Ranged], documents: Mapping[str, Mapping[str, Any]], place: str, names: set[str]) -> Factor:
    first = group[0]
    lasting = {one.days for one in group}
    return Factor(
        name=_name(group, names),
        title=_title(group, documents[first.where]),
        spots=tuple(Spot(one.where, one.keys, one.spread) for one in group),
        spread=first.spread,
        place=place,
        source=first.source,
        grade=first.grade,
        days=lasting.pop() if len(lasting) == 1 else None,
    )


def _name(group: list[Ranged], names: set[str]) -> str:
    """The address, with a star for what differs; where that is taken, the first address and how many more."""
    first = group[0]
    prefix = "" if first.where in (BASE, PACKAGE) else f"reforms.{first.where}."
    starred = prefix + address(first.place if len(group) > 1 else first.keys)
    if starred in names:
        starred = f"{prefix}{address(first.keys)} +{len(group) - 1}"
    names.add(starred)
    return starred


def _title(group: list[Ranged], document: Mapping[str, Any]) -> TwoLanguages:
    first = group[0]
    if first.where == PACKAGE:
        return FIELDS[address(first.keys)]
    if first.where != BASE:
        return title_in_reform(first.keys, document)
    titles = [title_of(one.keys, document) for one in group]
    what = {"items": "items", "pools": "pools"}.get(
        str(first.keys[2 if first.keys[0] == "processes" else 0]), "numbers"
    )
    return titles[0] if len(group) == 1 else shared_title(titles, what)
