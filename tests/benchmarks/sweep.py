"""How much sooner two workers finish a sweep of a thousand points than one, and whether they write the same bytes.

Run with `python tests/benchmarks/sweep.py`.
"""

import argparse
import hashlib
import tempfile
from pathlib import Path
from time import perf_counter

from sim.scenario.load import scenario_file
from sim.simulation.engines import prepare
from sim.studies.design import Study, design_of
from sim.studies.sweep import sweep


def spent(study: Study, folder: Path, workers: int) -> float:
    """Seconds to play the whole study into a new folder."""
    design = design_of(study, "sweep.py", scenario_file(study.scenario))
    begun = perf_counter()
    sweep(design, folder, workers=workers)
    return perf_counter() - begun


def content(folder: Path) -> str:
    """A digest of all tables that a sweep leaves."""
    files = sorted(path for path in folder.rglob("*.parquet"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="practice-2016")
    parser.add_argument("--points", type=int, default=1000)
    asked = parser.parse_args()
    study = Study.model_validate(
        {
            "study": "every-range",
            "scenario": asked.scenario,
            "factors": [{"every": "range"}],
            "design": {"latin_hypercube": asked.points},
            "replications": 1,
        }
    )
    prepare("compiled")
    with tempfile.TemporaryDirectory() as folder:
        one, two = (spent(study, Path(folder) / str(workers), workers) for workers in (1, 2))
        same = content(Path(folder) / "1") == content(Path(folder) / "2")
    print(f"{asked.scenario}, {asked.points:,} points: one worker {one:.0f} s, two {two:.0f} s")
    print(f"two take {two / one:.2f} of the time of one (at most 0.60); the same bytes: {'yes' if same else 'NO'}")


if __name__ == "__main__":
    main()
