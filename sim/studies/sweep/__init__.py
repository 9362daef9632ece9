"""Every point of a design played and kept: resumable, on any number of processes or machines, always the same bytes."""

from sim.studies.sweep.answers import FIGURES, Answers, answers, shortfall
from sim.studies.sweep.finished import Finished, read_finished
from sim.studies.sweep.manifest import MANIFEST, SPREAD, read_manifest
from sim.studies.sweep.run import sweep
from sim.studies.sweep.store import empty_points, read_points, read_runs, read_so_far
from sim.studies.sweep.temporary import temporary_folder

__all__ = [
    "FIGURES",
    "MANIFEST",
    "SPREAD",
    "Answers",
    "Finished",
    "answers",
    "empty_points",
    "read_finished",
    "read_manifest",
    "read_points",
    "read_runs",
    "read_so_far",
    "shortfall",
    "sweep",
    "temporary_folder",
]
