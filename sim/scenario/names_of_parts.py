"""What the scenarios of some folders call their parts: so that a name from another city is told from a slip."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.base.errors import ScenarioError
from sim.scenario.yaml_file import read_yaml

KINDS: Final = ("calendars", "departments", "pools", "templates", "processes", "traits", "items", "steps")
"""Under which a scenario's parts stand by name."""


def names_in_scenarios(folders: Iterable[Path]) -> set[str]:
    """The names of items, steps, pools and all other parts in the scenario files of these folders.

    A file that cannot be read is passed over: whoever uses it is told.
    """
    files = (file for folder in folders for file in sorted(folder.glob("*.yaml")))
    return {name for file in files for name in _names_in(file)}


@cache
def _names_in(file: Path) -> frozenset[str]:
    with suppress(ScenarioError):
        document = read_yaml(file)
        if "scenario" in document:
            return frozenset(_names(document))
    return frozenset()


def _names(part: Any, kind: str = "") -> Iterator[str]:
    """Every name that stands under one of the kinds of part, at any depth."""
    if isinstance(part, list):
        for one in part:
            yield from _names(one)
    if not isinstance(part, dict):
        return
    for name, within in part.items():
        if kind in KINDS:
            yield str(name)
            # A template holds its steps without a word between.
            yield from _names(within, "steps" if kind == "templates" else "")
        else:
            yield from _names(within, str(name))
