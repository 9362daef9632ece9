"""Cases that are already there on the first day: what they have still to do, and whom they hold up."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from sim.experiment.comparison import case_by_case
from sim.experiment.event_table import events_table
from sim.experiment.replications import Settings, run
from sim.experiment.tables.one_case import one_project
from sim.outcomes.history import History
from sim.outcomes.measure import measure
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.validation import validated
from sim.simulation.draws.draw import draw
from sim.simulation.lower import lower

SCENARIOS = Path(__file__).parent / "scenarios"


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2018, 1, day, hour, minute)


def with_backlog(name: str, **start_with: object) -> Scenario:
    document = as_document(load_scenario(SCENARIOS / f"{name}.yaml"))
    return validated(Scenario, {**document, "start_with": start_with}, name)


def test_what_is_still_to_do_is_done_from_midnight_and_what_came_before_is_not_done_again(play):
    """The notice is beside the way of all three, so it hangs for none of them; the last case goes the whole way."""
    assert play("backlog").story() == [
        (0, "permit", "review", 0, at(0), at(0), at(0, 40), "done"),
        (1, "permit", "review", 0, at(0), at(0, 40), at(1, 20), "done"),
        (2, "survey", "measure", 0, at(0), at(0), at(0, 30), "done"),
        (2, "drawings", "draw", 0, at(0), at(0), at(1), "done"),
        (2, "permit", "review", 0, at(1), at(1, 20), at(2), "done"),
        (3, "filing", "review", 0, at(9), at(9), at(9, 10), "done"),
        (3, "survey", "measure", 0, at(9, 10), at(9, 10), at(9, 40), "done"),
        (3, "drawings", "draw", 0, at(9, 10), at(9, 10), at(10, 10), "done"),
        (3, "notice", "hang", 0, at(9, 10), at(9, 10), at(9, 10, day=6), "done"),
        (3, "permit", "review", 0, at(9, 10, day=6), at(9, 10, day=6), at(9, 50, day=6), "done"),
    ]


def test_whoever_comes_then_queues_behind_them(play):
    told = play(with_backlog("backlog", projects={"permit": 14})).story()
    assert (14, "filing", "review", 0, at(9), at(9, 20), at(9, 30), "done") in told


def test_they_are_not_measured_as_whole_cases(play):
    run = play("backlog")
    outcomes = measure(run.plan, run.draws, run.log)
    assert outcomes.cases["case"].tolist() == [0]
    assert History(run.plan, run.draws, run.log, 0).measured.tolist() == [False, False, False, True]


def test_whoever_comes_has_the_same_luck_with_and_without_them():
    scenario = load_scenario(SCENARIOS / "town.yaml")
    name, process = next(iter(scenario.processes.items()))
    some = validated(Scenario, {**as_document(scenario), "start_with": {name: {next(iter(process.items)): 7}}}, "town")
    without, beside = (draw(lower(one), 1, 0) for one in (scenario, some))
    assert beside.backlog.tolist()[0] == 7
    assert beside.cases == without.cases + 7
    assert beside.arrival[7:].tolist() == without.arrival.tolist()
    assert beside.variant[7:].tolist() == without.variant.tolist()
    for step in range(len(without.columns)):
        cases = np.arange(without.first_case[1]) if without.step_case[step] == 0 else np.arange(0)
        for attempt in range(int(min(without.columns[step], beside.columns[step]))):
            assert (
                beside.minutes[beside.place(step, cases + 7, attempt)].tolist()
                == without.minutes[without.place(step, cases, attempt)].tolist()
            )


def test_a_project_is_known_by_the_same_number_with_and_without_them():
    """Nobody waits in this town, so nobody is sooner or later, though seven more stand there on the first day."""
    scenario = load_scenario(SCENARIOS / "town.yaml")
    name, process = next(iter(scenario.processes.items()))
    document = as_document(scenario)
    document["pools"] = {pool: {"servers": {"value": 60}, "calendar": "office"} for pool in document["pools"]}
    some = {"scenario": "some", "start_with": {name: {next(iter(process.items)): 7}}}
    before, after = (validated(Scenario, one, "town") for one in (document, document | some))
    first, last = run([before, after], Settings(1, 2, workers=1))
    told = case_by_case(first, last, "total_days", "all")
    assert (told.n, told.gain, told.lose) == (len(first.permitted()), 0, 0)
    drawn = one_project(before, after, Settings(1, 1, workers=1))
    assert drawn["contact"].nunique() == drawn["permit"].nunique() == 1
    assert set(first.path["case"]) == set(last.path["case"]) == set(first.permitted()["case"])


def test_the_log_numbers_them_below_nothing(play):
    story = play("backlog")
    assert sorted(events_table(story.plan, story.draws, story.log)["case"].unique()) == [-3, -2, -1, 0]


@pytest.mark.parametrize(("share", "large"), [(1.0, 0.5), (0.5, 2 / 3), (0.0, 1.0)])
def test_they_are_of_the_classes_that_need_the_item_each_as_likely_as_it_is(share: float, large: float):
    """Half the cases are large, and all of those need a survey; of the small not all do."""
    document = as_document(load_scenario(SCENARIOS / "backlog.yaml"))
    process = document["processes"]["projects"]
    process["classes"] = {"small": {"share": {"value": 0.5}}, "large": {"share": {"value": 0.5}}}
    process["items"]["survey"]["applies"] = {"small": {"value": share}, "large": {"value": 1.0}}
    process["items"]["drawings"]["applies"] = {"small": {"value": 0.0}, "large": {"value": 1.0}}
    document["start_with"] = {"projects": {"survey": 6000}}
    drawn = draw(lower(validated(Scenario, document, "classes")), 1, 0)
    assert drawn.variant[:6000].mean() == pytest.approx(large, abs=0.02)
    needed = drawn.applies.reshape(-1, 5)[:6000]
    assert needed[:, 1].all()
    assert not needed[:, [0, 2, 3]].any()


def test_items_that_come_together_do_so_for_them_too():
    document = as_document(load_scenario(SCENARIOS / "backlog.yaml"))
    items = document["processes"]["projects"]["items"]
    for name in ("survey", "permit"):
        items[name] |= {"applies": {"all": {"value": 0.3}}, "together": "ground"}
    document["start_with"] = {"projects": {"survey": 50}}
    drawn = draw(lower(validated(Scenario, document, "together")), 1, 0)
    assert drawn.applies.reshape(-1, 5)[:50].sum(axis=0).tolist() == [0, 50, 0, 0, 50]
