"""Steps for cases with a trait, luck that follows a split item, and parties who take no time."""

from pathlib import Path

import numpy as np
import pytest

from sim.outcomes.history import History
from sim.scenario import load_scenario
from sim.simulation.draws.chains import SKIPPED
from sim.simulation.draws.draw import draw, without_time
from sim.simulation.lower import lower

HERE = Path(__file__).parent


def test_who_books_never_queues_and_who_queues_never_books(play) -> None:  # type: ignore[no-untyped-def]
    plan, draws, log = play("booking")[:3]
    name = np.array(plan.step_names)[log.step]
    booked, queued = set(log.case[name == "appointment"].tolist()), set(log.case[name == "submission"].tolist())
    assert booked
    assert queued
    assert booked.isdisjoint(queued)
    assert len(booked | queued) == draws.cases


def test_the_clock_starts_when_the_filing_is_first_handed_in_whichever_way(play) -> None:  # type: ignore[no-untyped-def]
    plan, draws, log = play("booking")[:3]
    history = History(plan, draws, log, 0)
    handed_in = np.isin(np.array(plan.step_names)[log.step], ["appointment", "submission"])
    for case in range(draws.cases):
        assert history.filed[case] == log.joined[handed_in & (log.case == case)].min()


@pytest.mark.parametrize("item", ["planning-permit", "land-use-permit"])
def test_a_mock_item_meets_the_luck_of_the_real_one(item: str) -> None:
    base, mock = (lower(load_scenario(f"scenarios/{name}.yaml")) for name in ("practice-2016", "mock-approval"))
    first, second = draw(base, 1, 0), draw(mock, 1, 0)
    ours = base.steps_of(base.item_names.index(f"investment.{item}"))
    theirs = mock.steps_of(mock.item_names.index(f"investment.{item}-mock"))
    cases = int(first.first_case[1])
    for one, other in zip(ours, theirs, strict=True):
        assert first.columns[one] == second.columns[other]
        size = cases * int(first.columns[one])
        mine = first.minutes[first.step_first[one] :][:size]
        assert (mine == second.minutes[second.step_first[other] :][:size]).all()


def test_a_party_without_time_takes_no_step_and_leaves_the_others_theirs() -> None:
    plan = lower(load_scenario("scenarios/practice-2016.yaml"))
    draws = draw(plan, 1, 0)
    quick = without_time(plan, draws, ("government",))
    ends = np.append(draws.step_first, len(draws.minutes))
    for step, party in enumerate(plan.step_party):
        luck = slice(ends[step], ends[step + 1])
        if party == "government":
            assert (quick.minutes[luck] == SKIPPED).all()
        else:
            assert (quick.minutes[luck] == draws.minutes[luck]).all()
    items = [plan.item_names[item] for item in plan.step_item]
    told = dict(zip(zip(items, plan.step_names, strict=True), plan.step_party, strict=True))
    assert told["investment.planning-permit", "prepare"] == "applicant"
    assert told["investment.planning-permit", "review"] == "government"
    assert told["investment.drawing-review", "modify"] == "intermediary"
    assert told["investment.land-listing", "arrange"] == "government"
    assert told["investment.land-listing", "list"] == "public"
