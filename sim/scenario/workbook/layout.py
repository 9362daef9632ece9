"""Which sheets the form has, which columns stand in each, and what each says in a scenario.

A row is a part of the scenario, such as a pool; what its columns say stands under the part's path. In a workbook that
stands on a base, most columns have one in front that shows what the base says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

Kind = Literal["text", "names", "number", "whole", "choice", "any", "date", "days", "span", "shown"]
"""What a cell holds: `any` is YAML, `days` are weekdays, `span` is a span of time, `shown` is only to be read."""
Path = tuple[str, ...]

ROW: Final = "row"
MORE: Final = "more"
BASE: Final = "base"


@dataclass(frozen=True)
class Column:
    """A column of a sheet; *words* are its heading and explanation, *suffix* is put behind the heading."""

    key: str
    words: str
    kind: Kind = "text"
    suffix: str = ""
    group: str = ""
    """Of a choice, what there is to choose from."""
    refers: str = ""
    """The sheet of whose parts it names one, or several."""
    folded: bool = False
    """Whether it is folded away at first."""


@dataclass(frozen=True)
class Field:
    """One thing that a row says, in one cell."""

    key: str
    path: Path
    kind: Kind = "text"
    words: str = ""
    group: str = ""
    refers: str = ""
    shown: bool = True
    """Whether what the base says is shown beside it."""

    @property
    def columns(self) -> list[Column]:
        """Its column."""
        return [Column(self.key, self.words or self.key, self.kind, group=self.group, refers=self.refers)]

    @property
    def shows(self) -> list[Column]:
        """The column in front of it that shows what the base says."""
        return [Column(f"{BASE}.{self.key}", self.words or self.key, "shown", "base")] if self.shown else []


EVIDENCE: Final = ("low", "high", "source", "grade")


@dataclass(frozen=True)
class NumberField(Field):
    """A number in a cell, and beside it how low and high it may be, its source and grade."""

    known_at: Path = ()
    """Where source and grade stand; with the number, if nothing is said."""

    @property
    def columns(self) -> list[Column]:
        """The number, and what is known about it."""
        words = self.words or self.key
        kinds: dict[str, Kind] = {"low": "number", "high": "number", "source": "text", "grade": "choice"}
        number = Column(self.key, words, "number")
        known = [
            Column(f"{self.key}.{name}", words, kinds[name], name, "grade" if name == "grade" else "", folded=True)
            for name in EVIDENCE
        ]
        return [number, *known]

    @property
    def shows(self) -> list[Column]:
        """What the base says: the number, and its range and source in words."""
        words = self.words or self.key
        evidence = Column(f"{BASE}.{self.key}.evidence", words, "shown", "evidence", folded=True)
        return [Column(f"{BASE}.{self.key}", words, "shown", "base"), evidence]


@dataclass(frozen=True)
class TitleField(Field):
    """What people call a part, in both languages."""

    @property
    def columns(self) -> list[Column]:
        """The two titles."""
        return [Column("title-zh", "title-zh"), Column("title-en", "title-en")]

    @property
    def shows(self) -> list[Column]:
        """The title that the base has."""
        return [Column(f"{BASE}.title", "title", "shown")]


PARAMETERS: Final = ("first", "second", "third")


@dataclass(frozen=True)
class DurationField(Field):
    """How long a step takes: the way it passes, a distribution in a unit, the factor that carries the ignorance."""

    @property
    def columns(self) -> list[Column]:
        """The cells of a duration, in which those left empty are as the base shows them."""
        return [
            Column("way", "way", "choice", group="way"),
            *(Column(name, name, "number") for name in PARAMETERS),
            Column("time-unit", "time-unit", "choice", group="time-unit"),
            Column("shape", "shape", "choice", group="shape", folded=True),
            Column("factor-low", "factor-low", "number", folded=True),
            Column("factor-high", "factor-high", "number", folded=True),
            Column("duration-source", "duration-source", folded=True),
            Column("duration-grade", "duration-grade", "choice", group="grade", folded=True),
        ]

    @property
    def shows(self) -> list[Column]:
        """What the base says."""
        names = ("way", *PARAMETERS, "time-unit", "shape")
        said = [Column(f"{BASE}.{name}", name, "shown", "base", folded=name == "shape") for name in names]
        return [*said, Column(f"{BASE}.evidence", "duration-source", "shown", "base", folded=True)]


@dataclass(frozen=True)
class Sheet:
    """A sheet with a part of the scenario on each row."""

    key: str
    keys: tuple[Column, ...]
    """The columns that name the part."""
    at: str
    """The path of the part, with the keys in braces."""
    fields: tuple[Field, ...]
    subject: str = ""
    """What a change of such a part is about, as a scenario's `changes` say it."""
    rows: tuple[str, ...] = ("new",)
    """What may become of a row, beside changes: new, drop."""
    labelled: bool = False
    """Whether the title of the item that a row is about is shown beside its name."""

    def path(self, key: tuple[str, ...]) -> Path:
        """The path of the part of a row."""
        names = {column.key: name for column, name in zip(self.keys, key, strict=True)}
        return tuple(names.get(part[1:-1], part) if part.startswith("{") else part for part in self.at.split("."))

    @property
    def label(self) -> list[Column]:
        """The column that shows what the base calls the part."""
        titled = self.labelled or any(isinstance(field, TitleField) for field in self.fields)
        return [Column(f"{BASE}.title", "title", "shown")] if titled else []

    @cached_property
    def said(self) -> list[Column]:
        """All columns that are read."""
        own = [column for field in self.fields for column in field.columns]
        return [*self.keys, Column(ROW, ROW, "choice", group="row"), *own, Column(MORE, MORE, "any")]

    def columns(self, on_base: bool) -> Iterator[Column]:
        """All columns in their order, with those that show the base or without."""
        yield from self.keys
        yield from self.label if on_base else ()
        if on_base and self.rows:
            yield Column(ROW, ROW, "choice", group="row")
        for field in self.fields:
            yield from field.shows if on_base and not isinstance(field, TitleField) else ()
            yield from field.columns
        yield Column(MORE, MORE, "any")


TITLE: Final = TitleField("title", ("title",))
CHAIN: Final = (
    DurationField("duration", ()),
    Field("pool", ("pool",), "names", refers="pools"),
    Field("calendar", ("calendar",), words="step-calendar", refers="calendars"),
    Field("share", ("share",), "any", words="step-share"),
    Field("returns", ("returns",), "any"),
    Field("again", ("again",), "any", shown=False),
    Field("documents", ("documents",), "any"),
    Field("trips", ("trips",), "whole"),
    Field("legal", ("legal",), "choice", group="flag"),
    Field("accepts", ("accepts",), "choice", group="flag", shown=False),
    Field("is-complex", ("complexity",), "choice", group="flag", shown=False),
    Field("counts-as", ("counts_as",), shown=False),
)

PROCESSES: Final = Sheet(
    "processes",
    (Column("process", "name"),),
    "processes.{process}",
    (
        TITLE,
        NumberField("per-year", ("arrivals", "per_year")),
        Field("arrivals-calendar", ("arrivals", "calendar"), refers="calendars"),
        Field("from", ("from",), refers="items"),
        Field("until", ("until",), refers="items"),
        Field("land", ("land",), refers="items"),
        Field("land-step", ("land_step",)),
        Field("complexity", ("complexity",), "any", shown=False),
        Field("complexity-source", ("complexity_source",), shown=False),
    ),
    "processes",
    ("new", "drop"),
)
CLASSES: Final = Sheet(
    "classes",
    (Column("process", "process"), Column("name", "class-name")),
    "processes.{process}.classes.{name}",
    (TITLE, NumberField("share", ("share",)), Field("priority", ("priority",), "whole", shown=False)),
    "processes",
)
TRAITS: Final = Sheet(
    "traits",
    (Column("process", "process"), Column("trait", "trait"), Column("class", "class")),
    "processes.{process}.traits.{trait}.{class}",
    (NumberField("share", ()),),
    "traits",
    (),
)
DEPARTMENTS: Final = Sheet(
    "departments",
    (Column("name", "name"),),
    "departments.{name}",
    (
        TITLE,
        Field("kind", ("kind",), "choice", group="kind"),
        Field("year", ("year",), "any", shown=False),
        Field("year-source", ("year_source",), shown=False),
    ),
    "departments",
)
POOLS: Final = Sheet(
    "pools",
    (Column("name", "name"),),
    "pools.{name}",
    (
        TITLE,
        NumberField("servers", ("servers",)),
        Field("calendar", ("calendar",), refers="calendars"),
        NumberField("availability", ("availability",)),
        NumberField("absence", ("absence",)),
        Field("deputy", ("deputy",), "choice", group="flag"),
        Field("discipline", ("discipline",), "choice", group="discipline"),
        Field("department", ("department",), refers="departments", shown=False),
        Field("shifts", ("shifts",), "any"),
        Field("seats", ("seats",), "any"),
        Field("slot", ("slot",), "whole", shown=False),
        Field("counter", ("counter",), "choice", group="flag", shown=False),
        Field("tags", ("tags",), "names", shown=False),
    ),
    "pools",
)
ITEMS: Final = Sheet(
    "items",
    (Column("process", "process"), Column("name", "name")),
    "processes.{process}.items.{name}",
    (
        TITLE,
        Field("department", ("department",), refers="departments"),
        Field("owner", ("owner",), "choice", group="owner"),
        NumberField("limit", ("limit", "days"), known_at=("limit",)),
        NumberField("promise", ("promise", "days")),
        Field("after", ("after",), "any", refers="items"),
        NumberField("fee", ("fee",)),
        Field("like", ("like",), shown=False),
        Field("having", ("having",), shown=False),
        Field("tags", ("tags",), "names", shown=False),
        Field("source", ("source",), shown=False),
    ),
    "items",
    ("new", "drop"),
)
NEEDS: Final = Sheet(
    "needs",
    (Column("process", "process"), Column("item", "item"), Column("class", "class")),
    "processes.{process}.items.{item}.applies.{class}",
    (NumberField("share", ()),),
    "items",
    (),
    labelled=True,
)
STEPS: Final = Sheet(
    "steps",
    (Column("process", "process"), Column("item", "item"), Column("step", "step")),
    "processes.{process}.items.{item}.steps.{step}",
    CHAIN,
    "steps",
    ("drop",),
    labelled=True,
)
TEMPLATES: Final = Sheet(
    "templates",
    (Column("template", "name"), Column("step", "step")),
    "templates.{template}.{step}",
    CHAIN,
    "templates",
    (),
)
CALENDARS: Final = Sheet(
    "calendars",
    (Column("name", "name"),),
    "calendars.{name}",
    (
        TITLE,
        Field("days", ("days",), "days"),
        Field("hours", ("hours",), "names"),
        Field("holidays", ("holidays",), "choice", group="holidays"),
        Field("same-hours", ("like",), refers="calendars"),
        Field("every-weeks", ("every_weeks",), "whole"),
        Field("week", ("week",), "whole", shown=False),
        Field("source", ("source",), shown=False),
    ),
    "calendars",
)
TABLES: Final = (
    PROCESSES, CLASSES, TRAITS, DEPARTMENTS, POOLS, ITEMS, NEEDS, STEPS, TEMPLATES, CALENDARS,
)  # fmt: skip
"""The sheets with parts of the scenario, in the order in which they are read."""


@dataclass(frozen=True)
class Line:
    """A line of a sheet with one thing on each: what it says of the scenario."""

    key: str
    path: Path
    kind: Kind = "text"
    with_evidence: bool = False


def _numbers(*paths: str) -> tuple[Line, ...]:
    return tuple(Line(path, tuple(path.split(".")), "number", with_evidence=True) for path in paths)


OVERALL: Final = (
    Line("scenario", ("scenario",)),
    Line("title-zh", ("title", "zh")),
    Line("title-en", ("title", "en")),
    Line("extends", ("extends",), "names"),
    Line("start", ("start",), "date"),
    *(Line(f"run.{name}", ("run", name), "span") for name in ("length", "warm_up", "cool_down", "follow")),
    Line("run.most_cases", ("run", "most_cases"), "whole"),
    Line("target", ("target",), "number", with_evidence=True),
    Line("target.clock", ("target", "clock")),
    Line("target.share", ("target", "share"), "number"),
    *_numbers("patience", "kept"),
    Line("china", ("china",)),
    Line("legal_calendar", ("legal_calendar",)),
)
COSTS: Final = _numbers(
    *(f"costs.{name}" for name in (
        "staff_hour", "overtime", "rest_day", "applicant_hour", "trip_hours", "trip_fare", "document_hours",
        "correction_hours",
    ))
)  # fmt: skip
LINES: Final = {"overall": OVERALL, "costs": COSTS}
WHOLE: Final = ("run", "target", "costs")
"""What a scenario says as a whole: who fills in one line of it takes the others as the base has them."""

LINE_COLUMNS: Final = (
    Column("key", "key"),
    Column("parameter", "parameter", "shown"),
    Column(f"{BASE}.value", "base-value", "shown"),
    Column("value", "value", "any"),
    Column("unit", "unit", "shown"),
    Column("low", "value", "number", "low"),
    Column("high", "value", "number", "high"),
    Column("source", "value", "text", "source"),
    Column("grade", "value", "choice", "grade", "grade"),
    Column("explanation", "explanation", "shown"),
    *(Column(f"{BASE}.{name}", "base-value", "shown", name, folded=True) for name in EVIDENCE),
)
REFORM_COLUMNS: Final = (
    Column("reform", "reform"),
    Column("base.title", "title", "shown"),
    Column("use", "use", "choice", group="flag"),
    Column("begins", "begins", "date"),
    Column("in-base", "in-base", "shown"),
    Column("mechanism", "mechanism", "shown"),
    Column("per-year-cost", "per-year-cost", "shown"),
    Column("company", "company", "shown"),
)
NOTE_COLUMNS: Final = (Column("note-zh", "note-zh"), Column("note-en", "note-en"))
OTHER_COLUMNS: Final = (Column("other-key", "other-key"), Column("other-value", "other-value", "any"))
MATTER_COLUMNS: Final = (
    Column("matter", "matter"),
    Column("matter-name", "matter-name"),
    Column("department", "department", refers="departments"),
    Column("owner", "owner", "choice", group="owner"),
    Column("like", "like"),
    Column("limit", "limit", "number"),
    Column("promise", "promise", "number"),
    Column("matter-class", "matter-class", "names", refers="classes"),
    Column("share", "share", "number"),
    Column("after", "after", "names"),
    Column("fee", "fee", "number"),
    Column("clock", "clock", "choice", group="clock"),
    Column("source", "source"),
)
