"""When the engine is compiled, and where the result is kept."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numba
import pytest
from numba.core import event

from sim.simulation.engines.compiled import kernel
from sim.simulation.jit import Kept, entry

WARM_UP = "from sim.simulation.engines import compiled; compiled.warm_up()"


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
    run("import sys, sim, sim.simulation.engines, sim.cli; assert 'numba' not in sys.modules")


@pytest.mark.long
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
        "from sim.simulation import jit\n"
        "assert jit.entry(lambda: 1)() == 1\n"
    )
    assert run(nowhere, NUMBA_CACHE_DIR="/nowhere").stderr == ""


Damage = Callable[[bytes], bytes]


def empty(content: bytes) -> bytes:
    return b""


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def one_byte_short(content: bytes) -> bytes:
    return content[:-1]


def with_a_hole(content: bytes) -> bytes:
    """As after a crash of the machine: the length is right, a block in the middle was never written."""
    middle = len(content) // 2
    return content[: middle - 40] + bytes(80) + content[middle + 40 :]


@pytest.fixture
def doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Calls a small function of machine code as a new process would; tells whether it was compiled."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "kept"))
    source = tmp_path / "small.py"
    source.write_text("def double(x):\n    return 2 * x\n")

    def called() -> bool:
        known = spec_from_file_location("small", source)
        assert known is not None
        assert known.loader is not None
        module = module_from_spec(known)
        monkeypatch.setitem(sys.modules, "small", module)
        known.loader.exec_module(module)
        with event.install_recorder("numba:compile") as told:
            assert entry(module.double)(21) == 42
        return bool(told.buffer)

    return called


@pytest.mark.parametrize(
    ("suffix", "damage"),
    [("nbi", empty), ("nbi", cut), ("nbc", empty), ("nbc", cut), ("nbc", one_byte_short), ("nbc", with_a_hole)],
)
def test_damaged_machine_code_is_made_anew(
    doubled: Callable[[], bool], tmp_path: Path, suffix: str, damage: Damage
) -> None:
    assert (doubled(), doubled()) == (True, False)
    [file] = (tmp_path / "kept").rglob(f"*.{suffix}")
    file.write_bytes(damage(file.read_bytes()))
    assert (doubled(), doubled()) == (True, False)


def test_machine_code_that_cannot_be_made_good_is_made_for_this_once(
    doubled: Callable[[], bool], tmp_path: Path
) -> None:
    """A folder lies where the index should: nothing can be kept, and nothing fails."""
    doubled()
    [index] = (tmp_path / "kept").rglob("*.nbi")
    index.unlink()
    index.mkdir()
    assert (doubled(), doubled()) == (True, True)


def test_the_engine_s_machine_code_is_kept_so() -> None:
    assert {type(one._cache) for one in (kernel.play, kernel.write_up)} == {Kept}
