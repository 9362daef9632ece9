"""When do we miss: the assumptions and measures, in a sweep, under which too few projects are within the target."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analysis import ARITHMETIC, beside
from sim.arrays import Flags, Floats
from sim.errors import UserError, did_you_mean, one_line
from sim.prim import Box, boxes
from sim.sweep import read_manifest, read_points, read_runs
from sim.sweep.store import MANIFEST, POINTS, RUNS

FEWEST_POINTS: Final = 20
SHARE: Final = "share within the target"


@dataclass(frozen=True)
class Discovery:
    """Where a sweep misses its target."""

    manifest: dict[str, Any]
    clock: str
    probability: float
    group: str
    points: int
    missed: int
    columns: list[str]
    found: list[Box]

    def sentences(self) -> list[str]:
        """Each box in words."""
        labels = {label["name"]: label for label in self.manifest["factors"]}
        return [
            "missed when "
            + " and ".join(
                limit_in_words(self.columns[column], labels, *limits) for column, limits in box.limits.items()
            )
            for box in self.found
        ]


def discover(folder: Path, clock: str, probability: float, group: str, density: float) -> Discovery:
    """Looks for the boxes in which less than *probability* of the projects of a group are within the target."""
    manifest, runs, placed = _read(folder)
    names = [str(name) for name in runs if str(name).endswith(".within")]
    clocks = [name.removesuffix(".within") for name in names if runs[name].notna().any()]
    if clock not in clocks:
        raise UserError(f"--clock: the sweep in {folder} has no '{clock}'{did_you_mean(clock, clocks)}")
    classes = sorted(runs["class"].unique())
    if group not in classes:
        raise UserError(f"--class: the sweep in {folder} has no '{group}'{did_you_mean(group, classes)}")
    mine = runs[(runs["class"] == group) & (runs[f"{clock}.n"] > 0)]
    points = placed.join(_shares(mine, clock), on="point", how="inner")
    if len(points) < FEWEST_POINTS:
        message = f"{len(points)} design points are too few to find a box: sweep at least {FEWEST_POINTS}"
        raise UserError(f"{folder}: {message}")
    missed: Flags = points[SHARE].to_numpy(np.float64) < probability - ARITHMETIC
    varied = points.drop(columns=["point", SHARE])
    columns = [str(name) for name in varied if _varies(varied[name].to_numpy(np.float64))]
    values: Floats = points[columns].to_numpy(np.float64)
    found = boxes(values, missed, density) if 0 < missed.sum() < len(missed) else []
    return Discovery(manifest, clock, probability, group, len(points), int(missed.sum()), columns, found)


def _varies(column: Floats) -> bool:
    """Whether a factor takes several values; not if these are the same but for their last digits."""
    known = column[~np.isnan(column)]
    off = len(known) < len(column)
    return len(known) > 0 and (off or bool(beside(np.ptp(known), np.abs(known).max())))


def _read(folder: Path) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """The manifest, the runs and the points of a finished sweep, each refused if it is spoilt."""
    manifest = read_manifest(folder)
    _require(folder / MANIFEST, manifest, ("study", "target", "factors"))
    runs, points = _table(folder / RUNS, read_runs), _table(folder / POINTS, read_points)
    _require(folder / RUNS, runs, ("point", "class"))
    _require(folder / POINTS, points, ("point",))
    return manifest, runs, points


def _table(file: Path, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    try:
        return read(file.parent)
    except (OSError, ValueError) as error:
        raise UserError(one_line(f"{file}: cannot be read ({error}): sweep again in another folder")) from None


def _require(file: Path, content: Container[str], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key not in content:
            raise UserError(f"{file}: has no '{key}', which a sweep writes: sweep again in another folder")


def _shares(runs: pd.DataFrame, clock: str) -> pd.Series:
    """By point, the share of projects within the target, all replications together."""
    within = (runs[f"{clock}.within"] * runs[f"{clock}.n"]).groupby(runs["point"]).sum()
    return (within / runs[f"{clock}.n"].groupby(runs["point"]).sum()).rename(SHARE)


def limit_in_words(column: str, labels: Mapping[str, Any], low: float, high: float) -> str:
    """One limit of a box, in words."""
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
