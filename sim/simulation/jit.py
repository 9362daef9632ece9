"""How functions become machine code, and where that is kept between runs."""

import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core import event
from numba.core.caching import FunctionCache, IndexDataCacheFile

from sim.base.language import Language, spoken

F = TypeVar("F", bound=Callable[..., Any])

FLAGS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""Nothing is allocated within, so nothing is counted: counting every array at every call would cost fifty times all."""

NOTICE: dict[Language, str] = {
    "en": "approval-sim: making machine code of what simulates, once on this machine; it takes about a minute",
    "zh": "approval-sim：正在把模拟部分编译成机器码，本机只需一次；约需一分钟",
}

SEAL = 16
"""Bytes of the digest at the end of a file."""


def machine_code(function: F) -> F:
    """The function as part of a machine-coded whole."""
    compiled: F = numba.njit(**FLAGS, forceinline=True)(function)
    return compiled


def routine(function: F) -> F:
    """The function as a part that is called from many places of a machine-coded whole, and stands in it once."""
    compiled: F = numba.njit(**FLAGS)(function)
    return compiled


def entry(function: F) -> F:
    """A function that Python calls; its machine code is kept on disk, where a directory can be written to."""
    compiled: F = numba.njit(**FLAGS)(function)
    with suppress(RuntimeError):  # there is no such directory
        if hasattr(compiled, "_cache"):  # not so where numba is switched off
            compiled._cache = Kept(function)
    return compiled


class Sealed(IndexDataCacheFile):
    """The files of kept machine code, each with a digest of itself at its end, by which damage is found."""

    def _dump(self, obj: object) -> bytes:
        content: bytes = super()._dump(obj)
        return content + _seal(content)

    def _load_data(self, name: str) -> Any:
        content = Path(self._data_path(name)).read_bytes()
        if content[-SEAL:] != _seal(content[:-SEAL]):
            raise ValueError(f"{name} is not as it was written")
        return super()._load_data(name)


class Kept(FunctionCache):
    """Machine code on disk: what cannot be read, for the machine went down or the disk was full, is made anew."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        found = self._cache_file
        self._cache_file = Sealed(found._cache_path, self._impl.filename_base, found._source_stamp)

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """The machine code for these types; none if there is none that can be read."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:
            try:
                self.flush()
            except OSError:
                self.disable()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keeps machine code, where there is room for it."""
        with suppress(OSError):
            super().save_overload(sig, data)


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=SEAL).digest()


def stamp(*modules: str) -> Any:
    """An empty table whose one field is named after the sources of these *modules*; of a package, of all within it.

    Numba keeps machine code by file and by the types of the arguments, and does not see when a constant or a function
    of another file changes. Whoever takes this argument is compiled anew when any source has changed.
    """
    found = [Path(str(spec.origin)) for name in (__name__, *modules) if (spec := find_spec(name)) is not None]
    files = [one for file in found for one in (sorted(file.parent.glob("*.py")) if file.stem == "__init__" else [file])]
    digest = blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()
    return np.recarray(0, dtype=np.dtype([(f"sources_{digest}", "i1")]))


@machine_code
def at(table: Any, number: int) -> Any:
    """The row of that number, which is known not to be negative.

    Of a signed index numba asks at every access whether it counts from the end, of an unsigned one it does not.
    """
    return table[np.uintp(number)]


class _Notice(event.Listener):
    """Says on standard error, once, that machine code is being made."""

    said = False

    def on_start(self, begun: Any) -> None:
        """The compiler begins with a function."""
        function = begun.data["dispatcher"].py_func
        if not self.said and function.__module__.startswith("sim."):
            self.said = True
            print(NOTICE[spoken()], file=sys.stderr, flush=True)

    def on_end(self, ended: Any) -> None:
        """The compiler is done with a function."""


event.register("numba:compile", _Notice())
