"""`approvals sensitivity --quick`: what is told while one waits, and what is kept when somebody stops waiting."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import approvals, done, refusal
from test_sensitivity import TOWN, study_of

from sim.base.arrays import Floats
from sim.base.stops import Stop
from sim.studies.quick import SoFar, Waiting, played_quickly, quick_document
from sim.studies.sweep import read_runs

Function = Callable[[Floats], float]


class Clock:
    """Every point that is done takes so many seconds."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.now, self.seconds = 0.0, seconds

    def __call__(self) -> float:
        return self.now

    def step(self, more: int) -> None:
        self.now += self.seconds * more


def playing(function: Function, most: float = np.inf) -> Any:
    """Plays points by calculation, and is stopped after so many."""
    points = []

    def play(design: Any, values: Floats, engine: str) -> list[dict[str, Any]]:
        points.append(values)
        if len(points) > most:
            raise Stop
        mean = function(values)
        row = {"class": "all", "total_days.n": 10, "total_days.mean": mean, "total_days.within": mean / 30}
        return [row | {"replication": number, "total_days.unfinished": 0.0} for number in range(2)]

    return play


@pytest.fixture(autouse=True)
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Points are handed out singly, however soon they are done."""
    monkeypatch.setattr("sim.studies.sweep.chunks.GROWTH", 1)


def twice_the_first(values: Floats) -> float:
    """Variances 4 and 1 of 5, of numbers between 0 and 1."""
    return float(10 + 2 * values[0] + values[1])


def waited(folder: Path, told: list[SoFar], points: int, seconds: float = 1.0, most: float = np.inf) -> None:
    design, clock = study_of(4, {"latin_hypercube": points}, replications=2), Clock(seconds)
    waiting = Waiting(told.append, clock=clock)
    play = playing(twice_the_first, most)
    told.append(played_quickly(design, folder, waiting, clock.step, workers=1, play=play))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[SoFar]:
    """What is told of 200 points of a second each."""
    found: list[SoFar] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.studies.sweep.chunks.GROWTH", 1)
        waited(tmp_path_factory.mktemp("waited"), found, 200)
    return found


def test_it_is_told_after_a_minute_two_and_in_the_end(told: list[SoFar]) -> None:
    assert [len(one.told.points) for one in told] == [60, 120, 200]
    assert [one.is_whole for one in told] == [False, False, True]


def test_known_shares_get_better_while_one_waits(told: list[SoFar]) -> None:
    for found in told:
        first, second, *_ = found.numbers
        assert (first.shares["mean"][0], second.shares["mean"][0]) == pytest.approx((0.8, 0.2), abs=0.15)
    assert [one.is_telling for one in told[0].numbers] == [True, False, False, False]
    assert [one.is_telling for one in told[-1].numbers] == [True, True, False, False]
    widths = [one.numbers[0].shares["mean"][2] - one.numbers[0].shares["mean"][1] for one in told]
    assert widths == sorted(widths, reverse=True)


def test_numbers_that_the_same_office_knows_about_are_told_together(told: list[SoFar]) -> None:
    document = quick_document(told[-1])
    assert document["groups"]
    assert all(len(group["numbers"]) >= 2 for group in document["groups"])
    assert (document["points"], document["of_points"], document["replications"]) == (200, 200, 2)
    assert document["numbers"][0]["mean"]["value"] == pytest.approx(0.8, abs=0.05)


def test_who_stops_waiting_is_told_what_is_known_and_it_is_kept(tmp_path: Path) -> None:
    found: list[SoFar] = []
    with pytest.raises(Stop) as stop:
        waited(tmp_path, found, 100, most=50)
    [last] = found
    assert len(last.told.points) == 50
    assert last.numbers[0].is_telling
    assert stop.value.__notes__ == [
        f"50 of 100 points are kept in {tmp_path}: start the same command again, it goes on there"
    ]
    waited(tmp_path, found, 100)
    assert found[-1].is_whole
    assert len(read_runs(tmp_path)) == 200


def test_of_few_points_nothing_is_told(tmp_path: Path) -> None:
    found: list[SoFar] = []
    with pytest.raises(Stop):
        waited(tmp_path, found, 30, seconds=10.0, most=9)
    assert [(one.is_enough, one.groups, one.numbers) for one in found] == [(False, [], [])] * 2


def test_on_the_screen_and_for_machines(tmp_path: Path) -> None:
    asked = ("sensitivity", TOWN, "--quick", "--points", 24, "--clock", "total_days", "--workers", 1)
    said = done(*asked, "-o", tmp_path / "kept")
    assert "All 24 points: P(total_days ≤" in said
    assert "numbers so many points do not tell whether they matter." in " ".join(said.split())
    done(*asked, "--json", tmp_path / "quick.json")
    document = json.loads((tmp_path / "quick.json").read_text(encoding="utf-8"))
    assert (document["points"], len(document["numbers"])) == (24, 3)
    assert approvals("indices", tmp_path / "kept", "--clock", "total_days").exit_code == 0


def test_what_belongs_to_a_whole_study_is_refused() -> None:
    assert refusal("sensitivity", TOWN, "--quick", "--keep", 3) == (
        "--keep: is of a stage that --quick does not have: drop one of them"
    )
