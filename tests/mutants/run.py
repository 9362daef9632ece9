"""Breaks the modules in a small way, again and again, and tells which mistakes no test has seen.

    python tests/mutants/run.py --each 10 --only sim/statistics/clustered.py

`modules.toml` says which tests belong to which module, `argued.toml` which mistakes change nothing, and why. Ends with
1 if of a module fewer than nine in ten are seen, those that change nothing apart.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from lists import ROOT, Tests, argued_mistakes, belonging_tests
from mutate import Mutant, sample
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from trial import copy_to, processes, try_out

ENOUGH = 0.9
PATIENCE, SPARE = 4, 20
"""A mutant may take so many times as long as the module itself, and so many seconds more."""


@dataclass
class Tally:
    """What became of the mutants of a module."""

    mutants: int = 0
    argued: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """Those that a test has seen."""
        return self.mutants - self.argued - len(self.survivors)

    @property
    def share(self) -> float:
        """Of those that change something."""
        return self.killed / (self.mutants - self.argued) if self.mutants > self.argued else 1.0


class Workshop:
    """Copies of the project, one for each process, and the tests run there."""

    def __init__(self, folder: Path, jobs: int) -> None:
        self.context = processes()
        self.free: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            self.free.put(copy_to(folder / str(number)))

    def limit(self, tests: Tests) -> float:
        """For how long a mutant may run under these tests; nothing can be told from tests that fail as it is."""
        folder = self.free.get()
        outcome = try_out(self.context, folder, tests)
        self.free.put(folder)
        if outcome.code != 0:
            sys.exit(f"{' '.join(tests)}: do not pass as it is:\n{outcome.said[-3000:]}")
        return PATIENCE * outcome.seconds + SPARE

    def survives(self, mutant: Mutant, tests: Tests, limit: float) -> bool:
        """Whether no test fails on a mutant; one that never ends is seen."""
        folder = self.free.get()
        file = folder / mutant.module
        whole = file.read_bytes()
        try:
            file.write_text(mutant.text, encoding="utf-8")
            return try_out(self.context, folder, tests, limit).code == 0
        finally:
            file.write_bytes(whole)
            self.free.put(folder)


def main() -> int:
    """Runs it; the exit status."""
    asked = _asked()
    belonging = belonging_tests(asked.only)
    argued = argued_mistakes()
    mutants = [
        mutant
        for module in belonging
        for mutant in sample(module, (ROOT / module).read_text(encoding="utf-8"), asked.each, asked.seed)
    ]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        workshop = Workshop(Path(folder), asked.jobs)
        survivors = list(_survivors(workshop, mutants, belonging, asked.jobs))
    tallies = {module: Tally() for module in belonging}
    for mutant in mutants:
        tallies[mutant.module].mutants += 1
    for mutant in sorted(survivors, key=lambda one: (one.module, one.line)):
        if any((mutant.module, mutant.before, changed) in argued for changed in (mutant.after, None)):
            tallies[mutant.module].argued += 1
        else:
            tallies[mutant.module].survivors.append(mutant)
    _tell(tallies)
    return 0 if all(tally.share >= ENOUGH for tally in tallies.values()) else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("--each", type=int, default=10, help="how many mutants of each module (10)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other mutants (1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at a time (as processors)")
    parser.add_argument("--only", nargs="*", default=[], help="these modules, or all in these folders")
    return parser.parse_args()


def _survivors(workshop: Workshop, mutants: list[Mutant], belonging: dict[str, Tests], jobs: int) -> Iterator[Mutant]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress, ThreadPoolExecutor(jobs) as threads:
        suites = set(belonging.values())
        whole = progress.add_task("the modules as they are", total=len(suites))
        limits = {}
        timed = {threads.submit(workshop.limit, tests): tests for tests in suites}
        for future in as_completed(timed):
            limits[timed[future]] = future.result()
            progress.advance(whole)
        broken = progress.add_task("mutants", total=len(mutants))
        tried = {
            threads.submit(workshop.survives, mutant, tests, limits[tests]): mutant
            for mutant in mutants
            for tests in [belonging[mutant.module]]
        }
        for future in as_completed(tried):
            progress.advance(broken)
            if future.result():
                mutant = tried[future]
                progress.console.print(f"no test fails: {mutant.module}:{mutant.line}", highlight=False)
                yield mutant


def _tell(tallies: dict[str, Tally]) -> None:
    table = Table("module", "mutants", "killed", "change nothing", "share", box=None)
    for module, tally in tallies.items():
        share = f"{tally.share:.0%}" + (" !" if tally.share < ENOUGH else "")
        table.add_row(module, str(tally.mutants), str(tally.killed), str(tally.argued), share)
    console = Console(soft_wrap=True)
    console.print(table)
    for one in (one for tally in tallies.values() for one in tally.survivors):
        told = f"\n{one.module}:{one.line}: {one.operator}\n- {one.before}\n+ {one.after}"
        console.print(told, markup=False, highlight=False)


if __name__ == "__main__":
    sys.exit(main())
