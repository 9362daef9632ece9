"""Who has somebody look at his papers first: less is sent back and later work is shorter, for him alone."""

from typing import Any

import numpy as np
import pytest

from sim.experiment import tables
from sim.experiment.replications import Settings
from sim.outcomes.measure import measure
from sim.scenario import Scenario
from sim.simulation.draws.cases import Family
from sim.simulation.draws.draw import Draws, draw
from sim.simulation.draws.streams import Streams
from sim.simulation.engines import simulate
from sim.simulation.event_log import DONE, RETURNED
from sim.simulation.lower import lower
from sim.simulation.plan import Plan

SUBMIT = {"work": {"minutes": {"uniform": [40, 80]}}, "pool": "window", "trips": 1}
ACCEPT = {"wait": {"minutes": {"uniform": [10, 90]}}, "calendar": "office", "returns": {"share": 0.6, "to": "prepare"}}


def hall(**look: Any) -> Scenario:
    """Papers are prepared, handed in and accepted or sent back; with *look*, somebody looks at them first."""
    guide = {"look": {"work": "10 minutes", "pool": "guides", "in_person": True, **look}} if look else {}
    chain = {"prepare": {"wait": "1 hour", "calendar": "office"}, **guide, "submit": SUBMIT, "accept": ACCEPT}
    return Scenario.model_validate(
        {
            "scenario": "hall",
            "title": "Hall",
            "start": "2016-01-04",
            "run": {"length": "1 year"},
            "calendars": {"office": {"hours": ["09:00-12:00", "13:00-17:00"]}},
            "pools": {name: {"servers": 2, "calendar": "office", "counter": True} for name in ("guides", "window")},
            "processes": {
                "visits": {
                    "arrivals": {"per_year": 1500, "calendar": "office"},
                    "traits": {"asks": 0.5},
                    "items": {"card": {"steps": chain}},
                }
            },
        }
    )


def luck(scenario: Scenario) -> tuple[Plan, Draws]:
    plan = lower(scenario)
    return plan, draw(plan, 1, 0)


def of_step(plan: Plan, draws: Draws, name: str, attempt: int = 0) -> tuple[Any, Any]:
    """The minutes and outcomes drawn for a step, case by case."""
    place = draws.place(plan.step_names.index(name), np.arange(draws.cases), np.array(attempt))
    return draws.minutes[place], draws.outcome[place]


def asking(plan: Plan) -> Any:
    return Family(plan, 0, Streams(1, 0)).traits["asks"]


def test_of_what_would_be_returned_a_share_is_put_right_by_the_same_luck() -> None:
    plan, draws = luck(hall(mends={"accept": 0.5}))
    before, after = of_step(*luck(hall()), "accept"), of_step(plan, draws, "accept")
    returned = before[1] == RETURNED
    assert (after[1][~returned] == DONE).all()
    assert (after[1][returned] == RETURNED).mean() == pytest.approx(0.5, abs=0.05)
    assert (after[0] == before[0]).all(), "it takes as long as ever to say so"


def test_later_work_is_shorter_by_the_share_that_is_saved() -> None:
    before, after = (of_step(*luck(one), "submit")[0] for one in (hall(), hall(saves={"submit": 0.25})))
    assert np.abs(after - 0.75 * before).max() <= 1, "minutes are whole"


def test_who_does_not_come_to_that_step_is_not_helped() -> None:
    plan, draws = luck(hall(having="asks", mends={"accept": 0.5}, saves={"submit": 0.25}))
    asks = asking(plan)
    before, after = luck(hall()), (plan, draws)
    for step in ("submit", "accept"):
        (minutes, outcome), (later_minutes, later_outcome) = of_step(*before, step), of_step(*after, step)
        assert (minutes == later_minutes)[~asks].all()
        assert (outcome == later_outcome)[~asks].all()
        assert ((minutes != later_minutes) | (outcome != later_outcome))[asks].any()


def test_papers_are_put_right_at_every_attempt() -> None:
    plan, draws = luck(hall(mends={"accept": 1}))
    log = simulate(plan, draws)
    assert not (log.outcome == RETURNED).any()
    assert (simulate(*luck(hall())).attempt > 2).any()


def test_who_was_seen_on_the_way_to_the_window_made_one_journey_and_waited_twice() -> None:
    scenario = hall(saves={"submit": 0.25})
    plan, draws = luck(scenario)
    cases = measure(plan, draws, simulate(plan, draws)).cases
    assert (cases["trips"] == cases["corrections"] + 1 + cases["sent_home"]).all()
    rows = tables.counters(scenario, Settings(seed=1, replications=1, workers=1)).set_index("pool")
    assert rows.loc["all", "n"] == rows.loc["window", "n"] == pytest.approx(rows.loc["guides", "n"], abs=2)
    assert rows.loc["all", "mean"] == pytest.approx(rows.loc["window", "mean"] + rows.loc["guides", "mean"], rel=0.01)
    assert rows.loc["guides", "mean"] > 0
