"""Whose days they are, held against the critical path row by row."""

from pathlib import Path

import pytest

from sim.calendars.working_time import DAY
from sim.outcomes.measure import measure, measure_clocks
from sim.outcomes.parties import PARTIES, SOME
from sim.scenario import Scenario, load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"


@pytest.mark.parametrize("replication", [0, 1])
def test_the_days_of_the_parties_are_those_of_the_critical_path(replication):
    plan = lower(load_scenario(TOWN))
    draws = draw(plan, 1, replication)
    log = simulate(plan, draws)
    whole, (cases, parties) = measure(plan, draws, log), measure_clocks(plan, draws, log)
    clocks = [name for name in cases if name.endswith("_days")]
    assert cases[clocks].equals(whole.cases[clocks])
    path = whole.path.merge(whole.cases[["case", "class", "traits"]], on="case")
    path["party"] = [_party(plan, row) for row in path.to_dict("records")]
    expected = path.groupby(["class", "traits", "party"], observed=True)["minutes"].sum() / DAY
    told = parties.days.set_index(["class", "traits", "party"])["days"]
    assert told.to_dict() == pytest.approx(expected[expected > 0].to_dict())
    assert set(told.index.get_level_values("party")) <= set(PARTIES)
    assert "queue" in told.index.get_level_values("party")
    by_item = path.groupby(["case", "item", "party"], observed=True)["minutes"].sum() / DAY
    some = parties.paths.set_index(["case", "item", "party"])["days"]
    assert some.to_dict() == pytest.approx(
        {key: days for key, days in by_item.items() if days > 0 and key in some.index}
    )
    assert parties.paths["case"].nunique() == min(SOME, path["case"].nunique())
    first = parties.paths[parties.paths["case"] == parties.paths["case"].iloc[0]]
    assert first["item"].drop_duplicates().tolist() == list(dict.fromkeys(_in_order(whole.path, first["case"].iloc[0])))


def test_where_no_item_waits_for_another_nobody_has_the_days():
    steps = {"examine": {"wait": "1 hour", "calendar": "office", "legal": True}}
    document = {
        "scenario": "somewhere", "title": "One comes", "start": "2016-01-04",
        "run": {"length": "1 day", "follow": "9 days"}, "calendars": {"office": {"hours": "09:00-17:00"}},
        "processes": {"matters": {"arrivals": {"at": ["2016-01-04 09:00"]}, "items": {"only": {"steps": steps}}}},
    }  # fmt: skip
    plan = lower(Scenario.model_validate(document))
    draws = draw(plan, 1, 0)
    cases, parties = measure_clocks(plan, draws, simulate(plan, draws))
    assert cases["fate"].tolist() == ["permitted"]
    assert parties.days.empty
    assert parties.paths.empty


def _in_order(path, case):
    """The items of a case's critical path; its rows are in the order of time."""
    return path.loc[path["case"] == case, "item"].tolist()


def _party(plan, row):
    if row["holder"] == "queue":
        return "queue"
    [step] = [
        number
        for number, name in enumerate(plan.step_names)
        if name == row["step"] and plan.item_names[plan.step_item[number]].endswith(f".{row['item']}")
    ]
    return "agent" if plan.steps[step].counts_as == "agent" else plan.step_party[step]
