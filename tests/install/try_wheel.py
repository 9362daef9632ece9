"""The wheel tried in an empty environment of each Python named: `make try-wheel PYTHONS="python3.11 python3.12"`.

An sdist is built from here and a wheel from the sdist. What the program reads must be in the wheel; then it is
installed with the versions of `constraints.txt`, and commands are given in an empty folder, where nothing of the clone
is seen.
"""

import argparse
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHIPPED: Final = ("scenarios/*.yaml", "scenarios/reforms/*.yaml", "scenarios/ignorance/*.json")
COMMANDS: Final = (
    ["--version"],
    ["check", "practice-2016"],
    ["run", "practice-2016", "--replications", "1", "--json", "-"],
    ["new", "my-city.yaml"],
)
ALONE: Final = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""The environment of whatever is installed: what else lies on this machine's path is not found."""


class WheelError(Exception):
    """What is wrong with the wheel, told in one line."""


def did(*arguments: str | Path, where: Path = ROOT) -> str:
    """What a program prints; `WheelError` with its last lines if it fails."""
    done = subprocess.run(
        [str(one) for one in arguments], cwd=where, env=ALONE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = " | ".join((done.stderr or done.stdout).strip().splitlines()[-3:])
        raise WheelError(f"{' '.join(Path(str(one)).name for one in arguments[:4])}: {last}")
    return done.stdout


def built(folder: Path) -> Path:
    """The wheel, made from the sdist, both in the folder."""
    did(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    return next(folder.glob("*.whl"))


def wanted() -> Iterator[str]:
    """How the name of each file ends that must be in the wheel: all of `sim`, the licence, the shipped scenarios."""
    yield "/licenses/LICENSE"
    for file in sorted((ROOT / "sim").rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file.relative_to(ROOT).as_posix()
    for pattern in SHIPPED:
        for file in sorted(ROOT.glob(pattern)):
            yield f"/data/share/approval-sim/{file.relative_to(ROOT).as_posix()}"


def missing(wheel: Path) -> list[str]:
    """What is wanted and not in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        there = archive.namelist()
    return [name for name in wanted() if not any(one.endswith(name) for one in there)]


def installed(python: str, wheel: Path, folder: Path) -> Path:
    """The folder of programs of a new environment that has the wheel and what it needs, and nothing else."""
    did(python, "-m", "venv", folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    did(programs / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel)
    return programs


def tried(programs: Path, empty: Path) -> None:
    """Gives the commands; `WheelError` where one does not do what it should."""
    version, checked, played, _ = [did(programs / "approvals", *command, where=empty) for command in COMMANDS]
    if version.strip() != PROJECT["version"]:
        raise WheelError(f"--version says {version.strip()!r}: {PROJECT['version']!r} is in pyproject.toml")
    if "practice-2016" not in checked:
        raise WheelError(f"check says {checked.strip()!r}: nothing of practice-2016")
    told = json.loads(played)
    if told["replications"] != 1 or not told["responses"]:
        raise WheelError("run --json says nothing of its one replication")
    if not (empty / "my-city.yaml").read_text(encoding="utf-8").strip():
        raise WheelError("new has written an empty file")
    did(programs / "approvals", "check", "my-city.yaml", where=empty)


def outcome(python: str, wheel: Path) -> str:
    """What came of one Python: its version and "passed", or what is wrong."""
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        try:
            version = did(python, "--version").strip()
            tried(installed(python, wheel, Path(folder) / "environment"), empty)
        except (WheelError, OSError) as error:
            return f"{python}: FAILED: {error}"
    return f"{version}: passed"


def main() -> None:
    """Builds the wheel and tries it with each Python; exit status 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description="Tries the wheel in an empty environment of each Python.")
    parser.add_argument("pythons", nargs="*", default=[sys.executable], metavar="PYTHON")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        if lost := missing(wheel):
            sys.exit(f"{wheel.name}: without {', '.join(lost)}")
        print(f"{wheel.name}: complete", flush=True)
        failed = False
        for python in asked.pythons:
            said = outcome(python, wheel)
            failed = failed or "FAILED" in said
            print(said, flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
