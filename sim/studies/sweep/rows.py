"""What a sweep keeps of a design point: a row for each replication and class, with every response that was asked for.

Rows are of single replications, so that whoever reads them can still treat a replication's projects as the cluster
that they are.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import ScenarioError, did_you_mean
from sim.experiment.replications import TABLES, Read, Result, Settings, in_memory, run
from sim.experiment.responses import all_responses, response
from sim.outcomes.clocks import clocks_of
from sim.outcomes.measure import Outcomes, measure_all, measure_only
from sim.scenario import Scenario
from sim.studies.design import Design
from sim.studies.design.load import MOST_TRIED

FIGURES: Final = {
    "n": "n", "mean": "mean", "p50": "p50", "p90": "p90", "within": "within_target", "unfinished": "unfinished",
}  # fmt: skip
"""What is kept of a response, and what it is called in its row."""

GROWTH: Final = "growing_a_month"
"""The column with the cases a month by which the fastest growing queue of the point grows; 0 in a steady state."""

WHY_EMPTY: Final = "why_empty"
"""The column that says why a point has no numbers: its reforms exclude each other, or no case comes."""

Row = dict[str, Any]
Play = Callable[[Design, Floats, str], list[Row]]
"""Plays a design point with these values on an engine: its rows."""


def played(design: Design, values: Floats, engine: str) -> list[Row]:
    """Simulates a design point: all its replications, with the same luck as at every other point."""
    study, scenario = design.study, design.scenario(values)
    settings = Settings(study.seed, study.replications, engine, workers=1)
    result = in_memory(run([scenario], settings, read=_measuring(design, scenario))[0], *TABLES)
    target = design.target_at(scenario)
    growth = result.growing[0].a_month if result.growing else 0.0
    return [
        {"replication": replication, "class": name, GROWTH: growth, **figures}
        for replication in range(study.replications)
        for name, figures in _measured(_only(result, replication), design, target).items()
    ]


def _measuring(design: Design, scenario: Scenario) -> Read[list[Outcomes]]:
    """What measures a replication: everything, unless only clocks are asked for, which are soon read."""
    asked = frozenset(design.study.responses)
    if asked <= clocks_of(next(iter(scenario.processes.values()))).keys():
        return partial(measure_only, clocks=asked)
    return measure_all


def empty(design: Design, reason: str) -> list[Row]:
    """The rows of a point at which there is nothing to measure, and why."""
    study = design.study
    nobody = {f"{name}.n": 0 for name in study.responses}
    return [
        {"replication": replication, "class": name, **nobody, WHY_EMPTY: reason}
        for replication in range(study.replications)
        for name in study.classes
    ]


def response_columns(design: Design) -> list[str]:
    """The columns of a sweep's table that hold what was measured."""
    return [f"{name}.{figure}" for name in design.study.responses for figure in FIGURES]


def require_known_responses(design: Design, engine: str) -> None:
    """Raises `ScenarioError` for a response that no point has: the first that can be played, played once, tells."""
    study = design.study
    known = {str(row["name"]) for row in _every_row(_first(design, engine), 1.0)}
    for place, name in enumerate(study.responses):
        if name not in known:
            near = did_you_mean(name, known)
            raise ScenarioError(design.source, f"responses[{place}]", f"no response '{name}'{near}")


def _first(design: Design, engine: str) -> Result:
    """A point played once. Raises `ScenarioError` where none of some points, spread over the design, can be played."""
    first: ScenarioError | None = None
    for place in dict.fromkeys(np.linspace(0, design.size - 1, MOST_TRIED).astype(int).tolist()):
        try:
            scenario = design.scenario(design.points[place])
            return run([scenario], Settings(design.study.seed, 1, engine, workers=1))[0]
        except ScenarioError as error:
            first = first or error
    assert first is not None
    raise first


def _every_row(result: Result, target: float) -> list[dict[str, object]]:
    """All that was measured of the headline process, and of what processes share."""
    return all_responses(replace(result, others=()), target)


def _only(result: Result, replication: int) -> Result:
    """A result with the rows of one replication only."""
    tables = {name: table.frame() for name, table in result.tables.items()}
    return result.with_tables(**{name: one[one["replication"] == replication] for name, one in tables.items()})


def _measured(result: Result, design: Design, target: float) -> dict[str, Row]:
    """Of each class asked for, the figures of each response; of a class of which no project came, none."""
    names = design.study.responses
    if all(name in result.tables["cases"].columns for name in names):
        rows = {
            (group, name): response(result, name, group, target) for group in design.study.classes for name in names
        }
    else:
        rows = {(str(row["class"]), str(row["name"])): row for row in _every_row(result, target)}
    return {
        group: {
            f"{name}.{figure}": rows.get((group, name), {"n": 0}).get(told)
            for name in names
            for figure, told in FIGURES.items()
        }
        for group in design.study.classes
    }
