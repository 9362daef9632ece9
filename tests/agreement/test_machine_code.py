"""When the engine is compiled, and where the result is kept."""

import os
import subprocess
import sys
from pathlib import Path

WARM_UP = "from sim.engines import compiled; compiled.warm_up()"


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python program in the same place with a changed environment."""
    return subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )


def test_numba_is_imported_only_by_what_simulates() -> None:
    run("import sys, sim, sim.engines, sim.cli; assert 'numba' not in sys.modules")


def test_the_first_time_is_announced_and_the_second_is_not(tmp_path: Path) -> None:
    first, second = (run(WARM_UP, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2))
    assert "once on this machine" in first.stderr
    assert first.stderr.count("\n") == 1
    assert second.stderr == ""


def test_no_directory_to_write_to_is_no_error() -> None:
    """As on a read-only file system: no place that numba knows can be written to."""
    nowhere = (
        "from numba.core import caching\n"
        "def unwritable(*_): raise OSError('read-only')\n"
        "caching._CacheLocator.ensure_cache_path = unwritable\n"
        "from sim.engines.compiled import jit\n"
        "assert jit.entry(lambda: 1)() == 1\n"
    )
    assert run(nowhere, NUMBA_CACHE_DIR="/nowhere").stderr == ""
