"""Slides as a file whose bytes follow from what is on them: without the times at which it, and what it holds, was made.

A presentation is a zip archive of parts, and the numbers behind each chart are a workbook within it, again an archive.
"""

import re
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that an archive knows."""
MADE: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
ABOUT: Final = "docProps/core.xml"
UNIX: Final = 3


def timeless(content: bytes) -> bytes:
    """A zip archive of the same parts, all dated to one fixed moment, so that equal content gives equal bytes.

    The workbooks among the parts, archives themselves, are dated alike.
    """
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            part = ZipInfo(name, LONG_AGO)
            part.create_system, part.compress_type = UNIX, ZIP_DEFLATED
            new.writestr(part, _part(name, old.read(name)))
    return made.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return timeless(content)
    return MADE.sub(rb"\g<1>1980-01-01T00:00:00Z", content) if name == ABOUT else content
