"""What is printed: in any encoding, and told in one line where it cannot be."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from sim.base.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN: Final = "plain_ascii"
"""ASCII by another name: click takes a console that says `ascii` for one that is set wrongly, and sends it UTF-8."""


def replace_what_cannot_be_printed() -> None:
    """From now on a sign that the console's encoding lacks is printed as `?`, or written out on standard error."""
    for stream, errors in ((sys.stdout, "replace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, TextIOWrapper):
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=PLAIN if is_ascii else None, errors=errors)


def can_be_printed(text: str) -> bool:
    """Whether the console's encoding has every sign of the text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def printed() -> Iterator[None]:
    """Sees to it that all is printed in the end. Raises `UserError` where standard output takes no more."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno == errno.EPIPE or error.filename is not None or _takes_more():
            raise
        said = error.strerror or str(error)
        raise UserError(f"standard output: cannot be written to ({said}): choose another place for it") from None


def _takes_more() -> bool:
    """Whether standard output takes one line more; if not, what is left for it is dropped."""
    try:
        print(flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _plain(name: str) -> codecs.CodecInfo | None:
    if name != PLAIN:
        return None
    known = codecs.lookup("ascii")
    return codecs.CodecInfo(
        known.encode,
        known.decode,
        incrementalencoder=known.incrementalencoder,
        incrementaldecoder=known.incrementaldecoder,
        name=PLAIN,
    )


codecs.register(_plain)
