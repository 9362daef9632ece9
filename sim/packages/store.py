"""The folder that keeps a table of trials: nothing that was played is played again, and later questions are read off.

`study.json` says what was tried, `asked.json` what was asked last, `refused.json` which packages do not go together;
each `part-….parquet` holds the cases of some trials, `queues-….parquet` of its number how many waited. Every file is
written whole or not at all, so a run that is killed loses its last part at most. A folder that holds another study is
refused.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.base.errors import UserError, one_line
from sim.base.files import write_bytes, write_text
from sim.experiment.groups import groups_of
from sim.packages.candidates import Candidates, Catalogue, Choice, Cost
from sim.packages.play import Playing, Tried
from sim.packages.trials import COLUMNS, QUEUES, Question, Table
from sim.scenario import digest

PART: Final = 64
"""So many trials make a part."""
STUDY, ASKED, REFUSED = "study.json", "asked.json", "refused.json"


DESCRIBED: Final = (
    "scenario", "digest", "reforms", "changes", "groups", "clock", "seed", "engine", "version",
)  # fmt: skip
"""What is told of a study."""


def description(candidates: Candidates, how: Playing) -> dict[str, Any]:
    """All that the table follows from, packages and replications apart."""
    ground = candidates.ground.scenario
    return {
        "scenario": ground.scenario,
        "digest": digest(ground),
        "reforms": [asdict(choice) for choice in candidates.catalogue().choices],
        "changes": [reform.model_dump(mode="json", exclude_none=True) for reform in candidates.reforms],
        "groups": groups_of(ground),
        "clock": how.clock,
        "seed": how.seed,
        "engine": how.engine,
        "version": version("approval-sim"),
    }


class Shelf:
    """The folder that keeps what was played for one study; raises `UserError` for a folder of another study."""

    def __init__(self, folder: Path, study: dict[str, Any]) -> None:
        self.folder, self.waiting = folder, list[Tried]()
        self._claim(json.loads(json.dumps(study)))
        self.table = read_table(folder)

    def _claim(self, study: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / STUDY).exists():
            _write(self.folder / STUDY, study)
            return
        held = read_study(self.folder)
        for key, wanted in study.items():
            if held[key] != wanted:
                told = f" ({held[key]}, here {wanted})" if isinstance(wanted, str | int) else ""
                raise UserError(f"{self.folder}: holds another study, its {key} differs{told}: choose another folder")

    def keep(self, tried: Tried) -> None:
        """Puts what came of a trial by, and writes when there is enough for a part."""
        self.waiting.append(tried)
        if len(self.waiting) >= PART:
            self.write()

    def write(self) -> None:
        """Writes the trials that wait in memory as one more part of the table."""
        refused = {one.number: one.refusal or "" for one in self.waiting if one.cases is None}
        if refused:
            _write(self.folder / REFUSED, {str(key): one for key, one in (_refused(self.folder) | refused).items()})
        frames = [one.cases.assign(package=one.number) for one in self.waiting if one.cases is not None]
        if frames:
            number = len(list(self.folder.glob("part-*.parquet")))
            queues = [one.queues.assign(package=one.number) for one in self.waiting if one.queues is not None]
            _write_queues(self.folder / f"queues-{number:05}.parquet", pd.concat(queues, ignore_index=True))
            _write_part(self.folder / f"part-{number:05}.parquet", pd.concat(frames, ignore_index=True))
        self.waiting.clear()

    def asked(self, question: Question) -> None:
        """Writes down the question that was asked last; reports made of the folder answer it."""
        _write(self.folder / ASKED, asdict(question))


def read_study(folder: Path) -> dict[str, Any]:
    """What a folder's table follows from."""
    study = _read(folder / STUDY)
    with _spoilt(folder / STUDY):
        return {key: study[key] for key in DESCRIBED}


def read_catalogue(folder: Path) -> Catalogue:
    """The reforms that a folder's table is about."""
    with _spoilt(folder / STUDY):
        choices = [
            Choice(one["name"], one["title"], Cost(*one["cost"]) if one["cost"] else None)
            for one in read_study(folder)["reforms"]
        ]
        return Catalogue(tuple(choices))


def read_question(folder: Path) -> Question:
    """What was asked of a folder's table last."""
    with _spoilt(folder / ASKED):
        asked = _read(folder / ASKED)
        return Question(float(asked["target"]), str(asked["group"]))


def read_table(folder: Path) -> Table:
    """Everything that was tried so far."""
    table = Table(refused=_refused(folder))
    for file in sorted(folder.glob("part-*.parquet")):
        cases = _of_package(file, COLUMNS)
        queues = _of_package(file.with_name(file.name.replace("part", "queues")), QUEUES)
        for package, mine in cases.items():
            table.add(Tried(package, mine, queues.get(package)))
    return table


def _of_package(file: Path, columns: tuple[str, ...]) -> dict[int, pd.DataFrame]:
    """The rows of a kept file by the number of their package."""
    with _spoilt(file):
        rows = pd.read_parquet(file, columns=list(columns))
    return {
        int(str(package)): mine.drop(columns="package").reset_index(drop=True)
        for package, mine in rows.groupby("package", sort=True)
    }


def _refused(folder: Path) -> dict[int, str]:
    file = folder / REFUSED
    with _spoilt(file):
        return {int(number): str(why) for number, why in _read(file).items()} if file.exists() else {}


def _read(file: Path) -> dict[str, Any]:
    try:
        with _spoilt(file):
            return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        remedy = "name the folder that 'approvals smallest … -o FOLDER' has written"
        raise UserError(f"{file.parent}: holds no table of packages ({file.name} is missing): {remedy}") from None


@contextmanager
def _spoilt(file: Path) -> Iterator[None]:
    """A file that cannot be read, or that holds something else than was written, is told in one line."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        afresh = "ask 'approvals smallest' again with the same -o" if file.name == ASKED else "begin in another folder"
        found = f"is not as 'approvals smallest' has written it ({type(error).__name__}: {error})"
        raise UserError(one_line(f"{file}: {found}: {afresh}")) from None


def _write(file: Path, content: dict[str, Any]) -> None:
    write_text(file, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _write_part(file: Path, cases: pd.DataFrame) -> None:
    names = {name: cases[name].astype(str).astype("category") for name in ("class", "traits", "fate")}
    write_bytes(file, cases.assign(**names)[list(COLUMNS)].to_parquet(index=False))


def _write_queues(file: Path, queues: pd.DataFrame) -> None:
    """Before the part itself, so that no part is without them."""
    write_bytes(file, queues[list(QUEUES)].to_parquet(index=False))
