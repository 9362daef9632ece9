"""What is huge but valid is said to be long before it begins."""

from pathlib import Path

import pytest
from asking import approvals

from sim.experiment import effort
from sim.scenario import load_scenario
from sim.simulation.lower import lower

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"


@pytest.fixture
def town():
    return load_scenario(TOWN)


def test_steps_are_the_cases_that_are_expected_by_the_steps_that_each_may_take(town):
    plan = lower(town)
    (expected,) = plan.expected_arrivals
    assert effort.steps(town) == pytest.approx(expected.cases[-1] * len(plan.step_names), rel=0.01)


def test_twice_the_replications_take_twice_as_long_and_two_processes_half(town):
    once = effort.seconds([town], 10, 1)
    assert effort.seconds([town, town], 10, 1) == pytest.approx(2 * once)
    assert effort.seconds([town], 20, 1) == pytest.approx(2 * once)
    assert effort.seconds([town], 10, 2) == pytest.approx(once / 2)


def test_what_takes_minutes_is_said_in_minutes_and_what_takes_hours_in_hours(town, monkeypatch):
    assert effort.long_in_words([town], 20, 1) is None
    for seconds, told in (
        (119, None),
        (121, "about 2 minutes on 1 process;"),
        (36_000, "about 10.0 hours on 1 process;"),
    ):
        monkeypatch.setattr(effort, "seconds", lambda *_, took=seconds: took)
        said = effort.long_in_words([town], 20, 1)
        assert (said is None) if told is None else (told in said)


def test_a_command_says_so_before_it_plays(monkeypatch, tmp_path):
    huge = tmp_path / "huge.yaml"
    text = TOWN.read_text(encoding="utf-8").replace("per_year: 50", "per_year: 290000")
    huge.write_text(text, encoding="utf-8")
    monkeypatch.setattr("sim.experiment.replications.run", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    result = approvals("run", huge, "--replications", 2000, "--workers", 2)
    assert result.exit_code == 130
    first, _ = result.stderr.splitlines()
    assert first.startswith("this will take about ")
    assert first.endswith(" minutes on 2 processes; Ctrl-C stops it")
