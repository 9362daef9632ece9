"""Parts that the same data says are one object, whoever reads them; what differs in anything is another."""

import pytest

from sim.base.errors import ScenarioError
from sim.packages.candidates import load_candidates
from sim.scenario import made_once
from sim.scenario.model import Item, Step
from sim.scenario.validation import validated

REVIEW = {"wait": {"days": {"pert": [1.0, 2.0, 4.0]}}, "calendar": "office"}


def a_step(**other: object) -> Step:
    return validated(Step, {**REVIEW, **other}, "somewhere")


def test_the_same_data_is_the_same_step() -> None:
    assert a_step() is a_step()


@pytest.mark.parametrize("other", [{"trips": 1}, {"legal": True}, {"calendar": "post"}, {"source": "GK"}])
def test_other_data_is_another_step(other: dict[str, object]) -> None:
    assert a_step(**other) is not a_step()
    assert a_step(**other) != a_step()


def test_one_and_true_are_told_apart() -> None:
    a_step(legal=True)
    with pytest.raises(ScenarioError, match="legal"):
        a_step(legal=1)


def test_the_order_of_steps_tells_items_apart() -> None:
    chains = [{"first": REVIEW, "second": REVIEW}, {"second": REVIEW, "first": REVIEW}]
    assert [list(validated(Item, {"steps": chain}, "somewhere").steps) for chain in chains] == [
        ["first", "second"],
        ["second", "first"],
    ]


def test_a_mistake_is_told_each_time_at_its_address() -> None:
    for _ in range(2):
        with pytest.raises(ScenarioError, match=r"somewhere: steps\.first\.trips: "):
            validated(Item, {"steps": {"first": {**REVIEW, "trips": -1}}}, "somewhere")


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first, kept = a_step(), dict(made_once._made)
    monkeypatch.setattr(made_once, "MOST", len(kept))
    for trips in range(3, 9):
        a_step(trips=trips, source="one of several")
    assert len(made_once._made) <= len(kept)
    assert a_step() == first


def test_a_package_leaves_the_items_it_does_not_touch_as_they_are() -> None:
    candidates = load_candidates("practice-2016", ["e-seal", "limits-20"])
    base, with_seal = (candidates.scenario(package).processes["investment"].items for package in (0, 1))
    same = [name for name, item in base.items() if with_seal.get(name) is item]
    assert len(same) == sum(with_seal.get(name) == item for name, item in base.items())
    assert 0 < len(same) < len(base)
