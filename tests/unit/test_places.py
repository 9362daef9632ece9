"""Where the scenarios that come with the program lie, in a clone and in an installation."""

import tomllib
from pathlib import Path

from sim.base.library import SHIPPED, shipped_with

ROOT = Path(__file__).parents[2]


def test_in_a_clone_the_scenarios_lie_beside_the_program(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    assert shipped_with(tmp_path / "sim", tmp_path / "data") == tmp_path / "scenarios"
    assert ROOT / "scenarios" == SHIPPED


def test_installed_they_lie_among_the_data(tmp_path):
    expected = tmp_path / "data" / "share" / "approval-sim" / "scenarios"
    assert shipped_with(tmp_path / "sim", tmp_path / "data") == expected


def test_the_installation_takes_all_that_is_shipped_there():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    told = project["tool"]["setuptools"]["data-files"]
    installed = Path("share", "approval-sim", "scenarios")
    taken = {Path(folder, file.name) for folder, globs in told.items() for glob in globs for file in ROOT.glob(glob)}
    files = [*SHIPPED.rglob("*.yaml"), *SHIPPED.rglob("*.json")]
    shipped = {installed / file.relative_to(SHIPPED) for file in files}
    assert len(shipped) > 40
    assert taken == shipped
