"""How many people a promise takes: the cheapest staffing that keeps it, and what no cheaper one can."""

from sim.packages.staff.as_scenario import extended, require_base
from sim.packages.staff.documents import staff_document
from sim.packages.staff.study import Staffed, staff
from sim.packages.staff.words import staff_sentences

__all__ = [
    "Staffed",
    "extended",
    "require_base",
    "staff",
    "staff_document",
    "staff_sentences",
]
