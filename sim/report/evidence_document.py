"""The evidence of a calibration, as a report must find it."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sim.base.errors import shown
from sim.experiment.kept_documents import Kept, KeptDocument
from sim.logs.words import WORDING
from sim.report.documents import Count, Interval, Number


class LogRead(Kept):
    """The log of which it is the evidence."""

    files: list[str]
    events: Count
    cases: Count
    digest: str


class StatusCount(Kept):
    """How many numbers of the base are of each status."""

    measured: Count
    bounded: Count
    jointly: Count
    untouched: Count


class KnownOfNumber(Kept):
    """What is known of one number of the base, and why."""

    address: str
    status: Literal["measured", "bounded", "jointly", "untouched"]
    reason: str
    why: str
    title_en: str | None = None
    title_zh: str | None = None
    base: Number | None
    base_range: Interval | None
    value: Number | None = None
    range: Interval | None = None
    outside: bool = False
    unit: str = ""
    n: Count | None = None
    open: Count | Annotated[str, Field(pattern=r"^<[0-9]+$")] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if f"why.{self.reason}" not in WORDING.words():
            raise ValueError(f"its reason {shown(self.reason)} is none that this program knows")
        if self.status in ("measured", "bounded") and None in (self.value, self.range, self.title_en, self.title_zh):
            raise ValueError(f"{shown(self.address)} is {self.status} and has no value, range or title")
        return self


class RowOfFit(Kept):
    """A measure of the fit."""

    measure: str
    name: str
    seen: Number | None
    played: Number | None
    difference: Number | None
    floor: Number | None
    unit: Literal["share", "days", "hours", "cases", "ratio"]
    drift: Number | None
    not_reached: list[Literal["seen", "played", "difference", "floor", "drift"]]
    title: str
    within: bool


class FitOfEvidence(Kept):
    """How what was measured fits time on which it was not."""

    scenario: str
    since: str
    until: str
    cases: Count
    sentence: str
    rows: list[RowOfFit]


class Moved(Kept):
    """Where a number was in all worlds, and where it is in those that are left."""

    tried: Number
    kept: Number


class WorldsOfEvidence(Kept):
    """The joint worlds that give the log."""

    tried: Count
    kept: Count
    empty: Count
    numbers: Count
    excluded_by: dict[str, Count]
    moved: dict[str, Moved]


class EvidenceStudy(KeptDocument):
    """What `approvals calibrate` writes beside the scenario."""

    kind: Literal["calibration"]
    scenario: str
    base: str
    process: str
    log: LogRead
    seed: int
    count: StatusCount
    items_not_in_base: list[str]
    slower_as_played: dict[str, Any]
    edges: list[dict[str, Any]]
    numbers: list[KnownOfNumber]
    fit: FitOfEvidence | None = None
    worlds: WorldsOfEvidence | None = None
