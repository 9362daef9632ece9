"""What an answer says of itself, as a report must find it, and the kinds of number and text in all such documents.

A document holds what the command has written, whoever sent it. It is refused with the address of its first mistake;
what is right in form but does not fit together is refused too.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from sim.base.errors import did_you_mean, shown
from sim.experiment.kept_documents import Kept, KeptDocument, checked
from sim.outcomes.clocks import CLOCKS, is_clock

MOST: Final = 1e15
"""No number of a report is larger."""


def _clock(name: str) -> str:
    if not is_clock(name):
        raise ValueError(f"{shown(name)} is no clock{did_you_mean(name, CLOCKS)}")
    return name


Number = Annotated[float, Field(ge=-MOST, le=MOST)]
Days = Annotated[float, Field(gt=0, le=MOST)]
ShareOf = Annotated[float, Field(ge=0, le=1)]
Interval = Annotated[list[Number], Field(min_length=2, max_length=2)]
Clock = Annotated[str, AfterValidator(_clock)]
Package = list[str]
Count = Annotated[int, Field(ge=0)]
TableName = Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
"""The name of a table beside the document; it leads nowhere else."""


class Ran(Kept):
    """From what the results of a scenario follow."""

    scenario: str
    digest: str | None = None
    seed: int | None = None
    replications: Count | None = None
    engine: str | None = None
    version: str | None = None
    target: Days | None = None


class Provenance(Ran):
    """The same, with all that a report tells of it."""

    digest: str
    seed: int
    replications: Count
    engine: str
    version: str
    title_en: str
    title_zh: str


class Note(Kept):
    """A note of the scenario that was asked about, in both languages."""

    en: str
    zh: str


class ClockTitles(Kept):
    """What a clock of a scenario's own is called and counts."""

    en: str
    zh: str
    meaning_en: str
    meaning_zh: str
    working: bool
    target: Days | None = None


class Absent(Kept):
    """What a reform names and the scenario does not have."""

    reform: str
    what: str
    name: str


class Tenths(Kept):
    """Quantiles over the points of a sweep."""

    p10: ShareOf
    p25: ShareOf
    p50: ShareOf
    p75: ShareOf
    p90: ShareOf


class KeptIgnorance(Kept):
    """How far an answer goes when all that is guessed may be anything in its range."""

    scenario: str
    scenario_digest: str
    clock: Clock
    group: str
    target: Days
    points: Count
    replications: Count
    numbers: Count
    within: Tenths
    sure: ShareOf


class About(KeptDocument):
    """What an answer says of itself in `report.json`."""

    kind: Literal["answer"] | None = None
    target: Days
    own_targets: dict[str, Days] = Field({})
    headline: Clock | None = None
    sure: ShareOf | None = None
    base: str
    best: str
    about: str | None = None
    command: str
    scenarios: list[Provenance] = Field(min_length=1)
    ignorances: list[KeptIgnorance] = Field([])
    clocks: dict[Clock, ClockTitles] = Field({})
    notes: list[Note] = Field([])
    tables: list[TableName]
    left_out: dict[str, str] = Field({})
    not_on_it: dict[str, str] = Field({})
    holidays_by_law_from: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    passed_over: list[Absent] = Field([])

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        names = [one.scenario for one in self.scenarios]
        for key in ("base", "best", "about"):
            if getattr(self, key) not in [*names, *([None] if key == "about" else [])]:
                raise ValueError(f"its {key} {shown(getattr(self, key))} is none of its scenarios")
        if len(set(names)) < len(names):
            raise ValueError("two of its scenarios have one name")
        return self


def checked_about(document: dict[str, Any], file: Path, remedy: str) -> dict[str, Any]:
    """What an answer says of itself, refused where it is not as `approvals answer` writes it."""
    checked(About, document, file, remedy)
    return document
