"""One mistake in a file that is no scenario, and the exact sentence it is refused with: maps, logs, sweeps, commands.

The mistakes stand in `invalid_files.yaml`: what is done to which good file, and what is told.
"""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import swept
import yaml
from asking import approvals
from good_files import good, workbook

CORPUS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("invalid_files.yaml").read_text("utf-8"))
TOWN = Path(__file__).parents[1] / "scenarios" / "valid" / "town.yaml"


def harm(folder: Path, one: dict[str, Any]) -> None:
    """Does to a file what is said: a `put` at a place, a text that is `replace`d, or all of it."""
    file = folder / one["in"]
    if "at" in one:
        read, write = (json.loads, json.dumps) if file.suffix == ".json" else (yaml.safe_load, yaml.safe_dump)
        document = read(file.read_text("utf-8"))
        *way, last = one["at"]
        holder = document
        for key in way:
            holder = holder[key]
        if "put" in one:
            holder[last] = one["put"]
        else:
            del holder[last]
        file.write_text(write(document, **({} if file.suffix == ".json" else {"sort_keys": False})), encoding="utf-8")
    elif "replace" in one:
        text = file.read_text("utf-8")
        assert one["replace"] in text
        file.write_text(text.replace(one["replace"], one["by"], one.get("times", -1)), encoding="utf-8")
    elif "text" in one:
        file.write_text(one["text"], encoding=one.get("encoding", "utf-8"))
    elif "rows" in one:
        file.write_bytes(workbook(one["rows"]))
    elif "column" in one:
        table = pd.read_parquet(file)
        if "values" in one:
            table[one["column"]] = [one["values"]] * len(table)
        else:
            del table[one["column"]]
        table.to_parquet(file)
        swept.sign(file.parent)
    else:
        file.unlink()


def said(one: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """How the command ends that reads the file, and the last line that it says, without the folder."""
    good(folder)
    monkeypatch.chdir(folder)
    if "in" in one:
        harm(folder, one)
    result = approvals(*(word.format(town=TOWN) for word in one["asked"].split()))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    lines = result.stderr.strip().splitlines()
    return result.exit_code, re.sub(r"^approvals: ", "", lines[-1] if lines else "").replace(str(TOWN), "TOWN")


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: f"{one.get('in', one['asked'])}:{one['told'][:60]}")
def test_a_mistake_is_told_in_its_sentence(
    one: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(one, tmp_path, monkeypatch) == (2, one["told"])


def test_the_good_files_are_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for map_file in ("map", "wide", "xes", "xlsx"):
        folder = tmp_path / map_file
        folder.mkdir()
        assert said({"asked": f"log check --map {map_file}.yaml"}, folder, monkeypatch)[0] == 0, map_file
