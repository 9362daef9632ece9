"""What each command may import: a table of numbers does not wait for libraries that draw, explain or lay out.

Each command runs in a process of its own on a small town. What is not listed here may be imported by every command.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.simulation.engines import prepare

VALID = Path(__file__).parents[1] / "scenarios" / "valid"
TOWN, REFORMED = str(VALID / "town.yaml"), str(VALID / "town-reformed.yaml")
FEW = ("--replications", "2", "--workers", "1")
HEAVY = {
    "pandas", "pyarrow", "numba", "simpy", "joblib", "distributed", "scipy.special", "scipy.stats", "scipy.optimize",
    "SALib", "matplotlib", "networkx", "fontTools", "plutoprint", "pptx", "xlsxwriter", "jinja2",
}  # fmt: skip
"""Each takes a noticeable part of a second."""
TABLES = {"pandas", "pyarrow", "numba", "scipy.special"}
"""What every command needs that plays; pandas imports pyarrow."""
FIGURES = {"matplotlib", "fontTools"}
PROGRAM = f"""
import atexit, sys
atexit.register(lambda: print("imported", *sorted({HEAVY} & set(sys.modules)), file=sys.stderr))
from sim.cli import main
main(sys.argv[1:], prog_name="approvals")
"""


def imported(folder: Path, *arguments: str) -> set[str]:
    """The heavy libraries that a command has imported when it ends well."""
    prepare("compiled")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split()[1:])


QUICK: list[tuple[tuple[str, ...], set[str]]] = [
    (("check", TOWN), set()),
    (("check", "practice-2016"), set()),
    (("run", TOWN, *FEW), TABLES),
    (("answer", TOWN, *FEW), TABLES),
]
REST: list[tuple[tuple[str, ...], set[str]]] = [
    (("resolve", TOWN), set()),
    (("compare", TOWN, REFORMED, *FEW), TABLES),
    (("targets", TOWN, REFORMED, *FEW), TABLES),
    (("bottleneck", TOWN, *FEW), TABLES),
    (("map", TOWN, "-o", "map.svg"), FIGURES | {"networkx"}),
    (("chart", "chances", TOWN, *FEW, "-o", "chances.svg"), TABLES | FIGURES),
]


@pytest.mark.parametrize(
    ("arguments", "allowed"), QUICK + [pytest.param(*given, marks=pytest.mark.long) for given in REST]
)
def test_a_command_imports_what_it_shows_and_no_more(
    arguments: tuple[str, ...], allowed: set[str], tmp_path: Path
) -> None:
    assert imported(tmp_path, *arguments) <= allowed
