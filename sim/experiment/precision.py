"""How many replications are enough: as many as it takes until what was asked is known that closely."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

from sim.base.errors import UserError, did_you_mean
from sim.experiment.replications import Progress, Result, Settings, run
from sim.experiment.responses import has_target, measured, require_known, response
from sim.scenario import Scenario

FIRST: Final = 30
"""With fewer, the width of an interval is itself little more than luck, and stopping at a lucky one would mislead."""
MARGIN: Final = 1.1
"""So much more than the present width calls for is played, so that one more round is mostly enough."""
STATISTICS: Final = ("within_target", "mean", "p50", "p90")

Announce = Callable[[int], Progress | None]
"""Told how many replications are about to be played; gives what to call at each that is done."""


@dataclass(frozen=True)
class Precision:
    """What is to be known how closely: half the width of its 95 % interval is at most *half_width*."""

    half_width: float
    response: str
    statistic: str
    group: str
    target: float
    most: int
    """No more replications than this in all."""

    @property
    def wanted(self) -> str:
        """What was asked for, in words, such as `total_days.p50 ± 2`."""
        return f"{self.response}.{self.statistic} ± {self.half_width:g}"


@dataclass(frozen=True)
class Precise:
    """The results, each with the half width it reached; wider than asked only where the cap was hit."""

    results: list[Result]
    reached: list[float]
    asked: Precision

    @property
    def missed(self) -> list[tuple[str, float]]:
        """The scenarios that are still less certain than asked, and how certain they are."""
        pairs = zip(self.results, self.reached, strict=True)
        return [(one.scenario.scenario, width) for one, width in pairs if width > self.asked.half_width]


def statistic_of(text: str) -> tuple[str, str]:
    """`government_days.within_target` as response and statistic."""
    name, _, statistic = text.partition(".")
    if statistic not in STATISTICS:
        raise UserError(f"--of {text}: no statistic '{statistic}'{did_you_mean(statistic, STATISTICS)}")
    return name, statistic


def run_until(scenarios: list[Scenario], settings: Settings, asked: Precision, announce: Announce) -> Precise:
    """Plays replications until every scenario is known as closely as asked, or the cap is hit.

    All scenarios get the same replications, so that they can be compared under the same luck. How many follow next
    depends on results alone, never on time or workers, so the same inputs stop at the same number.
    """
    for scenario in scenarios:
        _require(scenario, asked)
    count = min(FIRST, asked.most)
    results = run(scenarios, replace(settings, replications=count), announce(count))
    while (more := _still_needed([half_width(one, asked) for one in results], count, asked)) > 0:
        later = run(scenarios, replace(settings, since=count, replications=more), announce(more))
        results = [one.followed_by(other) for one, other in zip(results, later, strict=True)]
        count += more
    return Precise(results, [half_width(one, asked) for one in results], asked)


def half_width(result: Result, asked: Precision) -> float:
    """Half the width of the interval so far."""
    measured(result, asked.response, asked.group)
    interval = response(result, asked.response, asked.group, asked.target)[f"{asked.statistic}_ci95"]
    if not isinstance(interval, list):
        found = f"in one replication only a project of '{asked.group}' has {asked.response}"
        raise UserError(f"{result.scenario.scenario}: {found}: lengthen the run or choose another kind")
    return float(interval[1] - interval[0]) / 2


def _require(scenario: Scenario, asked: Precision) -> None:
    """Refuses what no number of replications would tell."""
    require_known(scenario, asked.response, asked.group)
    if asked.statistic == "within_target" and not has_target(asked.response):
        remedy = f"ask for {' or '.join(STATISTICS[1:])}"
        raise UserError(f"{scenario.scenario}: {asked.response} has no {asked.statistic}: {remedy}")


def _still_needed(widths: list[float], count: int, asked: Precision) -> int:
    """How many more replications: a width shrinks with their square root; at most doubled at a time."""
    worst = max(widths) / asked.half_width
    if worst <= 1:
        return 0
    return min(ceil(count * (worst**2 * MARGIN - 1)), count, asked.most - count)
