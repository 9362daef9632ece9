"""Joint worlds: which of the combinations within the ranges give the log that was seen."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import done, refusal

import sim
from sim.logs.calibrate import Calibration, calibrate
from sim.logs.keep import write_scenario, write_worlds
from sim.logs.log import Log
from sim.logs.played import log_of
from sim.logs.worlds import Joint, joint_worlds
from sim.logs.write import own_map, write_log
from sim.scenario import Scenario
from sim.scenario.addresses import as_keys, with_numbers
from sim.studies.sensitivity import Effort

TOWN = Path(__file__).parent / "scenarios" / "platform.yaml"
ITEM = "processes.projects.items"
AGAIN = f"{ITEM}.permit.steps.review.returns.again"
WORLD = {
    "pools.reviewers.servers": 3.0,
    "pools.reviewers.availability": 0.6,
    f"{ITEM}.permit.steps.review.work.times": 2.5,
    f"{ITEM}.permit.steps.circulate.until.times": 1.3,
    f"{ITEM}.study.steps.produce.wait.times": 1.5,
}
"""A town that is not the base: three reviewers who are often elsewhere and read for long."""


def log_from(scenario: Scenario, until: int | None = 500 * 1440) -> Log:
    plan = sim.lower(scenario)
    draws = sim.draw(plan, 1, 0)
    return log_of(plan, draws, sim.simulate(plan, draws), own_map(), until=until)


def world() -> Scenario:
    return with_numbers(sim.load_scenario(TOWN), {as_keys(key): value for key, value in WORLD.items()}, "world")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the town in it, for a scenario stands beside what it extends."""
    place = tmp_path_factory.mktemp("worlds")
    shutil.copy(TOWN, place)
    return place


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    return calibrate(log_from(world()), sim.load_scenario(TOWN), seed=3)


@pytest.fixture(scope="module")
def found(folder: Path, calibration: Calibration) -> Joint:
    file = write_scenario(calibration, folder / TOWN.name, folder / "my-town.yaml")
    joint = joint_worlds(file, calibration, 16)
    write_worlds(joint, file)
    return joint


def test_worlds_are_kept_that_give_the_log(found: Joint) -> None:
    """How often reviewers send back again no answer tells alone; all corrections of an item together do."""
    assert 2 <= len(found.table) < found.tried == 16
    assert next(iter(found.excluded)) == "permit returns"
    assert found.table[AGAIN].max() < 0.8


def test_what_was_measured_moves_with_what_was_not(found: Joint) -> None:
    """Files lie for less time where reviewers take more of it: their factors are solved for, not drawn."""
    factors = found.table[f"{ITEM}.permit.steps.circulate.until.times"]
    assert factors.between(0.8, 1.2).all()
    assert factors.nunique() == len(factors)


def test_the_table_is_read_by_a_sensitivity_analysis(folder: Path, found: Joint) -> None:
    table = pd.read_parquet(folder / "my-town.worlds.parquet")
    assert len(table) == len(found.table)
    assert {"pools.reviewers.servers", f"{ITEM}.permit.steps.review.work.times"} <= set(table.columns)
    effort = Effort(screen=2, samples=2, keep=1, points=20, replications=2)
    asked = {"clock": "total_days", "effort": effort, "workers": 1}
    told = sim.sensitivity(folder / "my-town.yaml", worlds=folder / "my-town.worlds.parquet", **asked)
    names = [factor.name for factor in told.design.factors]
    assert names[0] == "worlds"
    assert not any("permit" in name for name in names[1:])


def test_a_scenario_that_could_not_name_its_base_is_not_written(tmp_path: Path) -> None:
    *_, map_file = write_log(log_from(sim.load_scenario(TOWN), 100 * 1440), tmp_path / "log.csv")
    out = tmp_path / "my-town.yaml"
    refused = refusal("calibrate", "--map", map_file, "--scenario", TOWN, "-o", out)
    assert refused == f"{out}: cannot extend {TOWN}, which is in another folder: write it beside that file"
    assert not out.exists()


@pytest.mark.long
def test_the_same_log_and_seed_give_the_same_worlds_on_any_number_of_workers(
    folder: Path, calibration: Calibration, found: Joint
) -> None:
    here, elsewhere = (joint_worlds(folder / "my-town.yaml", calibration, 4, workers) for workers in (1, 2))
    pd.testing.assert_frame_equal(here.table, elsewhere.table)
    assert here.document() == elsewhere.document()


def test_calibrate_writes_the_worlds_beside_the_scenario(tmp_path: Path) -> None:
    *_, map_file = write_log(log_from(sim.load_scenario(TOWN), 300 * 1440), tmp_path / "log.csv")
    out = tmp_path / "my-town.yaml"
    town = shutil.copy(TOWN, tmp_path)
    asked = ("calibrate", "--map", map_file, "--scenario", town, "-o", out, "--worlds", "4", "--workers", "1")
    said = done(*asked)
    told = json.loads((tmp_path / "my-town.evidence.json").read_text(encoding="utf-8"))["worlds"]
    assert told["tried"] == 4
    assert f"{told['kept']} of 4 worlds" in said
    assert (tmp_path / "my-town.worlds.parquet").exists()
    out.unlink()
    (tmp_path / "my-town.evidence.json").unlink()
    there = tmp_path / "my-town.worlds.parquet"
    assert refusal(*asked) == f"{there}: is there already: choose another name, or add --force"


def within(scenarios: Iterable[Scenario]) -> list[float]:
    """The share of projects through within forty days, with one reviewer more and a promise a fifth shorter."""
    found = []
    for scenario in scenarios:
        servers = scenario.pools["reviewers"].servers
        promise = scenario.processes["projects"].items["permit"].promise
        assert servers is not None
        assert promise is not None
        changes = {
            "pools.reviewers.servers": servers.value + 1,
            f"{ITEM}.permit.promise.days": 0.8 * promise.days.value,
        }
        reformed = with_numbers(scenario, {as_keys(key): value for key, value in changes.items()}, "reformed")
        [result] = sim.run([reformed], sim.Settings(seed=1, replications=2, workers=1))
        found.append(float((result.permitted()["total_days"] <= 40).mean()))
    return found


@pytest.mark.long
def test_what_is_left_unknown_is_at_most_half_of_what_it_was(folder: Path) -> None:
    """Over three worlds whose logs of three years are measured, the variance of an answer under a reform."""
    study = {"study": "prior", "scenario": "platform", "factors": [{"every": "range"}], "design": {"random": 40}}
    (folder / "prior.yaml").write_text(json.dumps({**study, "responses": ["total_days"]}), encoding="utf-8")
    design = sim.load_study(folder / "prior.yaml")
    before = np.var(within(design.scenario(values) for values in design.points))
    after = []
    for place in range(3):
        calibration = calibrate(log_from(design.scenario(design.points[place]), None), sim.load_scenario(TOWN))
        file = write_scenario(calibration, folder / TOWN.name, folder / f"world-{place}.yaml")
        table = joint_worlds(file, calibration, 40).table
        changes = [{as_keys(str(name)): float(value) for name, value in row.items()} for _, row in table.iterrows()]
        calibrated = sim.load_scenario(file)
        after.append(np.var(within(with_numbers(calibrated, one, "kept") for one in changes)))
    assert np.mean(after) <= 0.5 * before
