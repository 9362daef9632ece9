"""The JSON of studies that a report can use, as it must be: what each command writes, and no more.

A document holds what the command has written, whoever sent it. It is refused with the address of its first mistake;
what is right in form but does not fit together is refused too.
"""

from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from sim.base.errors import shown
from sim.experiment.kept_documents import Kept, KeptDocument, checked
from sim.packages.search import Verdict
from sim.report.documents import Clock, Count, Days, Interval, KeptIgnorance, Number, Package, Ran, ShareOf
from sim.report.evidence_document import EvidenceStudy


class Rule(Kept):
    """What is promised, and how sure the verdicts are."""

    probability: ShareOf
    indifference: ShareOf | None = None
    confidence: ShareOf | None = None
    first: Count | None = None
    most: Count | None = None


class TriedPackage(Kept):
    """What came of one package."""

    reforms: Package
    verdict: Literal[tuple(one.value for one in Verdict)]  # type: ignore[valid-type]
    why: str | None = None
    cost: Number | None = None
    cost_range: Interval | None = None
    within_target: ShareOf | None = None
    within_target_ci95: Interval | None = None
    bounds: list[Number | None] | None = None
    mean_days: Number | None = None
    replications: Count | None = None
    unfinished: ShareOf | None = None
    growing: list[dict[str, Any]] = Field([])


class Hurting(Kept):
    """A reform that hurts where it is added."""

    reform: str
    added_to: Package | None = None
    within_target: Number | None = None
    within_target_ci: Interval | None = None
    mean_days: Number | None = None
    mean_days_ci: Interval | None = None


class Told(KeptDocument):
    """What studies of packages have in common."""

    scenario: str
    clock: Clock
    target: Days
    digest: str | None = None
    seed: int | None = None
    engine: str | None = None
    version: str | None = None
    replications: Count | None = None
    group: str | None = None


class SmallestStudy(Told):
    """Of `approvals smallest --json`."""

    rule: Rule
    minimal: list[Package]
    cheapest: Package | None = None
    nearest: list[Package]
    near_ties: list[Package] = Field([])
    undecided: list[Package] = Field([])
    unsteady: list[Package] = Field([])
    packages: list[TriedPackage] = Field(min_length=1)
    hurting: list[Hurting] = Field([])
    projects: str | None = Field(None, alias="class")
    reforms: list[dict[str, Any]] = Field([])
    groups: list[str] = Field([])
    guarantee: str | None = None
    floor: dict[str, Any] | None = None
    source_digest: str | None = None
    made_with: dict[str, str] = Field({})

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        played = [one.reforms for one in self.packages if one.within_target is not None]
        named = [*self.minimal, *self.nearest, *([self.cheapest] if self.cheapest is not None else [])]
        for package in named:
            if package not in played:
                raise ValueError(f"the package {shown(', '.join(package) or 'of nothing')} is none that was played")
        if not self.minimal and not self.nearest:
            raise ValueError("no package is the smallest, and none is the nearest")
        return self


class ShareOfReform(Kept):
    """What a reform has earned."""

    reform: str
    value: Number
    ci: Interval | None = None


class SharedOut(Kept):
    """What a package gains in one statistic, shared out."""

    package: Package
    statistic: Literal["mean", "p50", "p90", "within"]
    whole: Number
    whole_ci95: Interval | None
    shares: list[ShareOfReform] = Field(min_length=1)
    interactions: list[dict[str, Any]] = Field([])


class SharesStudy(Told):
    """Of `approvals shares --json`."""

    shares: list[SharedOut] = Field(min_length=1)


class PointOfFrontier(Kept):
    """What a package costs and does."""

    reforms: Package
    cost: Number
    cost_range: Interval
    within_target: ShareOf | None
    within_target_ci95: Interval | None
    efficient: bool
    perhaps_efficient: bool
    rival: Package | None = None
    lead: Number | None = None
    lead_ci: Interval | None = None


class FrontierStudy(Told):
    """Of `approvals frontier --json`."""

    points: list[PointOfFrontier] = Field(min_length=1)


class ScoreOfTarget(Kept):
    """A measure of a target of the briefing, before and after."""

    target: str
    quote: str
    measure: str
    unit: str | None = None
    kind: Literal["share", "change"]
    threshold: Number | None
    before: Number | None
    after: Number | None
    median_before: Number | None = None
    median_after: Number | None = None
    reached: Number | None
    reached_ci95: Interval | None
    met: bool | None
    basis: str | None = None
    status: Literal["met", "missed", "open", "assumed", "incomparable"] | None


class Before(Ran):
    """The scenario before; of what it has reached itself nothing is told."""

    targets: list[ScoreOfTarget] = Field([])


class After(Ran):
    """What a scenario that comes after has reached."""

    targets: list[ScoreOfTarget]


class TargetsStudy(KeptDocument):
    """Of `approvals targets --json`."""

    target: Days
    own_targets: dict[str, Days] = Field({})
    before: Before
    after: list[After] = Field(min_length=1)


class Index(Kept):
    """A share of the variance, with its interval."""

    value: Number
    ci95: Interval


class Moved(Kept):
    """How much a factor moves a figure."""

    effect: Number
    effect_spread: Number
    share_of_effects: Number | None
    first: Index | None = None
    total: Index | None = None
    regression: Index | None = None


class FactorNamed(Kept):
    """What a number is called that nobody knows for sure, what it may be, and from where that is."""

    name: str
    title: str | None = None
    title_zh: str | None = None
    kind: str | None = None
    reform: str | None = None
    low: Number | None = None
    mode: Number | None = None
    high: Number | None = None
    levels: list[Number | None] | None = None
    weights: list[Number] | None = None
    words: Annotated[list[str], Field(min_length=1)] | None = None
    words_zh: Annotated[list[str], Field(min_length=1)] | None = None
    numbers: Count | None = None
    days: Number | None = None
    source: str | None = None


class FactorOfStudy(FactorNamed):
    """A number that nobody knows for sure, and how much it moves."""

    title_en: str | None = None
    grade: Literal["law", "published", "estimate"] | None = None
    mean: Moved | None = None
    within: Moved | None = None
    not_tested_at: list[Number | None] | None = None

    @model_validator(mode="after")
    def _has_both_ends(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("a range has both a low and a high end")
        return self


class Spread(Kept):
    """What the spread of an answer is made of."""

    unknown_inputs: Number
    chance: Number
    too_few_runs: Number


class BudgetOfFigure(Kept):
    """The uncertainty budget of a figure."""

    variances: Spread | None = None
    shares: Spread | None
    unknown_inputs_ci95: Interval | None = None
    replications: Count | None = None


class SensitivityStudy(Told):
    """Of `approvals sensitivity --json`."""

    factors: list[FactorOfStudy] = Field(min_length=1)
    budget: dict[Literal["mean", "within"], BudgetOfFigure] = Field({})
    disagreements: list[dict[str, Any]] = Field([])
    points: Count | None = None
    not_everybody_finished: Count = 0
    nobody_finished: Count = 0


class Valued(Kept):
    """What knowing something is worth, and as a share of knowing everything."""

    worth: Index
    share: Index | None


class FilesOfNumber(Valued):
    """What so many files bring."""

    files: Count


class KnownNumber(Valued, FactorNamed):
    """A number that nobody knows for sure, what knowing it is worth, and how it is found out."""

    grade: str | None = None
    variance: Index | None
    telling: bool
    way: Literal["ask", "time", "count"]
    who_en: str
    who_zh: str
    files: list[FilesOfNumber]
    enough: Count | None


class InTurn(Valued):
    """Numbers that are asked about together."""

    factors: Annotated[list[str], Field(min_length=1)]


class OptionOfDecision(Kept):
    """One of the things that can be decided."""

    reforms: Package
    title_en: str
    title_zh: str
    within_target: ShareOf
    benefit: Number


class DecisionOfStudy(Kept):
    """What is decided."""

    kind: Literal["announce", "choose"]
    probability: ShareOf | None = None
    price: Number | None = None
    unit: Literal["points", "CNY"]
    options: Annotated[list[OptionOfDecision], Field(min_length=2)]
    best: Count


class WorthStudy(Told):
    """Of `approvals worth --json`."""

    decision: DecisionOfStudy
    everything: Index
    knowing: list[KnownNumber] = Field(min_length=1)
    in_turn: list[InTurn]
    asked: bool
    points: Count
    left_out: Count = 0
    study: str | None = None
    projects: str = Field("all", alias="class")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.decision.best >= len(self.decision.options):
            raise ValueError(f"the best option is number {self.decision.best}, of {len(self.decision.options)} from 0")
        if (self.decision.kind == "announce") == (self.decision.probability is None):
            raise ValueError("to announce needs a probability, and to choose a package has none")
        known = {one.name for one in self.knowing}
        for name in (name for one in self.in_turn for name in one.factors):
            if name not in known:
                raise ValueError(f"'{shown(name)}' is none of the numbers")
        return self


class IgnoranceStudy(KeptDocument):
    """Of `approvals discover --json`: the part that a report uses; the boxes are told to people."""

    ignorance: KeptIgnorance
    study: str | None = None
    digest: str | None = None
    clock: Clock | None = None
    projects: str | None = Field(None, alias="class")
    target: Days | None = None
    probability: ShareOf | None = None
    points: Count | None = None
    missed: Count | None = None
    nobody_finished: Count | None = None
    base_rate: ShareOf | None = None
    boxes: list[dict[str, Any]] = Field([])


STUDIES: Final[dict[str, tuple[str, type[KeptDocument]]]] = {
    "smallest": ("packages", SmallestStudy),
    "sensitivity": ("factors", SensitivityStudy),
    "targets": ("after", TargetsStudy),
    "worth": ("knowing", WorthStudy),
    "shares": ("shares", SharesStudy),
    "ignorance": ("ignorance", IgnoranceStudy),
    "frontier": ("points", FrontierStudy),
    "calibration": ("numbers", EvidenceStudy),
}
"""The documents that a report can use: the key by which each is known, the first that is there, and what it must be."""


COMMANDS: Final = {"ignorance": "discover", "calibration": "calibrate"}
"""The commands that are not called as the study."""


def kind_of(document: dict[str, Any]) -> str | None:
    """Of which study a document is; none that a report can use where it has none of the keys, or is of `indices`."""
    if "together" in document:
        return None
    return next((kind for kind, (key, _) in STUDIES.items() if key in document), None)


def checked_study(kind: str, document: dict[str, Any], file: Path) -> dict[str, Any]:
    """A study, refused where it is not as its command writes it."""
    checked(STUDIES[kind][1], document, file, f"write it anew with 'approvals {COMMANDS.get(kind, kind)} --json'")
    return document
