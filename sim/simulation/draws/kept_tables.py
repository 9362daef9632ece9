"""Tables that take long to calculate and come out the same each time: kept beside the program, as machine code is.

Each is calculated once on a machine. Where nothing can be kept, or what was kept is damaged, it is calculated again.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np

from sim.base.arrays import Floats
from sim.base.files import whole

FOLDER: Final = Path(__file__).parent / "__pycache__"
MOST: Final = 512
"""So many are kept: a study that varies the shapes of distributions makes any number of them."""
SEAL: Final = 16
"""Bytes of the digest at the end of a file."""


def kept_table(name: str, rows: int, calculate: Callable[[], Floats]) -> Floats:
    """The table of that name, which tells all that it is calculated from; so many *rows*, by the SciPy at hand."""
    file = FOLDER / f"{name}.scipy-{_library()}.table"
    table = _read(file, rows)
    if table is None:
        table = calculate()
        _keep(file, table)
    return table


@cache
def _library() -> str:
    return version("scipy")


def _read(file: Path, rows: int) -> Floats | None:
    """None where there is none, or one that is not as it was written."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    numbers, seal = content[:-SEAL], content[-SEAL:]
    is_whole = len(numbers) == 8 * rows and seal == _seal(numbers)
    return np.frombuffer(numbers, dtype=np.float64) if is_whole else None


def _keep(file: Path, table: Floats) -> None:
    numbers = table.tobytes()
    with suppress(OSError):
        FOLDER.mkdir(exist_ok=True)
        if sum(1 for _ in FOLDER.glob("*.table")) < MOST:
            with whole(file) as written:
                written.write(numbers + _seal(numbers))


def _seal(content: bytes) -> bytes:
    return blake2b(content, digest_size=SEAL).digest()
