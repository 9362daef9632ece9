"""Runs a command and kills it at its n-th touch of the disk: `python aimed.py N COMMAND…`, before or after it by turns.

A touch is a file forced onto the disk, one that takes its place, and one that is deleted.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

touches = 0


def counted(touch: Callable[..., Any], fatal: int) -> Callable[..., Any]:
    """A touch of the disk that ends the program where it is the fatal one."""

    def touching(*arguments: Any, **options: Any) -> Any:
        global touches
        touches += 1
        if touches == fatal and fatal % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        result = touch(*arguments, **options)
        if touches == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return touching


def main() -> None:
    """Plays the command with every touch counted."""
    fatal = int(sys.argv[1])
    for name in ("fsync", "replace", "unlink", "rmdir"):
        setattr(os, name, counted(getattr(os, name), fatal))
    from sim.cli import main as approvals

    approvals(sys.argv[2:])


if __name__ == "__main__":
    main()
