"""Words in Chinese and English, kept in YAML beside the code that shows them, so that no language is forgotten."""

from functools import cached_property
from pathlib import Path

from sim.base import own_clocks
from sim.base.language import Language
from sim.scenario.yaml_file import read_yaml


class Wording:
    """The words of one file, by key: group, dot, name; and all those of another wording that it stands on."""

    def __init__(self, file: Path, base: "Wording | None" = None) -> None:
        self.file, self.base = file, base

    def say(self, key: str, lang: Language, **values: object) -> str:
        """The words for *key*, with values filled in; those for a clock of a scenario's own are its title's."""
        own = own_clocks.text(key, lang)
        return self._by_key[key][lang].format(**values) if own is None else own

    def words(self) -> dict[str, dict[Language, str]]:
        """The whole catalogue of texts: by key and language."""
        return self._by_key

    @cached_property
    def _by_key(self) -> dict[str, dict[Language, str]]:
        groups = read_yaml(self.file)
        own = {f"{group}.{name}": said for group, entries in groups.items() for name, said in entries.items()}
        return {**(self.base.words() if self.base is not None else {}), **own}
