"""Tidy tables for figures, reports and slides, from results and from event logs.

Every table can be written as CSV and read again; it carries its titles in both languages (`title_en`, `title_zh` …)
and from what it follows (`replications`, `seed`, `target`).
"""

from sim.experiment.tables.assumptions import assumptions
from sim.experiment.tables.behind import details
from sim.experiment.tables.by_name import PLAYED, made, of_results
from sim.experiment.tables.costs import costs
from sim.experiment.tables.counters import counters
from sim.experiment.tables.groups import floors, groups
from sim.experiment.tables.hours import hours
from sim.experiment.tables.months import months, of_monthly
from sim.experiment.tables.one_case import one_project
from sim.experiment.tables.scenarios import chances, distribution, holding, parties, steps
from sim.experiment.tables.settling import settling

__all__ = [
    "PLAYED",
    "assumptions",
    "chances",
    "costs",
    "counters",
    "details",
    "distribution",
    "floors",
    "groups",
    "holding",
    "hours",
    "made",
    "months",
    "of_monthly",
    "of_results",
    "one_project",
    "parties",
    "settling",
    "steps",
]
