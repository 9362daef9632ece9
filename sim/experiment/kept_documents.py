"""Documents that one command writes and another reads back: each has a version, and is held against it as strictly as a
scenario is, whoever has had it in hands meanwhile.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict

from sim.base.characters import all_fit
from sim.base.errors import UserError, one_line, shown
from sim.scenario.validation import validated

DEEPEST: Final = 100
"""No document of the program has so many parts within parts; a bomb has."""
LARGEST: Final = 256 * 2**20
"""No document of the program has so many bytes."""


class Kept(BaseModel):
    """A part of a document: what is not known is refused, and so is a number where a text belongs, or none."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Versioned(Kept):
    """A whole document; one without a version is of the first."""

    format: int = 1


class KeptDocument(Versioned):
    """A document of the first version."""

    format: Literal[1] = 1


D = TypeVar("D", bound=Versioned)


def read_document(model: type[D], file: Path, remedy: str) -> dict[str, Any]:
    """A document as it is written, when it is as the *model* says. Raises `UserError` with address and *remedy*."""
    document = read_json(file, remedy)
    checked(model, document, file, remedy)
    return document


def checked(model: type[D], document: Mapping[str, Any], file: Path, remedy: str) -> D:
    """A document as the *model*. Raises `UserError` with the address of the first mistake, and the *remedy*."""
    [known] = get_args(model.model_fields["format"].annotation)
    if (found := document.get("format", 1)) != known:
        raise UserError(f"{file}: format: found {shown(found)}, and this program knows {known}: {remedy}")
    try:
        return validated(model, document, str(file))
    except UserError as error:
        raise UserError(f"{error}: {remedy}") from None


def read_json(file: Path, remedy: str, what: str = "JSON") -> dict[str, Any]:
    """What a file of JSON holds, its texts fit for every output. Raises `UserError` for what is no *what*."""
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"it has {file.stat().st_size:,} bytes, and at most {LARGEST:,} are read")
        found = json.loads(file.read_text(encoding="utf-8-sig"), parse_constant=_no_number)
        _require_shallow(found, 0)
    except (OSError, ValueError, RecursionError) as error:
        said = "its parts lie too deep" if isinstance(error, RecursionError) else error
        raise UserError(one_line(f"{file}: cannot be read as {what} ({said}): {remedy}")) from None
    if not isinstance(found, dict):
        raise UserError(f"{file}: is no document, for it holds no 'key: value': {remedy}")
    return dict(all_fit(found))


def _no_number(said: str) -> float:
    raise ValueError(f"{said} is no number")


def _require_shallow(part: object, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError("its parts lie too deep")
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _require_shallow(one, depth + 1)
