"""A scenario beside a log: what is compared in a span of time that is shorter than the cases."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.logs.fit import fit_of
from sim.logs.period import Period, area_between, together
from sim.logs.played import log_of
from sim.logs.write import own_map

TOWN = Path(__file__).parent / "scenarios" / "platform.yaml"


def period(*cases: tuple[float, float, bool]) -> Period:
    entered, left, ended = (np.array(column) for column in zip(*cases, strict=True))
    return Period(entered.astype(float), left.astype(float), ended.astype(bool))


def test_who_enters_late_is_at_risk_from_his_age_on() -> None:
    """Ten come, one ends at 10; at 20 ten more of age 15 are under way, and of the nineteen one ends."""
    span = period(*[(0, 10, True)], *[(0, 30, False)] * 9, *[(15, 20, True)], *[(15, 30, False)] * 9)
    assert span.at_risk(np.array([0.0, 10, 15, 20, 30])).tolist() == [10, 10, 9, 19, 18]
    assert span.within(9) == 0
    assert span.within(10) == pytest.approx(0.1)
    assert span.within(20) == pytest.approx(1 - 0.9 * 18 / 19)
    assert span.quantile(0.1) == 10
    assert span.quantile(0.5) == float("inf")


def test_nothing_is_told_of_ages_that_hardly_anybody_passes() -> None:
    span = period(*[(0, age, True) for age in range(1, 11)])
    assert span.horizon == 7
    assert np.isnan(span.within(8))
    assert span.quantile(0.5) == 5
    assert span.quantile(0.9) == float("inf")


def test_the_area_between_two_is_how_much_longer_the_one_takes() -> None:
    quick, slow = (period(*[(0, age + later, True) for age in range(1, 101)]) for later in (0, 5))
    assert area_between(quick, slow) == pytest.approx(5, abs=0.3)
    assert area_between(quick, quick) == 0
    assert together([quick, slow]).count == 200


def test_a_span_of_sixty_days_tells_how_long_cases_of_three_hundred_take() -> None:
    """Of those that came in it alone hardly one ends: their median would be how long the span was."""
    rng = np.random.default_rng(4)
    start = rng.uniform(-3000, 60, 12_000)
    time = rng.gamma(4, 75, len(start))
    inside = start + time > 0
    start, time = start[inside], time[inside]
    span = Period(np.maximum(-start, 0), np.minimum(time, 60 - start), start + time <= 60)
    assert span.quantile(0.5) == pytest.approx(275.4, rel=0.05)
    new = start > 0
    assert Period(span.entered[new], span.left[new], span.ended[new]).quantile(0.5) == float("inf")


def test_a_scenario_fits_its_own_log_in_a_span_that_is_shorter_than_its_cases() -> None:
    """Cases of fifty days in a span of forty: those under way as it begins are in it, too."""
    town = sim.load_scenario(TOWN)
    plan = sim.lower(town)
    draws = sim.draw(plan, 5, 0)
    log = log_of(plan, draws, sim.simulate(plan, draws), own_map())
    fit = fit_of(log, town, log.until - pd.Timedelta(days=40))
    [median] = [row for row in fit.rows if row.measure == "p50"]
    assert median.seen is not None
    assert median.seen > 40
    assert median.difference < 0.1 * median.seen
