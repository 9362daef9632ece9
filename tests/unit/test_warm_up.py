"""How much of a run is left out before it is measured."""

import numpy as np

from sim.experiment import Settings
from sim.scenario import Scenario
from sim.warm_up import WarmUp, average, batches, mser, propose


def town(servers: int) -> Scenario:
    """A case every hundred minutes, an hour and a half of work each: one clerk nearly keeps up, two easily."""
    step = {"work": {"minutes": {"exponential": 90}}, "pool": "clerks"}
    return Scenario.model_validate(
        {
            "scenario": "town",
            "title": "Town",
            "start": "2016-01-04",
            "run": {"length": "1 year", "warm_up": "1 day"},
            "legal_calendar": "always",
            "calendars": {"always": {"days": "mon-sun", "hours": "00:00-24:00"}},
            "pools": {"clerks": {"servers": servers, "calendar": "always"}},
            "processes": {
                "matters": {
                    "arrivals": {"interval": {"minutes": {"exponential": 100}}},
                    "items": {"matter": {"steps": {"serve": step}}},
                }
            },
        }
    )


def test_five_cases_are_a_batch() -> None:
    assert batches(np.arange(12.0)).tolist() == [2, 7]


def test_replications_are_averaged_as_far_as_the_shortest() -> None:
    assert average([np.array([1.0, 2, 9]), np.array([3.0, 4])]).tolist() == [2, 3]


def test_a_step_at_the_beginning_is_left_out() -> None:
    series = np.concatenate([np.zeros(7), np.tile([9.0, 11.0], 40)])
    assert mser(series) == 7


def test_a_steady_series_needs_no_warm_up() -> None:
    assert mser(np.tile([9.0, 11.0], 40)) == 0


def test_a_series_that_goes_on_rising_never_settles() -> None:
    assert mser(np.arange(100.0) ** 3) is None


def test_an_easy_town_settles_sooner_than_a_crowded_one() -> None:
    crowded, easy = (propose(town(servers), Settings(1, 10), ["total_days"])[0] for servers in (1, 2))
    assert easy.proposed_days is not None
    assert easy.proposed_days < 10
    assert crowded.proposed_days is None or crowded.proposed_days > easy.proposed_days


def test_the_verdict_names_the_remedy() -> None:
    assert WarmUp("total_days", 12.3, 1, 20).verdict == "too short: set run.warm_up to 13 days or more"
    assert WarmUp("total_days", 0, 0, 20).verdict == "long enough"
    assert "lengthen the run" in WarmUp("total_days", None, 1, 20).verdict
