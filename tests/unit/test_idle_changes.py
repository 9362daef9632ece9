"""A change that is accepted and does nothing is told, with the reason; one that does something is not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.base.errors import ScenarioError
from sim.experiment.replications import Settings, run
from sim.scenario import Scenario, as_document, load_scenario, load_written, resolved
from sim.scenario.reforms.apply import own_reform
from sim.scenario.reforms.model import Change
from sim.simulation.idle_changes import idle_changes

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"
Edit = dict[str, Any]


def told(base: str | Path, *changes: Edit) -> dict[str, str]:
    """What is told of these own changes on a base, by their addresses."""
    written = load_written(base)
    own = own_reform([Change.model_validate(change) for change in changes])
    return {notice.path: notice.message for notice in idle_changes(replace(written, package=(own,)))}


@pytest.mark.parametrize(
    ("change", "verb", "why"),
    [
        ({"items": "permit", "set": {"limit": 9}}, "set.limit", "limits are told and checked, but not played where"),
        ({"items": "permit", "steps": "review", "set": {"priority": 3}}, "set.priority", "no pool here serves by"),
        ({"items": "permit", "set": {"tags": ["a"]}}, "set.tags", "it is only a word by which changes pick"),
        ({"pools": "fire", "set": {"deputy": True}}, "set.deputy", "nobody is ever away there"),
        (
            {"add": {"templates": {"licence": {"look": {"wait": "1 day", "calendar": "office"}}}}},
            "add",
            "nothing names",
        ),
        ({"pools": "fire", "set": {"servers": 1}}, "set.servers", "nothing is played from it"),
        ({"processes": "projects", "set": {"classes.land.priority": 3}}, "set.classes.land.priority", "no pool here"),
    ],
)
def test_a_change_that_does_nothing_is_told_with_the_reason(change: Edit, verb: str, why: str) -> None:
    [(path, message)] = told(TOWN, change).items()
    assert path == f"changes[0].{verb}"
    assert message.startswith(f"changes nothing: {why}")


def test_of_a_change_with_several_places_those_that_do_nothing_are_told() -> None:
    change = {"items": "permit", "set": {"limit": 9, "promise": 3, "fee": 100}}
    assert list(told(TOWN, change)) == ["changes[0].set.limit"]


def test_a_part_that_nothing_names_is_told() -> None:
    there = {"add": {"pools": {"idle": {"servers": 2, "calendar": "office"}}}}
    found = told(TOWN, there, {"pools": "idle", "set": {"servers": 3}})
    assert found["changes[1].set.servers"] == (
        "no step names the pool 'idle' here: it changes at most what its people cost"
    )
    shut = {"add": {"calendars": {"late": {"days": "mon", "hours": "18:00-20:00"}}}}
    found = told(TOWN, shut, {"calendars": "late", "set": {"days": "tue"}})
    message = "changes nothing: nobody and nothing keeps the calendar 'late' here"
    assert found["changes[1].set.days"] == message


@pytest.mark.parametrize(
    "change",
    [
        {"pools": "fire", "set": {"servers": {"add": 1}}},
        {"items": "permit", "set": {"promise": 3}},
        {"items": "permit", "set": {"title": "Permit"}},
        {"items": "permit", "steps": "review", "times": {"duration": 0.5}},
        {"processes": "projects", "set": {"classes.land.share": 0.5, "classes.own.share": 0.5}},
        {"items": "survey", "remove": True},
        {"items": "permit", "after": {"add": ["survey"]}},
    ],
)
def test_a_change_that_does_something_is_not(change: Edit) -> None:
    assert told(TOWN, change) == {}


# Every kind of place of the base, tried


def places(part: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every number, flag and name of a document that can be set, with its address."""
    if isinstance(part, dict):
        if "value" in part and not isinstance(part["value"], dict):
            yield path, part
            return
        for key, within in part.items():
            yield from places(within, (*path, key))
    elif isinstance(part, bool | int | float) or path[-1] == "discipline":
        yield path, part


def another(value: Any) -> Any:
    """Some other value that may stand there."""
    if isinstance(value, dict):
        number = value["value"]
        return {"value": number / 2 if number > 1 else 1 - number if number in (0, 1) else number / 2}
    if isinstance(value, bool):
        return not value
    return "priority" if isinstance(value, str) else value + 1


SUBJECTS = {"pools": 2, "calendars": 2, "departments": 2}


def change_of(path: tuple[str, ...], value: Any) -> Edit | None:
    """The change that sets the place at an address to something else; none where changes do not reach."""
    if path[0] in SUBJECTS and len(path) > 2:
        return {path[0]: path[1], "set": {".".join(path[2:]): another(value)}}
    if path[0] != "processes" or "levels" in path or len(path) < 3:
        return None
    if path[2] != "items":
        return {"processes": path[1], "set": {".".join(path[2:]): another(value)}}
    step = path[4:6] if path[4] == "steps" else ()
    rest = path[6:] if step else path[4:]
    change = {"process": path[1], "items": path[3], "set": {".".join(rest): another(value)}}
    return change | ({"steps": step[1]} if step else {})


def kinds(document: dict[str, Any]) -> dict[str, tuple[tuple[str, ...], Any]]:
    """One place of each kind: the kind is the address without the names that an author gave."""
    found: dict[str, tuple[tuple[str, ...], Any]] = {}
    for path, value in places({key: document[key] for key in ("departments", "pools", "processes", "calendars")}):
        kind = re.sub(
            r"(pools|calendars|departments|processes|items|steps|classes|traits)\.[^.]+", r"\1", ".".join(path)
        )
        found.setdefault(kind, (path, value))
    return found


BASE = "practice-2016"
PLACES = kinds(as_document(load_scenario(BASE)))
SOON = [kind for kind in PLACES if kind.endswith(("servers", "priority", "discipline", "limit.days", "documents"))]


def played(scenario: Scenario) -> list[Any]:
    """All that one short replication leaves behind: cases, paths, pools, costs."""
    short = scenario.model_copy(update={"run": scenario.run.model_copy(update={"length": 400 * 1440, "warm_up": 0})})
    [result] = run([short], Settings(seed=3, replications=1, workers=1))
    tables = [table for one in result.by_process() for table in (one.cases, one.path)] + [result.year, result.pools]
    return [table.to_dict("list") for table in tables]


def is_told_or_acts(kind: str) -> None:
    change = change_of(*PLACES[kind])
    if change is None:
        return
    written = load_written(BASE)
    try:
        own = own_reform([Change.model_validate(change)])
        scenario = resolved(replace(written, package=(own,)))
    except (ScenarioError, ValueError):
        return  # it is refused, and so not accepted
    if told(BASE, change):
        return
    with np.errstate(all="ignore"):
        acts = repr(played(scenario)) != repr(played(load_scenario(BASE)))
    assert acts or kind.endswith(WITHOUT_LUCK), f"{kind}: {change} is accepted, does nothing, and nobody says so"


WITHOUT_LUCK = ("released_at", "pools.seats", "extra_sessions.cost", "returns.again", "returns.complexity")
"""Places that act, but not on anybody in so short a run."""


@pytest.mark.parametrize("kind", SOON)
def test_what_is_accepted_acts_or_is_told(kind: str) -> None:
    is_told_or_acts(kind)


@pytest.mark.long
@pytest.mark.parametrize("kind", [kind for kind in PLACES if kind not in SOON])
def test_every_kind_of_place_acts_or_is_told(kind: str) -> None:
    is_told_or_acts(kind)
