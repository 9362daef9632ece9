"""The folder that keeps what was played of staffings: the same question asked again plays nothing again.

`staff.json` says what was played, `chunks` hold what came of it, a row for each replication of each staffing. How they
are kept safe is told in `sim.base.resumable`.
"""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import Field

from sim.base.errors import UserError
from sim.base.program import made_by
from sim.base.resumable import Resumable
from sim.experiment.kept_documents import KeptDocument, read_document
from sim.packages.play import TrialSettings
from sim.packages.staff.places import Place
from sim.packages.staff.plays import Keeper, Replication
from sim.packages.staff.staffings import Staffing
from sim.packages.trials import Question
from sim.scenario import Ground, digest

NAME: Final = "staff.json"
SECONDS: Final = 10.0
"""What was played is not longer in memory alone."""
COLUMNS: Final = ("within", "perhaps", "days", "left", "cost")
"""What is kept of a replication, beside its queues."""


class KeptStaff(KeptDocument):
    """From what a table of staffings follows."""

    what: Literal["staffings"]
    scenario: str
    digest: str
    places: list[str] = Field(min_length=1)
    clock: str
    target: float = Field(gt=0)
    group: str
    seed: int = Field(ge=0)
    engine: str
    version: str
    source_digest: str
    made_with: dict[str, str]


def _identity(study: dict[str, Any]) -> dict[str, Any]:
    """What of a description decides the table."""
    return {name: value for name, value in study.items() if name != "scenario"}


class StaffStore(Keeper):
    """The folder that keeps what was played; raises `UserError` for a folder of another question."""

    def __init__(
        self, folder: Path, ground: Ground, places: list[Place], how: TrialSettings, question: Question
    ) -> None:
        study = {
            "format": 1, "what": "staffings", "scenario": ground.scenario.scenario, "digest": digest(ground.scenario),
            "places": [place.name for place in places], "clock": how.clock, **asdict(question), "seed": how.seed,
            "engine": how.engine, **made_by(),
        }  # fmt: skip
        self.waiting, self.since = list[tuple[Staffing, int, Replication]](), time.monotonic()
        self.kept = Resumable(folder, NAME, study, "table of staffings", _identity)
        file, remedy = folder / NAME, "begin in another folder"
        try:
            self.kept.open(read_document(KeptStaff, file, remedy) if file.exists() else None)
        except UserError:
            self.kept.close()
            raise
        self.rows = max((stop for (_, stop), _ in self.kept.kept()), default=0)

    def close(self) -> None:
        """Writes what waits, and lets another process have the folder."""
        self.write()
        self.kept.close()

    def known(self) -> dict[Staffing, dict[int, Replication]]:
        """What the folder holds."""
        found: dict[Staffing, dict[int, Replication]] = {}
        for _, path in self.kept.kept():
            for row in pq.read_table(path).to_pylist():
                queues = np.array(row["queues"]).reshape(row["pools"], -1)
                numbers = {name: row[name] for name in COLUMNS}
                played = Replication(**numbers, cases=row["cases"], queues=queues)
                found.setdefault(tuple(row["staffing"]), {})[row["replication"]] = played
        return found

    def keep(self, staffing: Staffing, played: dict[int, Replication]) -> None:
        """Puts what came of a staffing by, and writes it when it has waited for seconds."""
        self.waiting += [(staffing, number, one) for number, one in played.items()]
        if time.monotonic() - self.since >= SECONDS:
            self.write()

    def write(self) -> None:
        """Writes what waits in memory as one more chunk."""
        if self.waiting:
            stop = self.rows + len(self.waiting)
            self.kept.keep((self.rows, stop), _as_chunk(self.waiting))
            self.rows = stop
        self.waiting.clear()
        self.since = time.monotonic()


def _as_chunk(rows: list[tuple[Staffing, int, Replication]]) -> pa.Table:
    columns: dict[str, Any] = {
        "staffing": pa.array([list(staffing) for staffing, _, _ in rows], pa.list_(pa.int64())),
        "replication": pa.array([number for _, number, _ in rows], pa.int64()),
        **{name: pa.array([float(getattr(one, name)) for _, _, one in rows], pa.float64()) for name in COLUMNS},
        "cases": pa.array([one.cases for _, _, one in rows], pa.int64()),
        "queues": pa.array([one.queues.ravel().tolist() for _, _, one in rows], pa.list_(pa.float64())),
        "pools": pa.array([len(one.queues) for _, _, one in rows], pa.int64()),
    }
    return pa.table(columns)
