"""Pydantic's findings, told as an address, the value found and the remedy."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioError, did_you_mean

M = TypeVar("M", bound=BaseModel)


def validated(model: type[M], data: object, source: str, at: str = "") -> M:
    """The data as the model, or a `ScenarioError` with the address of the first mistake; *at* is put before it."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise _addressed(model, error, source, at) from None


def _addressed(model: type[BaseModel], error: ValidationError, source: str, at: str) -> ScenarioError:
    """The first mistake that is not a mere consequence of another, as an address and a remedy."""
    first = error.errors(include_url=False)[0]
    place = ".".join(part for part in (at, _dotted(first["loc"])) if part)
    found, kind = first.get("input"), first["type"]
    if kind == "extra_forbidden":
        known = _fields_at(model, first["loc"][:-1])
        return ScenarioError(source, place, f"unknown key{did_you_mean(str(first['loc'][-1]), known)}")
    if kind == "missing":
        return ScenarioError(source, place, "missing: it must be given")
    if kind == "value_error":
        return ScenarioError(source, place, str(first["ctx"]["error"]))
    shown = repr(found) if not isinstance(found, dict | list) else f"a {type(found).__name__}"
    return ScenarioError(source, place, f"found {shown[:60]}: {first['msg'][0].lower()}{first['msg'][1:]}")


def _dotted(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path.removesuffix(".[key]")


def _fields_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys that are allowed at a place: walks the JSON Schema, which knows unions and mappings."""
    schema = model.model_json_schema(by_alias=True)
    node: dict[str, Any] = schema
    for part in location:
        node = _schema_child(schema, node, part)
    return sorted(_deref(schema, node).get("properties", {}))


def _schema_child(schema: dict[str, Any], node: dict[str, Any], part: int | str) -> dict[str, Any]:
    node = _deref(schema, node)
    if isinstance(part, int):
        child = node.get("items", {})
    else:
        child = node.get("properties", {}).get(part) or node.get("additionalProperties") or {}
    return child if isinstance(child, dict) else {}


def _deref(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    for choice in node.get("anyOf", []):
        if choice.get("type") != "null":
            return _deref(schema, choice)
    if "$ref" in node:
        return _deref(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    return node
