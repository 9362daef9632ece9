"""A backlog with a past: cases that are open on the first day, each where it stands and with what it has behind it.

They are read from a table beside the scenario's file, a row for each item at which a case stands, and become part of
the resolved scenario, column by column.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Final, NamedTuple, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.quantities import Cases, Name, Number, Part, Real

NEEDED: Final = ("case", "item")
DAYS: Final = ("spent_days", "used_days", "promise_days")
FURTHER: Final = ("step", *DAYS, "sent_back", "class")
SELDOM: Final = ("promise_days", "sent_back")
"""Columns that are only there where one of their rows says something."""
"""The columns of the table: those that it must have, and those that it may."""

POSITIONS: Final = "<positions>"
OPEN: Final = "<open>"
"""The two forms of a backlog, by which pydantic tells their mistakes apart."""

Days = Annotated[Real, Field(ge=0)]


def _says_nothing(column: list[float]) -> bool:
    return not any(column)


class OpenCase(NamedTuple):
    """A row of the table: an item at which a case stands."""

    case: str
    item: str
    step: str | None
    spent_days: float
    used_days: float
    class_name: str | None
    promise_days: float = 0.0
    sent_back: float = 0

    @property
    def perhaps(self) -> bool:
        """Whether the item is only still to do, for a case that needs it: `tender?`."""
        return self.item.endswith("?")


class OpenCases(Part):
    """Open cases of a process, as columns of the same length: a row for each item at which a case stands.

    A case goes on from its step, as long as that takes for a case that has already spent so long there, and the clock
    of its item shows what is used of it. Without a step it begins the item; an item with a question mark behind its
    name is still to do, for a case that needs it.
    """

    from_: str = Field(alias="from", description="the .parquet or .csv file beside")
    case: list[str] = Field(default_factory=list, description="the name of the case, the same for all its items")
    item: list[str] = Field(default_factory=list, description="the item at which it stands")
    step: list[str | None] = Field(default_factory=list, description="the step of it; without one it begins the item")
    spent_days: list[Days] = Field(
        default_factory=list, description="for how long it has been at that step, in days of the step's calendar"
    )
    used_days: list[Days] = Field(
        default_factory=list, description="what the item's clock shows, in days of the calendar on which it runs"
    )
    class_: list[Name | None] = Field(
        default_factory=list, alias="class", description="its class; without one it may be of any that needs its items"
    )
    promise_days: list[Days] = Field(
        default_factory=list,
        exclude_if=_says_nothing,
        description="what it was itself promised, in days of that calendar: its step then waits for a share of these; "
        "0: what the item promises",
    )
    sent_back: list[Days] = Field(
        default_factory=list,
        exclude_if=_says_nothing,
        description="how often the item was sent back to this step, which then takes as long as at later attempts",
    )

    @model_validator(mode="after")
    def _as_long_as_each_other(self) -> Self:
        told = [name for name in SELDOM if getattr(self, name)]
        for name in ("item", "step", "spent_days", "used_days", "class_", *told):
            count, column = len(getattr(self, name)), name.removesuffix("_")
            if count != len(self.case):
                raise ValueError(f"{len(self.case)} cases and {count} in the column '{column}': give each one")
        return self

    def rows(self) -> Iterator[OpenCase]:
        """The rows of the table, in its order."""
        nothing = [0.0] * len(self.case)
        told = (self.case, self.item, self.step, self.spent_days, self.used_days, self.class_)
        columns = (*told, self.promise_days or nothing, self.sent_back or nothing)
        return map(OpenCase._make, zip(*columns, strict=True))

    def by_case(self) -> dict[str, list[OpenCase]]:
        """The rows of each case, in the order in which cases come first in the table."""
        found: dict[str, list[OpenCase]] = {}
        for row in self.rows():
            found.setdefault(row.case, []).append(row)
        return found


def _form(given: Any) -> str:
    told = given.get("from") if isinstance(given, dict) else getattr(given, "from_", None)
    return OPEN if isinstance(told, str) else POSITIONS


Standing = Annotated[
    Annotated[dict[str, Cases], Tag(POSITIONS)] | Annotated[OpenCases, Tag(OPEN)], Discriminator(_form)
]
"""The cases of a process that are there on the first day: by position how many, or each with its past."""


def count_of(standing: dict[str, Number] | OpenCases) -> float:
    """How many cases of a process are there on the first day."""
    if isinstance(standing, OpenCases):
        return float(len(set(standing.case)))
    return sum(cases.value for cases in standing.values())
