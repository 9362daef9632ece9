"""Every point of a design played and kept: resumable, on any number of processes or machines, always the same bytes."""

from sim.sweep.run import sweep
from sim.sweep.store import read_manifest, read_points, read_runs

__all__ = ["read_manifest", "read_points", "read_runs", "sweep"]
