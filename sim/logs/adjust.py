"""Steps moved until what is played takes as long as what was measured.

What a stretch takes beside the step that is measured by it (a queue, a seal, a slow morning) is learned by playing the
scenario and reading it as a log.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.logs.deadline import Peak
from sim.logs.estimates import ChasedEstimate, CurveEstimate, Estimate, mean_of
from sim.logs.language import changes
from sim.logs.log import Log
from sim.logs.replay import played_curves, played_peaks, played_timings
from sim.logs.stretches import Stretch
from sim.scenario import Scenario
from sim.scenario.load import Written, as_document, resolved
from sim.scenario.reforms.apply import own_reform
from sim.scenario.reforms.model import Extension
from sim.scenario.validation import validated

ROUNDS: Final = 3
"""So often is the scenario played and its steps moved."""
CLOSE: Final = 0.02
"""A stretch that as played takes as long as measured but for this share is left as it is."""


Curves = list[tuple[Stretch, CurveEstimate]]
Chased = list[tuple[Stretch, ChasedEstimate]]


@dataclass(frozen=True)
class Moved:
    """What is moved by playing: durations, and who is chased."""

    curves: Curves
    chased: Chased
    short: dict[str, float]
    """As in `Calibration`."""

    @property
    def estimates(self) -> list[Estimate]:
        """All of them."""
        return [*(one for _, one in self.curves), *(one for _, one in self.chased)]


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
    now = measured
    stamped = frozenset(str(state) for state in log.events["state"].unique())
    for _ in range(ROUNDS):
        scenario = with_estimates(base, [*numbers, *now.estimates], log.digest)
        timings = list(played_timings(scenario, process, log.mapping, stamped, seed, tick))
        played = played_curves(timings, [stretch for stretch, _ in measured.curves])
        short: dict[str, float] = {}
        curves = [
            (stretch, one if curve is None else _closer(one, target, curve, short))
            for (stretch, one), (_, target), curve in zip(now.curves, measured.curves, played, strict=True)
        ]
        chased = [
            (stretch, _closer_peak(one, target, played_peaks(timings, stretch)))
            for (stretch, one), (_, target) in zip(now.chased, measured.chased, strict=True)
        ]
        now = Moved(curves, chased, short)
    return now


def _closer(one: CurveEstimate, target: CurveEstimate, now: Floats, short: dict[str, float]) -> CurveEstimate:
    """A duration moved by what it takes more or less as played; what stays too long is noted in *short*."""
    excess = mean_of(now) - target.mean
    if excess > 0.1 * target.mean and one.mean < 0.02 * target.mean:
        short[one.address] = mean_of(now) / max(target.mean, 1e-9)
    near = abs(excess) <= CLOSE * target.mean and _near(now, np.array(target.curve))
    return one if near else one.with_curve(np.array(one.curve) - (now - np.array(target.curve)))


def _closer_peak(one: ChasedEstimate, target: ChasedEstimate, now: list[Peak]) -> ChasedEstimate:
    """The chase moved by where its peak is as played, and by how large it is."""
    if not now:
        return one
    at, share = (float(np.mean(values)) for values in ([peak.at for peak in now], [peak.share[0] for peak in now]))
    return one.moved(target.at - at, target.value - share)


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
