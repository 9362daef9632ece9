"""Tries one case after another, and says on standard output how each ended: a line when it begins, a line when it ends.

A case is a pure function of kind, seed and number. It fails if a command ends in a traceback, with another exit status
than 0 or 2, without a sentence of its own, or with more than 2 GB.
"""

import json
import os
import random
import resource
import shutil
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Final

from click.testing import CliRunner
from kinds import KINDS

from sim.cli import main

MOST_MEMORY: Final = 2 * 2**20
"""Kilobytes, as the system counts them."""


def tried(kind: str, seed: int, number: int, results: Path, folder: Path) -> tuple[list[list[str]], str | None]:
    """What was asked in a case, and what went wrong; nothing if nothing did."""
    luck = random.Random(f"{kind} {seed} {number}")
    commands = KINDS[kind](luck, folder, results)
    before = Path.cwd()
    os.chdir(folder)
    try:
        for command in commands:
            if (wrong := asked(command)) is not None:
                return commands, f"{' '.join(command)}\n{wrong}"
    finally:
        os.chdir(before)
    return commands, None


def asked(command: list[str]) -> str | None:
    """What is wrong about how a command ends; nothing if it does what it is asked, or refuses in a sentence."""
    result = CliRunner().invoke(main, command)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return "".join(traceback.format_exception(*result.exc_info)) if result.exc_info else repr(result.exception)
    if result.exit_code not in (0, 2):
        return f"exit status {result.exit_code}\n{result.output}"
    if result.exit_code == 2 and not result.stderr.strip().splitlines()[-1:][0].startswith(("approvals", "warning")):
        return f"refused without a sentence\n{result.output}"
    if result.exit_code == 2 and max(map(len, result.stderr.splitlines())) > 2_000:
        return f"refused at great length\n{result.output[:3000]}"
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST_MEMORY:
        return "more than 2 GB"
    return None


def worker(kind: str, seed: int, first: int, results: Path) -> None:
    """Tries cases from the first on until it is ended."""
    warnings.simplefilter("ignore")
    number = first
    while True:
        print(json.dumps({"case": number, "begun": True}), flush=True)
        folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        _, wrong = tried(kind, seed, number, results, folder)
        shutil.rmtree(folder, ignore_errors=True)
        print(json.dumps({"case": number, "wrong": wrong}), flush=True)
        number += 1


if __name__ == "__main__":
    worker(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
