"""Whose days they are, held against the critical path row by row."""

from pathlib import Path

import pytest

from sim.calendars.working_time import DAY
from sim.outcomes.measure import measure, measure_clocks
from sim.outcomes.parties import PARTIES
from sim.scenario import load_scenario
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
    told = parties.set_index(["class", "traits", "party"])["days"]
    assert told.to_dict() == pytest.approx(expected[expected > 0].to_dict())
    assert set(told.index.get_level_values("party")) <= set(PARTIES)
    assert "queue" in told.index.get_level_values("party")


def _party(plan, row):
    if row["holder"] == "queue":
        return "queue"
    [step] = [
        number
        for number, name in enumerate(plan.step_names)
        if name == row["step"] and plan.item_names[plan.step_item[number]].endswith(f".{row['item']}")
    ]
    return "agent" if plan.steps[step].counts_as == "agent" else plan.step_party[step]
