"""A folder for a sweep that nobody keeps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.base.errors import StoppedError, UserError
from sim.base.stops import keeping_nothing


@contextmanager
def temporary_folder(remedy: str = "") -> Iterator[Path]:
    """A folder that is gone afterwards; a sweep that stops in it leaves nothing, and says so, and what to do."""
    with TemporaryDirectory(prefix="approvals-") as folder, keeping_nothing():
        try:
            yield Path(folder)
        except StoppedError as stop:
            raise UserError(f"{stop.mistake}; nothing is kept{remedy}") from None
