"""How much of a run is left out before it is measured."""

import numpy as np
import pytest

from sim.base.errors import UserError
from sim.experiment.replications import Settings
from sim.experiment.warm_up import Batches, WarmUp, average, batches, mser, propose
from sim.scenario import Scenario
from sim.scenario.validation import validated


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


def test_five_cases_are_a_batch_that_begins_with_the_first_of_them() -> None:
    found = batches(np.arange(12.0), np.arange(100.0, 112))
    assert (found.means.tolist(), found.since.tolist()) == ([2, 7], [100, 105])


def test_cases_without_the_response_are_in_no_batch() -> None:
    nobody = np.nan
    found = batches(np.array([nobody, 1, 2, nobody, 3, 4, 5, 9]), np.arange(8.0))
    assert (found.means.tolist(), found.since.tolist()) == ([3], [1])


def test_replications_are_averaged_as_far_as_the_shortest() -> None:
    found = average([Batches(np.array([1.0, 2, 9]), np.arange(3.0)), Batches(np.array([3.0, 4]), np.array([2.0, 5]))])
    assert (found.means.tolist(), found.since.tolist()) == ([2, 3], [1, 3])


def test_a_step_at_the_beginning_is_left_out() -> None:
    series = np.concatenate([np.zeros(7), np.tile([9.0, 11.0], 40)])
    assert mser(series) == 7


def test_a_steady_series_needs_no_warm_up() -> None:
    assert mser(np.tile([9.0, 11.0], 40)) == 0


def test_a_series_that_goes_on_rising_never_settles() -> None:
    assert mser(np.arange(100.0) ** 3) is None


def two_ways(with_land: float, hours: int, standing: int = 0) -> Scenario:
    """A case a day, of which some need land; the clerk works so many hours on each, and on no weekend."""
    document = town(1).model_dump(mode="json", by_alias=True, exclude_none=True)
    document["calendars"]["weekdays"] = {"days": "mon-fri", "hours": "00:00-24:00"}
    document["pools"]["clerks"]["calendar"] = "weekdays"
    land = {"applies": {"lands": 1, "builds": 0}, "steps": {"sign": {"wait": "1 hours", "calendar": "always"}}}
    document["processes"]["matters"] |= {
        "arrivals": {"interval": "1 days"},
        "classes": {"lands": with_land, "builds": 1 - with_land},
        "land": "land",
        "items": {
            "land": land,
            "serve": {"after": ["land"], "steps": {"serve": {"work": f"{hours} hours", "pool": "clerks"}}},
        },
    }
    return validated(Scenario, document | {"start_with": {"matters": {"serve": standing}}}, "town")


def test_the_warm_up_ends_when_the_first_batch_that_is_kept_begins_to_arrive() -> None:
    """25 days of work stand there on the first day, and each week leaves room for 1.5 more: gone after 117 days.

    The first case comes on day 1, so that the batches begin on days 1, 6, …; they settle on the last of the queue.
    """
    found = propose(two_ways(1, hours=12, standing=50), Settings(1, 2, workers=1), ["land_to_permit_days"])[0]
    assert found.proposed_days == 106


def test_a_response_that_some_cases_lack_is_judged_by_those_who_have_it() -> None:
    """The clerk never keeps up, so that who comes later waits longer."""
    found = propose(two_ways(0.5, hours=30), Settings(1, 2, workers=1), ["land_to_permit_days"])[0]
    assert found.proposed_days is None
    assert found.verdict.startswith("does not settle")


def test_a_response_that_too_few_cases_have_is_refused() -> None:
    told = "^town: fewer than 55 permitted cases of a replication have land_to_permit_days, too few to propose"
    with pytest.raises(UserError, match=told):
        propose(two_ways(0, hours=12), Settings(1, 1), ["land_to_permit_days"])


@pytest.mark.parametrize("name", ["class", "replication", "government_days"])
def test_what_is_no_response_of_the_scenario_is_refused_before_anything_is_played(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("sim.experiment.warm_up.simulate")
    with pytest.raises(UserError, match=f"^town: no response '{name}'"):
        propose(town(1), Settings(1, 1), [name])


def test_an_easy_town_settles_sooner_than_a_crowded_one() -> None:
    crowded, easy = (propose(town(servers), Settings(1, 10), ["total_days"])[0] for servers in (1, 2))
    assert easy.proposed_days is not None
    assert easy.proposed_days < 10
    assert crowded.proposed_days is None or crowded.proposed_days > easy.proposed_days


def test_the_verdict_names_the_remedy() -> None:
    assert WarmUp("total_days", 12.3, 1, 20, 0).verdict == "too short: set run.warm_up to 13 days or more"
    assert WarmUp("total_days", 0, 0, 20, 0).verdict == "long enough"
    assert "lengthen the run" in WarmUp("total_days", None, 1, 20, 0.25).verdict
