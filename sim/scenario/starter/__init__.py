"""A planner's own scenario to start from: a file that runs, with comments that explain and examples to uncomment.

The examples are about the base it stands on: its offices, its items, reforms that go with it.
"""

from sim.scenario.starter.write import start_scenario, starter, uncommented

__all__ = ["start_scenario", "starter", "uncommented"]
