"""What is decided, and what each option brings at each point of a sweep.

To announce the target or not: who announces has won, on a scale of one, 1 - p for each project that is in time and lost
p for each that is late; so that it pays exactly where the share P within the target is at least p, and brings P - p. Or
to choose one of the packages that the sweep switches: that which brings most projects within the target, or, where a
percent more of them has a price, that whose price is most above its cost.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.base.errors import UserError
from sim.statistics.information import Benefits
from sim.studies.crossed import COST, Package, choices, crossed
from sim.studies.sweep import Answers, Finished

PERCENT: Final = 100.0
NO_PACKAGE: Final = Package((), "", "")


@dataclass(frozen=True)
class Announce:
    """To announce the target if the share of projects within it is at least so much."""

    probability: float


@dataclass(frozen=True)
class Choose:
    """To choose the best package; *price*: what one percent more of projects in time is worth a year, in yuan."""

    price: float | None = None


Question = Announce | Choose


@dataclass(frozen=True)
class Option:
    """One of the things that can be decided."""

    package: Package
    """To be chosen; without reforms where it is whether to announce."""
    within: float
    """The share of projects within the target, on average over all points."""


@dataclass(frozen=True)
class Decision:
    """What is decided, with what each option brings where."""

    question: Question
    options: tuple[Option, ...]
    benefits: Benefits
    """In percentage points of projects in time; in yuan a year where a percent of them has a price."""
    points: Ints
    """The numbers of the points at which the unknown numbers of each row stand."""
    telling: tuple[Floats, Floats]
    """The share of projects within the target under the best package, and by replication."""

    @property
    def unit(self) -> str:
        """Of the benefits: percentage points or yuan a year."""
        return "CNY" if isinstance(self.question, Choose) and self.question.price is not None else "points"


def decision_of(finished: Finished, question: Question, told: Answers) -> Decision:
    """The decision with what the sweep says of it. Raises `UserError` for a question that this sweep cannot answer."""
    return (
        announcing(finished, question, told) if isinstance(question, Announce) else choosing(finished, question, told)
    )


def announcing(finished: Finished, question: Announce, told: Answers) -> Decision:
    """To announce or not; refused where the sweep switches reforms, for what would be announced is not known."""
    if switched := choices(finished.manifest):
        message = f"switches '{switched[0]}', which is a choice: ask with --packages, or sweep the ranges alone"
        raise UserError(f"{finished.folder}: {message}")
    share, table = told.figures["within"], told.tables["within"]
    gain = PERCENT * (share - question.probability)
    each = PERCENT * (table - question.probability)
    mean = float(share.mean())
    benefits = Benefits.of(np.column_stack([np.zeros(len(gain)), gain]), np.stack([np.zeros(each.shape), each], axis=2))
    return Decision(
        question, (Option(NO_PACKAGE, mean), Option(NO_PACKAGE, mean)), benefits, told.points, (share, table)
    )


def choosing(finished: Finished, question: Choose, told: Answers) -> Decision:
    """Which package; refused where not every package was played at every point, or what they cost is not told."""
    played = crossed(finished, told)
    benefits, each = PERCENT * played.within, PERCENT * played.tables
    if question.price is not None:
        if played.costs is None:
            remedy = f"add {COST} to the responses of the study, or leave out --price"
            raise UserError(f"{finished.folder}: does not tell everywhere what packages cost: {remedy}")
        benefits = benefits * question.price - played.costs.mean(axis=1)
        each = each * question.price - played.costs
    shares = played.within.mean(axis=0).tolist()
    options = tuple(Option(package, share) for package, share in zip(played.packages, shares, strict=True))
    made = Benefits.of(benefits, each)
    telling = (played.within[:, made.best], played.tables[:, :, made.best])
    return Decision(question, options, made, played.points, telling)
