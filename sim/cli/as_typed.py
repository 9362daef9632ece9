"""A command as it would be typed again: it runs as it stands, whatever its files are called."""

from __future__ import annotations

import os
import shlex
import subprocess
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOTHING: Final = MappingProxyType[str, object]({})


def command_line(command: str, files: Iterable[object], options: Mapping[str, object] = NOTHING) -> str:
    """The line that runs a command of the program on these files with these options."""
    operands = [str(file) for file in files]
    given = [word for name, value in options.items() for word in _option(name, str(value))]
    if any(operand.startswith("-") for operand in operands):
        return _quoted(["approvals", command, *given, "--", *operands])
    return _quoted(["approvals", command, *operands, *given])


def exact(number: float) -> str:
    """A number with as many digits as it takes to read the very same again."""
    return repr(float(number)).removesuffix(".0")


def _option(name: str, value: str) -> list[str]:
    """An option and its value, in one word where the value looks like an option."""
    if not value.startswith("-"):
        return [name, value]
    return [f"{name}={value}"] if name.startswith("--") else [f"{name}{value}"]


def _quoted(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)
