"""What does not change is read or calculated once: reforms beside a scenario, and the responses of an answer."""

from pathlib import Path

import pytest

from sim.experiment import answer
from sim.experiment.answer import find
from sim.experiment.replications import Settings, run
from sim.experiment.responses import all_responses
from sim.scenario import load, load_scenario
from sim.scenario.load import made_by_reforms

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
MERGING = """reform: window
title: One window
changes:
  - items: [a, b]
    merge: {{into: {into}, item: {{}}}}
"""


def merge_into(folder: Path, item: str) -> None:
    (folder / "window.yaml").write_text(MERGING.format(into=item), encoding="utf-8")


def test_reforms_are_read_once_and_anew_when_one_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(load, "load_reform", lambda path, known=load.load_reform: (read.append(path), known(path))[1])
    merge_into(tmp_path, "both")
    assert [made_by_reforms(tmp_path) for _ in range(3)] == [{"both"}] * 3
    assert len(read) == 1
    merge_into(tmp_path, "both-of-them")
    assert made_by_reforms(tmp_path) == {"both-of-them"}
    assert len(read) == 2


def test_the_names_found_are_the_askers_own(tmp_path: Path) -> None:
    merge_into(tmp_path, "both")
    made_by_reforms(tmp_path).add("another")
    assert made_by_reforms(tmp_path) == {"both"}


def test_an_answer_calculates_what_it_tells_once(monkeypatch: pytest.MonkeyPatch) -> None:
    towns = [load_scenario(VALID / f"{name}.yaml") for name in ("town", "town-reformed")]
    results = run(towns, Settings(seed=1, replications=2, workers=1))
    asked: list[str] = []
    known = answer.response

    def response(result, name, group, target):
        asked.append(f"{result.scenario.scenario} {name}")
        return known(result, name, group, target)

    monkeypatch.setattr(answer, "response", response)
    found = find(results, 50, lambda: None)
    for result in results:
        told = {row["name"]: row for row in all_responses(result, 50) if row["class"] == "all"}
        for clock in found.clocks:
            assert found.row(result, clock) == {"process": result.process, **told[clock]}
    assert len(asked) == len(set(asked)) == 2 * len(found.clocks)
    assert list(found.floors) == list(answer.FLOORS)
