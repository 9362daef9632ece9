"""Complex projects are sent back more often: the average share stays what is stated, the odds rise as stated."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import Scenario, load_scenario
from sim.scenario.quantities import Distribution
from sim.scenario.validation import validated
from sim.simulation.draws.distributions import quantiles
from sim.simulation.draws.draw import draw
from sim.simulation.draws.returns import _around, _everyone, _odds, _shares, return_shares
from sim.simulation.draws.streams import uniforms
from sim.simulation.event_log import MOST_ATTEMPTS, RETURNED
from sim.simulation.lower import lower
from sim.simulation.plan import StepLuck

THREE = Distribution(empirical=[0.5, 1, 2])


def luck(first: float, later: float, power: float) -> StepLuck:
    """Of a step that only sends back."""
    scenario = town(returns={"share": first, "again": later, "to": "accept", "complexity": power})
    return lower(scenario).step_luck[0]


def town(returns, complexity=None, cases=400) -> Scenario:
    step = {"wait": "1 hour", "calendar": "always", "returns": returns}
    document = {
        "scenario": "papers",
        "title": "Papers",
        "start": "2016-01-04",
        "run": {"length": "400 days", "follow": "400 days"},
        "legal_calendar": "always",
        "calendars": {"always": {"days": "mon-sun", "hours": "00:00-24:00"}},
        "processes": {
            "projects": {
                "arrivals": {"interval": {"hours": 1}, "most": cases},
                "complexity": complexity or {"empirical": [0.5, 1, 2]},
                "items": {"permit": {"steps": {"accept": step}}},
            }
        },
    }
    return validated(Scenario, document, "papers")


def odds(share):
    return share / (1 - share)


@pytest.mark.parametrize(("attempt", "share"), [(0, 0.3), (1, 0.1)])
def test_the_average_over_all_projects_is_the_share_that_is_stated(attempt, share):
    """Of three projects as likely as one another, and as complex as 1/2, 1 and 2."""
    found = return_shares(luck(0.3, 0.1, 1), attempt, THREE, np.array([0.5, 1, 2]))
    assert np.mean(found) == pytest.approx(share, abs=1e-12)


def test_at_power_one_the_odds_are_in_proportion_to_complexity():
    simple, usual, complex_ = return_shares(luck(0.3, 0.1, 1), 0, THREE, np.array([0.5, 1, 2]))
    assert odds(usual) == pytest.approx(2 * odds(simple))
    assert odds(complex_) == pytest.approx(4 * odds(simple))


def test_two_kinds_worked_out_by_hand():
    """Complexity 1 and 4, power 1/2: odds q and 2 q. With q = 1 the shares are 1/2 and 2/3, on average 7/12."""
    found = return_shares(luck(7 / 12, 0, 0.5), 0, Distribution(empirical=[1, 4]), np.array([1, 4]))
    assert found == pytest.approx([1 / 2, 2 / 3])


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_and_everybody_stay_so(share):
    assert return_shares(luck(share, share, 2), 0, THREE, np.array([0.5, 2])) == share


SHAPES = [
    {"lognormal": {"mean": 1, "cv": 0.7}},
    {"gamma": {"mean": 1, "cv": 1.2}},
    {"uniform": (0, 2)},
    {"pert": (0.5, 1, 3)},
    {"exponential": 1},
    {"fixed": 3},
]


@given(st.sampled_from(SHAPES), st.floats(0.01, 0.99), st.floats(0.1, 10))
def test_whatever_the_distribution_the_average_is_the_share(shape, share, power):
    chance = Distribution(**shape)
    everyone = quantiles(chance, (np.arange(50_000) + 0.5) / 50_000)
    assert np.mean(return_shares(luck(share, 0, power), 0, chance, everyone)) == pytest.approx(share, abs=2e-3)


# In the draws


def outcomes(scenario, replication=0):
    """Attempts by cases: which are sent back; and how complex the cases are."""
    plan = lower(scenario)
    draws = draw(plan, 1, replication)
    returned = draws.outcome.reshape(int(draws.columns[0]), -1) == RETURNED
    complexity = uniforms(draws.cases, 1, replication, "projects", "complexity")
    return returned, quantiles(plan.processes[0].complexity, complexity)


def test_first_and_later_attempts_are_drawn_so():
    """Shares of many projects of each kind; who comes a second time was sent back before."""
    scenario = town({"share": 0.4, "again": 0.2, "to": "accept", "complexity": 1}, cases=9_000)
    returned, complexity = outcomes(scenario)
    for attempt, share in ((0, 0.4), (1, 0.2)):
        expected = return_shares(luck(0.4, 0.2, 1), attempt, THREE, np.array([0.5, 1, 2]))
        came = returned[:attempt].all(axis=0)
        seen = [returned[attempt, came & (complexity == one)].mean() for one in (0.5, 1, 2)]
        assert seen == pytest.approx(expected, abs=0.04)
        assert np.mean(expected) == pytest.approx(share)


def test_no_power_moves_nothing_and_the_stream_stays_the_same():
    """The same uniform number decides: with a power, only cases at the edge go another way."""
    plain, _ = outcomes(town({"share": 0.4, "to": "accept"}))
    none, _ = outcomes(town({"share": 0.4, "to": "accept", "complexity": 0}))
    some, complexity = outcomes(town({"share": 0.4, "to": "accept", "complexity": 1}))
    assert (plain == none).all()
    assert (some[0] <= plain[0])[complexity == 0.5].all()
    assert (some[0] >= plain[0])[complexity == 2].all()
    assert (some[0] != plain[0]).any()


def test_the_bound_holds_with_a_power_too():
    returned, _ = outcomes(town({"share": 0.99, "to": "accept", "complexity": 1}))
    assert len(returned) == MOST_ATTEMPTS


def test_shipped_scenarios_say_how_much_oftener_what_is_complex_is_returned():
    """Nothing is published: as the square root, and between not at all and in proportion."""
    path = Path(__file__).parents[2] / "scenarios" / "full-reform.yaml"
    items = load_scenario(path).processes["investment"].items
    said = [step.returns for item in items.values() for step in item.steps.values() if step.returns is not None]
    corrections = [returns for returns in said if returns.reason == "correction"]
    assert len(corrections) > 20
    for returns in corrections:
        assert (returns.complexity.value, returns.complexity.range) == (0.5, (0, 1))


EVERYONE = ("lognormal", {"mean": 1, "cv": 0.8}), ("pert", [0.2, 1, 4]), ("gamma", {"mean": 1, "cv": 3}), ("fixed", 1)


@pytest.mark.parametrize(("shape", "parameters"), EVERYONE)
@pytest.mark.parametrize("share", [1e-7, 0.004, 0.3, 0.97, 1 - 1e-9])
@pytest.mark.parametrize("power", [0.3, 1.0, 10.0])
def test_the_odds_are_to_the_last_digit_those_of_halving_alone(shape, parameters, share, power):
    told = Distribution.model_validate({shape: parameters}).model_dump_json(exclude_none=True)
    everyone = _everyone(told)
    start = np.log(share / (1 - share))
    reach = power * float(np.abs(np.log(everyone)).max()) + 2
    low, high = start - reach, start + reach
    while low < (between := (low + high) / 2) < high:
        is_low = _shares(between, power, everyone).mean() < share
        low, high = (between, high) if is_low else (low, between)
    assert _odds(told, share, power) == pytest.approx(high, abs=1e-13 / min(share, 1 - share, 0.01), rel=1e-15)
    too_low, too_high = _around(share, power * np.log(everyone), start)
    assert too_low < high < too_high


def test_halving_is_not_tried_where_it_is_known_how_it_ends():
    everyone = np.log(_everyone(Distribution(lognormal={"mean": 1, "cv": 0.8}).model_dump_json(exclude_none=True)))
    too_low, too_high = _around(0.3, everyone, np.log(0.3 / 0.7))
    assert too_high - too_low < 1e-11
