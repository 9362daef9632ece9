"""The words of the notebooks, from `words.yaml` beside this file, and those of reports and figures."""

from functools import cache
from pathlib import Path
from typing import Final

from sim.fonts import Language
from sim.report.words import words as of_reports
from sim.scenario.yaml_file import read_yaml

CATALOGUE: Final = Path(__file__).with_name("words.yaml")


def say(key: str, lang: Language, **values: object) -> str:
    """The words for *key*, with values filled in."""
    return words()[key][lang].format(**values)


@cache
def words() -> dict[str, dict[Language, str]]:
    """The whole catalogue by key: group, dot, name."""
    groups = read_yaml(CATALOGUE)
    own = {f"{group}.{name}": said for group, entries in groups.items() for name, said in entries.items()}
    return {**of_reports(), **own}
