"""`approvals smallest`, `shares`, `frontier` and `bottleneck` as a planner meets them: what they say and refuse."""

import json
import shutil
from pathlib import Path

import pytest
from asking import approvals, done, refusal

VILLAGE = Path(__file__).parents[1] / "behaviour" / "scenarios" / "village" / "village.yaml"
QUICK = ("--clock", "total_days", "--probability", "0.8", "--indifference", "0.15", "--workers", "1")
FEW = (*QUICK, "--replications", "4", "--most-replications", "40")


def words(*arguments: object) -> str:
    """What a command prints, however its lines are broken."""
    return " ".join(done(*arguments).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What a search has kept."""
    folder = tmp_path_factory.mktemp("kept")
    words("smallest", VILLAGE, "--reforms", "no-scheme,no-fire,extra-form", *FEW, "-o", folder)
    return folder


def test_the_smallest_package_is_told_with_its_cost_and_its_guarantee(folder):
    said = words("smallest", VILLAGE, "--reforms", "no-scheme,no-fire,extra-form", *FEW, "-o", folder)
    assert (
        "The smallest packages that bring 80% of projects within 60 days on filing to permit in calendar days" in said
    )
    assert "Cheapest of them: no-scheme, no-fire, 950 CNY a year more" in said
    assert "Of 12 ways to add a reform to a package, 8 surely help, 4 surely hurt" in said
    assert "extra-form 4 of 4" in said
    assert "With at least 95% confidence for all 8 packages together" in said
    assert "No cost is stated for extra-form" in said
    assert f"approvals shares {folder}" in said


def test_how_near_one_comes_when_none_does_it():
    said = words("smallest", VILLAGE, "--reforms", "no-fire", *FEW)
    assert "No package of the reforms tried brings 80% of projects within 60 days from filing to permit" in said
    assert "What holds projects up under the nearest" in said
    assert "If the government alone took no time: 100% within 60 days, median 5" in said or "median 0" in said


def test_a_cap_that_was_hit_is_told():
    """On its own land every project takes 60 days without a scheme review, those on new land 65: half are in time."""
    some = ("--clock", "total_days", "--probability", "0.5", "--indifference", "0.01", "--workers", "1")
    said = words("smallest", VILLAGE, "--reforms", "no-scheme", *some, "--replications", 4, "--most-replications", 6)
    assert "Undecided after 6 replications" in said
    assert "Raise --most-replications, or --indifference" in said


def test_json_tells_every_package(tmp_path, folder):
    file = tmp_path / "told.json"
    words("smallest", VILLAGE, "--reforms", "no-scheme,no-fire,extra-form", *FEW, "-o", folder, "--json", file)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["minimal"] == [["no-scheme", "no-fire"]]
    assert told["cheapest"] == ["no-scheme", "no-fire"]
    assert [one["verdict"] for one in told["packages"]].count("keeps it") == 1
    assert len(told["packages"]) == 8
    assert {"scenario", "digest", "seed", "engine", "version", "clock", "target", "class", "rule"} <= told.keys()
    assert told["packages"][3]["bounds"][0] > 0.65


def test_shares_are_read_off_the_folder_and_add_up(folder):
    told = json.loads(approvals("shares", folder, "--class", "own", "--json", "-").stdout)
    days, within = told["shares"]
    assert {one["reform"]: round(one["value"], 9) for one in days["shares"]} == {
        "no-scheme": 40,
        "no-fire": 15,
        "extra-form": -10,
    }
    for one in (days, within):
        assert sum(share["value"] for share in one["shares"]) == pytest.approx(one["whole"], abs=1e-12)
    said = words("shares", folder, "--package", "no-scheme,no-fire", "--statistic", "p50")
    assert "Who earned it, of no-scheme, no-fire" in said
    assert "all together +55.00" in said


def test_the_frontier_is_read_off_the_folder(folder):
    told = json.loads(approvals("frontier", folder, "--json", "-").stdout)
    efficient = [point["reforms"] for point in told["points"] if point["efficient"]]
    assert efficient == [[], ["no-scheme"], ["no-scheme", "no-fire"]]
    assert "What money buys" in words("frontier", folder)


def test_what_would_help_is_told():
    said = words("bottleneck", VILLAGE, "--clock", "total_days", "--workers", "1", "--replications", "3")
    assert "What if: a day less promised (1 tried)" in said
    assert "drawings 30 to 29 days +1.00" in said
    assert "Beside it, what is on the critical path" in said
    told = json.loads(approvals("bottleneck", VILLAGE, "--workers", "1", "--replications", "2", "--json", "-").stdout)
    assert len(told["counterfactuals"]) == 5


def asked(*others: object, reforms: str = "no-fire") -> tuple[object, ...]:
    return ("smallest", VILLAGE, "--reforms", reforms, *others)


def test_mistakes_are_told_with_their_address(tmp_path):
    beside = "did you mean 'no-fire'?"
    assert refusal(*asked(reforms="no-fires")) == f"{VILLAGE}: --reforms: no reform 'no-fires' — {beside}"
    assert refusal(*asked(reforms="no-fire,no-fire")) == "--reforms: 'no-fire' is named twice: once is enough"
    assert "13 are named, which make 8,192 packages" in refusal(*asked(reforms=",".join(f"r{n}" for n in range(13))))
    assert refusal(*asked(reforms=",")).startswith("--reforms: none is named")
    assert "--clock: 'total_day' is no clock — did you mean 'total_days'?" in refusal(*asked("--clock", "total_day"))
    assert "--clock: 'land_to_permit_days' never runs here" in refusal(*asked("--clock", "land_to_permit_days"))
    assert "--class: no projects 'owned'" in refusal(*asked("--class", "owned"))
    assert "--indifference: 0.2 reaches beyond 0 or 1" in refusal(*asked("--indifference", "0.2"))
    assert "give at least as many" in refusal(*asked("--replications", "9", "--most-replications", "8"))
    assert "no such scenario" in refusal("smallest", "vilage", "--reforms", "no-fire")
    assert "is no clock" in refusal("bottleneck", VILLAGE, "--clock", "days")
    assert "--class: no projects" in refusal("bottleneck", VILLAGE, "--class", "lands")
    assert "holds no table of packages" in refusal("shares", tmp_path)
    assert "holds no table of packages" in refusal("frontier", tmp_path)


def test_what_would_help_projects_that_never_come_is_not_told(tmp_path):
    village = tmp_path / "village.yaml"
    text = VILLAGE.read_text(encoding="utf-8")
    village.write_text(text.replace("land: 0.5, own: 0.5", "land: 0, own: 1"), encoding="utf-8")
    said = refusal("bottleneck", village, "--class", "land", "--workers", "1", "--replications", "2", "--json", "-")
    assert said.startswith("--class land: no project came that has this clock")


def test_a_reform_that_needs_another_earns_nothing_alone(tmp_path):
    words("smallest", VILLAGE, "--reforms", "fire-first", *QUICK, "--replications", 2, "-o", tmp_path)
    assert refusal("shares", tmp_path) == (
        "fire-first: none goes without another, so none earns anything: try them with those they need"
    )


@pytest.mark.parametrize("probability", ["0", "1", "1.2", "nan", "many"])
def test_a_probability_is_between_0_and_1(probability):
    result = approvals(*asked("--probability", probability))
    assert result.exit_code == 2
    assert "--probability" in result.stderr


def test_mistakes_about_a_kept_table(folder):
    assert "--package: no reform 'no-fires' in the table — did you mean 'no-fire'?" in refusal(
        "shares", folder, "--package", "no-fires"
    )
    assert "--class: no projects 'owner' — did you mean 'own'?" in refusal("shares", folder, "--class", "owner")
    other = refusal(*asked("-o", folder, *FEW))
    assert other.startswith(
        f"{folder}: holds another table of packages (reforms was no-scheme, no-fire, extra-form and is no-fire, "
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "asked.json",
            '{"target": 60}',
            "group: missing: it must be given: ask 'approvals smallest' again with the sam",
        ),
        ("asked.json", '{"target": "x", "group": "all"}', "target: found 'x': give a number: ask"),
        ("asked.json", "[1]", "is no document, for it holds no 'key: value': ask"),
        ("asked.json", "{", "cannot be read as JSON (Expecting property name"),
        ("study.json", '{"format": 2, "scenario": "v"}', "digest: missing: it must be given: begin in another folder"),
        ("study.json", '{"scenario": "v"}', "format: found 1, and this program knows 2: begin in another folder"),
    ],
)
@pytest.mark.parametrize("command", ["shares", "frontier"])
def test_a_kept_file_that_is_spoilt_is_named(name, content, told, command, folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / name).write_text(content, encoding="utf-8")
    assert refusal(command, copy).startswith(f"{copy / name}: {told}")


def test_a_reform_that_is_described_otherwise_is_spoilt(folder, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    study = json.loads((copy / "study.json").read_text(encoding="utf-8"))
    (copy / "study.json").write_text(json.dumps(study | {"reforms": [5]}), encoding="utf-8")
    assert refusal("frontier", copy).startswith(f"{copy / 'study.json'}: reforms[0]: found 5: give lines")


@pytest.mark.parametrize(
    ("command", "played"),
    [
        (("smallest", VILLAGE, "--reforms", "no-fire", "--clock", "total_days"), "sim.packages.smallest.smallest"),
        (("bottleneck", VILLAGE, "--clock", "total_days"), "sim.packages.bottleneck.bottleneck"),
    ],
    ids=["smallest", "bottleneck"],
)
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_played(command, played, tmp_path, monkeypatch):
    monkeypatch.setattr(played, lambda *_: pytest.fail("was played"))
    (tmp_path / "letter").write_text("dear", encoding="utf-8")
    assert refusal(*command, "--json", tmp_path / "letter" / "found.json") == (
        f"{tmp_path / 'letter'}: cannot be written to (File exists): choose another folder"
    )
