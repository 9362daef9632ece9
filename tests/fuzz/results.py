"""Good results of a small town, of which harmed copies are read back."""

import json
from pathlib import Path
from typing import Final

from click.testing import CliRunner
from kinds import VALID

from sim.cli import main

TOWN: Final = str(VALID / "town.yaml")
FEW: Final = ("--replications", "3", "--workers", "1")
STUDY: Final = {
    "study": "ranges", "scenario": TOWN, "factors": [{"every": "range"}], "design": {"random": 20}, "replications": 2,
    "responses": ["total_days", "government_days"],
}  # fmt: skip


def make_results(folder: Path) -> Path:
    """The folder with an answer, a sweep, a table of packages, and the JSON of every study that a report can use."""
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(json.dumps(STUDY), encoding="utf-8")
    clock = ("--clock", "total_days")
    for command in (
        ("answer", TOWN, VALID / "town-reformed.yaml", *FEW, "--out", folder / "answer"),
        ("smallest", TOWN, "--reforms", "more-clerks", *clock, *FEW, "--most-replications", "3", "-o",
         folder / "packages", "--json", folder / "smallest.json"),
        ("shares", folder / "packages", "--json", folder / "shares.json"),
        ("frontier", folder / "packages", "--json", folder / "frontier.json"),
        ("targets", TOWN, VALID / "town-reformed.yaml", *FEW, "--json", folder / "targets.json"),
        ("sensitivity", TOWN, *clock, "--screen", "2", "--samples", "2", "--points", "20", "--repeat", "2", *FEW,
         "--json", folder / "sensitivity.json"),
        ("sweep", folder / "study.yaml", "-o", folder / "swept", "--workers", "1"),
        ("worth", folder / "swept", "--clock", "government_days", "--json", folder / "worth.json"),
        ("discover", folder / "swept", "--clock", "government_days", "--json", folder / "ignorance.json"),
    ):  # fmt: skip
        result = CliRunner().invoke(main, [str(word) for word in command])
        assert result.exit_code == 0, result.output
    (folder / "study.yaml").unlink()
    return folder
