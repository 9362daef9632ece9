"""What is varied: a reform off and on, a number over levels or between bounds, an assumption over its own range.

An assumption that is no number, a calendar or who waits for whom, has levels: its value is the number of one, from 0.
Where the author gave them weights, they are drawn by these, in the order in which they are written.

How far a number may be off is ignorance, and a factor spreads it. Where an author gave `value` and `range`, all three
are used: a triangle from low to high with its top at the value. A uniform spread would forget the value, and where that
lies near one end of its range it would move the middle of the answer. Between a bare `low` and `high` nothing is
preferred, so there the spread is uniform.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan
from typing import Any, Final

import numpy as np

from sim.base.arrays import Floats, Ints
from sim.scenario.addresses import Keys
from sim.scenario.quantities import TwoLanguages

BASE: Final = ""
"""Where a number is written in the scenario itself; otherwise the name of the reform that it is written in."""

PACKAGE: Final = "+"
"""Where a number is written in the scenario's own file, beside its package."""

KEPT: Final[Keys] = ("kept",)
"""How far the reforms of the package are kept."""

RESOLVED: Final = "="
"""Where a number is set after all reforms: the study has the last word."""

MOST_LISTED: Final = 6
"""So many values are listed one by one."""

OFF: Final = nan
"""The level of a reform that is off, where its levels are those of a number in it."""


@dataclass(frozen=True)
class Spread:
    """From low to high: a triangle with its top at mode, or uniform without one; whole numbers if it is a count."""

    low: float
    high: float
    mode: float | None = None
    whole: bool = False

    def at(self, position: Floats) -> Floats:
        """The values below which these shares of the spread lie."""
        if not self.whole:
            return self._quantile(position, self.low, self.high)
        wide = self._quantile(position, self.low - 0.5, self.high + 0.5)
        return np.clip(np.floor(wide + 0.5), np.ceil(self.low), np.floor(self.high))

    def _quantile(self, position: Floats, low: float, high: float) -> Floats:
        span = high - low
        if self.mode is None:
            return low + position * span
        rise = (self.mode - low) / span
        left = low + span * np.sqrt(position * rise)
        right = high - span * np.sqrt((1 - position) * (1 - rise))
        return np.where(position <= rise, left, right)


@dataclass(frozen=True)
class Spot:
    """A number that a factor moves: where it is written, its address there, and its own spread."""

    where: str
    keys: Keys
    own: Spread | None = None
    worlds: tuple[float, ...] = ()
    """What it is in each of several worlds, where the value of the factor is the number of one."""


@dataclass(frozen=True)
class Factor:
    """An input that a study varies, a column of its design: numbers of the scenario, or whether a reform is on."""

    name: str
    title: TwoLanguages
    spots: tuple[Spot, ...] = ()
    reform: str | None = None
    levels: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    """Of the levels, adding up to 1; without them all weigh alike."""
    words: tuple[TwoLanguages, ...] = ()
    """What the levels are called, where they are no numbers."""
    spread: Spread | None = None
    place: str = ""
    """Its line in the study, for errors."""
    source: str | None = None
    grade: str | None = None
    days: float | None = None
    """Of a duration: how many days it lasts on average where the factor is 1."""

    def at(self, position: Floats) -> Floats:
        """Its values at positions between 0 and 1: parts of that for levels, shares of the spread otherwise.

        A factor that moves numbers with different ranges has no value of its own, and is its position.
        """
        if self.levels:
            return np.array(self.levels)[np.minimum(self._level_at(position), len(self.levels) - 1)]
        return self.spread.at(position) if self.spread is not None else position

    def _level_at(self, position: Floats) -> Ints:
        """The places of the levels at these positions: by weight, or in equal parts."""
        if self.weights:
            return np.searchsorted(np.cumsum(self.weights), position, side="right")
        return (position * len(self.levels)).astype(np.int64)

    def middles(self) -> Floats:
        """A position for each of its levels, in the middle of the part that is the level's."""
        each = np.array(self.weights or (1 / len(self.levels),) * len(self.levels))
        return np.cumsum(each) - each / 2

    def told(self, position: Floats) -> Floats:
        """What its numbers become at positions between 0 and 1: positions by numbers; its own values if it has some."""
        if self.levels or self.spread is not None:
            return self.at(position)[:, None]
        return np.column_stack([spot.own.at(position) for spot in self.spots if spot.own is not None])

    def listed(self, values: Iterable[float], lang: str = "en") -> str:
        """Some of its values in words, or how many of them if they are many."""
        words = {level: getattr(word, lang) for level, word in zip(self.levels, self.words, strict=False)}
        told = [words.get(value, "off" if value != value else f"{value:g}") for value in values]
        return ", ".join(told) if len(told) <= MOST_LISTED else f"{len(told)} of its values"

    def of_spot(self, spot: Spot, value: float) -> float:
        """What the number at a spot becomes when the factor has this value."""
        if spot.worlds:
            return spot.worlds[int(value)]
        if self.levels or self.spread is not None:
            return value
        assert spot.own is not None
        return float(spot.own.at(np.array([value]))[0])

    def is_on(self, value: float) -> bool:
        """Whether the factor's reform, if it has one, is on at this value; NaN is off, and so is 0 without numbers."""
        return bool(value == value and (len(self.spots) > 0 or value > 0))

    def ends(self) -> list[float]:
        """Its outermost values: a number that may stand at both may stand between them."""
        if self.levels:
            return [level for level in self.levels if level == level]
        return [self.spread.low, self.spread.high] if self.spread is not None else [0.0, 1.0]

    @property
    def kind(self) -> str:
        """What it is: reform, alternatives, levels, bounds, or range."""
        if self.reform is not None:
            return "reform"
        if self.words:
            return "alternatives"
        if self.levels:
            return "levels"
        return "range" if self.spots[0].own is not None else "bounds"

    def label(self) -> dict[str, Any]:
        """What a reader of the table must know of the column."""
        spread = self.spread
        bounds = {} if spread is None else {"low": spread.low, "mode": spread.mode, "high": spread.high}
        known = {
            "name": self.name,
            "title": self.title.en,
            "title_zh": self.title.zh,
            "kind": self.kind,
            "reform": self.reform,
            **bounds,
            "levels": [None if level != level else level for level in self.levels] or None,
            "weights": list(self.weights) or None,
            "words": [said.en for said in self.words] or None,
            "words_zh": [said.zh for said in self.words] or None,
            "numbers": len(self.spots),
            "days": self.days,
            "source": self.source,
            "grade": self.grade,
        }
        return {key: value for key, value in known.items() if value is not None}
