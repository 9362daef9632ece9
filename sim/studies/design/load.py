"""From a study to its design: every factor found in the scenario, every point decided, every mistake told first."""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.differences import without_words
from sim.base.errors import ScenarioError, did_you_mean
from sim.experiment.groups import groups_of
from sim.scenario import Scenario, Written, as_document, digest, load_written, named_reform, resolved, scenario_file
from sim.scenario.addresses import Changes, address
from sim.scenario.quantities import as_plain
from sim.scenario.reforms.conflicts import OWN
from sim.scenario.reforms.model import Reform
from sim.scenario.validation import validated
from sim.scenario.yaml_file import read_yaml
from sim.studies.design.factor_lines import factors_of
from sim.studies.design.factors import BASE, PACKAGE, RESOLVED, Factor
from sim.studies.design.model import DesignEntry, Study
from sim.studies.design.point import StudiedScenario
from sim.studies.design.sampling import positions
from sim.studies.design.trajectories import DEALT

WHOLE: Final = ("morris", "saltelli")
"""The kinds of design that tell nothing where a point is empty."""
MOST_TRIED: Final = 32
"""Packages that are all put together before anything is computed; of more, only the fullest and the single ones."""


@dataclass
class Design:
    """A study made ready: what is varied, and where its points are."""

    study: Study
    source: str
    studied: StudiedScenario
    factors: list[Factor]
    points: Floats
    """Values: points by factors."""

    @property
    def size(self) -> int:
        """How many points the design has."""
        return len(self.points)

    @cached_property
    def switched(self) -> frozenset[str]:
        """The names of the reforms that the study switches on and off."""
        return frozenset(factor.reform for factor in self.factors if factor.reform is not None)

    def package(self, values: Floats) -> frozenset[str]:
        """The reforms that are on at a point with these values."""
        pairs = zip(self.factors, values.tolist(), strict=True)
        on = {factor.reform for factor, value in pairs if factor.reform is not None and factor.is_on(value)}
        return frozenset(self.studied.package - self.switched | on)

    def scenario(self, values: Floats) -> Scenario:
        """The scenario of a point with these values. Raises `ScenarioError` if it cannot be played."""
        changes: dict[str, Changes] = {}
        on = self.package(values)
        for factor, value in zip(self.factors, values.tolist(), strict=True):
            for spot in factor.spots if value == value else ():
                if spot.where in (BASE, PACKAGE, RESOLVED) or spot.where in on:
                    changes.setdefault(spot.where, {})[spot.keys] = factor.of_spot(spot, value)
        return self.studied.scenario(on, changes)

    def table(self, start: int = 0, stop: int | None = None) -> pd.DataFrame:
        """The points, a row each: their number and the value of every factor."""
        values = self.points[start:stop]
        columns: dict[str, Any] = {"point": np.arange(start, start + len(values))}
        for place, factor in enumerate(self.factors):
            column = values[:, place]
            if factor.reform is not None:
                columns[factor.reform] = np.array([factor.is_on(value) for value in column], dtype=np.int8)
            if factor.spots:
                columns[factor.name] = column
        return pd.DataFrame(columns)

    @cached_property
    def written(self) -> Scenario:
        """The scenario as it stands, before anything is varied."""
        return self.studied.scenario(self.studied.package, {})

    @cached_property
    def target(self) -> float:
        """The study's own target; where it has none, that of the scenario."""
        return self.target_at(self.written)

    def target_at(self, scenario: Scenario) -> float:
        """The target at one of its points."""
        return (self.study.target or scenario.target).value

    @cached_property
    def follows_from(self) -> dict[str, Any]:
        """All that the tables depend on, save the program: the study as asked, and the scenario as written."""
        reforms = {name: as_plain(reform) for name, reform in sorted(self.studied.reforms.items())}
        written_files = self.studied.written
        written: dict[str, Any] = {"base": written_files.base, "own": written_files.own, "reforms": reforms}
        written |= {"kept": as_plain(written_files.kept)} if written_files.kept is not None else {}
        study = as_plain(self.study) | {"scenario": "", "title": "", **self._joint_worlds()}
        if self.study.design.kind == "morris":
            study |= {"levels": DEALT}
        varied = [factor.name for factor in self.factors]
        return {"study": study, "scenario": written, "varied": varied}

    @cached_property
    def digest(self) -> str:
        """Changes when anything the tables depend on does, save the program; no title does."""
        text = json.dumps(without_words(self.follows_from), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def _joint_worlds(self) -> dict[str, Any]:
        """What the tables of worlds say, in place of how their files are called."""
        joint = {factor.place: factor for factor in self.factors if any(spot.worlds for spot in factor.spots)}
        if not joint:
            return {}
        lines = [as_plain(entry) for entry in self.study.factors]
        for place, line in enumerate(lines):
            if (factor := joint.get(f"factors[{place}]")) is not None:
                line["worlds"] = [(address(spot.keys), spot.worlds) for spot in factor.spots] + [factor.weights]
        return {"factors": lines}

    @cached_property
    def scenario_digest(self) -> str:
        """The digest of the scenario with every number as written."""
        return digest(self.written)


def load_study(path: str | Path) -> Design:
    """The design of a study file. Raises `ScenarioError` with the address of the first mistake.

    >>> import sim
    >>> design = sim.load_study("tests/unit/studies/town.yaml")
    >>> design.size, [factor.name for factor in design.factors][:1]
    (12, ['pools.clerks.servers'])
    """
    file = Path(path)
    study = validated(Study, read_yaml(file, begins="study: my-name"), str(file))
    beside = file.parent / study.scenario
    named = beside if beside.is_file() else file.parent / f"{study.scenario}.yaml"
    return design_of(study, str(file), named if named.is_file() else study.scenario)


def design_of(study: Study, source: str, scenario: str | Path) -> Design:
    """The design of a study that is already read."""
    try:
        written = load_written(scenario)
    except ScenarioError as error:
        if error.source == str(scenario) and not Path(error.source).exists():
            raise ScenarioError(source, "scenario", f"'{scenario}': {error.message}") from None
        raise
    if any(entry.worlds is not None for entry in study.factors):
        written = standing_alone(written)
    return design_on(written, study, source, scenario_file(scenario))


def standing_alone(written: Written) -> Written:
    """A scenario that has no reforms but changes numbers of its base, as one whose own numbers they are."""
    if not written.package or {reform.reform for reform in written.package} != {OWN}:
        return written
    return replace(written, base=as_document(resolved(written)), package=(), own={})


def design_on(written: Written, study: Study, source: str, file: Path) -> Design:
    """The design of a study on a scenario that was read from a file."""
    studied = StudiedScenario.of(written, [_switched(study, place, file, source) for place in _switches(study)])
    factors = factors_of(study, studied, source)
    placed = _placed(study, factors, source)
    design = Design(study, source, studied, factors, _values(factors, placed))
    _try_classes(design)
    _try_packages(design)
    return design


def _placed(study: Study, factors: list[Factor], source: str) -> Floats:
    try:
        return positions(study.design, factors, study.seed)
    except ValueError as error:
        raise ScenarioError(source, "design", str(error)) from None


def _values(factors: list[Factor], placed: Floats) -> Floats:
    return np.column_stack([factor.at(placed[:, place]) for place, factor in enumerate(factors)])


def _switches(study: Study) -> list[int]:
    return [place for place, entry in enumerate(study.factors) if entry.reform is not None]


def _switched(study: Study, place: int, scenario: Path, source: str) -> Reform:
    return named_reform(scenario, str(study.factors[place].reform), source, f"factors[{place}].reform")


def _try_classes(design: Design) -> None:
    groups = groups_of(design.studied.base)
    for place, name in enumerate(design.study.classes):
        if name not in groups:
            message = f"no class '{name}'{did_you_mean(name, groups)}"
            raise ScenarioError(design.source, f"classes[{place}]", message)


def _try_packages(design: Design) -> None:
    """Puts packages of the design together before anything is computed.

    Raises `ScenarioError` for a reform that cannot be by itself, for reforms that do not go together in a design that
    needs every point, and where nothing goes together. Elsewhere such points are empty.
    """
    switches = [place for place, factor in enumerate(design.factors) if factor.reform is not None]
    if not switches:
        return _try_package(design, design.points[0])
    states = np.array([[design.factors[place].is_on(v) for v in design.points[:, place]] for place in switches])
    _, first = np.unique(states, axis=1, return_index=True)
    refused = _refused(design, first.tolist())
    on = states[:, first].sum(axis=0)
    tried = first if len(first) <= MOST_TRIED else first[(on <= 1) | (on == on.max())][:MOST_TRIED]
    alone = dict(zip(first.tolist(), (on <= 1).tolist(), strict=True))
    for point in (one for one in tried.tolist() if one not in refused):
        try:
            _try_package(design, design.points[point])
        except ScenarioError as error:
            if alone[point] or design.study.design.kind in WHOLE:
                raise
            refused[point] = error
    if len(refused) == len(first):
        raise next(iter(refused.values()))
    return None


def _refused(design: Design, points: list[int]) -> dict[int, ScenarioError]:
    """The points whose reforms exclude or lack each other; raises the first in a design that needs every point."""
    refused = {}
    for point in points:
        try:
            design.studied.refuse_company(design.package(design.points[point]))
        except ScenarioError as error:
            refused[point] = ScenarioError(design.source, "factors", error.message)
            if design.study.design.kind in WHOLE:
                raise refused[point] from None
    return refused


def _try_package(design: Design, values: Floats) -> None:
    numbers_as_written = [
        value if factor.reform is not None else np.nan
        for factor, value in zip(design.factors, values.tolist(), strict=True)
    ]
    try:
        design.scenario(np.array(numbers_as_written))
    except ScenarioError as error:
        where = f"{error.path}: " if error.path else ""
        raise ScenarioError(design.source, "factors", f"{where}{error.message}") from None


def narrowed(design: Design, factors: list[Factor], entry: DesignEntry, replications: int) -> Design:
    """The study over some of its factors only, in another design; the others stay as the scenario has them."""
    study = design.study.model_copy(update={"design": entry, "replications": replications})
    placed = _placed(study, factors, design.source)
    return replace(design, study=study, factors=factors, points=_values(factors, placed))
