"""One study: some reforms, how they are played, what is asked, and the table of what was tried so far."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.base.arrays import Floats
from sim.base.errors import UserError
from sim.base.progress import Watch, unwatched
from sim.base.stops import keeping
from sim.experiment.groups import groups_of
from sim.packages.candidates import Candidates
from sim.packages.play import Trial, TrialSettings, played
from sim.packages.store import PackageStore, description
from sim.packages.trials import Question, Table


@dataclass
class Study:
    """Tries packages when somebody looks at them, and keeps what came of it: in memory, and in its store."""

    candidates: Candidates
    how: TrialSettings
    question: Question
    store: PackageStore | None = None
    watch: Watch = unwatched
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        self.question.asked_of(groups_of(self.candidates.ground.scenario))
        self.table = Table(self.how.clock)
        if self.store is not None:
            self.store.asked(self.question)
            self.table = self.store.table

    def provenance(self) -> dict[str, Any]:
        """What the table follows from: scenario, reforms, clock, seed, engine and version."""
        return {**description(self.candidates, self.how), "clock": self.how.clock}

    @property
    def packages(self) -> range:
        """Every package of the candidates."""
        return self.candidates.catalogue().packages

    @property
    def refused(self) -> dict[int, str]:
        """The packages that do not go together, and why."""
        return self.table.refused

    def look(self, packages: list[int], replications: int, what: str) -> None:
        """Plays packages until each was played so often."""
        trials = [
            Trial(package, partial(self.candidates.scenario, package), range(known, replications))
            for package in packages
            if package not in self.refused and (known := self.table.replications(package)) < replications
        ]
        with self.watch(what, len(trials)) as step, self._kept():
            for tried in played(trials, self.how):
                self.table.add(tried)
                if self.store is not None:
                    self.store.keep(tried)
                step()

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Whatever happens, what was played is written."""
        if self.store is None:
            yield
            return
        with keeping(self.store.folder, lambda: f"{self.table.played:,} replications are"):
            try:
                yield
            finally:
                self.store.write()

    def answered(self) -> None:
        """Writes down that the question is answered, and puts in order what was played for it."""
        if self.store is not None:
            self.store.tidy()
            self.store.asked(self.question, self.table.played)

    def close(self) -> None:
        """Lets another process have the folder."""
        if self.store is not None:
            self.store.close()

    def shares(self, package: int) -> Floats:
        """The share of the projects within the target in each replication; who may still be is not."""
        return self._known(package, "within")

    def perhaps(self, package: int) -> Floats:
        """The share within the target in each replication, if all projects that may still be within it are."""
        return self._known(package, "perhaps")

    def unsteady(self, package: int) -> bool:
        """Whether some queue grows through the run."""
        return bool(self.table.growing(package))

    def _known(self, package: int, statistic: str) -> Floats:
        shares = self.table.yearly(package, statistic, self.question)
        if not shares.size or np.isnan(shares).all():
            raise UserError(
                f"{self.candidates.ground.file}: no project of '{self.question.group}' that has {self.how.clock} came "
                "in any replication, so there is no time to tell: lengthen the run"
            )
        return shares


def open_study(
    candidates: Candidates, how: TrialSettings, question: Question, folder: Path | None, watch: Watch = unwatched
) -> Study:
    """A study, continued from its folder where that holds a table already; for a folder every clock is measured."""
    question.asked_of(groups_of(candidates.ground.scenario))
    if folder is None:
        return Study(candidates, how, question, watch=watch)
    kept = replace(how, every_clock=True)
    return Study(candidates, kept, question, PackageStore(folder, candidates, kept), watch)
