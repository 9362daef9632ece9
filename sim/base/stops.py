"""A stop from outside: what passes through a long computation when somebody asks it to end."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

NOTHING: Final = "no half of a file is left, and nothing else is kept: start the same command again"


class Stop(KeyboardInterrupt):
    """Somebody asked the program to end, by the signal of this *number*."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.number = int(number)


@contextmanager
def keeping(folder: object, what: Callable[[], str]) -> Iterator[None]:
    """Notes on a stop that passes that something is kept in a folder, such as `9 points are`, and how to go on."""
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.add_note(f"{what()} kept in {folder}: start the same command again, it goes on there")
        raise


@contextmanager
def keeping_nothing() -> Iterator[None]:
    """Takes back what was noted on a stop that passes, for the folder is gone."""
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.__notes__ = []
        raise


def told(stop: KeyboardInterrupt) -> str:
    """A stop in one sentence: what is kept, and how to go on."""
    notes = getattr(stop, "__notes__", [])
    return f"stopped; {notes[0] if notes else NOTHING}"


def exit_status(stop: KeyboardInterrupt) -> int:
    """The exit status that shells know: 128 and the number of the signal."""
    return 128 + (stop.number if isinstance(stop, Stop) else int(signal.SIGINT))
