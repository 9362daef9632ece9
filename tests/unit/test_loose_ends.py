"""What `approvals check` says of a scenario that can be played, but holds something to no purpose."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sim.cli import main
from sim.scenario import Scenario, load_scenario
from sim.scenario.loose_ends import loose_ends

FOLDER = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(FOLDER.glob("*.yaml"))
DAY = {"wait": "1 day", "calendar": "office"}


def town(**items: Any) -> Scenario:
    """A town whose permit ends a case; beside it the items given."""
    return Scenario.model_validate(document(**items))


def document(**items: Any) -> dict[str, Any]:
    named = {name.replace("_", "-"): item for name, item in items.items()}
    return {
        "scenario": "town",
        "title": "A town",
        "start": "2016-01-04",
        "run": {"length": "1 year"},
        "calendars": {"office": {"days": "mon-fri", "hours": "09:00-17:00"}},
        "processes": {
            "projects": {
                "arrivals": {"per_year": 10},
                "classes": {"land": 0.4, "own": 0.6},
                "traits": {"prepared": 0.5},
                "until": "permit",
                "items": named,
            }
        },
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_nothing_shipped_is_to_no_purpose(path: Path) -> None:
    assert list(loose_ends(load_scenario(path))) == []


def test_an_item_that_nothing_waits_for() -> None:
    scenario = town(filing={}, forgotten={"after": ["filing"]}, permit={"after": ["filing"]})
    assert list(loose_ends(scenario)) == [
        (
            "processes.projects.items.forgotten",
            "nothing waits for it, and it does not end a case: let an item wait for it, or tag it 'afterwards'",
        )
    ]


def test_what_comes_afterwards_is_marked_as_such() -> None:
    assert not list(loose_ends(town(permit={}, check={"after": ["permit"], "tags": ["afterwards"]})))


def test_it_may_be_waited_for_in_some_kinds_of_case_only() -> None:
    scenario = town(survey={}, permit={"after": [{"item": "survey", "classes": "own"}]})
    assert [message for _, message in loose_ends(scenario)] == [
        "nothing of land waits for it, and it does not end a case: let an item wait for it, or tag it 'afterwards'"
    ]
    scenario = town(survey={}, permit={"after": [{"item": "survey", "having": "prepared"}]})
    assert [message.partition(",")[0] for _, message in loose_ends(scenario)] == [
        "nothing of land and own waits for it"
    ]
    of_own = {"applies": {"all": 0, "own": 1}}
    assert not list(loose_ends(town(survey=of_own, permit={"after": [{"item": "survey", "classes": "own"}]})))
    unprepared = {"lacking": "prepared"}
    assert not list(loose_ends(town(survey=unprepared, permit={"after": [{"item": "survey", "lacking": "prepared"}]})))


def test_where_no_item_ends_the_case_all_of_them_do() -> None:
    whole = document(filing={}, permit={})
    del whole["processes"]["projects"]["until"]
    assert not list(loose_ends(Scenario.model_validate(whole)))


INTAKE = {"serves": ["fire", "water"], "steps": {"acceptance": {**DAY, "accepts": True}}}


def test_what_a_joint_acceptance_has_accepted_is_not_accepted_again() -> None:
    again = {"after": ["intake"], "steps": {"accept": {**DAY, "accepts": True}, "review": DAY}}
    once = {"after": ["intake"], "steps": {"accept": {**DAY, "wait": "0 days", "accepts": True}, "review": DAY}}
    scenario = town(intake=INTAKE, fire=again, water=once, permit={"after": ["fire", "water"]})
    assert list(loose_ends(scenario)) == [
        (
            "processes.projects.items.fire.steps.accept",
            "'intake' has accepted it already: let the step take no time and return nothing",
        )
    ]


def test_what_an_outlet_delivers_is_not_delivered_before() -> None:
    fire = {"steps": {"review": DAY, "deliver": {**DAY, "counts_as": "delivery"}}}
    outlet = {"after": ["fire"], "steps": {"fetch": {**DAY, "counts_as": "delivery"}}}
    scenario = town(fire=fire, outlet=outlet, permit={"after": ["outlet"]})
    assert list(loose_ends(scenario)) == [
        ("processes.projects.items.fire.steps.deliver", "'outlet' delivers it, too: leave one of them out")
    ]


def test_check_tells_it_and_the_scenario_is_good_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    file.write_text(yaml.safe_dump(document(forgotten={}, permit={}) | {"scenario": "town"}), encoding="utf-8")
    told = CliRunner().invoke(main, ["check", str(file)])
    assert told.exit_code == 0
    assert "good" in told.stdout
    assert "processes.projects.items.forgotten: nothing waits for it" in told.stdout
