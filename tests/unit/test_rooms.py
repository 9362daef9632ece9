"""The rooms of the house: the README lists them as the import contract stacks them, each by its own first line."""

import ast
import re
import runpy
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def floors() -> list[list[str]]:
    """The rooms of each floor, the highest first, as import-linter holds them apart."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    return [layer.split(" | ") for layer in layers]


def charter(room: str) -> str:
    """The first line of a room's docstring."""
    told = ast.get_docstring(ast.parse((ROOT / "sim" / room / "__init__.py").read_text(encoding="utf-8")))
    assert told is not None
    return told.splitlines()[0]


def test_every_room_stands_on_a_floor() -> None:
    standing = sorted(room for floor in floors() for room in floor)
    assert standing == sorted(folder.parent.name for folder in (ROOT / "sim").glob("*/__init__.py"))
    assert len(standing) == 15


def test_the_readme_lists_the_rooms_by_their_first_lines() -> None:
    rows = [
        f"| {len(floors()) - 1 - height} | [`{room}`](sim/{room}) | {charter(room)} |"
        for height, floor in enumerate(floors())
        for room in floor
    ]
    table = "\n".join(["| floor | room | what it does |", "|---|---|---|", *rows])
    assert table in (ROOT / "README.md").read_text(encoding="utf-8"), f"put this into README.md:\n{table}"


def test_the_picture_of_the_rooms_is_that_of_the_imports() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "rooms.py"))["picture"]()
    assert made == (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8"), "make it anew: python docs/rooms.py"


def test_the_newest_release_of_the_changelog_is_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    titles = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert titles[0] == "Unreleased"
    assert titles[1] == project["version"]
    assert f"\nversion: {project['version']}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/reliability.md", "docs/security.md", "docs/stress-des.md"]
)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    named = re.findall(
        r"`((?:sim|tests|docs|scenarios|studies|notebooks)/[\w./-]+)`", (ROOT / page).read_text(encoding="utf-8")
    )
    assert named
    assert [name for name in named if "NAME" not in name and not (ROOT / name).exists()] == []
