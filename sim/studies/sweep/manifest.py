"""The manifest of a sweep as it is read back: from what its tables follow, and with what they were made."""

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError

from sim.base.errors import UserError
from sim.experiment.kept_documents import Kept, KeptDocument, read_document
from sim.studies.design.model import Study

MANIFEST: Final = "manifest.json"
SPREAD: Final = "budget"
"""Within the folder of a sensitivity study, that of its sweep over all ranges at once."""
REMEDY: Final = "sweep again in another folder"


class FactorLabel(Kept):
    """What a reader of the tables must know of a column."""

    name: str
    title: str
    title_zh: str
    kind: str
    reform: str | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None
    levels: list[float | None] | None = None
    weights: list[float] | None = None
    words: list[str] | None = None
    words_zh: list[str] | None = None
    numbers: int
    days: float | None = None
    source: str | None = None
    grade: str | None = None


def _as_study(written: dict[str, Any]) -> dict[str, Any]:
    try:
        Study.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ValueError(f"is no study ({place}: {first['msg'].lower()})") from None
    return written


def _by_name(factors: list[FactorLabel]) -> list[FactorLabel]:
    names = [factor.name for factor in factors]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"'{twice}' is there twice")
    return factors


class Manifest(KeptDocument):
    """The manifest: `tables` are there when the sweep is finished, with the SHA-256 of each."""

    study: str
    digest: str
    scenario: str
    scenario_digest: str
    seed: int = Field(ge=0)
    replications: int = Field(ge=1)
    points: int = Field(ge=1)
    engine: str
    target: float = Field(gt=0)
    version: str
    source_digest: str
    made_with: dict[str, str]
    factors: Annotated[list[FactorLabel], AfterValidator(_by_name)] = Field(min_length=1)
    written: Annotated[dict[str, Any], AfterValidator(_as_study)]
    follows_from: dict[str, Any]
    tables: dict[str, str] | None = None


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in the folder of a sweep; raises `UserError` where there is none that can be read."""
    if not (folder / MANIFEST).exists():
        raise UserError(f"{folder}: no sweep is here: make one with 'approvals sweep STUDY -o {folder}'")
    return read_document(Manifest, folder / MANIFEST, REMEDY)
