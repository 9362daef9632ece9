"""The files that the program writes: each as a whole or not at all, and an old one stays until the new one is there.

What is written goes into a file beside its place, is forced onto the disk, and takes the place in one step. So whatever
comes between (a full disk, a file that another program holds, a machine that goes down), the place holds the old file
or the new one. A link leads to the file that it names; what is no file (a pipe, `/dev/null`) is written through to.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from shutil import copymode
from tempfile import TemporaryFile
from typing import BinaryIO, Final

from sim.base.errors import UserError, one_line

PARTIAL: Final = ".partial"
"""How the name of a file ends that is not yet in its place."""
SHOWN: Final = 40
"""So much of a file's name is in that of its partial file, for names may not be longer than the system allows."""
FULL: Final = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
HELD: Final = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY)


def write_text(path: Path, text: str) -> None:
    """Writes a text as UTF-8; half a character, for which UTF-8 has no bytes, as the escape that JSON has for it."""
    write_bytes(path, text.encode("utf-8", errors="backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Writes the whole file or leaves the old one as it was. Raises `UserError` with the reason and the remedy."""
    try:
        with whole(path) as file:
            file.write(content)
    except OSError as error:
        raise cannot_be_written(path, error) from None


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write into, which takes its place when all is written; raises `OSError` and leaves nothing behind."""
    if is_no_file(path):
        with _through(path) as through:
            yield through
        return
    _require_replaceable(path)
    place = path.resolve()
    partial = place.with_name(f"{place.name[:SHOWN]}.{os.getpid():08x}{PARTIAL}")
    _sweep_up(place)
    try:
        with partial.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            copymode(place, partial)
        partial.replace(place)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _sweep_up(place: Path) -> None:
    """Deletes what programs that were killed have left of this file; the name of a partial file says whose it is."""
    for left in place.parent.glob(f"{escape(place.name[:SHOWN])}.????????{PARTIAL}"):
        with suppress(OSError, ValueError):
            if not _is_alive(int(left.name.split(".")[-2], 16)):
                left.unlink()


def _is_alive(process: int) -> bool:
    """Whether a process of that number is there, and is another; of a system that cannot tell, each is."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def is_no_file(path: Path) -> bool:
    """Whether something else than a file is there to write into: a pipe, a device, or what is printed to."""
    return path.exists() and not path.is_dir() and (not path.is_file() or _stream(path) is not None)


def _through(path: Path) -> BinaryIO:
    """What is there, open for writing; what is printed to goes on where it is, for opened anew it would be emptied."""
    stream = _stream(path)
    if stream is None:
        return path.open("wb")
    sys.stdout.flush()
    return os.fdopen(os.dup(stream), "wb")


def _stream(path: Path) -> int | None:
    """Which of standard output and standard error a path leads to, such as `/dev/stdout`."""
    for stream in (1, 2):
        with suppress(OSError):
            if os.path.samestat(path.stat(), os.fstat(stream)):
                return stream
    return None


def require_writable(path: Path) -> None:
    """Raises `UserError` for a file of which it can be seen beforehand that it cannot be written to."""
    try:
        _require_replaceable(path)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def _require_replaceable(path: Path) -> None:
    """Raises `OSError` for a file that may not be written to, though its folder would let it be replaced."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not (path.stat().st_mode & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "it is read-only", str(path))


def require_writable_folder(folder: Path) -> None:
    """Makes a folder where there is none. Raises `UserError` for one that cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UserError(f"{folder}: cannot be written to ({error.strerror}): choose another folder") from None


def cannot_be_written(path: Path, error: OSError) -> UserError:
    """What a user is told of a file that cannot be written."""
    remedy = "choose another place"
    if error.errno in FULL:
        remedy = "make room, or choose another place"
    if error.errno in HELD:
        remedy = "close the program that has it open, or choose another name"
    kept = "; the old file is as it was" if path.is_file() else ""
    return UserError(one_line(f"{path}: cannot be written ({error.strerror or error}): {remedy}{kept}"))
