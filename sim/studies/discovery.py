"""When do we miss: the assumptions and measures, in a sweep, under which too few projects are within the target.

A box is chosen because its points miss, so that its density says too much; what a sentence tells is the density on
points that did not choose it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.base.arrays import ARITHMETIC, Flags, Floats, varies
from sim.base.errors import UserError
from sim.base.numerals import percent
from sim.experiment.groups import ALL
from sim.experiment.ignorance import TENTHS, Ignorance
from sim.statistics.decision import SURE
from sim.statistics.prim import Box, Limits, Tried, boxes, tried
from sim.studies.sweep import Finished, read_finished

FEWEST_POINTS: Final = 20
"""Fewer tell no range."""

SEED: Final = 1
"""Of the parts in which boxes are tried: the same sweep always tells the same."""


@dataclass(frozen=True)
class Discovery:
    """Where a sweep misses its target."""

    manifest: dict[str, Any]
    clock: str
    probability: float
    group: str
    points: int
    missed: int
    nobody: int
    """At so many of the points nobody finished; they count as missed."""
    columns: list[str]
    found: list[Box]
    tried: list[Tried]
    """How each box does on points that did not choose it."""
    ignorance: Ignorance | None
    """How far the answer goes over the points; nothing where these tell no ignorance."""

    @property
    def base_rate(self) -> float:
        """The share of all points that miss."""
        return self.missed / self.points

    def sentences(self) -> list[str]:
        """Each box in words, with no more than its points carry that did not choose it."""
        limits = [self._limits_in_words(box.limits) for box in self.found]
        return [self._sentence(told, one) for told, one in zip(limits, self.tried, strict=True)]

    def _sentence(self, limits: str, tried: Tried) -> str:
        if tried.density is None or tried.interval is None:
            return f"perhaps by chance, for without some of the points it is not found again: {limits}"
        low, high = tried.interval
        measured = f"missed at {percent(tried.density)} [{percent(low)}–{percent(high)}] of the points where {limits}"
        if low > self.base_rate:
            return f"{measured} (of all points: {percent(self.base_rate)})"
        return f"{measured}; that may be no more than of all points, {percent(self.base_rate)}"

    def _limits_in_words(self, limits: Limits) -> str:
        labels = {label["name"]: label for label in self.manifest["factors"]}
        return " and ".join(limit_in_words(self.columns[column], labels, *ends) for column, ends in limits.items())


def discover(folder: Path, clock: str, probability: float, group: str, density: float) -> Discovery:
    """Looks for the boxes in which less than *probability* of the projects of a group are within the target."""
    finished = read_finished(folder)
    told = finished.answers(clock, group)
    if len(told.points) < FEWEST_POINTS:
        message = f"{len(told.points)} design points are too few to find a box: sweep at least {FEWEST_POINTS}"
        raise UserError(f"{folder}: {message}")
    missed: Flags = told.figures["within"] < probability - ARITHMETIC
    varied = finished.values(told)
    columns = [str(name) for name in varied if _varies(varied[name].to_numpy(np.float64))]
    values: Floats = varied[columns].to_numpy(np.float64)
    found = boxes(values, missed, density) if 0 < missed.sum() < len(missed) else []
    again = tried(found, values, missed, SEED, density) if found else []
    counts = len(missed), int(missed.sum()), int(told.nobody.sum())
    spread = ignorance_of(finished, clock, group) if no_ignorance(finished) is None else None
    return Discovery(finished.manifest, clock, probability, group, *counts, columns, found, again, spread)


def _varies(column: Floats) -> bool:
    """Whether a factor takes several values, or is there in some points only."""
    known = column[~np.isnan(column)]
    return varies(known) or 0 < len(known) < len(column)


def limit_in_words(column: str, labels: Mapping[str, Any], low: float, high: float) -> str:
    """One limit of a box in words: a factor and the range, levels or on and off within which it lies."""
    label = labels.get(column)
    if label is None or (label["kind"] == "reform" and not label.get("numbers")):
        title = label["title"] if label is not None else column
        return f"{title} is {'on' if low >= 0 else 'off'}"
    if "words" in label:
        named = zip(label["levels"], label["words"], strict=True)
        inside = [word for level, word in named if level is not None and low < level < high]
        return f"{label['title']} is {' or '.join(inside)}"
    scale = label.get("days", 1.0)
    unit = " days on average" if "days" in label else ""
    ends = [f"{bound * scale:.3g}{unit}" for bound in (low, high) if isfinite(bound)]
    if low > -inf and high < inf:
        return f"{label['title']} is between {ends[0]} and {ends[1]}"
    return f"{label['title']} {'exceeds' if low > -inf else 'is below'} {ends[0]}"


def ignorance_of(finished: Finished, clock: str, group: str) -> Ignorance:
    """What a sweep over the ranges of a scenario says of a clock and a kind of project.

    Raises `UserError` for a sweep that switches reforms, leaves guesses where they are or has fewer than 20 points.
    """
    if (reason := no_ignorance(finished)) is not None:
        raise UserError(f"{finished.folder}: {reason}")
    told = finished.answers(clock, group)
    if len(told.points) < FEWEST_POINTS:
        few = f"{len(told.points)} points are too few to tell a range: sweep at least {FEWEST_POINTS}"
        raise UserError(f"{finished.folder}: {few}")
    within, manifest = told.figures["within"], finished.manifest
    return Ignorance(
        scenario=str(manifest["scenario"]),
        scenario_digest=str(manifest["scenario_digest"]),
        clock=clock,
        group=group,
        target=float(manifest["target"]),
        points=len(within),
        replications=int(manifest["replications"]),
        numbers=len(manifest["factors"]),
        within={name: round(float(np.quantile(within, share)), 6) for name, share in TENTHS.items()},
        sure=float((within >= SURE).mean()),
    )


def no_ignorance(finished: Finished) -> str | None:
    """Why the points of a sweep do not tell what nobody knows: some differ by a choice, or not every guess is moved."""
    switched = [one["name"] for one in finished.manifest["factors"] if one["kind"] == "reform"]
    if switched:
        return f"switches '{switched[0]}', which is a choice and no ignorance: sweep the ranges alone"
    if not any(one.get("every") == "range" for one in finished.manifest["written"]["factors"]):
        return "moves some of the guesses only: sweep all of them, with '- every: range' under factors"
    return None


def ignorance_in(folder: Path, clock: str, group: str = ALL) -> Ignorance:
    """What the sweep in a folder says of a clock and a kind of project."""
    return ignorance_of(read_finished(folder), clock, group)
