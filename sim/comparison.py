"""Scenarios side by side under the same luck: what differs, for all projects together and project by project."""

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from sim.analysis import Estimate
from sim.differences import Statistic, mean_of, quantile_of, share_of, together
from sim.experiment import Result
from sim.outcomes import UNITS
from sim.responses import has_target, measured

USUAL: Final = ("government_days", "total_days")
"""The responses that are compared if none is asked for."""


@dataclass(frozen=True)
class Comparison:
    """One scenario against the base in one response: the differences, other minus base, and who gains and who loses."""

    base: str
    other: str
    response: str
    unit: str
    replications: int
    differences: dict[str, Estimate]
    cases: "CaseByCase"


@dataclass(frozen=True)
class CaseByCase:
    """The same projects under both scenarios, those that got their permit in both: who is sooner, who is later."""

    n: int
    gain: float
    """The share of projects that are sooner."""
    gained: float | None
    """And by how much, on average."""
    lose: float
    lost: float | None


def compare(base: Result, others: list[Result], names: list[str], group: str, target: float) -> list[Comparison]:
    """Each other scenario against the base, in each of the responses *names*, for one group of cases.

    The intervals of all that is returned hold together at 95 %, see `sim.differences.together`.
    """
    pairs = [(other, name) for name in names for other in others]
    numbers = [_statistics(other, base, name, group, target) for other, name in pairs]
    estimates = iter(together([one for each in numbers for one in each.values()]))
    return [
        Comparison(
            base=base.scenario.scenario,
            other=other.scenario.scenario,
            response=name,
            unit=UNITS[name],
            replications=base.settings.replications,
            differences={kind: next(estimates) for kind in each},
            cases=case_by_case(base, other, name, group),
        )
        for (other, name), each in zip(pairs, numbers, strict=True)
    ]


def document(comparisons: list[Comparison], base: Result, group: str, target: float) -> dict[str, object]:
    """The comparison for machines."""
    rows = [
        {
            **asdict(one),
            "differences": {
                name: {"difference": each.value, "ci95": each.interval} for name, each in one.differences.items()
            },
        }
        for one in comparisons
    ]
    return {**base.provenance, "target": target, "class": group, "comparisons": rows}


def case_by_case(base: Result, other: Result, name: str, group: str) -> CaseByCase:
    """A project keeps its number and its luck under every scenario, so it can be followed from one to the other."""
    key = ["replication", "case"]
    both = measured(base, name, group)[[*key, name]].merge(
        other.permitted()[[*key, name]].dropna(), on=key, suffixes=("", "_other")
    )
    change = (both[f"{name}_other"] - both[name]).to_numpy(float)
    sooner, later = change[change < 0], change[change > 0]
    return CaseByCase(
        n=len(change),
        gain=len(sooner) / max(len(change), 1),
        gained=float(-sooner.mean()) if len(sooner) else None,
        lose=len(later) / max(len(change), 1),
        lost=float(later.mean()) if len(later) else None,
    )


def _statistics(other: Result, base: Result, name: str, group: str, target: float) -> dict[str, Statistic]:
    theirs, ours = (statistics(result, name, group, target) for result in (other, base))
    return {kind: theirs[kind] - ours[kind] for kind in theirs}


def statistics(result: Result, name: str, group: str, target: float) -> dict[str, Statistic]:
    """One response of one group of cases: mean, p50, p90, and the share within target where a target makes sense."""
    frame, count = measured(result, name, group), result.settings.replications
    values, clusters = frame[name].to_numpy(float), frame["replication"].to_numpy(np.int64)
    known = {
        "mean": mean_of(values, clusters, count),
        "p50": quantile_of(values, clusters, count, 0.5),
        "p90": quantile_of(values, clusters, count, 0.9),
    }
    if has_target(name):
        known["within_target"] = share_of(values <= target, clusters, count)
    return known
