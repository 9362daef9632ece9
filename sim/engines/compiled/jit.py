"""How the engine's functions become machine code, and where that is kept between runs."""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np

from sim import draws, events, plan

F = TypeVar("F", bound=Callable[..., Any])

FLAGS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""Nothing is allocated within, so nothing is counted: counting every array at every call would cost fifty times all."""


def machine_code(function: F) -> F:
    """The function as part of a machine-coded whole."""
    compiled: F = numba.njit(**FLAGS, forceinline=True)(function)
    return compiled


def entry(function: F) -> F:
    """A function that Python calls; its machine code is kept on disk, where a directory can be written to."""
    try:
        compiled: F = numba.njit(**FLAGS, cache=True)(function)
    except RuntimeError:
        compiled = numba.njit(**FLAGS)(function)
    return compiled


def stamp() -> Any:
    """An empty table whose one field is named after the sources of the engine.

    Numba keeps machine code by file and by the types of the arguments, and does not see when a constant or a function
    of another file changes. Whoever takes this argument is compiled anew when any source has changed.
    """
    files = [
        *sorted(Path(__file__).parent.glob("*.py")),
        *(Path(str(module.__file__)) for module in (draws, events, plan)),
    ]
    digest = blake2b(b"".join(file.read_bytes() for file in files), digest_size=8).hexdigest()
    return np.recarray(0, dtype=np.dtype([(f"sources_{digest}", "i1")]))


@machine_code
def at(table: Any, number: int) -> Any:
    """The row of that number, which is known not to be negative.

    Of a signed index numba asks at every access whether it counts from the end, of an unsigned one it does not.
    """
    return table[np.uintp(number)]
