"""The folder that keeps a table of trials: nothing that was played is played again, and later questions are read off.

`study.json` says what was tried, `asked.json` what was asked last and, when it is answered, how much was played for it;
`chunks` hold the cases of some trials with their days on every clock, how many waited, whose the days were, and which
packages do not go together. So a question on another clock plays nothing again but what is close. How they are kept
safe is told in `sim.base.resumable`.
"""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.errors import UserError
from sim.base.files import write_text
from sim.base.program import made_by
from sim.base.resumable import Resumable
from sim.experiment.groups import groups_of
from sim.experiment.kept_documents import Versioned, read_document
from sim.packages.candidates import Candidates, Catalogue, Choice, Cost
from sim.packages.chunks import as_chunk, clocks_in, packages_in, parties_in, put_together, trials_in
from sim.packages.kept_documents import STUDY_FORMAT, KeptQuestion, KeptStudy
from sim.packages.play import TrialSettings, Tried
from sim.packages.trials import Question, Table
from sim.scenario import Scenario, as_document, digest
from sim.scenario.validation import validated

PART: Final = 64
"""So many trials make a chunk at most; the first ones are smaller."""
SECONDS: Final = 10.0
"""What was played is not longer in memory alone."""
STUDY, ASKED = "study.json", "asked.json"
AGAIN: Final = "ask 'approvals smallest' again with the same -o"
DESCRIBED: Final = (
    "scenario", "digest", "reforms", "changes", "groups", "seed", "engine", "version",
)  # fmt: skip
"""What is told of a study."""
DECIDES: Final = ("groups", "seed", "engine", "played_on")
"""What of a study decides its table, reforms and program apart."""


def description(candidates: Candidates, how: TrialSettings) -> dict[str, Any]:
    """All that the table follows from, packages and replications apart."""
    ground = candidates.ground.scenario
    return {
        "scenario": ground.scenario,
        "digest": digest(ground),
        "reforms": [asdict(choice) for choice in candidates.catalogue().choices],
        "changes": [reform.model_dump(mode="json", exclude_none=True) for reform in candidates.reforms],
        "groups": groups_of(ground),
        "seed": how.seed,
        "engine": how.engine,
        **made_by(),
    }


def _identity(study: dict[str, Any]) -> dict[str, Any]:
    """What of a description decides the table."""
    program = {name: study.get(name) for name in ("version", "source_digest")}
    decides = {name: study.get(name) for name in DECIDES}
    reforms = {str(one.get("reform")): one for one in study["changes"]}
    names = {"reforms": ", ".join(one["name"] for one in study["reforms"])}
    return {**names, "reform": reforms, **decides, "program": program, "libraries": study.get("made_with")}


class PackageStore:
    """The folder that keeps what was played for one study; raises `UserError` for a folder of another study."""

    def __init__(self, folder: Path, candidates: Candidates, how: TrialSettings) -> None:
        played_on = as_document(candidates.ground.scenario)
        study = {"format": STUDY_FORMAT, **description(candidates, how), "played_on": played_on}
        self.folder, self.waiting, self.since = folder, list[Tried](), time.monotonic()
        self.kept = Resumable(folder, STUDY, study, "table of packages", _identity)
        self.kept.open(_study(folder) if (folder / STUDY).exists() else None, among_others=True)
        chunks = self.kept.kept()
        self.trials = max((stop for (_, stop), _ in chunks), default=0)
        self.clock, self.table = how.clock, put_together((path for _, path in chunks), how.clock)

    def close(self) -> None:
        """Lets another process have the folder."""
        self.kept.close()

    def keep(self, tried: Tried) -> None:
        """Puts what came of a trial by, and writes when there is enough for a chunk, or it has waited for seconds."""
        self.waiting.append(tried)
        enough = min(PART, max(1, self.trials))
        if len(self.waiting) >= enough or time.monotonic() - self.since >= SECONDS:
            self.write()

    def write(self) -> None:
        """Writes the trials that wait in memory as one more chunk of the table."""
        if self.waiting:
            stop = self.trials + len(self.waiting)
            self.kept.keep((self.trials, stop), as_chunk(self.waiting))
            self.trials = stop
        self.waiting.clear()
        self.since = time.monotonic()

    def tidy(self) -> None:
        """Puts all chunks in order, so that their bytes do not depend on how often the search was broken off."""
        packages = {path: packages_in(path) for _, path in self.kept.kept()}
        tried = sorted(set().union(*packages.values()))
        spans = [(start, min(start + PART, len(tried))) for start in range(0, len(tried), PART)]
        places = set()
        for span in spans:
            mine = set(tried[slice(*span)])
            chunks = [path for path, held in packages.items() if held & mine]
            places.add(self.kept.keep(span, as_chunk(list(trials_in(chunks, packages=mine)))))
        self.kept.only(places)
        self.trials = len(tried)

    def asked(self, question: Question, played: int | None = None) -> None:
        """Writes down the question that was asked last, and how much was played when it was answered."""
        with self.kept.telling():
            asked = {**asdict(question), "clock": self.clock}
            _write(self.folder / ASKED, asked | ({} if played is None else {"played": played}))


def read_study(folder: Path) -> dict[str, Any]:
    """What a folder's table follows from."""
    study = _study(folder)
    return {key: study[key] for key in DESCRIBED}


def read_catalogue(folder: Path) -> Catalogue:
    """The reforms that a folder's table is about."""
    choices = [
        Choice(one["name"], one["title"], Cost(*one["cost"]) if one["cost"] else None)
        for one in _study(folder)["reforms"]
    ]
    return Catalogue(tuple(choices))


def read_ground(folder: Path) -> Scenario:
    """The scenario on which a folder's packages stand."""
    return validated(Scenario, _study(folder)["played_on"], f"{folder / STUDY}: played_on")


def read_question(folder: Path) -> Question:
    """What was asked of a folder's table last."""
    asked = _read(KeptQuestion, folder / ASKED, AGAIN)
    return Question(float(asked["target"]), asked["group"])


def read_clock(folder: Path) -> str:
    """On which clock a folder's table was asked last."""
    return str(_read(KeptQuestion, folder / ASKED, AGAIN)["clock"])


def read_table(folder: Path, clock: str) -> Table:
    """Everything that was tried so far, on one clock. Raises `UserError` where a part of what was played is gone."""
    table = put_together(_chunks(folder), clock)
    wanted = _read(KeptQuestion, folder / ASKED, AGAIN).get("played") or 0 if (folder / ASKED).exists() else 0
    if table.played < wanted:
        gone = f"of {wanted:,} replications that were played, {wanted - table.played:,} are gone or spoilt"
        raise UserError(f"{folder}: {gone}: {AGAIN}, it plays them again")
    return table


def read_clocks(folder: Path) -> list[str]:
    """The clocks on which the cases of a folder's table were measured."""
    return clocks_in(_chunks(folder))


def read_parties(folder: Path) -> dict[int, tuple[pd.DataFrame, pd.DataFrame]]:
    """Of each package, whose the days were, and the paths of some projects: see `sim.outcomes.parties`."""
    return parties_in(_chunks(folder))


def _chunks(folder: Path) -> list[Path]:
    kept = Resumable(folder, STUDY, _study(folder), "table of packages", _identity)
    return [path for _, path in kept.good()]


def _study(folder: Path) -> dict[str, Any]:
    return _read(KeptStudy, folder / STUDY, "begin in another folder")


def _read(model: type[Versioned], file: Path, remedy: str) -> dict[str, Any]:
    if not file.exists():
        found = f"holds no table of packages ({file.name} is missing)"
        raise UserError(f"{file.parent}: {found}: name the folder that 'approvals smallest … -o FOLDER' has written")
    return read_document(model, file, remedy)


def _write(file: Path, content: dict[str, Any]) -> None:
    write_text(file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
