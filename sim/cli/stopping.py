"""What becomes of a command that is stopped, by Ctrl-C or by the system: it tidies up, says what is kept, and ends.

Whoever computes for long and keeps something puts a note to the stop that passes by, see `sim.base.stops`.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Final

from sim.base.stops import Stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SIGNALS: Final = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]
"""Those that ask a program to end; a system has some of them."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Within it every signal that asks for an end raises `Stop`, once; a second one ends the program at once.

    A signal that is ignored, as under `nohup`, stays so.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = {one: signal.getsignal(one) for one in SIGNALS}
    for one, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(one, _stop)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _stop(number: int, frame: FrameType | None) -> Any:
    for one in SIGNALS:
        if signal.getsignal(one) is _stop:
            signal.signal(one, lambda second, _: os._exit(128 + second))
    raise Stop(number)
