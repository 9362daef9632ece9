"""Whole minutes: what is no whole number of them is rounded by luck where the nearest would be wrong, only there."""

from math import exp
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.calendars.working_time import DAY
from sim.outcomes.measure import measure
from sim.scenario import load_scenario
from sim.scenario.model import Scenario
from sim.scenario.validation import validated
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.draws.draw import draw
from sim.simulation.draws.rounding import up_or_down
from sim.simulation.draws.streams import uniforms
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

COUNTER = """
scenario: counter
title: Counter
start: 2016-01-04
run: {length: 60 days, follow: 1 day}
legal_calendar: always
calendars: {always: {days: mon-sun, hours: "00:00-24:00"}}
departments: {bureau: {year: {uniform: [0.8, 1.2]}}}
pools: {clerks: {servers: 1, calendar: always}}
processes:
  matters:
    arrivals: {interval: 5 minutes}
    complexity: {uniform: [0.5, 1.5]}
    items:
      card: {department: bureau, steps: {serve: {work: 1 minute, pool: clerks, counts_as: applicant}}}
"""


def counter(work: object, **parts: object) -> Scenario:
    document = yaml.safe_load(COUNTER)
    document["processes"]["matters"]["items"]["card"]["steps"]["serve"] |= {"work": work, **parts}
    return validated(Scenario, document, "counter")


def minutes_of(work: object, **parts: object) -> np.ndarray:
    drawn = draw(lower(counter(work, **parts)), 1, 0).minutes
    return drawn[drawn != SKIPPED]


@pytest.mark.parametrize(
    ("work", "mean"),
    [
        ("0.5 minutes", 0.5),
        ("30 seconds", 0.5),
        ({"seconds": 30}, 0.5),
        ("1.5 minutes", 1.5),
        ("0.2 minutes", 0.2),
        ("12 seconds", 0.2),
        ("0.02 hours", 1.2),
        ({"minutes": 1, "times": 1.25}, 1.25),
        ({"minutes": {"exponential": 0.5}}, 0.5),
        ({"seconds": {"uniform": [0, 40]}}, 20 / 60),
        ({"minutes": {"empirical": [0.4, 1.4]}}, 0.9),
    ],
)
@pytest.mark.parametrize("engine", ["compiled", pytest.param("simpy", marks=pytest.mark.long)])
def test_a_clerk_is_held_as_long_as_theory_says(work, mean, engine):
    """Somebody comes every five minutes: the clerk is held for a fifth of the mean."""
    plan = lower(counter(work))
    draws = draw(plan, 1, 0)
    [held] = measure(plan, draws, simulate(plan, draws, engine)).pools["utilisation"]
    assert held == pytest.approx(mean / 5, rel=0.03)


def test_a_certain_length_takes_the_whole_minutes_around_it_and_no_others():
    assert set(minutes_of("0.2 minutes").tolist()) == {0, 1}
    assert set(minutes_of("27.4 minutes").tolist()) == {27, 28}
    assert minutes_of("27.4 minutes").mean() == pytest.approx(27.4, abs=0.02)


def test_whole_minutes_stay_and_what_is_long_and_random_is_rounded_to_the_nearest():
    """The same luck as ever: the quantile of each case, to the nearest minute."""
    assert set(minutes_of("7 minutes").tolist()) == {7}
    assert set(minutes_of({"hours": 1.5, "times": 2}).tolist()) == {180}
    plan = lower(counter({"minutes": {"uniform": [20, 60]}}))
    draws = draw(plan, 1, 0)
    luck = uniforms(draws.cases, 1, 0, "matters", "card", "serve", "minutes")
    assert (draws.minutes == np.rint(20 + 40 * luck)).all()


def test_a_factor_of_luck_on_a_few_minutes_keeps_the_mean():
    """Complexity between a half and one and a half, on one minute: rounded to the nearest there were 0.5, 1 or 2."""
    made = minutes_of("1 minute", complexity=True)
    assert made.mean() == pytest.approx(1, abs=0.02)
    made = minutes_of("1 minute", counts_as="service")
    year = made.mean()
    assert 0.8 <= year <= 1.2
    assert abs(year - 1) > 0.02


def test_the_share_that_is_rounded_up_is_the_part_of_a_minute():
    luck = np.arange(1000) / 1000
    assert up_or_down(np.full(1000, 2.25), luck).mean() == 2.25
    assert up_or_down(np.array([3.0, 3 - 1e-9, 3 + 1e-9]), np.array([0.0, 0.999, 0.5])).tolist() == [3, 3, 3]


def test_a_random_length_below_a_minute_is_no_length_of_nothing():
    """Of exponential lengths of mean 0.2 only exp(-2.5), 8 %, would be rounded to a minute or more: too few by half."""
    assert exp(-2.5) / 0.2 < 0.5
    assert minutes_of({"minutes": {"exponential": 0.2}}).mean() == pytest.approx(0.2, rel=0.03)


def test_a_lead_is_never_less_than_written(tmp_path: Path):
    """Half a minute before a slot: whoever asks at nine o'clock sharp has the slot of one minute past."""
    document = yaml.safe_load(COUNTER)
    document["pools"] = {"desk": {"seats": 9, "slot": 1, "calendar": "always"}}
    document["processes"]["matters"]["arrivals"] = {"at": ["2016-01-04 09:00"]}
    meet = {"book": "0 minutes", "pool": "desk", "lead": "30 seconds", "calendar": "always"}
    document["processes"]["matters"]["items"]["card"]["steps"] = {"meet": meet}
    plan = lower(validated(Scenario, document, "counter"))
    assert plan.step_lead.tolist() == [1]
    assert simulate(plan, draw(plan, 1, 0)).start.tolist() == [9 * 60 + 1]


def test_seconds_may_be_written_wherever_a_duration_is(tmp_path: Path):
    file = tmp_path / "counter.yaml"
    file.write_text(COUNTER.replace("interval: 5 minutes", "interval: 300 seconds").replace("1 minute,", "90 seconds,"))
    scenario = load_scenario(file)
    assert scenario.processes["matters"].items["card"].steps["serve"].duration.unit == "seconds"
    plan = lower(scenario)
    assert draw(plan, 1, 0).arrival[:3].tolist() == [5, 10, 15]
    assert plan.measured_until == 60 * DAY
