"""The staffing that was found as a scenario's file, which every command takes."""

import os
from pathlib import Path
from typing import Any

import yaml

from sim.packages.staff.places import changes
from sim.packages.staff.study import Staffed
from sim.scenario import scenario_file
from sim.scenario.document_file import ENDINGS
from sim.scenario.load import base_files


def require_base(file: Path, scenario: str) -> None:
    """Refuses a file from which the scenario that was asked about cannot be extended, for it lies elsewhere."""
    base_files(file, _base(file, scenario))


def extended(told: Staffed, file: Path, scenario: str) -> str:
    """The text of the file: the scenario that was asked about, with the staffing."""
    title = told.ground.scenario.title
    made: dict[str, Any] = {
        "scenario": file.stem,
        "title": {"en": f"{title.en}, other staff", "zh": f"{title.zh}（调整人员）"},
        "extends": _base(file, scenario),
        "changes": changes(told.ground.scenario, told.places, told.found.staffing),
    }
    return str(yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=120))


def _base(file: Path, scenario: str) -> str:
    """The scenario as the file is to name it: by its bare name as it was typed, or by the way from the file to it."""
    if Path(scenario).name == scenario and not scenario.endswith(ENDINGS):
        return scenario
    return Path(os.path.relpath(scenario_file(scenario).resolve(), file.resolve().parent)).as_posix()
