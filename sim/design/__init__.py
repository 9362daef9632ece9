"""Studies: which numbers and reforms of a scenario are varied, over which points, and the scenario of each point."""

from sim.design.certain import Certain, certain_guesses
from sim.design.load import Design, design_of, load_study, narrowed
from sim.design.model import DesignEntry, FactorEntry, Study

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
