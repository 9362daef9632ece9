"""What a command has loaded is called by its titles from then on, where Chinese is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.spoken import know

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario import Scenario
    from sim.scenario.quantities import TwoLanguages
    from sim.scenario.reforms.model import Reform


def know_of(scenarios: Sequence[Scenario], reforms: Sequence[Reform] = ()) -> None:
    """Scenarios, what is in them, and reforms."""

    def names() -> Mapping[str, str]:
        from sim.cli.chinese.names import names_of, of_reforms

        return names_of(scenarios) | of_reforms(reforms)

    know(names)


def know_reforms(ids: Sequence[str]) -> None:
    """Reforms that are here or shipped, by their ids."""

    def names() -> Mapping[str, str]:
        from sim.cli.chinese.names import of_shipped_reforms

        return of_shipped_reforms(ids)

    know(names)


def know_titles(titles: Sequence[TwoLanguages]) -> None:
    """What is told by its English title."""
    know(lambda: {one.en: one.zh for one in titles})


def know_labels(labels: Sequence[Mapping[str, object]]) -> None:
    """The numbers of a sweep, by the labels of its manifest: their titles, and the words for their levels."""

    def names() -> Mapping[str, str]:
        found = {str(one["title"]): str(one["title_zh"]) for one in labels}
        for one in labels:
            english, chinese = (_words(one.get(key)) for key in ("words", "words_zh"))
            found |= dict(zip(english, chinese, strict=False))
        return found

    know(names)


def _words(kept: object) -> list[str]:
    return [str(word) for word in kept] if isinstance(kept, list) else []
