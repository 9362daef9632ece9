"""The README of the scenarios: its table names every reform, and its walk, writing a reform by copying one, works."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.scenario import load_scenario
from sim.scenario.open_cases import count_of
from sim.scenario.reforms.apply import TURNS
from sim.scenario.reforms.model import VERBS

ROOT = Path(__file__).parents[2]
README = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")


def test_the_table_links_every_reform_and_every_link_leads_to_a_file() -> None:
    linked = set(re.findall(r"\(reforms/([a-z0-9-]+)\.yaml\)", README))

    assert {path.stem for path in (ROOT / "scenarios" / "reforms").glob("*.yaml")} <= linked
    assert all((ROOT / "scenarios" / "reforms" / f"{name}.yaml").exists() for name in linked)


def test_every_verb_is_explained_and_the_order_told_is_the_order_kept() -> None:
    explained = set(re.findall(r"`([a-z]+)`", README.split("### What a change can say")[1]))
    told = re.search(r"whatever the order of the package: ([^.]+)\.", README.replace("\n", " "))

    assert set(VERBS) <= explained
    assert told is not None
    assert re.findall(r"`([a-z]+)`", told[1]) == list(dict.fromkeys(verb for verb, _ in TURNS))


def test_the_walk_through_writing_a_reform_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files as the README prints them, checked and asked about with the commands it prints."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    walk = README.split("## Write a reform of your own")[1]
    files = re.findall(r"```yaml\n# (scenarios/\S+)\n(.*?)```", walk, re.DOTALL)
    commands = [line for line in re.findall(r"```sh\n(.*?)```", walk, re.DOTALL)[0].splitlines() if line]
    for name, text in files:
        Path(name).write_text(text, encoding="utf-8")

    said = [CliRunner().invoke(main, shlex.split(command)[1:]) for command in commands]

    assert [result.exit_code for result in said] == [0, 0], [result.stderr for result in said]
    assert "good" in said[0].output
    assert "signing" in said[1].output
    signing, before = load_scenario("scenarios/signing.yaml"), load_scenario("scenarios/practice-2016.yaml")
    assert signing.calendars["signing-days"].days == "mon-fri"
    assert before.calendars["signing-days"].days == "tue,fri"


def test_the_measured_city_is_a_whole_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files as the README prints them, checked and played, and the table of worlds that a study may take."""
    monkeypatch.chdir(tmp_path)
    section = README.split("## What your own log says")[1]
    for name, text in re.findall(r"```(?:yaml|csv)\n# (\S+)\n(.*?)```", section, re.DOTALL):
        Path(name).write_text(text, encoding="utf-8")

    said = CliRunner().invoke(main, ["check", "measured-city.yaml"])
    played = CliRunner().invoke(main, ["run", "measured-city.yaml", "--replications", "2", "--workers", "1"])

    assert (said.exit_code, played.exit_code) == (0, 0), (said.stderr, played.stderr)
    assert "good" in said.output
    assert count_of(load_scenario("measured-city.yaml").start_with["permits"]) == 3
