"""Estimates as changes to a scenario: the one place that knows in which words of its language they are said."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from sim.logs.deadline import PLACES
from sim.logs.estimates import LEVELS, ChasedEstimate, CurveEstimate, Estimate, NumberEstimate, Sample, Subject
from sim.logs.log import FEWEST
from sim.scenario.quantities import MEASURED

HANDLERS: Final = "handlers"
LATEST: Final = "no_later_than"
PROMISE: Final = "promised-day"
"""The name under which those who are chased as their promise ends stand in a scenario."""
DIGITS: Final = 6
OF_CURVES: Final = 4
"""With so many digits numbers are written, and the parts of curves."""


def changes(estimates: Iterable[Estimate], digest: str) -> list[dict[str, Any]]:
    """The changes that put estimates in place of the base's numbers, one for each part of the scenario."""
    by_subject: dict[Subject, dict[str, Any]] = defaultdict(dict)
    for one in estimates:
        by_subject[one.subject][_path(one)] = _said(one, digest)
    return [{**_about(subject), "set": said} for subject, said in by_subject.items()]


def _path(estimate: Estimate) -> str:
    """Where the value goes; limits are set as a whole, for what stands beside their days is of the base."""
    if isinstance(estimate, ChasedEstimate):
        return LATEST
    return estimate.path.removesuffix(".days")


def _about(subject: Subject) -> dict[str, Any]:
    """What a change is about."""
    match subject.kind:
        case "processes":
            return {"processes": subject.name}
        case "traits":
            return {"process": subject.process, "traits": subject.name}
        case "pools":
            return {"pools": subject.name}
    about = {"process": subject.process, "items": subject.name}
    return {**about, "steps": subject.step} if subject.step else about


def _said(estimate: Estimate, digest: str) -> dict[str, Any]:
    if isinstance(estimate, CurveEstimate):
        low, high = _range(1.0, estimate.low, estimate.high)
        return {estimate.unit: shape(estimate), "range": [low, high], **evidence(estimate.sample, digest)}
    if isinstance(estimate, ChasedEstimate):
        places = [[tidy(float(share)), tidy(one, OF_CURVES)] for share, one in zip(PLACES, estimate.at, strict=True)]
        at = {"promise": {"quantiles": _without_inner(places)}}
        return {PROMISE: {"at": at, "share": number(estimate, digest)}}
    return number(estimate, digest)


def number(estimate: NumberEstimate, digest: str) -> dict[str, Any]:
    """A plain number with its range; one that is exact has none, and a bound stays an estimate."""
    value, counted = tidy(estimate.value), estimate.bound == HANDLERS
    said: dict[str, Any] = {"value": int(value) if counted else value}
    if estimate.high > estimate.low:
        low, high = _range(value, estimate.low, estimate.high)
        said["range"] = [int(low), int(high)] if counted else [low, high]
    told = evidence(estimate.sample, digest) if not estimate.bound else _bounded(estimate.bound, digest)
    if not estimate.path.endswith(".days"):
        return {**said, **told}
    return {"days": said if "range" in said else said["value"], **told}


def _bounded(by: str, digest: str) -> dict[str, Any]:
    """What is said of a number that stays an estimate within a narrower range."""
    words = {HANDLERS: "handlers a week", "limit": "the limit"}
    return {"source": f"bounded by {words[by]}, log {digest}", "grade": "estimate"}


def shape(estimate: CurveEstimate) -> dict[str, Any]:
    """The distribution of a duration: its quantiles, of an atom only both ends, and how much more is beyond them."""
    *values, beyond = (tidy(one, OF_CURVES) for one in estimate.curve)
    points = [[tidy(float(level)), value] for level, value in zip(LEVELS, values, strict=True)]
    if beyond <= values[-1]:
        return {"quantiles": _without_inner([*points, [1.0, values[-1]]])}
    return {"quantiles": _without_inner(points), "tail": {"exponential": tidy(beyond - values[-1], OF_CURVES)}}


def _without_inner(points: list[list[float]]) -> list[list[float]]:
    """Without what lies within an atom: a value that stands at both its neighbours, too."""
    inner = {
        place for place in range(1, len(points) - 1) if points[place - 1][1] == points[place][1] == points[place + 1][1]
    }
    return [point for place, point in enumerate(points) if place not in inner]


def evidence(sample: Sample, digest: str) -> dict[str, Any]:
    """Where a number is from, and how far to trust it."""
    few = 0 < sample.open < FEWEST
    return {"grade": MEASURED, "n": sample.n, **({} if few else {"open": sample.open}), "digest": digest}


def _range(value: float, low: float, high: float) -> tuple[float, float]:
    """A range around a value that was rounded."""
    return min(tidy(low), value), max(tidy(high), value)


def tidy(number: float, digits: int = DIGITS) -> float:
    """A number without digits that no measurement can bear."""
    return float(f"{number:.{digits}g}")
