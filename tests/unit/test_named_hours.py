"""Calendars that are like another keep its hours, whatever these become, until they are given hours of their own."""

from pathlib import Path

import pytest
from asking import done, refusal

from sim.scenario import Scenario, digest, load_scenario
from sim.simulation.lower import lower

TOWN = (Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml").read_text(encoding="utf-8")
LIKE = TOWN.replace("departments:\n", "  desk: {like: office}\n  late: {like: desk, title: Late}\ndepartments:\n", 1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The town with two calendars that are like its office."""
    monkeypatch.chdir(tmp_path)
    Path("town.yaml").write_text(LIKE, encoding="utf-8")


def mine(*changes: str) -> Scenario:
    told = "".join(f"  - {change}\n" for change in changes)
    Path("mine.yaml").write_text(f"scenario: mine\ntitle: M\nextends: town\nchanges:\n{told}", encoding="utf-8")
    return load_scenario("mine.yaml")


def test_they_keep_its_hours() -> None:
    town = load_scenario("town.yaml")
    assert town.calendars["desk"].hours == town.calendars["office"].hours == ["08:30-12:00", "13:30-17:00"]
    assert town.calendars["late"].holidays == "china"
    assert str(town.calendars["late"].title) == "Late"
    office, desk, late = lower(town).calendars[:3]
    assert office.sessions() == desk.sessions() == late.sessions()


def test_they_move_with_it() -> None:
    moved = mine('{calendars: office, set: {hours: "09:00-16:00"}}').calendars
    assert [moved[name].hours for name in ("office", "desk", "late")] == [["09:00-16:00"]] * 3


def test_who_is_given_hours_of_his_own_is_like_nobody() -> None:
    hours = '{calendars: office, set: {hours: "09:00-16:00"}}'
    moved = mine('{calendars: desk, set: {hours: "10:00-12:00"}}', hours).calendars
    assert [moved[name].hours for name in ("office", "desk", "late")] == [
        ["09:00-16:00"],
        ["10:00-12:00"],
        ["10:00-12:00"],
    ]
    assert moved["desk"].like is None
    longer = mine('{calendars: desk, open: [{days: sat, hours: "09:00-11:00"}]}').calendars
    assert [len(longer[name].also) for name in ("office", "desk")] == [0, 1]


def test_a_new_calendar_may_be_like_another() -> None:
    added = mine("{add: {calendars: {guides: {like: office}}}}", "{pools: fire, set: {calendar: guides}}")
    assert added.calendars["guides"].hours == ["08:30-12:00", "13:30-17:00"]


def test_the_digest_is_that_of_the_hours() -> None:
    written = LIKE.replace("like: office", 'days: mon-fri, hours: ["08:30-12:00", "13:30-17:00"], holidays: china')
    like = digest(load_scenario("town.yaml"))
    Path("town.yaml").write_text(written, encoding="utf-8")
    assert digest(load_scenario("town.yaml")) == like


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("{like: ofice}", "calendars.desk.like: no calendar 'ofice' — did you mean 'office'?"),
        ("{like: late}", "calendars.late.like: 'desk' leads round in a circle: give one of them hours"),
        ('{like: office, hours: "09:00-10:00"}', "calendars.desk.hours: found beside like 'office': drop one of the"),
        ("{days: mon}", "calendars.desk.hours: missing: it must be given"),
    ],
)
def test_what_cannot_be_is_refused(wrong: str, told: str) -> None:
    Path("town.yaml").write_text(LIKE.replace("{like: office}", wrong), encoding="utf-8")
    assert told in refusal("check", "town.yaml")


def test_other_office_hours_move_the_windows_of_the_base() -> None:
    change = '{calendars: [office], set: {hours: ["09:00-12:00", "13:00-17:30"]}}'
    Path("mine.yaml").write_text(f"scenario: mine\ntitle: M\nextends: practice-2016\nchanges:\n  - {change}\n")
    calendars = load_scenario("mine.yaml").calendars
    windows = ("visitors", "desk-1", "desk-2", "desk-3", "desk-4", "spare-1", "spare-2")
    assert {tuple(calendars[name].hours) for name in windows} == {("09:00-12:00", "13:00-17:30")}
    assert done("check", "mine.yaml").startswith("mine.yaml: good")
