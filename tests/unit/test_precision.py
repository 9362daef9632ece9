"""As many replications as it takes, and what is said when it takes too many."""

from dataclasses import replace
from pathlib import Path

import pytest
from asking import refusal
from click.testing import CliRunner

from sim.base.errors import UserError
from sim.cli import main
from sim.experiment.comparison import case_by_case, compare
from sim.experiment.coverage import SERVICE, TARGET, town, true_values
from sim.experiment.precision import FIRST, Precision, half_width, run_until, statistic_of
from sim.experiment.replications import Settings, run
from sim.scenario import Scenario, as_document, load_scenario
from sim.scenario.validation import validated

OFFICES = Path(__file__).parent / "scenarios" / "two-offices.yaml"
CLERK = Path(__file__).parents[1] / "theory" / "scenarios" / "mm1.yaml"
ASKED = Precision(0.008, "total_days", "within_target", "all", TARGET, 500)


def alone(_: int) -> None:
    """No progress bar."""


def test_it_stops_as_soon_as_it_is_known_closely_enough() -> None:
    found = run_until([town(SERVICE)], Settings(1, 1, workers=1), ASKED, alone)
    count = found.results[0].settings.replications
    assert FIRST < count < 500
    assert found.reached[0] <= 0.008
    assert found.missed == []
    assert half_width(run([town(SERVICE)], Settings(1, count // 2, workers=1))[0], ASKED) > 0.008


def test_what_was_added_in_rounds_is_what_one_run_gives() -> None:
    found = run_until([town(SERVICE)], Settings(1, 1, workers=1), ASKED, alone).results[0]
    at_once = run([town(SERVICE)], Settings(1, found.settings.replications, workers=2))[0]
    assert found.cases.equals(at_once.cases)
    assert found.pools.equals(at_once.pools)
    assert found.provenance == at_once.provenance


def test_the_cap_is_kept_and_said() -> None:
    found = run_until([town(SERVICE)], Settings(1, 1, workers=1), replace(ASKED, half_width=1e-4, most=40), alone)
    assert found.results[0].settings.replications == 40
    assert found.missed == [("counter-600", found.reached[0])]


def test_the_command_warns_when_the_cap_is_hit() -> None:
    options = ["--precision", "0.0001", "--most-replications", "35", "--of", "total_days.mean", "--workers", "1"]
    done = CliRunner().invoke(main, ["run", str(CLERK), *options])
    assert done.exit_code == 0, done.output
    assert "total_days.mean ± 0.0001: 35 replications" in done.stderr
    assert "WARNING: mm1: ±" in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--precision", "0.1", "--replications", "5"], "drop --replications"),
        (["--of", "total_days.mean"], "--of and --most-replications are about --precision"),
        (["--precision", "0.1", "--of", "total_days.men"], "no statistic 'men' — did you mean 'mean'?"),
        (["--precision", "0.1", "--of", "totl_days.mean"], "no response 'totl_days' — did you mean 'total_days'?"),
        (
            ["--precision", "0.1", "--of", "trips.within_target"],
            "trips has no within_target: ask for mean or p50 or p90",
        ),
        (["--precision", "0.1", "--of", "class.mean"], "two-offices: no response 'class'"),
        (["--precision", "0.1", "--of", "case.mean"], "two-offices: no response 'case'"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: list[str], told: str) -> None:
    done = CliRunner().invoke(main, ["run", str(OFFICES), "--workers", "1", *options])
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_statistic_is_named_after_a_dot() -> None:
    assert statistic_of("trips.p90") == ("trips", "p90")
    with pytest.raises(UserError, match="no statistic ''"):
        statistic_of("trips")


def test_a_quicker_clerk_under_the_same_luck() -> None:
    """Nobody is later where every service is shorter; the mean difference is the one theory knows."""
    slow, quick = run([town(600.0), town(500.0)], Settings(1, 20, workers=1))
    found = compare(slow, [quick], ["total_days"], "all", TARGET)[0]
    assert found.cases.lose == 0
    assert found.cases.gain > 0.99
    exact = true_values(500.0)["mean"] - true_values(600.0)["mean"]
    low, high = found.differences["mean"].interval or (0, 0)
    assert low < exact < high
    assert high - low < 0.3
    assert case_by_case(slow, slow, "total_days", "all").gain == 0


def test_compare_tells_who_is_sooner(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(OFFICES.read_text(encoding="utf-8").replace("two-offices", "other"), encoding="utf-8")
    done = CliRunner().invoke(
        main, ["compare", str(OFFICES), str(other), "--response", "total_days", "--replications", "2", "--workers", "1"]
    )
    assert done.exit_code == 0, done.output
    assert "total_days, days: difference from two-offices" in done.output
    assert "+0.0" in done.output


def never(*_: object) -> None:
    raise AssertionError("it was played")


@pytest.mark.parametrize("often", [["--replications", "1"], ["--precision", "0.3"]])
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--response", "totl_days"], "two-offices: no response 'totl_days' — did you mean 'total_days'?"),
        (["--class", "housing"], "two-offices: no kind of project 'housing' — known: all, case"),
    ],
)
def test_compare_refuses_what_there_is_not_before_it_plays(
    often: list[str], options: list[str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.replications.run", never)
    monkeypatch.setattr("sim.experiment.precision.run", never)
    assert refusal("compare", OFFICES, OFFICES, *often, *options) == told


@pytest.mark.parametrize(
    "asked",
    [
        Precision(1, "totl_days", "mean", "all", TARGET, 30),
        Precision(1, "total_days", "mean", "housing", TARGET, 30),
        Precision(1, "trips", "within_target", "all", TARGET, 30),
    ],
)
def test_what_no_number_of_replications_tells_is_refused_before_any(
    asked: Precision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.experiment.precision.run", never)
    with pytest.raises(UserError, match=r"^two-offices: "):
        run_until([load_scenario(OFFICES)], Settings(1, 1), asked, alone)


def some_with_land(share_of_some: float) -> Scenario:
    """Two firms as ever, of which only those of the class `some` need land."""
    document = as_document(load_scenario(OFFICES))
    process = document["processes"]["build"]
    process["classes"] = {"some": share_of_some, "none": 1 - share_of_some}
    process["items"]["land"]["applies"] = {"some": 1, "none": 0}
    return validated(Scenario, document, "some-with-land")


@pytest.mark.parametrize("group", ["none", "some"])
def test_a_kind_of_project_without_the_clock_is_told(group: str) -> None:
    asked = Precision(1, "land_to_permit_days", "mean", group, TARGET, 30)
    told = f"^two-offices: no project of '{group}' has land_to_permit_days: lengthen the run or choose another kind$"
    with pytest.raises(UserError, match=told):
        run_until([some_with_land(0)], Settings(1, 1, workers=1), asked, alone)


def test_from_one_replication_with_such_projects_no_interval_follows() -> None:
    asked = Precision(1, "total_days", "mean", "some", TARGET, 1)
    with pytest.raises(UserError, match="in one replication only a project of 'some' has total_days: lengthen"):
        half_width(run([some_with_land(1)], Settings(1, 1, workers=1))[0], asked)
