"""Where scenarios and reforms lie: beside the file that names them, in `scenarios/` here, or among those shipped.

Light on purpose: shell completion asks here.
"""

import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Final


def shipped_with(program: Path, data: Path) -> Path:
    """The scenarios that come with a *program*: beside it in a clone, else among the *data* of the installation."""
    clone = program.parent
    installed = data / "share" / "approval-sim" / "scenarios"
    return clone / "scenarios" if (clone / "pyproject.toml").exists() else installed


HERE: Final = Path("scenarios")
SHIPPED: Final = shipped_with(Path(__file__).parents[1], Path(sysconfig.get_path("data")))
"""The scenarios that come with the program, so that it works from any folder."""


def beside(folder: Path) -> tuple[Path, Path]:
    """Where a file of that folder finds what it names: next to itself first, then among those shipped."""
    return folder, SHIPPED


def is_reachable(path: Path, file: Path) -> bool:
    """Whether a file may name another: beside it, in a folder beside its own, or among those shipped.

    What a stranger has sent names no file elsewhere, neither by dots nor through a link.
    """
    around = file.parent.resolve().parent
    return any(path.resolve().is_relative_to(folder) for folder in (around, SHIPPED.resolve()))


def found(name: str, folders: Iterable[Path]) -> Path | None:
    """The file of that name, from the first folder that has it."""
    return next((file for folder in folders if (file := folder / f"{name}.yaml").exists()), None)


def names(*folders: Path) -> set[str]:
    """The names of the YAML files in the folders."""
    return {file.stem for folder in folders for file in folder.glob("*.yaml")}
