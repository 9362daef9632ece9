"""What a scenario may contain: reads it, refuses it with an address, applies reforms, resolves every default."""

from sim.scenario.load import (
    Ground,
    Written,
    as_document,
    digest,
    load_ground,
    load_reform,
    load_root,
    load_scenario,
    load_scenarios,
    load_written,
    named_reform,
    resolve,
    resolved,
    scenario_file,
    scenario_schema,
)
from sim.scenario.model import Scenario

__all__ = [
    "Ground",
    "Scenario",
    "Written",
    "as_document",
    "digest",
    "load_ground",
    "load_reform",
    "load_root",
    "load_scenario",
    "load_scenarios",
    "load_written",
    "named_reform",
    "resolve",
    "resolved",
    "scenario_file",
    "scenario_schema",
]
