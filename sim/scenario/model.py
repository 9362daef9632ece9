"""What a scenario may contain: the human form, validated field by field.

Whether the parts fit together (does the pool exist, is the graph free of cycles) is checked in `sim.scenario.check`.
"""

import re
from datetime import date, datetime
from operator import not_
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from sim.scenario.alternatives import WAYS, Varied
from sim.scenario.made_once import MadeOnce
from sim.scenario.open_cases import Standing
from sim.scenario.own_clocks import OwnClocks
from sim.scenario.points import NoLaterThan
from sim.scenario.prices import Costs
from sim.scenario.quantities import (
    OF_ITEM,
    ChanceFactor,
    Count,
    Distribution,
    DurationField,
    Evidence,
    Flag,
    Grade,
    Name,
    NonNegative,
    NonNegativeByClass,
    NonNegativeByYear,
    Number,
    NumberByClass,
    NumberByWeekday,
    Part,
    Positive,
    Share,
    ShareByWeekday,
    ShareOfClass,
    Span,
    Target,
    TargetField,
    Title,
    Whole,
    is_number,
)
from sim.scenario.reserves import ExtraSessions, Reserve

Owner = Literal["government", "applicant", "intermediary", "public"]
Channel = Literal["online", "courier", "e-seal"]
Holder = Literal[
    "preparation", "submission", "acceptance", "hand-over", "review", "circulation", "meeting", "notice", "seal",
    "delivery", "intermediary", "applicant", "agent", "service",
]  # fmt: skip


Way = Literal["wait", "until", "work", "book"]

LONGEST_LIMIT = 36_500
LOWEST_AVAILABILITY = 0.01
LARGEST_POWER = 10
MOST_ABSENCE = 0.99
CLASH = "give exactly one of"


def as_list(given: Any) -> Any:
    """A list where a single name may stand for it: one name becomes a list of one, all else stays."""
    return [given] if isinstance(given, str) else given


OneOrMore = BeforeValidator(as_list, json_schema_input_type=str | list[str])
Names = Annotated[list[Name], OneOrMore]


def _as_pools(given: Any) -> Any:
    """The name of one pool, or a list of several."""
    names = as_list(given) if isinstance(given, str | list) else [given]
    for place, name in enumerate(names):
        if not isinstance(name, str):
            raise ValueError(f"found {str(name)[:40]!r}: give the name of a pool, or a list of names")
        if name in names[:place]:
            raise ValueError(f"'{name}' is named twice: name each pool once")
    if not names:
        raise ValueError("found an empty list: name who does it")
    return names[0] if len(names) == 1 else names


PoolField = Annotated[str | list[str], BeforeValidator(_as_pools)]


def _as_date(given: Any) -> Any:
    if type(given) is date:
        return given
    if isinstance(given, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise ValueError(f"'{given}' is no day of the calendar: give one that is, such as 2016-01-04") from None
    raise ValueError(f"'{given}' is not a date: write it as 2016-01-04")


def _as_moment(given: Any) -> Any:
    if isinstance(given, datetime) and given.tzinfo is None and not given.second and not given.microsecond:
        return given
    if isinstance(given, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:00)?", given):
        return datetime.fromisoformat(given)
    raise ValueError(f"'{given}' is not a minute of a day: write it as 2016-01-04 09:30, without seconds or time zone")


Day = Annotated[date, BeforeValidator(_as_date)]
Moment = Annotated[datetime, BeforeValidator(_as_moment)]


class ShiftHours(Varied):
    """Weekly hours: on which days, between which times, closed on whose holidays."""

    days: str = Field("mon-fri", description="mon-fri, thu, or mon,wed-thu")
    hours: Annotated[list[str], OneOrMore] = Field(
        description='"08:30-12:00"; "18:00-02:00" ends next day and is a shift of the day on which it opens'
    )
    holidays: str = Field("none", description="china, none, or a file with from, to, off, on")
    every_weeks: Whole = Field(1, ge=1, le=52, description="only every n-th week (a rota)")
    week: Whole = Field(0, ge=0, le=51, description="which week of the rota, from 0")


class Calendar(ShiftHours, MadeOnce):
    """When somebody is there: weekly hours and further shifts in `also`, but not in those of `closed`."""

    title: Title | None = None
    like: Name | None = Field(
        None, description="keeps the hours of another calendar, whatever these become, instead of hours of its own"
    )
    hours: Annotated[list[str], OneOrMore] = Field(
        default_factory=list,
        description='"08:30-12:00"; "18:00-02:00" ends next day and is a shift of the day on which it opens',
    )
    also: list[ShiftHours] = Field(default_factory=list, description="further hours, added to these")
    closed: list[ShiftHours] = Field(default_factory=list, description="hours taken away from all these again")

    @model_validator(mode="after")
    def _has_hours(self) -> Self:
        if "hours" not in self.model_fields_set and self.like is None:
            line: InitErrorDetails = {"type": "missing", "loc": ("hours",), "input": None}
            raise ValidationError.from_exception_data("Calendar", [line])
        return self

    def shifts(self) -> list[ShiftHours]:
        """All weekly hours of the calendar, its own first."""
        return [self, *self.also]

    def by_place(self) -> dict[str, ShiftHours]:
        """All weekly hours it speaks of, by where they stand in it."""
        also = {f".also[{place}]": hours for place, hours in enumerate(self.also)}
        return {"": self, **also, **{f".closed[{place}]": hours for place, hours in enumerate(self.closed)}}


class PoolShift(Part):
    """Some servers of a pool who keep the same calendar."""

    servers: Count
    calendar: Name


class Pool(Varied, MadeOnce):
    """Who can do it: servers with calendars, or the seats of a meeting or an appointment desk.

    A pool with `seats` is booked, slot by slot: every opening of its calendar is one slot, or one every `slot` minutes.
    """

    title: Title | None = None
    department: Name | None = None
    servers: Count | None = None
    calendar: Name | None = None
    shifts: list[PoolShift] | None = Field(None, min_length=1, description="instead of servers and calendar")
    seats: Count | None = Field(None, description="bookable places in each slot, instead of servers")
    slot: Whole | None = Field(
        None, ge=1, le=1440, description="minutes from one slot to the next; default: one a session"
    )
    discipline: Literal["fifo", "due-date", "priority", "escalation"] = Field(
        "fifo",
        description="escalation: first come, first served, but overdue items before all others, earliest due first",
    )
    escalates_at: Positive | None = Field(
        None,
        description="beside fifo, due-date or escalation: an item goes before all others when this share of its "
        "promise has run, earliest due first; with escalation 1 where nothing is said",
    )
    availability: ShareByWeekday = Field(
        NumberByWeekday(value=1),
        description="share of the shift really spent on this work, or one for weekdays: on a day with less than the "
        "most, of each half hour the first part; days not named as the most",
    )
    absence: Share = Field(
        Number(value=0),
        description="share of the days on which each server is away, ill or on leave, all day",
    )
    deputy: Flag = Field(
        False, description="on a day on which nobody on duty would come, somebody stands in for the first of them"
    )
    reserve: Reserve | None = Field(None, description="who helps out while too many wait")
    extra_sessions: ExtraSessions | None = Field(
        None, description="of a pool with seats, when it is booked too far ahead"
    )
    counter: Flag = Field(False, description="applicants wait here in person")
    paid: Flag = Field(True, description="false: these are there anyway, for others, and a year's costs leave them out")
    tags: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way_to_staff(self) -> Self:
        given = [name for name in ("servers", "shifts", "seats") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'nobody'}: {CLASH} servers, shifts, seats")
        if self.shifts is None and self.calendar is None:
            raise ValueError("the pool has no hours: name its calendar")
        if self.shifts is not None and self.calendar is not None:
            raise ValueError(f"shifts name their own calendars: drop calendar '{self.calendar}'")
        if self.slot is not None and self.seats is None:
            raise ValueError(f"found slot {self.slot} without seats: drop it or give seats")
        if self.reserve is not None and self.seats is not None:
            raise ValueError("found reserve beside seats: nobody works there; drop it, or give extra_sessions")
        if self.extra_sessions is not None and self.seats is None:
            raise ValueError(
                "found extra_sessions without seats: nothing is booked there; drop them, or give a reserve"
            )
        if self.escalates_at is not None and self.discipline == "priority":
            raise ValueError("found escalates_at beside discipline priority: one of them decides who goes first")
        if self.availability.bounds()[0] < LOWEST_AVAILABILITY:
            low = self.availability.bounds()[0]
            raise ValueError(f"availability {low:g} means nobody is ever there: give at least {LOWEST_AVAILABILITY:g}")
        return self

    @model_validator(mode="after")
    def _there_or_away(self) -> Self:
        most, left = self.absence.bounds()[1], self.availability.value
        if self.seats is not None and most > 0:
            raise ValueError(f"found absence {most:g} beside seats: they are always there; drop it, or give servers")
        if most > MOST_ABSENCE:
            raise ValueError(f"absence {most:g} means nobody is ever there: give at most {MOST_ABSENCE:g}")
        if self.seats is not None and self.availability.by_weekday is not None:
            raise ValueError("found availability by weekday beside seats: give the calendar the hours of each day")
        if self.counter and any(one.bounds() != (1, 1) for one in self.availability.each):
            remedy = "give absence, the share of days on which each is away"
            raise ValueError(f"found availability {left:g} at a counter, where one is there or not: {remedy}")
        return self


class Returns(Part):
    """The step sends the item back to an earlier step of its chain (or to itself) with this probability."""

    share: ShareOfClass = Field(description="of all projects on average, the complex and the simple together")
    again: ShareOfClass | None = Field(None, description="the same at later attempts; default: share")
    complexity: NonNegative | None = Field(
        None, description="the odds of a return rise with the complexity of the project to this power; default: 0"
    )
    to: Name
    reason: Literal["correction", "no-show", "deferral"] = "correction"

    @model_validator(mode="after")
    def _sane_power(self) -> Self:
        power = self.complexity.bounds()[1] if self.complexity is not None else 0
        if power > LARGEST_POWER:
            raise ValueError(f"complexity to the power of {power:g}: give at most {LARGEST_POWER}; 1 is in proportion")
        return self


class Step(Varied, MadeOnce):
    """One leg of an item's chain: exactly one of wait, until, work, book."""

    wait: DurationField | None = None
    until: DurationField | None = Field(
        None,
        description="a wait that is over when so much has gone since the item was first accepted, at once if it has: "
        "a share of its promise or limit, on the item's clock; or days, hours or minutes of the step's calendar",
    )
    work: DurationField | None = None
    book: DurationField | None = None
    again: DurationField | None = Field(None, description="the duration at later attempts; default: the same")
    no_later_than: NoLaterThan | None = Field(
        None, description="a wait that is over by then, for the share of cases that are chased"
    )
    pool: PoolField | None = Field(
        None,
        description="who works or is booked; '{department}' stands for the item's own. Of several pools a case joins "
        "the one with the fewest waiting and held for each of its servers, on shift or not; of equals the first named",
    )
    calendar: str | None = Field(None, description="on which a wait runs, or the lead time of a booking")
    lead: DurationField | None = Field(None, description="how long before its slot a booking must be made")
    counts_as: Holder | None = Field(
        None, description="what the critical path calls it; default: the step's name, or service"
    )
    legal: Flag = Field(False, description="the item is on the legal clock during this step")
    extends: Flag = Field(
        False,
        exclude_if=not_,
        description="from this step's beginning on the item's promise and limit are longer by their extension, and "
        "a share of them is here a share of the longer one",
    )
    accepts: Flag = Field(
        False, description="the item is accepted at the end of this step; its clock then runs during its legal steps"
    )
    trips: Whole = Field(0, ge=0, le=10, description="journeys of the applicant to a counter")
    in_person: Flag = Field(
        False, description="the applicant is there himself without a journey of its own, on that of another step"
    )
    mends: dict[Name, Share] = Field(
        default_factory=dict,
        description="of what a later step, if the chain has it, would return: the share that is put right here, for "
        "the cases that go through this step",
    )
    saves: dict[Name, Share] = Field(
        default_factory=dict,
        description="of the time of a later step, if the chain has it: the share that these cases are spared",
    )
    channel: Channel | None = Field(None, description="how it goes, if not on paper and in person")
    documents: NonNegative | None = Field(None, description="papers the applicant gets ready at the first attempt")
    cost: NonNegative | None = Field(None, description="what government pays each time it is gone through, CNY")
    share: ShareOfClass = Field(NumberByClass(value=1), description="the step happens with this probability")
    having: Name | None = Field(None, description="the step happens only to cases that have this trait")
    lacking: Names = Field(default_factory=list, description="the step happens only to cases that lack these traits")
    complexity_over: NonNegative | None = Field(None, description="only to cases more complex than this")
    complexity_up_to: NonNegative | None = Field(None, description="only to cases no more complex than this")
    by: Name | None = Field(None, description="the department that takes the time, if it is not the item's own")
    returns: Returns | None = None
    refuses: ShareOfClass = Field(
        NumberByClass(value=0), description="the case ends here without its permit, with this probability"
    )
    complexity: Flag = Field(False, description="a complex case takes longer here")
    priority: Whole = Field(0, ge=-100, le=100, description="lower goes first where the pool's discipline is priority")

    @property
    def way(self) -> Way:
        """Which of the four fields that say how the step passes was given: the only one that is not None."""
        if self.wait is not None:
            return "wait"
        if self.work is not None:
            return "work"
        return "until" if self.until is not None else "book"

    @property
    def primitive(self) -> Literal["wait", "work", "book"]:
        """Which of the engines' three it is."""
        return "wait" if self.way == "until" else self.way

    @property
    def until_on_clock(self) -> bool:
        """Whether the step waits until a point on its item's clock."""
        return self.until is not None and self.until.unit in OF_ITEM

    @property
    def pools(self) -> list[str]:
        """Who may do it: one pool, several among which the case has the choice, or nobody."""
        return [] if self.pool is None else [self.pool] if isinstance(self.pool, str) else self.pool

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in WAYS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no duration'}: {CLASH} {', '.join(WAYS)}")
        match given[0]:
            case "wait" | "until" if self.pool is not None:
                found = f"found a wait with pool '{self.pools[0]}'"
                raise ValueError(f"{found}: a wait holds nobody; drop pool, or use work")
            case "wait" | "until" if self.calendar is None and not self.until_on_clock:
                raise ValueError("found a wait without a calendar: name the calendar it runs on")
            case "work" | "book" if self.pool is None:
                raise ValueError(f"found {given[0]} without a pool: name who does it")
            case "wait" | "until" | "work" if self.lead is not None:
                raise ValueError(f"found lead beside {given[0]}: it belongs to book; drop it, or book a slot")
            case "book" if self.lead is not None and self.calendar is None:
                raise ValueError("found lead without a calendar: name the calendar it runs on")
            case "work" if self.calendar is not None:
                raise ValueError(f"found work with calendar '{self.calendar}': it follows its pool's hours; drop it")
            case "book" if len(self.pools) > 1:
                raise ValueError(f"found book with {len(self.pools)} pools: a slot is booked at one; name one")
            case "wait" | "until" | "book" if self.in_person:
                raise ValueError(f"found in_person beside {self.way}: nobody stands in line; drop it, or use work")
        return self

    @model_validator(mode="after")
    def _sure_help(self) -> Self:
        least = min(self.share.each, key=lambda share: share.bounds()[0])
        if (self.mends or self.saves) and least.bounds()[0] < 1:
            found = f"found mends or saves beside share {least.value:g}"
            raise ValueError(f"{found}: who is helped is a matter of traits; give having, or lacking")
        return self

    @model_validator(mode="after")
    def _on_the_items_clock(self) -> Self:
        """Where a step looks at its item's clock, the clock must run."""
        if self.until_on_clock and self.calendar is not None:
            found = f"found until a share of the {self.duration.unit} with calendar '{self.calendar}'"
            raise ValueError(f"{found}: it runs on the legal clock; drop it, or give days")
        if self.no_later_than and self.primitive != "wait":
            raise ValueError(f"found no_later_than beside {self.way}: only a wait can be cut short; drop it")
        if (self.until_on_clock or self.no_later_than) and not self.legal:
            key = "no_later_than" if self.no_later_than else "until"
            raise ValueError(f"found {key} off the legal clock, which then stands still: add 'legal: true', or drop it")
        if self.until is not None and self.again is not None and (self.again.unit in OF_ITEM) != self.until_on_clock:
            found = f"found until in {self.until.unit} and again in {self.again.unit}"
            raise ValueError(f"{found}: give both on the legal clock, or both in days of the calendar")
        return self

    @model_validator(mode="after")
    def _some_complexity(self) -> Self:
        over, up_to = self.complexity_over, self.complexity_up_to
        if over is None or up_to is None:
            return self
        highest, lowest = over.bounds()[1], up_to.bounds()[0]
        if over.value >= up_to.value:
            raise ValueError(f"complexity over {over.value:g} and up to {up_to.value:g}: no case is both; move one")
        if highest >= lowest:
            reached = f"complexity over {highest:g} and up to {lowest:g}, as the ranges allow"
            raise ValueError(f"{reached}: no case is both; narrow one")
        return self

    @property
    def duration(self) -> DurationField:
        """The duration of the first attempt."""
        chosen = self.wait or self.work or self.until or self.book
        assert chosen is not None
        return chosen


class Edge(Varied):
    """An item that must be done before; only for some classes, or with or without a trait of the case."""

    item: Name
    classes: Annotated[list[Name] | None, OneOrMore] = None
    having: Name | None = Field(None, description="only for cases that have this trait")
    lacking: Name | None = Field(None, description="only for cases that lack this trait")
    asked: Flag = Field(True, exclude_if=bool, description="false: it is on paper only, and nobody waits for it")

    @model_validator(mode="after")
    def _to_one_item(self) -> Self:
        if any("item" in level.says for level in self.levels or []):
            raise ValueError("a level names another item: give that an entry of its own, with 'asked: false'")
        return self


def as_edge(given: Any) -> Any:
    """The long form of what must be done before."""
    return {"item": given} if isinstance(given, str) else given


def _as_limit(given: Any) -> Any:
    """The long form of a limit: what its days are for some classes stands with its days."""
    if is_number(given) or (isinstance(given, dict) and "value" in given):
        return {"days": given}
    if isinstance(given, dict) and "by_class" in given and is_number(given.get("days")):
        days = {"value": given["days"], "by_class": given["by_class"]}
        return {key: part for key, part in given.items() if key != "by_class"} | {"days": days}
    return given


class Limit(Evidence):
    """A time limit: so many days, working days of the legal calendar where nothing else is said.

    An extension is a second deadline: that many days more, for the cases that go through a step that `extends`.
    """

    days: NonNegativeByClass
    calendar: Name | None = Field(
        None, description="on which its days are counted, as one that is always open; default: the legal calendar"
    )
    extension: NonNegativeByClass | None = Field(
        None, description="so many days more for a case that goes through a step that extends"
    )
    source: str | None = None
    grade: Grade | None = None

    @property
    def longest(self) -> float:
        """The most it may be, by its range, for any class, with its extension."""
        numbers = (self.days, self.extension) if self.extension is not None else (self.days,)
        return sum(max(one.bounds()[1] for one in number.each) for number in numbers)

    def of(self, class_name: str | None, *, extended: bool = False) -> float:
        """So many days, for cases of a class or for all others, with the extension or without."""
        more = self.extension.of(class_name) if extended and self.extension is not None else 0.0
        return self.days.of(class_name) + more

    @model_validator(mode="after")
    def _within_a_century(self) -> Self:
        if self.longest > LONGEST_LIMIT:
            raise ValueError(f"{self.longest:,.10g} days is longer than a century: mind the unit")
        return self


LimitField = Annotated[Limit | None, BeforeValidator(_as_limit, json_schema_input_type=float | Limit | None)]


def _by_class(given: Any) -> Any:
    if isinstance(given, dict) and not {"value", "range", "source", "grade"} & given.keys():
        return given
    return {"all": given}


ShareByClass = Annotated[
    dict[str, Share], BeforeValidator(_by_class, json_schema_input_type=float | Number | dict[str, float | Number])
]


def _holders_by_name(given: Any) -> Any:
    """A step counts as what its name says, unless it says otherwise."""
    if not isinstance(given, dict):
        return given
    holders = get_args(Holder)
    return {
        name: {"counts_as": name if name in holders else "service", **step} if isinstance(step, dict) else step
        for name, step in given.items()
    }


Chain = Annotated[dict[Name, Step], BeforeValidator(_holders_by_name, json_schema_input_type=dict[Name, Step | None])]
EdgeField = Annotated[Edge, BeforeValidator(as_edge, json_schema_input_type=str | Edge)]


class Item(MadeOnce):
    """An approval item (审批事项): a node of the precedence graph, with its chain of steps."""

    title: Title | None = None
    owner: Owner = "government"
    department: Name | None = None
    like: Name | None = Field(None, description="the template its steps are taken from")
    applies: ShareByClass = Field(
        default_factory=lambda: {"all": Number(value=1)}, description="a probability, or one for each class"
    )
    having: Name | None = Field(None, description="only cases that have this trait need the item")
    lacking: Names = Field(default_factory=list, description="only cases that lack these traits need the item")
    luck: Name | None = Field(None, description="the name under which its luck is drawn; default: its own")
    together: Name | None = Field(None, description="items with the same word here apply to the same cases")
    after: list[EdgeField] = Field(default_factory=list)
    serves: Names | None = Field(
        None,
        min_length=1,
        description="the items for whose sake it is there, as a joint acceptance: who needs none of them does not need "
        "it, and where reforms remove them all, or make one of them, it goes too",
    )
    limit: LimitField = Field(None, description="legal maximum, working days or days of its calendar")
    promise: LimitField = Field(None, description="announced, working days or days of its calendar")
    fee: NonNegative | None = Field(None, description="what the applicant pays for it, CNY")
    government_fee: NonNegative | None = Field(None, description="what government pays others for it, CNY")
    tags: list[str] = Field(default_factory=list)
    simulated_for: Names = Field(
        default_factory=list,
        description="for these classes it is only simulated: not accepted, on no legal clock, decided by nobody",
    )
    decides: Flag = Field(
        True, description="whether it ends in a decision; no for a joint acceptance, a conclusion, a delivery"
    )
    off_clock: str | None = Field(None, description="why no step of it is on the legal clock, if government's")
    instead_of: list[Name] | None = Field(None, description="the items it was made of, when a reform merged or split")
    source: str | None = None
    steps: Chain = Field(default_factory=dict)


class CaseClass(Part):
    """A kind of case."""

    share: Share
    title: Title | None = None
    priority: Whole = Field(0, ge=-100, le=100)


def _as_class(given: Any) -> Any:
    return {"share": given} if is_number(given) or (isinstance(given, dict) and "value" in given) else given


ClassField = Annotated[CaseClass, BeforeValidator(_as_class, json_schema_input_type=float | Number | CaseClass)]


class Arrivals(Varied, MadeOnce):
    """When cases come: so many a year in a seasonal pattern, or at random intervals, or at given moments."""

    per_year: NonNegativeByYear | None = Field(
        None, description="so many cases a year, or a number for each calendar year; years not named are as the last"
    )
    bunching: Positive | None = Field(
        None, description="variance of the number of cases in a week, over its mean; default: 1, as at random"
    )
    calendar: Name | None = Field(
        None, description="cases come only in these hours, and an interval passes only in them; default: always"
    )
    season: dict[str, NonNegative] = Field(default_factory=dict, description="weight by months: {jan-feb: 0.5}")
    weekdays: dict[str, NonNegative] = Field(default_factory=dict, description="weight by weekdays: {mon: 1.3}")
    hours: dict[str, NonNegative] = Field(default_factory=dict, description='weight by hours: {"09:00-11:00": 1.5}')
    interval: DurationField | None = Field(
        None, description="time between two arrivals, all hours of the calendar alike"
    )
    at: list[Moment] | None = Field(None, description="the moments themselves")
    most: Whole | None = Field(None, ge=1, description="no more cases than this in all")

    @model_validator(mode="after")
    def _one_way_to_come(self) -> Self:
        given = [name for name in ("per_year", "interval", "at") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"found {' and '.join(given) or 'no arrivals'}: {CLASH} per_year, interval, at")
        if self.interval is not None and self.interval.unit in OF_ITEM:
            raise ValueError(f"found an interval as a share of a {self.interval.unit}: give minutes, hours or days")
        patterned = [name for name in ("calendar", "season", "weekdays", "hours", "bunching") if getattr(self, name)]
        patterned = [name for name in patterned if name != "calendar" or self.interval is None]
        if patterned and self.per_year is None:
            raise ValueError(f"found {' and '.join(patterned)} beside {given[0]}: they shape per_year; drop them")
        if self.bunching is not None and self.bunching.bounds()[0] < 1:
            found = f"bunching {self.bunching.bounds()[0]:g} would be more regular than chance"
            raise ValueError(f"{found}: give 1 or more, the variance of the cases in a week over their mean")
        return self


class Process(Part):
    """A case family: its arrivals, classes and items."""

    title: Title | None = None
    arrivals: Arrivals
    classes: dict[Name, ClassField] = Field(
        default_factory=lambda: {"case": CaseClass(share=Number(value=1))}, min_length=1
    )
    traits: dict[Name, ShareByClass] = Field(
        default_factory=dict, description="attributes a case may have, with their probability (by class)"
    )
    complexity: ChanceFactor = Field(
        Distribution(fixed=1), description="a factor on all its scaled work, drawn once a case"
    )
    complexity_source: str | None = None
    from_: Name | None = Field(None, alias="from", description="the clock starts when this item is handed in")
    until: Name | None = Field(None, description="and ends when this item is done; default: all items done")
    land: Name | None = Field(None, description="the item whose end starts the clock land to permit")
    land_step: Name | None = Field(None, description="the step of it whose end is the contract; default: its last")
    clocks: OwnClocks = Field(
        default_factory=dict,
        exclude_if=not_,
        description="further clocks of one's own, by names that end with -days",
    )
    items: dict[Name, Item] = Field(min_length=1)


class Department(Part):
    """A body that owns items: an office, or a trade of intermediaries. `year` is its good and bad years."""

    title: Title | None = None
    kind: Literal["government", "intermediary"] = "government"
    year: ChanceFactor = Distribution(fixed=1)
    year_source: str | None = None


class Run(Part):
    """How much time is simulated, and which cases are measured: those that come after warm-up and before cool-down."""

    length: Span
    warm_up: Span = 0
    cool_down: Span = 0
    follow: Span = Field(5 * 525_960, description="how long cases are followed after the last arrival")
    most_cases: Whole = Field(300_000, ge=1, description="guard against a slip of the pen")


Backlog = dict[Name, Standing]
"""For each process, how many cases stand at which item, or at which items at once: `fire-review + tender: 3`.

Or `{from: open-cases.parquet}`, each case with what it has behind it.
"""


class PassedOver(Part):
    """A part that a reform names and that the scenario does not have, so that the change does not touch it."""

    reform: Name = Field(description="which reform names it")
    what: Literal["item", "step", "pool", "calendar", "department", "process", "trait", "template"] = Field(
        description="what kind of part it is"
    )
    name: Name = Field(description="what the reform calls it")


class Epoch(Part):
    """The rules until a day on which reforms begin: who comes before it goes by them for his whole chain.

    Hours, pools and their servers are the epoch's until that day, for everybody, and then those of the next.
    """

    until: Day
    reforms: list[Name] = Field(default_factory=list, alias="reformed", description="that are in force until then")
    reform_costs: dict[Name, NonNegative] = Field(default_factory=dict)
    calendars: dict[Name, Calendar] = Field(min_length=1)
    departments: dict[Name, Department] = Field(default_factory=dict)
    pools: dict[Name, Pool] = Field(default_factory=dict)
    processes: dict[Name, Process] = Field(min_length=1)


class Scenario(Part):
    """A whole scenario, every reform applied, every default filled in: the resolved form.

    >>> import sim
    >>> scenario = sim.load_scenario("practice-2016")
    >>> str(scenario.title), scenario.target.value, list(scenario.processes)
    ('Practice in 2016', 50.0, ['investment', 'counter'])
    """

    scenario: Name
    title: Title
    start: Day
    run: Run
    target: TargetField = Field(
        Target(value=50), description="days, or {value: 30, clock: total_working_days, share: 0.8}"
    )
    legal_calendar: Name = Field("office", description="working days are counted on it")
    patience: NonNegative = Field(
        Number(value=120),
        description="minutes for which who comes to a counter in person waits before it while nobody is there; "
        "if it opens later than that, he goes home and comes again when it opens: one trip more",
    )
    reforms: list[Name] = Field(
        default_factory=list, alias="reformed", description="what `approvals resolve` has worked into it; only a label"
    )
    put_in_force: list[Name] | None = Field(
        None,
        description="in force from the beginning: what `approvals resolve` has worked into it as such; only a label",
    )
    reform_costs: dict[Name, NonNegative] = Field(
        default_factory=dict, description="what each of them costs the government a year, CNY, beside what is simulated"
    )
    reforms_kept: dict[Name, Share] | None = Field(
        None, description="how far some of them are kept: it is worked into the numbers, and only told here"
    )
    passed_over: list[PassedOver] | None = Field(
        None, description="what reforms name and the scenario does not have: only told here"
    )
    costs: Costs | None = Field(None, description="prices; without them no money is counted but fees")
    china: str | None = Field(
        None,
        pattern=r"\.ya?ml$",
        description="a holiday file that all calendars with holidays: china keep on the days of which it knows",
    )
    holidays: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="the content of the holiday files that the calendars name"
    )
    calendars: dict[Name, Calendar] = Field(min_length=1)
    departments: dict[Name, Department] = Field(default_factory=dict)
    pools: dict[Name, Pool] = Field(default_factory=dict)
    templates: dict[Name, Chain] = Field(default_factory=dict)
    processes: dict[Name, Process] = Field(min_length=1)
    before: list[Epoch] | None = Field(
        None, description="the rules before the days on which reforms begin; all else here is how it is in the end"
    )
    start_with: Backlog | None = Field(None, description="cases that are there on the first day, by process and item")
    notes: list[Title] = Field(default_factory=list, description="what was adjusted and why: text, or {en: …, zh: …}")

    @property
    def reforms_in_force(self) -> list[str]:
        """The reforms that are no package but how things are from the beginning."""
        return self.put_in_force or []
