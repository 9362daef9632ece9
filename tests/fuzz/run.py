"""Fuzzing: harmed scenarios, reforms, studies, results and command lines, for minutes or hours.

    python tests/fuzz/run.py --minutes 10 --seed 1
    python tests/fuzz/run.py --kind results --case 123 --seed 1    # one case again, kept to be looked at

No case may end in a traceback, hang for twenty seconds or take two gigabytes. Each case follows from kind, seed and
number, so that whatever is found can be tried again. What is mended goes into `corpus.yaml`, which the tests replay.
"""

import argparse
import json
import os
import random
import select
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kinds import KINDS
from results import make_results
from worker import tried

HERE: Final = Path(__file__).parent
HANGS: Final = 20.0
"""So many seconds of processor a case may take; the clock may show a few times that on a busy machine."""
PATIENCE: Final = 4
STARTING: Final = 120.0


@dataclass
class Lane:
    """A kind of case that is tried by one process at a time."""

    kind: str
    seed: int
    results: Path
    next: int = 0
    done: int = 0
    failures: dict[int, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        """The process that tries the cases from the next on."""
        command = [
            sys.executable,
            str(HERE / "worker.py"),
            self.kind,
            str(self.seed),
            str(self.next),
            str(self.results),
        ]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])}
        silent = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=silent, text=True, env=environment)
        return self.process

    def run(self, until: float) -> None:
        """Tries cases until that moment; a process that hangs or dies is replaced, and its case noted."""
        while time.monotonic() < until:
            process = self.start()
            why = self._listen(process, until)
            process.kill()
            process.wait()
            if why is not None:
                self.failures[self.next] = why
                self.next += 1

    def _listen(self, process: subprocess.Popen[str], until: float) -> str | None:
        """Follows a process; says why it has to be replaced, if time is not over."""
        assert process.stdout is not None
        allowed = STARTING
        while time.monotonic() < until:
            if not select.select([process.stdout], [], [], allowed)[0]:
                return f"hangs for {allowed:.0f} seconds"
            line = process.stdout.readline()
            if not line:
                return "the process died"
            told = json.loads(line)
            if "begun" in told:
                allowed = HANGS * PATIENCE
                continue
            self.done, self.next = self.done + 1, told["case"] + 1
            if told["wrong"] is not None:
                self.failures[told["case"]] = told["wrong"]
        return None


def main() -> None:
    """Tries every kind in turn for its part of the time; exit status 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=list(KINDS), action="append")
    parser.add_argument("--case", type=int)
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-results-") as folder:
        results = make_results(Path(folder) / "results")
        if asked.case is not None:
            again(asked.kind[0], asked.seed, asked.case, results, asked.keep)
            return
        kinds = asked.kind or list(KINDS)
        lanes = [Lane(kind, asked.seed, results) for kind in kinds]
        for lane in lanes:
            lane.run(time.monotonic() + 60 * asked.minutes / len(kinds))
            print(f"{lane.kind}: {lane.done:,} cases, {len(lane.failures)} failed", flush=True)
        told(lanes, asked.keep)


def again(kind: str, seed: int, number: int, results: Path, keep: Path) -> None:
    """One case once more, in a folder that stays."""
    folder = (keep / f"{kind}-{seed}-{number}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    commands, wrong = tried(kind, seed, number, results, folder)
    print(f"{folder}\n{commands}\n{wrong or 'good'}")


def told(lanes: list[Lane], keep: Path) -> None:
    """Writes down what failed, and ends with status 1 if anything did."""
    failed = {f"{lane.kind} {lane.seed} {case}": why for lane in lanes for case, why in lane.failures.items()}
    if failed:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / "failed.json").write_text(json.dumps(failed, indent=1, ensure_ascii=False), encoding="utf-8")
        print(f"wrote {keep / 'failed.json'}; try one again with --kind KIND --seed SEED --case NUMBER")
        sys.exit(1)


if __name__ == "__main__":
    random.seed(1)
    main()
