"""What it is worth to ask before one decides: the value of information, from a sweep that is there already."""

from sim.studies.worth.decision import Announce, Choose, Decision
from sim.studies.worth.documents import worth_document, worth_table
from sim.studies.worth.study import Found, worth_of
from sim.studies.worth.words import sentences

__all__ = [
    "Announce",
    "Choose",
    "Decision",
    "Found",
    "sentences",
    "worth_document",
    "worth_of",
    "worth_table",
]
