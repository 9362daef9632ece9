"""Runs tests on a copy of the project, in a process of its own that can be stopped with all it has started."""

import compileall
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from lists import ROOT, Tests

MEMORY = 8 << 30
"""Bytes a trial may reserve: a loop that no longer ends must not take the machine with it."""
SURROUNDINGS = {
    "NUMBA_DISABLE_JIT": "1",
    "AGREEMENT_EXAMPLES": "30",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
LIBRARIES = ["numpy", "pandas", "scipy.stats", "numba", "pyarrow.parquet", "matplotlib.pyplot", "networkx", "joblib"]
"""Loaded once, before the tests of all mutants are forked from there."""


class Outcome(NamedTuple):
    """How the tests ended: 0 if all passed, None if they were stopped at the limit."""

    code: int | None
    seconds: float
    said: str


def processes() -> multiprocessing.context.ForkServerContext:
    """Processes that have the libraries, and not yet the project."""
    os.environ |= SURROUNDINGS
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", *LIBRARIES])
    return context


def copy_to(folder: Path) -> Path:
    """A copy of everything that git knows or would add; its byte code is held against the text, not against a clock."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    compileall.compile_dir(
        folder / "sim", quiet=1, invalidation_mode=compileall.py_compile.PycInvalidationMode.CHECKED_HASH
    )
    return folder


def try_out(
    context: multiprocessing.context.ForkServerContext, folder: Path, tests: Tests, limit: float | None = None
) -> Outcome:
    """Runs the tests in the folder, to the first that fails."""
    said = folder / "said.txt"
    process: ForkServerProcess = context.Process(target=_run, args=(str(folder), tests, str(said)))
    begun = time.monotonic()
    process.start()
    process.join(limit)
    code = process.exitcode
    if process.pid is not None and code is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.join()
    shutil.rmtree(folder / ".hypothesis", ignore_errors=True)
    return Outcome(code, time.monotonic() - begun, said.read_text(encoding="utf-8") if said.exists() else "")


def _run(folder: str, tests: Tests, said: str) -> None:
    """What the process does."""
    import resource

    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Path(said).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(folder)
    os.environ |= {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    sys.path[:0] = [folder]
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *tests])
    sys.stdout.flush()
    os._exit(int(code))
