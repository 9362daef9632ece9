"""What a stranger may have written: names without end, scenarios upon scenarios, files that lead elsewhere."""

import shutil
from pathlib import Path

import pytest
from asking import approvals, refusal

from sim.base.errors import ScenarioError, path_shown, shown

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN = VALID / "town.yaml"
LONG = "x" * 300


@pytest.fixture
def town(tmp_path):
    """The town in a folder of its own, to be changed."""
    folder = tmp_path / "sent"
    folder.mkdir()
    return Path(shutil.copy(TOWN, folder / "town.yaml"))


def changed(file, *pairs):
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return file


# Names


def test_a_scenario_without_a_name_is_refused():
    assert refusal("new", "") == "FILE: found no name: give one that ends in .yaml or .xlsx, such as my-city.yaml"


@pytest.mark.parametrize(
    "command",
    [
        ("check", LONG), ("check", f"{LONG}.yaml"), ("check", TOWN, "--estimates", LONG),
        ("map", TOWN, "-o", f"{LONG}.svg"),
        ("run", TOWN, "--json", LONG), ("discover", LONG), ("shares", LONG), ("report", LONG, "-o", "page.html"),
        ("smallest", TOWN, "--reforms", LONG), ("chart", "chances", LONG),
    ],
    ids=lambda command: f"{command[0]}-{len(command)}",
)  # fmt: skip
def test_a_name_that_is_too_long_is_told_and_shortened(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = approvals(*command)
    *_, last = result.stderr.splitlines()
    assert result.exit_code == 2
    assert last.startswith("approvals: ")
    assert "File name too long" in last
    assert f"{'x' * 50}… (" in last
    assert LONG not in last
    assert not list(tmp_path.iterdir())


def test_of_a_file_that_lies_deep_the_last_name_is_told_too():
    assert path_shown(Path("/a-folder") / ("x" * 90) / "b" / ("deep/" * 30) / "mine.yaml") == (
        f"/a-folder/{'x' * 50}… (90 characters)/b/{'deep/' * 30}mine.yaml"
    )


def test_values_are_told_at_no_greater_length_than_it_takes_to_know_them(town):
    told = refusal("check", changed(town, ("holidays: china", f"holidays: {'z' * 3000}")))
    assert f"no holidays '{'z' * 50}… (3,000 characters)': give china" in told
    told = refusal("check", changed(town, ("clerks", "c" * 300), ("z" * 3000, "china")))
    assert f"pools.{'c' * 50}… (300 characters): found '{'c' * 40}'" in told


def test_only_values_in_quotes_are_shortened_and_the_text_between_two_is_not():
    between = "is read after " * 10
    assert str(ScenarioError("a", "b", f"'one' {between}'two'")) == f"a: b: 'one' {between}'two'"
    assert str(ScenarioError("a", "b", f"no '{LONG}'")) == f"a: b: no '{'x' * 50}… (300 characters)'"
    assert shown("x" * 80) == "x" * 80
    assert shown("x" * 81) == f"{'x' * 50}… (81 characters)"


# Scenarios upon scenarios


def test_of_many_scenarios_one_on_the_other_it_is_told_that_there_are_too_many(town):
    for number in range(400):
        base = "town" if number == 399 else f"s{number + 1}"
        file = town.with_name(f"s{number}.yaml")
        file.write_text(f"scenario: s{number}\ntitle: x\nextends: {base}\n", encoding="utf-8")
    told = refusal("check", town.with_name("s0.yaml"))
    assert told == (
        f"{town.with_name('s20.yaml')}: extends: more than 20 scenarios stand one on the other: "
        "name a base that stands alone"
    )
    assert approvals("check", town.with_name("s380.yaml")).exit_code == 0


# Files elsewhere


@pytest.fixture
def secret(tmp_path):
    """A file that is none of the sender's business."""
    folder = tmp_path.parent / f"{tmp_path.name}-home"
    folder.mkdir()
    (folder / "secret.yaml").write_text("password: 123\n", encoding="utf-8")
    return folder / "secret.yaml"


def ways_to(secret, town):
    yield str(secret.with_suffix(""))
    yield f"../../{secret.parent.name}/secret"
    town.with_name("link.yaml").symlink_to(secret)
    yield "link"


def test_a_scenario_stands_on_none_that_lies_elsewhere(town, secret):
    for way in ways_to(secret, town):
        mine = town.with_name("mine.yaml")
        mine.write_text(f"scenario: mine\ntitle: Mine\nextends: {way}\n", encoding="utf-8")
        told = refusal("check", mine)
        assert told.startswith(f"{mine}: extends: '")
        assert told.endswith("' leads to another folder: put it beside this file")
        assert "password" not in told


def test_holidays_are_not_read_from_elsewhere(town, secret):
    before = "china"
    for way in ways_to(secret, town):
        changed(town, (f"holidays: {before}", f"holidays: {way.removesuffix('.yaml')}.yaml"))
        before = f"{way.removesuffix('.yaml')}.yaml"
        told = refusal("check", town)
        assert told.endswith("' leads to another folder: put it beside this file")
        assert "password" not in told


def test_a_base_in_a_folder_beside_is_found(town):
    beside = town.parent.parent / "mine"
    beside.mkdir()
    (beside / "mine.yaml").write_text("scenario: mine\ntitle: Mine\nextends: ../sent/town\n", encoding="utf-8")
    assert approvals("check", beside / "mine.yaml").exit_code == 0
