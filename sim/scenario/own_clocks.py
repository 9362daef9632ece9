"""Clocks of a scenario's own: from a moment of one item to a moment of another, on a calendar or in calendar days."""

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sim.base.own_clocks import ENDING
from sim.scenario.quantities import Name, Part, Real, Title

LONGEST: Final = 36_500


class ClockPoint(Part):
    """A moment of an item, or of one of its steps: its start or its end."""

    item: Name = Field(description="the item")
    step: Name | None = Field(None, description="the step of it; default: the whole item")
    at: Literal["start", "end"] | None = Field(
        None, description="start: it is reached, and may still wait; end: it is over; default: from a start to an end"
    )


def _as_point(given: Any) -> Any:
    """The long form of a moment: the name of an item may stand for it."""
    return {"item": given} if isinstance(given, str) else given


PointField = Annotated[ClockPoint, BeforeValidator(_as_point, json_schema_input_type=str | ClockPoint)]


class OwnClock(Part):
    """A clock: it starts the first time that one moment comes, and ends the last time that the other does."""

    title: Title = Field(description="what it is called; text, or {en: …, zh: …}")
    from_: PointField = Field(alias="from", description="the moment it starts: an item, or {item: …, step: …, at: end}")
    until: PointField = Field(description="the moment it ends, of the same item or of another")
    calendar: Name | None = Field(
        None, description="the calendar whose working days are counted; default: calendar days"
    )
    target: Annotated[Real, Field(gt=0, le=LONGEST)] | None = Field(
        None, description="it is held against so many days; default: the scenario's target"
    )

    @property
    def starts_at_end(self) -> bool:
        """Whether it starts as something is over, and not as it is reached."""
        return self.from_.at == "end"

    @property
    def ends_at_end(self) -> bool:
        """Whether it ends as something is over, and not as it is reached."""
        return self.until.at != "start"

    @property
    def unit(self) -> str:
        """What its days are."""
        return "days" if self.calendar is None else "working days"


def _with_ending(name: str) -> str:
    if not name.endswith(ENDING):
        raise ValueError(f"'{name}': the name of a clock of one's own ends with {ENDING}: write '{name}{ENDING}'")
    return name


ClockName = Annotated[Name, AfterValidator(_with_ending)]
OwnClocks = dict[ClockName, OwnClock]
