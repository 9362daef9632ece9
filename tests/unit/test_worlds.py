"""Joint worlds: numbers that are only known together move together, and the ranges stay for the rest."""

import shutil

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from sim.base.errors import ScenarioError
from sim.cli import main
from sim.scenario import as_document
from sim.scenario.addresses import as_keys, at
from sim.studies.design import load_study
from sim.studies.sweep import read_runs, sweep

TOWN = "tests/scenarios/valid/town.yaml"
SERVERS = "pools.clerks.servers"
RETURNS = "processes.projects.items.filing.steps.review.returns.share"
TABLE = f"{SERVERS},{RETURNS}\n1,0.4\n2,0.1\n3,0.25\n"


@pytest.fixture
def study(tmp_path, request):
    """Writes a study of the small town with a table of worlds beside it, and reads it."""

    def written(*factors, table=TABLE, design="full_factorial", town=TOWN):
        (tmp_path / "worlds.csv").write_text(table, encoding="utf-8")
        scenario = str(request.config.rootpath / town)
        lines = {"study": "s", "scenario": scenario, "factors": [{"worlds": "worlds.csv"}, *factors], "design": design}
        (tmp_path / "s.yaml").write_text(
            yaml.safe_dump(lines | {"replications": 1, "responses": ["total_days"]}), encoding="utf-8"
        )
        return load_study(tmp_path / "s.yaml")

    return written


def value(design, point, path):
    return at(as_document(design.scenario(design.points[point])), as_keys(path))["value"]


def test_in_each_world_all_its_numbers_are_what_its_row_says(study):
    design = study()
    assert design.table()["worlds"].tolist() == [0, 1, 2]
    assert [(value(design, world, SERVERS), value(design, world, RETURNS)) for world in range(3)] == [
        (1, 0.4), (2, 0.1), (3, 0.25),
    ]  # fmt: skip


def test_the_ranges_stay_for_the_rest(study):
    design = study({"every": "range"}, design={"sobol": 8})
    moved = {spot.keys for factor in design.factors[1:] for spot in factor.spots}
    assert len(design.factors) > 1
    assert not moved & {as_keys(SERVERS), as_keys(RETURNS)}


def test_a_world_that_is_likelier_is_drawn_more_often(study):
    table = f"{RETURNS},weight\n0.1,3\n0.4,1\n"
    design = study(table=table, design={"latin_hypercube": 400})
    assert np.bincount(design.points[:, 0].astype(int)).tolist() == [300, 100]


def test_a_study_over_worlds_is_swept_and_its_digest_changes_with_what_they_say(study, tmp_path):
    design = study()
    sweep(design, tmp_path / "out", workers=1)
    runs = read_runs(tmp_path / "out")
    assert sorted(runs["point"].unique()) == [0, 1, 2]
    assert runs.groupby("point")["total_days.mean"].mean().nunique() == 3
    assert study(table=TABLE.replace("0.25", "0.3")).digest != design.digest == study().digest


def test_a_study_of_what_matters_takes_worlds_too(study, tmp_path, request):
    study()
    effort = ["--screen", "2", "--samples", "2", "--keep", "1", "--points", "20", "--repeat", "2", "--workers", "1"]
    command = ["sensitivity", str(request.config.rootpath / TOWN), "--clock", "total_days", "--json", "-", *effort]
    told = CliRunner().invoke(main, [*command, "--worlds", str(tmp_path / "worlds.csv")])
    assert (told.exit_code, told.stderr) == (0, "")
    assert '"worlds"' in told.stdout


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (TABLE.replace("servers", "server"), "no number 'pools.clerks.server' in the scenario — did you mean"),
        (TABLE.replace("0.4", "many"), f"worlds.csv: {RETURNS}: row 1: found 'many': give a number"),
        (TABLE.replace("0.4", "1.4"), "worlds.csv: row 1: 1.4 is not a share: give a number from 0 to 1"),
        (TABLE.replace("1,0.4", "1.5,0.4"), "worlds.csv: row 1: 1.5 is not a count"),
        (f"{RETURNS}\n0.4\n", "has one world, which leaves nothing to vary: give at least two"),
        (f"{RETURNS},weight\n0.4,0\n0.2,0\n", "found a weight below 0, or none above it"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_table_of_worlds_is_told_with_its_row(study, table, said):
    with pytest.raises(ScenarioError) as mistake:
        study(table=table)
    assert "factors[0].worlds" in str(mistake.value)
    assert said in str(mistake.value)


def test_a_number_of_the_worlds_cannot_be_moved_by_another_line(study):
    with pytest.raises(ScenarioError, match=r"pools.clerks.servers is moved by factors\[0\] already"):
        study({"path": SERVERS, "levels": [1, 2]})


def test_worlds_have_no_levels(study):
    with pytest.raises(ScenarioError, match="found levels beside worlds: each world is one; drop them"):
        study({"worlds": "worlds.csv", "levels": [1, 2]})


OPEN = "tests/scenarios/valid/open-questions.yaml"
DAYS = "calendars.signing-days"


def test_a_part_that_has_levels_is_one_of_them_in_each_world(study):
    design = study(table=f"{DAYS},pools.clerks.servers\n3,1\n0,4\n", town=OPEN)
    days = [design.scenario(point).calendars["signing-days"].days for point in design.points]
    assert days == ["fri", "mon-fri"]
    assert [design.scenario(point).pools["clerks"].servers.value for point in design.points] == [1, 4]


@pytest.mark.parametrize("level", ["4", "-1", "0.5"])
def test_a_level_that_there_is_not_is_told_with_its_row(study, level):
    with pytest.raises(ScenarioError) as mistake:
        study(table=f"{DAYS}\n0\n{level}\n", town=OPEN)
    told = f"worlds.csv: {DAYS}: row 2: found {level}, but it has 4 levels: give a whole number from 0 to 3"
    assert told in str(mistake.value)


def test_a_scenario_that_changes_numbers_itself_stands_for_itself(tmp_path, request):
    """A row says what its own number is, which would otherwise be set again over that of its base."""
    shutil.copy(request.config.rootpath / TOWN, tmp_path)
    own = {"scenario": "mine", "title": "Mine", "extends": "town"}
    own |= {"changes": [{"pools": "clerks", "set": {"servers": 3}}]}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(own), encoding="utf-8")
    (tmp_path / "worlds.csv").write_text(TABLE, encoding="utf-8")
    lines = {"study": "s", "scenario": "mine", "factors": [{"worlds": "worlds.csv"}], "design": "full_factorial"}
    (tmp_path / "s.yaml").write_text(yaml.safe_dump(lines | {"responses": ["total_days"]}), encoding="utf-8")
    design = load_study(tmp_path / "s.yaml")
    assert [value(design, world, SERVERS) for world in range(3)] == [1, 2, 3]
