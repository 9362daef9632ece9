"""Which program makes the numbers: its version, a digest of its source, and the libraries that decide bytes.

Two programs of one version may differ, for somebody has changed a line. What is kept half way by the one is not gone on
with by the other, and a worker of a cluster that has another one is not given work.
"""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

SOURCE: Final = Path(__file__).parents[1]
SHOWN: Final = ("charts", "cli", "notebook", "report")
"""The rooms that show what was computed, and compute nothing."""
LIBRARIES: Final = ("chinesecalendar", "numba", "numpy", "pandas", "pyarrow", "SALib", "scipy", "simpy")
"""The libraries whose version may change a byte of what is kept."""


def made_by() -> dict[str, Any]:
    """What a manifest says of the program: `version`, `source_digest`, and `made_with`, the libraries' versions."""
    return {"version": version("approval-sim"), "source_digest": source_digest(), "made_with": libraries()}


def libraries() -> dict[str, str]:
    """The versions of the libraries that decide bytes; of one that is not installed, `none`."""
    return {name: _version(name) for name in LIBRARIES}


@cache
def source_digest() -> str:
    """Twelve hexadecimal digits that change with any line of the rooms that compute, however its end is written."""
    return digest_of(SOURCE)


def digest_of(source: Path) -> str:
    """The digest of the modules of a *source* folder that compute: their names and lines, in order."""
    told = hashlib.sha256()
    for file in sorted(source.rglob("*.py"), key=lambda one: one.relative_to(source).as_posix()):
        name = file.relative_to(source)
        if name.parts[0] not in SHOWN:
            content = file.read_bytes().replace(b"\r\n", b"\n")
            told.update(f"{name.as_posix()} {len(content)}\n".encode() + content)
    return told.hexdigest()[:12]


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
