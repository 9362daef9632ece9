"""Which way items went: one firm's permit is returned and couriered, its note decided at once, its form on line."""

from pathlib import Path

import pytest

from sim.outcomes.measure import Outcomes, measure
from sim.scenario import Scenario, as_document, load_scenario
from sim.simulation.draws.draw import draw
from sim.simulation.engines import simulate
from sim.simulation.lower import lower


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    plan = lower(load_scenario(Path(__file__).parent / "scenarios" / "one-shop.yaml"))
    draws = draw(plan, seed=1, replication=0)
    return measure(plan, draws, simulate(plan, draws))


def test_shares_are_of_the_items_that_can_go_that_way(outcomes: Outcomes) -> None:
    case = outcomes.cases.iloc[0]
    assert case["on_the_spot_share"] == 1 / 3  # the note alone: three hours from acceptance to seal
    assert case["online_share"] == 1 / 3  # the form alone never was at the window
    assert case["courier_share"] == 1  # the permit is the only certificate that is delivered
    assert case["e_seal_share"] == 1 / 2
    assert case["one_trip_item_share"] == 2 / 3  # for the permit they came twice


def test_every_item_is_counted_with_its_way(outcomes: Outcomes) -> None:
    items = outcomes.items.set_index("item")
    assert items.index.tolist() == ["design", "permit", "note", "form"]
    assert items["decided"].tolist() == [0, 1, 1, 1]  # a design is no decision of government's
    assert items["on_the_spot"].tolist() == [0, 0, 1, 0]
    assert items["online"].tolist() == [0, 0, 0, 1]
    assert items["by_courier"].tolist() == [0, 1, 0, 0]
    assert items["e_sealed"].tolist() == [0, 0, 1, 0]


def test_what_nobody_decides_is_decided_neither_on_the_spot_nor_otherwise() -> None:
    """The note becomes an acceptance, the form a simulated opinion: of the permit alone it can be said."""
    document = as_document(load_scenario(Path(__file__).parent / "scenarios" / "one-shop.yaml"))
    process = next(iter(document["processes"].values()))
    process["items"]["note"]["decides"] = False
    process["items"]["form"]["simulated_for"] = list(process["classes"])
    plan = lower(Scenario.model_validate(document))
    draws = draw(plan, seed=1, replication=0)
    found = measure(plan, draws, simulate(plan, draws))
    assert found.items.set_index("item")["decided"].tolist() == [0, 1, 0, 0]
    assert found.cases["on_the_spot_share"][0] == 0


def test_intermediaries_time_does_not_begin_while_the_firm_still_chooses_one(outcomes: Outcomes) -> None:
    """Chosen until Monday 17:00, drawn until Tuesday 17:00; and they review the form for another day.

    The item that is theirs took from Monday 09:00.
    """
    case = outcomes.cases.iloc[0]
    assert case["intermediary_service_days"] == 2.0
    assert case["intermediary_days"] == 1 + 8 / 24


def test_the_promise_of_an_item_is_the_mean_over_those_that_promise(outcomes: Outcomes) -> None:
    assert outcomes.cases["promise_per_item"][0] == 2.0
