"""Where scenarios and reforms lie: beside the file that names them, in `scenarios/` here, or among those shipped.

Light on purpose: shell completion asks here.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

HERE: Final = Path("scenarios")
SHIPPED: Final = Path(__file__).parents[1] / "scenarios"
"""The scenarios that come with the program, so that it works from any folder."""


def beside(folder: Path) -> tuple[Path, Path]:
    """Where a file of that folder finds what it names: next to itself first, then among those shipped."""
    return folder, SHIPPED


def found(name: str, folders: Iterable[Path]) -> Path | None:
    """The file of that name, from the first folder that has it."""
    return next((file for folder in folders if (file := folder / f"{name}.yaml").exists()), None)


def names(*folders: Path) -> set[str]:
    """The names of the YAML files in the folders."""
    return {file.stem for folder in folders for file in folder.glob("*.yaml")}
