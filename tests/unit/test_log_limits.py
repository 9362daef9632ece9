"""Limits and promises of a log that tells only one of the two."""

from pathlib import Path

import numpy as np

import sim
from sim.logs.calibrate import Calibration, calibrate
from sim.logs.limits import promised_days
from sim.logs.played import log_of
from sim.logs.visits import Visits, clocks
from sim.logs.write import own_map

TOWN = Path(__file__).parent / "scenarios" / "platform.yaml"


def calibrated(limit: float | None, promise: float | None) -> Calibration:
    scenario = sim.load_scenario(TOWN)
    plan = sim.lower(scenario)
    draws = sim.draw(plan, 1, 0)
    log = log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=300 * 1440)
    log.items["limit"], log.items["promise"] = limit, promise
    return calibrate(log, scenario, play=False)


def days_of(found: Calibration) -> dict[str, float]:
    permit = "processes.projects.items.permit."
    return {
        one.address.removeprefix(permit): one.value
        for one in found.estimates
        if one.address.startswith(permit) and one.address.endswith("days")
    }


def test_a_limit_below_the_promise_of_the_base_lowers_it_too() -> None:
    found = calibrated(7.0, None)
    assert days_of(found) == {"limit.days": 7, "promise.days": 7}
    assert found.scenario().processes["projects"].items["permit"].promise.days.bounds() == (5, 7)
    assert found.scenario().processes["projects"].items["permit"].promise.days.value == 7


def test_a_limit_within_the_range_of_the_promise_cuts_it() -> None:
    found = calibrated(15.0, None)
    assert days_of(found) == {"limit.days": 15, "promise.days": 10}
    assert found.scenario().processes["projects"].items["permit"].promise.days.bounds() == (5, 15)


def test_a_limit_above_the_range_of_the_promise_leaves_it() -> None:
    assert days_of(calibrated(25.0, None)) == {"limit.days": 25}


def test_a_promise_beyond_the_limit_of_the_base_raises_it_too() -> None:
    found = calibrated(None, 30.0)
    assert days_of(found) == {"promise.days": 30, "limit.days": 30}
    assert found.scenario().processes["projects"].items["permit"].limit.days.value == 30


def test_what_is_due_after_the_export_is_as_many_days_off_as_it_says() -> None:
    """Cases of the last weeks are due when the log has long ended."""
    scenario = sim.load_scenario(TOWN)
    plan = sim.lower(scenario)
    draws = sim.draw(plan, 1, 0)
    log = log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=300 * 1440)
    visits = Visits(log)
    log.items["promise"] = float("nan")
    log.items["due"] = visits.accepted.time.astype("datetime64[D]") + np.timedelta64(56, "D")
    days = promised_days(visits, clocks(scenario, log)["always"])
    assert np.unique(days[visits.accepted.there]).tolist() == [56]
