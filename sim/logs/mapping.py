"""The map of a log: which file, column and code says what; `approvals log map` guesses it, and a planner corrects it.

A column is named as its file names it; it is looked for in the first table, then in the others.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, Tag, model_validator

from sim.base.errors import did_you_mean
from sim.logs.conditions import columns_of, parsed
from sim.logs.states import GROUPS, PLATFORM, STATES, State
from sim.scenario.model import Day, OneOrMore
from sim.scenario.quantities import FIRST_FITTING, KNOWN, PLAIN, Name, Part, Span
from sim.scenario.validation import validated
from sim.scenario.yaml_file import read_yaml

Form = Literal["states", "wide", "events", "xes"]
Moment = Literal[State, "decided"]
FORMS: Final = {
    "states": "a row a change of state, with a code",
    "wide": "a row an item, with a column a moment",
    "events": "a row an event of any kind, told apart by its words",
    "xes": "XES, as process mining has it",
}
"""What a row is."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no zone '{name[:40]}': give one such as Asia/Shanghai, or UTC") from None
    return name


Zone = Annotated[str, BeforeValidator(lambda given: _zone(str(given)))]


class About(Part):
    """What the log is, and when it ends."""

    form: Form
    zone: Zone = Field("Asia/Shanghai", description="where the offices are")
    stamps: Zone | None = Field(None, description="of stamps that say no zone; default: that of the offices")
    until: Day | None = Field(None, description="the day of the export; default: the last day that has a sane event")


class Column(Part):
    """A column, and the table in which it is meant, if several have it."""

    column: str
    table: str | None = None


def _as_column(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


ColumnField = Annotated[Column, BeforeValidator(_as_column, json_schema_input_type=str | Column)]


class Items(Part):
    """Which item a row is about: by a column and the names of what stands there, or one for all rows."""

    column: str | None = None
    table: str | None = None
    names: dict[str, Name] | None = Field(None, description="of what stands there; without it, as it stands")
    all: Name | None = Field(None, description="the one item that every row is about")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.column is None) == (self.all is None):
            raise ValueError("give exactly one of column, all")
        if self.all is not None and self.names is not None:
            raise ValueError("found names beside all: drop one of them")
        return self


class Meaning(Part):
    """What an event means: which state, and of which item, if the row does not say."""

    state: State
    item: Name | None = None


def _as_meaning(given: Any) -> Any:
    return {"state": given} if isinstance(given, str) else given


MeaningField = Annotated[Meaning, BeforeValidator(_as_meaning, json_schema_input_type=str | Meaning)]


Codes = Annotated[
    Annotated[Literal["platform", "words"], Tag(PLAIN)]
    | Annotated[dict[str, MeaningField], Field(min_length=1), Tag(KNOWN)],
    FIRST_FITTING,
]


class States(Part):
    """Which state a row tells: by the codes of a platform, by our own words, or by a list."""

    column: str
    table: str | None = None
    codes: Codes = "platform"
    others: Literal["refused", "touched"] = Field(
        "refused", description="what a code is that is not named: refused and told, or work that changes nothing"
    )

    @property
    def meanings(self) -> dict[str, Meaning]:
        """What each code means."""
        if isinstance(self.codes, dict):
            return self.codes
        known = PLATFORM if self.codes == "platform" else {state: state for state in STATES}
        return {code: Meaning(state=state) for code, state in known.items()}


class Results(Part):
    """With what a decision ended."""

    column: str
    codes: dict[str, State]


class Finished(Part):
    """The closing rule: by which state an item is over, and after how long a silence it is taken for given up."""

    state: Annotated[list[str], OneOrMore] = Field(default_factory=lambda: ["decided", "withdrawn", "not-accepted"])
    silent: Span | None = Field(None, description="so long without an event, and it is taken for withdrawn")

    @model_validator(mode="after")
    def _known_states(self) -> Self:
        for name in self.state:
            if name not in GROUPS and name not in STATES:
                raise ValueError(f"no state '{name}'{did_you_mean(name, [*GROUPS, *STATES])}")
        return self

    @property
    def ends(self) -> frozenset[str]:
        """The states by which an item is over; who is revoked is over too."""
        return frozenset(one for name in self.state for one in GROUPS.get(name, (name,))) | {"revoked"}


class Drop(Part):
    """What is left out."""

    handlers: Annotated[list[str], OneOrMore] = Field(
        default_factory=list, description="test users and machines; * stands for any letters"
    )


def _condition(given: Any) -> Any:
    parsed(str(given))
    return str(given)


Condition = Annotated[str, BeforeValidator(_condition)]


class Map(Part):
    """A whole map."""

    log: About
    tables: dict[str, Annotated[list[str], Field(min_length=1), OneOrMore]] = Field(
        min_length=1, description="files beside the map, the first those with the rows; several files are one table"
    )
    join: dict[str, str] = Field(default_factory=dict, description="table: the column by which its rows are found")
    case: ColumnField
    item: Items
    instance: str | None = Field(None, description="the number of the application, if an item may come twice")
    state: States | None = None
    time: str | None = None
    moments: dict[Moment, str] = Field(default_factory=dict, description="state: the column that holds its time")
    result: Results | None = None
    limit: str | None = Field(None, description="the legal limit in days")
    promise: str | None = Field(None, description="the announced limit in days")
    due: str | None = Field(None, description="the day by which a decision is promised")
    handler: str | None = Field(None, description="only counted, never kept")
    classes: dict[Name, Condition] = Field(default_factory=dict, description='such as "tdhqfs in [1, 2]"; first wins')
    traits: dict[Name, Condition] = Field(default_factory=dict)
    finished: Finished = Finished()
    drop: Drop = Drop()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.log.form == "wide" and (self.state is not None or not self.moments):
            raise ValueError("a wide log has moments and no state: give 'moments: {received: …, decided: …}'")
        if self.log.form != "wide" and (self.state is None) != (self.time is None):
            raise ValueError("state and time go together: give both")
        if self.state is None and not self.moments:
            raise ValueError("nothing says what happened when: give state and time, or moments")
        for table in self.join:
            if table not in self.tables:
                raise ValueError(f"join: no table '{table}'{did_you_mean(table, self.tables)}")
            if table == self.main:
                raise ValueError(f"join: '{table}' has the rows, and is joined to nothing: leave it out")
        if missing := [table for table in [*self.tables][1:] if table not in self.join]:
            raise ValueError(f"join: does not say by which column rows of '{missing[0]}' are found: add it")
        return self

    @property
    def main(self) -> str:
        """The table that has the rows."""
        return next(iter(self.tables))

    def columns(self) -> dict[str, str | None]:
        """Every column that is named, and the table in which it must be, if that is said."""
        named: dict[str, str | None] = {self.case.column: self.case.table}
        for part in (self.item, self.state):
            if part is not None and part.column is not None:
                named[part.column] = part.table
        plain = [self.instance, self.time, self.limit, self.promise, self.due, self.handler, *self.moments.values()]
        plain += [self.result.column] if self.result else []
        for condition in (*self.classes.values(), *self.traits.values()):
            plain += columns_of(condition)
        return {**{name: None for name in plain if name is not None}, **named}


def read_map(file: Path) -> Map:
    """The map of a file. Raises `ScenarioError` with the address of the first mistake."""
    return validated(Map, read_yaml(file, as_quoted=True, begins="log: {form: states}"), str(file))
