"""The commands as a person or a script meets them: what they print, write, refuse and leave alone."""

import json
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from math import inf, nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from asking import approvals, done, refusal
from rich.cells import cell_len

from sim.cli.options import emit
from sim.experiment import replications
from sim.report.read import read
from sim.scenario import digest, load_scenario
from sim.simulation.lower import lower

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN = VALID / "town.yaml"
REFORMED = VALID / "town-reformed.yaml"
DAILY = Path(__file__).parent / "scenarios" / "daily.yaml"
APPROVALS = Path(sysconfig.get_path("scripts")) / "approvals"

RESULT = {"scenario", "digest", "seed", "replications", "engine", "target", "version", "responses", "growing"} | {
    "at_the_bound"
}
BEHIND = {"item_times", "pools", "refusals"}
"""What a run tells beside its responses."""
RESPONSE = {
    "name", "class", "unit", "n", "mean", "mean_ci95", "p50", "p90", "within_target", "within_target_ci95"
}  # fmt: skip


def variant(folder: Path, name: str, **parts: Any) -> Path:
    """The town under another name, with some of its parts replaced; `permit` and `filing` are its items."""
    town = yaml.safe_load(TOWN.read_text(encoding="utf-8"))
    items = town["processes"]["projects"]["items"]
    for key in ("permit", "filing"):
        items[key]["steps"]["review"] |= parts.pop(key, {})
    file = folder / f"{name}.yaml"
    document = {**town, "scenario": name, "title": name, **parts}
    file.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return file


# Asking about the program


def test_the_version_is_told_without_importing_anything_heavy():
    heavy = [
        "numpy",
        "pandas",
        "scipy",
        "simpy",
        "matplotlib",
        "pydantic",
        "rich",
        "joblib",
        "yaml",
        "pyarrow",
        "numba",
    ]
    program = (
        "import sys; from sim.cli import main; main(['--version'], standalone_mode=False); "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.splitlines() == [version("approval-sim"), "[]"]


def test_help_names_every_command_and_each_explains_itself():
    said = done("--help")
    for command in (
        "answer",
        "bottleneck",
        "chart",
        "frontier",
        "shares",
        "smallest",
        "check",
        "resolve",
        "run",
        "schema",
        "targets",
    ):
        assert f"  {command} " in said
        assert done(command, "-h").startswith("Usage: ")


def test_an_unknown_command_or_option_is_refused():
    for arguments in (["ask"], ["run"], ["run", TOWN, "--replications", "0"], ["run", TOWN, "--seed", "x"]):
        assert approvals(*arguments).exit_code == 2


# Asking about a scenario


def test_check_names_a_good_scenario_and_its_digest():
    good, warning = done("check", TOWN).splitlines()
    assert good == f"{TOWN}: good ({digest(load_scenario(TOWN))})"
    assert warning.startswith(f"warning: {TOWN}: processes.projects.items.survey: nothing of land+prepared and own+")


@pytest.mark.parametrize("file", sorted(VALID.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_resolve_prints_is_the_same_scenario(file, tmp_path):
    again = tmp_path / "again.yaml"
    again.write_text(done("resolve", file), encoding="utf-8")
    assert digest(load_scenario(again)) == digest(load_scenario(file))
    assert done("resolve", again) == done("resolve", file)


def test_schema_prints_a_json_schema():
    assert {"$defs", "anyOf"} <= json.loads(done("schema")).keys()


def test_a_scenario_may_be_called_by_its_name(tmp_path, monkeypatch):
    (tmp_path / "scenarios").mkdir()
    variant(tmp_path / "scenarios", "hamlet")
    monkeypatch.chdir(tmp_path)
    assert done("check", "hamlet").startswith("hamlet: good (")


# Running


def test_run_shows_responses_and_what_holds_projects_up():
    said = done("run", TOWN, "--replications", 2, "--workers", 1)
    for words in ("government_days", "What holds projects up", "Utilisation", "clerks", "review"):
        assert words in said


def test_json_on_standard_output_is_json_and_nothing_else():
    result = json.loads(done("run", TOWN, "--json", "-", "--replications", 2, "--seed", 7, "--target", 30))
    assert result.keys() == RESULT | BEHIND
    scenario = load_scenario(TOWN)
    told = {key: part for key, part in result.items() if key not in {"responses", *BEHIND}}
    assert told == {
        "scenario": "town",
        "digest": digest(scenario),
        "seed": 7,
        "replications": 2,
        "engine": told["engine"],
        "target": 30.0,
        "version": version("approval-sim"),
        "growing": [],
        "at_the_bound": [],
    }
    for response in result["responses"]:
        assert response.keys() >= RESPONSE
    whole = next(one for one in result["responses"] if one["name"] == "total_days" and one["class"] == "all")
    assert whole["n"] > 20
    assert whole["mean_ci95"][0] < whole["mean"] < whole["mean_ci95"][1]
    assert 0 <= whole["within_target"] <= 1


def test_the_same_seed_gives_the_same_bytes_for_any_number_of_workers(tmp_path):
    for workers in (1, 2):
        done("run", TOWN, "--json", tmp_path / f"{workers}.json", "--replications", 3, "--workers", workers)
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    assert (tmp_path / "1.json").read_text(encoding="utf-8") != done("run", TOWN, "--json", "-", "--seed", 2)


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_events_can_be_read_back_record_for_record(suffix, tmp_path):
    file = tmp_path / "new" / f"events.{suffix}"
    done("run", TOWN, "--replications", 2, "--workers", 1, "--events", file)
    events = pd.read_parquet(file) if suffix == "parquet" else pd.read_csv(file, parse_dates=["joined", "start", "end"])
    plan = lower(load_scenario(TOWN))
    logs = [log for _, log in replications.play(plan, seed=1, replications=2)]
    assert events.groupby("replication").size().tolist() == [len(log.case) for log in logs]
    assert set(events["item"]) == {"filing", "survey", "drawings", "permit"}
    pools = events.groupby("step")["pool"].agg(lambda names: set(names.dropna()))
    assert pools.to_dict() == {"review": {"clerks", "fire"}, "drill": set(), "submit": {"clerks"}, "seal": set()}
    assert set(events["step"]) == {"review", "drill", "submit", "seal"}
    assert (events["joined"] <= events["start"]).all()
    assert (events["start"] <= events["end"]).all()


@pytest.mark.long
@pytest.mark.parametrize(
    "command",
    [["run", TOWN], ["compare", TOWN, VALID / "town-reformed.yaml"], ["targets", TOWN, VALID / "town-reformed.yaml"]],
)
def test_a_cluster_answers_as_this_process_does(command: list[Any]) -> None:
    here, there = (done(*command, "--replications", 3, *where) for where in (("--workers", 1), ("--cluster", "local")))
    assert here == there


# The briefing's targets


def test_targets_are_told_before_and_after_within_eighty_columns():
    said = done("targets", TOWN, VALID / "town-reformed.yaml", "--replications", 2, "--workers", 1, "--target", 40)
    for words in ("town → town-reformed", "即办件比例超过60%", "within 40 days", "government days", "documents"):
        assert words in said
    assert max(cell_len(line.rstrip()) for line in said.splitlines()) <= 80
    assert "nan" not in said


def test_targets_for_machines_have_every_measure_of_every_scenario_after(tmp_path):
    again = variant(tmp_path, "again")
    file = tmp_path / "new" / "targets.json"
    done("targets", TOWN, again, VALID / "town-reformed.yaml", "--replications", 2, "--target", 20, "--json", file)
    text = file.read_text(encoding="utf-8")
    assert "NaN" not in text
    told = json.loads(text)
    assert told["before"]["scenario"] == "town"
    assert [one["target"] for one in (told["before"], *told["after"])] == [20.0] * 3
    assert [after["scenario"] for after in told["after"]] == ["again", "town-reformed"]
    unchanged = {one["measure"]: one for one in told["after"][0]["targets"] if one["kind"] == "change"}
    assert unchanged["promised_days"]["reached"] == 0
    assert unchanged["promised_days"]["met"] is False
    assert unchanged["documents"]["before"] is None


def test_targets_need_a_before_and_an_after():
    assert refusal("targets", TOWN) == f"targets: found only '{TOWN}': name what was before, then what comes after"


# Scenarios that share a name


@pytest.mark.parametrize("command", ["answer", "compare", "targets", "chart chances", "chart gantt", "chart load"])
def test_two_scenarios_under_one_name_are_refused_by_both_files(command, tmp_path):
    other = variant(tmp_path, "town", permit={"work": "5 days"})
    said = f"{other}: scenario: 'town' is the name of {TOWN} too: give one of them another"
    assert refusal(*command.split(), TOWN, other) == said


def test_a_scenario_named_twice_is_told_apart_by_nothing():
    for command in (["answer"], ["chart", "chances"]):
        assert refusal(*command, TOWN, TOWN.resolve(), "--replications", 1) == f"{TOWN}: is named twice: once is enough"


def test_a_scenario_may_be_compared_with_itself():
    said = done("compare", TOWN, TOWN, "--replications", 2, "--workers", 1, "--response", "total_days")
    assert "difference from town" in said
    assert "+0.0" in said


# For machines


@pytest.mark.parametrize(
    "command",
    [
        ["compare", TOWN, VALID / "town-reformed.yaml", "--replications", 2, "--workers", 1],
        ["warm-up", DAILY, "--response", "total_days", "--replications", 2, "--workers", 1],
        ["coverage", "--experiments", 2, "--workers", 1],
        ["backlog", TOWN, "--replications", 1, "--workers", 1],
        ["map", TOWN],
    ],
    ids=lambda command: command[0],
)
def test_json_goes_into_a_file_or_to_standard_output(command, tmp_path):
    file = tmp_path / "new" / "told.json"
    assert done(*command, "--json", file) == ""
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(done(*command, "--json", "-"))


# Options that would do nothing


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ["bottleneck", TOWN, "--json", "-", "--top", 3],
            "--top: is about the screen, and --json tells all: drop one of the two",
        ),
        *(
            (
                [*command, "--cluster", "tcp://10.0.0.1:8786", "--workers", 2],
                "--workers: are processes of this machine, and --cluster has workers of its own: drop one of them",
            )
            for command in (
                ["sweep", "study.yaml", "-o", "out"],
                ["sensitivity", TOWN],
                ["run", TOWN],
                ["answer", TOWN],
                ["smallest", TOWN, "--reforms", "half-scheme"],
                ["bottleneck", TOWN],
                ["coverage"],
            )
        ),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(command, said):
    assert refusal(*command) == said


# Refusing to write


def test_events_in_an_unknown_form_are_refused(tmp_path):
    said = refusal("run", TOWN, "--events", tmp_path / "events.xlsx")
    assert said == f"--events: '{tmp_path / 'events.xlsx'}' is neither .parquet nor .csv: choose one of the two"


@pytest.mark.parametrize("command", ["run --json", "run --events", "answer --out", "targets --json"])
def test_a_folder_that_cannot_be_written_to_is_refused_before_anything_is_computed(command, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    name, option = command.split()
    target = tmp_path / "file" / "out" / ("" if name == "answer" else "result.csv")
    said = refusal(name, *[TOWN] * (2 if name == "targets" else 1), option, target)
    assert "cannot be written to (Not a directory): choose another folder" in said
    assert (tmp_path / "file").read_text() == "not a folder"


@pytest.mark.parametrize("option", ["--json", "--events"])
def test_a_folder_in_place_of_a_file_is_refused(option, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    result = approvals("run", TOWN, option, tmp_path / "folder.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a directory" in result.stderr


@pytest.mark.parametrize(
    "mistake",
    [
        {"start": "someday"},
        {"run": {"length": "1 year", "warm_up": "1 year"}},
    ],
    ids=["while reading", "after running"],
)
def test_a_run_that_fails_leaves_what_was_there(mistake, tmp_path):
    bad = variant(tmp_path, "bad", **mistake)
    files = [tmp_path / "out.json", tmp_path / "out.csv"]
    for file in files:
        file.write_bytes(b"\x00 what was there \xff")
    refusal("run", bad, "--json", files[0], "--events", files[1], "--replications", 1)
    assert [file.read_bytes() for file in files] == [b"\x00 what was there \xff"] * 2
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bad.yaml", "out.csv", "out.json"]


def test_a_run_that_is_all_warm_up_says_so(tmp_path):
    only = variant(tmp_path, "only-warm-up", run={"length": "1 year", "warm_up": "1 year"})
    told = "run.warm_up: warm-up and cool-down are as long as the run, 365 and 0 days of 365: lengthen the run"
    for command in (("check", only), ("run", only, "--replications", 1), ("answer", only, "--replications", 1)):
        assert refusal(*command) == f"{only}: {told}"


def test_without_a_response_named_the_usual_ones_that_there_are_are_looked_at():
    """At a counter nothing is on the legal clock, so there are no government_days; which is said."""
    daily = Path(__file__).parent / "scenarios" / "daily.yaml"
    often = ("--replications", 2, "--workers", 1)
    for command in (("compare", daily, daily), ("warm-up", daily)):
        result = approvals(*command, *often)
        assert result.exit_code == 0, result.stderr
        assert result.stderr == "by default total_days, for not all have government_days\n"
        assert "total_days" in result.stdout
    assert "government_days" in done("compare", TOWN, TOWN, *often)
    precise = approvals("run", daily, "--precision", 0.5, "--most-replications", 2, "--workers", 1)
    assert precise.stderr == "total_days.within_target ± 0.5: 2 replications of each scenario\n"


def test_a_target_that_is_no_number_is_refused():
    for target in ("nan", "inf", "0", "-5"):
        assert approvals("run", TOWN, "--target", target, "--replications", 1).exit_code == 2


# Answering

FIGURES = {
    f"{name}{lang}.{form}"
    for name in ("answer", "chances", "parties", "holding") for lang in ("", ".zh") for form in ("png", "svg")
}  # fmt: skip
FILES = FIGURES | {
    "answer.json", "answer.txt", "in-short.txt", "responses.csv", "holding-up.csv", "assumptions.csv",
    "distribution.csv", "chances.csv", "holding.csv", "parties.csv", "groups.csv", "floors.csv",
    "hours.csv", "counters.csv", "item_times.csv", "pools.csv", "refusals.csv",
    "map.en.svg", "map.zh.svg", "report.json", "results.xlsx",
}  # fmt: skip
PACKAGE_FILES = {"steps.csv", "one_project.csv"}
"""Of a package, and of what is compared with it."""


def test_the_answer_for_one_scenario():
    said = done("answer", TOWN, "--replications", 2, "--workers", 1, "--target", 40)
    assert "Median days · share of projects within 40 days" in said
    assert "On the government's legal clock" in said


def test_every_file_of_an_answer_says_the_target_that_was_asked(tmp_path):
    done("answer", TOWN, "--replications", 1, "--workers", 1, "--target", 1, "--out", tmp_path)
    answer, report = (json.loads((tmp_path / f"{name}.json").read_text("utf-8")) for name in ("answer", "report"))
    told = [*answer["results"], *answer["floors"].values(), report, *report["scenarios"]]
    assert [one["target"] for one in told] == [1.0] * 6


def test_the_answer_for_three_scenarios_and_its_files(tmp_path):
    slow = variant(tmp_path, "slow", permit={"work": "5 days"})
    out = tmp_path / "new" / "out"
    reformed = VALID / "town-reformed.yaml"
    said = done("answer", TOWN, reformed, slow, "--replications", 2, "--workers", 1, "--out", out)
    assert all(name in said for name in ("town", "town-reformed", "slow"))
    assert {file.name for file in out.iterdir()} == FILES | PACKAGE_FILES
    assert (out / "answer.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (out / "answer.svg").read_text(encoding="utf-8")
    assert {*pd.read_csv(out / "responses.csv")["scenario"]} == {"town", "town-reformed", "slow"}
    results = json.loads((out / "answer.json").read_text(encoding="utf-8"))["results"]
    assert [result["scenario"] for result in results] == ["town", "town-reformed", "slow"]
    assert all(result.keys() == RESULT for result in results)
    assert (out / "answer.txt").read_text(encoding="utf-8").startswith("On the government's legal clock")
    short = (out / "in-short.txt").read_text(encoding="utf-8").strip()
    assert short in (out / "answer.txt").read_text(encoding="utf-8")
    assert "On filing to permit in calendar days" in short
    assert f"wrote {len(FILES | PACKAGE_FILES)} files into {out}: " in said.splitlines()[-1]
    kept = read([out]).tables
    assert {"one_project", "holding", "chances"} <= kept.keys()
    assert set(kept["one_project"]["what"][kept["one_project"]["item"].isna()]) == {"closed"}


@pytest.mark.parametrize("name", ["refused", "unfinished"])
def test_an_answer_where_nobody_is_permitted_is_still_a_sentence(name, tmp_path):
    parts = {
        "refused": {"permit": {"refuses": 1}},
        "unfinished": {
            "permit": {"work": "300 days"},
            "run": {"length": "1 year", "follow": "0 days"},
        },
    }
    nobody = variant(tmp_path, name, **parts[name])
    out = tmp_path / "out"
    said = done("answer", nobody, "--replications", 2, "--workers", 1, "--out", out)
    assert "nan" not in said
    assert (out / "answer.txt").read_text(encoding="utf-8").endswith(".\n")
    assert {file.name for file in out.iterdir()} == FILES
    assert "NaN" not in (out / "answer.json").read_text(encoding="utf-8")
    assert done("run", nobody, "--replications", 1)


def test_a_number_that_cannot_be_told_is_null_for_machines(tmp_path):
    """A number that is not one, or infinite, is no JSON: other programs would refuse the whole file."""
    document = {"share": nan, "rows": [{"ci": (1.5, inf)}, {"ci": None}], "n": 2, "sure": True}
    emit(document, tmp_path / "told.json")
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert told == {"share": None, "rows": [{"ci": [1.5, None]}, {"ci": None}], "n": 2, "sure": True}
