"""The types of fields in words that a planner reads: "share", "list of names", a link to the part that stands there."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.quantities import Number, Part

PLAIN: Final[dict[Any, str]] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    date: "date",
    datetime: "moment",
    Any: "what belongs there",
}
SPAN: Final = "in the text: `3 years`, `6 months`, `90 days`"
CHECKED: Final = {
    "_share": ("share", "0 to 1"),
    "_positive": ("number over 0", ""),
    "_not_negative": ("number, 0 or more", ""),
    "_whole_count": ("whole number, 1 or more", ""),
    "_whole_cases": ("whole number, 0 or more", "cases"),
    "as_duration": ("duration", "in the text: `10 days`, `2 hours`, `30 minutes`"),
    "_span_minutes": ("span of time", SPAN),
    "_as_date": ("date", "`2016-01-04`"),
    "_as_moment": ("moment", "`2016-01-04 09:30`"),
    "_sane_factor": ("factor by chance", "1 is as usual"),
}
"""What a number is called by the function that checks it, and its unit where that follows."""
SHORTENED: Final = {"as_list": "one, or ", "_as_which": "name, or list of: name, or "}
"""What else may be written, by the function that makes the long form of it."""


def said(field: FieldInfo, links: Mapping[type[Part], str]) -> str:
    """The type of a field in words; parts are links."""
    return _said(field.annotation, field.metadata, links)


def named_parts(field: FieldInfo) -> Iterator[type[Part]]:
    """The parts that may stand in a field, also within lists and by names."""
    return _parts(field.annotation)


def unit_of_type(field: FieldInfo) -> str:
    """The unit that follows from the type, or nothing."""
    return next((CHECKED[name][1] for name in _checks(field.annotation, field.metadata) if name in CHECKED), "")


def is_measured(field: FieldInfo) -> bool:
    """Whether there is a number in the field whose unit does not follow from its type."""
    return _is_number(field.annotation) and not unit_of_type(field)


def _said(annotation: Any, metadata: Sequence[Any], links: Mapping[type[Part], str]) -> str:
    for check in reversed(metadata):
        name = _function(check)
        if name in CHECKED:
            return _linked(name, links)
        if name in SHORTENED:
            return SHORTENED[name] + _plainly(annotation, (), links)
        if isinstance(check, BeforeValidator) and check.json_schema_input_type is not PydanticUndefined:
            return _said(check.json_schema_input_type, (), links)
    return _plainly(annotation, metadata, links)


def _linked(check: str, links: Mapping[type[Part], str]) -> str:
    """The kind of number, as a link to the part in its long form."""
    by_name = {part.__name__: link for part, link in links.items()}
    long_form = {"as_duration": "Duration", "_sane_factor": "Distribution"}
    dated = check in ("_span_minutes", "_as_date", "_as_moment")
    word = CHECKED[check][0]
    return word if dated else f"[{word}]({by_name[long_form.get(check, 'Number')]})"


def _plainly(annotation: Any, metadata: Sequence[Any], links: Mapping[type[Part], str]) -> str:
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _said(inner[0], inner[1:], links)
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_said(one, (), links) for one in inner if one is not NoneType))
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin is list:
        return f"list of: {_said(inner[0], (), links)}"
    if origin is tuple:
        return f"[{', '.join(_said(one, (), links) for one in inner)}]"
    if origin is dict:
        return f"by name: {_said(inner[1], (), links)}"
    if annotation in links:
        return f"[{'number' if annotation is Number else annotation.__name__}]({links[annotation]})"
    limits = [one for given in metadata for one in (given.metadata if isinstance(given, FieldInfo) else [given])]
    if annotation is str and any(hasattr(one, "pattern") for one in limits):
        return "name"
    return PLAIN[annotation] + _between(limits)


def _between(limits: Sequence[Any]) -> str:
    """Between what a plain number lies."""
    least = next((one.ge for one in limits if isinstance(one, Ge)), None)
    most = next((one.le for one in limits if isinstance(one, Le)), None)
    over = next((one.gt for one in limits if isinstance(one, Gt)), None)
    if over is not None:
        return f" over {over}"
    if least is None:
        return ""
    return f", {least} or more" if most is None else f", {least} to {most:,}"


def _parts(annotation: Any) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, Part):
        yield annotation
    for one in get_args(annotation):
        if isinstance(one, BeforeValidator) and one.json_schema_input_type is not PydanticUndefined:
            yield from _parts(one.json_schema_input_type)
        yield from _parts(one)


def _checks(annotation: Any, metadata: Sequence[Any]) -> Iterator[str]:
    """The functions that check a field, the last one first."""
    yield from (_function(one) for one in reversed(metadata))
    for one in get_args(annotation):
        yield from _checks(one, get_args(one)[1:] if get_origin(one) is Annotated else ())


def _function(check: Any) -> str:
    return getattr(getattr(check, "func", None), "__name__", "")


def _is_number(annotation: Any) -> bool:
    return annotation in (int, float, Number) or any(map(_is_number, get_args(annotation)))
