"""Whether nine projects in ten are within the target, told from a share and its interval."""

from math import nan

import pytest

from sim.experiment.targets import PROMISED, Score
from sim.statistics.clustered import Estimate
from sim.statistics.decision import verdict, verdict_of


@pytest.mark.parametrize(
    ("share", "low", "high", "said"),
    [(0.95, 0.9, 1, "yes"), (0.95, 0.89, 1, "open"), (0.5, 0.4, 0.9, "open"), (0.5, 0.4, 0.89, "no"), (0, 0, 1, "no")],
)
def test_yes_means_that_the_whole_interval_keeps_it(share, low, high, said):
    assert verdict(share, low, high) == said
    assert verdict_of({"within": share, "within_low": low, "within_high": high}) == said


@pytest.mark.parametrize("bound", [nan, None])
def test_without_an_interval_nothing_is_sure(bound):
    assert verdict_of({"within": 0.99}) == "unknown"
    assert verdict_of({"within": 0.99, "within_low": bound, "within_high": bound}) == "unknown"


def test_a_target_of_the_briefing_is_open_without_an_interval_unless_it_is_counted():
    told = Score(PROMISED, "promised_days", "working days", "change", -0.2, 40.0, 20.0, Estimate(-0.5))
    assert told.met is None
    offered = Score(PROMISED, "online_coverage", "share", "share", 1.0, 0.5, 1.0, Estimate(1.0), counted=True)
    assert offered.met is True
