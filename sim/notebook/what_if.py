"""A scenario made in a notebook, as a file would say it: a base, reforms, changes of one's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.scenario import Ground, Scenario, as_document, load_ground
from sim.scenario.quantities import TwoLanguages
from sim.scenario.reforms.apply import own_reform
from sim.scenario.reforms.model import Change
from sim.scenario.validation import validated


def ground_with(base: str, reforms: Sequence[str]) -> Ground:
    """The ground of *base* with these reforms in it, for others to be tried on."""
    ground = load_ground(base)
    scenario = ground.with_package([ground.reform(name, f"agreed[{place}]") for place, name in enumerate(reforms)])
    return replace(ground, scenario=scenario, document=as_document(scenario))


def what_if(base: str, reforms: Sequence[str], changes: Sequence[Mapping[str, Any]], en: str, zh: str) -> Scenario:
    """The scenario *base* with these reforms and changes, under a title of its own, by which figures tell it apart.

    Raises `ScenarioError` with the address of the first mistake, as a file would.
    """
    ground = load_ground(base)
    package = [ground.reform(name, f"reforms[{place}]") for place, name in enumerate(reforms)]
    own = [validated(Change, dict(change), f"changes[{place}]") for place, change in enumerate(changes)]
    scenario = ground.with_package([*package, *([own_reform(own)] if own else [])])
    name = re.sub("[^a-z0-9]+", "-", en.lower()).strip("-")
    return scenario.model_copy(update={"scenario": name, "title": TwoLanguages(en=en, zh=zh)})
