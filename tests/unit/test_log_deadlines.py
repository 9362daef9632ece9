"""The promised day in a log: what is decided on it because it is the promised day, and what is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

import sim
from sim.base.arrays import Floats
from sim.logs.calibrate import Calibration, calibrate
from sim.logs.deadline import peak_of
from sim.logs.estimates import ChasedEstimate, CurveEstimate
from sim.logs.log import Log
from sim.logs.played import log_of
from sim.logs.stretches import stretches
from sim.logs.survival import Durations
from sim.logs.timing import Timing
from sim.logs.visits import Visits, clocks
from sim.logs.write import own_map
from sim.scenario.addresses import as_keys, with_numbers

TOWN = Path(__file__).parent / "scenarios" / "platform.yaml"
PERMIT = "processes.projects.items.permit"
PEAK = 0.4
"""Of all cases, so many are decided on the tenth day, which is promised; three in ten before it, three later."""


def town() -> sim.Scenario:
    """Its files lie until the promised day if they come to it, and nobody waits for a reviewer."""
    document = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    steps = document["processes"]["projects"]["items"]["permit"]["steps"]
    shape = {"quantiles": [[0, 0.2], [0.3, 0.9], [0.3, 1], [0.7, 1], [0.7, 1.2], [1, 2]]}
    steps["circulate"] = {"until": {"promise": shape}, "legal": True, "counts_as": "circulation"}
    steps["review"] = {"work": "1 minute", "pool": "reviewers", "counts_as": "review", "legal": True}
    return sim.Scenario.model_validate(document)


def log_from(scenario: sim.Scenario) -> Log:
    plan = sim.lower(scenario)
    draws = sim.draw(plan, 1, 0)
    return log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=plan.horizon)


@pytest.fixture(scope="module")
def found() -> Calibration:
    return calibrate(log_from(town()), sim.load_scenario(TOWN))


def decided_after(scenario: sim.Scenario) -> Floats:
    """Working days from acceptance to decision of the permits, as the law counts them."""
    log = log_from(scenario)
    visits, process = Visits(log), scenario.processes["projects"]
    [stretch] = [
        one
        for one in stretches(process, frozenset(log.known_items), scenario.legal_calendar)
        if one.item == "permit" and one.kind == "decision"
    ]
    days = Timing(visits, clocks(scenario, log), process).durations(replace(stretch, unit="days"))
    return days.spent[~days.open]


def test_who_is_decided_on_the_promised_day_is_chased_and_nobody_else(found: Calibration) -> None:
    [chased] = [one for one in found.estimates if isinstance(one, ChasedEstimate)]
    assert chased.address == f"{PERMIT}.steps.circulate.no_later_than.promised-day.share"
    assert chased.value == pytest.approx(PEAK / 0.7, abs=0.06)
    assert chased.low < PEAK / 0.7 < chased.high
    assert np.median(chased.at) == pytest.approx(1, abs=0.03)
    [own] = [
        one for one in found.estimates if isinstance(one, CurveEstimate) and "permit.steps.circulate" in one.address
    ]
    assert own.unit == "limit"


def test_a_promise_cut_by_a_fifth_moves_the_peak_and_not_the_rest(found: Calibration) -> None:
    """Under the promise of ten days and of eight: who was sooner than eight days or later than eleven stays so."""
    ten = found.scenario()
    eight = with_numbers(ten, {as_keys(f"{PERMIT}.promise.days"): 8.0}, "shorter")
    before, after = decided_after(ten), decided_after(eight)
    on_day = [((days > end - 0.2) & (days <= end + 0.8)).mean() for days, end in ((before, 10), (after, 8))]
    left_at_eight = 0.7 + 0.3 * 1 / 7
    assert on_day == pytest.approx([PEAK, PEAK / 0.7 * left_at_eight], abs=0.06)
    assert ((after > 9.8) & (after <= 10.8)).mean() < 0.05
    assert (after < 7.5).mean() == pytest.approx((before < 7.5).mean(), abs=0.01)
    assert (after > 11).mean() == pytest.approx((before > 11).mean(), abs=0.01)
    assert (before > 11).mean() == pytest.approx(0.3, abs=0.04)


def test_a_day_on_which_no_more_is_decided_than_beside_it_is_no_peak() -> None:
    spent = np.linspace(0, 30, 601)
    days = Durations(spent, np.zeros(601, dtype=np.bool_), np.arange(601) % 12)
    even = peak_of(days, np.full(601, 15.0))
    assert even is not None
    assert not even.steep


def test_each_case_has_its_own_promised_day() -> None:
    """Half promise ten days and half thirty; all that come to their day are decided in it."""
    rng = np.random.default_rng(1)
    promised, own = np.where(np.arange(400) % 2, 10.0, 30.0), rng.exponential(30, 400)
    spent = np.where(own > promised, promised - 0.3, own)
    peak = peak_of(Durations(spent, np.zeros(400, dtype=np.bool_), np.arange(400) % 12), promised)
    assert peak is not None
    assert peak.steep
    assert peak.share[0] == 1
    assert peak.n == pytest.approx((own > promised - 0.5).sum(), abs=8)


def test_where_all_are_decided_around_their_promise_it_is_no_peak() -> None:
    """The chance to be decided rises to one on the last day, for nobody takes longer."""
    days = Durations(np.linspace(2, 6, 200), np.zeros(200, dtype=np.bool_), np.arange(200) % 12)
    found = peak_of(days, np.full(200, 5.0))
    assert found is not None
    assert not found.steep
