"""How far a long computation is, shown by whoever asked for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Watch = Callable[[str, int], AbstractContextManager[Callable[..., None]]]
"""What shows progress: told what is done and of how many steps, it gives what to call after each, or after several."""


@contextmanager
def unwatched(what: str, total: int) -> Iterator[Callable[..., None]]:
    """A `Watch` for those who want to see no progress: what it gives to call does nothing."""
    yield lambda steps=1: None
