"""The numbers a planner writes: with how wrong each may be, where it is from, and how far to trust it.

Chance and ignorance are two things. A `Distribution` is chance: this review takes three to twelve hours. A `range` is
ignorance: how wrong the number itself may be. `Number` carries ignorance only, `Duration` both.
"""

import re
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    Tag,
    model_validator,
)

Grade = Literal["law", "published", "measured", "estimate"]
SPAN_MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080, "month": 43_830, "year": 525_960}
LONGEST_DURATION = {
    "seconds": 3.0e9, "minutes": 5.0e7, "hours": 8.0e5, "days": 36_500.0, "promise": 100.0, "limit": 100.0,
}  # fmt: skip
UNIT_MINUTES = {"seconds": 1 / 60, "minutes": 1, "hours": 60, "days": 1440}
"""Of durations that pass day and night."""
OF_ITEM = ("promise", "limit")
"""The units of a duration that are a share of what its item has to do."""
LARGEST_FACTOR = 1_000.0
MOST_COUNTED = 100_000

Real = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
"""A number, a whole number, yes or no: written as such, never as text or as one another."""


LONGEST_NAME: Final = 60
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=LONGEST_NAME)]


def _refuse_empty(given: Any) -> None:
    if isinstance(given, dict):
        for key, value in given.items():
            if value is None:
                raise ValueError(f"'{key}' has no value: give it one, or leave the line out")


class Part(BaseModel):
    """Any part of a scenario: immutable, unknown keys refused, no infinities, no key without a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_key_without_value(cls, given: Any) -> Any:
        _refuse_empty(given)
        return given


BY_CLASS: Final = "by_class"
APART: Final = (BY_CLASS, "by_year", "by_weekday")
"""What a number is for cases of some classes, in some years, or on some weekdays."""

EVIDENCE: Final = ("n", "open", "digest")
"""What a measured number says of the log that it was measured on."""
MEASURED: Final = "measured"
_SAID_WITH_EVIDENCE: Final = frozenset(("grade", *EVIDENCE))


def _hexadecimal(given: str) -> str:
    if not re.fullmatch("[0-9a-f]{8,64}", given):
        raise ValueError(f"'{given[:40]}' is not a digest: give 8 to 64 of the digits 0 to 9 and a to f")
    return given


class Evidence(Part):
    """What a number rests on: its grade, and if that is `measured`, the cases it was measured on and their log."""

    n: Annotated[Whole, Field(ge=1)] | None = Field(None, description="of grade measured: on how many cases")
    open: Annotated[Whole, Field(ge=0)] | None = Field(
        None, description="of grade measured: how many of them were still open when the log was exported"
    )
    digest: Annotated[str, AfterValidator(_hexadecimal)] | None = Field(
        None, description="of grade measured: the digest of the log's rows, hexadecimal"
    )

    @model_validator(mode="before")
    @classmethod
    def _no_key_without_value(cls, given: Any) -> Any:
        """As of any part; and what is measured says on how many cases, what is not says nothing of the kind."""
        _refuse_empty(given)
        if isinstance(given, dict) and not given.keys().isdisjoint(_SAID_WITH_EVIDENCE):
            _refuse_unfounded(given)
        return given


def _refuse_unfounded(given: dict[str, Any]) -> None:
    told, grade = [name for name in EVIDENCE if name in given], given.get("grade")
    if grade == MEASURED and "n" not in given:
        raise ValueError("measured on how many cases: give n")
    if told and grade != MEASURED:
        found = f"found {told[0]} beside {f'grade {grade}' if grade else 'no grade'}"
        raise ValueError(f"{found}: it belongs to what was counted in a log; give grade measured, or drop it")
    n, still_open = given.get("n"), given.get("open", 0)
    if isinstance(n, int) and isinstance(still_open, int) and still_open > n:
        raise ValueError(f"{still_open:,} of {n:,} cases are open: give no more than n")


class Number(Evidence):
    """A number as known: its value, the range it may really lie in, and its source or grade."""

    value: Real = Field(description="the value that runs")
    range: tuple[Real, Real] | None = Field(None, description="how low and how high the true value may be")
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


class Target(Number):
    """What is promised: within how many days, on which clock, for what share of the cases."""

    clock: str | None = Field(None, description="on which clock the days are counted; default: government_days")
    share: Annotated[Real, Field(gt=0, lt=1)] | None = Field(
        None, description="what share of the cases is promised to be within it; default: 0.9"
    )


def is_number(given: Any) -> bool:
    """Whether a person wrote a plain number."""
    return isinstance(given, int | float) and not isinstance(given, bool)


def _as_number(given: Any) -> Any:
    return {"value": given} if is_number(given) else given


def _as_year(given: str) -> str:
    if not re.fullmatch("(19|20)[0-9]{2}", given):
        raise ValueError(f"'{given[:40]}' is not a year: write it as 2019")
    return given


class NumberByClass(Number):
    """A number that may be another for cases of some classes; those not named have its value."""

    by_class: dict[Name, Annotated[Number, BeforeValidator(_as_number)]] | None = Field(
        None, min_length=1, description="what it is for cases of these classes instead"
    )

    def of(self, class_name: str | None) -> float:
        """The value for cases of a class, or for all others."""
        other = (self.by_class or {}).get(class_name or "")
        return self.value if other is None else other.value

    @property
    def each(self) -> list[Number]:
        """The number itself, and what it is for the classes that are named."""
        return [self] if self.by_class is None else [self, *self.by_class.values()]


Year = Annotated[str, AfterValidator(_as_year)]


class NumberByYear(Number):
    """A number that may be another in some calendar years; years not named have its value."""

    by_year: dict[Year, Annotated[Number, BeforeValidator(_as_number)]] | None = Field(
        None, min_length=1, description="what it is in these years instead, such as {2019: 230, 2020: 180}"
    )

    def of(self, year: int) -> float:
        """The value in a calendar year."""
        other = (self.by_year or {}).get(str(year))
        return self.value if other is None else other.value

    @property
    def each(self) -> list[Number]:
        """The number itself, and what it is in the years that are named."""
        return [self, *(self.by_year or {}).values()]


class NumberByWeekday(Number):
    """A number that may be another on some weekdays; days not named have its value."""

    by_weekday: dict[str, Annotated[Number, BeforeValidator(_as_number)]] | None = Field(
        None, min_length=1, description="what it is on these weekdays instead, such as {mon: 0.9, fri: 0.5}"
    )

    @property
    def each(self) -> list[Number]:
        """The number itself, and what it is on the days that are named."""
        return [self, *(self.by_weekday or {}).values()]

    @property
    def most(self) -> float:
        """What it is on the day on which it is most."""
        return max(number.value for number in self.each)


def as_plain(part: Part, include: set[str] | None = None) -> dict[str, Any]:
    """A part of a scenario (or these keys of it) as plain data, in the normal form: what was not given is left out."""
    return part.model_dump(mode="json", by_alias=True, exclude_none=True, include=include)


def copied(document: Any) -> Any:
    """A copy of plain data that can be changed without changing the other."""
    if isinstance(document, dict):
        return {key: copied(part) for key, part in document.items()}
    return [copied(part) for part in document] if isinstance(document, list) else document


def _not_negative(number: Number) -> Number:
    if min(number.bounds()) < 0:
        raise ValueError(f"{min(number.bounds()):g} is negative: give 0 or more")
    return number


def _share(number: Number) -> Number:
    if min(number.bounds()) < 0 or max(number.bounds()) > 1:
        worst = max(number.bounds()) if max(number.bounds()) > 1 else min(number.bounds())
        raise ValueError(f"{worst:g} is not a share: give a number from 0 to 1")
    return number


ManyNumbers = TypeVar("ManyNumbers", NumberByClass, NumberByYear, NumberByWeekday)


def _each_not_negative(number: ManyNumbers) -> ManyNumbers:
    _not_negative(number)
    for other in number.each[1:]:
        _not_negative(other)
    return number


def _as_number_by_weekday(given: Any) -> Any:
    """The long form of a number by weekday; where only weekdays are given, the others are as the most of them."""
    if isinstance(given, dict) and given and not given.keys() & {*NumberByWeekday.model_fields}:
        values: list[Any] = [one.get("value") if isinstance(one, dict) else one for one in given.values()]
        if all(map(is_number, values)):
            return {"value": max(values), "by_weekday": given}
    return _as_number(given)


def _as_number_by_year(given: Any) -> Any:
    """The long form of a number by year; where only years are given, others are as the last of them."""
    if isinstance(given, dict) and given and all(re.fullmatch("[0-9]+", str(key)) for key in given):
        by_year = {str(key): value for key, value in given.items()}
        last = by_year[max(by_year)]
        return {"value": last.get("value") if isinstance(last, dict) else last, "by_year": by_year}
    return _as_number(given)


def _each_share(number: ManyNumbers) -> ManyNumbers:
    _share(number)
    for other in number.each[1:]:
        _share(other)
    return number


def _positive(number: Number) -> Number:
    if number.bounds()[0] <= 0:
        raise ValueError(f"{number.bounds()[0]:g} is not more than 0: give a positive number")
    return number


def _whole(number: Number, least: int, what: str) -> Number:
    """The number, refused if it or an end of its range is not whole, less than *least* or more than `MOST_COUNTED`."""
    for found in (number.value, *number.bounds()):
        if found != int(found) or not least <= found <= MOST_COUNTED:
            low, high = number.bounds()
            said = (
                f"{found:,.10g} is"
                if found == number.value
                else f"range [{low:g}, {high:g}] reaches {found:g}, which is"
            )
            raise ValueError(f"{said} not {what}: give a whole number from {least} to {MOST_COUNTED:,}")
    return number


def _whole_count(number: Number) -> Number:
    return _whole(number, 1, "a count")


def _whole_cases(number: Number) -> Number:
    return _whole(_not_negative(number) if number.value >= 0 else number, 0, "a number of cases")


AnyNumber = Annotated[Number, BeforeValidator(_as_number, json_schema_input_type=float | Number)]
NonNegative = Annotated[AnyNumber, AfterValidator(_not_negative)]
Positive = Annotated[AnyNumber, AfterValidator(_positive)]
TargetField = Annotated[
    Target, BeforeValidator(_as_number, json_schema_input_type=float | Target), AfterValidator(_positive)
]
Share = Annotated[AnyNumber, AfterValidator(_share)]
AnyByClass = Annotated[NumberByClass, BeforeValidator(_as_number, json_schema_input_type=float | NumberByClass)]
NonNegativeByClass = Annotated[AnyByClass, AfterValidator(_each_not_negative)]
NonNegativeByYear = Annotated[
    NumberByYear,
    BeforeValidator(_as_number_by_year, json_schema_input_type=float | NumberByYear | dict[str, float | Number]),
    AfterValidator(_each_not_negative),
]
ShareByWeekday = Annotated[
    NumberByWeekday,
    BeforeValidator(_as_number_by_weekday, json_schema_input_type=float | NumberByWeekday | dict[str, float | Number]),
    AfterValidator(_each_share),
]
ShareOfClass = Annotated[AnyByClass, AfterValidator(_each_share)]
Count = Annotated[AnyNumber, AfterValidator(_whole_count)]
Cases = Annotated[AnyNumber, AfterValidator(_whole_cases)]


PLAIN: Final = "<plain>"
KNOWN: Final = "<known>"
"""The two forms of a parameter, by which pydantic tells their mistakes apart."""

FIRST_FITTING: Final = Field(union_mode="left_to_right")

Parameter = Annotated[Annotated[Real, Tag(PLAIN)] | Annotated[Number, Tag(KNOWN)], FIRST_FITTING]
"""A parameter of a distribution: a plain number, or one with its range, source and grade."""


def _spread(number: Number) -> Number:
    if number.bounds()[1] > MOST_CV:
        raise ValueError(f"{number.bounds()[1]:g} is a spread of many times the mean: give at most {MOST_CV}")
    return _not_negative(number)


MOST_CV: Final = 10
PositiveParameter = Annotated[
    Annotated[Real, Field(gt=0), Tag(PLAIN)] | Annotated[Number, AfterValidator(_positive), Tag(KNOWN)], FIRST_FITTING
]
NonNegativeParameter = Annotated[
    Annotated[Real, Field(ge=0), Tag(PLAIN)] | Annotated[Number, AfterValidator(_not_negative), Tag(KNOWN)],
    FIRST_FITTING,
]
CvParameter = Annotated[
    Annotated[Real, Field(ge=0, le=MOST_CV), Tag(PLAIN)] | Annotated[Number, AfterValidator(_spread), Tag(KNOWN)],
    FIRST_FITTING,
]


def value_of(parameter: float | Number) -> float:
    """The value that is simulated with, of a plain number or of one with source and range."""
    return parameter.value if isinstance(parameter, Number) else parameter


def bounds_of(parameter: float | Number) -> tuple[float, float]:
    """The lowest and highest that it may be."""
    return parameter.bounds() if isinstance(parameter, Number) else (parameter, parameter)


class MeanCv(Part):
    """A distribution given by its mean and its coefficient of variation (standard deviation over mean)."""

    mean: PositiveParameter
    cv: CvParameter


ORDERED: Final = ("uniform", "triangular", "pert", "quantiles")
"""Shapes whose parameters rise."""


def as_distribution(given: Any) -> Any:
    """The long form of a distribution: a plain number, also one with its range, is fixed."""
    plainly = is_number(given) or (isinstance(given, dict) and "value" in given)
    return {"fixed": given} if plainly else given


SHAPES: Final = (
    "fixed", "uniform", "triangular", "pert", "exponential", "lognormal", "gamma", "empirical", "quantiles",
)  # fmt: skip
"""The names of the shapes of a distribution."""
MOST_QUANTILES: Final = 10_000


def _from_a_file(given: Any) -> Any:
    """Quantiles in a file beside are read where the scenario's file is; elsewhere there is no folder to look in."""
    if isinstance(given, str):
        raise ValueError(f"found '{given[:40]}': a file is read only beside the file of a scenario or a reform")
    return given


QuantilePoint = tuple[Annotated[Real, Field(ge=0, le=1)], Parameter]
QuantilePoints = Annotated[
    list[QuantilePoint],
    Field(min_length=2, max_length=MOST_QUANTILES),
    BeforeValidator(_from_a_file, json_schema_input_type=str | list[QuantilePoint]),
]


class Distribution(Part):
    """Chance: exactly one named shape. A bare number is `fixed`.

    Each parameter may itself be a number with a range: chance is one thing, not to know it well another.
    """

    fixed: NonNegativeParameter | None = None
    uniform: tuple[Parameter, Parameter] | None = Field(None, description="[low, high]")
    triangular: tuple[Parameter, Parameter, Parameter] | None = Field(None, description="[low, mode, high]")
    pert: tuple[Parameter, Parameter, Parameter] | None = Field(None, description="[low, mode, high], modified beta")
    exponential: PositiveParameter | None = Field(None, description="mean")
    lognormal: MeanCv | None = None
    gamma: MeanCv | None = None
    empirical: list[Parameter] | None = Field(None, min_length=1, description="observed values, equally likely")
    quantiles: QuantilePoints | None = Field(
        None,
        description="measured: [share, value] in rising order from share 0, with a straight line between two, and an "
        "atom where a value comes twice; or a CSV file beside, with the columns share and value",
    )
    tail: "Annotated[Distribution, BeforeValidator(as_distribution)] | None" = Field(
        None, description="of quantiles that end before share 1: how much more than the last value it is beyond"
    )

    @property
    def shape(self) -> str:
        """The name of the one shape that was given, such as `lognormal`."""
        return "quantiles" if self.quantiles is not None else next(iter(self.model_fields_set))

    @property
    def written(self) -> list[float | Number]:
        """The parameters of the shape, in order, as they are written; of a mean and a cv, these two.

        Of quantiles, their values.
        """
        held = getattr(self, self.shape)
        if isinstance(held, MeanCv):
            return [held.mean, held.cv]
        if self.quantiles is not None:
            return [value for _, value in self.quantiles]
        return list(held) if isinstance(held, tuple | list) else [held]

    @cached_property
    def parameters(self) -> tuple[float, ...]:
        """The parameters of the shape, in order, as plain numbers; of a mean and a cv, these two."""
        return tuple(map(value_of, self.written))

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Of quantiles, at which shares their values (`parameters`) are."""
        return tuple(share for share, _ in self.quantiles or [])

    @model_validator(mode="after")
    def _one_ordered_shape(self) -> Self:
        given = [name for name in SHAPES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no shape'}: give exactly one of {', '.join(SHAPES)}")
        bounds = [bounds_of(one) for one in self.written]
        self._whole_quantiles()
        if given[0] in ORDERED and any(low[1] > high[0] for low, high in pairwise(bounds)):
            raise ValueError(self._not_rising(bounds))
        if min(bounds)[0] < 0:
            raise ValueError(f"{min(bounds)[0]:g} is negative: time does not run backwards")
        return self

    def _whole_quantiles(self) -> None:
        """Quantiles say all: from share 0 on, in rising order, and up to share 1 or with a tail beyond."""
        if self.quantiles is None:
            if self.tail is not None:
                raise ValueError("found a tail without quantiles: drop it, or give quantiles")
            return
        first, last = self.shares[0], self.shares[-1]
        for before, after in pairwise(self.shares):
            if after < before:
                raise ValueError(f"share {after:g} comes after {before:g}: write the quantiles in rising order")
        if first > 0:
            raise ValueError(f"the quantiles begin at share {first:g}: begin with share 0 and the smallest value")
        if last < 1 and self.tail is None:
            raise ValueError(f"the quantiles end at share {last:g}: give a tail beyond it, or one at share 1")
        if last == 1 and self.tail is not None:
            raise ValueError("the quantiles end at share 1, and nothing is beyond: drop the tail")

    def _not_rising(self, bounds: list[tuple[float, float]]) -> str:
        """What is wrong with parameters of which one may exceed the next."""
        if self.quantiles is not None:
            for share, (a, b) in zip(self.shares[1:], pairwise(self.parameters), strict=True):
                if a > b:
                    return f"value {b:g} at share {share:g} is below {a:g} before it: quantiles rise"
        if any(a > b for a, b in pairwise(self.parameters)):
            return f"{list(self.parameters)} is not in rising order: write low first, high last"
        low, high = next((low, high) for low, high in pairwise(bounds) if low[1] > high[0])
        found = f"[{low[0]:g}, {low[1]:g}] and [{high[0]:g}, {high[1]:g}]"
        return f"the ranges {found} overlap, so that low could exceed high: keep them apart"

    def largest(self) -> float:
        """A scale for sanity checks: the greatest that a parameter of the shape may be."""
        times = self.written[:1] if self.shape in ("lognormal", "gamma") else self.written
        beyond = self.tail.largest() if self.tail is not None else 0.0
        return max(bounds_of(one)[1] for one in times) + beyond

    def mean(self) -> float:
        """The mean of the distribution, in its own unit."""
        match self.shape:
            case "pert":
                low, mode, high = self.parameters
                return (low + 4 * mode + high) / 6
            case "uniform" | "triangular" | "empirical":
                return sum(self.parameters) / len(self.parameters)
            case "quantiles":
                return self._mean_of_quantiles()
        return self.parameters[0]

    def _mean_of_quantiles(self) -> float:
        """The mean over the straight lines between quantiles, and over the tail."""
        steps = zip(pairwise(self.shares), pairwise(self.parameters), strict=True)
        between = sum((after - before) * (low + high) / 2 for (before, after), (low, high) in steps)
        beyond = self.parameters[-1] + self.tail.mean() if self.tail is not None else 0.0
        return between + (1 - self.shares[-1]) * beyond


def _sane_factor(chance: Distribution) -> Distribution:
    if chance.largest() > LARGEST_FACTOR:
        raise ValueError(
            f"a factor of {chance.largest():,.10g} is over {LARGEST_FACTOR:g}: mind the unit, 1 is as usual"
        )
    return chance


Chance = Annotated[Distribution, BeforeValidator(as_distribution, json_schema_input_type=float | Number | Distribution)]
ChanceFactor = Annotated[Chance, AfterValidator(_sane_factor)]


class Duration(Evidence):
    """How long something takes: a distribution in one unit, times a factor that carries the ignorance.

    `days` are working days of the calendar or pool the step uses; `promise` is a share of the item's promised limit,
    `limit` of its legal one. Cases of a class that `by_class` names take a distribution of their own, in the same unit.
    Written short as `10 days`. `range: [0.7, 1.4]` says that the whole of it may be so many times shorter or longer.

    Simulated time is whole minutes: a certain length of a minute and a half takes one minute or two, by luck, each as
    often; a random one is rounded to the nearest minute, or by luck where that would change its mean by over 5 %.
    """

    seconds: Chance | None = None
    minutes: Chance | None = None
    hours: Chance | None = None
    days: Chance | None = None
    promise: Chance | None = Field(None, description="as a share of the item's promised limit")
    limit: Chance | None = Field(None, description="as a share of the item's legal limit")
    times: NonNegative = Number(value=1)
    by_class: dict[Name, Chance] | None = Field(
        None, min_length=1, description="what it is for cases of these classes instead, in the same unit"
    )
    source: str | None = None
    grade: Grade | None = None

    def of(self, class_name: str | None) -> Distribution:
        """The distribution for cases of a class, or for all others, in the unit it was given in."""
        return (self.by_class or {}).get(class_name or "", self.distribution)

    @property
    def largest(self) -> float:
        """A scale for sanity checks, in its unit: the greatest that a parameter may be, for any class."""
        return max(chance.largest() for chance in (self.distribution, *(self.by_class or {}).values()))

    @property
    def unit(self) -> str:
        """The unit that was given: seconds, minutes, hours, days, promise or limit."""
        return next(unit for unit in LONGEST_DURATION if getattr(self, unit) is not None)

    @property
    def distribution(self) -> Distribution:
        """The distribution of the duration, in the unit it was given in (`unit`)."""
        chance = self.days or self.hours or self.minutes or self.promise or self.limit or self.seconds
        assert chance is not None
        return chance

    @model_validator(mode="after")
    def _one_sane_unit(self) -> Self:
        given = [unit for unit in LONGEST_DURATION if getattr(self, unit) is not None]
        if len(given) != 1:
            raise ValueError(
                f"found {' and '.join(given) or 'no unit'}: give exactly one of {', '.join(LONGEST_DURATION)}"
            )
        longest = self.largest * self.times.bounds()[1]
        if longest > LONGEST_DURATION[given[0]]:
            said = f"a hundred times the {given[0]}" if given[0] in OF_ITEM else "a century"
            raise ValueError(f"{longest:,.10g} {given[0]} is longer than {said}: mind the unit")
        return self


def as_duration(given: Any) -> Any:
    """The long form of a duration as a person may write it."""
    if isinstance(given, str):
        found = re.fullmatch(rf"\s*{DECIMAL}\s*(second|minute|hour|day)s?\s*", given)
        if found is None:
            raise ValueError(f"'{given[:40]}' is not a duration: write it as '10 days', '2 hours' or '30 minutes'")
        return {found[2] + "s": float(found[1])}
    if isinstance(given, dict) and "until" in given:
        raise ValueError(
            "found until within a duration: a step is either; write 'until:' in place of what it stands in"
        )
    if isinstance(given, dict) and "range" in given:
        times = given.get("times", 1)
        if isinstance(times, dict):
            raise ValueError("'range' stands beside a 'times' in its long form: write the range within 'times'")
        rest = {key: part for key, part in given.items() if key not in ("range", "times")}
        return {**rest, "times": {"value": times, "range": given["range"]}}
    return given


DECIMAL = r"([0-9]+(?:\.[0-9]+)?)"
DurationField = Annotated[Duration, BeforeValidator(as_duration, json_schema_input_type=str | Duration)]


def _span_minutes(given: Any) -> Any:
    found = re.fullmatch(rf"\s*{DECIMAL}\s*(minute|hour|day|week|month|year)s?\s*", str(given))
    if found is None:
        raise ValueError(f"'{str(given)[:40]}' is not a span of time: write it as '3 years', '6 months' or '90 days'")
    minutes = round(float(found[1]) * SPAN_MINUTES[found[2]])
    if minutes > LONGEST_SPAN_YEARS * SPAN_MINUTES["year"]:
        raise ValueError(f"'{given}' is longer than {LONGEST_SPAN_YEARS} years: mind the unit")
    return minutes


LONGEST_SPAN_YEARS = 20
Span = Annotated[
    int,
    BeforeValidator(_span_minutes, json_schema_input_type=str),
    PlainSerializer(lambda minutes: f"{minutes} minutes", return_type=str, when_used="json"),
]


def as_title(given: Any) -> Any:
    """The long form of a title: in both languages."""
    return {"en": given, "zh": given} if isinstance(given, str) else given


class TwoLanguages(Part):
    """A name as shown to people."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


Title = Annotated[TwoLanguages, BeforeValidator(as_title, json_schema_input_type=str | TwoLanguages)]
