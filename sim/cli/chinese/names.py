"""What parts of scenarios and reforms are called in Chinese, by the id or the English title in which they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.base.library import HERE, SHIPPED, found
from sim.scenario.load import load_reform
from sim.scenario.quantities import TwoLanguages
from sim.scenario.titles.titles import name_of_trait
from sim.scenario.titles.words import STEPS, TRAITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.scenario import Scenario
    from sim.scenario.model import Process
    from sim.scenario.reforms.model import Reform

Names = dict[str, str]
"""By id or English title, the Chinese title."""


def names_of(scenarios: Iterable[Scenario]) -> Names:
    """Scenarios, kinds of projects, and whatever else is named in them; of two things of one name the former."""
    named = list(scenarios)
    return parts_of(named) | titles_by_id(named) | titles(one.title for one in named)


def titles_by_id(scenarios: Iterable[Scenario]) -> Names:
    """The scenarios themselves."""
    return {one.scenario: one.title.zh for one in scenarios}


def parts_of(scenarios: Iterable[Scenario]) -> Names:
    """What stands in scenarios, such as pools, departments, items and steps, but not the scenarios themselves."""
    known = _of_steps()
    for one in scenarios:
        for process in one.processes.values():
            known |= _of_process(process)
        known |= _titles(one.departments) | _titles(one.pools) | _titles(one.processes)
    return known


def with_ids(scenarios: Iterable[Scenario]) -> Names:
    """Scenarios by title, and with the id under which one types it."""
    return {one.scenario: f"{one.title.zh}（{one.scenario}）" for one in scenarios}


def of_reforms(reforms: Iterable[Reform]) -> Names:
    """Reforms by title."""
    return {one.reform: one.title.zh for one in reforms}


def of_shipped_reforms(ids: Iterable[str]) -> Names:
    """Reforms that are here or shipped, by title; of another only the id is known."""
    files = [found(one, [HERE / "reforms", SHIPPED / "reforms"]) for one in ids]
    return of_reforms(load_reform(file) for file in files if file is not None)


def titles(of: Iterable[TwoLanguages]) -> Names:
    """Titles by their English."""
    return {one.en: one.zh for one in of}


def _of_process(process: Process) -> Names:
    named = _titles(process.items) | _titles(process.classes)
    for trait in process.traits:
        name = name_of_trait(trait).zh
        named[trait] = name
        named |= {f"{kind}+{trait}": f"{named.get(kind, kind)}（{name}）" for kind in process.classes}
    return named


def _of_steps() -> Names:
    return {key: said.zh for words in (STEPS, TRAITS) for key, said in words.items()}


def _titles(parts: Mapping[str, Any]) -> Names:
    named = {name: title for name, part in parts.items() if isinstance(title := part.title, TwoLanguages)}
    return {name: title.zh for name, title in named.items()} | titles(named.values())
