"""What a scenario may contain: loads it, refuses it with an address, resolves every default."""

from sim.scenario.load import (
    as_document,
    digest,
    load_reform,
    load_root,
    load_scenario,
    scenario_file,
    scenario_schema,
    with_reforms,
)
from sim.scenario.model import Scenario

__all__ = [
    "Scenario",
    "as_document",
    "digest",
    "load_reform",
    "load_root",
    "load_scenario",
    "scenario_file",
    "scenario_schema",
    "with_reforms",
]
