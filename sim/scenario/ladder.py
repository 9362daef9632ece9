"""The scenarios between today and a full package: a reform more each, in the order of the package."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from sim.base.errors import ScenarioError
from sim.scenario import Scenario, Written, load_written, resolved

NAMES: Final = ("scenario", "title")


def ladder(path: str | Path) -> list[Scenario]:
    """The base of a package, then a scenario for each of its reforms with all before it, titled by the reform.

    If the package has changes of its own, they are the last step. Raises `ScenarioError` if the reforms cannot come in
    the order in which the package names them.
    """
    written = load_written(path)
    if not written.package:
        raise ScenarioError(written.source, "", "has no package of reforms: name a scenario that has one")
    return [_step(written, count) for count in range(len(written.package) + 1)]


def climb(bottom: Scenario, written: Written, since: int) -> list[Scenario]:
    """From the scenario that has the first reforms of a package (*since* of them), one more for each of the others."""
    return [bottom, *(_step(written, count) for count in range(since + 1, len(written.package) + 1))]


def _step(written: Written, count: int) -> Scenario:
    """The base with so many of the reforms, called by the last of them."""
    own = {key: value for key, value in written.own.items() if key not in NAMES}
    scenario = resolved(replace(written, package=written.package[:count], own=own))
    if not count:
        return scenario
    last = written.package[count - 1]
    return scenario.model_copy(update={"scenario": last.reform, "title": last.title})
