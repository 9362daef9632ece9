"""xlsx files that somebody else has made: opened within bounds, and what cannot be read in them told in a few words."""

import re
import warnings
import zipfile
from io import BytesIO
from typing import Any, Final

OLD_OR_LOCKED: Final = b"\xd0\xcf\x11\xe0"
"""How a file begins that is protected by a password, or older than xlsx."""
MERGED: Final = re.compile(rb'<(?:[a-z]+:)?mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


class LockedError(ValueError):
    """A workbook behind a password, or in the format before 2007."""


class TooLargeError(ValueError):
    """A workbook that unpacks to more than is read."""


class NoWorkbookError(ValueError):
    """What is no workbook, or a damaged one."""


def open_workbook(raw: bytes, largest: int) -> Any:
    """The workbook (openpyxl, read only) in these bytes, which may unpack to so many at most.

    Raises `LockedError`, `TooLargeError` or `NoWorkbookError`, each with what was found.
    """
    from openpyxl import load_workbook

    if raw[:4] == OLD_OR_LOCKED:
        raise LockedError("is protected by a password, or in the format before 2007")
    try:
        with zipfile.ZipFile(BytesIO(raw)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > largest:
            raise TooLargeError(f"unpacks to more than {largest:,} bytes")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drop-downs and the like, which are not read
            return load_workbook(BytesIO(raw), read_only=True)
    except TooLargeError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise NoWorkbookError(f"is no xlsx file ({type(error).__name__})") from None


def merged_cells(raw: bytes, name: str) -> list[tuple[int, str]]:
    """The merged cells of the sheet that is packed under this *name*: the first row of each, and its reference."""
    with zipfile.ZipFile(BytesIO(raw)) as packed:
        text = packed.read(name) if name in packed.namelist() else b""
    return [
        (int(top), f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}")
        for left, top, right, bottom in MERGED.findall(text)
    ]
