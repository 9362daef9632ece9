"""A finished sweep as it lies in its folder, refused where it is spoilt, and what a clock answers in it."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.errors import UserError, did_you_mean, one_line
from sim.studies.sweep.answers import Answers, answers
from sim.studies.sweep.manifest import read_manifest
from sim.studies.sweep.store import POINTS, RUNS, read_points, read_runs

FIGURES: Final = (".n", ".mean", ".p50", ".p90", ".within", ".unfinished")
"""How the names of the columns end that tell a figure of a response."""


@dataclass(frozen=True)
class Finished:
    """A sweep whose points have all been played, read from its folder."""

    folder: Path
    manifest: dict[str, Any]
    points: pd.DataFrame
    """The number of each point and the values of the factors."""
    runs: pd.DataFrame
    """A row for each point, replication and class."""

    def answers(self, clock: str, group: str) -> Answers:
        """What a clock answers for a kind of project, refused where the sweep has neither or nobody has it."""
        names = [str(name) for name in self.runs if str(name).endswith(".within")]
        told = [name.removesuffix(".within") for name in names if self.runs[name].notna().any()]
        clocks = [name for name in told if f"{name}.n" in self.runs and f"{name}.mean" in self.runs]
        if clock not in clocks:
            raise UserError(f"--clock: the sweep in {self.folder} has no '{clock}'{did_you_mean(clock, clocks)}")
        classes = sorted(self.runs["class"].unique())
        if group not in classes:
            raise UserError(f"--class: the sweep in {self.folder} has no '{group}'{did_you_mean(group, classes)}")
        found = answers(self.runs[self.runs["class"] == group], clock)
        if not found.cases.any():
            raise UserError(f"--class: no project of '{group}' has {clock} in {self.folder}: choose another kind")
        return found

    def values(self, told: Answers) -> pd.DataFrame:
        """The values of the factors at the points that are answered."""
        placed: pd.DataFrame = self.points.set_index("point").loc[told.points]
        return placed


def read_finished(folder: Path) -> Finished:
    """A finished sweep. Raises `UserError` with the name of the file that is spoilt."""
    manifest = read_manifest(folder)
    runs, points = _table(folder / RUNS, read_runs), _table(folder / POINTS, read_points)
    _require(folder / RUNS, runs, ("point", "class", "replication"))
    factors = [str(factor["name"]) for factor in manifest["factors"]]
    _require(folder / POINTS, points, ("point", *factors))
    _require_numbers(folder / POINTS, points, factors)
    _require_numbers(folder / RUNS, runs, [name for name in map(str, runs) if name.endswith(FIGURES)])
    if not runs["point"].isin(points["point"]).all():
        raise UserError(f"{folder / RUNS}: tells of points that {POINTS} does not have: sweep again in another folder")
    return Finished(folder, manifest, points, runs)


def _table(file: Path, read: Callable[[Path], pd.DataFrame]) -> pd.DataFrame:
    try:
        return read(file.parent)
    except (OSError, ValueError) as error:
        raise UserError(one_line(f"{file}: cannot be read ({error}): sweep again in another folder")) from None


def _require(file: Path, content: Container[str], keys: tuple[str, ...]) -> None:
    for key in keys:
        if key not in content:
            raise UserError(f"{file}: has no '{key}', which a sweep writes: sweep again in another folder")


def _require_numbers(file: Path, content: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        if not pd.api.types.is_numeric_dtype(content[name]) and content[name].notna().any():
            raise UserError(f"{file}: column '{name}' holds what is no number: sweep again in another folder")
