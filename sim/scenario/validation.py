"""Pydantic's findings, told as an address, the value found and the remedy."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from math import inf
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.base.errors import ScenarioError, did_you_mean
from sim.scenario.open_cases import OPEN, POSITIONS
from sim.scenario.quantities import KNOWN, PLAIN

M = TypeVar("M", bound=BaseModel)
Location = tuple[int | str, ...]

TAGS: Final = (PLAIN, KNOWN, POSITIONS, OPEN)
"""What stands in pydantic's locations and in no file."""
LINES: Final = "give lines of 'key: value'"
FORMS: Final = {
    **dict.fromkeys(
        ("Number", "NumberByClass", "NumberByYear", "NumberByWeekday"), "give a number, or {value: 5, range: [3, 8]}"
    ),
    "Target": "give a number of days, or {value: 30, clock: total_working_days, share: 0.9}",
    "Duration": "give a duration, such as '10 days' or {days: {pert: [5, 8, 15]}}",
    "Distribution": "give a number, or a distribution such as {pert: [5, 8, 15]}",
    "MeanCv": "give both, as in {mean: 10, cv: 0.5}",
    "TwoLanguages": "give text, or {en: …, zh: …}",
    "Limit": "give a number of working days, or {days: 10, source: …}",
    "CaseClass": "give a share, such as 0.5, or {share: 0.5, title: …}",
    "Named": "give the name of a reform, or {reform: …, from: …}",
    "Edge": "give the name of an item, or {item: …, classes: …}",
    "Level": "give what the part then says, as in {days: fri, weight: 0.2}",
}
"""What to write where a part was expected and something else found."""

REMEDIES: Final = {
    "dict_type": LINES,
    "list_type": "give a list, such as [a, b]",
    "tuple_type": "give a list, such as [3, 8]",
    "string_type": "give text; in quotes if YAML takes it for something else",
    "float_type": "give a number",
    "int_type": "give a whole number",
    "bool_type": "give true or false",
    "finite_number": "give a finite number",
    "greater_than": "give more than {gt:g}",
    "greater_than_equal": "give {ge:g} or more",
    "less_than_equal": "give at most {le:g}",
    "literal_error": "give one of {expected}",
    "string_too_long": "use at most {max_length} characters",
    "too_short": "give at least {min_length}",
    "too_long": "give at most {max_length}",
}
"""What to do about each of pydantic's findings."""


def validated(model: type[M], data: object, source: str, at: str = "") -> M:
    """The data as the model, or a `ScenarioError` with the address of the first mistake; *at* is put before it."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = min(_of_one_form(error.errors(include_url=False)), key=lambda one: _rank(one, data))
        place = ".".join(part for part in (at, _dotted(_written(first, data))) if part)
        raise ScenarioError(source, place, _message(model, first)) from None


def _of_one_form(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Of a parameter, which has two forms, only the mistakes of the form that was meant, at the place as written."""
    for error in errors:
        is_long = isinstance(error["input"], Mapping) or error["loc"][-1] not in (PLAIN, KNOWN)
        if (KNOWN if not is_long else PLAIN) not in error["loc"]:
            yield {**error, "loc": tuple(part for part in error["loc"] if part not in TAGS)}


def _rank(error: ErrorDetails, data: object) -> tuple[bool, list[float]]:
    """The order in which mistakes are told: as in the file, what is missing last, but templates before their use."""
    missing = [inf] if error["type"] == "missing" else []
    return error["loc"][:1] != ("templates",), [*_places(error["loc"], data), *missing]


def _written(error: ErrorDetails, data: object) -> Location:
    """The location as far as the user wrote it: short forms such as `target: 50` have no inside."""
    location, places = error["loc"], _places(error["loc"], data)
    return location if error["type"] == "missing" else location[: len(places)]


def _places(location: Location, data: object) -> list[int]:
    """The position of each part of a location among its neighbours, as far as it is in the data."""
    places = []
    for part in location:
        names = list(data) if isinstance(data, Mapping) else list(range(len(data))) if isinstance(data, list) else []
        if part not in names:
            break
        places.append(names.index(part))
        data = data[part]  # type: ignore[index]
    return places


def _message(model: type[BaseModel], error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{did_you_mean(str(error['loc'][-1]), fields_at(model, _of_part(error['loc'][:-1])))}"
    if kind == "missing":
        return "missing: it must be given"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{_shown(error['input'])} is not a name: use small letters, digits and -{_slug(str(error['input']))}"
    if kind in ("model_type", "model_attributes_type"):
        remedy = FORMS.get(context.get("class_name", ""), LINES)
        return f"found {_shown(error['input'])}: {remedy}{_as_text(remedy, error['input'])}"
    remedy = REMEDIES[kind].format(**context) if kind in REMEDIES else error["msg"][0].lower() + error["msg"][1:]
    return f"found {_shown(error['input'])}: {remedy}{_as_text(remedy, error['input'])}"


def _shown(found: object) -> str:
    """A value as YAML would write it, shortened."""
    if found is None:
        return "nothing"
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, Mapping):
        return "lines of 'key: value'" if found else "an empty {}"
    if isinstance(found, list | tuple):
        return f"a list of {len(found)}"
    if isinstance(found, str):
        return f"'{found[:40]}'"
    return found.isoformat() if isinstance(found, date) else f"{found}"[:40]


def _as_text(remedy: str, found: object) -> str:
    """A hint where a number was wanted and text found that looks like one."""
    if remedy.startswith(("give a number", "give a whole number")) and isinstance(found, str):
        try:
            return f"; this is text, so write {float(found):.15g} plainly"
        except ValueError:
            pass
    return ""


def _slug(text: str) -> str:
    """The nearest allowed name, as the end of a sentence."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]
    return f", such as '{slug}'" if slug else ""


def _dotted(location: Location) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def _of_part(location: Location) -> Location:
    """The location of the part that a level is about: a level says what the part can say."""
    levels = [
        place for place, key in enumerate(location[:-1]) if key == "levels" and isinstance(location[place + 1], int)
    ]
    return location[: levels[-1]] + location[levels[-1] + 2 :] if levels else location


def fields_at(model: type[BaseModel], location: Location) -> list[str]:
    """The keys that are allowed at a place, read off the JSON Schema; none where any key is."""
    schema = _schema(model)
    nodes = _choices(schema, schema)
    for part in location:
        nodes = [child for node in nodes for child in _choices(schema, _child(node, part))]
    if any(isinstance(node.get("additionalProperties"), dict) or "patternProperties" in node for node in nodes):
        return []
    return sorted({key for node in nodes for key in node.get("properties", {})})


@lru_cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _choices(schema: dict[str, Any], node: dict[str, Any]) -> list[dict[str, Any]]:
    """A node of the schema with its references followed: one for each form that is allowed."""
    if "$ref" in node:
        return _choices(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    forms = node.get("anyOf") or node.get("oneOf")
    if forms:
        return [one for choice in forms for one in _choices(schema, choice)]
    return [node]


def _child(node: dict[str, Any], part: int | str) -> dict[str, Any]:
    found = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
    if found is None:
        found = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), {})
    return found if isinstance(found, dict) else {}
