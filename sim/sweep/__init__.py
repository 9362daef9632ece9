"""Every point of a design played and kept: resumable, on any number of processes or machines, always the same bytes."""

from sim.sweep.answers import FIGURES, Answers, answers, shortfall
from sim.sweep.finished import Finished, read_finished
from sim.sweep.passing import passing_folder
from sim.sweep.run import sweep
from sim.sweep.store import read_manifest, read_points, read_runs

__all__ = [
    "FIGURES",
    "Answers",
    "Finished",
    "answers",
    "passing_folder",
    "read_finished",
    "read_manifest",
    "read_points",
    "read_runs",
    "shortfall",
    "sweep",
]
