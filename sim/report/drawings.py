"""The maps that an answer has left beside its tables: drawings, and nothing that acts or asks for something elsewhere.

A page carries them in itself. A browser runs no script in a picture, but who makes a PDF of the page, or opens the
picture by itself, might fetch what stands in it.
"""

import re
from pathlib import Path
from typing import Final

from sim.base.characters import fit
from sim.base.errors import UserError, shown

COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
ELSEWHERE: Final = "(?!#|data:image/png)"
ACTS: Final = re.compile(
    r"<!ENTITY|<\s*(?:\w+:)?(?:script|foreignObject|iframe|object|embed|set|animate\w*)\b"
    r"|<[^>]*\son[a-z]+\s*=|<[^>]*javascript:|@import"
    rf"|<[^>]*\b(?:href|src)\s*=\s*(?:\"{ELSEWHERE}[^\"]*|'{ELSEWHERE}[^']*)"
    r"|url\(\s*[\"']?(?!#|[\"'])[^)]*",
    re.IGNORECASE,
)
"""What acts, or leads out of the drawing."""
LARGEST: Final = 16 * 2**20


def read_drawing(file: Path, remedy: str) -> bytes:
    """An SVG file whose texts are fit for every output. Raises `UserError` for one that is more than a drawing."""
    try:
        content = file.read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise UserError(f"{file}: cannot be read ({error.strerror}): {remedy}") from None
    if len(content) > LARGEST:
        raise UserError(f"{file}: more than {LARGEST:,} bytes: {remedy}")
    text = fit(content.decode("utf-8", errors="replace"))
    if (found := ACTS.search(COMMENT.sub("", text))) is not None:
        raise UserError(
            f"{file}: holds '{shown(found[0][-60:].strip())}', and a map is a drawing and no more: {remedy}"
        )
    return text.encode()
