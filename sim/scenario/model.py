"""What a scenario may contain: the human form, validated field by field.

Whether the parts fit together (does the pool exist, is the graph free of cycles) is checked in `sim.scenario.check`.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.quantities import (
    AnyNumber,
    Chance,
    Count,
    Distribution,
    DurationField,
    NonNegative,
    Number,
    Part,
    Share,
    Span,
    Title,
)

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
Owner = Literal["government", "applicant", "intermediary", "public"]
Holder = Literal[
    "preparation", "submission", "acceptance", "hand-over", "review", "circulation", "meeting", "notice", "seal",
    "delivery", "intermediary", "applicant", "agent", "service",
]  # fmt: skip


def as_list(given: Any) -> Any:
    """One name, as a list of one."""
    return [given] if isinstance(given, str) else given


class ShiftHours(Part):
    """Weekly hours: on which days, between which times, closed on whose holidays."""

    days: str = Field("mon-fri", description="mon-fri, thu, or mon,wed-thu")
    hours: Annotated[list[str], BeforeValidator(as_list)] = Field(description='"08:30-12:00"')
    holidays: str = Field("none", description="china, none, or a file of your own")
    every_weeks: int = Field(1, ge=1, le=52, description="only every n-th week (a rota)")
    week: int = Field(0, ge=0, le=51, description="which week of the rota, from 0")


class Calendar(ShiftHours):
    """When somebody is there: weekly hours, and further shifts in `also`."""

    also: list[ShiftHours] = Field(default_factory=list, description="further hours, added to these")

    def shifts(self) -> list[ShiftHours]:
        """All weekly hours of the calendar, its own first."""
        return [self, *self.also]


class PoolShift(Part):
    """Some servers of a pool who keep the same calendar."""

    servers: Count
    calendar: Name


class Pool(Part):
    """Who can do it: servers with calendars, or the seats of a meeting or an appointment desk.

    A pool with `seats` is booked, slot by slot: every opening of its calendar is one slot, or one every `slot` minutes.
    """

    title: Title | None = None
    department: Name | None = None
    servers: Count | None = None
    calendar: Name | None = None
    shifts: list[PoolShift] | None = Field(None, description="instead of servers and calendar")
    seats: Count | None = Field(None, description="bookable places in each slot, instead of servers")
    slot: int | None = Field(
        None, ge=1, le=1440, description="minutes from one slot to the next; default: one a session"
    )
    discipline: Literal["fifo", "due-date", "priority"] = "fifo"
    availability: Share = Field(Number(value=1), description="share of the shift really spent on this work")
    counter: bool = Field(False, description="applicants wait here in person")
    tags: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way_to_staff(self) -> Self:
        given = [name for name in ("servers", "shifts", "seats") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'nobody'}: give exactly one of servers, shifts, seats")
        if self.shifts is None and self.calendar is None:
            raise ValueError("the pool has no hours: name its calendar")
        if self.shifts is not None and (self.calendar is not None or not self.shifts):
            raise ValueError("shifts name their own calendars: drop 'calendar' and list at least one shift")
        if self.slot is not None and self.seats is None:
            raise ValueError("slot belongs to a pool with seats: drop it or give seats")
        if self.availability.bounds()[0] <= 0:
            raise ValueError("availability 0 means nobody is ever there: give more than 0")
        return self


class Returns(Part):
    """The step sends the item back to an earlier step of its chain (or to itself) with this probability."""

    share: Share
    again: Share | None = Field(None, description="the same at later attempts; default: share")
    to: Name
    reason: Literal["correction", "no-show", "deferral"] = "correction"


class Step(Part):
    """One leg of an item's chain: exactly one of wait, work, book."""

    wait: DurationField | None = None
    work: DurationField | None = None
    book: DurationField | None = None
    again: DurationField | None = Field(None, description="the duration at later attempts; default: the same")
    pool: str | None = Field(None, description="who works or is booked; '{department}' stands for the item's own")
    calendar: str | None = Field(None, description="on which a wait runs, or the lead time of a booking")
    lead: DurationField | None = Field(None, description="how long before its slot a booking must be made")
    counts_as: Holder | None = Field(
        None, description="what the critical path calls it; default: the step's name, or service"
    )
    legal: bool = Field(False, description="the item is on the legal clock during this step")
    accepts: bool = Field(False, description="the promised limit runs from the end of this step")
    trips: int = Field(0, ge=0, le=10, description="journeys of the applicant to a counter")
    share: Share = Field(Number(value=1), description="the step happens with this probability")
    returns: Returns | None = None
    refuses: Share = Field(Number(value=0), description="the case ends here without its permit, with this probability")
    complexity: bool = Field(False, description="a complex case takes longer here")
    priority: int = Field(0, ge=-100, le=100, description="lower goes first where the pool's discipline is priority")

    @property
    def primitive(self) -> Literal["wait", "work", "book"]:
        """Which of the three it is."""
        return "wait" if self.wait is not None else "work" if self.work is not None else "book"

    @model_validator(mode="after")
    def _one_primitive(self) -> Self:
        given = [name for name in ("wait", "work", "book") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no duration'}: give exactly one of wait, work, book")
        if given == ["wait"] and (self.calendar is None or self.pool is not None):
            raise ValueError("a wait runs on a calendar and holds nobody: give calendar, not pool")
        if given != ["wait"] and self.pool is None:
            raise ValueError(f"{given[0]} needs somebody: name the pool")
        if given != ["book"] and self.lead is not None:
            raise ValueError("lead belongs to book: drop it or book a slot")
        if given == ["book"] and self.lead is not None and self.calendar is None:
            raise ValueError("the lead time runs on a calendar: name it")
        if given == ["work"] and self.calendar is not None:
            raise ValueError("work follows the hours of its pool: drop calendar")
        return self

    @property
    def duration(self) -> DurationField:
        """The duration of the first attempt."""
        chosen = self.wait or self.work or self.book
        assert chosen is not None
        return chosen


class Edge(Part):
    """An item that must be done before; only for some classes, or with or without a trait of the case."""

    item: Name
    classes: Annotated[list[Name] | None, BeforeValidator(as_list)] = None
    having: Name | None = Field(None, description="only for cases that have this trait")
    lacking: Name | None = Field(None, description="only for cases that lack this trait")


def as_edge(given: Any) -> Any:
    """The long form of what must be done before."""
    return {"item": given} if isinstance(given, str) else given


def _as_limit(given: Any) -> Any:
    return {"days": given} if isinstance(given, int | float) and not isinstance(given, bool) else given


class Limit(Part):
    """A time limit in working days."""

    days: NonNegative
    source: str | None = None
    grade: Literal["law", "published", "estimate"] | None = None


def _by_class(given: Any) -> Any:
    if isinstance(given, dict) and not {"value", "range", "source", "grade"} & given.keys():
        return given
    return {"all": given}


def _holders_by_name(given: Any) -> Any:
    """A step counts as what its name says, unless it says otherwise."""
    if not isinstance(given, dict):
        return given
    holders = get_args(Holder)
    return {
        name: {"counts_as": name if name in holders else "service", **step} if isinstance(step, dict) else step
        for name, step in given.items()
    }


class Item(Part):
    """An approval item (审批事项): a node of the precedence graph, with its chain of steps."""

    title: Title | None = None
    owner: Owner = "government"
    department: Name | None = None
    like: Name | None = Field(None, description="the template its steps are taken from")
    applies: Annotated[dict[str, Share], BeforeValidator(_by_class)] = Field(
        default_factory=lambda: {"all": Number(value=1)}, description="a probability, or one for each class"
    )
    after: list[Annotated[Edge, BeforeValidator(as_edge)]] = Field(default_factory=list)
    limit: Annotated[Limit | None, BeforeValidator(_as_limit)] = Field(None, description="legal maximum, working days")
    promise: Annotated[Limit | None, BeforeValidator(_as_limit)] = Field(None, description="announced, working days")
    fee: AnyNumber | None = Field(None, description="what the applicant pays for it, CNY")
    tags: list[str] = Field(default_factory=list)
    source: str | None = None
    steps: Annotated[dict[Name, Step], BeforeValidator(_holders_by_name)] = Field(default_factory=dict)


class CaseClass(Part):
    """A kind of case."""

    share: Share
    title: Title | None = None
    priority: int = Field(0, ge=-100, le=100)


def _as_class(given: Any) -> Any:
    plain = isinstance(given, int | float) or (isinstance(given, dict) and "value" in given)
    return {"share": given} if plain and not isinstance(given, bool) else given


class Arrivals(Part):
    """When cases come: so many a year in a seasonal pattern, or at random intervals, or at given moments."""

    per_year: NonNegative | None = None
    calendar: Name | None = Field(None, description="cases come only in these hours; default: always")
    season: dict[str, NonNegative] = Field(default_factory=dict, description="weight by months: {jan-feb: 0.5}")
    weekdays: dict[str, NonNegative] = Field(default_factory=dict, description="weight by weekdays: {mon: 1.3}")
    hours: dict[str, NonNegative] = Field(default_factory=dict, description='weight by hours: {"09:00-11:00": 1.5}')
    interval: DurationField | None = Field(None, description="time between two arrivals, all hours alike")
    at: list[datetime] | None = Field(None, description="the moments themselves")
    most: int | None = Field(None, ge=1, description="no more cases than this in all")

    @model_validator(mode="after")
    def _one_way_to_come(self) -> Self:
        given = [name for name in ("per_year", "interval", "at") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"found {' and '.join(given) or 'no arrivals'}: give exactly one of per_year, interval, at"
            )
        if self.interval is not None and self.interval.unit == "promise":
            raise ValueError("an interval between arrivals cannot be a share of a promise: give minutes, hours or days")
        patterned = [name for name in ("calendar", "season", "weekdays", "hours") if getattr(self, name)]
        if patterned and self.per_year is None:
            raise ValueError(f"{', '.join(patterned)} shape arrivals per_year: drop them or give per_year")
        return self


class Process(Part):
    """A case family: its arrivals, classes and items."""

    title: Title | None = None
    arrivals: Arrivals
    classes: dict[Name, Annotated[CaseClass, BeforeValidator(_as_class)]] = Field(
        default_factory=lambda: {"case": CaseClass(share=Number(value=1))}, min_length=1
    )
    traits: dict[Name, Annotated[dict[str, Share], BeforeValidator(_by_class)]] = Field(
        default_factory=dict, description="attributes a case may have, with their probability (by class)"
    )
    complexity: Chance = Field(Distribution(fixed=1), description="a factor on all its scaled work, drawn once a case")
    complexity_source: str | None = None
    from_: Name | None = Field(None, alias="from", description="the clock starts when this item is handed in")
    until: Name | None = Field(None, description="and ends when this item is done; default: all items done")
    land: Name | None = Field(None, description="the item whose end starts the clock land to permit")
    items: dict[Name, Item] = Field(min_length=1)


class Department(Part):
    """A body that owns items: an office, or a trade of intermediaries. `year` is its good and bad years."""

    title: Title | None = None
    year: Chance = Distribution(fixed=1)
    year_source: str | None = None


class Run(Part):
    """How much time is simulated, and which cases are measured: those that come after warm-up and before cool-down."""

    length: Span
    warm_up: Span = 0
    cool_down: Span = 0
    follow: Span = Field(5 * 525_960, description="how long cases are followed after the last arrival")
    most_cases: int = Field(300_000, ge=1, description="guard against a slip of the pen")


class Scenario(Part):
    """A whole scenario, every reform applied, every default filled in: the resolved form."""

    scenario: Name
    title: Title
    start: date
    run: Run
    target: AnyNumber = Field(Number(value=50), description="days")
    legal_calendar: Name = Field("office", description="working days are counted on it")
    reforms: list[Name] = Field(default_factory=list)
    calendars: dict[Name, Calendar] = Field(min_length=1)
    departments: dict[Name, Department] = Field(default_factory=dict)
    pools: dict[Name, Pool] = Field(default_factory=dict)
    templates: dict[Name, dict[Name, Step]] = Field(default_factory=dict)
    processes: dict[Name, Process] = Field(min_length=1)
    notes: list[str] = Field(default_factory=list, description="what was adjusted and why")
