"""Studies: which numbers and reforms of a scenario are varied, over which points, and the scenario of each point."""

from sim.studies.design.load import Design, design_of, load_study, narrowed
from sim.studies.design.model import DesignEntry, FactorEntry, Study
from sim.studies.design.unranged import Certain, certain_guesses

__all__ = [
    "Certain",
    "Design",
    "DesignEntry",
    "FactorEntry",
    "Study",
    "certain_guesses",
    "design_of",
    "load_study",
    "narrowed",
]
