"""What a scenario may contain: loads it, refuses it with an address, resolves every default."""

from sim.scenario.load import (
    Ground,
    as_document,
    digest,
    load_ground,
    load_reform,
    load_root,
    load_scenario,
    scenario_file,
    scenario_schema,
)
from sim.scenario.model import Scenario

__all__ = [
    "Ground",
    "Scenario",
    "as_document",
    "digest",
    "load_ground",
    "load_reform",
    "load_root",
    "load_scenario",
    "scenario_file",
    "scenario_schema",
]
