"""Steps moved until what is played takes as long as what was measured.

What a stretch takes beside the step that is measured by it (a queue, a seal, a slow morning) is learned by playing the
scenario and reading it as a log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.logs.estimates import ChasedEstimate, CurveEstimate, Estimate, mean_of
from sim.logs.language import changes
from sim.logs.log import Log
from sim.logs.replay import played_curves, played_timings
from sim.logs.stretches import Stretch
from sim.scenario import Scenario
from sim.scenario.load import Written, as_document, resolved
from sim.scenario.model import Process
from sim.scenario.reforms.apply import own_reform
from sim.scenario.reforms.model import Extension
from sim.scenario.validation import validated

ROUNDS: Final = 3
"""So often is the scenario played and its steps moved."""
CLOSE: Final = 0.02
"""A stretch that as played takes as long as measured but for this share is left as it is."""


Curves = list[tuple[Stretch, CurveEstimate]]


@dataclass(frozen=True)
class Chased:
    """A decision with a peak on the promised day."""

    stretch: Stretch
    estimate: ChasedEstimate
    curve: Floats
    """Of all decisions, in and out of the peak."""

    @property
    def whole(self) -> Stretch:
        """The stretch with the peak in it."""
        return replace(self.stretch, chased=False)

    def sooner(self, by: float) -> "Chased":
        """The same with a peak that is sooner by a share of the promise."""
        return replace(self, estimate=self.estimate.sooner(by))


@dataclass(frozen=True)
class Moved:
    """What is moved by playing: durations, and who is chased."""

    curves: Curves
    chased: list[Chased]
    short: dict[str, float]
    """As in `Calibration`."""

    @property
    def estimates(self) -> list[Estimate]:
        """All of them."""
        return [*(one for _, one in self.curves), *(one.estimate for one in self.chased)]


def as_played(
    log: Log,
    base: Scenario,
    process: str,
    numbers: list[Estimate],
    measured: Moved,
    seed: int,
    tick: Callable[[], None],
) -> Moved:
    """The steps moved until what is played takes as long as what was measured; and those that stay longer."""
    now, wholes = measured, [one.whole for one in measured.chased]
    stamped = frozenset(str(state) for state in log.events["state"].unique())
    for _ in range(ROUNDS):
        scenario = with_estimates(base, [*numbers, *now.estimates], log.digest)
        timings = list(played_timings(scenario, process, log.mapping, stamped, seed, tick))
        played = played_curves(timings, [stretch for stretch, _ in measured.curves])
        more = [_more(one, curve) for one, curve in zip(now.chased, played_curves(timings, wholes), strict=True)]
        sooner = {one.stretch: by for one, by in zip(now.chased, more, strict=True)}
        short: dict[str, float] = {}
        curves = [
            (stretch, _closer(one, target, curve, short, sooner.get(stretch)))
            for (stretch, one), (_, target), curve in zip(now.curves, measured.curves, played, strict=True)
        ]
        parts = scenario.processes[process]
        now = Moved(
            curves,
            [one.sooner(by / _as_unit(one.stretch, parts)) for one, by in zip(now.chased, more, strict=True)],
            short,
        )
    return now


def _more(one: Chased, now: Floats | None) -> float:
    """What else is in a decision as played beside the wait that is measured, in the unit of the stretch."""
    return float(np.median(now[:-1] - one.curve[:-1])) if now is not None else 0.0


def _as_unit(stretch: Stretch, process: Process) -> float:
    """What the whole of its promise is in the unit of a stretch."""
    item = process.items[stretch.item]
    promise = item.promise.days.value if item.promise is not None else 1.0
    if stretch.unit == "limit" and item.limit is not None:
        return promise / item.limit.days.value
    return promise if stretch.unit == "days" else 1.0


def _closer(
    one: CurveEstimate, target: CurveEstimate, now: Floats | None, short: dict[str, float], sooner: float | None
) -> CurveEstimate:
    """A duration moved by what it takes more or less as played; what stays too long is noted in *short*.

    One that has a peak apart is *sooner* by as much as the peak is.
    """
    if sooner is not None:
        return one.with_curve(np.array(one.curve) - sooner)
    if now is None:
        return one
    excess = mean_of(now) - target.mean
    if excess > 0.1 * target.mean and one.mean < 0.02 * target.mean:
        short[one.address] = mean_of(now) / max(target.mean, 1e-9)
    near = abs(excess) <= CLOSE * target.mean and _near(now, np.array(target.curve))
    return one if near else one.with_curve(np.array(one.curve) - (now - np.array(target.curve)))


def _near(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.abs(one - other).mean() <= CLOSE * max(float(other.mean()), 1e-9))


def with_estimates(base: Scenario, estimates: Sequence[Estimate], digest: str) -> Scenario:
    """The base with estimates in place of its own numbers."""
    document = {
        "scenario": "calibrated",
        "title": "calibrated",
        "extends": base.scenario,
        "changes": changes(estimates, digest),
    }
    extension = validated(Extension, document, "calibrated")
    package = (own_reform(extension.changes),) if extension.changes else ()
    return resolved(Written("calibrated", as_document(base), package, extension.own()))
