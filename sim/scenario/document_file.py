"""The file of a scenario, in YAML or a workbook, as the one mapping that it holds."""

from pathlib import Path
from typing import Any, Final

from sim.base.cells import WORKBOOK
from sim.scenario.yaml_file import read_yaml

ENDINGS: Final = (".yaml", WORKBOOK)
"""How the file of a scenario ends that is named as such."""


def is_workbook(file: Path) -> bool:
    """Whether it is a workbook, by its name."""
    return file.suffix.lower() == WORKBOOK


def read_document(file: Path) -> dict[str, Any]:
    """What the file of a scenario says. Raises `ScenarioError` for what cannot be read, at its line or cell."""
    if is_workbook(file):
        from sim.scenario.workbook import read_workbook

        return read_workbook(file)
    return read_yaml(file)
