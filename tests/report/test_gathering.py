"""What an answer leaves for its report: every assumption, the kinds of project, the floors, a package's steps."""

from pathlib import Path

import pytest

from sim.experiment import answer, tables
from sim.experiment.replications import Settings, run
from sim.report import keep
from sim.scenario import load_scenario

VALID = Path("tests/scenarios/valid")
FILES = {"town": str(VALID / "town.yaml"), "town-reformed": str(VALID / "town-reformed.yaml")}


@pytest.fixture(scope="module")
def found():
    results = run([load_scenario(file) for file in FILES.values()], Settings(1, 2, workers=1))
    return answer.find(results, 40, lambda: None)


def test_every_number_that_may_be_wrong_is_an_assumption_once(found):
    table = tables.assumptions(found.best)
    assert not table.duplicated(["address"]).any()
    drawings = table.set_index("address").loc["processes.projects.items.drawings.steps.review.work"]
    assert (drawings["grade"], drawings["low"], drawings["high"], bool(drawings["factor"])) == (
        "estimate",
        0.2,
        1.6,
        True,
    )
    assert table["days"].is_monotonic_decreasing


def test_days_of_assumptions_lie_on_the_critical_path(found):
    path = found.best.path
    whole = path.loc[path["holder"] != "queue", "minutes"].sum() / 1440 / len(found.best.permitted())
    assert 0 < tables.assumptions(found.best)["days"].sum() <= whole + 1e-9


def test_groups_and_floors_are_those_of_the_answer(found):
    groups = tables.groups([found.best], 40)
    whole = groups[(groups["group"] == "all") & (groups["clock"] == "total_days")].iloc[0]
    assert whole["n"] == len(found.best.permitted())
    zero_time = {answer.FLOORS[name]: result for name, result in found.floors.items()}
    floors = tables.floors(zero_time, 40)
    assert {*floors["instant"]} == {"+".join(parties) for parties in answer.FLOORS.values()}


def test_a_package_is_climbed_step_by_step_from_its_base(found):
    plan = keep.plan_of(found, FILES)
    assert plan.ladder[0].scenario == "town"
    steps = keep.gather(plan)["steps"]
    assert steps["scenario"].to_list() == [one.scenario for one in plan.ladder]
    assert steps["days"].iloc[-1] == pytest.approx(found.results[1].permitted()["total_days"].mean())


def test_a_scenario_that_stands_alone_has_no_steps(found):
    alone = answer.find(found.results[:1], 40, lambda: None)
    plan = keep.plan_of(alone, {"town": FILES["town"]})
    assert (plan.ladder, plan.left_out, plan.plays()) == ([], {}, 0)
    assert "one_project" not in keep.gather(plan)
