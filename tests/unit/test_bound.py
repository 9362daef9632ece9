"""Who is let go at the bound on attempts: how many are, and that it is told where it is more than one in a thousand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.experiment.replications import Settings, run
from sim.outcomes.bound import Bound
from sim.scenario import load_scenario
from sim.simulation.event_log import MOST_ATTEMPTS

OFTEN = Path(__file__).parents[1] / "theory" / "scenarios" / "often-returned.yaml"


def often(folder: Path, share: float) -> Path:
    """The scenario in which so many are sent back each time, and on the legal clock."""
    text = OFTEN.read_text(encoding="utf-8").replace("share: 0.85", f"share: {share}").replace("2000", "400")
    file = folder / "often-returned.yaml"
    file.write_text(text.replace("pool: clerks, returns", "pool: clerks, legal: true, returns"))
    return file


def done(*arguments: object) -> str:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_all_meet_the_bound_where_all_are_sent_back(tmp_path: Path) -> None:
    found = run([load_scenario(often(tmp_path, 1))], Settings(1, 2, workers=1))[0]
    assert found.let_go == [Bound("matters", "licence", "review", 1.0)]
    assert found.cases["corrections"].tolist() == [MOST_ATTEMPTS - 1] * len(found.cases)


def test_it_is_told_only_of_more_than_one_in_a_thousand(tmp_path: Path) -> None:
    """At a share of 0.95 one in 25 meets the bound, 0.95⁶³; at 0.85 one in 28,000."""
    met = run([load_scenario(often(tmp_path, 0.95))], Settings(1, 20, workers=1))[0].let_go
    assert [one.share for one in met] == [pytest.approx(0.95**63, rel=0.2)]
    assert run([load_scenario(often(tmp_path, 0.85))], Settings(1, 20, workers=1))[0].let_go == []


def test_every_command_says_so(tmp_path: Path) -> None:
    file = often(tmp_path, 1)
    told = "100.00% of matters cases would be sent back from licence.review more than 63 times and are let go then"
    for command in ("run", "answer"):
        assert told in done(command, file, "--replications", 1)
    assert told in done("compare", file, file, "--replications", 2, "--response", "total_days")
    document = json.loads(done("run", file, "--replications", 1, "--json", "-"))
    assert document["at_the_bound"] == [
        {"process": "matters", "item": "licence", "step": "review", "share": 1.0, "attempts": 64}
    ]
    done("answer", file, "--replications", 1, "--out", tmp_path / "out")
    kept = json.loads((tmp_path / "out" / "answer.json").read_text(encoding="utf-8"))
    assert kept["results"][0]["at_the_bound"] == document["at_the_bound"]
    place = "processes.matters.items.licence.steps.review.returns"
    assert f"warning: {file}: {place}: 100.00% of those who come to it would be sent back" in done("check", file)


def test_nothing_is_said_where_hardly_anybody_comes_so_far(tmp_path: Path) -> None:
    file = often(tmp_path, 0.85)
    assert "let go" not in done("run", file, "--replications", 2) + done("check", file)
    assert json.loads(done("run", file, "--replications", 2, "--json", "-"))["at_the_bound"] == []
