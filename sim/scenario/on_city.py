"""The packages of some scenarios on another base: what the ladder of reforms does in a city of one's own.

A package goes on a city as if the city's own file named its reforms too: they act together with what the city has, and
on what is there. What the city has already is not taken twice; what a reform names and the city does not have is passed
over, and said (`Scenario.passed_over`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from sim.base.errors import ScenarioError
from sim.scenario.document_file import read_document
from sim.scenario.load import (
    Written,
    base_files,
    load_scenario,
    load_written,
    named_reform,
    resolved,
    scenario_file,
)
from sim.scenario.model import Scenario
from sim.scenario.reforms.conflicts import OWN
from sim.scenario.reforms.model import Reform

KEPT_OF_ITSELF: Final = ("scenario", "title", "notes")
"""What a scenario says of itself wherever it is played; start, run, target and prices are those of the city."""


@dataclass(frozen=True)
class OnCity:
    """A city and the packages that go on it; which do not, by the scenario's name, and why."""

    city: Written
    scenario: Scenario
    packages: tuple[tuple[Written, Scenario], ...]
    left_out: dict[str, str]

    @property
    def scenarios(self) -> list[Scenario]:
        """The city first, then it with each package."""
        return [self.scenario, *(scenario for _, scenario in self.packages)]

    def written(self, name: str) -> Written:
        """The city with the package of this name, or the city itself, before it is resolved."""
        return next((written for written, scenario in self.packages if scenario.scenario == name), self.city)


@dataclass(frozen=True)
class _Package:
    """All that a scenario does to what it stands on in the end."""

    reforms: tuple[Reform, ...]
    dates: dict[str, date]
    top: Written


def on_city(path: str | Path, names: Iterable[str | Path]) -> OnCity:
    """The scenario of a file, and on it the package of each of the scenarios named.

    A package that does not go with it is left out, with the reason. Raises `ScenarioError` for files that are wrong,
    for a scenario that has no package, and for two of one name.
    """
    home = scenario_file(path)
    city, scenario = load_written(home), load_scenario(home)
    packages, left_out, seen = [], {}, {scenario.scenario}
    for name in names:
        package = _package(scenario_file(name), home)
        called = str(package.top.own["scenario"])
        if called in seen:
            raise ScenarioError(str(name), "scenario", f"'{called}' is named twice: give one of them another name")
        seen.add(called)
        try:
            written = _with(city, scenario, package)
            packages.append((written, resolved(written)))
        except ScenarioError as error:
            left_out[called] = ": ".join(part for part in (error.path, error.message) if part)
    return OnCity(city, scenario, tuple(packages), left_out)


def passed_over(scenarios: Iterable[Scenario]) -> list[dict[str, str]]:
    """What reforms of these scenarios name that is not there, each once: the reform, the kind of part, its name."""
    found = (one for scenario in scenarios for one in scenario.passed_over or [])
    told = [{"reform": one.reform, "what": one.what, "name": one.name} for one in found]
    return [one for place, one in enumerate(told) if one not in told[:place]]


def _with(city: Written, scenario: Scenario, package: _Package) -> Written:
    had = {*scenario.reforms, *scenario.reforms_in_force}
    new = tuple(reform for reform in package.reforms if reform.reform not in had)
    if not new:
        raise ScenarioError(city.source, "", f"{scenario.scenario} has all of it already")
    top = package.top
    own = city.own | {key: top.own[key] for key in KEPT_OF_ITSELF if key in top.own}
    kept = city.kept if city.kept is not None else top.kept
    dates = city.dates | {name: day for name, day in package.dates.items() if name not in had}
    return replace(city, package=(*city.package, *new), own=own, kept=kept, dates=dates)


def _package(file: Path, home: Path) -> _Package:
    """What a scenario's file does, and each scenario that it stands on, to the one that stands alone."""
    said = read_document(file)
    if "extends" not in said:
        raise ScenarioError(str(file), "", "stands alone, so it has no package to put on another: leave it out")
    bases, written = base_files(file, said["extends"]), load_written(file)
    if len(bases) > 1:
        raise ScenarioError(str(file), "extends", "names several, so that it cannot be put on another: leave it out")
    reforms = tuple(_as_at_home(home, one, str(written.own["scenario"])) for one in written.package)
    if "extends" not in read_document(bases[0]):
        return _Package(reforms, written.dates, written)
    below = _package(bases[0], home)
    return _Package((*below.reforms, *reforms), below.dates | written.dates, written)


def _as_at_home(home: Path, reform: Reform, scenario: str) -> Reform:
    """The reform as the city has it beside itself, if it does; a scenario's own changes under a name of their own."""
    if reform.reform == OWN:
        return reform.model_copy(update={"reform": f"{scenario}-changes"})
    try:
        return named_reform(home, reform.reform, str(home), "reforms")
    except ScenarioError as error:
        if error.source == str(home):
            return reform
        raise
