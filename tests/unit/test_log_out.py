"""What was simulated, written for other programs, and read again as the same log."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from asking import approvals, refusal

import sim
from sim.logs.log import Log
from sim.logs.played import log_of
from sim.logs.read import read_log
from sim.logs.write import own_map, write_log

TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "deadlines.yaml"
PRACTICE = "practice-2016"


def lower_practice() -> sim.Plan:
    """The practice of 2016, over one year."""
    scenario = sim.load_scenario(PRACTICE)
    return sim.lower(scenario.model_copy(update={"run": scenario.run.model_copy(update={"length": 525_960})}))


@pytest.fixture(scope="module")
def played() -> Log:
    plan = lower_practice()
    draws = sim.draw(plan, 1, 0)
    return log_of(plan, draws, sim.simulate(plan, draws), own_map())


@pytest.mark.parametrize("name", ["log.xes.gz", "log.xes", "log.csv", "log.csv.gz", "log.parquet"])
def test_a_log_that_was_written_is_read_as_the_same(tmp_path: Path, played: Log, name: str) -> None:
    *_, map_file = write_log(played, tmp_path / name, last_item="construction-permit")
    again = read_log(map_file)
    assert again.digest == played.digest
    assert again.until == played.until
    assert [one.what for one in again.seen if one.what not in ("date_only", "frequent_time")] == []


def test_the_national_tables_hold_what_a_platform_knows(tmp_path: Path, played: Log) -> None:
    files = write_log(played, tmp_path / "out.csv", "national")
    assert [file.name for file in files] == ["out.csv", "out-items.csv", "out-projects.csv", "out.map.yaml"]
    again = read_log(files[-1])
    formal = set(played.events.loc[played.events["state"] == "accepted", "item"].astype(str))
    assert set(again.known_items) == formal
    ours = played.events[played.events["item"].isin(list(formal)) & (played.events["state"] != "delivered")]
    assert again.events["state"].value_counts().to_dict() == ours["state"].value_counts().to_dict()
    assert sorted(again.cases["class"].unique()) == ["new-land", "own-land", "special"]


def test_an_item_is_stamped_in_the_order_of_its_life(played: Log) -> None:
    events = played.events[played.events["item"] == "planning-permit"]
    first = events.pivot_table(index="case", columns="state", values="time", aggfunc="min", observed=True)
    whole = first.dropna(subset=["received", "accepted", "taken", "approved", "delivered"])
    order = whole[["received", "accepted", "taken", "approved", "delivered"]].to_numpy()
    assert len(whole) > 40
    assert (order[:, 1:] >= order[:, :-1]).all()
    counts = events["state"].value_counts()
    assert counts["corrections-asked"] - counts["corrections-in"] in range(10)


def test_the_log_knows_nothing_after_the_day_of_the_export(played: Log) -> None:
    plan = lower_practice()
    draws = sim.draw(plan, 1, 0)
    early = log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=182 * 1440)
    assert early.events["time"].max() < early.until == pd.Timestamp("2016-07-04")
    assert len(early.events) < len(played.events)


def test_process_mining_finds_activities_classes_and_outcomes(tmp_path: Path, played: Log) -> None:
    write_log(played, tmp_path / "log.xes", last_item="construction-permit")
    write_log(played, tmp_path / "log.ocel.json", last_item="construction-permit")
    space = "{http://www.xes-standard.org/}"
    trace = ElementTree.parse(tmp_path / "log.xes").getroot().find(f"{space}trace")
    assert trace is not None
    told = {one.attrib["key"]: one.attrib["value"] for one in trace.findall(f"{space}string")}
    assert told == {
        "concept:name": "sim-000001",
        "class": "new-land",
        "prepared": "0",
        "fire-reviewed": "1",
        "energy-user": "0",
        "outcome": "open",
    }
    document = json.loads((tmp_path / "log.ocel.json").read_text(encoding="utf-8"))
    assert len(document["events"]) == len(played.events)
    objects = {one["id"] for one in document["objects"]}
    assert {link["objectId"] for event in document["events"][:500] for link in event["relationships"]} <= objects


def test_the_command_writes_the_log_and_its_map(tmp_path: Path) -> None:
    file = tmp_path / "town.xes.gz"
    said = approvals("run", TOWN, "--replications", 2, "--workers", 1, "--log", file)
    assert (said.exit_code, said.stderr) == (0, f"wrote {file}\nwrote {tmp_path / 'town.map.yaml'}\n")
    again = tmp_path / "again.xes.gz"
    approvals("run", TOWN, "--replications", 3, "--workers", 1, "--log", again, "--engine", "simpy")
    assert again.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--log", "x.txt"],
            "--log: 'x.txt' is no .xes.gz, .xes, .ocel.json, .csv, .csv.gz or .parquet: choose one of them",
        ),
        (["--log", "x.xes", "--as", "national"], "--log: 'x.xes' is no .csv: choose one of them"),
        (["--as", "national"], "--as: goes with --log only: add it, or drop the form"),
        (["--log", "x.csv", "--by-month"], "--log: does not go with --by-month: run twice"),
    ],
)
def test_a_log_that_cannot_be_written(options: list[str], sentence: str) -> None:
    assert refusal("run", TOWN, *options) == sentence
