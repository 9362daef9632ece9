"""What may be otherwise than is written, and is no number: a calendar, a pool, a step, an item, what an item waits for.

A number has a `range`. Of other guesses the `levels` are told: all that it may be, in an order that makes sense, each
with its weight and, if it is to be called something, a title. One of them is what is written, and that runs; the others
are for studies.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from sim.scenario.quantities import Grade, Part, Real, Title, as_plain

WAYS: Final = ("wait", "until", "work", "book")
"""How a step says how long it takes; `until` is a wait that is told from the acceptance on."""
STAFFING: Final = ("servers", "shifts", "seats")
LABELS: Final = ("weight", "title")
"""What a level says about itself; all else is said about the part."""
BELONGINGS: Final = {
    **dict.fromkeys(WAYS, (*WAYS, "again", "pool", "in_person", "calendar", "lead", "no_later_than")),
    **dict.fromkeys(("servers", "seats"), (*STAFFING, "slot")),
    "shifts": (*STAFFING, "slot", "calendar"),
}
"""What goes when a level does a step, or staffs a pool, in another way."""


class Level(Part):
    """One of the things that a part may be: what it then says, its weight, and its name."""

    model_config = ConfigDict(extra="allow")

    weight: Annotated[Real, Field(gt=0)] | None = Field(None, description="how likely; default: all alike")
    title: Title | None = Field(None, description="what to call it; default: what it says")

    @property
    def says(self) -> dict[str, Any]:
        """The fields of the part that this level sets, with their values."""
        return dict(self.model_extra or {})


class Varied(Part):
    """A part that may be otherwise than is written."""

    levels: list[Level] | None = Field(
        None, min_length=2, description="all that it may be, in order, with weights; one of them is what is written"
    )
    source: str | None = Field(None, description="where it is from")
    grade: Grade | None = Field(None, description="how far to trust it")

    @cached_property
    def forms(self) -> tuple[Self, ...]:
        """The part as each of its levels says; none without levels."""
        if self.levels is None:
            return ()
        written = as_plain(self)
        return tuple(self._form(written, number) for number in range(len(self.levels)))

    @property
    def written_level(self) -> int:
        """Which of its levels is what is written."""
        return [as_plain(form) for form in self.forms].index(sure_of(as_plain(self)))

    @model_validator(mode="after")
    def _distinct_levels(self) -> Self:
        if self.levels is not None:
            _require_weights(self.levels)
            _require_distinct([as_plain(form) for form in self.forms], sure_of(as_plain(self)))
        return self

    def _form(self, written: dict[str, Any], number: int) -> Self:
        try:
            return type(self).model_validate(with_level(written, number))
        except ValidationError as error:
            raise _within_level(error, number) from None


V = TypeVar("V", bound=Varied)


def forms_of(part: V, path: str) -> Iterator[tuple[V, str]]:
    """The part at its address, then as each of its levels says, each at its own."""
    yield part, path
    if part.levels is not None:
        yield from ((form, f"{path}.levels[{number}]") for number, form in enumerate(part.forms))


def sure_of(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part as plain data, as it is written, and without what else it may be."""
    return {key: value for key, value in part.items() if key not in ("levels", "grade")}


def with_level(part: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A part as plain data, as the level of this *number* says."""
    says = {key: value for key, value in part["levels"][number].items() if key not in LABELS}
    gone = {key for way in says if way not in part for key in BELONGINGS.get(way, ())}
    return {key: value for key, value in sure_of(part).items() if key not in gone} | says


def forget_levels(part: dict[str, Any], paths: Iterable[str]) -> None:
    """What is decided about a part is no longer open: its levels go, if one of them speaks of what these paths name.

    A path leads from the part to what is decided: `days`, or `steps.review.pool`.
    """
    for path in paths:
        node: Any = part
        for key in path.split("."):
            if not isinstance(node, dict) or key == "levels":
                break
            if any(key in level for level in node.get("levels") or ()):
                del node["levels"]
            node = node.get(key)


def _within_level(error: ValidationError, number: int) -> ValidationError:
    """The mistakes of a level at its own address."""
    lines: list[InitErrorDetails] = [
        {
            "type": line["type"],
            "loc": ("levels", number, *line["loc"]),
            "input": line["input"],
            "ctx": line.get("ctx", {}),
        }
        for line in error.errors(include_url=False)
    ]
    return ValidationError.from_exception_data(error.title, lines)


def _mistake(message: str, *places: int) -> ValidationError:
    """A mistake of the levels, or of the one at a place among them."""
    line: InitErrorDetails = {
        "type": "value_error",
        "loc": ("levels", *places),
        "input": None,
        "ctx": {"error": ValueError(message)},
    }
    return ValidationError.from_exception_data("levels", [line])


def _require_weights(levels: list[Level]) -> None:
    given = [level.weight for level in levels if level.weight is not None]
    if given and len(given) < len(levels):
        raise _mistake(f"{len(given)} of {len(levels)} have a weight: give each one, or none")
    if given and abs(sum(given) - 1) > 1e-6:
        raise _mistake(f"their weights add up to {sum(given):g}: they must add up to 1")


def _require_distinct(forms: list[dict[str, Any]], written: dict[str, Any]) -> None:
    for number, form in enumerate(forms):
        if form in forms[:number]:
            raise _mistake(f"says the same as levels[{forms.index(form)}]: keep one", number)
    if written not in forms:
        raise _mistake("none of them is what is written: put that among them too")
