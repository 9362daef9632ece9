"""How far the reforms of a package are kept: between nothing of what they change in numbers, and all of it.

At 0.5 half of the change takes place: a time that was to be halved is cut by a quarter, five clerks of eight more are
hired, a share set from 0.2 to 0.1 becomes 0.15. What is built stays: steps, items, pools and edges that are added,
merged or removed, traits, and what the base has no number for. Only who chases files where nobody did chases that part
of them. What a scenario changes by itself stays, too.
"""

from math import floor
from typing import Any

from sim.scenario.quantities import APART, EVIDENCE, Number

COUNTS = ("servers", "seats")
"""Numbers of people and places, which are whole."""


def kept_factor(factor: Number, kept: float) -> Number:
    """What is left of a factor: at 0 it changes nothing, at 1 it is as written; a straight line between."""
    bounds = None if factor.range is None else (_part(1, factor.range[0], kept), _part(1, factor.range[1], kept))
    return factor.model_copy(update={"value": _part(1, factor.value, kept), "range": bounds})


def kept_value(new: Any, old: Any, kept: float, name: str = "") -> Any:
    """A value that is set, as far as it is kept, between what the base has in its place and what is written.

    Only numbers that stand in the same place in both: of a distribution, if its shape is the same; whole ones are
    rounded. What has levels is one of them, and stays as it is set. *name* is the last word of the address.
    """
    if isinstance(new, dict) and isinstance(old, dict):
        if "value" in new and "value" in old:
            return _kept_number(new, old, kept, whole=name in COUNTS)
        if "levels" not in new and _parts(new) == _parts(old):
            return {key: kept_value(part, old.get(key), kept, key) for key, part in new.items()}
    if isinstance(new, list) and isinstance(old, list) and len(new) == len(old):
        return [kept_value(part, other, kept, name) for part, other in zip(new, old, strict=True)]
    return _part(old, new, kept) if isinstance(new, float) and isinstance(old, float) else new


def rounded(number: dict[str, Any]) -> None:
    """Makes a number of people or places whole, and its range: half a server is nobody, and 2.5 is 3."""
    number["value"] = _nearest(number["value"])
    if "range" in number:
        number["range"] = [_nearest(bound) for bound in number["range"]]


def _nearest(value: float) -> float:
    return float(floor(value + 0.5))


def _kept_number(new: dict[str, Any], old: dict[str, Any], kept: float, *, whole: bool) -> dict[str, Any]:
    number = {**new, "value": _part(old["value"], new["value"], kept)}
    if "range" in new or "range" in old:
        bounds = zip(_bounds(old), _bounds(new), strict=True)
        number["range"] = [_part(before, after, kept) for before, after in bounds]
    if whole:
        rounded(number)
    for by in APART:
        number |= _kept_apart(new, old, kept, by)
    return number


def _kept_apart(new: dict[str, Any], old: dict[str, Any], kept: float, by: str) -> dict[str, Any]:
    """For the classes, years or weekdays that one of two numbers tells apart; the other is the same for all of them."""
    told = [number.get(by, {}) for number in (new, old)]
    names = [*told[0], *(name for name in told[1] if name not in told[0])]
    plain = [{key: part for key, part in number.items() if key != by} for number in (new, old)]
    pairs = {name: (told[0].get(name, plain[0]), told[1].get(name, plain[1])) for name in names}
    of_class = {name: _kept_number(one, other, kept, whole=False) for name, (one, other) in pairs.items()}
    return {by: of_class} if of_class else {}


def _bounds(number: dict[str, Any]) -> list[float]:
    low, high = number.get("range", (number["value"], number["value"]))
    return [low, high]


def _parts(document: dict[str, Any]) -> set[str]:
    """Of what it consists, whatever is said of it."""
    return document.keys() - {"source", "grade", *EVIDENCE}


def _part(old: float, new: float, kept: float) -> float:
    """Without the last digits, which only the computer's arithmetic has put there."""
    return float(f"{old + (new - old) * kept:.12g}")
