"""Tidy tables for figures, reports and slides: from results, from event logs, and from the files of the command line.

Every table can be written as CSV and read again; it carries its titles in both languages (`title_en`, `title_zh` …)
and from what it follows (`replications`, `seed`, `target`).
"""

from sim.tables.answers import floors, groups
from sim.tables.assumptions import assumptions
from sim.tables.counters import counters
from sim.tables.documents import frontier, influences, known_titles, shares, swept
from sim.tables.files import read_table
from sim.tables.hours import hours
from sim.tables.making import PLAYED, made, of_results
from sim.tables.months import months, of_monthly
from sim.tables.one_case import one_project
from sim.tables.packages import ladder
from sim.tables.scenarios import chances, distribution, holding, steps
from sim.tables.settling import settling
from sim.tables.sheets import write_table

__all__ = [
    "PLAYED",
    "assumptions",
    "chances",
    "counters",
    "distribution",
    "floors",
    "frontier",
    "groups",
    "holding",
    "hours",
    "influences",
    "known_titles",
    "ladder",
    "made",
    "months",
    "of_monthly",
    "of_results",
    "one_project",
    "read_table",
    "settling",
    "shares",
    "steps",
    "swept",
    "write_table",
]
