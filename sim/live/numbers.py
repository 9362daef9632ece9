"""Which numbers of a scenario can be changed on the page: those most of a project's time rests on, and all staff."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.errors import UserError, shown
from sim.experiment.replications import Settings, run
from sim.experiment.tables.assumptions import assumptions
from sim.scenario.addresses import Keys, address, numbers
from sim.scenario.load import as_document
from sim.scenario.quantities import TwoLanguages
from sim.scenario.titles.titles import title_of
from sim.studies.design import Design
from sim.studies.design.factors import BASE, RESOLVED, Factor, Spot
from sim.studies.design.point import StudiedScenario

MOST: Final = 20
"""So many assumptions have a field; of staff every pool has one."""
MOST_SERVERS: Final = 999
LOOKED_AT: Final = 2
"""Replications that are played to see on which assumptions the time rests."""


@dataclass(frozen=True)
class Adjustable:
    """A number, or several that are one assumption, which can be changed."""

    key: str
    title: TwoLanguages
    value: float
    low: float
    high: float
    whole: bool
    is_staff: bool
    spots: tuple[Spot, ...]

    def document(self) -> dict[str, Any]:
        """The field for the page."""
        title = {"en": self.title.en, "zh": self.title.zh}
        bounds = {"value": self.value, "low": self.low, "high": self.high}
        kinds = {"whole": self.whole, "staff": self.is_staff, "factor": self.spots[0].keys[-1] == "times"}
        return {"key": self.key, "title": title, **bounds, **kinds}

    def checked(self, value: object) -> float:
        """The value as a number within its bounds. Raises `UserError` with the field's name and what it may be."""
        number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        if number is None or not self.low <= number <= self.high or (self.whole and number != int(number)):
            kind = "whole number" if self.whole else "number"
            raise UserError(f"{self.key}: found {shown(value)}: give a {kind} from {self.low:g} to {self.high:g}")
        return number


def adjustable(design: Design, seed: int, engine: str) -> list[Adjustable]:
    """The fields of a scenario: assumptions by how far their ranges move a project's time, then servers by pool."""
    [result] = run([design.written], Settings(seed, LOOKED_AT, engine, workers=1))
    staff = list(_staff(design.studied))
    taken = {one.spots[0].keys for one in staff}
    ranked = sorted(_weighed(design, assumptions(result), taken), key=lambda one: -one[0])
    return [_of_factor(factor) for _, factor in ranked[:MOST]] + staff


def _comes_first(keys: Keys) -> bool:
    """Whether a number is how many cases a year come: on it rests how full every office is, and no one day."""
    return keys[0] == "processes" and "arrivals" in keys and "per_year" in keys


def _weighed(design: Design, table: pd.DataFrame, taken: set[Keys]) -> list[tuple[float, Factor]]:
    """Assumptions of the scenario itself, each with the days that rest on it times the width of its range."""
    days = dict(zip(table["address"], table["days"], strict=True))
    found = []
    for factor in design.factors:
        spots = [spot for spot in factor.spots if spot.where == BASE and spot.keys not in taken]
        spread = factor.spread
        if not spots or len(spots) < len(factor.spots) or spread is None or spread.mode is None:
            continue
        rests = sum(days.get(_row_of(spot.keys), 0.0) for spot in spots)
        width = (spread.high - spread.low) / max(spread.mode, spread.high / 2)
        found.append((np.inf if _comes_first(spots[0].keys) else rests * width, factor))
    return found


def _row_of(keys: Keys) -> str:
    """The address under which the table of assumptions has a number: of a duration, that of the duration."""
    return address(keys[:-1] if keys[-1] in ("times", "value") else keys)


def _of_factor(factor: Factor) -> Adjustable:
    spread = factor.spread
    assert spread is not None
    assert spread.mode is not None
    return Adjustable(
        factor.name, factor.title, spread.mode, spread.low, spread.high, spread.whole, False, factor.spots
    )


def _staff(studied: StudiedScenario) -> list[Adjustable]:
    """The servers of every pool, after all reforms: as many as one likes."""
    document = as_document(studied.scenario(studied.package, {}))
    found = []
    for keys, number in numbers(document):
        match keys:
            case ("pools", str(_), "servers"):
                value = float(number["value"] if isinstance(number, dict) else number)
                title = title_of(keys, document)
                spots = (Spot(RESOLVED, keys),)
                found.append(Adjustable(address(keys), title, value, 1, MOST_SERVERS, True, True, spots))
    return found
