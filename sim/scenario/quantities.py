"""The numbers a planner writes: with how wrong each may be, where it is from, and how far to trust it.

Chance and ignorance are two things. A `Distribution` is chance: this review takes three to twelve hours. A `range` is
ignorance: how wrong the number itself may be. `Number` carries ignorance only, `Duration` both.
"""

import re
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Grade = Literal["law", "published", "estimate"]
SPAN_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080, "month": 43_830, "year": 525_960}
LONGEST_DURATION = {"minutes": 5.0e7, "hours": 8.0e5, "days": 36_500.0, "promise": 100.0}


class Part(BaseModel):
    """Any part of a scenario: immutable, unknown keys refused, no infinities."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Number(Part):
    """A number as known: its value, the range it may really lie in, and its source or grade."""

    value: float = Field(description="the value that runs")
    range: tuple[float, float] | None = Field(None, description="how low and how high the true value may be")
    source: str | None = Field(None, description="where the number is from")
    grade: Grade | None = Field(None, description="how far to trust it")

    @model_validator(mode="after")
    def _value_inside_range(self) -> Self:
        if self.range is not None:
            low, high = self.range
            if low > high:
                raise ValueError(f"range [{low:g}, {high:g}] is inverted: write the lower bound first")
            if not low <= self.value <= high:
                raise ValueError(f"value {self.value:g} is outside its range [{low:g}, {high:g}]")
        return self

    def bounds(self) -> tuple[float, float]:
        """The lowest and highest the number may be, by its range or, without one, its value."""
        return self.range if self.range is not None else (self.value, self.value)


def as_plain(part: Part) -> dict[str, Any]:
    """A part of a scenario as plain data, in the normal form: what was not given is left out."""
    return part.model_dump(mode="json", by_alias=True, exclude_none=True)


def _as_number(given: Any) -> Any:
    return {"value": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


def _not_negative(number: Number) -> Number:
    if min(number.bounds()) < 0:
        raise ValueError(f"{min(number.bounds()):g} is negative: give 0 or more")
    return number


def _share(number: Number) -> Number:
    if min(number.bounds()) < 0 or max(number.bounds()) > 1:
        worst = max(number.bounds()) if max(number.bounds()) > 1 else min(number.bounds())
        raise ValueError(f"{worst:g} is not a share: give a number from 0 to 1")
    return number


def _whole_count(number: Number) -> Number:
    if number.value != int(number.value) or not 1 <= number.value <= 100_000:
        raise ValueError(f"{number.value:g} is not a count: give a whole number from 1 to 100000")
    return number


AnyNumber = Annotated[Number, BeforeValidator(_as_number)]
NonNegative = Annotated[AnyNumber, AfterValidator(_not_negative)]
Share = Annotated[AnyNumber, AfterValidator(_share)]
Count = Annotated[AnyNumber, AfterValidator(_whole_count)]


class MeanCv(Part):
    """A distribution given by its mean and its coefficient of variation (standard deviation over mean)."""

    mean: float = Field(gt=0)
    cv: float = Field(ge=0, le=10)


class Distribution(Part):
    """Chance: exactly one named shape. A bare number is `fixed`."""

    fixed: float | None = Field(None, ge=0)
    uniform: tuple[float, float] | None = Field(None, description="[low, high]")
    triangular: tuple[float, float, float] | None = Field(None, description="[low, mode, high]")
    pert: tuple[float, float, float] | None = Field(None, description="[low, mode, high], modified beta")
    exponential: float | None = Field(None, gt=0, description="mean")
    lognormal: MeanCv | None = None
    gamma: MeanCv | None = None
    empirical: list[float] | None = Field(None, min_length=1, description="observed values, equally likely")

    @property
    def shape(self) -> str:
        """The one shape that was given."""
        return next(iter(self.model_fields_set_with_value()))

    def model_fields_set_with_value(self) -> list[str]:
        """The names of the shapes that carry parameters."""
        return [name for name in type(self).model_fields if getattr(self, name) is not None]

    @model_validator(mode="after")
    def _one_ordered_shape(self) -> Self:
        given = self.model_fields_set_with_value()
        if len(given) != 1:
            raise ValueError(
                f"found {' and '.join(given) or 'no shape'}: give exactly one of {', '.join(type(self).model_fields)}"
            )
        points: tuple[float, ...] = self.uniform or self.triangular or self.pert or ()
        if any(a > b for a, b in pairwise(points)):
            raise ValueError(f"{list(points)} is not in rising order: write low first, high last")
        if min([*points, *(self.empirical or [])], default=0) < 0:
            raise ValueError(f"{min([*points, *(self.empirical or [])]):g} is negative: time does not run backwards")
        return self

    def largest(self) -> float:
        """A scale for sanity checks: the greatest parameter of the shape."""
        mean_cv = self.lognormal or self.gamma
        singles = [x for x in (self.fixed, self.exponential, mean_cv.mean if mean_cv else None) if x is not None]
        points: tuple[float, ...] = self.uniform or self.triangular or self.pert or ()
        return max([*singles, *points, *(self.empirical or [])])


def _as_distribution(given: Any) -> Any:
    return {"fixed": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


Chance = Annotated[Distribution, BeforeValidator(_as_distribution)]


class Duration(Part):
    """How long something takes: a distribution in one unit, times a factor that carries the ignorance.

    `days` are working days of the calendar or pool the step uses; `promise` is a share of the item's promised limit.
    Written short as `10 days`. `range: [0.7, 1.4]` says that the whole of it may be so many times shorter or longer.
    """

    minutes: Chance | None = None
    hours: Chance | None = None
    days: Chance | None = None
    promise: Chance | None = Field(None, description="as a share of the item's promised limit")
    times: NonNegative = Number(value=1)
    source: str | None = None
    grade: Grade | None = None

    @property
    def unit(self) -> str:
        """The unit that was given: minutes, hours, days or promise."""
        return next(unit for unit in LONGEST_DURATION if getattr(self, unit) is not None)

    @property
    def distribution(self) -> Distribution:
        """The chance, in `unit`."""
        chance = getattr(self, self.unit)
        assert isinstance(chance, Distribution)
        return chance

    @model_validator(mode="after")
    def _one_sane_unit(self) -> Self:
        given = [unit for unit in LONGEST_DURATION if getattr(self, unit) is not None]
        if len(given) != 1:
            raise ValueError(
                f"found {' and '.join(given) or 'no unit'}: give exactly one of minutes, hours, days, promise"
            )
        if self.distribution.largest() > LONGEST_DURATION[given[0]]:
            raise ValueError(f"{self.distribution.largest():g} {given[0]} is longer than a century: mind the unit")
        return self


def as_duration(given: Any) -> Any:
    """The long form of a duration as a person may write it."""
    if isinstance(given, str):
        found = re.fullmatch(r"\s*([0-9.]+)\s*(minute|hour|day)s?\s*", given)
        if found is None:
            raise ValueError(f"'{given}' is not a duration: write it as '10 days', '2 hours' or '30 minutes'")
        return {found[2] + "s": float(found[1])}
    if isinstance(given, dict) and "range" in given:
        times = given.get("times", 1)
        value = times["value"] if isinstance(times, dict) else times
        rest = {key: part for key, part in given.items() if key not in ("range", "times")}
        return {**rest, "times": {"value": value, "range": given["range"]}}
    return given


DurationField = Annotated[Duration, BeforeValidator(as_duration)]


def _span_minutes(given: Any) -> Any:
    if isinstance(given, int):
        return given
    found = re.fullmatch(r"\s*([0-9.]+)\s*(minute|hour|day|week|month|year)s?\s*", str(given))
    if found is None:
        raise ValueError(f"'{given}' is not a span of time: write it as '3 years', '6 months' or '90 days'")
    return round(float(found[1]) * SPAN_MINUTES[found[2]])


Span = Annotated[int, BeforeValidator(_span_minutes), Field(ge=0, le=20 * SPAN_MINUTES["year"])]


def _as_title(given: Any) -> Any:
    return {"en": given, "zh": given} if isinstance(given, str) else given


class TwoLanguages(Part):
    """A name as shown to people."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


Title = Annotated[TwoLanguages, BeforeValidator(_as_title)]
