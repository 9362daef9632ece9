"""How far an answer goes when all that is guessed may be anything in its range: what stands beside a headline.

An interval of replications is about chance. What nobody has measured is moved by a sweep, every number within its own
range at once (`sim.studies.discovery.ignorance_of`): what share of projects is within the target from one of its points
to the next. The spread holds a little of chance too, as each point is played a few times only, so that it is rather too
wide than too narrow.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sim.base.errors import UserError
from sim.base.library import SHIPPED
from sim.experiment.groups import ALL
from sim.scenario import Scenario, digest
from sim.statistics.decision import SURE

TENTHS: Final = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
STUDIED: Final = SHIPPED / "ignorance"
"""The spreads that come with the program, one for each scenario that was studied."""


@dataclass(frozen=True)
class Ignorance:
    """Over the points of a sweep, the share of projects within the target."""

    scenario: str
    scenario_digest: str
    clock: str
    group: str
    target: float
    points: int
    replications: int
    numbers: int
    """So many were moved at once."""
    within: dict[str, float]
    """The quantiles p10 to p90 over the points."""
    sure: float
    """The share of the points at which nine projects in ten are within the target."""

    @property
    def is_sure(self) -> bool:
        """Whether the promise is kept wherever the guesses lie, but for one point in ten."""
        return self.sure >= SURE


def document_of(ignorance: Ignorance) -> dict[str, Any]:
    """A range of ignorance for machines, as `from_document` reads it."""
    return asdict(ignorance)


def from_document(document: Mapping[str, Any], file: Path) -> Ignorance:
    """An ignorance as it was written. Raises `UserError` with the name of a *file* that is spoilt."""
    try:
        found = Ignorance(**document)
        numbers = [found.target, found.points, found.numbers, found.sure, *(found.within[name] for name in TENTHS)]
    except (KeyError, TypeError) as error:
        raise UserError(f"{file}: is no range of ignorance ({error}): make it with 'approvals discover'") from None
    if not all(isinstance(number, (int, float)) for number in numbers):
        raise UserError(f"{file}: is no range of ignorance: make it with 'approvals discover'")
    return found


def known_of(scenario: Scenario, clock: str, target: float, folder: Path = STUDIED) -> Ignorance | None:
    """What was studied of this very scenario and comes with the program; nothing if it has changed since."""
    file = folder / f"{scenario.scenario}.json"
    if not file.is_file():
        return None
    found = from_document(json.loads(file.read_text(encoding="utf-8"))["ignorance"], file)
    asked = (digest(scenario), clock, ALL, target)
    same = asked == (found.scenario_digest, found.clock, found.group, found.target)
    return found if same else None
