"""Scenarios side by side under the same luck: what differs, for all projects together and project by project."""

from dataclasses import asdict, dataclass

from sim.base.arrays import Floats
from sim.experiment.goals import Goal
from sim.experiment.replications import Result
from sim.experiment.responses import aim_of, measured, process_of, sample_of
from sim.outcomes.bound import bound_in_words
from sim.outcomes.measure import units_of
from sim.outcomes.steady_state import growth_in_words
from sim.statistics import censored
from sim.statistics.clustered import Estimate
from sim.statistics.paired import Statistic, together


@dataclass(frozen=True)
class Comparison:
    """One scenario against the base in one response: the differences, other minus base, and who gains and who loses."""

    base: str
    other: str
    response: str
    unit: str
    replications: int
    differences: dict[str, Estimate]
    """Of a statistic that is only a lower bound on one of the sides, nothing."""
    cases: "CaseByCase"
    warnings: list[str]
    """What the differences must not be read without."""


@dataclass(frozen=True)
class CaseByCase:
    """Who is sooner and who later under another scenario with the same luck, of the projects refused under neither."""

    n: int
    gain: float
    """The share of projects that are sooner."""
    gained: float | None
    """And by how much, on average."""
    lose: float
    lost: float | None
    untold: float = 0.0
    """The share of which it cannot be told, for they had not ended yet when the run did."""


def compare(base: Result, others: list[Result], names: list[str], group: str, target: float) -> list[Comparison]:
    """Each other scenario against the base, in each of the responses *names*, for one group of cases.

    The intervals of all that is returned hold together at 95 %, see `sim.statistics.paired.together`.
    """
    pairs = [(other, name) for name in names for other in others]
    numbers = [_statistics(other, base, name, group, target) for other, name in pairs]
    estimates = iter(together([one for each in numbers for one in each.values()]))
    return [
        Comparison(
            base=base.scenario.scenario,
            other=other.scenario.scenario,
            response=name,
            unit=units_of(process_of(base))[name],
            replications=base.settings.replications,
            differences={kind: next(estimates) for kind in each},
            cases=case_by_case(base, other, name, group),
            warnings=[*_warnings(base, name, group), *_warnings(other, name, group)],
        )
        for (other, name), each in zip(pairs, numbers, strict=True)
    ]


def _warnings(result: Result, name: str, group: str) -> list[str]:
    """That there is no steady state, and how many had not ended."""
    scenario, sample = result.scenario.scenario, sample_of(measured(result, name, group), name)
    told = [f"{scenario}: {growth_in_words(result.growing)}."] if result.growing else []
    told += [f"{scenario}: {bound_in_words(bound)}." for bound in result.let_go]
    if not sample.all_ended:
        share = f"{sample.open.mean():.1%} of projects were still under way at the end of the run"
        told.append(f"{scenario}: {share}; they count as such.")
    return told


def document(comparisons: list[Comparison], base: Result, group: str, goal: Goal) -> dict[str, object]:
    """The comparisons with the base as a JSON document, with its provenance, target and class."""
    rows = [
        {
            **asdict(one),
            "differences": {
                name: {"difference": each.value, "ci95": each.interval} for name, each in one.differences.items()
            },
        }
        for one in comparisons
    ]
    return {**base.provenance, "target": goal.days, "own_targets": goal.own, "class": group, "comparisons": rows}


def case_by_case(base: Result, other: Result, name: str, group: str) -> CaseByCase:
    """A project keeps its number and its luck under every scenario, so it can be followed from one to the other.

    Whoever has not ended under one of the two is later there than he has come to so far.
    """
    key = ["replication", "case"]
    columns = [*key, name, "fate"]
    both = measured(base, name, group)[columns].merge(
        other.asked_about(columns).dropna(subset=[name]), on=key, suffixes=("", "_other")
    )
    change = (both[f"{name}_other"] - both[name]).to_numpy(float)
    here, there = ((both[fate] == "unfinished").to_numpy(bool) for fate in ("fate", "fate_other"))
    told = ~(here | there) | (there & ~here & (change > 0)) | (here & ~there & (change < 0))
    sooner, later = told & (change < 0), told & (change > 0)
    exact = ~(here | there)
    return CaseByCase(
        n=len(change),
        gain=float(sooner.sum()) / max(len(change), 1),
        gained=_mean_or_none(-change[sooner & exact]),
        lose=float(later.sum()) / max(len(change), 1),
        lost=_mean_or_none(change[later & exact]),
        untold=float((~told).sum()) / max(len(change), 1),
    )


def _mean_or_none(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def _statistics(other: Result, base: Result, name: str, group: str, target: float) -> dict[str, Statistic]:
    theirs, ours = (statistics(result, name, group, target) for result in (other, base))
    return {kind: theirs[kind] - ours[kind] for kind in theirs}


def statistics(result: Result, name: str, group: str, target: float) -> dict[str, Statistic]:
    """One response of one group of cases: mean, p50, p90, and the share within target where a target makes sense."""
    sample, count = sample_of(measured(result, name, group), name), result.settings.replications
    known = {
        "mean": censored.mean_of(sample, count),
        "p50": censored.quantile_of(sample, 0.5, count),
        "p90": censored.quantile_of(sample, 0.9, count),
    }
    aimed_at = aim_of(process_of(result), name, target)
    if aimed_at is not None:
        known["within_target"] = censored.share_of(sample, aimed_at, count)
    return known
