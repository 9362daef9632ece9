"""Every mistake is told in one line: its address, what was found, the remedy. Exit 2, soon, and no traceback.

Each file of `tests/scenarios/invalid` holds one mistake. The message it must cause stands in its first line, as a
comment, or in a text file of the same name where a comment would be out of place.
"""

import subprocess
import sysconfig
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.errors import ScenarioError, did_you_mean
from sim.cli import main
from sim.scenario import load_scenario
from sim.simulation.lower import lower

SCENARIOS = Path(__file__).parents[1] / "scenarios"
INVALID = SCENARIOS / "invalid"
FILES = sorted(file.name for file in INVALID.glob("*.yaml"))
APPROVALS = Path(sysconfig.get_path("scripts")) / "approvals"


def expected(file: Path) -> str:
    beside = file.with_suffix(".txt")
    if beside.exists():
        return beside.read_text(encoding="utf-8")
    with file.open(encoding="utf-8") as lines:
        return lines.readline().removeprefix("# ")


def check(*files: str) -> Result:
    return CliRunner().invoke(main, ["check", *files])


def told(file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The one line that is said about a file which cannot be used."""
    monkeypatch.chdir(file.parent)
    result = check(file.name)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    return result.stderr.removeprefix("approvals: ")


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_is_told_in_one_line_with_its_address(name, monkeypatch):
    assert told(INVALID / name, monkeypatch) == expected(INVALID / name)


@pytest.mark.parametrize("name", ["binary", "empty", "item-cycle", "yaml-bomb", "arrivals-a-million-a-year"])
def test_the_installed_command_says_the_same(name):
    command = subprocess.run(
        [APPROVALS, "check", f"{name}.yaml"], cwd=INVALID, capture_output=True, text=True, check=False, timeout=60
    )
    assert (command.returncode, command.stdout) == (2, "")
    assert command.stderr == "approvals: " + expected(INVALID / f"{name}.yaml")


def test_every_file_is_told_about_and_the_good_ones_are_named(monkeypatch):
    monkeypatch.chdir(INVALID)
    result = check("item-unknown.yaml", "../valid/town.yaml", "range-inverted.yaml")
    assert result.exit_code == 2
    assert result.stdout.startswith("../valid/town.yaml: good (")
    mistakes = [expected(INVALID / f"{name}.yaml") for name in ("item-unknown", "range-inverted")]
    assert result.stderr == "".join(f"approvals: {mistake}" for mistake in mistakes)


# Files too large to keep, and what is no file at all


def test_a_file_of_three_megabytes(tmp_path, monkeypatch):
    (tmp_path / "large.yaml").write_text("title: x\n" * 350_000)
    assert told(tmp_path / "large.yaml", monkeypatch) == (
        "large.yaml: more than 1,000,000 bytes: is this the right file?\n"
    )


def test_a_file_of_half_a_million_numbers(tmp_path, monkeypatch):
    (tmp_path / "numbers.yaml").write_text(f"notes: [{'1,' * 490_000}]\n")
    assert told(tmp_path / "numbers.yaml", monkeypatch) == (
        "numbers.yaml: line 1: more than 100,000 values: is this the right file?\n"
    )


def test_a_folder(tmp_path, monkeypatch):
    (tmp_path / "folder.yaml").mkdir()
    assert told(tmp_path / "folder.yaml", monkeypatch) == (
        "folder.yaml: cannot be read (Is a directory): check the name\n"
    )


def test_a_file_that_is_not_there(tmp_path, monkeypatch):
    assert told(tmp_path / "nowhere.yaml", monkeypatch) == (
        "nowhere.yaml: cannot be read (No such file or directory): check the name\n"
    )


def test_a_name_that_is_nearly_right(tmp_path, monkeypatch):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "practice-2016.yaml").write_text("")
    assert told(tmp_path / "practise-2016", monkeypatch) == (
        "practise-2016: no such scenario in scenarios/ — did you mean 'practice-2016'?\n"
    )


@pytest.mark.parametrize(
    ("holidays", "message"),
    [
        ("from: 2016-02-01\nto: 2016-12-31\n", "dates 2016-01-04..2017-01-03 are asked for, but holidays are known"),
        (
            "from: 2016-01-01\nto: 2030-12-31\nof: []\n",
            "of: unknown key; a holiday file has year, from, to, off, on, notice",
        ),
        ("from: 2016-01-01\nto: 2030-12-31\noff: [2016-02-31]\n", "off[0]: '2016-02-31' cannot be read: "),
    ],
)
def test_a_mistake_in_a_holiday_file_is_told_where_it_is_used(holidays, message, tmp_path, monkeypatch):
    town = (SCENARIOS / "valid" / "town.yaml").read_text(encoding="utf-8")
    file = tmp_path / "town.yaml"
    file.write_text(town.replace("holidays: china", "holidays: own.yaml"), encoding="utf-8")
    (tmp_path / "own.yaml").write_text(holidays)
    assert told(file, monkeypatch).startswith(f"town.yaml: calendars.office.holidays: own.yaml: {message}")


def test_the_nearest_name_is_offered_or_else_the_short_list():
    assert did_you_mean("drawing", {"drawings", "fire"}) == " — did you mean 'drawings'?"
    assert did_you_mean("x", "abcdefghij") == " — known: a, b, c, d, e, f, g, h, …"
    assert did_you_mean("x", ()) == " — there are none"


# Whatever else may be wrong

KEYS = ["value", "range", "like", "steps", "days", "times", "item", "fixed"]
WORDS = ["fire", "clerks", "office", "1 day", "{department}", "2016-01-04", "all", "licence"]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**30),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=5),
    st.sampled_from(WORDS),
    st.lists(st.integers(-3, 3), max_size=3),
    st.dictionaries(st.sampled_from(KEYS), st.integers(-1, 5)),
)


def places(part: Any) -> list[tuple[Any, Any]]:
    """Every container in a document with each of its keys."""
    keys = list(part) if isinstance(part, dict) else list(range(len(part))) if isinstance(part, list) else []
    return [(part, key) for key in keys] + [place for key in keys for place in places(part[key])]


def refusal(file: Path) -> str | None:
    """Why a scenario is refused, if it is."""
    try:
        lower(load_scenario(file))
    except ScenarioError as error:
        return str(error)
    return None


TOWN_FILE = SCENARIOS / "valid" / "town.yaml"
TOWN: dict[str, Any] = yaml.safe_load(TOWN_FILE.read_text(encoding="utf-8"))
EXTENSION: dict[str, Any] = {
    "scenario": "fuzzed",
    "title": "Fuzzed",
    "extends": "town",
    "run": {"length": "1 year"},
    "changes": [
        {"items": {"owner": "government", "but": ["filing"]}, "steps": ["review"], "set": {"trips": 1}},
        {"items": ["permit"], "steps": ["review"], "times": {"duration": {"value": 0.5, "range": [0.4, 1]}}},
        {"items": ["drawings"], "after": {"drop": ["survey"], "add": [{"item": "new", "classes": ["land"]}]}},
        {"items": ["drawings"], "split": {"drop": ["survey"], "like": "conversion", "classes": ["land"], "promise": 1}},
        {"items": ["survey", "filing"], "merge": {"into": "both", "item": {"like": "conversion"}}},
        {"items": {}, "insert": {"look": {"before": "seal", "work": "1 hour", "pool": "agents"}}},
        {"add": {"pools": {"agents": {"servers": 1, "calendar": "office"}}, "items": {"new": {"like": "conversion"}}}},
        {"pools": ["fire"], "set": {"shifts": [{"servers": 1, "calendar": "office"}]}},
        {"traits": ["prepared"], "times": {"own": 0.5}},
        {"items": ["permit"], "steps": ["seal"], "remove": True},
    ],
}


@pytest.mark.parametrize("sound", [TOWN, EXTENSION], ids=["scenario", "extension"])
@settings(max_examples=100)
@given(st.data())
def test_a_file_with_anything_anywhere_is_good_or_refused_in_one_line(sound, data):
    document = deepcopy(sound)
    mistakes = data.draw(st.integers(0, 2))
    for _ in range(mistakes):
        container, key = data.draw(st.sampled_from(places(document)))
        container[key] = data.draw(JUNK)
    with TemporaryDirectory() as folder:
        (Path(folder) / "town.yaml").write_bytes(TOWN_FILE.read_bytes())
        file = Path(folder) / "fuzzed.yaml"
        file.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
        said = refusal(file)
    assert said is None or (mistakes and said.startswith(f"{file}: ") and said.isprintable())
